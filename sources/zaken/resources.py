"""Records and resources of the Zaken API 1.5.1 (with Open Zaak's additions)."""

from __future__ import annotations

from msgspec import field

from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT, ExpandedDocument
from sources.records import Code, Date, DateTime, Duration, Entity, Json, Link, Record, Text
from sources.resource import Part, Resource, Sight

CRS = "EPSG:4326"


class Verlenging(Record):
    """Zaak.verlenging."""

    reden: Text = None
    duur: Duration = None


class Opschorting(Record):
    """Zaak.opschorting; `eerdereOpschorting` is Open Zaak's."""

    indicatie: bool | None = None
    eerdere_opschorting: bool | None = None
    reden: Text = None


class RelevanteZaak(Record):
    """Zaak.relevanteAndereZaken[]; deprecated in Open Zaak for `gerelateerdeZaken`."""

    url: Link = None
    aard_relatie: Code = None
    overige_relatie: Text = None
    toelichting: Text = None


class GerelateerdeZaak(Record):
    """Zaak.gerelateerdeZaken[] (Open Zaak)."""

    url: Link = None


class ZaakKenmerk(Record):
    """Zaak.kenmerken[]."""

    kenmerk: Text = None
    bron: Text = None


class Processobject(Record):
    """Zaak.processobject."""

    datumkenmerk: Text = None
    identificatie: Text = None
    objecttype: Text = None
    registratie: Text = None


class StatusRecord(Entity):
    """A status of a zaak."""

    uuid: Text = None
    zaak_url: Link = field(default=None, name="zaak")
    statustype_url: Link = field(default=None, name="statustype")
    datum_status_gezet: DateTime = None
    statustoelichting: Text = None
    indicatie_laatst_gezette_status: bool | None = None
    gezetdoor_url: Link = field(default=None, name="gezetdoor")
    zaakinformatieobjecten_urls: list[str] | None = field(
        default=None, name="zaakinformatieobjecten"
    )


class ResultaatRecord(Entity):
    """The resultaat of a zaak."""

    uuid: Text = None
    zaak_url: Link = field(default=None, name="zaak")
    resultaattype_url: Link = field(default=None, name="resultaattype")
    toelichting: Text = None


class ContactpersoonRol(Record):
    """Rol.contactpersoonRol."""

    emailadres: Text = None
    functie: Text = None
    telefoonnummer: Text = None
    naam: Text = None


class RolRecord(Entity):
    """A rol: who is involved in a zaak, and how."""

    uuid: Text = None
    zaak_url: Link = field(default=None, name="zaak")
    betrokkene: Link = None
    betrokkene_type: Code = None
    afwijkende_naam_betrokkene: Text = None
    roltype_url: Link = field(default=None, name="roltype")
    omschrijving: Text = None
    omschrijving_generiek: Code = None
    roltoelichting: Text = None
    registratiedatum: DateTime = None
    indicatie_machtiging: Code = None
    contactpersoon_rol: ContactpersoonRol | None = None
    statussen_urls: list[str] | None = field(default=None, name="statussen")
    begin_geldigheid: Date = None
    einde_geldigheid: Date = None
    betrokkene_identificatie: Json | None = None
    authenticatie_context: Json | None = None


class ZaakInformatieObjectExpand(Record):
    """ZaakInformatieObject._expand (Zaken API 1.6)."""

    informatieobject: ExpandedDocument | None = None


class ZaakInformatieObjectRecord(Entity):
    """The relation between a zaak and a document."""

    uuid: Text = None
    informatieobject_url: Link = field(default=None, name="informatieobject")
    zaak_url: Link = field(default=None, name="zaak")
    aard_relatie_weergave: Text = None
    titel: Text = None
    beschrijving: Text = None
    registratiedatum: DateTime = None
    vernietigingsdatum: DateTime = None
    status_url: Link = field(default=None, name="status")
    expanded: ZaakInformatieObjectExpand | None = field(default=None, name="_expand")


