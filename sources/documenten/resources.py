"""Records and resources of the Documenten API 1.4.2 (with the additions of 1.7)."""

from __future__ import annotations

from msgspec import field

from sources.records import Code, Date, DateTime, Entity, Link, Record, Text, empty_blanks
from sources.resource import Part, Resource, Sight


class Ondertekening(Record):
    """EnkelvoudigInformatieObject.ondertekening."""

    soort: Code = None
    datum: Date = None


class Integriteit(Record):
    """EnkelvoudigInformatieObject.integriteit."""

    algoritme: Code = None
    waarde: Text = None
    datum: Date = None


class Bestandsdeel(Record):
    """EnkelvoudigInformatieObject.bestandsdelen[]."""

    url: Link = None
    volgnummer: int | None = None
    omvang: int | None = None
    voltooid: bool | None = None


class DocumentRecord(Entity):
    """An enkelvoudig informatieobject."""

    identificatie: Text = None
    bronorganisatie: Text = None
    creatiedatum: Date = None
    titel: Text = None
    vertrouwelijkheidaanduiding: Code = None
    auteur: Text = None
    status: Code = None
    formaat: Text = None
    taal: Text = None
    versie: int | None = None
    begin_registratie: DateTime = None
    bestandsnaam: Text = None
    inhoud: Link = None
    bestandsomvang: int | None = None
    link: Link = None
    beschrijving: Text = None
    ontvangstdatum: Date = None
    verzenddatum: Date = None
    indicatie_gebruiksrecht: bool | None = None
    verschijningsvorm: Text = None
    ondertekening: Ondertekening | None = None
    integriteit: Integriteit | None = None
    informatieobjecttype_url: Link = field(default=None, name="informatieobjecttype")
    locked: bool | None = None
    bestandsdelen: list[Bestandsdeel] | None = None
    trefwoorden: list[str] | None = None
    inhoud_is_vervallen: bool | None = None
    is_gereed_voor_publicatie: bool | None = None
    tonen_aan_initiator: bool | None = None


class DocumentVersieRecord(DocumentRecord):
    """A document as it was in one of its versions; it has the URL of the document itself."""


class ExpandedDocument(DocumentRecord):
    """A document as it comes along with a zaak; without url when it could not be reached."""

    url: str = ""


class ObjectInformatieObjectRecord(Entity):
    """What a document belongs to."""

    informatieobject_url: Link = field(default=None, name="informatieobject")
    object: Link = None
    object_type: Code = None


class GebruiksrechtenRecord(Entity):
    """The conditions under which a document may be used."""

    informatieobject_url: Link = field(default=None, name="informatieobject")
    startdatum: DateTime = None
    einddatum: DateTime = None
    omschrijving_voorwaarden: Text = None


class BinnenlandsCorrespondentieadres(Record):
    """Verzending.binnenlandsCorrespondentieadres."""

    huisletter: Text = None
    huisnummer: int | None = None
    huisnummer_toevoeging: Text = None
    naam_openbare_ruimte: Text = None
    postcode: Text = None
    woonplaatsnaam: Text = None


class BuitenlandsCorrespondentieadres(Record):
    """Verzending.buitenlandsCorrespondentieadres.

    Open Zaak writes `adresBuitenland_1`, the standard `adresBuitenland1`; read as the latter.
    """

    adres_buitenland1: Text = None
    adres_buitenland2: Text = None
    adres_buitenland3: Text = None
    land_postadres: Link = None
    adres_buitenland_1: Text = field(default=None, name="adresBuitenland_1")
    adres_buitenland_2: Text = field(default=None, name="adresBuitenland_2")
    adres_buitenland_3: Text = field(default=None, name="adresBuitenland_3")

    def __post_init__(self) -> None:
        empty_blanks(self)
        self.adres_buitenland1 = self.adres_buitenland1 or self.adres_buitenland_1
        self.adres_buitenland2 = self.adres_buitenland2 or self.adres_buitenland_2
        self.adres_buitenland3 = self.adres_buitenland3 or self.adres_buitenland_3


class CorrespondentiePostadres(Record):
    """Verzending.correspondentiePostadres."""

    post_bus_of_antwoordnummer: int | None = None
    postadres_postcode: Text = None
    postadres_type: Code = None
    woonplaatsnaam: Text = None


class VerzendingRecord(Entity):
    """From whom a document was received, or to whom it was sent."""

    betrokkene: Link = None
    informatieobject_url: Link = field(default=None, name="informatieobject")
    aard_relatie: Code = None
    toelichting: Text = None
    ontvangstdatum: Date = None
    verzenddatum: Date = None
    contact_persoon: Link = None
    contactpersoonnaam: Text = None
    binnenlands_correspondentieadres: BinnenlandsCorrespondentieadres | None = None
    buitenlands_correspondentieadres: BuitenlandsCorrespondentieadres | None = None
    correspondentie_postadres: CorrespondentiePostadres | None = None
    faxnummer: Text = None
    emailadres: Text = None
    mijn_overheid: bool | None = None
    telefoonnummer: Text = None


ENKELVOUDIGINFORMATIEOBJECT = Resource(
    api="documenten",
    path="enkelvoudiginformatieobjecten",
    record=DocumentRecord,
    zoek="enkelvoudiginformatieobjecten/_zoek",
    sight=Sight.TYPED,
)
DOCUMENTVERSIE = Resource(
    api="documenten",
    path="enkelvoudiginformatieobjecten",
    record=DocumentVersieRecord,
    sight=Sight.TYPED,
)
"""The same, read with `versie` or `registratieOp`; one at a time."""
OF_DOCUMENT = (Part("informatieobject_url", ENKELVOUDIGINFORMATIEOBJECT, "informatieobject"),)
OBJECTINFORMATIEOBJECT = Resource(
    api="documenten",
    path="objectinformatieobjecten",
    record=ObjectInformatieObjectRecord,
    paged=False,
    sight=Sight.RELATION,
    part_of=OF_DOCUMENT,
    expected=2,
)
GEBRUIKSRECHTEN = Resource(
    api="documenten",
    path="gebruiksrechten",
    record=GebruiksrechtenRecord,
    paged=False,
    part_of=OF_DOCUMENT,
    expected=1,
)
VERZENDING = Resource(
    api="documenten",
    path="verzendingen",
    record=VerzendingRecord,
    part_of=OF_DOCUMENT,
    intern=True,
    expected=1,
)
