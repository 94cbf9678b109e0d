"""Measures a parsed document against its limits, before it is validated.

One walk, linear in the document: every fragment is measured once and its measure is added
wherever it is spread, so the classic nested-fragment document costs as little as it is long.
A fragment inside itself counts as nothing here; validation refuses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from policy.limits import DocumentLimits, LimitExceededError

SCHEMA_ROOTS = frozenset({"__schema", "__type"})
SCHEMA_LISTS = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})


@dataclass(slots=True)
class Measure:
    """What a selection set holds, fragments included."""

    fields: int = 0
    top_fields: int = 0
    depth: int = 0
    nesting: int = 0
    aliases: int = 0
    schema_fields: int = 0
    schema_lists: int = 0
    names: Counter[str] = field(default_factory=Counter)
    """How often each field stands here under a name of its own, at this level alone."""


class DocumentMeter:
    """Walks one document; raises LimitExceededError at the first excess."""

    def __init__(self, document: DocumentNode, limits: DocumentLimits) -> None:
        self._document, self._limits = document, limits
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[str, Measure] = {}
        self._directives = 0
        self._level = 0
        self.visited = 0
        """Nodes looked at; the tests hold that this is linear in the document."""

    def check(self) -> None:
        """Raise LimitExceededError when the document is larger than allowed."""
        limits = self._limits
        operations = [
            node for node in self._document.definitions if isinstance(node, OperationDefinitionNode)
        ]
        self._most("operations", len(operations), limits.operations)
        self._most("fragments", len(self._fragments), limits.fragments)
        for operation in operations:
            definitions = operation.variable_definitions or ()
            self._most("variables", len(definitions), limits.variables)
            for definition in definitions:
                self._attached(definition)
                self._value(definition.default_value)
            self._attached(operation)
            root = self._selections(operation.selection_set)
            self._most("root fields", root.top_fields, limits.root_fields)
        for name in self._fragments:
            self._fragment(name)

    def _most(self, name: str, value: int, limit: int) -> None:
        if value > limit:
            raise LimitExceededError(name, limit)

    def _selections(self, node: SelectionSetNode) -> Measure:
        """Return the measure of a selection set."""
        self._level += 1
        self._most("nesting", self._level, self._limits.nesting)
        found = Measure()
        spread: set[str] = set()
        for selection in node.selections:
            self.visited += 1
            self._attached(selection)
            if isinstance(selection, FieldNode):
                self._field(found, selection)
            elif isinstance(selection, InlineFragmentNode):
                self._add(found, self._selections(selection.selection_set))
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name not in spread:
                    spread.add(name)
                    self._add(found, self._fragment(name))
        self._level -= 1
        found.nesting += 1
        return found

    def _field(self, found: Measure, node: FieldNode) -> None:
        """Add a field and what is selected of it."""
        limits, name = self._limits, node.name.value
        below = Measure() if node.selection_set is None else self._selections(node.selection_set)
        own = below.schema_lists + (name in SCHEMA_LISTS)
        if name in SCHEMA_ROOTS:
            self._most("lists of the schema inside each other", own, limits.schema_lists)
            own = 0
        aliased = node.alias is not None and node.alias.value != name
        if aliased:
            self._named(found, name, 1)
        self._join(found, below, own)
        found.fields += 1
        found.top_fields += 1
        found.aliases += aliased
        found.schema_fields += name in SCHEMA_ROOTS
        found.depth = max(found.depth, below.depth + 1)
        for argument in node.arguments or ():
            self.visited += 1
            self._value(argument.value)
        self._within(found)

    def _add(self, found: Measure, part: Measure) -> None:
        """Add what a fragment brings to the selection it stands in."""
        self._join(found, part, part.schema_lists)
        found.top_fields += part.top_fields
        found.depth = max(found.depth, part.depth)
        for name, times in part.names.items():
            self.visited += 1
            self._named(found, name, times)
        self._within(found)

    def _named(self, found: Measure, name: str, times: int) -> None:
        found.names[name] += times
        limit = self._limits.same_field
        self._most("names of one field in one selection", found.names[name], limit)

    def _join(self, found: Measure, part: Measure, schema_lists: int) -> None:
        found.fields += part.fields
        found.aliases += part.aliases
        found.schema_fields += part.schema_fields
        found.schema_lists = max(found.schema_lists, schema_lists)
        found.nesting = max(found.nesting, part.nesting)
        self._most("nesting", self._level + part.nesting, self._limits.nesting)

    def _within(self, found: Measure) -> None:
        """Raise when a selection set grew too large; so no measure outgrows its limit."""
        limits = self._limits
        self._most("depth", found.depth, limits.depth)
        self._most("fields", found.fields, limits.fields)
        self._most("aliases", found.aliases, limits.aliases)
        self._most("schema fields", found.schema_fields, limits.schema_fields)

    def _fragment(self, name: str) -> Measure:
        """Return the measure of a fragment, made once."""
        known = self._known.get(name)
        if known is None:
            node = self._fragments.get(name)
            known = self._known[name] = Measure()
            if node is not None:
                self._attached(node)
                known = self._known[name] = self._selections(node.selection_set)
        return known

    def _attached(self, node: Any) -> None:
        """Count the directives of a node."""
        directives = node.directives or ()
        if not directives:
            return
        self._most("directives of one node", len(directives), self._limits.directives_per_node)
        self._directives += len(directives)
        self._most("directives", self._directives, self._limits.directives)
        for directive in directives:
            self.visited += 1
            for argument in directive.arguments or ():
                self._value(argument.value)

    def _value(self, value: Any, depth: int = 1) -> None:
        """Look at a literal: the length of its lists and how deep it goes."""
        if isinstance(value, ListValueNode):
            self._most("items of a list", len(value.values), self._limits.list_items)
            inside: Iterable[Any] = value.values
        elif isinstance(value, ObjectValueNode):
            inside = [entry.value for entry in value.fields]
        else:
            return
        self._most("depth of a value", depth, self._limits.input_depth)
        for item in inside:
            self.visited += 1
            self._value(item, depth + 1)
