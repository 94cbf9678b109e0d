"""The Handelsregister behind Bedrijf and Vestiging: what is read, when, and what it means."""

from __future__ import annotations

from typing import Any

import pytest

from graph_support import Graph
from sources.kvk import reader

KVK, RSIN, VESTIGING = "68750110", "857501100", "000037178598"
ALSO = ("kvk",)
PROFIEL = f"/api/v1/basisprofielen/{KVK}"
HIDDEN = ("68750145", "000037178665")
"""A company and its only branch, whose address is shielded."""


@pytest.fixture(scope="module")
def module_graph() -> Graph:
    """Return one gateway for all tests here."""
    return Graph(also=ALSO)


@pytest.fixture
def graph(module_graph: Graph) -> Graph:
    """Return the gateway with its registers healthy and nothing asked yet."""
    module_graph.sandbox.faults.clear()
    return module_graph


def paths(graph: Graph) -> list[str]:
    """Return what the registers were asked, without the query."""
    return [path for _, path, _, _ in graph.asked]


COMPANY = """query($kvk: String!) { bedrijf(kvkNummer: $kvk) {
  kvkNummer rsin naam statutaireNaam handelsnamen rechtsvorm actief indNonMailing
  sbiActiviteiten { sbiCode indHoofdactiviteit } materieleRegistratie { datumAanvang datumEinde }
  formeleRegistratiedatum totaalWerkzamePersonen websites eigenaar { rsin }
  adressen { type indAfgeschermd plaats geoData { addresseerbaarObjectId } }
  hoofdvestiging { vestigingsnummer rsin indHoofdvestiging voltijdWerkzamePersonen }
} }"""


async def test_one_profile_tells_all_of_a_company(graph: Graph) -> None:
    data = await graph.ask(COMPANY, kvk=KVK)
    assert data["bedrijf"] == {
        "kvkNummer": KVK,
        "rsin": RSIN,
        "naam": "Bouwbedrijf Van Loon B.V.",
        "statutaireNaam": "Bouwbedrijf Van Loon B.V.",
        "handelsnamen": ["Bouwbedrijf Van Loon B.V.", "Bakkerij De Gouden Korenaar"],
        "rechtsvorm": "BeslotenVennootschap",
        "actief": True,
        "indNonMailing": False,
        "sbiActiviteiten": [{"sbiCode": "41201", "indHoofdactiviteit": True}],
        "materieleRegistratie": {"datumAanvang": "1998-04-01", "datumEinde": None},
        "formeleRegistratiedatum": "1998-04-01",
        "totaalWerkzamePersonen": 13,
        "websites": ["www.bouwbedrijfvanloonbv.voorbeeld.nl"],
        "eigenaar": {"rsin": RSIN},
        "adressen": [
            {
                "type": "bezoekadres",
                "indAfgeschermd": False,
                "plaats": "Voorbeeldstad",
                "geoData": {"addresseerbaarObjectId": "9999010000000000"},
            }
        ],
        "hoofdvestiging": {
            "vestigingsnummer": VESTIGING,
            "rsin": RSIN,
            "indHoofdvestiging": True,
            "voltijdWerkzamePersonen": 12,
        },
    }
    assert [(path, query) for _, path, query, _ in graph.asked] == [(PROFIEL, "geoData=true")]


FREE = "/api/v2/zoeken"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("naam rsin actief weergavenaam", [FREE], id="zoeken-tells-it"),
        pytest.param("hoofdvestiging { weergavenaam volledigAdres }", [FREE], id="main-branch"),
        pytest.param("kvkNummer zaken { totalCount }", [], id="nothing-of-the-kvk"),
        pytest.param("naam statutaireNaam actief", [PROFIEL], id="a-profile-tells-the-rest-too"),
        pytest.param("a: rechtsvorm b: websites", [PROFIEL], id="once"),
        pytest.param(
            "vestigingen { totalCount nodes { weergavenaam } }", [f"{PROFIEL}/vestigingen"]
        ),
        pytest.param(
            "hoofdvestiging { handelsnamen }",
            [FREE, f"/api/v1/vestigingsprofielen/{VESTIGING}"],
            id="names-of-a-branch-are-in-its-own-profile",
        ),
    ],
)
@pytest.mark.parametrize("planner", [True, False])
async def test_a_profile_is_paid_only_for_what_nothing_else_tells(
    text: str, asked: list[str], planner: bool
) -> None:
    graph = Graph(also=ALSO, planner=planner)
    data = await graph.ask(f'{{ bedrijf(kvkNummer: "{KVK}") {{ {text} }} }}')
    assert all(value is not None for value in data["bedrijf"].values())
    assert [path for path in paths(graph) if path.startswith("/api")] == asked


