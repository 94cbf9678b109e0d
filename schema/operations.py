"""Documents, parsed and validated once per text; their operations, compiled once per variant.

Automatic persisted queries find their text by its SHA-256 in the same bounded cache. Variable
values are never kept: a compiled operation holds only the outcome of its @skip and @include. Nor is
a document with a BSN written in it: a client that wants its operation kept uses a variable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from cachetools import LRUCache
from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    validate,
    visit,
)
from graphql.validation import NoSchemaIntrospectionCustomRule, specified_rules
from graphql.validation.rules import overlapping_fields_can_be_merged

from planning.compile import Selection, UnplannedError, compile_operation
from planning.variables import Variables
from policy.limits import DocumentLimits, LimitExceededError, check_text
from policy.numbers import holds_personal
from schema.errors import error_body, told
from schema.measures import DocumentMeter
from sources.bounded import Bounded

MAX_VALIDATION_ERRORS = 5
"""Each may look for names that resemble a wrong one, which takes a millisecond or more."""
MAX_VARIANTS = 32
REFUSALS = 100
"""Refused documents remembered; apart, so that they never push out what is served."""
TOKENS_PER_ENTRY = 200
"""A longer document counts as several in the cache: an entry then takes about 100 kB at most."""
DEFER = "defer"
CONDITIONS = ("skip", "include", DEFER)
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 10_000
"""Work of the one validation rule that is quadratic; graphql-core's 500,000 take 170 ms. A hundred
times the same field, or fifty fragments that all select alike, stay within it."""


class Refusal(NamedTuple):
    """Why a document is not run: the response body."""

    body: dict[str, Any]


class Prepared:
    """A parsed and validated document."""

    __slots__ = (
        "_named",
        "_variables",
        "_variants",
        "conditions",
        "defers",
        "document",
        "estimates",
        "sizes",
        "weight",
    )

    def __init__(self, document: DocumentNode, weight: int = 1) -> None:
        self.document, self.weight = document, weight
        self.estimates = Bounded[tuple[Any, ...], Any](MAX_VARIANTS)
        """What an operation costs, per variant and size of its lists; see schema/costing."""
        self.sizes: dict[str | None, tuple[str, ...]] = {}
        """Per operation, the variables that such a size is in."""
        found = _conditions(document)
        self.conditions = tuple(sorted(found.names))
        self.defers = found.defers
        """Whether a fragment may come later (@defer)."""
        self._variants = Bounded[tuple[Any, ...], Selection | None](MAX_VARIANTS)
        self._named = _operations(document)
        self._variables: dict[tuple[str | None, bool], Variables] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation to run, or None when that is not clear."""
        return self._named.get(name)

    def variables(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        inputs: Mapping[str, Any],
        *,
        hide_suggestions: bool = False,
    ) -> Any:
        """Return the coerced variables, or the list of GraphQLErrors that says what is wrong."""
        name = operation.name.value if operation.name else None
        known = self._variables.get((name, hide_suggestions))
        if known is None:
            known = Variables(schema, operation, hide_suggestions=hide_suggestions)
            self._variables[name, hide_suggestions] = known
        return known.values(inputs)

    def compiled(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        variables: Any,
        *,
        defers: bool = False,
    ) -> Selection | None:
        """Return the compiled operation, or None when graphql-core must run it.

        Unless it `defers`, a fragment with @defer is like any other.
        """
        name = operation.name.value if operation.name else None
        key = (name, defers, *map(variables.coerced.get, self.conditions))
        compiled = self._variants.get(key)
        if compiled is None and key not in self._variants:
            kept = self.conditions_of(variables)
            with suppress(UnplannedError, GraphQLError):  # graphql-core tells, or introspects
                compiled = compile_operation(schema, self.document, operation, kept, defers=defers)
            self._variants.keep(key, compiled)
        return compiled

    @property
    def whole(self) -> DocumentNode:
        """The document without @defer, which graphql-core would not answer in one piece."""
        return visit(self.document, _WithoutDefer()) if self.defers else self.document

    def conditions_of(self, variables: Any) -> Any:
        """Return the variables without every value that no @skip or @include looks at."""
        return _only(variables, self.conditions)


class Operations:
    """The bounded cache of prepared documents."""

    def __init__(
        self, schema: GraphQLSchema, size: int, limits: DocumentLimits, introspection: bool = True
    ) -> None:
        self._schema, self._limits = schema, limits
        self._introspection = introspection
        self._rules = list(specified_rules)
        if not introspection:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self._prepared: LRUCache[str, Prepared] = LRUCache(size, getsizeof=_weight)
        self._refused: LRUCache[str, Refusal] = LRUCache(REFUSALS)
        self._texts: LRUCache[str, str] = LRUCache(size)
        self.hits = self.misses = 0
        """How often a document was here, and how often it had to be parsed."""

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
        prepared = self._prepared.get(text) or self._refused.get(text)
        if prepared is not None:
            self.hits += 1
        else:
            self.misses += 1
            prepared = self._parse(text)
            if holds_personal(text):
                return prepared
            if isinstance(prepared, Refusal):
                self._refused[text] = prepared
            elif prepared.weight <= self._prepared.maxsize:
                self._prepared[text] = prepared
        return prepared

    def known(self, text: str) -> Prepared | None:
        """Return a document that is kept, without counting that as a use."""
        return self._prepared.get(text)

    def _parse(self, text: str) -> Prepared | Refusal:
        """Bound the text, parse it, bound the document, and only then validate it."""
        limits = self._limits
        try:
            tokens = check_text(text, limits)
            document = parse(text, max_tokens=limits.tokens)
            DocumentMeter(document, limits).check()
        except LimitExceededError as error:
            code = "DOCUMENT_LIMIT_EXCEEDED"
            return Refusal(error_body(code, str(error), limit=error.limit))
        except GraphQLError as error:
            return refusal("GRAPHQL_PARSE_FAILED", [error])
        except RecursionError:
            message = "the document is nested too deeply"
            return Refusal(error_body("GRAPHQL_PARSE_FAILED", message))
        errors = validate(
            self._schema,
            document,
            self._rules,
            max_errors=MAX_VALIDATION_ERRORS,
            hide_suggestions=not self._introspection,
        )
        if errors:
            return refusal("GRAPHQL_VALIDATION_FAILED", errors)
        return Prepared(document, _entries(tokens))


def _operations(document: DocumentNode) -> dict[str | None, OperationDefinitionNode]:
    """Return the operations by name, and under None the only one."""
    found = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    named: dict[str | None, OperationDefinitionNode] = {
        node.name.value: node for node in found if node.name
    }
    return {**named, None: found[0]} if len(found) == 1 else named


def _weight(prepared: Prepared) -> int:
    return prepared.weight


def _entries(tokens: int) -> int:
    return 1 + tokens // TOKENS_PER_ENTRY


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
        self.defers = False

    def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
        self.defers = self.defers or node.name.value == DEFER
        if node.name.value in CONDITIONS:
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    self.names.add(argument.value.name.value)


class _WithoutDefer(Visitor):
    def enter_directive(self, node: DirectiveNode, *_args: Any) -> Any:
        return REMOVE if node.name.value == DEFER else None


def _conditions(document: DocumentNode) -> _Conditions:
    """Return the variables that @skip, @include and @defer look at."""
    visitor = _Conditions()
    visit(document, visitor)
    return visitor


def _only(variables: Any, names: tuple[str, ...]) -> Any:
    """Return the variables without every value that no condition looks at."""
    return type(variables)(
        {name: variables.sources[name] for name in names if name in variables.sources},
        {name: variables.coerced[name] for name in names if name in variables.coerced},
    )
