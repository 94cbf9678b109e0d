"""Persons: spec-shaped bodies are read whole, BSNs travel twenty a call, failures stay small."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import fields
from test_types_catalogi import lost

from graph_support import Graph
from sandbox.brp.data import SHOWCASE_BSNS, make_personen
from schema import persoon_gezag as gezag
from schema import persoon_parts as parts
from schema import persoon_verblijf as verblijf
from schema.personen import Kind, Ouder, Partner, Persoon, PersoonBeperkt
from sources.brp import resources as records
from sources.brp.personen import PersonenLoader, search_personen
from sources.brp.resources import PersoonRecord
from sources.call import Call, Caller
from sources.errors import ContractError, SourceTimeoutError

BSNS = [f"{number:09d}" for number in range(1, 46)]
UNKNOWN_BSN = "111222333"
CALL = Call(Caller("jan", "Jan"))
TYPES = [
    (parts.Waardetabel, records.Waardetabel),
    (parts.BrpDatum, records.BrpDatum),
    (parts.PersoonNaam, records.Naam),
    (parts.NaamBeperkt, records.Naam),
    (parts.FamilielidNaam, records.Naam),
    (parts.Gebeurtenis, records.Gebeurtenis),
    (parts.Moment, records.Gebeurtenis),
    (parts.OpschortingBijhouding, records.OpschortingBijhouding),
    (verblijf.VerblijfadresBinnenland, records.Verblijfadres),
    (verblijf.VerblijfadresBuitenland, records.Verblijfadres),
    (verblijf.VerblijfadresLocatie, records.Verblijfadres),
    (verblijf.VerblijfplaatsAdres, records.Verblijfplaats),
    (verblijf.VerblijfplaatsBuitenland, records.Verblijfplaats),
    (verblijf.VerblijfplaatsLocatie, records.Verblijfplaats),
    (verblijf.NationaliteitBekend, records.Nationaliteit),
    (parts.Immigratie, records.Immigratie),
    (parts.Aanschrijfwijze, records.Aanschrijfwijze),
    (parts.Adressering, records.Adressering),
    (parts.AdresseringBeperkt, records.Adressering),
    (parts.UitsluitingKiesrecht, records.Kiesrecht),
    (parts.EuropeesKiesrecht, records.Kiesrecht),
    (parts.Verblijfstitel, records.Verblijfstitel),
    (gezag.Minderjarige, records.GezagPersoon),
    (gezag.GezagOuder, records.GezagPersoon),
    (gezag.BekendeDerde, records.GezagPersoon),
    *((kind, records.Gezag) for kind in gezag.KINDS if issubclass(kind, gezag.Gezagsrelatie)),
    (parts.Rni, records.Rni),
    (parts.Verificatie, records.Verificatie),
    (Kind, records.Familielid),
    (Ouder, records.Familielid),
    (Partner, records.Familielid),
    (PersoonBeperkt, records.PersoonBeperktRecord),
]


class FakeClient:
    """A BRP that answers backwards, knows every BSN but one and notes what it was asked."""

    name = "brp"

    def __init__(self, failing: str = "", answer: bytes = b"") -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[int] = []
        self._failing, self._answer = failing, answer

    async def post_read(self, path: str, body: dict[str, Any], _call: Any, keys: int = 1) -> bytes:
        """Answer POST /personen."""
        assert path == "personen"
        self.asked.append(body)
        self.keys.append(keys)
        bsns = body.get("burgerservicenummer", [])
        if self._failing in bsns and self._failing:
            raise SourceTimeoutError(self.name, path)
        known = [{"burgerservicenummer": bsn} for bsn in reversed(bsns) if bsn != UNKNOWN_BSN]
        return self._answer or msgspec.json.encode({"type": body["type"], "personen": known})


async def load(client: Any, keys: Sequence[str]) -> list[Any]:
    """Return what a loader of two fields finds."""
    return await PersonenLoader(client, ("naam", "leeftijd"), CALL).fetch(keys)


def test_every_person_of_the_sandbox_is_read_whole() -> None:
    bodies = make_personen(date(2026, 4, 1))
    assert len(bodies) > 200
    for body in bodies:
        record = msgspec.convert(body, PersoonRecord)
        assert list(lost(body, msgspec.to_builtins(record))) == []


@pytest.mark.parametrize(("definition", "record"), TYPES)
def test_a_type_reads_only_what_its_record_has(definition: Any, record: Any) -> None:
    declared = definition.__strawberry_definition__.fields
    read = {
        field.metadata["attr"] or field.python_name
        for field in declared
        if "resolve" not in field.metadata
    }
    assert read <= {field.name for field in fields(record)}


def test_a_persoon_has_no_id_and_serves_its_whole_record() -> None:
    names = {field.python_name for field in Persoon.__strawberry_definition__.fields}  # type: ignore[attr-defined]
    assert "id" not in names
    assert {field.name for field in fields(PersoonRecord)} <= names


async def test_forty_five_bsns_take_three_calls_and_keep_their_order() -> None:
    client = FakeClient()
    found = await load(client, BSNS)
    assert [person.burgerservicenummer for person in found] == BSNS
    assert client.keys == [20, 20, 5]
    assert [body["burgerservicenummer"] for body in client.asked] == [
        BSNS[:20],
        BSNS[20:40],
        BSNS[40:],
    ]
    for body in client.asked:
        assert body["type"] == "RaadpleegMetBurgerservicenummer"
        assert body["fields"] == ["burgerservicenummer", "leeftijd", "naam"]


async def test_a_bsn_the_brp_does_not_know_is_none() -> None:
    first, unknown = await load(FakeClient(), [BSNS[0], UNKNOWN_BSN])
    assert first.burgerservicenummer == BSNS[0]
    assert unknown is None


async def test_a_failing_call_fails_only_its_own_bsns() -> None:
    found = await load(FakeClient(failing=BSNS[25]), BSNS)
    assert [isinstance(item, SourceTimeoutError) for item in found] == (
        [False] * 20 + [True] * 20 + [False] * 5
    )


@pytest.mark.parametrize(
    "bad", ["12345", "", "12345678a", "1234567890", "123456789\n", "١٢٣٤٥٦٧٨٩"]
)
async def test_what_is_no_bsn_is_not_sent_and_does_not_fail_the_others(bad: str) -> None:
    client = FakeClient()
    absent, found = await load(client, [bad, BSNS[0]])
    assert absent is None
    assert found.burgerservicenummer == BSNS[0]
    assert [body["burgerservicenummer"] for body in client.asked] == [[BSNS[0]]]


async def test_nothing_to_send_is_no_call() -> None:
    client = FakeClient()
    assert await load(client, ["12345"]) == [None]
    assert client.asked == []


@pytest.mark.parametrize("answer", [b"{", b'{"personen": [{"leeftijd": "999993653"}]}'])
async def test_an_answer_that_is_not_to_contract_does_not_print_what_it_holds(
    answer: bytes,
) -> None:
    [error] = await load(FakeClient(answer=answer), [BSNS[0]])
    assert isinstance(error, ContractError)
    assert "999993653" not in f"{error} {error!r}"
    assert BSNS[0] not in f"{error} {error!r}"


async def test_a_search_sends_its_query_and_its_fields() -> None:
    client: Any = FakeClient()
    query = {"type": "ZoekMetPostcodeEnHuisnummer", "postcode": "1234AB", "huisnummer": 12}
    assert await search_personen(client, query, ("naam.voornamen",), CALL) == []
    assert client.asked == [{**query, "fields": ["naam.voornamen"]}]


async def test_nothing_of_the_brp_selected_asks_nothing_of_the_brp() -> None:
    graph = Graph()
    query = "query($bsn: BSN!) { persoon(bsn: $bsn) { burgerservicenummer soort } }"
    persoon = (await graph.ask(query, bsn=SHOWCASE_BSNS[0]))["persoon"]
    assert persoon == {"burgerservicenummer": SHOWCASE_BSNS[0], "soort": "PERSOON"}
    assert graph.calls == {}


async def test_only_the_kind_of_a_verblijfplaats_is_answered() -> None:
    query = "query($bsn: BSN!) { persoon(bsn: $bsn) { verblijfplaats { type } } }"
    persoon = (await Graph().ask(query, bsn=SHOWCASE_BSNS[0]))["persoon"]
    assert persoon == {"verblijfplaats": {"type": "Adres"}}


async def test_relatives_share_one_call() -> None:
    graph = Graph()
    query = "query($bsn: BSN!) { persoon(bsn: $bsn) { kinderen { persoon { leeftijd } } } }"
    kinderen = (await graph.ask(query, bsn=SHOWCASE_BSNS[0]))["persoon"]["kinderen"]
    assert kinderen == [{"persoon": {"leeftijd": 12}}, {"persoon": {"leeftijd": 9}}]
    assert graph.calls == {"brp": 2}


async def test_a_person_unknown_to_the_brp_is_null_but_stands_as_klant() -> None:
    query = """query($bsn: BSN!) {
      persoon(bsn: $bsn) { leeftijd }
      klant(bsn: $bsn) { weergavenaam soort zaken { totalCount } }
    }"""
    assert await Graph().ask(query, bsn=UNKNOWN_BSN) == {
        "persoon": None,
        "klant": {"weergavenaam": None, "soort": "PERSOON", "zaken": {"totalCount": 0}},
    }


async def test_without_the_brp_the_person_stands_and_every_brp_field_says_why() -> None:
    graph = Graph()
    graph.sandbox.faults.set("brp", status=403)
    query = """query($bsn: BSN!) {
      persoon(bsn: $bsn) { naam { voornamen } leeftijd zaken { totalCount } partij { soort } }
    }"""
    body = await graph.post(query, bsn=SHOWCASE_BSNS[0])
    persoon = body["data"]["persoon"]
    assert persoon["zaken"]["totalCount"] > 0
    assert persoon["partij"] == {"soort": "PARTIJ"}
    assert (persoon["naam"], persoon["leeftijd"]) == (None, None)
    assert sorted(tuple(error["path"]) for error in body["errors"]) == [
        ("persoon", "leeftijd"),
        ("persoon", "naam"),
    ]
    assert SHOWCASE_BSNS[0] not in str(body["errors"])
    assert graph.calls["brp"] == 1
