"""Reads a selection set: which fields are asked of one object type, and which BRP `fields`.

Fragments, type conditions on interfaces, aliases, @include and @skip are understood. Each
fragment is visited once per object type, so the work is linear in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionNode,
    get_directive_values,
    get_named_type,
)

Info: TypeAlias = GraphQLResolveInfo[Any]
WHOLE = frozenset({"BrpDatum", "Waardetabel", "Gezag"})
"""Types that the BRP gives whole: no path goes below them (reference, section 2.2)."""
AUTOMATIC = frozenset(
    {
        "geheimhoudingPersoonsgegevens",
        "inOnderzoek",
        "opschortingBijhouding",
        "rni",
        "verificatie",
        "indicatieVastgesteldVerblijftNietOpAdres",
        "__typename",
    }
)
"""Delivered by themselves; asking for them is an error."""


def selected_fields(
    info: Info, nodes: Iterable[FieldNode], parent: GraphQLObjectType
) -> dict[str, list[FieldNode]]:
    """Return the fields asked of `parent` below these field nodes, merged by name."""
    found: dict[str, list[FieldNode]] = {}
    seen: set[str] = set()
    for node in nodes:
        if node.selection_set is not None:
            for field in _walk(info, node.selection_set.selections, parent, seen):
                found.setdefault(field.name.value, []).append(field)
    return found


def _walk(
    info: Info, selections: Iterable[SelectionNode], parent: GraphQLObjectType, seen: set[str]
) -> Iterator[FieldNode]:
    for node in selections:
        if not _is_included(info, node):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            if condition is None or _applies(info, condition.name.value, parent):
                yield from _walk(info, node.selection_set.selections, parent, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            fragment = _fragment(info, node.name.value)
            if _applies(info, fragment.type_condition.name.value, parent):
                yield from _walk(info, fragment.selection_set.selections, parent, seen)


def _fragment(info: Info, name: str) -> Any:
    fragment = info.fragments[name]
    return getattr(fragment, "definition", fragment)


def _is_included(info: Info, node: SelectionNode) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, info.variable_values)
    if skip and skip.get("if") is True:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, info.variable_values)
    return not (include and include.get("if") is False)


def _applies(info: Info, condition: str, parent: GraphQLObjectType) -> bool:
    if condition == parent.name:
        return True
    abstract = info.schema.get_type(condition)
    return isinstance(
        abstract, GraphQLInterfaceType | GraphQLUnionType
    ) and info.schema.is_sub_type(abstract, parent)


def brp_fields(info: Info, type_name: str) -> tuple[str, ...]:
    """Return the BRP `fields` that the selection below this field asks of `type_name`.

    Empty when nothing of the BRP is selected, so that nothing need be asked.
    """
    parent = info.schema.get_type(type_name)
    if not isinstance(parent, GraphQLObjectType):
        return ()
    paths: set[str] = set()
    for name, nodes in selected_fields(info, info.field_nodes, parent).items():
        declared = _brp_metadata(parent.fields.get(name))
        if declared is None:
            continue
        if declared == (name,):
            paths.update(_paths(info, name, parent.fields[name], nodes))
        else:
            paths.update(declared)
    return _without_covered(paths)


def _paths(info: Info, path: str, field: GraphQLField, nodes: list[FieldNode]) -> Iterator[str]:
    kind: GraphQLNamedType = get_named_type(field.type)
    if not isinstance(kind, GraphQLObjectType) or kind.name in WHOLE:
        yield path
        return
    below = False
    for name, inner in selected_fields(info, nodes, kind).items():
        if name in AUTOMATIC:
            continue
        below = True
        declared = _brp_metadata(kind.fields[name])
        if declared is None:
            yield from _paths(info, f"{path}.{name}", kind.fields[name], inner)
        else:
            yield from (f"{path}.{step}" for step in declared)
    if not below:
        yield "burgerservicenummer"


def _brp_metadata(field: GraphQLField | None) -> tuple[str, ...] | None:
    definition = field.extensions.get("strawberry-definition") if field is not None else None
    declared: tuple[str, ...] | None = getattr(definition, "metadata", {}).get("brp")
    return declared


def _without_covered(paths: set[str]) -> tuple[str, ...]:
    """Return the paths, sorted, without those below a path that is asked whole."""
    return tuple(
        sorted(
            path
            for path in paths
            if not any(path.startswith(f"{other}.") for other in paths if other != path)
        )
    )
