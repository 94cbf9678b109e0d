"""The zaaktypen of Voorbeeldstad as a table; catalogus.py makes records of it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Resultaat:
    omschrijving: str
    archiefnominatie: str
    jaren: int


@dataclass(frozen=True)
class Eigenschap:
    naam: str
    definitie: str
    formaat: str
    lengte: str
    waarden: tuple[str, ...]
    gesloten: bool = False
    """Whether the waarden are the only ones, so part of the type itself."""


@dataclass(frozen=True)
class Besluittype:
    omschrijving: str
    categorie: str
    reactietermijn: str | None
    publicatie: bool = False


@dataclass(frozen=True)
class Zaaktype:
    """One version of a zaaktype, with all that hangs below it."""

    identificatie: str
    domein: str
    omschrijving: str
    onderwerp: str
    doel: str
    aanleiding: str
    initiator: str
    vertrouwelijkheid: str
    doorlooptijd: int
    servicenorm: int
    eenheid: str
    trefwoorden: tuple[str, ...]
    statussen: tuple[tuple[str, str], ...]
    resultaten: tuple[Resultaat, ...]
    eigenschappen: tuple[Eigenschap, ...]
    objecttypen: tuple[str, ...]
    documenten: tuple[str, ...]
    besluittypen: tuple[Besluittype, ...]
    onderwerpen: tuple[str, ...]
    begin: str = "2023-01-01"
    einde: str | None = None
    concept: bool = False
    extern: bool = True


KANAAL = Eigenschap(
    "Kanaal", "Langs welke weg het verzoek binnenkwam.", "tekst", "20",
    ("balie", "telefoon", "website", "app"), gesloten=True,
)  # fmt: skip

OMGEVINGSVERGUNNING = Zaaktype(
    identificatie="OMGEVINGSVERGUNNING",
    domein="VOORB",
    omschrijving="Aanvraag omgevingsvergunning behandelen",
    onderwerp="Omgevingsvergunning",
    doel="Beslissen op een aanvraag voor een omgevingsvergunning.",
    aanleiding="Een inwoner of ondernemer wil bouwen, verbouwen, kappen of slopen.",
    initiator="Aanvrager",
    vertrouwelijkheid="openbaar",
    doorlooptijd=56,
    servicenorm=42,
    eenheid="VTH",
    trefwoorden=("vergunning", "bouwen"),
    statussen=(
        ("Ontvangen", "Wij hebben uw aanvraag ontvangen."),
        ("In behandeling", "Wij beoordelen uw aanvraag."),
        ("Besluit genomen", "Er is een besluit genomen op uw aanvraag."),
        ("Afgehandeld", "Uw aanvraag is afgehandeld."),
    ),
    resultaten=(
        Resultaat("Verleend", "blijvend_bewaren", 20),
        Resultaat("Geweigerd", "vernietigen", 10),
        Resultaat("Ingetrokken", "vernietigen", 1),
    ),
    eigenschappen=(
        Eigenschap("Bouwkosten", "De geraamde bouwkosten in euro's.", "getal", "10",
                   ("4500", "18500", "62000", "240000")),
        Eigenschap("Activiteit", "Wat de aanvrager wil doen.", "tekst", "50",
                   ("bouwen", "kappen", "slopen", "gebruik wijzigen"), gesloten=True),
        Eigenschap("Locatieomschrijving", "Waar de activiteit plaatsvindt.", "tekst", "255",
                   ("achterzijde woning", "voorgevel", "zijerf", "dakvlak straatzijde")),
    ),
    objecttypen=("adres", "pand", "kadastrale_onroerende_zaak"),
    documenten=("Aanvraagformulier", "Tekening", "Ontvangstbevestiging", "Advies",
                "Correspondentie", "Besluitdocument"),
    besluittypen=(
        Besluittype("Besluit omgevingsvergunning", "vergunning", "P42D", publicatie=True),
        Besluittype("Besluit verlenging beslistermijn", "procedure", None),
    ),
    onderwerpen=("Dakkapel plaatsen", "Aanbouw realiseren", "Boom kappen", "Schuur slopen",
                 "Winkelpand verbouwen tot appartementen", "Zonnepanelen op monument"),
)  # fmt: skip

MELDING = Zaaktype(
    identificatie="MELDING-OPENBARE-RUIMTE",
    domein="VOORB",
    omschrijving="Melding openbare ruimte behandelen",
    onderwerp="Melding openbare ruimte",
    doel="Gebreken in de openbare ruimte verhelpen.",
    aanleiding="Een inwoner meldt dat er buiten iets stuk, vies of onveilig is.",
    initiator="Melder",
    vertrouwelijkheid="beperkt_openbaar",
    doorlooptijd=14,
    servicenorm=5,
    eenheid="BOR",
    trefwoorden=("melding", "buiten"),
    statussen=(
        ("Gemeld", "Wij hebben uw melding ontvangen."),
        ("Ingepland", "De werkzaamheden zijn ingepland."),
        ("In uitvoering", "Er wordt aan uw melding gewerkt."),
        ("Afgehandeld", "Uw melding is afgehandeld."),
    ),
    resultaten=(
        Resultaat("Opgelost", "vernietigen", 1),
        Resultaat("Niet opgelost", "vernietigen", 1),
        Resultaat("Doorgezet naar derden", "vernietigen", 2),
    ),
    eigenschappen=(
        Eigenschap("Soort melding", "Waar de melding over gaat.", "tekst", "40",
                   ("afval", "groen", "verlichting", "wegdek"), gesloten=True),
        KANAAL,
    ),
    objecttypen=("overige", "openbare_ruimte", "adres"),
    documenten=("Foto", "Ontvangstbevestiging", "Correspondentie"),
    besluittypen=(),
    onderwerpen=("Losliggende stoeptegel", "Kapotte lantaarnpaal", "Volle afvalcontainer",
                 "Zwerfafval in het plantsoen", "Gat in het wegdek", "Overhangende takken"),
)  # fmt: skip

BEZWAAR = Zaaktype(
    identificatie="BEZWAAR",
    domein="VOORB",
    omschrijving="Bezwaar behandelen",
    onderwerp="Bezwaar tegen een besluit",
    doel="Heroverwegen van een besluit van de gemeente.",
    aanleiding="Een belanghebbende is het niet eens met een besluit.",
    initiator="Bezwaarmaker",
    vertrouwelijkheid="zaakvertrouwelijk",
    doorlooptijd=84,
    servicenorm=70,
    eenheid="JZ",
    trefwoorden=("bezwaar", "rechtsbescherming"),
    statussen=(
        ("Ontvangen", "Wij hebben uw bezwaarschrift ontvangen."),
        ("Ontvankelijkheid getoetst", "Wij hebben gekeken of wij uw bezwaar mogen behandelen."),
        ("Hoorzitting gehouden", "De hoorzitting is geweest."),
        ("Advies uitgebracht", "De commissie heeft advies uitgebracht."),
        ("Afgehandeld", "Er is op uw bezwaar beslist."),
    ),
    resultaten=(
        Resultaat("Gegrond", "vernietigen", 10),
        Resultaat("Ongegrond", "vernietigen", 10),
        Resultaat("Niet-ontvankelijk", "vernietigen", 5),
    ),
    eigenschappen=(
        Eigenschap("Bestreden besluit", "Het besluit waartegen het bezwaar zich richt.",
                   "tekst", "40", ("BESLUIT-A", "BESLUIT-B", "WOZ-beschikking")),
        Eigenschap("Datum hoorzitting", "De dag van de hoorzitting.", "datum", "8",
                   ("20260112", "20260209", "20260316")),
    ),
    objecttypen=("adres", "natuurlijk_persoon"),
    documenten=("Bezwaarschrift", "Ontvangstbevestiging", "Advies", "Correspondentie",
                "Besluitdocument"),
    besluittypen=(Besluittype("Beslissing op bezwaar", "bezwaar", "P42D"),),
    onderwerpen=("Bezwaar tegen omgevingsvergunning", "Bezwaar tegen WOZ-beschikking",
                 "Bezwaar tegen last onder dwangsom", "Bezwaar tegen verkeersbesluit"),
)  # fmt: skip

EVENEMENT = Zaaktype(
    identificatie="EVENEMENTENVERGUNNING",
    domein="VOORB",
    omschrijving="Aanvraag evenementenvergunning behandelen",
    onderwerp="Evenementenvergunning",
    doel="Beslissen of een evenement veilig door kan gaan.",
    aanleiding="Een organisator wil een evenement houden in de openbare ruimte.",
    initiator="Organisator",
    vertrouwelijkheid="openbaar",
    doorlooptijd=56,
    servicenorm=56,
    eenheid="VTH",
    trefwoorden=("vergunning", "evenement"),
    statussen=(
        ("Ontvangen", "Wij hebben uw aanvraag ontvangen."),
        ("In behandeling", "Wij beoordelen uw aanvraag."),
        ("Advies hulpdiensten", "Politie en brandweer geven advies."),
        ("Besluit genomen", "Er is een besluit genomen op uw aanvraag."),
        ("Afgehandeld", "Uw aanvraag is afgehandeld."),
    ),
    resultaten=(
        Resultaat("Verleend", "vernietigen", 5),
        Resultaat("Geweigerd", "vernietigen", 5),
        Resultaat("Ingetrokken", "vernietigen", 1),
    ),
    eigenschappen=(
        Eigenschap("Bezoekersaantal", "Het verwachte aantal bezoekers.", "getal", "6",
                   ("80", "250", "1200", "5000")),
        Eigenschap("Naam evenement", "Hoe het evenement heet.", "tekst", "100",
                   ("Zomerfeest", "Kerstmarkt", "Stadsloop", "Straatdiner")),
        KANAAL,
    ),
    objecttypen=("openbare_ruimte", "adres", "overige"),
    documenten=("Aanvraagformulier", "Tekening", "Ontvangstbevestiging", "Advies",
                "Besluitdocument"),
    besluittypen=(
        Besluittype("Besluit evenementenvergunning", "vergunning", "P42D", publicatie=True),
    ),
    onderwerpen=("Buurtfeest", "Kerstmarkt", "Hardloopwedstrijd", "Rommelmarkt", "Lampionoptocht"),
)  # fmt: skip

BIJSTAND = Zaaktype(
    identificatie="BIJZONDERE-BIJSTAND",
    domein="SOCIA",
    omschrijving="Aanvraag bijzondere bijstand behandelen",
    onderwerp="Bijzondere bijstand",
    doel="Beslissen of noodzakelijke kosten vergoed worden.",
    aanleiding="Een inwoner kan bijzondere noodzakelijke kosten niet zelf betalen.",
    initiator="Aanvrager",
    vertrouwelijkheid="vertrouwelijk",
    doorlooptijd=56,
    servicenorm=28,
    eenheid="SD",
    trefwoorden=("inkomen", "bijstand"),
    statussen=(
        ("Ontvangen", "Wij hebben uw aanvraag ontvangen."),
        ("Gegevens opgevraagd", "Wij hebben meer gegevens van u nodig."),
        ("Beoordeeld", "Wij hebben uw aanvraag beoordeeld."),
        ("Afgehandeld", "Uw aanvraag is afgehandeld."),
    ),
    resultaten=(
        Resultaat("Toegekend", "vernietigen", 5),
        Resultaat("Afgewezen", "vernietigen", 5),
    ),
    eigenschappen=(
        Eigenschap("Kostensoort", "Waarvoor de bijstand wordt gevraagd.", "tekst", "40",
                   ("bewindvoering", "inrichting", "medisch", "studie"), gesloten=True),
        Eigenschap("Gevraagd bedrag", "Het gevraagde bedrag in euro's.", "getal", "8",
                   ("120", "450", "980")),
    ),
    objecttypen=("natuurlijk_persoon",),
    documenten=("Inkomensgegevens", "Beschikking bijstand"),
    besluittypen=(Besluittype("Beschikking bijzondere bijstand", "inkomen", "P42D"),),
    onderwerpen=("Bijzondere bijstand voor bewindvoering", "Bijzondere bijstand voor inrichting",
                 "Bijzondere bijstand voor medische kosten"),
)  # fmt: skip

MELDING_OUD = replace(MELDING, begin="2019-01-01", einde="2022-12-31")

STANDPLAATS = replace(
    EVENEMENT,
    identificatie="STANDPLAATSVERGUNNING",
    omschrijving="Aanvraag standplaatsvergunning behandelen",
    onderwerp="Standplaatsvergunning",
    doel="Beslissen of een ondernemer een standplaats mag innemen.",
    aanleiding="Een ondernemer wil buiten de markt waren verkopen.",
    trefwoorden=("vergunning", "standplaats"),
    besluittypen=(),
    begin="2027-01-01",
    concept=True,
)

GEBRUIKT = (OMGEVINGSVERGUNNING, MELDING, BEZWAAR, EVENEMENT, BIJSTAND)
"""The zaaktypen that have zaken."""

ZAAKTYPEN = (MELDING_OUD, *GEBRUIKT, STANDPLAATS)
