"""Who plays a rol: a Klant for every kind of betrokkene, and by the URL that a rol names."""

from __future__ import annotations

from typing import Any

import pytest
from access_support import Acting, department, staff

from graph_support import Graph
from resolvers.betrokkenen import EenheidNode, MedewerkerNode, naam_van_rol
from resolvers.klanten import klant_of_rol, zaken_params
from sources.zaken.resources import RolRecord

URL = "http://openzaak.sandbox/zaken/api/v1/rollen/00000000-0000-4000-8000-000000000001"
NO_INFO: Any = None
ROLLEN = """{ zaken(first: 60) { nodes { rollen {
  betrokkeneType weergavenaam klant { __typename soort weergavenaam
    ... on Medewerker { identificatie achternaam partij { uuid } digitaleAdressen { adres } }
    ... on OrganisatorischeEenheid { identificatie naam isGehuisvestIn klantcontacten { uuid } } }
} } } }"""


def rol(kind: str, **data: Any) -> RolRecord:
    """Return a rol of this kind of betrokkene."""
    return RolRecord(url=URL, betrokkene_type=kind, betrokkene_identificatie=data)


async def test_an_employee_and_a_unit_come_from_the_rol_itself() -> None:
    """No register but that of the zaken is asked for them."""
    graph = Graph(strategy="fewest")
    data = await graph.ask(ROLLEN)
    rollen = [rol for zaak in data["zaken"]["nodes"] for rol in zaak["rollen"]]
    kinds = {(one["betrokkeneType"], (one["klant"] or {}).get("__typename")) for one in rollen}
    assert {
        ("MEDEWERKER", "Medewerker"),
        ("ORGANISATORISCHE_EENHEID", "OrganisatorischeEenheid"),
    } <= kinds
    assert all(typename for _, typename in kinds)
    medewerker = next(r["klant"] for r in rollen if r["betrokkeneType"] == "MEDEWERKER")
    assert medewerker["soort"] == "MEDEWERKER"
    assert medewerker["weergavenaam"].endswith(medewerker["achternaam"])
    assert (medewerker["partij"], medewerker["digitaleAdressen"]) == (None, None)
    eenheid = next(r["klant"] for r in rollen if r["betrokkeneType"] == "ORGANISATORISCHE_EENHEID")
    assert (eenheid["weergavenaam"], eenheid["isGehuisvestIn"]) == (eenheid["naam"], "Stadhuis")
    assert set(graph.calls) == {"openzaak-zaken", "brp"}


async def test_the_zaken_of_an_employee_are_asked_in_a_body() -> None:
    graph = Graph()
    data = await graph.ask(
        """{ zaken(first: 3) { nodes { rollen { klant { ... on Medewerker { identificatie
          zaken(first: 20) { totalCount nodes { rollen { klant {
            ... on Medewerker { identificatie } } } } } } } } } } }"""
    )
    rollen = [rol for zaak in data["zaken"]["nodes"] for rol in zaak["rollen"]]
    klanten = [one["klant"] for one in rollen if one["klant"] and "zaken" in one["klant"]]
    assert klanten
    for klant in klanten:
        assert klant["zaken"]["totalCount"] > 0
        for zaak in klant["zaken"]["nodes"]:
            found = {(one["klant"] or {}).get("identificatie") for one in zaak["rollen"]}
            assert klant["identificatie"] in found
    assert not [query for _, _, query, _ in graph.asked if "medewerker" in query]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (
            MedewerkerNode({"identificatie": "m1"}),
            {"rol__betrokkeneIdentificatie__medewerker__identificatie": "m1"},
        ),
        (
            EenheidNode({"identificatie": "e1", "naam": "X"}),
            {"rol__betrokkeneIdentificatie__organisatorischeEenheid__identificatie": "e1"},
        ),
        (EenheidNode({"naam": "X"}), None),
    ],
)
def test_who_has_an_identificatie_has_zaken(node: Any, expected: Any) -> None:
    assert zaken_params(node) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (rol("medewerker", identificatie="m1", achternaam="Berg", voorletters="P."), "P. Berg"),
        (rol("medewerker", identificatie="m1"), "m1"),
        (rol("organisatorische_eenheid", naam="Vergunningen"), "Vergunningen"),
        (rol("niet_natuurlijk_persoon", kvkNummer="1", statutaireNaam="X"), "X"),
        (rol("vestiging", vestigingsNummer="1", handelsnaam=["A", "B"]), "A"),
        (
            rol(
                "natuurlijk_persoon",
                voorletters="S.",
                voorvoegselGeslachtsnaam="de",
                geslachtsnaam="Vries",
            ),
            "S. de Vries",
        ),
        (rol("natuurlijk_persoon", inpBsn="999993653"), None),
        (rol("vestiging"), None),
    ],
)
def test_a_rol_tells_a_name_without_asking_anybody(source: RolRecord, expected: str | None) -> None:
    assert naam_van_rol(source, NO_INFO) == expected
    source.afwijkende_naam_betrokkene = "Anders"
    assert naam_van_rol(source, NO_INFO) == "Anders"


