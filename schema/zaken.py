"""Zaken and what belongs to them (Zaken API 1.5.1)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.bag_zaken import bag_objecten
from resolvers.edges import links, many, one, through
from resolvers.historie import trail
from resolvers.klantcontacten import klantcontacten_edge
from resolvers.objecten import objecten_of_zaak
from resolvers.zaken import deelzaken, gerelateerde_zaken, hoofdzaak
from schema.base import UNKNOWN, Node, edge, graph_enum, graph_type, prop
from schema.enums import PER_REGISTER, Archiefnominatie, Archiefstatus, Vertrouwelijkheidaanduiding
from schema.scalars import Date, DateTime, Duration, GeoJSON, Uuid
from schema.zaak_afgeleid import ZaakAfgeleid
from schema.zaak_parts import Rol, ZaakEigenschap, ZaakInformatieObject, ZaakObject
from sources.besluiten.resources import BESLUIT
from sources.catalogi.resources import RESULTAATTYPE, STATUSTYPE, ZAAKTYPE
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.historie import ZAAK_HISTORIE
from sources.zaken import resources as records

if TYPE_CHECKING:
    from schema.bag import BagObject
    from schema.besluiten import Besluit
    from schema.catalogi import Resultaattype, Statustype, Zaaktype
    from schema.documenten import Document
    from schema.historie import HistorieRegel, ZaakNotitie
    from schema.klantinteracties import Klantcontact
    from schema.objecten import Object


@graph_enum("Hoe het met de betaling van de kosten van de zaak staat.")
class Betalingsindicatie(Enum):
    """Zaak.betalingsindicatie; Open Zaak knows three more than the standard."""

    NVT = "nvt"
    NOG_NIET = "nog_niet"
    GEDEELTELIJK = "gedeeltelijk"
    GEHEEL = "geheel"
    GEFACTUREERD = "gefactureerd"
    GECREDITEERD = "gecrediteerd"
    BETAALD = "betaald"
    ONBEKEND = UNKNOWN


@graph_enum("Wat de ene zaak met de andere te maken heeft.")
class ZaakAardRelatie(Enum):
    """RelevanteZaak.aardRelatie; `overig` is Open Zaak's."""

    VERVOLG = "vervolg"
    ONDERWERP = "onderwerp"
    BIJDRAGE = "bijdrage"
    OVERIG = "overig"
    ONBEKEND = UNKNOWN


@graph_type("Dat en waarom de behandeling langer duurt dan gepland.", record=records.Verlenging)
class Verlenging:
    """Zaak.verlenging."""

    reden: str | None = prop("Waarom de behandeling is verlengd.")
    duur: Duration | None = prop("Met hoeveel tijd de behandeling is verlengd.")


@graph_type("Of de behandeling stilligt, en waarom.", record=records.Opschorting)
class Opschorting:
    """Zaak.opschorting."""

    indicatie: bool | None = prop("Of de behandeling nu is opgeschort.")
    eerdere_opschorting: bool | None = prop("Of de behandeling eerder opgeschort is geweest.")
    reden: str | None = prop("Waarom de behandeling is opgeschort of hervat.")


@graph_type("Een kenmerk waaronder de zaak elders bekend is.", record=records.ZaakKenmerk)
class ZaakKenmerk:
    """Zaak.kenmerken[]."""

    kenmerk: str | None = prop("Het kenmerk zelf.")
    bron: str | None = prop("De administratie waarin het kenmerk de zaak aanwijst.")


@graph_type("Het object waarvan een datum de archiveertermijn start.", record=records.Processobject)
class Processobject:
    """Zaak.processobject."""

    datumkenmerk: str | None = prop("De naam van het datumattribuut van het object.")
    identificatie: str | None = prop("De unieke aanduiding van het object.")
    objecttype: str | None = prop("Het soort object.")
    registratie: str | None = prop("De registratie waarin het object staat.")


@graph_type("Een verwijzing naar een zaak die ermee te maken heeft.", record=records.RelevanteZaak)
class RelevanteZaak:
    """Zaak.relevanteAndereZaken[]."""

    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.ZAAK, "url"), "De andere zaak."
    )
    aard_relatie: ZaakAardRelatie | None = prop("De aard van de relatie.")
    overige_relatie: str | None = prop("Omschrijving van een relatie van een eigen soort.")
    toelichting: str | None = prop("Toelichting op de relatie.")


