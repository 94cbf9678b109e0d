"""What the floor decodes from the registers and encodes for the client, and nothing else."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field


class Incoming(Struct, rename="camel"):
    """A record of a register."""


class Outgoing(Struct, rename="camel"):
    """A part of an answer."""


class Status(Incoming):
    """A status, with the type it points to."""

    datum_status_gezet: str
    statustype: str


class Identificatie(Incoming):
    """Whom a rol is about."""

    inp_bsn: str = ""


class Rol(Incoming):
    """A rol."""

    omschrijving: str
    betrokkene_type: str
    betrokkene_identificatie: Identificatie


class Relation(Incoming):
    """A relation with a document."""

    informatieobject: str


class Resultaat(Incoming):
    """A resultaat."""

    toelichting: str
    resultaattype: str


class Expand(Incoming):
    """What came along with a zaak."""

    status: Status | None = None
    rollen: list[Rol] = []
    resultaat: Resultaat | None = None
    zaakinformatieobjecten: list[Relation] = []


class Zaak(Incoming):
    """A zaak as lists and details need it."""

    identificatie: str
    omschrijving: str
    startdatum: str
    zaaktype: str
    expand: Expand = field(name="_expand", default_factory=Expand)


class ZaakPage(Incoming):
    """A page of zaken."""

    results: list[Zaak]


class BulkZaak(Incoming):
    """The twelve scalars of a bulk read and its two links."""

    uuid: str
    identificatie: str
    bronorganisatie: str
    omschrijving: str
    toelichting: str
    registratiedatum: str
    startdatum: str
    einddatum: str | None
    einddatum_gepland: str | None
    uiterlijke_einddatum_afdoening: str | None
    vertrouwelijkheidaanduiding: str
    archiefstatus: str
    zaaktype: Any
    expand: Expand | UnsetType = field(name="_expand", default_factory=Expand)
    status: Any = None


class BulkPage(Incoming):
    """A page of a bulk read."""

    results: list[BulkZaak]
    next: str | None


class Naam(Incoming):
    """The name of a person."""

    volledige_naam: str


class Persoon(Incoming):
    """A person with the name only."""

    burgerservicenummer: str
    naam: Naam


class Personen(Incoming):
    """An answer of the BRP."""

    personen: list[Persoon]


class Type(Incoming):
    """A catalogus type."""

    url: str
    omschrijving: str
    volgnummer: int | UnsetType = UNSET


class TypePage(Incoming):
    """A page of catalogus types."""

    results: list[Type]


class StatusPage(Incoming):
    """The statussen of a zaak."""

    results: list[Status]


class Besluit(Incoming):
    """A besluit."""

    url: str
    datum: str
    toelichting: str
    besluittype: str


class BesluitPage(Incoming):
    """The besluiten of a zaak."""

    results: list[Besluit]


class Document(Incoming):
    """A document."""

    url: str
    titel: str
    creatiedatum: str
    formaat: str
    informatieobjecttype: str


class DocumentPage(Incoming):
    """The documents of a `_zoek`."""

    results: list[Document]


class Klantcontact(Incoming):
    """A klantcontact; goes out as it came in."""

    onderwerp: str
    kanaal: str
    plaatsgevonden_op: str


class KlantcontactPage(Incoming):
    """Klantcontacten."""

    results: list[Klantcontact]


class Adres(Incoming):
    """A digitaal adres."""

    adres: str
    soort_digitaal_adres: str


class PartijExpand(Incoming):
    """What came along with a partij."""

    digitale_adressen: list[Adres] = []


class Partij(Incoming):
    """A partij."""

    nummer: str
    soort_partij: str
    expand: PartijExpand = field(name="_expand", default_factory=PartijExpand)


class PartijPage(Incoming):
    """Partijen."""

    results: list[Partij]
