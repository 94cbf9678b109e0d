"""A landscape with several klant registers, or none: failures, root lists and their filters."""

from __future__ import annotations

import pytest
from klantregisters_support import OLD, only, records

from graph_support import Graph
from sandbox.brp.data import SHOWCASE_BSNS

SUZANNE = SHOWCASE_BSNS[0]
CONTACTEN = """query($bsn: BSN!) { klant(bsn: $bsn) {
  klantcontacten { url kanaal plaatsgevondenOp } } }"""


@pytest.mark.parametrize("failing", ["openklant", "klanten", "contactmomenten"])
async def test_a_register_that_fails_is_told_while_the_others_answer(failing: str) -> None:
    graph = Graph(also=OLD)
    whole = (await graph.ask(CONTACTEN, bsn=SUZANNE))["klant"]["klantcontacten"]
    graph = Graph(also=OLD)
    graph.sandbox.faults.set(failing, down=True)
    body = await graph.post(CONTACTEN, bsn=SUZANNE)
    rows = body["data"]["klant"]["klantcontacten"]
    api = "klantinteracties" if failing == "openklant" else "contactmomenten"
    kept = [row for row in whole if f"/{api}/" not in row["url"]]
    assert len(kept) == 3
    assert rows == kept
    (error,) = body["errors"]
    assert error["path"] == ["klant", "klantcontacten"]
    assert error["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"


async def test_when_no_register_answers_the_list_is_null_with_one_error() -> None:
    graph = Graph(also=OLD)
    for name in ("openklant", "klanten"):
        graph.sandbox.faults.set(name, down=True)
    query = """query($bsn: BSN!) { klant(bsn: $bsn) {
      soort klantcontacten { url } partij { url } digitaleAdressen { url } } }"""
    body = await graph.post(query, bsn=SUZANNE)
    none = {"klantcontacten": None, "partij": None, "digitaleAdressen": None}
    assert body["data"]["klant"] == {"soort": "PERSOON", **none}
    assert sorted(error["path"][1] for error in body["errors"]) == sorted(none)


async def test_without_any_klant_register_that_is_told() -> None:
    with only():
        body = await Graph().post(CONTACTEN, bsn=SUZANNE)
    assert body["data"] == {"klant": {"klantcontacten": None}}
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_NOT_CONFIGURED"
    with only("klanten"):
        graph = Graph()
    body = await graph.post(
        CONTACTEN.replace("klantcontacten", "digitaleAdressen { adres } klantcontacten", 1),
        bsn=SUZANNE,
    )
    assert len(body["data"]["klant"]["digitaleAdressen"]) == 2
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UPSTREAM_NOT_CONFIGURED"]


async def test_a_root_list_runs_over_both_kinds_and_gives_each_contact_once() -> None:
    graph = Graph(also=OLD)
    query = """query($a: String, $f: KlantcontactFilter) { klantcontacten(
      first: 100, after: $a, filter: $f) { totalCount nodes { url kanaal }
      pageInfo { hasNextPage endCursor } } }"""
    wanted = {"kanaal": "telefoon"}
    seen: list[str] = []
    after, more, total = None, True, 0
    while more and len(seen) < 1_000:
        page = (await graph.ask(query, a=after, f=wanted))["klantcontacten"]
        assert {row["kanaal"] for row in page["nodes"]} == {"telefoon"}
        seen += [row["url"] for row in page["nodes"]]
        total = page["totalCount"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    older = {row["url"] for row in records("contactmomenten") if row["kanaal"] == "telefoon"}
    assert older < set(seen)
    assert len(seen) == len(set(seen)) == total == 2 * len(older)


async def test_the_filters_of_a_root_list_are_those_of_the_api() -> None:
    graph = Graph(also=OLD)
    query = """query($b: String, $f: KlantcontactFilter) { klantcontacten(
      first: 3, bron: $b, filter: $f) { totalCount nodes { kanaal initiatiefnemer } } }"""
    wanted = {"kanaal": "telefoon", "initiatiefnemer": "KLANT"}
    found = (await graph.ask(query, b="contactmomenten", f=wanted))["klantcontacten"]
    told = [
        one
        for one in records("contactmomenten")
        if (one["kanaal"], one["initiatiefnemer"]) == ("telefoon", "klant")
    ]
    assert found["totalCount"] == len(told) > 3
    assert {(row["kanaal"], row["initiatiefnemer"]) for row in found["nodes"]} == {
        ("telefoon", "KLANT")
    }
    graph.forget()
    for bron, wrong, named in (
        ("contactmomenten", {"onderwerp": "x"}, "contactmomenten"),
        ("openklant", wanted, "openklant"),
        (None, {"onderwerp": "x"}, "contactmomenten"),
    ):
        body = await graph.post(query, b=bron, f=wrong)
        assert f"{named} cannot filter on it" in body["errors"][0]["message"]
    assert not graph.calls
