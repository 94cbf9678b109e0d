"""What an audittrail does not tell to whom: a line holds whole objects, of now and of then."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from access_support import Acting, citizen, department, staff, zaken_of

from graph_support import Graph, shared_sandbox
from policy.grants import EVERYTHING, READ_TRAILS, Grant, Rule, level
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import zaakhistorie
from sandbox.zgw.zaakhistorie import is_declassified
from sources.betrokkenen import BSN, Betrokkene, betrokkenen_in
from sources.historie import SCOPE, ZAAK_HISTORIE

TRAIL = """query T($url: String!) { zaak(url: $url) { identificatie notities { tekst } historie {
  actie resource resourceUrl resourceWeergave toelichting wie { gebruikersId gebruikersWeergave }
  wijzigingen { veld oud nieuw oudLabel nieuwLabel afgeschermd }
} } }"""


def data() -> Any:
    """Return the records of the sandbox."""
    return shared_sandbox("openzaak").zgw.data


@cache
def type_of(zaak_url: str) -> str:
    """Return the identificatie of the zaaktype of a zaak."""
    zaak = next(item for item in data().zaken if item["url"] == zaak_url)
    found = next(item for item in data().zaaktypen if item["url"] == zaak["zaaktype"])
    return str(found["identificatie"])


def with_trails(grant: Grant) -> Grant:
    """Return the grant with the scope for audittrails too."""
    return replace(grant, scopes=grant.scopes | {READ_TRAILS})


async def lines_of(caller: Graph, url: str) -> list[dict[str, Any]]:
    """Return the lines of a zaak that this caller sees."""
    found: list[dict[str, Any]] = (await caller.ask(TRAIL, url=url))["zaak"]["historie"]
    return found


async def test_it_takes_a_scope_of_its_own_and_nothing_is_asked_without() -> None:
    zaak = data().zaken[-1]
    caller = Acting(staff(department(type_of(zaak["url"]))))
    body = await caller.post(TRAIL, url=zaak["url"])
    assert body["data"]["zaak"]["identificatie"] == zaak["identificatie"]
    assert body["data"]["zaak"]["historie"] is None
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
    assert not [path for _, path, _, _ in caller.asked if "audittrail" in path]
    assert SCOPE == READ_TRAILS


async def test_a_citizen_has_no_audittrail_and_no_notities_of_an_own_zaak() -> None:
    """Defect 2 of the peers: they give a citizen the audittrail of any zaak."""
    urls = zaken_of(Graph(), SHOWCASE_BSNS[0])
    caller = Acting(citizen(SHOWCASE_BSNS[0]))
    seen = [(await caller.ask(TRAIL, url=url))["zaak"] for url in sorted(urls)]
    assert [zaak for zaak in seen if zaak] != []
    assert all(zaak["historie"] == zaak["notities"] == [] for zaak in seen if zaak)
    asked = [path for _, path, _, _ in caller.asked]
    assert not [path for path in asked if "audittrail" in path or "zaaknotities" in path]


async def test_no_line_names_a_person_or_a_number_to_anybody() -> None:
    people = [rol["betrokkeneIdentificatie"] for rol in data().rollen]
    numbers = {who["inpBsn"] for who in people if who.get("inpBsn")}
    told = 0
    caller = Graph()
    for zaak in data().zaken[::50]:
        text = json.dumps(await lines_of(caller, zaak["url"]))
        told += text.count('"veld": "betrokkeneIdentificatie"')
        assert not [number for number in numbers if number in text]
    assert told > 20


async def test_lines_about_documents_above_the_ceiling_are_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor do the lines about the zaak, which name all its relations, tell that there are any."""
    monkeypatch.delitem(zaakhistorie.LATER, "zaakinformatieobjecten")
    secret = {
        item["url"]
        for item in data().enkelvoudiginformatieobjecten
        if level(item["vertrouwelijkheidaanduiding"]) > level("openbaar")
    }
    relations = [
        item for item in data().zaakinformatieobjecten if item["informatieobject"] in secret
    ]
    url = relations[0]["zaak"]
    hidden = [item for item in relations if item["zaak"] == url]
    everything = await lines_of(Graph(), url)
    grant = with_trails(department(type_of(url), documents="openbaar"))
    caller = Acting(staff(grant))
    lines = await lines_of(caller, url)
    assert len(lines) == len(everything) - len(hidden) > 0
    made = json.dumps([line for line in everything if line["resource"] == "zaak"])
    assert all(item["url"] in made for item in hidden)
    text = json.dumps(lines)
    for item in hidden:
        assert item["titel"] not in text
        assert item["informatieobject"] not in text
        assert item["url"] not in text


async def test_a_zaak_that_may_not_be_seen_is_not_named_either() -> None:
    zaak = next(
        item
        for item in data().zaken
        if item["gerelateerdeZaken"]
        and type_of(item["gerelateerdeZaken"][0]["url"]) != type_of(item["url"])
        and not is_declassified(item)
    )
    other = zaak["gerelateerdeZaken"][0]["url"]
    caller = Acting(staff(with_trails(department(type_of(zaak["url"])))))
    text = json.dumps(await lines_of(caller, zaak["url"]))
    assert "relevanteAndereZaken" not in text
    assert other not in text
    assert other in json.dumps(await lines_of(Graph(), zaak["url"]))