def one_rol(graph: Graph, kind: str) -> dict[str, Any]:
    """Return a rol of the sandbox of this kind."""
    rollen: list[dict[str, Any]] = graph.sandbox.zgw.data.rollen
    return next(one for one in rollen if one["betrokkeneType"] == kind)


ELSEWHERE = "https://personen.elders.example/api/v1/personen/1"


@pytest.mark.parametrize("where", ["partij", "elsewhere", "another type"])
async def test_a_url_leads_to_who_stands_in_a_configured_register(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = Graph()
    partij = graph.sandbox.klanten.data.list("partijen")[0]
    contact = graph.sandbox.klanten.data.list("klantcontacten")[0]
    urls = {"partij": partij["url"], "elsewhere": ELSEWHERE, "another type": contact["url"]}
    changed = one_rol(graph, "natuurlijk_persoon")
    monkeypatch.setitem(changed, "betrokkene", urls[where])
    monkeypatch.setitem(changed, "betrokkeneIdentificatie", None)
    data = await graph.ask(
        "query($url: String!) { opUrl(url: $url) { ... on Rol { betrokkene klant { __typename "
        "... on Partij { uuid } } } } }",
        url=changed["url"],
    )
    assert data["opUrl"]["betrokkene"] == urls[where]
    expected = {"__typename": "Partij", "uuid": partij["uuid"]} if where == "partij" else None
    assert data["opUrl"]["klant"] == expected
    assert graph.calls["openklant"] == (where == "partij")


async def test_a_url_of_the_older_klanten_api_leads_to_the_klant_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = Graph(also=("klanten",))
    extra = graph.sandbox.extra
    assert extra is not None
    klant = extra.klantcontact.records["klanten"][0]
    changed = one_rol(graph, "natuurlijk_persoon")
    monkeypatch.setitem(changed, "betrokkene", klant["url"])
    monkeypatch.setitem(changed, "betrokkeneIdentificatie", None)
    data = await graph.ask(
        "query($url: String!) { opUrl(url: $url) { ... on Rol { klant { __typename "
        "... on Partij { url bron } } } } }",
        url=changed["url"],
    )
    assert data["opUrl"]["klant"] == {
        "__typename": "Partij",
        "url": klant["url"],
        "bron": "klanten",
    }
    assert graph.calls["klanten"] == 1


async def test_a_partij_by_url_passes_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A department without klantinteracties.lezen is refused, not shown the partij."""
    graph = Acting(
        staff(department(*{z["identificatie"] for z in Graph().sandbox.zgw.data.zaaktypen}))
    )
    partij = graph.sandbox.klanten.data.list("partijen")[0]
    changed = one_rol(graph, "natuurlijk_persoon")
    monkeypatch.setitem(changed, "betrokkene", partij["url"])
    monkeypatch.setitem(changed, "betrokkeneIdentificatie", None)
    body = await graph.post(
        "query($url: String!) { opUrl(url: $url) { ... on Rol { klant { __typename } } } }",
        url=changed["url"],
    )
    assert body["data"]["opUrl"] == {"klant": None}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
    assert graph.calls["openklant"] == 0


def test_a_rol_of_a_kind_unknown_here_has_no_klant() -> None:
    assert klant_of_rol(rol("iets_nieuws", identificatie="1"), NO_INFO) is None