class ObjectTypeOverigeDefinitie(Record):
    """ZaakObject.objectTypeOverigeDefinitie."""

    url: Link = None
    schema: Text = None
    object_data: Text = None


class ZaakObjectRecord(Entity):
    """What a zaak is about, other than people and documents."""

    uuid: Text = None
    zaak_url: Link = field(default=None, name="zaak")
    object: Link = None
    zaakobjecttype_url: Link = field(default=None, name="zaakobjecttype")
    object_type: Code = None
    object_type_overige: Text = None
    object_type_overige_definitie: ObjectTypeOverigeDefinitie | None = None
    relatieomschrijving: Text = None
    object_identificatie: Json | None = None


class ZaakEigenschapRecord(Entity):
    """The value of an eigenschap for one zaak."""

    uuid: Text = None
    zaak_url: Link = field(default=None, name="zaak")
    eigenschap_url: Link = field(default=None, name="eigenschap")
    naam: Text = None
    waarde: Text = None


class ZaakNotitieRecord(Entity):
    """A note on a zaak (Zaken API 1.7.0; Open Zaak has it besides 1.5.1)."""

    onderwerp: Text = None
    tekst: Text = None
    aangemaakt_door: Text = None
    notitie_type: Code = None
    status: Code = None
    aanmaakdatum: DateTime = None
    wijzigingsdatum: DateTime = None
    gerelateerd_aan_url: Link = field(default=None, name="gerelateerdAan")


class ExpandedStatus(StatusRecord):
    """A status as it comes along with its zaak; without url when there is none."""

    url: str = ""


class ExpandedResultaat(ResultaatRecord):
    """A resultaat as it comes along with its zaak; without url when there is none."""

    url: str = ""


class ZaakExpand(Record):
    """Zaak._expand: related resources in full, for the paths asked.

    A key is absent when there is nothing (Open Zaak) or holds {} (the standard's EmptyObject),
    so a single one may lack its url (reference, section 0.10).
    """

    status: ExpandedStatus | None = None
    resultaat: ExpandedResultaat | None = None
    rollen: list[RolRecord] | None = None
    zaakinformatieobjecten: list[ZaakInformatieObjectRecord] | None = None
    zaakobjecten: list[ZaakObjectRecord] | None = None
    eigenschappen: list[ZaakEigenschapRecord] | None = None


class ZaakRecord(Entity):
    """A zaak."""

    uuid: Text = None
    identificatie: Text = None
    bronorganisatie: Text = None
    omschrijving: Text = None
    toelichting: Text = None
    zaaktype_url: Link = field(default=None, name="zaaktype")
    registratiedatum: Date = None
    verantwoordelijke_organisatie: Text = None
    startdatum: Date = None
    einddatum: Date = None
    einddatum_gepland: Date = None
    uiterlijke_einddatum_afdoening: Date = None
    publicatiedatum: Date = None
    laatst_gemuteerd: DateTime = None
    laatst_geopend: DateTime = None
    communicatiekanaal: Link = None
    communicatiekanaal_naam: Text = None
    producten_of_diensten: list[str] | None = None
    vertrouwelijkheidaanduiding: Code = None
    betalingsindicatie: Code = None
    betalingsindicatie_weergave: Text = None
    laatste_betaaldatum: DateTime = None
    zaakgeometrie: Json | None = None
    verlenging: Verlenging | None = None
    opschorting: Opschorting | None = None
    selectielijstklasse: Link = None
    hoofdzaak_url: Link = field(default=None, name="hoofdzaak")
    deelzaken_urls: list[str] | None = field(default=None, name="deelzaken")
    relevante_andere_zaken: list[RelevanteZaak] | None = None
    gerelateerde_zaken_links: list[GerelateerdeZaak] | None = field(
        default=None, name="gerelateerdeZaken"
    )
    eigenschappen_urls: list[str] | None = field(default=None, name="eigenschappen")
    rollen_urls: list[str] | None = field(default=None, name="rollen")
    status_url: Link = field(default=None, name="status")
    zaakinformatieobjecten_urls: list[str] | None = field(
        default=None, name="zaakinformatieobjecten"
    )
    zaakobjecten_urls: list[str] | None = field(default=None, name="zaakobjecten")
    kenmerken: list[ZaakKenmerk] | None = None
    archiefnominatie: Code = None
    archiefstatus: Code = None
    archiefactiedatum: Date = None
    resultaat_url: Link = field(default=None, name="resultaat")
    opdrachtgevende_organisatie: Text = None
    processobjectaard: Text = None
    startdatum_bewaartermijn: Date = None
    processobject: Processobject | None = None
    expanded: ZaakExpand | None = field(default=None, name="_expand")


