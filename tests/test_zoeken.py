"""`zoek`: what a text may be, what is asked of which register, and what the answer says of that."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from access_support import EVERYBODY_ELSE, OPEN_RULE, Acting, citizen, department, staff

from graph_support import Graph
from logboek_support import PSEUDONIEMEN, LoggingGraph
from policy.grants import Grant
from policy.logboek import SUBJECT, SUBJECT_TYPE
from resolvers.zoeken import lijsten
from resolvers.zoeken.tekst import Naam, Zoektekst, lees
from resolvers.zoeken.treffers import Dekking, Soort, Treffer, Uitkomst, merged, rank
from sandbox.brp.queries import QUERIES
from sandbox.zgw import SHOWCASE_ZAAK_IDENTIFICATIE
from sources.records import Rows
from sources.zaken.resources import ZaakRecord

BSN = "999993653"
PERSON = "de Vries 26 januari 1985"
ALSO = ("kvk",)
ZOEK = """query($tekst: String!, $in: [ZoekSoort!], $first: Int) {
  zoek(tekst: $tekst, in: $in, first: $first) {
    treffers { soort bron exact gevondenOp gevonden { __typename
      ... on Zaak { identificatie omschrijving zaaktype { identificatie } }
      ... on Document { titel } ... on Partij { weergavenaam }
      ... on Bedrijf { kvkNummer } ... on Vestiging { vestigingsnummer }
      ... on Persoon { naam { volledigeNaam } } ... on PersoonBeperkt { naam { volledigeNaam } } } }
    dekking { soort bron hoe doorzocht reden foutcode aantal meer }
} }"""


async def zoek(graph: Graph, tekst: str, *soorten: str, first: int | None = None) -> Any:
    """Return the answer to a search, after forgetting what was asked before."""
    graph.forget()
    data = await graph.ask(ZOEK, tekst=tekst, **{"in": list(soorten) or None, "first": first})
    return data["zoek"]


def calls(graph: Graph) -> dict[str, int]:
    """Return what was asked, without the catalogus, which is cached."""
    return {name: count for name, count in graph.calls.items() if name != "openzaak-catalogi"}


def covered(found: Any) -> dict[tuple[str, str], str]:
    """Return per register and filter `ja`, or why it was not searched."""
    return {
        (row["bron"], row["hoe"]): "ja" if row["doorzocht"] else row["reden"]
        for row in found["dekking"]
    }


@pytest.fixture(scope="module")
def module_graph() -> Graph:
    """Return one gateway for all tests here."""
    return Graph(also=ALSO)


@pytest.fixture
def graph(module_graph: Graph) -> Graph:
    """Return the gateway with its registers healthy and nothing asked yet."""
    module_graph.sandbox.faults.clear()
    return module_graph


async def test_words_are_looked_for_in_every_filter_there_is(graph: Graph) -> None:
    found = await zoek(graph, " dakkapel  plaatsen ", first=4)
    assert [row["soort"] for row in found["treffers"]] == ["ZAAK"] * 4
    assert covered(found) == {
        ("openzaak-zaken", "zaken: identificatie__icontains (deel)"): "ja",
        ("openzaak-zaken", "zaken: omschrijving (deel)"): "ja",
        ("openzaak-documenten", "enkelvoudiginformatieobjecten: identificatie (precies)"): "ja",
        ("openzaak-documenten", "enkelvoudiginformatieobjecten: titel (deel)"): "ja",
        ("openklant", "partijen: partijIdentificator (precies)"): "GEEN_FILTER",
        ("kvk", "zoeken: naam (deel)"): "ja",
        ("brp", "ZoekMetGeslachtsnaamEnGeboortedatum"): "NIET_VAN_TOEPASSING",
    }
    assert calls(graph) == {"openzaak-zaken": 2, "openzaak-documenten": 2, "kvk": 1}
    told = [row for row in found["dekking"] if row["hoe"] == "zaken: omschrijving (deel)"]
    assert [(row["aantal"], row["meer"]) for row in told] == [(4, True)]


async def test_exact_comes_before_partial_and_a_thing_is_found_once(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = SHOWCASE_ZAAK_IDENTIFICATIE
    newest = graph.sandbox.zgw.data.zaken[-1]
    monkeypatch.setitem(newest, "omschrijving", f"Vervolg op {number}")
    showcase = next(z for z in graph.sandbox.zgw.data.zaken if z["identificatie"] == number)
    monkeypatch.setitem(showcase, "omschrijving", f"{number} dakkapel")
    found = await zoek(graph, number.lower(), "ZAAK")
    hits = [
        (row["gevonden"]["identificatie"], row["exact"], row["gevondenOp"])
        for row in found["treffers"]
    ]
    assert hits == [
        (number, True, ["identificatie__icontains", "omschrijving"]),
        (newest["identificatie"], False, ["omschrijving"]),
    ]
    assert calls(graph) == {"openzaak-zaken": 2}


def test_what_matches_better_comes_first_whatever_filter_found_it() -> None:
    def hit(key: str, place: int) -> Treffer:
        return Treffer(Soort.ZAAK, "z", key, None, place, [key])

    told = Dekking(Soort.ZAAK, "z", "x")
    first = Uitkomst(told, [hit("a", 2), hit("b", 1)])
    second = Uitkomst(told, [hit("c", 0), hit("b", 2)])
    assert [one.sleutel for one in merged([first, second], 5)] == ["c", "b", "a"]
    assert [one.sleutel for one in merged([first, second], 1)] == ["c"]


async def test_an_exact_zaak_is_asked_for_when_the_partial_ones_may_hide_it(graph: Graph) -> None:
    """More zaken hold `ZAAK-` than are looked at; only then one call more."""
    found = await zoek(graph, "ZAAK-", "ZAAK", first=2)
    assert len(found["treffers"]) == 2
    assert ("openzaak-zaken", "zaken: identificatie (precies)") in covered(found)
    assert calls(graph) == {"openzaak-zaken": 3}


async def test_a_standard_server_is_searched_by_what_it_has() -> None:
    graph = Graph("standard")
    expected = {
        "zaken: identificatie__icontains (deel)": "GEEN_FILTER",
        "zaken: omschrijving (deel)": "GEEN_FILTER",
        "zaken: identificatie (precies)": "ja",
        "enkelvoudiginformatieobjecten: identificatie (precies)": "ja",
        "enkelvoudiginformatieobjecten: titel (deel)": "GEEN_FILTER",
    }
    for _ in range(2):
        found = await zoek(graph, SHOWCASE_ZAAK_IDENTIFICATIE, "ZAAK", "DOCUMENT")
        assert {hoe: how for (_, hoe), how in covered(found).items()} == expected
        assert [row["exact"] for row in found["treffers"]] == [True]
    assert calls(graph) == {"openzaak-zaken": 1, "openzaak-documenten": 1}


async def test_every_register_of_a_kind_is_searched_and_one_that_fails_is_told() -> None:
    graph = Graph(also=("zaaksysteem",))
    both = await zoek(graph, SHOWCASE_ZAAK_IDENTIFICATIE, "ZAAK")
    assert {row["bron"] for row in both["dekking"]} == {"openzaak-zaken", "zaaksysteem-zaken"}
    graph.sandbox.faults.set("zaaksysteem-zaken", status=500)
    graph.sandbox.faults.set("openzaak-documenten", down=True)
    found = await zoek(graph, SHOWCASE_ZAAK_IDENTIFICATIE, "ZAAK", "DOCUMENT")
    assert [row["bron"] for row in found["treffers"]] == ["openzaak-zaken"]
    failed = Counter((row["bron"], row["reden"]) for row in found["dekking"] if row["foutcode"])
    assert failed == {("zaaksysteem-zaken", "FOUT"): 1, ("openzaak-documenten", "FOUT"): 2}


async def test_a_register_that_ignores_a_filter_gives_no_hits(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ZaakRecord(url="http://openzaak.sandbox/zaken/api/v1/zaken/1", identificatie="X")

    async def ignoring(*_arguments: Any, **_named: Any) -> Rows[Any]:
        return Rows([other], 1)

    monkeypatch.setattr(lijsten, "fetch_page", ignoring)
    found = await zoek(graph, "dakkapel", "ZAAK")
    assert found["treffers"] == []
    assert set(covered(found).values()) == {"PAST_FILTER_NIET_TOE"}


@pytest.mark.parametrize("tekst", [BSN, "999.993.653", "9999 93 653", f"zaak van {BSN}"])
async def test_a_bsn_is_asked_of_the_brp_alone_and_never_in_a_url(graph: Graph, tekst: str) -> None:
    found = await zoek(graph, tekst)
    alone = tekst[0] == "9"
    assert [row["gevonden"] for row in found["treffers"]] == [
        {"__typename": "Persoon", "naam": {"volledigeNaam": "Suzanne Marije de Vries"}}
    ] * alone
    assert calls(graph) == ({"brp": 1} if alone else {})
    for _, path, query, _ in graph.asked:
        assert BSN not in path + query
    told = covered(found)
    told.pop(("brp", "RaadpleegMetBurgerservicenummer"), None)
    assert set(told.values()) == {"PERSOONSGEGEVENS"}


async def test_a_name_with_a_birth_date_is_a_search_for_a_person(graph: Graph) -> None:
    found = await zoek(graph, PERSON)
    (hit,) = found["treffers"]
    assert (hit["soort"], hit["exact"]) == ("PERSOON", True)
    assert hit["gevonden"]["naam"]["volledigeNaam"] == "Suzanne Marije de Vries"
    assert calls(graph) == {"brp": 1}
    told = covered(found)
    assert told.pop(("brp", "ZoekMetGeslachtsnaamEnGeboortedatum")) == "ja"
    assert set(told.values()) == {"PERSOONSGEGEVENS"}
    asked = graph.asked[0][3]
    assert b'"fields":["naam.volledigeNaam","burgerservicenummer"]' in asked


async def test_a_kvk_nummer_finds_the_partij_and_the_company(graph: Graph) -> None:
    found = await zoek(graph, "68750110", "KLANT")
    kinds = [
        (row["soort"], row["gevonden"]["__typename"], row["exact"]) for row in found["treffers"]
    ]
    assert kinds == [
        ("KLANT", "Partij", True),
        ("BEDRIJF", "Bedrijf", True),
        ("BEDRIJF", "Vestiging", True),
    ]
    assert calls(graph) == {"openklant": 1, "kvk": 1}


async def test_the_older_klanten_api_is_searched_by_what_it_can_find() -> None:
    graph = Graph(also=("klanten",))
    extra = graph.sandbox.extra
    assert extra is not None
    klant = next(
        row for row in extra.klantcontact.records["klanten"] if row["subjectType"] == "vestiging"
    )
    nummer = klant["subjectIdentificatie"]["vestigingsNummer"]
    found = await zoek(graph, nummer, "KLANT")
    older = [row for row in found["treffers"] if row["bron"] == "klanten"]
    assert [(row["gevonden"]["__typename"], row["exact"]) for row in older] == [("Partij", True)]
    assert graph.calls["klanten"] == 1
    for tekst, reden in (("68750110", "GEEN_FILTER"), (BSN, "PERSOONSGEGEVENS")):
        found = await zoek(graph, tekst, "KLANT")
        told = {row["reden"] for row in found["dekking"] if row["bron"] == "klanten"}
        assert told == {reden}
        assert "klanten" not in graph.calls


async def test_a_company_is_found_by_name_without_a_profile(graph: Graph) -> None:
    found = await zoek(graph, "bouwbedrijf van loon b.v.", "BEDRIJF")
    hits = [(row["gevonden"].get("kvkNummer"), row["exact"]) for row in found["treffers"]]
    assert hits[0] == ("68750110", True)
    assert [path for _, path, _, _ in graph.asked] == ["/api/v2/zoeken"]


READS_ALL = frozenset({"zaken.lezen", "catalogi.lezen", "brp.lezen", "klantinteracties.lezen"})


async def test_what_a_caller_may_not_search_is_told_and_not_asked() -> None:
    grant = Grant("rol", scopes=READS_ALL, zaken=OPEN_RULE, doelbindingen=None, brp_velden=None)
    graph = Acting(staff(grant), also=ALSO)
    found = await zoek(graph, PERSON)
    assert covered(found)["brp", "ZoekMetGeslachtsnaamEnGeboortedatum"] == "NIET_TOEGESTAAN"
    assert found["treffers"] == []
    assert not graph.calls
    told = covered(await zoek(graph, "dakkapel"))
    assert told["kvk", "zoeken: naam (deel)"] == "NIET_TOEGESTAAN"
    assert told["openzaak-documenten", "enkelvoudiginformatieobjecten: titel (deel)"] == (
        "NIET_TOEGESTAAN"
    )
    assert calls(graph).keys() == {"openzaak-zaken"}
    assert (await zoek(graph, BSN))["treffers"]


async def test_every_hit_passed_the_guard() -> None:
    types = Graph().sandbox.zgw.data.zaaktypen
    chosen = min(zaaktype["identificatie"] for zaaktype in types)
    graph = Acting(staff(department(chosen)), also=ALSO)
    found = await zoek(graph, "zaak-", first=50)
    kinds = {row["gevonden"]["zaaktype"]["identificatie"] for row in found["treffers"]}
    assert kinds == {chosen}
    assert {row["soort"] for row in found["treffers"]} == {"ZAAK"}


async def test_a_citizen_finds_what_is_theirs() -> None:
    graph = Acting(citizen(BSN), also=ALSO)
    found = await zoek(graph, "zaak-", "ZAAK", "DOCUMENT", "PERSOON", "BEDRIJF", first=50)
    numbers = {row["gevonden"]["identificatie"] for row in found["treffers"]}
    assert SHOWCASE_ZAAK_IDENTIFICATIE in numbers
    assert len(numbers) < 20
    told = covered(found)
    assert told["kvk", "zoeken: naam (deel)"] == "NIET_TOEGESTAAN"
    assert (await zoek(graph, EVERYBODY_ELSE, "PERSOON"))["treffers"] == []
    assert (await zoek(graph, PERSON, "PERSOON"))["dekking"][0]["reden"] == "NIET_TOEGESTAAN"
    assert not graph.calls


async def test_a_search_for_persons_is_logged_as_one(tmp_path: Path) -> None:
    async with LoggingGraph(tmp_path) as graph:
        await graph.ask(f'{{ zoek(tekst: "{PERSON}", in: [PERSOON]) {{ treffers {{ exact }} }} }}')
    subjects = {
        (span["attributes"][SUBJECT_TYPE], span["attributes"][SUBJECT])
        for span in graph.spans
        if SUBJECT in span["attributes"]
    }
    assert subjects == {("BSN", PSEUDONIEMEN.of("BSN", BSN))}


async def test_what_is_not_configured_is_told() -> None:
    found = await zoek(Graph(), "dakkapel", "BEDRIJF")
    assert found["dekking"] == [
        {
            "soort": "BEDRIJF",
            "bron": None,
            "hoe": "zoeken: naam (deel)",
            "doorzocht": False,
            "reden": "NIET_GECONFIGUREERD",
            "foutcode": "UPSTREAM_NOT_CONFIGURED",
            "aantal": 0,
            "meer": None,
        }
    ]


@pytest.mark.parametrize(
    "variables",
    [
        {"tekst": " a "},
        {"tekst": "a" * 101},
        {"tekst": "ab", "first": 0},
        {"tekst": "ab", "first": 101},
    ],
)
async def test_a_search_is_bounded(graph: Graph, variables: dict[str, Any]) -> None:
    body = await graph.post(ZOEK, **variables)
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert not graph.asked


async def test_its_cost_is_estimated_before_anything_is_read(graph: Graph) -> None:
    body = await graph.post(
        '{ zoek(tekst: "dakkapel", first: 7) { treffers { exact } dekking { hoe } } }'
    )
    cost = body["extensions"]["cost"]
    assert (cost["calls"], cost["rows"]) == (8, 7)
    assert sum(graph.calls.values()) == 5


@pytest.mark.parametrize(
    ("tekst", "naam", "day"),
    [
        ("jansen 1975-03-01", Naam("jansen"), "1975-03-01"),
        ("jansen 1-3-1975", Naam("jansen"), "1975-03-01"),
        ("01/03/1975 jansen", Naam("jansen"), "1975-03-01"),
        ("Piet van der Berg, 1 maart 1975", Naam("Berg", "van der", "Piet"), "1975-03-01"),
        ("Berg, Piet van der 1.3.1975", Naam("Berg", "van der", "Piet"), "1975-03-01"),
        ("Jan Piet Jansen 19750301", Naam("Jansen", "", "Jan Piet"), "1975-03-01"),
        ("van der Berg-de Wit 1975-03-01", Naam("Berg-de Wit", "van der"), "1975-03-01"),
        ("jansen 31-02-1975", None, None),
        ("jansen 1975", None, None),
        ("Dorpsstraat 12 1-3-1975", None, None),
        ("1975-03-01", None, None),
    ],
)
def test_a_person_is_known_by_name_and_birth_date(
    tekst: str, naam: Naam | None, day: str | None
) -> None:
    found = lees(tekst)
    assert (found.naam, found.geboortedatum) == (naam, day)
    assert found.is_person is (naam is not None)


def test_a_number_is_what_its_form_says() -> None:
    assert (lees("68750110").kvk_nummer, lees("6875011").kvk_nummer) == ("68750110", None)
    assert lees("000037178600").vestigingsnummer == "000037178600"
    assert lees(BSN).bsn == lees("999 993 653").bsn == BSN
    assert (lees("999993654").holds_bsn, lees(f"x {BSN}").bsn) == (False, None)
    assert "999" not in repr(lees(BSN)) + repr(lees(f"x {BSN}"))
    assert isinstance(lees("x"), Zoektekst)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("Dakkapel", 0), ("DAKKAPEL plaatsen", 1), ("Een dakkapel", 2), ("dak", None), (None, None)],
)
def test_how_well_a_value_matches(value: str | None, expected: int | None) -> None:
    assert rank("dakkapel", value) == expected


async def test_too_many_persons_are_told(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox gives ten at most; here none."""
    name = "ZoekMetGeslachtsnaamEnGeboortedatum"
    monkeypatch.setitem(QUERIES, name, replace(QUERIES[name], max_results=0))
    found = await zoek(graph, PERSON, "PERSOON")
    assert (found["dekking"][0]["reden"], found["dekking"][0]["doorzocht"]) == ("TE_VEEL", False)
