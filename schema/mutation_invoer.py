"""What mutations on zaken take. A field with a `property` is sent under that name when given."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import UNSET

from resolvers.writing.lichaam import BLANK, NOT_BLANK, PROPERTY
from schema.enums import Archiefnominatie, BetrokkeneType, Vertrouwelijkheidaanduiding
from schema.scalars import Bsn, Date, DateTime, Duration, GeoJSON
from schema.zaken import Betalingsindicatie

ZAAK = "De zaak: haar UUID, URL of globale sleutel (`id`)."
OF_ZAAKTYPE = ", van het zaaktype van de zaak: UUID, URL of globale sleutel."


def property_field(name: str, description: str, blank: Any = None) -> Any:
    """Return a field that may be left out; null is sent as `blank`."""
    return strawberry.field(
        default=UNSET, description=description, metadata={PROPERTY: name, BLANK: blank}
    )


def required_property(name: str, description: str) -> Any:
    """Return a field that must be given."""
    return strawberry.field(description=description, metadata={PROPERTY: name, BLANK: NOT_BLANK})


def optional(description: str) -> Any:
    """Return a field that may be left out, which is the same as null."""
    return strawberry.field(default=None, description=description)


def required(description: str) -> Any:
    """Return a field that must be given and is no property of the zaak."""
    return strawberry.field(description=description)


@strawberry.input(description="Een kenmerk waaronder de zaak elders bekend is.")
class ZaakKenmerkInvoer:
    """Zaak.kenmerken[]."""

    kenmerk: str = required_property("kenmerk", "Het kenmerk zelf.")
    bron: str = required_property("bron", "De administratie waarin het kenmerk de zaak aanwijst.")


@strawberry.input(description="Het object waarvan een datum de archiveertermijn start.")
class ProcessobjectInvoer:
    """Zaak.processobject."""

    datumkenmerk: str = required_property("datumkenmerk", "De naam van het datumattribuut.")
    identificatie: str = required_property("identificatie", "De aanduiding van het object.")
    objecttype: str = required_property("objecttype", "Het soort object.")
    registratie: str = required_property("registratie", "De registratie met het object.")


@strawberry.input(description="Gegevens van een zaak; wat weggelaten wordt blijft zoals het is.")
class ZaakGegevens:
    """The properties of a zaak that a new one and a changed one both take (Zaken API 1.5.1)."""

    omschrijving: str | None = property_field(
        "omschrijving", "Waar de zaak in het kort over gaat (80 tekens).", ""
    )
    zaaktoelichting: str | None = property_field(
        "toelichting", "Toelichting op de zaak zelf (toelichting).", ""
    )
    registratiedatum: Date | None = property_field(
        "registratiedatum",
        "De dag waarop de zaak is geregistreerd; bij een nieuwe zaak vandaag.",
        NOT_BLANK,
    )
    einddatum_gepland: Date | None = property_field(
        "einddatumGepland", "De dag waarop de zaak naar verwachting klaar is."
    )
    uiterlijke_einddatum_afdoening: Date | None = property_field(
        "uiterlijkeEinddatumAfdoening",
        "De laatste dag waarop de zaak volgens de wet klaar moet "
        "zijn; bij een nieuwe zaak anders de startdatum plus de doorlooptijd van het zaaktype.",
    )
    publicatiedatum: Date | None = property_field(
        "publicatiedatum", "De dag waarop het starten van de zaak is gepubliceerd."
    )
    communicatiekanaal: str | None = property_field(
        "communicatiekanaal", "Het kanaal waarlangs de zaak is gestart (URL).", ""
    )
    communicatiekanaal_naam: str | None = property_field(
        "communicatiekanaalNaam", "De naam van dat kanaal (Open Zaak).", ""
    )
    producten_of_diensten: list[str] | None = property_field(
        "productenOfDiensten",
        "De producten of diensten die de zaak levert (URL's); alleen die het zaaktype kent.",
        (),
    )
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = property_field(
        "vertrouwelijkheidaanduiding",
        "Hoe openbaar het zaakdossier is; bij een nieuwe zaak anders wat het zaaktype zegt.",
        NOT_BLANK,
    )
    betalingsindicatie: Betalingsindicatie | None = property_field(
        "betalingsindicatie", "Of de kosten betaald zijn.", ""
    )
    laatste_betaaldatum: DateTime | None = property_field(
        "laatsteBetaaldatum", "Wanneer het laatst voor de zaak is betaald."
    )
    zaakgeometrie: GeoJSON | None = property_field(
        "zaakgeometrie", "De plek of het gebied waar de zaak over gaat (WGS84)."
    )
    selectielijstklasse: str | None = property_field(
        "selectielijstklasse", "De klasse in de selectielijst archiefbescheiden (URL).", ""
    )
    kenmerken: list[ZaakKenmerkInvoer] | None = property_field(
        "kenmerken", "Alle kenmerken waaronder de zaak elders bekend is.", ()
    )
    archiefnominatie: Archiefnominatie | None = property_field(
        "archiefnominatie", "Of het dossier bewaard of vernietigd wordt."
    )
    archiefactiedatum: Date | None = property_field(
        "archiefactiedatum", "De dag van vernietiging of overdracht van het dossier."
    )
    opdrachtgevende_organisatie: str | None = property_field(
        "opdrachtgevendeOrganisatie", "RSIN van de opdrachtgever.", ""
    )
    processobjectaard: str | None = property_field(
        "processobjectaard", "Het soort processobject.", ""
    )
    startdatum_bewaartermijn: Date | None = property_field(
        "startdatumBewaartermijn", "De dag waarop de bewaartermijn begint."
    )
    processobject: ProcessobjectInvoer | None = property_field(
        "processobject", "Het object dat de bewaartermijn start."
    )


@strawberry.input(description="Wat er aan een zaak verandert.")
class ZaakBijwerkenInvoer(ZaakGegevens):
    """What zaakBijwerken takes."""

    zaak: strawberry.ID = required(ZAAK)
    verantwoordelijke_organisatie: str | None = property_field(
        "verantwoordelijkeOrganisatie", "RSIN van de eindverantwoordelijke.", NOT_BLANK
    )
    startdatum: Date | None = property_field(
        "startdatum", "De dag waarop met de uitvoering is begonnen.", NOT_BLANK
    )
    ongewijzigd_sinds: DateTime | None = optional(
        "Alleen als de zaak sindsdien niet gewijzigd is: `laatstGemuteerd` zoals u die zag (Open "
        "Zaak). Tussen die blik en de wijziging zit nog een ogenblik."
    )


@strawberry.input(description="Wie bij een zaak betrokken is: op precies één manier genoemd.")
class BetrokkeneInvoer:
    """Whom a rol is for; resolvers/writing/betrokkene.py."""

    bsn: Bsn | None = optional("Een persoon, op BSN.")
    rsin: str | None = optional("Een rechtspersoon, op RSIN.")
    kvk_nummer: str | None = optional("Een rechtspersoon, op KVK-nummer.")
    vestigingsnummer: str | None = optional("Een vestiging; hier mag het KVK-nummer bij staan.")
    medewerker: str | None = optional("Een medewerker, op zijn identificatie.")
    organisatorische_eenheid: str | None = optional("Een afdeling, op haar identificatie.")
    url: str | None = optional("Een betrokkene op URL; noem dan ook `betrokkeneType`.")
    betrokkene_type: BetrokkeneType | None = optional("Wat er op die URL staat.")


@strawberry.input(description="De initiator van een nieuwe zaak.")
class InitiatorInvoer(BetrokkeneInvoer):
    """The rol of the initiator."""

    roltype: strawberry.ID | None = optional(
        "Het roltype van het zaaktype; weggelaten: dat van de initiator."
    )
    roltoelichting: str | None = optional("Toelichting op de rol.")


@strawberry.input(description="Een status die een zaak erbij krijgt.")
class StatusInvoer:
    """A status beside another change."""

    statustype: strawberry.ID = required(f"Het statustype{OF_ZAAKTYPE}")
    datum_status_gezet: DateTime | None = optional("Wanneer de status bereikt is; anders nu.")
    statustoelichting: str | None = optional("Toelichting op de status, voor de initiator.")


@strawberry.input(description="De waarde van een eigenschap van een nieuwe zaak.")
class EigenschapWaardeInvoer:
    """An eigenschap and its value."""

    eigenschap: strawberry.ID = required(f"De eigenschap{OF_ZAAKTYPE}")
    waarde: str = required("De waarde, zoals de specificatie van de eigenschap haar vraagt.")


@strawberry.input(description="Een nieuwe zaak, met wat er meteen bij hoort.")
class ZaakRegistrerenInvoer(ZaakGegevens):
    """What zaakRegistreren takes."""

    zaaktype: strawberry.ID = required(
        "Het zaaktype: UUID, URL of globale sleutel. Gepubliceerd, en geldig op de startdatum."
    )
    bronorganisatie: str = required_property(
        "bronorganisatie", "RSIN van de organisatie die de zaak maakt."
    )
    verantwoordelijke_organisatie: str = required_property(
        "verantwoordelijkeOrganisatie", "RSIN van de eindverantwoordelijke organisatie."
    )
    identificatie: str | None = property_field(
        "identificatie",
        "De aanduiding binnen de bronorganisatie; anders geeft het register er een.",
        "",
    )
    startdatum: Date | None = property_field(
        "startdatum", "De dag waarop met de uitvoering is begonnen; anders vandaag.", NOT_BLANK
    )
    initiator: InitiatorInvoer | None = optional("Wie om de zaak vroeg.")
    status: StatusInvoer | None = optional("De eerste status.")
    eigenschappen: list[EigenschapWaardeInvoer] | None = optional("Waarden van eigenschappen.")
    documenten: list[strawberry.ID] | None = optional(
        "Documenten die er al zijn en bij de zaak horen: UUID, URL of globale sleutel."
    )


@strawberry.input(description="Een status die een zaak krijgt.")
class StatusZettenInvoer(StatusInvoer):
    """What statusZetten takes."""

    zaak: strawberry.ID = required(ZAAK)
    gezetdoor: strawberry.ID | None = optional("De rol van de zaak die de status zet.")


@strawberry.input(description="Nieuwe dagen waarop een zaak klaar moet zijn.")
class TermijnInvoer:
    """Dates that move with a suspension or an extension."""

    einddatum_gepland: Date | None = property_field(
        "einddatumGepland", "De nieuwe dag waarop de zaak naar verwachting klaar is."
    )
    uiterlijke_einddatum_afdoening: Date | None = property_field(
        "uiterlijkeEinddatumAfdoening", "De nieuwe laatste dag volgens de wet."
    )
    status: StatusInvoer | None = optional("De status die de zaak er meteen bij krijgt.")


@strawberry.input(description="Een zaak waarvan de behandeling stil komt te liggen.")
class ZaakOpschortenInvoer(TermijnInvoer):
    """What zaakOpschorten takes."""

    zaak: strawberry.ID = required(ZAAK)
    reden: str = required("Waarom de behandeling wordt opgeschort.")


@strawberry.input(description="Een opgeschorte zaak waarvan de behandeling verdergaat.")
class ZaakHervattenInvoer(TermijnInvoer):
    """What zaakHervatten takes."""

    zaak: strawberry.ID = required(ZAAK)
    reden: str = required("Waarom de behandeling verdergaat.")


@strawberry.input(description="Een zaak die langer duurt.")
class ZaakVerlengenInvoer(TermijnInvoer):
    """What zaakVerlengen takes."""

    zaak: strawberry.ID = required(ZAAK)
    reden: str = required("Waarom de behandeling wordt verlengd.")
    duur: Duration = required(
        "Met hoeveel tijd, zoals `P14D`. De geplande en de uiterlijke einddatum schuiven evenveel "
        "op, tenzij ze hier zelf staan."
    )


@strawberry.input(description="De uitkomst van een zaak.")
class ResultaatZettenInvoer:
    """What resultaatZetten takes."""

    zaak: strawberry.ID = required(ZAAK)
    resultaattype: strawberry.ID = required(f"Het resultaattype{OF_ZAAKTYPE}")
    resultaattoelichting: str | None = optional("Toelichting op wat het resultaat inhoudt.")


@strawberry.input(description="Een zaak die klaar is.")
class ZaakAfsluitenInvoer(ResultaatZettenInvoer):
    """What zaakAfsluiten takes."""

    statustype: strawberry.ID | None = optional("De eindstatus; weggelaten: die van het zaaktype.")
    datum_status_gezet: DateTime | None = optional("Wanneer de zaak klaar was; anders nu.")
    statustoelichting: str | None = optional("Toelichting op de status, voor de initiator.")


@strawberry.input(description="Een afgesloten zaak die weer gaat lopen.")
class ZaakHeropenenInvoer(StatusInvoer):
    """What zaakHeropenen takes."""

    zaak: strawberry.ID = required(ZAAK)
    verwijder_resultaat: bool = strawberry.field(
        default=False, description="Of het resultaat meteen vervalt (een tweede stap)."
    )
