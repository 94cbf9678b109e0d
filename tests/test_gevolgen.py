"""The table of consequences, row by row, and that no dependent type is left out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from client_support import Server, client_of
from sources.besluiten import resources as besluiten
from sources.catalogi import resources as catalogi
from sources.documenten import resources as documenten
from sources.landscape import Landscape
from sources.notificaties.gevolgen import NOTHING, Kept, Listed, Stale, stale
from sources.notificaties.hub import Notificatie
from sources.notificaties.tabel import ANY, GEVOLGEN, HOOFDOBJECT
from sources.resource import Resource
from sources.zaken import resources as zaken

DOCS = Path(__file__).parent.parent / "docs" / "notificaties.md"
MAIN, OWN = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
ROOTS = {
    api: f"http://{api}.nl/api/"
    for api in (
        "zaken",
        "catalogi",
        "documenten",
        "besluiten",
        "autorisaties",
        "objecten",
        "klantinteracties",
        "klanten",
        "contactmomenten",
    )
}
LANDSCAPE = Landscape(
    client_of(Server(), name=f"het-{api}", api=api, root=root) for api, root in ROOTS.items()
)
OF_CATALOGUS = (
    "besluittypen catalogussen eigenschappen informatieobjecttypen resultaattypen roltypen "
    "statustypen zaakobjecttypen zaaktype-informatieobjecttypen zaaktypen"
)
ROWS: dict[tuple[str, str, str], dict[str, str]] = {
    ("zaken", "zaak", "partial_update"): {"lists": "zaken", "related": "zaken"},
    ("zaken", "zaak", "destroy"): {
        "lists": "objectinformatieobjecten zaakinformatieobjecten zaken",
        "related": "zaken",
        "everything": "zaken",
    },
    ("zaken", "status", "create"): {
        "record": "statussen",
        "children": "statussen",
        "lists": "zaken",
        "related": "zaken",
    },
    ("zaken", "substatus", "create"): {"children": "statussen", "lists": "zaken"},
    ("zaken", "rol", "destroy"): {"record": "rollen", "children": "rollen", "lists": "zaken"},
    ("zaken", "resultaat", "create"): {
        "record": "resultaten",
        "children": "resultaten",
        "lists": "zaken",
        "related": "zaken",
    },
    ("zaken", "zaakobject", "update"): {
        "record": "zaakobjecten",
        "children": "zaakobjecten",
        "lists": "zaakobjecten zaken",
    },
    ("zaken", "zaakeigenschap", "create"): {
        "record": "zaken/{}/zaakeigenschappen",
        "children": "zaken/{}/zaakeigenschappen",
        "lists": "zaken",
    },
    ("zaken", "zaakinformatieobject", "create"): {
        "record": "zaakinformatieobjecten",
        "children": "zaakinformatieobjecten",
        "lists": "objectinformatieobjecten zaakinformatieobjecten zaken",
    },
    ("zaken", "zaaknotitie", "create"): {
        "record": "zaaknotities",
        "children": "zaaknotities",
        "lists": "zaken",
    },
    ("zaken", "zaakbesluit", "create"): {"children": "besluiten", "lists": "besluiten zaken"},
    ("zaken", "klantcontact", "create"): {"lists": "zaken"},
    ("zaken", "zaakcontactmoment", "create"): {
        "children": "objectcontactmomenten",
        "lists": "zaken",
    },
    ("zaken", "zaakverzoek", "create"): {"lists": "zaken"},
    ("zaken", "besluit", "create"): {
        "record": "besluiten",
        "children": "besluiten",
        "lists": "besluiten zaken",
    },
    ("zaken", "besluitinformatieobject", "create"): {
        "record": "besluitinformatieobjecten",
        "lists": "besluitinformatieobjecten objectinformatieobjecten",
    },
    ("zaken", ANY, "update"): {"lists": "zaken", "related": "zaken", "everything": "zaken"},
    ("documenten", "enkelvoudiginformatieobject", "update"): {
        "children": "objectinformatieobjecten",
        "lists": "enkelvoudiginformatieobjecten",
    },
    ("documenten", "enkelvoudiginformatieobject", "destroy"): {
        "children": "objectinformatieobjecten",
        "lists": "enkelvoudiginformatieobjecten",
        "everything": "enkelvoudiginformatieobjecten",
    },
    ("documenten", "gebruiksrechten", "create"): {
        "record": "gebruiksrechten",
        "children": "gebruiksrechten",
    },
    ("documenten", "verzending", "create"): {
        "record": "verzendingen",
        "children": "verzendingen",
    },
    ("documenten", "objectinformatieobject", "create"): {
        "record": "objectinformatieobjecten",
        "children": "objectinformatieobjecten",
        "lists": "objectinformatieobjecten",
    },
    ("documenten", ANY, "update"): {
        "lists": "enkelvoudiginformatieobjecten",
        "everything": "enkelvoudiginformatieobjecten",
    },
    ("besluiten", "besluit", "create"): {"lists": "besluiten"},
    ("besluiten", "besluit", "destroy"): {
        "lists": "besluiten objectinformatieobjecten",
        "everything": "besluiten",
    },
    ("besluiten", "besluitinformatieobject", "destroy"): {
        "record": "besluitinformatieobjecten",
        "children": "besluitinformatieobjecten",
        "lists": "objectinformatieobjecten",
    },
    ("besluiten", ANY, "update"): {"lists": "besluiten", "everything": "besluiten"},
    ("zaaktypen", "zaaktype", "update"): {"catalogus": OF_CATALOGUS},
    ("zaaktypen", ANY, "update"): {"catalogus": OF_CATALOGUS},
    ("besluittypen", "besluittype", "create"): {
        "catalogus": "besluittypen catalogussen informatieobjecttypen resultaattypen zaaktypen"
    },
    ("besluittypen", ANY, "update"): {
        "catalogus": "besluittypen catalogussen informatieobjecttypen resultaattypen zaaktypen"
    },
    ("informatieobjecttypen", "informatieobjecttype", "destroy"): {
        "catalogus": "besluittypen catalogussen informatieobjecttypen "
        "zaaktype-informatieobjecttypen zaaktypen"
    },
    ("informatieobjecttypen", ANY, "update"): {
        "catalogus": "besluittypen catalogussen informatieobjecttypen "
        "zaaktype-informatieobjecttypen zaaktypen"
    },
    ("autorisaties", "applicatie", "update"): {"autorisaties": "yes"},
    ("autorisaties", ANY, "update"): {"autorisaties": "yes"},
    ("objecten", "object", "update"): {"children": "objects/{}/history", "lists": "objects"},
    ("objecten", ANY, "update"): {"lists": "objects", "everything": "objects"},
    ("partijen", "partij", "update"): {
        "children": "betrokkenen categorie-relaties digitaleadressen partij-identificatoren "
        "rekeningnummers vertegenwoordigingen",
        "lists": "partijen",
    },
    ("partijen", ANY, "update"): {"lists": "partijen", "everything": "partijen"},
    ("internetaken", "internetaak", "update"): {"lists": "internetaken"},
    ("internetaken", ANY, "update"): {"lists": "internetaken", "everything": "internetaken"},
    ("klantcontacten", "klantcontact", "create"): {
        "children": "betrokkenen bijlagen internetaken onderwerpobjecten",
        "lists": "klantcontacten onderwerpobjecten",
    },
    ("klantcontacten", ANY, "update"): {
        "lists": "klantcontacten",
        "everything": "klantcontacten",
    },
    ("klanten", "klant", "update"): {"lists": "klanten"},
    ("klanten", ANY, "update"): {"lists": "klanten", "everything": "klanten"},
    ("contactmomenten", "contactmoment", "create"): {
        "children": "klantcontactmomenten objectcontactmomenten",
        "lists": "contactmomenten objectcontactmomenten",
    },
    ("contactmomenten", ANY, "update"): {
        "lists": "contactmomenten objectcontactmomenten",
        "everything": "contactmomenten",
    },
}


def told(kanaal: str, resource: str, actie: str) -> Notificatie:
    """Return the notification of a change in something of MAIN; itself OWN, unless it is MAIN."""
    hoofd = HOOFDOBJECT[kanaal]
    row = next(row for row in GEVOLGEN if (row.kanaal, row.resource) == (kanaal, resource))
    main = f"{ROOTS[hoofd.api]}{hoofd.path}/{MAIN}"
    own = main
    if row.record is not None and row.record is not hoofd:
        own = f"{ROOTS[hoofd.api]}{row.record.path}/{OWN}".replace("{}", MAIN)
    return Notificatie(kanaal=kanaal, resource=resource, actie=actie, url=own, hoofd_url=main)


def in_words(found: Stale) -> dict[str, str]:
    """Return what is stale, by path; every uuid is the parent's, but that of the record."""
    paths: dict[str, str] = {}
    own = {kept for kept in found.records if kept.uuid == OWN}
    (main,) = found.records - own
    assert main.uuid == MAIN
    for name, kept in (
        ("record", own),
        ("children", found.children),
        ("lists", found.lists),
        ("related", found.related),
        ("everything", found.everything),
        ("catalogus", found.catalogus),
    ):
        paths[name] = " ".join(sorted(one.key[1] for one in kept))
        uuids = {one.uuid for one in kept if isinstance(one, Kept)}
        assert uuids <= {OWN if name == "record" else MAIN}
    paths["autorisaties"] = "yes" if found.autorisaties else ""
    return {name: text for name, text in paths.items() if text}


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_what_a_change_makes_stale(row: tuple[str, str, str]) -> None:
    assert in_words(stale(told(*row), LANDSCAPE)) == ROWS[row]