RARELY_SHOWN = frozenset(
    {
        "verantwoordelijke_organisatie",
        "registratiedatum",
        "einddatum_gepland",
        "uiterlijke_einddatum_afdoening",
        "publicatiedatum",
        "laatst_gemuteerd",
        "laatst_geopend",
        "communicatiekanaal",
        "communicatiekanaal_naam",
        "producten_of_diensten",
        "betalingsindicatie",
        "betalingsindicatie_weergave",
        "laatste_betaaldatum",
        "zaakgeometrie",
        "verlenging",
        "opschorting",
        "selectielijstklasse",
        "kenmerken",
        "archiefnominatie",
        "archiefstatus",
        "archiefactiedatum",
        "opdrachtgevende_organisatie",
        "processobjectaard",
        "startdatum_bewaartermijn",
        "processobject",
    }
)
"""Attributes of a zaak that the graph shows and nothing else reads; tests/test_slim.py holds it."""
DERIVED = {
    "isTeLaat": frozenset({"uiterlijke_einddatum_afdoening", "opschorting"}),
    "dagenTotStreefdatum": frozenset({"einddatum_gepland", "opschorting"}),
    "dagenTotFataleDatum": frozenset({"uiterlijke_einddatum_afdoening", "opschorting"}),
    "laatsteWijziging": frozenset({"laatst_gemuteerd"}),
}
"""What resolvers/afgeleid.py makes of those; tests/test_slim.py holds it too."""
ZAAK = Resource(
    api="zaken",
    path="zaken",
    record=ZaakRecord,
    zoek="zaken/_zoek",
    headers={"Accept-Crs": CRS},
    search_headers={"Content-Crs": CRS},
    optional=RARELY_SHOWN,
    derived=DERIVED,
    sight=Sight.TYPED,
    expected=2,
)
OF_ZAAK = (Part("zaak_url", ZAAK, "zaak"),)
STATUS = Resource(api="zaken", path="statussen", record=StatusRecord, part_of=OF_ZAAK, expected=4)
RESULTAAT = Resource(
    api="zaken", path="resultaten", record=ResultaatRecord, part_of=OF_ZAAK, expected=1
)
ROL = Resource(
    api="zaken",
    path="rollen",
    record=RolRecord,
    part_of=OF_ZAAK,
    names=("betrokkene_type", "betrokkene_identificatie"),
    expected=4,
)
ZAAKINFORMATIEOBJECT = Resource(
    api="zaken",
    path="zaakinformatieobjecten",
    record=ZaakInformatieObjectRecord,
    paged=False,
    part_of=(*OF_ZAAK, Part("informatieobject_url", ENKELVOUDIGINFORMATIEOBJECT)),
    expected=8,
)
ZAAKOBJECT = Resource(
    api="zaken",
    path="zaakobjecten",
    record=ZaakObjectRecord,
    part_of=OF_ZAAK,
    names=("object_type", "object_identificatie"),
    expected=2,
)
ZAAKEIGENSCHAP = Resource(
    api="zaken",
    path="zaken/{}/zaakeigenschappen",
    record=ZaakEigenschapRecord,
    paged=False,
    part_of=OF_ZAAK,
    expected=5,
)
ZAAKNOTITIE = Resource(
    api="zaken",
    path="zaaknotities",
    record=ZaakNotitieRecord,
    part_of=(Part("gerelateerd_aan_url", ZAAK, "gerelateerdAan"),),
    intern=True,
    expected=2,
)
