"""The query the gateway exists for: one zaak with everything, in a handful of calls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_support import Graph
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import BRONORGANISATIE, SHOWCASE_ZAAK_IDENTIFICATIE, SHOWCASE_ZAAK_UUID

ROOT = Path(__file__).parent.parent
DETAIL = (ROOT / "docs" / "operaties" / "zaak.graphql").read_text("utf-8")


@pytest.fixture
async def graph() -> Graph:
    return Graph()


async def test_the_readme_query_answers_with_an_exact_number_of_calls(graph: Graph) -> None:
    await graph.warm()
    zaak = (await graph.ask(DETAIL))["zaak"]
    assert zaak["identificatie"] == SHOWCASE_ZAAK_IDENTIFICATIE
    assert len(zaak["statussen"]) == 4
    assert zaak["status"]["statustype"]["omschrijving"]
    assert zaak["resultaat"]["resultaattype"]["omschrijving"]
    names = [rol["persoon"]["naam"]["volledigeNaam"] for rol in zaak["rollen"] if rol["persoon"]]
    assert len(set(names)) == len(SHOWCASE_BSNS)
    assert len(zaak["documenten"]) == 10
    assert all(document["informatieobjecttype"]["omschrijving"] for document in zaak["documenten"])
    assert [len(besluit["documenten"]) for besluit in zaak["besluiten"]] == [2, 2]
    assert len(zaak["klantcontacten"]) == 3
    assert graph.calls == {
        "openzaak-zaken": 2,
        "openzaak-documenten": 2,
        "openzaak-besluiten": 3,
        "brp": 1,
        "openklant": 1,
    }


async def test_nothing_is_asked_twice(graph: Graph) -> None:
    await graph.ask(DETAIL)
    assert len(set(graph.asked)) == len(graph.asked)


async def test_explain_counts_what_the_registers_saw(graph: Graph) -> None:
    await graph.warm()
    explained = (await graph.post(DETAIL))["extensions"]["upstream"]
    assert explained["calls"] == sum(graph.calls.values()) == len(explained["reads"])
    assert explained["perUpstream"] == dict(graph.calls)
    assert not re.search(r"\d{9}", str(explained))


async def test_the_readme_shows_this_query_and_its_calls(graph: Graph) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert DETAIL.strip() in readme
    await graph.warm()
    await graph.ask(DETAIL)
    assert f"{sum(graph.calls.values())} upstream calls" in readme


@pytest.mark.parametrize(
    "upstream",
    [
        "openzaak-zaken",
        "openzaak-catalogi",
        "openzaak-documenten",
        "openzaak-besluiten",
        "openklant",
        "brp",
    ],
)
@pytest.mark.parametrize("fault", [{"down": True}, {"status": 503}, {"garbage": True}])
async def test_one_upstream_down_leaves_the_fields_of_the_others(
    graph: Graph, upstream: str, fault: dict[str, object]
) -> None:
    whole = await graph.ask(DETAIL)
    fresh = Graph()
    fresh.sandbox.faults.set(upstream, **fault)
    body = await fresh.post(DETAIL)
    assert body["errors"]
    paths = [tuple(error["path"]) for error in body["errors"]]
    assert len(set(paths)) == len(paths)
    for error in body["errors"]:
        assert error["extensions"]["upstream"] == upstream
        assert error["extensions"]["code"] in {
            "UPSTREAM_UNAVAILABLE",
            "UPSTREAM_CIRCUIT_OPEN",
            "UPSTREAM_CONTRACT",
        }
    expected = _without(whole, paths)
    assert body["data"] == expected


def _without(
    data: object, paths: list[tuple[object, ...]], here: tuple[object, ...] = ()
) -> object:
    """Return the data with null at every failed path."""
    if here in paths:
        return None
    if isinstance(data, dict):
        return {name: _without(value, paths, (*here, name)) for name, value in data.items()}
    if isinstance(data, list):
        return [_without(value, paths, (*here, at)) for at, value in enumerate(data)]
    return data


async def test_the_zaak_is_the_same_by_uuid_url_and_id(graph: Graph) -> None:
    query = "query($uuid: UUID!) { zaak(uuid: $uuid) { id url identificatie } }"
    zaak = (await graph.ask(query, uuid=SHOWCASE_ZAAK_UUID))["zaak"]
    again = await graph.ask(
        """query($id: ID!, $url: String!) {
          node(id: $id) { ... on Zaak { identificatie } }
          nodes(ids: [$id, $id]) { id }
          zaak(url: $url) { identificatie }
          opUrl(url: $url) { __typename id }
        }""",
        id=zaak["id"],
        url=zaak["url"],
    )
    assert again["node"]["identificatie"] == again["zaak"]["identificatie"] == zaak["identificatie"]
    assert again["opUrl"] == {"__typename": "Zaak", "id": zaak["id"]}
    assert [node["id"] for node in again["nodes"]] == [zaak["id"]] * 2
    assert (
        BRONORGANISATIE
        in (
            await graph.ask(
                "query($uuid: UUID!) { zaak(uuid: $uuid) { bronorganisatie } }",
                uuid=SHOWCASE_ZAAK_UUID,
            )
        )["zaak"].values()
    )