def test_every_row_of_the_table_is_tried() -> None:
    assert {(kanaal, resource) for kanaal, resource, _ in ROWS} == {
        (row.kanaal, row.resource) for row in GEVOLGEN
    }


def resources_of(module: Any) -> list[Resource[Any]]:
    return [
        one
        for one in vars(module).values()
        if isinstance(one, Resource) and one.api == module.__name__.split(".")[1]
    ]


def test_a_zaaktype_takes_every_type_of_the_catalogus_along() -> None:
    """Open Zaak tells of none of them itself."""
    found = stale(told("zaaktypen", "zaaktype", "update"), LANDSCAPE)
    every = {Listed(one.key, "het-catalogi") for one in resources_of(catalogi)}
    assert found.catalogus == every
    assert len(every) == 10


@pytest.mark.parametrize("module", [zaken, documenten, besluiten])
def test_every_type_that_is_read_can_become_stale(module: Any) -> None:
    """A type that is added later is in a row of its own, or this says so."""
    named = {
        kept.key
        for row in GEVOLGEN
        for kept in (row.record, *row.children, *row.lists)
        if kept is not None
    }
    assert {one.key for one in resources_of(module)} <= named


def test_a_list_is_named_with_the_register_that_told_only_when_it_is_its_own() -> None:
    found = stale(told("zaken", "zaakinformatieobject", "create"), LANDSCAPE)
    assert {(one.key[0], one.register) for one in found.lists} == {
        ("zaken", "het-zaken"),
        ("documenten", ""),
    }


