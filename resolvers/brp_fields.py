"""Look-ahead for the BRP: which `fields` the selection below a person asks, and no more.

The graph's types say where their names and the BRP's differ, in the metadata of a field:
`brp` is what to ask for it (below a group relative to the group, "" being the group itself),
`alone` what an automatic field needs when nothing else is selected beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
)

from planning.selection import Info, selected_fields

KEY = "burgerservicenummer"
WHOLE = frozenset({"BrpDatum", "Waardetabel", "Gezagsrelatie"})
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
"""Delivered with what they belong to; asking for them is an error."""


def brp_fields(info: Info, type_name: str) -> tuple[str, ...]:
    """Return the BRP `fields` that the selection below this field asks of `type_name`.

    Empty when nothing of the BRP is selected, so that nothing need be asked.
    """
    parent = info.schema.get_type(type_name)
    if not isinstance(parent, GraphQLObjectType):
        return ()
    paths: set[str] = set()
    alone: set[str] = set()
    for name, nodes in selected_fields(info, info.field_nodes, parent).items():
        metadata = _metadata(parent.fields.get(name))
        declared = metadata.get("brp")
        if declared is None:
            continue
        if name in AUTOMATIC:
            alone.update(metadata.get("alone", declared))
        elif declared == (name,):
            paths.update(_paths(info, name, parent.fields[name], nodes))
        else:
            paths.update(declared)
    return _without_covered(paths or alone)


def _paths(info: Info, path: str, field: GraphQLField, nodes: list[FieldNode]) -> Iterator[str]:
    kind = get_named_type(field.type)
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) or kind.name in WHOLE:
        yield path
        return
    asked: set[str] = set()
    automatic: set[str] = set()
    for possible in _possible(info, kind):
        for name, inner in selected_fields(info, nodes, possible).items():
            declared = _metadata(possible.fields.get(name)).get("brp")
            if declared is not None:
                asked.update(_step(path, step) for step in declared)
            elif name in AUTOMATIC:
                automatic.add(name)
            else:
                asked.update(_paths(info, f"{path}.{name}", possible.fields[name], inner))
    yield from asked or _alone(path, kind, automatic)


def _possible(
    info: Info, kind: GraphQLObjectType | GraphQLInterfaceType
) -> Sequence[GraphQLObjectType]:
    """Return the object types a value may be; the BRP takes the paths of all kinds at once."""
    return [kind] if isinstance(kind, GraphQLObjectType) else info.schema.get_possible_types(kind)


def _alone(
    path: str, kind: GraphQLObjectType | GraphQLInterfaceType, automatic: set[str]
) -> Iterator[str]:
    """Return what makes the BRP deliver a group of which only automatic fields are selected.

    What is in onderzoek it tells only of what was asked: then that is the group itself.
    """
    if not automatic:
        yield KEY
    elif "inOnderzoek" not in automatic and "type" in kind.fields:
        yield from (_step(path, step) for step in _metadata(kind.fields["type"])["brp"])
    else:
        yield path


def _step(path: str, step: str) -> str:
    return f"{path}.{step}" if step else path


def _metadata(field: GraphQLField | None) -> dict[str, Any]:
    definition = field.extensions.get("strawberry-definition") if field is not None else None
    return cast(dict[str, Any], getattr(definition, "metadata", {}))


def _without_covered(paths: set[str]) -> tuple[str, ...]:
    """Return the paths, sorted, without those below a path that is asked whole."""
    return tuple(
        sorted(
            path
            for path in paths
            if not any(path.startswith(f"{other}.") for other in paths if other != path)
        )
    )