@graph_type(
    "Een samenhangende hoeveelheid werk met een duidelijk begin en einde, waarvan de gemeente "
    "doorlooptijd en kwaliteit bewaakt.",
    resource=records.ZAAK,
)
class Zaak(ZaakAfgeleid, Node):
    """Zaak (Zaken API 1.5.1)."""

    uuid: Uuid | None = prop("De UUID van de zaak.")
    identificatie: str | None = prop("De aanduiding van de zaak binnen de bronorganisatie.")
    bronorganisatie: str | None = prop("RSIN van de organisatie die de zaak heeft gemaakt.")
    omschrijving: str | None = prop("Waar de zaak in het kort over gaat.")
    toelichting: str | None = prop("Toelichting op de zaak.")
    registratiedatum: Date | None = prop("De dag waarop de zaak is geregistreerd.")
    verantwoordelijke_organisatie: str | None = prop(
        "RSIN van de organisatie die eindverantwoordelijk is voor de behandeling."
    )
    startdatum: Date | None = prop("De dag waarop met de uitvoering is begonnen.")
    einddatum: Date | None = prop("De dag waarop de uitvoering klaar was.")
    einddatum_gepland: Date | None = prop("De dag waarop de zaak naar verwachting klaar is.")
    uiterlijke_einddatum_afdoening: Date | None = prop(
        "De laatste dag waarop de zaak volgens wet- en regelgeving klaar moet zijn."
    )
    publicatiedatum: Date | None = prop("De dag waarop het starten van de zaak is gepubliceerd.")
    laatst_gemuteerd: DateTime | None = prop("Wanneer de zaak het laatst is gewijzigd (Open Zaak).")
    laatst_geopend: DateTime | None = prop("Wanneer de zaak het laatst is geopend (Open Zaak).")
    communicatiekanaal: str | None = prop("Het kanaal waarlangs de zaak is gestart (URL).")
    communicatiekanaal_naam: str | None = prop("De naam van dat kanaal (Open Zaak).")
    producten_of_diensten: list[str] = prop("De producten of diensten die de zaak levert (URL's).")
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = prop(
        "Hoe openbaar het zaakdossier is."
    )
    betalingsindicatie: Betalingsindicatie | None = prop("Of de kosten betaald zijn.")
    betalingsindicatie_weergave: str | None = prop("De betalingsindicatie in gewone woorden.")
    laatste_betaaldatum: DateTime | None = prop("Wanneer het laatst voor de zaak is betaald.")
    zaakgeometrie: GeoJSON | None = prop("De plek of het gebied waar de zaak over gaat.")
    verlenging: Verlenging | None = prop("De laatste verlenging van de behandeling.")
    opschorting: Opschorting | None = prop("De opschorting van de behandeling.")
    selectielijstklasse: str | None = prop("De klasse in de selectielijst archiefbescheiden (URL).")
    kenmerken: list[ZaakKenmerk] = prop("Kenmerken waaronder de zaak elders bekend is.")
    archiefnominatie: Archiefnominatie | None = prop("Of het dossier bewaard of vernietigd wordt.")
    archiefstatus: Archiefstatus | None = prop("Hoever het dossier is met archiveren.")
    archiefactiedatum: Date | None = prop("De dag van vernietiging of overdracht van het dossier.")
    opdrachtgevende_organisatie: str | None = prop("RSIN van de opdrachtgever.")
    processobjectaard: str | None = prop("Het soort processobject.")
    startdatum_bewaartermijn: Date | None = prop("De dag waarop de bewaartermijn begint.")
    processobject: Processobject | None = prop("Het object dat de bewaartermijn start.")
    relevante_andere_zaken: list[RelevanteZaak] = prop("Andere zaken die ertoe doen, met de reden.")

    zaaktype: Annotated[Zaaktype, strawberry.lazy("schema.catalogi")] | None = edge(
        one(ZAAKTYPE, "zaaktype_url"), "Het soort zaak."
    )
    status: Annotated[Status, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.STATUS, "status_url"), "De huidige status."
    )
    statussen: list[Annotated[Status, strawberry.lazy("schema.zaken")]] | None = edge(
        many(records.STATUS, "zaak"), "Alle statussen die de zaak heeft gehad, nieuwste eerst."
    )
    resultaat: Annotated[Resultaat, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.RESULTAAT, "resultaat_url"), "De uitkomst van de zaak."
    )
    rollen: list[Rol] | None = edge(
        many(records.ROL, "zaak", known="rollen_urls"), "Wie bij de zaak betrokken zijn, en hoe."
    )
    zaakinformatieobjecten: list[ZaakInformatieObject] | None = edge(
        many(records.ZAAKINFORMATIEOBJECT, "zaak", known="zaakinformatieobjecten_urls"),
        "De relaties met documenten, met hun eigen titel en registratiedatum.",
    )
    documenten: list[Annotated[Document, strawberry.lazy("schema.documenten")] | None] | None = (
        edge(
            through(
                records.ZAAKINFORMATIEOBJECT,
                "zaak",
                ENKELVOUDIGINFORMATIEOBJECT,
                "informatieobject_url",
                known="zaakinformatieobjecten_urls",
            ),
            "De documenten van de zaak.",
        )
    )
    zaakobjecten: list[ZaakObject] | None = edge(
        many(records.ZAAKOBJECT, "zaak", known="zaakobjecten_urls"),
        "De objecten waar de zaak over gaat.",
    )
    bag_objecten: list[Annotated[BagObject, strawberry.lazy("schema.bag")] | None] | None = edge(
        bag_objecten, "De adressen, panden en andere BAG-objecten van de zaak, elk één keer."
    )
    objecten: list[Annotated[Object, strawberry.lazy("schema.objecten")] | None] | None = edge(
        objecten_of_zaak, "De objecten in de Objects API waar de zaak over gaat."
    )
    eigenschappen: list[ZaakEigenschap] | None = edge(
        many(records.ZAAKEIGENSCHAP, "", known="eigenschappen_urls", nested=True),
        "De waarden van de eigenschappen die het zaaktype vraagt.",
    )
    besluiten: list[Annotated[Besluit, strawberry.lazy("schema.besluiten")]] | None = edge(
        many(BESLUIT, "zaak"), "De besluiten die in de zaak zijn genomen."
    )
    klantcontacten: (
        list[Annotated[Klantcontact, strawberry.lazy("schema.klantinteracties")]] | None
    ) = edge(
        klantcontacten_edge,
        f"De contacten met klanten over de zaak, uit elk klantregister.{PER_REGISTER}",
    )
    hoofdzaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        hoofdzaak, "De zaak waar dit een deelzaak van is."
    )
    deelzaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        deelzaken, "De deelzaken van de zaak."
    )
    gerelateerde_zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        gerelateerde_zaken,
        "Andere zaken waar de zaak mee te maken heeft, elk één keer. Alleen wat deze zaak zelf "
        "noemt: registers kunnen niet zoeken op welke zaken naar een zaak verwijzen.",
    )
    historie: list[Annotated[HistorieRegel, strawberry.lazy("schema.historie")]] | None = edge(
        trail(ZAAK_HISTORIE), "Wie wat aan de zaak veranderde, nieuwste eerst (audittrail)."
    )
    notities: list[Annotated[ZaakNotitie, strawberry.lazy("schema.historie")]] | None = edge(
        many(records.ZAAKNOTITIE, "gerelateerdAan"),
        "De aantekeningen bij de zaak (Zaken 1.7, Open Zaak).",
    )


