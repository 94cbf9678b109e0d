"""Reads a selection set: which fields are asked of one object type.

Fragments, type conditions on interfaces, aliases, @include and @skip are understood. Each
fragment is visited once per object type, so the work is linear in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLDeferDirective,
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


MAX_LATER = 10
"""Deferred fragments in one selection; more come with the rest, which a server may decide."""


class Fragment(NamedTuple):
    """A fragment that may come after the rest."""

    label: str | None
    selections: Iterable[SelectionNode]


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
    info: Any,
    selections: Iterable[SelectionNode],
    parent: GraphQLObjectType,
    seen: set[str],
    later: list[Fragment] | None = None,
) -> Iterator[FieldNode]:
    """Yield the fields asked of `parent`, in the order of the document; see the module.

    Fragments with @defer are put in `later` when that is given, and are like any other when not.
    """
    for node in selections:
        if not _is_included(info, node):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            if condition is None or _applies(info, condition.name.value, parent):
                inside = node.selection_set.selections
                if later is None or not _is_deferred(info, node, inside, later):
                    yield from walk_fields(info, inside, parent, seen, later)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            fragment = _fragment(info, node.name.value)
            inside = fragment.selection_set.selections
            applies = _applies(info, fragment.type_condition.name.value, parent)
            if applies and later is not None and _is_deferred(info, node, inside, later):
                continue
            seen.add(node.name.value)
            if applies:
                yield from walk_fields(info, inside, parent, seen, later)


def _fragment(info: Any, name: str) -> Any:
    fragment = info.fragments[name]
    return getattr(fragment, "definition", fragment)


def _is_included(info: Any, node: SelectionNode) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, info.variable_values)
    if skip and skip.get("if") is True:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, info.variable_values)
    return not (include and include.get("if") is False)


def _is_deferred(
    info: Any, node: SelectionNode, inside: Iterable[SelectionNode], later: list[Fragment]
) -> bool:
    """Whether this fragment comes later; if so it is added there."""
    if not node.directives:
        return False
    defer = get_directive_values(GraphQLDeferDirective, node, info.variable_values)
    if not defer or defer.get("if") is False or len(later) >= MAX_LATER:
        return False
    label = defer.get("label")
    later.append(Fragment(label if isinstance(label, str) else None, inside))
    return True


def _applies(info: Any, condition: str, parent: GraphQLObjectType) -> bool:
    if condition == parent.name:
        return True
    abstract = info.schema.get_type(condition)
    return isinstance(
        abstract, GraphQLInterfaceType | GraphQLUnionType
    ) and info.schema.is_sub_type(abstract, parent)
