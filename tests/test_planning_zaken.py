"""How zaken are read: the choice by cost, what is never asked, and what a refusal leads to."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import gateway
from graph_support import Graph, shared_sandbox
from planning.choices import choose_level, choose_root, paths_of
from refusal_support import Refuses, asks_expand, asks_zoek, zaken_refuse
from resolvers.nodes import encode_id
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sources.call import Call, Caller
from sources.costs import CostModel

ONE = """query($uuid: UUID) { zaak(uuid: $uuid) {
  status { uuid } rollen { uuid } zaakobjecten { uuid } } }"""
LEVEL = (
    "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Zaak { status { uuid } rollen { uuid } } } }"
)
PATHS = ("rollen", "status", "zaakobjecten")


@pytest.fixture
def call_ms() -> Iterator[Any]:
    """Return what sets the estimate of a call for every new Graph, whatever one takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CostModel, "observe", lambda *_, **__: None)
        upstreams = gateway.sandbox_upstreams

        def give(ms: float) -> None:
            patch.setattr(
                gateway,
                "sandbox_upstreams",
                lambda sandbox: [
                    dataclasses.replace(upstream, plan_call_ms=ms, plan_gain=1.0)
                    for upstream in upstreams(sandbox)
                ],
            )

        yield give


def zaken() -> list[dict[str, Any]]:
    """Return the bodies of the sandbox's zaken."""
    return shared_sandbox("openzaak").zgw.data.zaken


def ids(*places: int) -> list[str]:
    """Return the global ids of the zaken at these places."""
    return [encode_id("Zaak", "openzaak-zaken", zaken()[place]["uuid"]) for place in places]


async def explained(graph: Graph, query: str, **variables: Any) -> tuple[Any, list[str], list[Any]]:
    """Return the data, the strategies of the plan, and each read as (method, path, status)."""
    body = await graph.post(query, **variables)
    assert "errors" not in body, body["errors"]
    upstream = body["extensions"]["upstream"]
    reads = [(read["method"], read["path"], read["status"]) for read in upstream["reads"]]
    return body["data"], [step["strategy"] for step in upstream["plan"]], reads


def fast() -> Call:
    return Call(Caller("jan", "Jan"))


def few() -> Call:
    return Call(Caller("jan", "Jan"), fewest=True)


@pytest.mark.parametrize(
    ("call_ms", "rows", "call", "strategy", "split"),
    [
        pytest.param(0.1, 1, fast(), "list, then singles", 1, id="cheap calls: apart"),
        pytest.param(200.0, 1, fast(), "expand", 1, id="dear calls: together"),
        pytest.param(0.1, 1, few(), "expand", 1, id="fewest: together, cheap or not"),
        pytest.param(10.0, 100, fast(), "expand", 4, id="many rows: as many pages as workers"),
        pytest.param(10.0, 100, few(), "expand", 1, id="fewest: one page"),
        pytest.param(10.0, 250, few(), "expand", 3, id="fewest: no page above its size"),
    ],
)
def test_the_root_is_read_as_its_costs_say(
    call_ms: float, rows: int, call: Call, strategy: str, split: int
) -> None:
    choice = choose_root(CostModel(call_ms, gain=1.0), rows, PATHS, call)
    assert (choice.strategy, choice.split) == (strategy, split)
    assert choice.expand == (PATHS if strategy == "expand" else ())


def test_without_edges_a_list_is_just_read() -> None:
    assert choose_root(CostModel(), 25, (), fast())[:3] == ("list", (), 1)


@pytest.mark.parametrize(
    ("missing", "rows", "call_ms", "call", "strategy"),
    [
        pytest.param({"status": 1}, 1, 10.0, fast(), "singles", id="one part of one zaak"),
        pytest.param({"status": 1}, 1, 10.0, few(), "singles", id="the same, fewest"),
        pytest.param({"status": 9, "rollen": 9}, 9, 0.1, few(), "_zoek with expand", id="fewest"),
        pytest.param({"status": 9, "rollen": 9}, 9, 100.0, fast(), "_zoek with expand", id="dear"),
        pytest.param({"rollen": 1, "status": 40}, 40, 0.1, fast(), "singles", id="one dear path"),
    ],
)
def test_a_level_is_read_as_its_costs_say(
    missing: dict[str, int], rows: int, call_ms: float, call: Call, strategy: str
) -> None:
    assert choose_level(CostModel(call_ms), missing, rows, call).strategy == strategy


def test_catalogus_types_and_what_a_list_gives_are_no_paths() -> None:
    assert paths_of(["zaaktype", "deelzaken", "hoofdzaak", "besluiten"]) == ()
    assert paths_of(["documenten", "zaakinformatieobjecten"]) == ("zaakinformatieobjecten",)
    assert paths_of(["status", "resultaat"]) == ("resultaat", "status")
    assert paths_of(["status", "statussen", "resultaat"]) == ("resultaat",)


