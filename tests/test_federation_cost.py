"""What a list of representations is estimated to cost: each kind of key in its own way."""

from __future__ import annotations

from typing import Any

import pytest
from subgraph_support import (
    DATA,
    DOCUMENTEN,
    EDGES,
    ENTITIES,
    PLAIN,
    ZAKEN,
    persoon,
    subgraph,
    zaak,
)

from graph_support import Graph
from sandbox.brp.data import SHOWCASE_BSNS

TITLES = ENTITIES % "... on Document { titel }"
MIXED = ENTITIES % "... on Zaak { klantcontacten { onderwerp } } ... on Document { titel }"
NAMES = ENTITIES % "... on Zaaktype { omschrijving }"
AGES = ENTITIES % "... on Persoon { leeftijd }"


def documenten(count: int) -> list[dict[str, Any]]:
    """Return representations of documents."""
    return [{"__typename": "Document", "url": body["url"]} for body in DOCUMENTEN[:count]]


def numbered(place: int) -> dict[str, Any]:
    """Return a zaak by what people call it."""
    names = ("identificatie", "bronorganisatie")
    return {"__typename": "Zaak", **{name: ZAKEN[place][name] for name in names}}


CASES = {
    "together": (PLAIN, [zaak(place) for place in range(5)], 5),
    "the-same": (PLAIN, [zaak(0)] * 20, 1),
    "by-uuid": (PLAIN, [zaak(place, "uuid") for place in range(5)], 5),
    "by-number": (EDGES, [numbered(place) for place in range(3)], 18),
    "with-edges": (EDGES, [zaak(place) for place in range(20)], 120),
    "of-any-type": (EDGES, [{**zaak(place), "__typename": "Node"} for place in range(8)], 48),
    "documents": (TITLES, documenten(8), 8),
    "persons": (AGES, [persoon(bsn) for bsn in SHOWCASE_BSNS[:3]], 3),
    "mixed": (MIXED, [zaak(0), zaak(1), *documenten(8)], 20),
    "catalogus": (NAMES, [{"__typename": "Zaaktype", "url": DATA.zaaktypen[0]["url"]}], 0),
    "refused": (PLAIN, [{"__typename": "Zaak"}, {"__typename": "Wat"}, {}], 0),
}


async def told(graph: Graph, query: str, representations: Any) -> tuple[int, int, int]:
    """Return the calls that were estimated, the rows, and the calls that were made."""
    graph.forget()
    cost = (await graph.post(query, r=representations))["extensions"]["cost"]
    return cost["calls"], cost["rows"], sum(graph.calls.values())


@pytest.mark.parametrize("planner", [True, False])
async def test_the_estimate_is_what_is_read(planner: bool) -> None:
    graph = subgraph(planner=planner, strategy="fewest")
    await graph.warm()
    for name, (query, representations, rows) in CASES.items():
        calls, estimated, made = await told(graph, query, representations)
        assert (name, calls, estimated) == (name, made, rows)


async def test_each_mix_of_kinds_is_estimated_and_a_literal_as_a_variable() -> None:
    graph = subgraph()
    await graph.warm()
    asked = MIXED.replace("($r: [_Any!]!)", "")
    for representations in ([zaak(0), zaak(1)], documenten(2), [zaak(0), *documenten(1)]):
        given = ", ".join(
            "{" + ", ".join(f'{name}: "{value}"' for name, value in one.items()) + "}"
            for one in representations
        )
        literal = asked.replace("$r", f"[{given}]")
        assert await told(graph, literal, []) == await told(graph, MIXED, representations)
    same, mixed = [zaak(0)] * 10, [zaak(0), zaak(1), *documenten(8)]
    assert [(await told(graph, MIXED, one))[0] for one in (same, mixed)] == [2, 4]


async def test_too_many_reads_are_refused_before_the_first() -> None:
    besluiten = [{"__typename": "Besluit", "url": body["url"]} for body in DATA.besluiten[:10]]
    assert len(besluiten) == 10
    graph = subgraph(max_cost_calls=9)
    body = await graph.post(ENTITIES % "__typename", r=besluiten)
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
    assert error["extensions"]["cost"]["calls"] == 10
    assert not graph.calls
    body = await graph.post(PLAIN, r=[zaak(place) for place in range(10)])
    assert len(body["data"]["_entities"]) == 10
