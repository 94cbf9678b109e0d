"""One catalogus with four zaaktypen and everything below them, as Open Zaak writes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.sim.shapes import GELDIGHEID, RSIN, Json, Roots, make_uuid

ZAAKTYPEN = (
    "Aanvraag omgevingsvergunning behandelen",
    "Melding openbare ruimte behandelen",
    "Bezwaar behandelen",
    "Verhuizing verwerken",
)
STATUSTYPEN = ("Ontvangen", "In behandeling", "Besluitvorming", "Afgehandeld")
ROLTYPEN = (
    ("Aanvrager", "initiator"),
    ("Belanghebbende", "belanghebbende"),
    ("Behandelaar", "behandelaar"),
    ("Adviseur", "adviseur"),
)
RESULTAATTYPEN = ("Verleend", "Afgewezen")
EIGENSCHAPPEN = ("Kanaal", "Locatie", "Kosten")
DOCUMENTTYPEN = ("Aanvraag", "Advies", "Besluit", "Bijlage", "Correspondentie")
BESLUITTYPEN = ("Vergunning", "Beslissing op bezwaar")


@dataclass
class Catalogi:
    """The records by the path of their resource."""

    roots: Roots
    tables: dict[str, list[Json]] = field(default_factory=dict)

    def url(self, path: str, *numbers: int) -> str:
        """Return the URL of a catalogus record."""
        return self.roots.url("catalogi", path, make_uuid(path, *numbers))

    def add(self, path: str, *numbers: int, **fields: object) -> Json:
        """Add a record with its URL and its catalogus."""
        record = {"url": self.url(path, *numbers), **fields}
        if path != "catalogussen":
            record["catalogus"] = self.url("catalogussen", 0)
        self.tables.setdefault(path, []).append(record)
        return record


def make_catalogi(roots: Roots) -> Catalogi:
    """Return the whole catalogus."""
    made = Catalogi(roots)
    for number, omschrijving in enumerate(DOCUMENTTYPEN):
        _add_documenttype(made, number, omschrijving)
    for number, omschrijving in enumerate(BESLUITTYPEN):
        _add_besluittype(made, number, omschrijving)
    for number, omschrijving in enumerate(ZAAKTYPEN):
        _add_below_zaaktype(made, number)
        _add_zaaktype(made, number, omschrijving)
    made.add(
        "catalogussen",
        0,
        domein="VOORB",
        rsin=RSIN,
        naam="Gemeente Voorbeeld",
        contactpersoonBeheerNaam="Functioneel beheer",
        contactpersoonBeheerTelefoonnummer="0612345678",
        contactpersoonBeheerEmailadres="beheer@example.com",
        zaaktypen=[made.url("zaaktypen", at) for at in range(len(ZAAKTYPEN))],
        besluittypen=[made.url("besluittypen", at) for at in range(len(BESLUITTYPEN))],
        informatieobjecttypen=[
            made.url("informatieobjecttypen", at) for at in range(len(DOCUMENTTYPEN))
        ],
        versie="",
        begindatumVersie=None,
    )
    return made


def _add_documenttype(made: Catalogi, number: int, omschrijving: str) -> None:
    made.add(
        "informatieobjecttypen",
        number,
        omschrijving=omschrijving,
        vertrouwelijkheidaanduiding="openbaar",
        concept=False,
        besluittypen=[],
        informatieobjectcategorie="document",
        trefwoord=[],
        zaaktypen=[made.url("zaaktypen", at) for at in range(len(ZAAKTYPEN))],
        **GELDIGHEID,
    )


def _add_besluittype(made: Catalogi, number: int, omschrijving: str) -> None:
    made.add(
        "besluittypen",
        number,
        zaaktypen=[made.url("zaaktypen", at) for at in range(len(ZAAKTYPEN))],
        omschrijving=omschrijving,
        omschrijvingGeneriek="",
        besluitcategorie="",
        reactietermijn="P14D",
        publicatieIndicatie=False,
        publicatietekst="",
        publicatietermijn=None,
        toelichting="",
        informatieobjecttypen=[made.url("informatieobjecttypen", 2)],
        concept=False,
        resultaattypen=[],
        resultaattypenOmschrijving=[],
        vastgelegdIn=["Besluitdocument"],
        **GELDIGHEID,
    )


def _add_below_zaaktype(made: Catalogi, zaaktype: int) -> None:
    below = {
        "zaaktype": made.url("zaaktypen", zaaktype),
        "zaaktypeIdentificatie": f"ZAAKTYPE-{zaaktype + 1}",
        **GELDIGHEID,
    }
    for number, omschrijving in enumerate(STATUSTYPEN):
        made.add(
            "statustypen",
            zaaktype,
            number,
            omschrijving=omschrijving,
            omschrijvingGeneriek="",
            statustekst="",
            volgnummer=number + 1,
            isEindstatus=number == len(STATUSTYPEN) - 1,
            informeren=False,
            doorlooptijd=None,
            toelichting=None,
            checklistitemStatustype=[],
            eigenschappen=[],
            zaakobjecttypen=[],
            **below,
        )
    for number, (omschrijving, generiek) in enumerate(ROLTYPEN):
        names = {"omschrijving": omschrijving, "omschrijvingGeneriek": generiek}
        made.add("roltypen", zaaktype, number, **names, **below)
    for number, omschrijving in enumerate(RESULTAATTYPEN):
        _add_resultaattype(made, (zaaktype, number), omschrijving, below)
    for number, naam in enumerate(EIGENSCHAPPEN):
        _add_eigenschap(made, (zaaktype, number), naam, below)
    made.add(
        "zaakobjecttypen",
        zaaktype,
        anderObjecttype=False,
        objecttype="adres",
        relatieOmschrijving="locatie",
        resultaattypen=[],
        statustype=None,
        **below,
    )


def _add_resultaattype(
    made: Catalogi, numbers: tuple[int, int], omschrijving: str, below: Json
) -> None:
    made.add(
        "resultaattypen",
        *numbers,
        omschrijving=omschrijving,
        resultaattypeomschrijving="https://selectielijst.openzaak.nl/api/v1/omschrijvingen/1",
        omschrijvingGeneriek=omschrijving,
        selectielijstklasse="https://selectielijst.openzaak.nl/api/v1/resultaten/1",
        toelichting="",
        archiefnominatie="vernietigen",
        archiefactietermijn="P10Y",
        besluittypen=[],
        besluittypeOmschrijving=[],
        informatieobjecttypen=[],
        informatieobjecttypeOmschrijving=[],
        **below,
    )


def _add_eigenschap(made: Catalogi, numbers: tuple[int, int], naam: str, below: Json) -> None:
    made.add(
        "eigenschappen",
        *numbers,
        naam=naam,
        definitie="",
        specificatie={"groep": "groep", "formaat": "tekst", "lengte": "20", "kardinaliteit": "1"},
        toelichting="",
        statustype=None,
        **below,
    )


def _add_zaaktype(made: Catalogi, number: int, omschrijving: str) -> None:
    parts = {
        "statustypen": len(STATUSTYPEN),
        "resultaattypen": len(RESULTAATTYPEN),
        "roltypen": len(ROLTYPEN),
        "eigenschappen": len(EIGENSCHAPPEN),
    }
    made.add(
        "zaaktypen",
        number,
        identificatie=f"ZAAKTYPE-{number + 1}",
        omschrijving=omschrijving,
        omschrijvingGeneriek=omschrijving,
        vertrouwelijkheidaanduiding="openbaar",
        doel="Een aanvraag of melding van een inwoner of ondernemer zorgvuldig behandelen.",
        aanleiding="Een inwoner of ondernemer vraagt of meldt iets.",
        toelichting="",
        indicatieInternOfExtern="extern",
        handelingInitiator="indienen",
        onderwerp="Vergunning",
        handelingBehandelaar="behandelen",
        doorlooptijd="P56D",
        concept=False,
        versiedatum="2018-01-01",
        **{
            path: [made.url(path, number, at) for at in range(many)] for path, many in parts.items()
        },
        informatieobjecttypen=[
            made.url("informatieobjecttypen", at) for at in range(len(DOCUMENTTYPEN))
        ],
        besluittypen=[made.url("besluittypen", at) for at in range(len(BESLUITTYPEN))],
        zaakobjecttypen=[made.url("zaakobjecttypen", number)],
        **GELDIGHEID,
    )
