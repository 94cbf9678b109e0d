"""The documents of the zaken, and the besluiten with theirs."""

from __future__ import annotations

from bench.sim.catalogi import BESLUITTYPEN, DOCUMENTTYPEN, Catalogi
from bench.sim.shapes import RSIN, Json, Roots, make_uuid
from bench.sim.zaakvelden import MOMENT
from bench.sim.zaken import DETAIL_ZAAK, ZAAK_COUNT

EIO = "enkelvoudiginformatieobjecten"
DETAIL_BESLUITEN = 2


def make_documenten(
    roots: Roots, catalogi: Catalogi, relations: list[Json], besluiten: list[Json]
) -> dict[str, list[Json]]:
    """Return the Documenten API: a document for each relation, and the relations reversed."""
    documents: dict[str, Json] = {}
    reversed_relations: list[Json] = []
    for number, relation in enumerate((*relations, *besluiten)):
        url = relation["informatieobject"]
        documents.setdefault(url, _make_document(url, number, catalogi))
        is_zaak = "zaak" in relation
        reversed_relations.append(
            {
                "url": roots.url(
                    "documenten", "objectinformatieobjecten", make_uuid("oio", number)
                ),
                "informatieobject": url,
                "object": relation["zaak" if is_zaak else "besluit"],
                "objectType": "zaak" if is_zaak else "besluit",
            }
        )
    return {EIO: [*documents.values()], "objectinformatieobjecten": reversed_relations}


def _make_document(url: str, number: int, catalogi: Catalogi) -> Json:
    return {
        "url": url,
        "identificatie": f"DOCUMENT-2026-{number + 1:010d}",
        "bronorganisatie": RSIN,
        "creatiedatum": "2026-05-07",
        "titel": f"Document {number + 1}",
        "vertrouwelijkheidaanduiding": "openbaar",
        "auteur": "medewerker01",
        "status": "definitief",
        "formaat": "application/pdf",
        "taal": "nld",
        "versie": 1,
        "beginRegistratie": MOMENT,
        "bestandsnaam": f"document-{number + 1}.pdf",
        "inhoud": f"{url}/download?versie=1",
        "bestandsomvang": 1436,
        "link": "",
        "beschrijving": "Testdocument",
        "ontvangstdatum": None,
        "verzenddatum": None,
        "indicatieGebruiksrecht": True,
        "verschijningsvorm": "",
        "ondertekening": None,
        "integriteit": None,
        "informatieobjecttype": catalogi.url("informatieobjecttypen", number % len(DOCUMENTTYPEN)),
        "locked": False,
        "bestandsdelen": [],
        "trefwoorden": ["bouw"],
    }


def make_besluiten(roots: Roots, catalogi: Catalogi) -> dict[str, list[Json]]:
    """Return the Besluiten API: one besluit to three zaken, two for the detail zaak."""
    besluiten: list[Json] = []
    relations: list[Json] = []
    for zaak in range(0, ZAAK_COUNT, 3):
        for number in range(DETAIL_BESLUITEN if zaak == DETAIL_ZAAK else 1):
            url = roots.url("besluiten", "besluiten", make_uuid("besluiten", zaak, number))
            besluiten.append(_make_besluit(url, zaak, number, roots, catalogi))
            relations.extend(_make_relation(roots, url, zaak, number * 2 + at) for at in range(2))
    return {"besluiten": besluiten, "besluitinformatieobjecten": relations}


def _make_relation(roots: Roots, besluit: str, zaak: int, number: int) -> Json:
    document = make_uuid("besluitdocument", zaak, number)
    uuid = make_uuid("besluitinformatieobjecten", zaak, number)
    return {
        "url": roots.url("besluiten", "besluitinformatieobjecten", uuid),
        "informatieobject": roots.url("documenten", EIO, document),
        "besluit": besluit,
    }


def _make_besluit(url: str, zaak: int, number: int, roots: Roots, catalogi: Catalogi) -> Json:
    return {
        "url": url,
        "identificatie": f"BESLUIT-{zaak:06d}-{number}",
        "verantwoordelijkeOrganisatie": RSIN,
        "besluittype": catalogi.url("besluittypen", number % len(BESLUITTYPEN)),
        "zaak": roots.url("zaken", "zaken", make_uuid("zaken", zaak)),
        "datum": "2026-12-01",
        "toelichting": "Besloten conform advies",
        "bestuursorgaan": "",
        "ingangsdatum": "2026-12-03",
        "vervaldatum": None,
        "vervalreden": "",
        "vervalredenWeergave": "",
        "publicatiedatum": None,
        "verzenddatum": None,
        "uiterlijkeReactiedatum": None,
    }
