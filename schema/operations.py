"""Documents, parsed and validated once per text; their operations, compiled once per variant.

Automatic persisted queries find their text by its SHA-256 in the same bounded cache. Variable
values are never kept: a compiled operation holds only the outcome of its @skip and @include. Nor is
a document with a BSN written in it: a client that wants its operation kept uses a variable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cachetools import LRUCache
from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_variable_values,
    parse,
    validate,
    visit,
)

from planning.compile import Selection, UnplannedError, compile_operation
from policy.numbers import holds_personal
from schema.errors import told

MAX_VALIDATION_ERRORS = 10
MAX_VARIANTS = 32
CONDITIONS = ("skip", "include")


class Refusal(NamedTuple):
    """Why a document is not run: the response body."""

    body: dict[str, Any]


class Prepared:
    """A parsed and validated document."""

    __slots__ = ("_variants", "conditions", "document")

    def __init__(self, document: DocumentNode) -> None:
        self.document = document
        self.conditions = tuple(sorted(_condition_variables(document)))
        self._variants: LRUCache[tuple[Any, ...], Selection | None] = LRUCache(MAX_VARIANTS)

    def compiled(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Any
    ) -> Selection | None:
        """Return the compiled operation, or None when graphql-core must run it."""
        kept = _only(variables, self.conditions)
        name = operation.name.value if operation.name else None
        key = (name, *(kept.coerced.get(condition) for condition in self.conditions))
        if key not in self._variants:
            try:
                compiled = compile_operation(schema, self.document, operation, kept)
            except (UnplannedError, GraphQLError):
                compiled = None  # graphql-core says what is wrong, or introspects
            self._variants[key] = compiled
        return self._variants[key]


class Operations:
    """The bounded cache of prepared documents."""

    def __init__(self, schema: GraphQLSchema, size: int, max_tokens: int) -> None:
        self._schema, self._max_tokens = schema, max_tokens
        self._prepared: LRUCache[str, Prepared | Refusal] = LRUCache(size)
        self._texts: LRUCache[str, str] = LRUCache(size)

    def text_of(self, sha256: str, text: str) -> str | None:
        """Return the text of a persisted query; registers it when the text comes along.

        Returns None when the hash is not known; raises ValueError when text and hash differ.
        """
        if not text:
            return self._texts.get(sha256)
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            raise ValueError("the sha256Hash is not that of the query")
        if isinstance(self.prepare(text), Prepared) and not holds_personal(text):
            self._texts[sha256] = text
        return text

    def prepare(self, text: str) -> Prepared | Refusal:
        """Return the parsed and validated document, or why it is refused.

        A document that holds a personal number is prepared for its one request and not kept.
        """
        prepared = self._prepared.get(text)
        if prepared is None:
            prepared = self._parse(text)
            if not holds_personal(text):
                self._prepared[text] = prepared
        return prepared

    def _parse(self, text: str) -> Prepared | Refusal:
        try:
            document = parse(text, max_tokens=self._max_tokens)
        except GraphQLError as error:
            return refusal("GRAPHQL_PARSE_FAILED", [error])
        errors = validate(self._schema, document, max_errors=MAX_VALIDATION_ERRORS)
        if errors:
            return refusal("GRAPHQL_VALIDATION_FAILED", errors)
        return Prepared(document)


def variable_values(
    schema: GraphQLSchema, operation: OperationDefinitionNode, inputs: Mapping[str, Any]
) -> Any:
    """Return the coerced variables, or the list of GraphQLErrors that says what is wrong.

    Those errors are the client's, so they carry no original error: that would make them ours.
    """
    values = get_variable_values(
        schema, operation.variable_definitions or (), dict(inputs), max_errors=50
    )
    if isinstance(values, list):
        return [GraphQLError(error.message, error.nodes) for error in values]
    return values


def refusal(code: str, errors: list[GraphQLError]) -> Refusal:
    """Return the response to a document that cannot run; long numbers are masked."""
    return Refusal(
        {
            "errors": [
                {
                    "message": told(error.message),
                    "locations": [place.formatted for place in error.locations or ()],
                    "extensions": {"code": code},
                }
                for error in errors
            ]
        }
    )


class _Conditions(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
        if node.name.value in CONDITIONS:
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    self.names.add(argument.value.name.value)


def _condition_variables(document: DocumentNode) -> Iterator[str]:
    """Return the variables that @skip and @include look at."""
    visitor = _Conditions()
    visit(document, visitor)
    return iter(visitor.names)


def _only(variables: Any, names: tuple[str, ...]) -> Any:
    """Return the variables without every value that no condition looks at."""
    return type(variables)(
        {name: variables.sources[name] for name in names if name in variables.sources},
        {name: variables.coerced[name] for name in names if name in variables.coerced},
    )
