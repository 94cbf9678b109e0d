"""One supergraph of this graph and two of others, composed by Apollo and served by Hive Gateway.

Needs node and `npm ci` in tests/federatie; .ci/run sees to both.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from federation_support import (
    INSTALLED,
    PLACES,
    REMARKED,
    TAKEN,
    Supergraph,
    supergraph,
)
from subgraph_support import ZAKEN, zaak

from sandbox.brp.data import SHOWCASE_BSNS

pytestmark = [
    pytest.mark.skipif(not INSTALLED, reason="needs node, and npm ci in tests/federatie"),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everything(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Supergraph]:
    """Return the running supergraph."""
    folder: Path = tmp_path_factory.mktemp("supergraph")
    async with supergraph(folder) as found:
        yield found


async def test_zaken_of_another_subgraph_are_joined_in_one_zoek(everything: Supergraph) -> None:
    body = await everything.ask("""{ taken { titel zaak {
      identificatie omschrijving status { datumStatusGezet } rollen { omschrijving } } } }""")
    assert "errors" not in body, body
    rows = body["data"]["taken"]
    assert [row["titel"] for row in rows] == [taak.titel for taak in TAKEN]
    assert [row["zaak"]["identificatie"] for row in rows] == [
        ZAKEN[place]["identificatie"] for place in PLACES
    ]
    assert all(row["zaak"]["rollen"] for row in rows)
    assert everything.fetches() == {"gemeente": 1, "taken": 1}
    assert dict(everything.graph.calls) == {"openzaak-zaken": 1}


async def test_a_list_of_ours_gets_what_another_subgraph_knows(everything: Supergraph) -> None:
    body = await everything.ask("{ zaken(first: 4) { nodes { id identificatie taken { id } } } }")
    assert "errors" not in body, body
    for row in body["data"]["zaken"]["nodes"]:
        wanted = [taak.id for taak in TAKEN if taak.zaak.id == row["id"]]
        assert [taak["id"] for taak in row["taken"]] == wanted
    assert everything.fetches() == {"gemeente": 1, "taken": 1}
    assert dict(everything.graph.calls) == {"openzaak-zaken": 1}


async def test_persons_are_joined_in_one_call_and_their_bsns_stay_in_bodies(
    everything: Supergraph,
) -> None:
    query = "{ taken { voor { notitie leeftijd naam { volledigeNaam } } } }"
    body = await everything.ask(query)
    assert "errors" not in body, body
    people = [row["voor"] for row in body["data"]["taken"]]
    assert [one["notitie"] for one in people] == [
        f"bel terug ({number % 2})" for number in range(len(TAKEN))
    ]
    assert all(one["naam"]["volledigeNaam"] for one in people)
    assert dict(everything.graph.calls) == {"brp": 1}
    (asked,) = everything.subgraphs["gemeente"].asked
    assert not any(bsn in asked.query for bsn in SHOWCASE_BSNS)
    assert SHOWCASE_BSNS[0] in json.dumps(asked.variables)


async def test_an_id_of_whatever_type_is_enough_for_another_subgraph(
    everything: Supergraph,
) -> None:
    """`aantekeningen` knows ids and not what they are of: Node is its interface object."""
    body = await everything.ask("""{ laatste {
      __typename aantekening ... on Zaak { identificatie status { datumStatusGezet } } } }""")
    assert "errors" not in body, body
    for row, place in zip(body["data"]["laatste"], REMARKED, strict=True):
        assert row["__typename"] == "Zaak"
        assert row["aantekening"] == f"over {zaak(place)['id']}"
        assert row["identificatie"] == ZAKEN[place]["identificatie"]
    (asked,) = everything.subgraphs["gemeente"].asked
    assert {item["__typename"] for item in asked.variables["representations"]} == {"Node"}
    assert everything.fetches() == {"gemeente": 1, "aantekeningen": 1}
    assert dict(everything.graph.calls) == {"openzaak-zaken": 1}


async def test_the_token_and_the_purpose_of_the_caller_reach_the_subgraph(
    everything: Supergraph,
) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    body = await everything.ask(
        "{ zaken(first: 1) { nodes { id } } }",
        x_doelbinding="bestaat-niet",
        traceparent=trace,
        cookie="sessie=1",
    )
    assert "errors" not in body, body
    (asked,) = everything.subgraphs["gemeente"].asked
    assert asked.headers["x-doelbinding"] == "bestaat-niet"
    assert asked.headers["traceparent"] == trace
    assert "cookie" not in asked.headers
    body = await everything.ask("{ zaken(first: 1) { nodes { id } } }", authorization="Bearer x")
    assert body["data"]["zaken"] is None or body.get("errors")
    assert everything.subgraphs["gemeente"].asked[0].headers["authorization"] == "Bearer x"
    assert sum(everything.graph.calls.values()) == 0