@graph_type("Een stand waarin de zaak verkeert of verkeerde.", resource=records.STATUS)
class Status(Node):
    """Status (Zaken API 1.5.1)."""

    uuid: Uuid | None = prop("De UUID van de status.")
    datum_status_gezet: DateTime | None = prop("Wanneer de status is gezet.")
    toelichting: str | None = prop(
        "Toelichting op het bereiken van de status (statustoelichting).", attr="statustoelichting"
    )
    indicatie_laatst_gezette_status: bool | None = prop("Of dit de laatst gezette status is.")
    statustype: Annotated[Statustype, strawberry.lazy("schema.catalogi")] | None = edge(
        one(STATUSTYPE, "statustype_url"), "Het soort status."
    )
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.ZAAK, "zaak_url"), "De zaak van deze status."
    )
    gezetdoor: Rol | None = edge(
        one(records.ROL, "gezetdoor_url"), "De rol die de status heeft gezet."
    )
    zaakinformatieobjecten: list[ZaakInformatieObject | None] | None = edge(
        links(records.ZAAKINFORMATIEOBJECT, "zaakinformatieobjecten_urls"),
        "De relaties met documenten die bij deze status horen.",
    )


@graph_type("Wat de uitvoering van de zaak heeft opgeleverd.", resource=records.RESULTAAT)
class Resultaat(Node):
    """Resultaat (Zaken API 1.5.1)."""

    uuid: Uuid | None = prop("De UUID van het resultaat.")
    toelichting: str | None = prop("Toelichting op wat het resultaat inhoudt.")
    resultaattype: Annotated[Resultaattype, strawberry.lazy("schema.catalogi")] | None = edge(
        one(RESULTAATTYPE, "resultaattype_url"), "Het soort resultaat."
    )
    zaak: Annotated[Zaak, strawberry.lazy("schema.zaken")] | None = edge(
        one(records.ZAAK, "zaak_url"), "De zaak van dit resultaat."
    )