async def test_nothing_is_read_twice_in_a_request(graph: Graph) -> None:
    await graph.ask(
        f"""{{ a: bedrijf(kvkNummer: "{KVK}") {{ rechtsvorm }}
          b: klant(kvkNummer: "{KVK}") {{ ... on Bedrijf {{ websites adressen {{ plaats }} }} }}
          c: bedrijf(rsin: "{RSIN}") {{ kvkNummer eigenaar {{ rechtsvorm }} }}
          d: bedrijf(rsin: "{RSIN}") {{ rechtsvorm }} }}"""
    )
    assert sorted(paths(graph)) == [PROFIEL, FREE]


async def test_an_rsin_leads_to_its_company(graph: Graph) -> None:
    data = await graph.ask(f'{{ bedrijf(rsin: "{RSIN}") {{ kvkNummer naam }} }}')
    assert data["bedrijf"] == {"kvkNummer": KVK, "naam": "Bouwbedrijf Van Loon B.V."}
    assert paths(graph) == [FREE]


async def test_absent_wrong_and_failing_are_three_things(graph: Graph) -> None:
    text = "query($k: String!) { bedrijf(kvkNummer: $k) { %s } }"
    for field in ("naam", "rechtsvorm"):
        assert await graph.ask(text % field, k="90009999") == {"bedrijf": None}
    assert await graph.ask(text % "vestigingen { totalCount }", k="90009999") == {
        "bedrijf": {"vestigingen": None}
    }
    graph.forget()
    body = await graph.post(text % "naam", k="9000")
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert not graph.asked
    graph.sandbox.faults.set("kvk", status=500)
    body = await graph.post(text % "rechtsvorm", k=KVK)
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"


async def test_what_the_rol_tells_stands_when_the_kvk_fails(graph: Graph) -> None:
    text = """{ zaken(first: 60) { nodes { rollen { klant { __typename weergavenaam
      ... on Bedrijf { kvkNummer rechtsvorm } } } } } }"""
    graph.sandbox.faults.set("kvk", status=500)
    body = await graph.post(text)
    rollen = [rol for zaak in body["data"]["zaken"]["nodes"] for rol in zaak["rollen"]]
    companies = [rol["klant"] for rol in rollen if rol["klant"]["__typename"] == "Bedrijf"]
    assert companies
    assert all(one["weergavenaam"] and one["kvkNummer"] for one in companies)
    assert [one["rechtsvorm"] for one in companies] == [None] * len(companies)
    assert len(body["errors"]) == len(companies)
    assert {error["path"][-1] for error in body["errors"]} == {"rechtsvorm"}


async def test_without_a_handelsregister_the_rest_answers() -> None:
    graph = Graph()
    body = await graph.post(
        f'{{ klant(kvkNummer: "{KVK}") {{ weergavenaam ... on Bedrijf {{ kvkNummer rsin rechtsvorm '
        "} } }"
    )
    assert body["data"]["klant"] == {
        "weergavenaam": None,
        "kvkNummer": KVK,
        "rsin": None,
        "rechtsvorm": None,
    }
    codes = [error["extensions"]["code"] for error in body["errors"]]
    assert codes == ["UPSTREAM_NOT_CONFIGURED"]


async def test_a_list_of_companies_reads_each_once(graph: Graph) -> None:
    data = await graph.ask(
        "{ zaken(first: 100) { nodes { rollen { klant { ... on Bedrijf { kvkNummer rechtsvorm } } "
        "} } } }"
    )
    rollen = [rol for zaak in data["zaken"]["nodes"] for rol in zaak["rollen"]]
    numbers = [rol["klant"]["kvkNummer"] for rol in rollen if rol["klant"].get("kvkNummer")]
    assert len(numbers) > len(set(numbers)) > 1
    assert graph.calls["kvk"] == len(set(numbers))


