"""Records and resources of the Documenten API 1.4.2 (with the additions of 1.7)."""

from __future__ import annotations

from msgspec import field

from sources.records import Code, Date, DateTime, Entity, Link, Record, Text
from sources.resource import Resource


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


ENKELVOUDIGINFORMATIEOBJECT = Resource(
    api="documenten",
    path="enkelvoudiginformatieobjecten",
    record=DocumentRecord,
    zoek="enkelvoudiginformatieobjecten/_zoek",
)
OBJECTINFORMATIEOBJECT = Resource(
    api="documenten",
    path="objectinformatieobjecten",
    record=ObjectInformatieObjectRecord,
    paged=False,
)
GEBRUIKSRECHTEN = Resource(
    api="documenten", path="gebruiksrechten", record=GebruiksrechtenRecord, paged=False
)
