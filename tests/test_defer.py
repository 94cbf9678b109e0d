"""@defer: the same answer in parts, and what is slow holds up nothing else."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from access_support import Acting, citizen, department, staff
from defer_support import PARTS, SLOW, Asking, deferring, merged, parts_of

from graph_support import Graph
from logboek_support import LoggingGraph, spooled
from planning.selection import MAX_LATER
from policy.spool import SpoolError
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from schema import incremental
from schema.incremental import takes_parts
from schema.voorbeelden import Scherm, schermen

ZAAK = f'zaak(uuid: "{SHOWCASE_ZAAK_UUID}")'
PERSONS = f"""{{ {ZAAK} {{
  identificatie
  rollen {{ omschrijving ... @defer(label: "brp") {{ persoon {{ naam {{ volledigeNaam }} }} }} }}
}} }}"""
CONTACTS = f"{{ {ZAAK} {{ identificatie ... @defer {{ klantcontacten {{ onderwerp }} }} }} }}"
SCREENS = [one for one in schermen() if not one.ook and one.bestand != "s12-dashboard"]
"""Those of the small sandbox; the dashboard is made of counts, of which nothing is put off."""


async def whole(graph: Graph, query: str, **variables: Any) -> dict[str, Any]:
    """Return the answer in one piece."""
    answer = await graph.http.post("/graphql", json={"query": query, "variables": variables})
    assert answer.headers["content-type"] == "application/json"
    return {"errors": [], **answer.json()}


async def parts(graph: Graph, query: str, **variables: Any) -> list[dict[str, Any]]:
    """Return the payloads of an answer in parts."""
    body = {"query": query, "variables": variables}
    answer = await graph.http.post("/graphql", json=body, headers={"Accept": PARTS})
    assert answer.headers["content-type"].startswith("multipart/mixed"), answer.text
    assert answer.headers["cache-control"] == "no-store"
    return parts_of(answer.text)


def data_of(body: dict[str, Any]) -> tuple[Any, list[str]]:
    """Return the data of an answer, and its errors in no order."""
    return body["data"], sorted(json.dumps(error, sort_keys=True) for error in body["errors"])


async def test_one_payload_per_fragment_whose_objects_come_together() -> None:
    graph = Graph(cost_extension=False)
    await graph.warm()
    first, second = await parts(graph, PERSONS)
    rollen = first["data"]["zaak"]["rollen"]
    assert [sorted(rol) for rol in rollen] == [["omschrijving"]] * len(rollen)
    assert [item["path"] for item in second["incremental"]] == [
        ["zaak", "rollen", place] for place in range(len(rollen))
    ]
    assert {item["label"] for item in second["incremental"]} == {"brp"}
    assert graph.calls == {"openzaak-zaken": 1, "brp": 1}
    graph.forget()
    assert data_of(merged([first, second])) == data_of(await whole(graph, PERSONS))
    assert graph.calls == {"openzaak-zaken": 1, "brp": 1}


@pytest.mark.parametrize("scherm", SCREENS, ids=lambda scherm: scherm.bestand)
async def test_a_screen_in_as_many_parts_as_can_be_is_the_same_screen(scherm: Scherm) -> None:
    graph, variables = Graph(cost_extension=False), scherm.variables(date.today())
    together = merged(await parts(graph, deferring(scherm.text), **variables))
    assert data_of(together) == data_of(await whole(graph, scherm.text, **variables))


@pytest.mark.parametrize(
    "caller",
    [
        pytest.param(citizen(SHOWCASE_BSNS[0]), id="citizen"),
        pytest.param(staff(department("OMGEVINGSVERGUNNING")), id="department"),
    ],
)
async def test_who_may_see_less_sees_as_much_in_parts(caller: Any) -> None:
    query = f"""{{ {ZAAK} {{ identificatie ... @defer {{
      rollen {{ omschrijving persoon {{ naam {{ volledigeNaam }} }} }} documenten {{ titel status }}
      klantcontacten {{ onderwerp }} }} }} }}"""
    graph = Acting(caller, cost_extension=False)
    expected = data_of(await whole(graph, query))
    assert expected[0]["zaak"]
    everything = data_of(await whole(Graph(cost_extension=False), query))
    assert expected != everything
    assert data_of(merged(await parts(graph, query))) == expected


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        ("multipart/mixed", True),
        ("multipart/mixed;deferSpec=20220824,application/json;q=0.9", True),
        ('application/json, multipart/mixed; deferSpec="20220824"', True),
        ("application/json, text/event-stream, Multipart/Mixed", True),
        ("multipart/mixed;incrementalSpec=v0.2, application/json", False),
        ("multipart/mixed;deferSpec=20250101", False),
        ("multipart/mixed;q=0, application/json", False),
        ("application/json, multipart/mixedness", False),
        ("application/json", False),
        ("*/*", False),
    ],
)
def test_parts_are_for_clients_that_take_just_this_draft(accept: str, taken: bool) -> None:
    assert takes_parts(accept) is taken


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(f"query {{ {ZAAK} {{ id ... @defer(if: false) {{ url }} }} }}", id="if"),
        pytest.param(
            '{ zaak(uuid: "00000000-0000-4000-8000-000000000000") { id ... @defer { url } } }',
            id="no-object",
        ),
        pytest.param("{ zaken { totalCount ... @defer { nodes { id } } } }", id="connection"),
        pytest.param(
            f"{{ __typename __schema {{ queryType {{ name }} }} {ZAAK} {{ id ... @defer "
            "{ url } } }",
            id="introspection",
        ),
    ],
)
async def test_where_nothing_is_put_off_the_answer_is_an_ordinary_one(query: str) -> None:
    graph = Graph(cost_extension=False)
    answer = await graph.http.post("/graphql", json={"query": query}, headers={"Accept": PARTS})
    assert answer.headers["content-type"] == "application/json"
    assert {"errors": [], **answer.json()} == await whole(graph, query)
    assert "errors" not in answer.json()


async def test_a_register_that_hangs_holds_up_nothing_but_its_own_part() -> None:
    graph = Graph()
    await graph.warm()
    graph.sandbox.faults.set("brp", hang=True)
    asking = Asking(graph.app, PERSONS, {"x-deadline-ms": "400"})
    first = await asking.part()
    assert first["data"]["zaak"]["identificatie"] == "ZAAK-2026-0000000001"
    last = await asking.part()
    await asking.task
    assert last["hasNext"] is False
    assert [item["path"][:2] for item in last["incremental"]] == [["zaak", "rollen"]] * 6
    for item in last["incremental"]:
        assert item["data"] is None
        (error,) = item["errors"]
        assert error["extensions"]["code"] == "OPERATION_TIMEOUT"
        assert error["path"] == item["path"]
    assert graph.endpoint._executor.gate._free == graph.endpoint._settings.max_operations


async def test_a_register_that_is_down_is_an_error_of_its_part_with_its_whole_path() -> None:
    graph = Graph(cost_extension=False)
    await graph.warm()
    graph.sandbox.faults.set("openklant", down=True)
    first, last = await parts(graph, CONTACTS)
    assert "errors" not in first
    (item,) = last["incremental"]
    assert item["data"] == {"klantcontacten": None}
    assert item["errors"][0]["path"] == ["zaak", "klantcontacten"]
    answered = merged([first, last])
    fresh = Graph(cost_extension=False)
    fresh.sandbox.faults.set("openklant", down=True)
    expected = await whole(fresh, CONTACTS)
    assert answered["data"] == expected["data"]
    codes = [error["extensions"] for error in answered["errors"]]
    assert codes == [error["extensions"] for error in expected["errors"]]


async def test_when_the_client_goes_what_was_put_off_is_read_no_further() -> None:
    graph = Graph()
    await graph.warm()
    graph.sandbox.faults.set("brp", hang=True)
    before = asyncio.all_tasks()
    asking = Asking(graph.app, PERSONS)
    await asking.part()
    await asking.leave()
    assert asyncio.all_tasks() - before <= {asking.task}
    assert graph.endpoint._executor._active == 0
    assert graph.endpoint._executor.gate._free == graph.endpoint._settings.max_operations


@pytest.mark.parametrize("taken", [0, 1])
async def test_a_client_that_does_not_take_a_part_holds_no_place(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 0 < incremental.SEND_SECONDS <= 5
    monkeypatch.setattr(incremental, "SEND_SECONDS", 0.0)
    graph = Graph()
    await graph.warm()
    before = asyncio.all_tasks()
    asking = Asking(graph.app, PERSONS, takes=taken)
    for _ in range(taken):
        await asking.part()
    async with asyncio.timeout(SLOW):
        await asking.task
    assert asyncio.all_tasks() - before <= {asking.task}
    assert graph.endpoint._executor._active == 0
    assert graph.endpoint._executor.gate._free == graph.endpoint._settings.max_operations
    assert graph.calls.get("brp", 0) == taken


async def test_what_costs_too_much_in_all_is_refused_before_any_part() -> None:
    graph = Graph(max_cost_calls=1)
    answer = await graph.http.post("/graphql", json={"query": PERSONS}, headers={"Accept": PARTS})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
    assert graph.calls == {}


async def test_the_explanation_of_all_calls_comes_with_the_last_part() -> None:
    graph = Graph(explain=True)
    await graph.warm()
    asked = {"Accept": PARTS, "X-Gateway-Explain": "true"}
    answer = await graph.http.post("/graphql", json={"query": CONTACTS}, headers=asked)
    first, last = parts_of(answer.text)
    assert list(first["extensions"]) == ["cost"]
    told = last["extensions"]["upstream"]
    assert told["perUpstream"] == {"openzaak-zaken": 1, "openklant": 1}


async def test_no_more_fragments_are_put_off_than_the_bound() -> None:
    graph = Graph()
    many = "".join(f"... @defer {{ a{number}: omschrijving }} " for number in range(MAX_LATER + 2))
    first, *rest = await parts(graph, f"{{ {ZAAK} {{ id {many} }} }}")
    assert sorted(first["data"]["zaak"]) == [f"a{MAX_LATER}", f"a{MAX_LATER + 1}", "id"]
    assert sum(len(payload["incremental"]) for payload in rest) == MAX_LATER


async def test_every_part_is_logged_before_it_goes_out(tmp_path: Path) -> None:
    kept: list[list[dict[str, Any]]] = []

    def seen(_body: bytes) -> None:
        kept.append([json.loads(record) for record in spooled(tmp_path)])

    async with LoggingGraph(tmp_path) as graph:
        await graph.ask(PERSONS)
        ordinary = [_shape(record) for record in map(json.loads, spooled(tmp_path))]
        asking = Asking(graph.app, PERSONS, seen=seen)
        await asking.part()
        await asking.part()
        await asking.task
        at_first, at_last = (found[len(ordinary) :] for found in kept)
        assert len(spooled(tmp_path)) == len(ordinary) + len(at_last)
    assert any("openzaak-zaken" in _shape(record) for record in at_first)
    assert not any("brp" in _shape(record) for record in at_first)
    assert sorted(map(_shape, at_last)) == sorted(ordinary)
    spans = [json.dumps(record, sort_keys=True) for record in at_last]
    assert len(set(spans)) == len(spans)


def _shape(record: dict[str, Any]) -> str:
    """Return the name of a record and whose data it is about."""
    return json.dumps([record["name"], record["attributes"][-1:]], sort_keys=True)


async def test_what_cannot_be_logged_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with LoggingGraph(tmp_path) as graph:
        await graph.ask(PERSONS)
        keep, times = graph.journal.keep, 0

        async def failing(records: Any) -> None:
            nonlocal times
            times += 1
            if times > allowed:
                raise SpoolError("full")
            await keep(records)

        monkeypatch.setattr(graph.journal, "keep", failing)
        allowed = 1
        asking = Asking(graph.app, PERSONS)
        assert (await asking.part())["data"]["zaak"]["rollen"]
        last = await asking.part()
        await asking.task
        assert {item["errors"][0]["extensions"]["code"] for item in last["incremental"]} == {
            "LOGBOEK_UNAVAILABLE"
        }
        assert {item["data"] for item in last["incremental"]} == {None}
        allowed = times = 0
        refused = await graph.post(PERSONS, {"Accept": PARTS})
        assert refused.status_code == 503
        assert "data" not in refused.json()
