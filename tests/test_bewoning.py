"""Who lives at an address and where somebody lived: calls, purpose, and who may ask."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from access_support import Acting, citizen, principal, staff
from bag_support import ADRES, ALSO, HUIS, SUZANNE, warmed

import sandbox.brp.historie as register
from client_support import JAN, Server, answer, client_of
from gateway import DEVELOPMENT
from graph_support import Graph, sandbox_with
from logboek_support import PSEUDONIEMEN, LoggingGraph
from policy.grants import Grant
from policy.identity import Kind
from policy.logboek import SUBJECT
from sources.betrokkenen import BSN
from sources.bewoning.bewoningen import BewoningenLoader, Moment
from sources.call import Call, Purpose
from sources.errors import ContractError

ROOT = "https://z.nl/haalcentraal/api/bewoning/"
DAG = '(peildatum: "2026-11-01")'
BEWONERS = f'{{ adres(nummeraanduidingIdentificatie: "{ADRES}") {{ bewoners{DAG} {{ X }} }} }}'
PERSOON = "burgerservicenummer persoon { naam { volledigeNaam } }"
HISTORIE = (
    f'{{ persoon(bsn: "{SUZANNE}") {{ burgerservicenummer '
    'verblijfplaatshistorie(van: "2000-01-01", tot: "2026-11-25") { X } } }'
)
PLEK = """datumVan { langFormaat }
  verblijfplaats { type ... on VerblijfplaatsAdres { adres { postcode } } }"""
GEZIN = [SUZANNE, "999990408", "999995492", "999991802"]


def bodies(graph: Any, upstream: str) -> list[Any]:
    """Return what one register was posted."""
    return [json.loads(item.body) for item in graph.sandbox.faults.requests_to(upstream)]


def codes(body: dict[str, Any]) -> list[str]:
    """Return the codes of the errors."""
    return [error["extensions"]["code"] for error in body.get("errors", [])]


async def test_who_lives_there_is_one_call_and_their_names_one_more() -> None:
    graph = await warmed()
    data = await graph.ask(BEWONERS.replace("X", f"isMogelijkeBewoner {PERSOON}"))
    found = data["adres"]["bewoners"]
    assert [row["burgerservicenummer"] for row in found] == GEZIN
    assert found[0]["persoon"] == {"naam": {"volledigeNaam": "Suzanne Marije de Vries"}}
    assert {row["isMogelijkeBewoner"] for row in found} == {False}
    assert graph.calls == {"bag": 1, "brp-bewoning": 1, "brp": 1}
    assert bodies(graph, "brp-bewoning") == [
        {
            "type": "BewoningMetPeildatum",
            "peildatum": "2026-11-01",
            "adresseerbaarObjectIdentificatie": HUIS,
        }
    ]
    assert bodies(graph, "brp") == [
        {
            "type": "RaadpleegMetBurgerservicenummer",
            "burgerservicenummer": GEZIN,
            "fields": ["burgerservicenummer", "naam.volledigeNaam"],
        }
    ]


async def test_a_list_of_bsns_asks_no_brp() -> None:
    graph = await warmed()
    await graph.ask(BEWONERS.replace("X", "burgerservicenummer"))
    assert graph.calls == {"bag": 1, "brp-bewoning": 1}


async def test_a_period_is_told_in_parts_and_asked_once() -> None:
    graph = await warmed()
    data = await graph.ask(
        f"""{{ adresseerbaarObject(identificatie: "{HUIS}") {{
          a: bewoningen(van: "2010-01-01", tot: "2026-11-01") {{
            periode {{ datumVan datumTot }} bewoners {{ burgerservicenummer }} }}
          b: bewoningen(van: "2010-01-01", tot: "2026-11-01") {{ indicatieVeelBewoners }} }} }}"""
    )
    rows = data["adresseerbaarObject"]["a"]
    assert rows[-1]["periode"]["datumTot"] == "2026-11-01"
    assert {one["burgerservicenummer"] for one in rows[-1]["bewoners"]} == set(GEZIN)
    assert len(data["adresseerbaarObject"]["b"]) == len(rows)
    assert graph.calls == {"bag": 1, "brp-bewoning": 1}
    (asked,) = bodies(graph, "brp-bewoning")
    assert (asked["type"], asked["datumVan"]) == ("BewoningMetPeriode", "2010-01-01")


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        '(van: "2026-01-01")',
        '(peildatum: "2026-01-01", tot: "2026-02-01")',
        '(van: "2026-01-01", tot: "2026-01-01")',
    ],
)
async def test_a_question_is_about_a_day_or_a_period(arguments: str) -> None:
    graph = await warmed()
    body = await graph.post(
        f'{{ adresseerbaarObject(identificatie: "{HUIS}") {{ bewoningen{arguments} '
        f'{{ __typename }} }} persoon(bsn: "{SUZANNE}") '
        f"{{ verblijfplaatshistorie{arguments} {{ __typename }} }} }}"
    )
    assert codes(body) == ["BAD_USER_INPUT"] * 2
    assert graph.calls == {"bag": 1}


async def test_possible_bewoners_and_secrecy_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = register._bewoning

    def unsure(*arguments: Any) -> Any:
        body = real(*arguments)
        *sure, last = body["bewoners"]
        last = {**last, "geheimhoudingPersoonsgegevens": True, "inOnderzoek": {"x": True}}
        return {**body, "bewoners": sure, "mogelijkeBewoners": [last]}

    monkeypatch.setattr(register, "_bewoning", unsure)
    graph = await warmed()
    selection = "burgerservicenummer isMogelijkeBewoner geheimhoudingPersoonsgegevens inOnderzoek"
    data = await graph.ask(BEWONERS.replace("X", selection))
    *sure, last = data["adres"]["bewoners"]
    assert last == {
        "burgerservicenummer": GEZIN[-1],
        "isMogelijkeBewoner": True,
        "geheimhoudingPersoonsgegevens": True,
        "inOnderzoek": {"x": True},
    }
    assert [row["burgerservicenummer"] for row in sure] == GEZIN[:-1]
    assert {row["isMogelijkeBewoner"] for row in sure} == {False}


async def test_more_than_a_hundred_is_never_an_empty_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "MAX_BEWONERS", 3)
    graph = await warmed()
    body = await graph.post(
        f'{{ adresseerbaarObject(identificatie: "{HUIS}") {{ status bewoners{DAG} {{ __typename }} '
        f"bewoningen{DAG} {{ indicatieVeelBewoners bewoners {{ __typename }} }} }} }}"
    )
    found = body["data"]["adresseerbaarObject"]
    assert codes(body) == ["UPSTREAM_TOO_LARGE"]
    assert found["bewoners"] is None
    assert found["bewoningen"] == [{"indicatieVeelBewoners": True, "bewoners": []}]
    assert found["status"]


async def test_a_history_begins_now_and_costs_one_call_and_its_addresses() -> None:
    graph = await warmed()
    data = await graph.ask(HISTORIE.replace("X", f"datumTot {{ langFormaat }} {PLEK}"))
    now, before = data["persoon"]["verblijfplaatshistorie"]
    assert now["datumTot"] is None
    assert before["datumTot"] == now["datumVan"]
    assert before["verblijfplaats"]["adres"]["postcode"]
    assert graph.calls == {"brp-historie": 1, "bag": 2}
    assert bodies(graph, "brp-historie") == [
        {
            "type": "RaadpleegMetPeriode",
            "burgerservicenummer": SUZANNE,
            "datumVan": "2000-01-01",
            "datumTot": "2026-11-25",
        }
    ]
    assert not [query for _, path, query, _ in graph.asked if SUZANNE in query + path]


async def test_a_household_leads_to_one_address() -> None:
    graph = await warmed()
    fields = "verblijfplaats { ... on VerblijfplaatsAdres { adres { adresregel5 } } }"
    people = " ".join(f'p{n}: persoon(bsn: "{bsn}") {{ {fields} }}' for n, bsn in enumerate(GEZIN))
    data = await graph.ask(f"{{ {people} }}")
    assert {str(one["verblijfplaats"]) for one in data.values()} == {
        "{'adres': {'adresregel5': 'Dorpsstraat 12'}}"
    }
    assert graph.calls == {"brp": 1, "bag": 1}
    (asked,) = bodies(graph, "brp")
    assert asked["fields"] == [
        "burgerservicenummer",
        "verblijfplaats.nummeraanduidingIdentificatie",
    ]


def grant(*scopes: str, **values: Any) -> Grant:
    """Return what an employee gets with these scopes for the purpose of the sandbox."""
    fields = {"doelbindingen": frozenset({DEVELOPMENT.name}), "brp_velden": None, **values}
    return Grant("rol", scopes=frozenset({"bag.lezen", *scopes}), **fields)


@pytest.mark.parametrize(
    ("grants", "code"),
    [
        ([grant("brp.lezen", "brp.zoeken")], "FORBIDDEN"),
        ([grant("bewoning.lezen", doelbindingen=frozenset())], "PURPOSE_REQUIRED"),
        (
            [grant("bewoning.lezen", doelbindingen=frozenset({"zaakbehandeling"})), grant()],
            "FORBIDDEN",
        ),
        ([grant("bewoning.lezen")], None),
    ],
)
async def test_bewoning_takes_its_own_scope_and_a_purpose_of_the_same_grant(
    grants: list[Grant], code: str | None
) -> None:
    graph = Acting(staff(*grants), also=ALSO)
    body = await graph.post(BEWONERS.replace("X", "burgerservicenummer"))
    assert codes(body) == ([code] if code else [])
    assert graph.calls["brp-bewoning"] == (0 if code else 1)


@pytest.mark.parametrize(
    ("velden", "refused"),
    [
        (("verblijfplaats",), ""),
        (("verblijfplaats.verblijfadres",), "verblijfplaats.nummeraanduidingIdentificatie"),
        ((), "verblijfplaats.nummeraanduidingIdentificatie"),
    ],
)
async def test_a_history_gives_no_field_that_the_brp_would_not(
    velden: tuple[str, ...], refused: str
) -> None:
    graph = Acting(staff(grant("brp.lezen", "brphistorie.lezen", brp_velden=velden)), also=ALSO)
    body = await graph.post(HISTORIE.replace("X", PLEK))
    assert codes(body) == (["FORBIDDEN"] if refused else [])
    assert all(refused in error["message"] for error in body.get("errors", []))
    assert graph.calls["brp-historie"] == (0 if refused else 1)


async def test_a_history_takes_its_own_scope() -> None:
    graph = Acting(staff(grant("brp.lezen", "bewoning.lezen")), also=ALSO)
    assert codes(await graph.post(HISTORIE.replace("X", PLEK))) == ["FORBIDDEN"]
    assert not graph.calls["brp-historie"]


async def test_a_citizen_sees_their_own_history_and_nobodys_bewoners() -> None:
    graph = Acting(citizen(SUZANNE), also=ALSO)
    own = await graph.ask(HISTORIE.replace("X", PLEK))
    assert len(own["persoon"]["verblijfplaatshistorie"]) == 2
    graph.forget()
    body = await graph.post(
        f'{{ adres(nummeraanduidingIdentificatie: "{ADRES}") {{ postcode bewoners {{ __typename }} '
        f"bewoningen{DAG} {{ __typename }} }} }}"
    )
    assert codes(body) == ["FORBIDDEN", "FORBIDDEN"]
    assert body["data"]["adres"]["postcode"]
    assert graph.calls == {"bag": 1}
    other = Acting(citizen("999990408"), also=ALSO)
    assert await other.ask(HISTORIE.replace("X", PLEK)) == {"persoon": None}
    assert not other.calls


async def test_what_has_no_rights_at_all_reads_nothing() -> None:
    graph = Acting((principal(Kind.MEDEWERKER), staff()[1]), also=ALSO)
    body = await graph.post(BEWONERS.replace("X", "burgerservicenummer"))
    assert codes(body) == ["FORBIDDEN"]
    assert not graph.calls


async def test_without_the_registers_the_rest_is_answered() -> None:
    graph = Graph(also=("bag",))
    body = await graph.post(
        f'{{ adres(nummeraanduidingIdentificatie: "{ADRES}") {{ postcode bewoners {{ __typename }} '
        f'}} persoon(bsn: "{SUZANNE}") {{ leeftijd '
        f"verblijfplaatshistorie{DAG} {{ __typename }} }} }}"
    )
    assert codes(body) == ["UPSTREAM_NOT_CONFIGURED"] * 2
    assert body["data"]["adres"]["postcode"]
    assert body["data"]["persoon"]["leeftijd"]


async def test_everybody_who_lives_there_is_a_betrokkene(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = sandbox_with("openzaak", ALSO)
    monkeypatch.setattr("logboek_support.shared_sandbox", lambda _dialect: wide)
    purposes = dataclasses.replace(DEVELOPMENT, default_for=("*",))
    graph = LoggingGraph(tmp_path, doelbindingen=(purposes,))
    async with graph:
        await graph.ask(BEWONERS.replace("X", "burgerservicenummer"))
        await graph.ask(HISTORIE.replace("X", "datumVan { langFormaat }"))
    told = [
        (span["name"].split(":")[0], span["attributes"][SUBJECT])
        for span in graph.spans
        if SUBJECT in span["attributes"]
    ]
    expected = [("brp-bewoning", bsn) for bsn in GEZIN] + [("brp-historie", SUZANNE)]
    assert sorted(told) == sorted((name, PSEUDONIEMEN.of(BSN, bsn)) for name, bsn in expected)


async def test_an_answer_that_is_something_else_is_an_error_of_its_question() -> None:
    server = Server(answer(200, {"bewoningen": [{"bewoners": "niemand"}]}))
    client = client_of(server, name="bewoning", api="bewoning", root=ROOT)
    loader = BewoningenLoader(client, Call(JAN, purpose=Purpose("test")))
    (found,) = await loader.fetch([(HUIS, Moment("2026-01-01"))])
    assert isinstance(found, ContractError)