async def test_what_once_stood_higher_stays_hidden() -> None:
    zaak = next(
        item
        for item in data().zaken
        if is_declassified(item) and level(item["vertrouwelijkheidaanduiding"]) < level("geheim")
    )
    ceiling = zaak["vertrouwelijkheidaanduiding"]
    grant = with_trails(department(type_of(zaak["url"]), ceiling=ceiling))
    lines = await lines_of(Acting(staff(grant)), zaak["url"])
    own = [line for line in lines if line["resource"] == "zaak"]
    assert [line["wijzigingen"] for line in own[-2:]] == [None, None]
    assert "geheim" not in json.dumps([line for line in lines if line["resource"] == "zaak"])
    seen = await lines_of(Graph(), zaak["url"])
    assert all(line["wijzigingen"] is not None for line in seen)


@pytest.mark.parametrize("trails", [True, False])
async def test_roles_do_not_lend_each_other_the_scope(trails: bool) -> None:
    """Role A sees these zaken, role B has the scope for others only."""
    zaak = data().zaken[-1]
    own = department(type_of(zaak["url"]))
    other = with_trails(department("STANDPLAATSVERGUNNING"))
    caller = Acting(staff(with_trails(own) if trails else own, other))
    assert bool(await lines_of(caller, zaak["url"])) is trails


async def test_of_documents_and_besluiten_neither() -> None:
    besluit = data().besluiten[0]["url"]
    document = data().enkelvoudiginformatieobjecten[0]["url"]
    text = """query T($besluit: String!, $document: String!) {
      besluit(url: $besluit) { historie { actie } }
      document(url: $document) { historie { actie } }
    }"""
    sees = replace(EVERYTHING, name="ziet", scopes=EVERYTHING.scopes - {"*"} | {
        "zaken.lezen", "catalogi.lezen", "documenten.lezen", "besluiten.lezen"})  # fmt: skip
    lends = with_trails(replace(sees, name="leent", zaken=(), documenten=(), besluiten=()))
    for grants, found in (([sees, lends], False), ([with_trails(sees)], True)):
        answer = await Acting(staff(*grants)).ask(text, besluit=besluit, document=document)
        assert bool(answer["besluit"]["historie"]) is found
        assert bool(answer["document"]["historie"]) is found


async def test_an_older_version_that_was_more_secret_is_not_there() -> None:
    """A citizen sees no draft: the first version was one."""
    zaken = zaken_of(Graph(), SHOWCASE_BSNS[0])
    relations = [item for item in data().zaakinformatieobjecten if item["zaak"] in zaken]
    caller = Acting(citizen(SHOWCASE_BSNS[0], document_statussen=frozenset({"definitief"})))
    text = """query V($url: String!) { zaak(url: $url) {
      documenten { versie versies { versie } }
    } }"""
    seen = []
    for url in sorted({item["zaak"] for item in relations}):
        found = (await caller.ask(text, url=url))["zaak"]
        seen += [item for item in (found or {}).get("documenten", []) if item]
    later = [item for item in seen if item["versie"] > 1]
    assert later
    assert all(item["versies"] == [{"versie": item["versie"]}] for item in later)
    assert not [path for _, path, _, _ in caller.asked if "audittrail" in path]


async def test_a_version_above_the_ceiling_comes_neither_from_the_trail_nor_by_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, versions = next(item for item in data().versies.items() if len(item[1]) > 1)
    monkeypatch.setitem(versions[0], "vertrouwelijkheidaanduiding", "zeer_geheim")
    ceiling = versions[1]["vertrouwelijkheidaanduiding"]
    sees = replace(EVERYTHING, name="ziet", scopes=frozenset({"documenten.lezen", READ_TRAILS}))
    text = (
        "query V($url: String!) { document(url: $url) { versies { versie } historie { actie } } }"
    )
    answers = [
        (await Acting(staff(grant)).ask(text, url=url))["document"]
        for grant in (sees, replace(sees, documenten=(Rule(ceiling),)))
    ]
    assert [answer["versies"] for answer in answers] == [
        [{"versie": 2}, {"versie": 1}],
        [{"versie": 2}],
    ]


def test_reading_a_trail_is_reading_of_whom_it_names() -> None:
    body = {
        "betrokkeneType": "natuurlijk_persoon",
        "betrokkeneIdentificatie": {"inpBsn": "999993653"},
    }
    line = {"hoofdObject": "z", "resource": "rol", "wijzigingen": {"oud": None, "nieuw": body}}
    (row,) = ZAAK_HISTORIE.parse_page(json.dumps([line]).encode(), "z").results
    assert list(betrokkenen_in([row])) == [Betrokkene(BSN, "999993653")]
