"""Reads a selection set: which fields are asked of one object type.

Fragments, type conditions on interfaces, aliases, @include and @skip are understood. Each
fragment is visited once per object type, so the work is linear in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionNode,
    get_directive_values,
)

Info: TypeAlias = GraphQLResolveInfo[Any]


def selected_fields(
    info: Info, nodes: Iterable[FieldNode], parent: GraphQLObjectType
) -> dict[str, list[FieldNode]]:
    """Return the fields asked of `parent` below these field nodes, merged by name."""
    found: dict[str, list[FieldNode]] = {}
    seen: set[str] = set()
    for node in nodes:
        if node.selection_set is not None:
            for field in walk_fields(info, node.selection_set.selections, parent, seen):
                found.setdefault(field.name.value, []).append(field)
    return found


def walk_fields(
    info: Any, selections: Iterable[SelectionNode], parent: GraphQLObjectType, seen: set[str]
) -> Iterator[FieldNode]:
    """Yield the fields asked of `parent`, in the order of the document; see the module."""
    for node in selections:
        if not _is_included(info, node):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            if condition is None or _applies(info, condition.name.value, parent):
                yield from walk_fields(info, node.selection_set.selections, parent, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            fragment = _fragment(info, node.name.value)
            if _applies(info, fragment.type_condition.name.value, parent):
                yield from walk_fields(info, fragment.selection_set.selections, parent, seen)


def _fragment(info: Any, name: str) -> Any:
    fragment = info.fragments[name]
    return getattr(fragment, "definition", fragment)


def _is_included(info: Any, node: SelectionNode) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, info.variable_values)
    if skip and skip.get("if") is True:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, info.variable_values)
    return not (include and include.get("if") is False)


def _applies(info: Any, condition: str, parent: GraphQLObjectType) -> bool:
    if condition == parent.name:
        return True
    abstract = info.schema.get_type(condition)
    return isinstance(
        abstract, GraphQLInterfaceType | GraphQLUnionType
    ) and info.schema.is_sub_type(abstract, parent)