async def test_one_zaak_with_dear_calls_is_one_call(call_ms: Any) -> None:
    call_ms(200.0)
    graph = Graph()
    _, plan, reads = await explained(graph, ONE, uuid=zaken()[1]["uuid"])
    assert plan == ["expand"]
    assert reads == [("GET", "zaken/{uuid}", 200)]
    assert graph.asked[0][2] == "expand=rollen%2Cstatus%2Czaakobjecten"


@pytest.mark.parametrize("edges_first", [False, True])
@pytest.mark.parametrize("more", [0, 2], ids=["alone", "beside others"])
async def test_two_root_fields_for_one_zaak_read_it_once(
    call_ms: Any, edges_first: bool, more: int
) -> None:
    call_ms(200.0)
    uuids = [zaak["uuid"] for zaak in zaken()[1 : 2 + more]]
    fields = [f'p{at}: zaak(uuid: "{uuid}") {{ identificatie }}' for at, uuid in enumerate(uuids)]
    whole = f'whole: zaak(uuid: "{uuids[0]}") {{ identificatie status {{ uuid }} }}'
    query = " ".join([whole, *fields] if edges_first else [*fields, whole])
    body = await Graph().post(f"{{ {query} }}")
    data, reads = body["data"], body["extensions"]["upstream"]["reads"]
    assert data["p0"]["identificatie"] == data["whole"]["identificatie"]
    assert [data[f"p{at}"]["identificatie"] for at in range(len(uuids))] == [
        zaak["identificatie"] for zaak in zaken()[1 : 2 + more]
    ]
    others = [("POST", "zaken/_zoek", more)] if more else []
    found = sorted((read["method"], read["path"], read["count"]) for read in reads)
    assert found == [("GET", "zaken/{uuid}", 1), *others]


async def test_a_zaak_that_is_not_there_is_absent_for_both_root_fields(call_ms: Any) -> None:
    call_ms(200.0)
    absent = "00000000-0000-4000-8000-000000000000"
    query = "query($uuid: UUID) { a: zaak(uuid: $uuid) { uuid } b: zaak(uuid: $uuid) { %s } }"
    data, _, reads = await explained(Graph(), query % "status { uuid }", uuid=absent)
    assert data == {"a": None, "b": None}
    assert reads == [("GET", "zaken/{uuid}", 404)] * 2  # with expand, and without