def test_an_alias_is_the_same_place_and_no_other_place_is() -> None:
    client = client_of(Server(), root="http://binnen/zaken/", aliases=("https://buiten.nl/zaken/",))
    landscape = Landscape([client])

    def at(url: str) -> Stale:
        own = Notificatie(kanaal="zaken", resource="zaak", actie="update", url=url)
        return stale(own, landscape)

    zaak = Kept(("zaken", "zaken"), MAIN)
    for root in ("http://binnen/zaken/", "https://buiten.nl/zaken/"):
        assert at(f"{root}zaken/{MAIN}").records == {zaak}
    for url in (
        f"http://elders/zaken/zaken/{MAIN}",
        f"http://binnen/zaken/rollen/{MAIN}",
        f"http://binnen/zaken/zaken/{MAIN}/meer",
        "http://binnen/zaken/zaken/",
        "http://binnen/zaken/zaken/a%2e%2e",
        "geen url",
        "",
    ):
        assert at(url) == NOTHING
        assert not at(url)


def test_what_no_register_tells_of_is_nothing() -> None:
    own = Notificatie(kanaal="parkeren", resource="vergunning", actie="create", url="http://a")
    assert stale(own, LANDSCAPE) is NOTHING


def test_a_besluit_is_known_under_whichever_api_its_url_is_written() -> None:
    found = stale(told("zaken", "besluit", "update"), LANDSCAPE)
    assert Kept(("besluiten", "besluiten"), OWN) in found.records


def test_the_docs_list_the_table() -> None:
    page = DOCS.read_text("utf-8")
    for row in GEVOLGEN:
        assert f"`{row.kanaal}`" in page
        if row.resource != ANY:
            assert f"`{row.resource}`" in page