async def test_a_shielded_address_is_not_shown(graph: Graph) -> None:
    data = await graph.ask(
        f"""{{ vestiging(vestigingsnummer: "{HIDDEN[1]}") {{ volledigAdres
          adressen {{ type indAfgeschermd volledigAdres straatnaam geoData {{ gpsLatitude }} }} }}
          bedrijf(kvkNummer: "{HIDDEN[0]}") {{ vestigingen {{ nodes {{ volledigAdres }} }} }} }}"""
    )
    hidden = {"volledigAdres": None, "straatnaam": None, "geoData": None}
    assert data["vestiging"] == {
        "volledigAdres": None,
        "adressen": [{"type": "bezoekadres", "indAfgeschermd": True, **hidden}],
    }
    assert data["bedrijf"]["vestigingen"]["nodes"] == [{"volledigAdres": None}]


async def test_branches_are_paged_and_lead_back(graph: Graph) -> None:
    text = """query($after: String) { bedrijf(kvkNummer: "68750110") {
      vestigingen(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { vestigingsnummer weergavenaam indHoofdvestiging bedrijf { kvkNummer } } } } }"""
    seen, after = [], None
    for more in (True, False):
        page = (await graph.ask(text, after=after))["bedrijf"]["vestigingen"]
        assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (2, more)
        after = page["pageInfo"]["endCursor"]
        seen += page["nodes"]
    assert [row["vestigingsnummer"] for row in seen] == [VESTIGING, "000037178600"]
    assert [row["indHoofdvestiging"] for row in seen] == [True, False]
    assert {row["bedrijf"]["kvkNummer"] for row in seen} == {KVK}
    assert paths(graph) == [f"{PROFIEL}/vestigingen"] * 2


async def test_searching_gives_every_row_once(graph: Graph) -> None:
    text = """query($after: String) { bedrijven(zoek: {plaats: "Voorbeeldstad"}, first: 30,
      after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { type kvkNummer vestigingsnummer naam bedrijf { kvkNummer }
          vestiging { vestigingsnummer } } } }"""
    seen: list[Any] = []
    after, more, total = None, True, 0
    while more:
        page = (await graph.ask(text, after=after))["bedrijven"]
        total, seen = page["totalCount"], seen + page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    keys = {(row["kvkNummer"], row["vestigingsnummer"]) for row in seen}
    assert len(keys) == len(seen) == total > 30
    assert all(row["bedrijf"]["kvkNummer"] == row["kvkNummer"] for row in seen)
    assert set(paths(graph)) == {FREE}
    assert graph.calls["kvk"] == -(-total // 30)


async def test_a_search_that_holds_a_bsn_is_not_sent(graph: Graph) -> None:
    body = await graph.post('{ bedrijven(zoek: {naam: "jansen 999993653"}) { totalCount } }')
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert not graph.asked


async def test_where_there_is_no_zoeken_v2_v1_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that is not there answers 404 without a code of the KVK; nobody has `v9`."""
    monkeypatch.setitem(reader.SIZE, "v9/zoeken", "resultatenPerPagina")
    monkeypatch.setattr(reader, "V2", "v9/zoeken")
    graph = Graph(also=ALSO)
    text = '{ bedrijven(zoek: {naam: "van loon"}, first: 1) { totalCount nodes { naam } } }'
    expected = {"totalCount": 3, "nodes": [{"naam": "Bouwbedrijf Van Loon B.V."}]}
    for asked in (["/api/v9/zoeken", "/api/v1/zoeken"], ["/api/v1/zoeken"]):
        graph.forget()
        assert (await graph.ask(text))["bedrijven"] == expected
        assert paths(graph) == asked
    body = await graph.post(
        '{ bedrijven(zoek: {postcode: "9992DA", huisnummer: 1, huisletter: "a"}) { totalCount } }'
    )
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_REJECTED"


async def test_the_card_of_a_company_with_its_addresses_takes_two_calls(graph: Graph) -> None:
    """Screen S9: who asked, from the Handelsregister, and how to reach them, from Open Klant."""
    data = await graph.ask(
        f"""{{ klant(kvkNummer: "{KVK}") {{
          weergavenaam digitaleAdressen {{ soortDigitaalAdres adres }}
          ... on Bedrijf {{ kvkNummer rsin statutaireNaam rechtsvorm adressen {{ volledigAdres }} }}
        }} }}"""
    )
    klant = data["klant"]
    assert klant["statutaireNaam"] == klant["weergavenaam"] == "Bouwbedrijf Van Loon B.V."
    assert [row["soortDigitaalAdres"] for row in klant["digitaleAdressen"]] == [
        "EMAIL",
        "TELEFOONNUMMER",
    ]
    assert graph.calls == {"kvk": 1, "openklant": 1}