async def test_one_zaak_with_cheap_calls_is_a_call_per_part(
    call_ms: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_ms(0.1)
    monkeypatch.setattr(CostModel, "observe", lambda *_args, **_more: None)  # a busy machine's
    _, plan, reads = await explained(Graph(), ONE, uuid=zaken()[1]["uuid"])
    assert plan[0] == "list, then singles"
    assert Counter(path for _, path, _ in reads) == {
        "zaken/{uuid}": 1,
        "statussen/{uuid}": 1,
        "rollen": 1,
        "zaakobjecten": 1,
    }


async def test_zaken_that_ids_or_links_lead_to_come_with_what_is_asked_of_them(
    call_ms: Any,
) -> None:
    call_ms(0.1)
    _, plan, reads = await explained(Graph(strategy="fewest"), LEVEL, ids=ids(1, 2, 3))
    assert plan == ["expand"]
    assert reads == [("POST", "zaken/_zoek", 200)]
    one = zaken()[1]
    text = """query($url: String!) { opUrl(url: $url) { ... on Status {
      zaak { rollen { uuid } resultaat { uuid } } } } }"""
    _, plan, reads = await explained(Graph(strategy="fewest"), text, url=one["status"])
    assert plan == ["expand"]
    assert reads == [("GET", "statussen/{uuid}", 200), ("GET", "zaken/{uuid}", 200)]


async def test_edges_to_zaken_share_a_read_with_what_any_of_them_needs(call_ms: Any) -> None:
    call_ms(0.1)
    graph = Graph(strategy="fewest")
    text = """query($uuid: UUID!) { zaak(uuid: $uuid) {
      gerelateerdeZaken { status { uuid } } deelzaken { rollen { uuid } } hoofdzaak { uuid } } }"""
    found = (await graph.ask(text, uuid=SHOWCASE_ZAAK_UUID))["zaak"]
    assert found["gerelateerdeZaken"][0]["status"]
    assert found["deelzaken"][0]["rollen"]
    (_, _, whole, _), (_, _, _, linked) = graph.asked
    assert whole == ""
    assert json.loads(linked)["expand"] == ["rollen", "status"]


async def test_a_linked_zaak_that_is_absent_takes_one_more_read(call_ms: Any) -> None:
    call_ms(0.1)
    absent = encode_id("Zaak", "openzaak-zaken", "00000000-0000-4000-8000-000000000000")
    graph = Graph(strategy="fewest")
    data, _, reads = await explained(graph, LEVEL, ids=[*ids(1, 2), absent])
    assert data["nodes"][2] is None
    assert reads == [("POST", "zaken/_zoek", 200), ("GET", "zaken/{uuid}", 404)]
    _, _, reads = await explained(graph, LEVEL, ids=[absent])
    assert reads == [("GET", "zaken/{uuid}", 404)] * 2, "the first may be a path it does not know"


async def test_the_fastest_level_is_read_by_several_at_once(call_ms: Any) -> None:
    call_ms(10.0)
    _, _, reads = await explained(Graph(), LEVEL, ids=ids(1, 2, 3))
    assert reads == [("POST", "zaken/_zoek", 200)] * 3


@pytest.mark.parametrize("strategy", ["fastest", "fewest"])
async def test_what_the_zaak_already_tells_is_never_asked(strategy: str) -> None:
    bare = zaken()[499]
    assert not bare["status"]
    assert not bare["resultaat"]
    assert not bare["deelzaken"]
    assert not bare["hoofdzaak"]
    graph = Graph(strategy=strategy)
    data, _, _ = await explained(
        graph,
        """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Zaak {
          status { uuid } resultaat { uuid } deelzaken { uuid } hoofdzaak { uuid } } } }""",
        ids=ids(499),
    )
    assert data["nodes"] == [
        {"status": None, "resultaat": None, "deelzaken": [], "hoofdzaak": None}
    ]
    assert [(method, query) for method, _, query, _ in graph.asked] == [
        ("GET", "expand=resultaat%2Cstatus")
    ]


@pytest.mark.parametrize("strategy", ["fastest", "fewest"])
async def test_catalogus_types_are_never_expanded(strategy: str) -> None:
    graph = Graph(strategy=strategy)
    await graph.ask("""{ zaken(first: 5) { nodes { zaaktype { omschrijving }
      status { statustype { omschrijving } } resultaat { resultaattype { omschrijving } }
      rollen { roltype { omschrijving } } eigenschappen { eigenschap { naam } } } } }""")
    asked = " ".join(f"{query} {body.decode()}" for _, _, query, body in graph.asked)
    assert "expand" in asked
    assert not re.search(r"type|\.eigenschap", re.sub(r"status=alles", "", asked))


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_refused_expand_is_served_another_way_in_the_same_request(
    status: int, call_ms: Any
) -> None:
    call_ms(200.0)
    uuid = zaken()[1]["uuid"]
    expected = await Graph(planner=False).ask(ONE, uuid=uuid)
    with zaken_refuse(asks_expand, status):
        graph = Graph()
    data, plan, reads = await explained(graph, ONE, uuid=uuid)
    assert data == expected
    assert plan == ["expand"]
    assert reads[:2] == [("GET", "zaken/{uuid}", status), ("GET", "zaken/{uuid}", 200)]
    assert len(reads) == 5
    _, _, again = await explained(graph, ONE, uuid=zaken()[2]["uuid"])
    assert {status for _, _, status in again} == {200}


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_refused_expand_of_a_level_or_a_list_costs_no_answer(
    status: int, call_ms: Any
) -> None:
    call_ms(200.0)
    listed = "{ zaken(first: 3) { nodes { rollen { uuid } resultaat { uuid } } } }"
    expected = await Graph(planner=False).ask(LEVEL, ids=ids(1, 2, 3))
    rows = await Graph(planner=False).ask(listed)
    with zaken_refuse(asks_expand, status):
        level, root = Graph(), Graph()
    assert await level.ask(LEVEL, ids=ids(1, 2, 3)) == expected
    assert await root.ask(listed) == rows


@pytest.mark.parametrize("status", [404, 405])
@pytest.mark.parametrize("refuses", [asks_zoek])
async def test_a_register_without_zoek_is_read_zaak_by_zaak(status: int, refuses: Refuses) -> None:
    expected = await Graph(planner=False).ask(LEVEL, ids=ids(1, 2, 3))
    with zaken_refuse(refuses, status):
        graph = Graph()
    data, _, reads = await explained(graph, LEVEL, ids=ids(1, 2, 3))
    assert data == expected
    assert reads[0] == ("POST", "zaken/_zoek", status)
    assert Counter(path for method, path, _ in reads if method == "GET")["zaken/{uuid}"] == 3


async def test_an_absent_zaak_does_not_switch_expand_off(call_ms: Any) -> None:
    call_ms(200.0)
    graph = Graph()
    absent = "00000000-0000-4000-8000-000000000000"
    data, _, _ = await explained(graph, ONE, uuid=absent)
    assert data == {"zaak": None}
    _, _, reads = await explained(graph, ONE, uuid=zaken()[1]["uuid"])
    assert reads == [("GET", "zaken/{uuid}", 200)]
