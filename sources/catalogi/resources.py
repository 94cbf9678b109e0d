"""Records and resources of the Catalogi API 1.3.1: no personal data, so shared by all."""

from __future__ import annotations

from msgspec import field

from sources.records import Code, Date, Duration, Entity, Link, Record, Text
from sources.resource import Privacy, Resource

Links = list[str] | None
ALLES = {"status": "alles"}


class Geldig(Entity):
    """What almost every type has: how long it is valid, and in which catalogus."""

    catalogus_url: Link = field(default=None, name="catalogus")
    begin_geldigheid: Date = None
    einde_geldigheid: Date = None
    begin_object: Date = None
    einde_object: Date = None


class CatalogusRecord(Entity):
    """A catalogus."""

    domein: Text = None
    rsin: Text = None
    naam: Text = None
    versie: Text = None
    begindatum_versie: Date = None
    contactpersoon_beheer_naam: Text = None
    contactpersoon_beheer_telefoonnummer: Text = None
    contactpersoon_beheer_emailadres: Text = None
    zaaktypen_urls: Links = field(default=None, name="zaaktypen")
    besluittypen_urls: Links = field(default=None, name="besluittypen")
    informatieobjecttypen_urls: Links = field(default=None, name="informatieobjecttypen")


class Referentieproces(Record):
    """Zaaktype.referentieproces."""

    naam: Text = None
    link: Link = None


class Broncatalogus(Record):
    """Zaaktype.broncatalogus."""

    url: Link = None
    domein: Text = None
    rsin: Text = None


class Bronzaaktype(Record):
    """Zaaktype.bronzaaktype."""

    url: Link = None
    identificatie: Text = None
    omschrijving: Text = None


class GerelateerdZaaktype(Record):
    """Zaaktype.gerelateerdeZaaktypen[]."""

    zaaktype_url: Link = field(default=None, name="zaaktype")
    aard_relatie: Code = None
    toelichting: Text = None


class ZaaktypeRecord(Geldig):
    """A zaaktype."""

    identificatie: Text = None
    omschrijving: Text = None
    omschrijving_generiek: Text = None
    vertrouwelijkheidaanduiding: Code = None
    doel: Text = None
    aanleiding: Text = None
    toelichting: Text = None
    indicatie_intern_of_extern: Code = None
    handeling_initiator: Text = None
    onderwerp: Text = None
    handeling_behandelaar: Text = None
    doorlooptijd: Duration = None
    servicenorm: Duration = None
    opschorting_en_aanhouding_mogelijk: bool | None = None
    verlenging_mogelijk: bool | None = None
    verlengingstermijn: Duration = None
    trefwoorden: list[str] | None = None
    publicatie_indicatie: bool | None = None
    publicatietekst: Text = None
    verantwoordingsrelatie: list[str] | None = None
    producten_of_diensten: list[str] | None = None
    selectielijst_procestype: Link = None
    referentieproces: Referentieproces | None = None
    concept: bool | None = None
    verantwoordelijke: Text = None
    broncatalogus: Broncatalogus | None = None
    bronzaaktype: Bronzaaktype | None = None
    versiedatum: Date = None
    statustypen_urls: Links = field(default=None, name="statustypen")
    resultaattypen_urls: Links = field(default=None, name="resultaattypen")
    eigenschappen_urls: Links = field(default=None, name="eigenschappen")
    informatieobjecttypen_urls: Links = field(default=None, name="informatieobjecttypen")
    roltypen_urls: Links = field(default=None, name="roltypen")
    besluittypen_urls: Links = field(default=None, name="besluittypen")
    deelzaaktypen_urls: Links = field(default=None, name="deelzaaktypen")
    gerelateerde_zaaktypen: list[GerelateerdZaaktype] | None = None
    zaakobjecttypen_urls: Links = field(default=None, name="zaakobjecttypen")


class ZaaktypeDeel(Geldig):
    """What every type below a zaaktype has."""

    zaaktype_url: Link = field(default=None, name="zaaktype")
    zaaktype_identificatie: Text = None


class ChecklistItem(Record):
    """Statustype.checklistitemStatustype[]."""

    itemnaam: Text = None
    vraagstelling: Text = None
    verplicht: bool | None = None
    toelichting: Text = None


class StatustypeRecord(ZaaktypeDeel):
    """A statustype."""

    omschrijving: Text = None
    omschrijving_generiek: Text = None
    statustekst: Text = None
    volgnummer: int | None = None
    is_eindstatus: bool | None = None
    informeren: bool | None = None
    doorlooptijd: Duration = None
    toelichting: Text = None
    checklistitem_statustype: list[ChecklistItem] | None = None
    eigenschappen_urls: Links = field(default=None, name="eigenschappen")
    zaakobjecttypen_urls: Links = field(default=None, name="zaakobjecttypen")


class BrondatumArchiefprocedure(Record):
    """Resultaattype.brondatumArchiefprocedure."""

    afleidingswijze: Code = None
    datumkenmerk: Text = None
    einddatum_bekend: bool | None = None
    objecttype: Code = None
    registratie: Text = None
    procestermijn: Duration = None


class ResultaattypeRecord(ZaaktypeDeel):
    """A resultaattype."""

    omschrijving: Text = None
    resultaattypeomschrijving: Link = None
    omschrijving_generiek: Text = None
    selectielijstklasse: Link = None
    toelichting: Text = None
    archiefnominatie: Code = None
    archiefactietermijn: Duration = None
    brondatum_archiefprocedure: BrondatumArchiefprocedure | None = None
    procesobjectaard: Text = None
    indicatie_specifiek: bool | None = None
    procestermijn: Duration = None
    besluittypen_urls: Links = field(default=None, name="besluittypen")
    besluittype_omschrijving: list[str] | None = None
    informatieobjecttypen_urls: Links = field(default=None, name="informatieobjecttypen")
    informatieobjecttype_omschrijving: list[str] | None = None


class RoltypeRecord(ZaaktypeDeel):
    """A roltype."""

    omschrijving: Text = None
    omschrijving_generiek: Code = None


class EigenschapSpecificatie(Record):
    """Eigenschap.specificatie."""

    groep: Text = None
    formaat: Code = None
    lengte: Text = None
    kardinaliteit: Text = None
    waardenverzameling: list[str] | None = None


class EigenschapRecord(ZaaktypeDeel):
    """An eigenschap: what a zaaktype asks of its zaken."""

    naam: Text = None
    definitie: Text = None
    specificatie: EigenschapSpecificatie | None = None
    toelichting: Text = None
    statustype_url: Link = field(default=None, name="statustype")


class OmschrijvingGeneriek(Record):
    """Informatieobjecttype.omschrijvingGeneriek."""

    informatieobjecttype_omschrijving_generiek: Text = None
    definitie_informatieobjecttype_omschrijving_generiek: Text = None
    herkomst_informatieobjecttype_omschrijving_generiek: Text = None
    hierarchie_informatieobjecttype_omschrijving_generiek: Text = None
    opmerking_informatieobjecttype_omschrijving_generiek: Text = None


class InformatieobjecttypeRecord(Geldig):
    """An informatieobjecttype."""

    omschrijving: Text = None
    vertrouwelijkheidaanduiding: Code = None
    concept: bool | None = None
    informatieobjectcategorie: Text = None
    trefwoord: list[str] | None = None
    omschrijving_generiek: OmschrijvingGeneriek | None = None
    besluittypen_urls: Links = field(default=None, name="besluittypen")
    zaaktypen_urls: Links = field(default=None, name="zaaktypen")


class BesluittypeRecord(Geldig):
    """A besluittype."""

    omschrijving: Text = None
    omschrijving_generiek: Text = None
    besluitcategorie: Text = None
    reactietermijn: Duration = None
    publicatie_indicatie: bool | None = None
    publicatietekst: Text = None
    publicatietermijn: Duration = None
    toelichting: Text = None
    concept: bool | None = None
    zaaktypen_urls: Links = field(default=None, name="zaaktypen")
    informatieobjecttypen_urls: Links = field(default=None, name="informatieobjecttypen")
    resultaattypen_urls: Links = field(default=None, name="resultaattypen")
    resultaattypen_omschrijving: list[str] | None = None
    vastgelegd_in: list[str] | None = None


class ZaakobjecttypeRecord(ZaaktypeDeel):
    """A zaakobjecttype; Open Zaak has one statustype, the standard several."""

    ander_objecttype: bool | None = None
    objecttype: Link = None
    relatie_omschrijving: Text = None
    resultaattypen_urls: Links = field(default=None, name="resultaattypen")
    statustype_url: Link = field(default=None, name="statustype")
    statustypen_urls: Links = field(default=None, name="statustypen")


class ZaaktypeInformatieobjecttypeRecord(Entity):
    """Which documents belong to a zaaktype, in which direction and at which status."""

    catalogus_url: Link = field(default=None, name="catalogus")
    zaaktype_url: Link = field(default=None, name="zaaktype")
    zaaktype_identificatie: Text = None
    informatieobjecttype_url: Link = field(default=None, name="informatieobjecttype")
    volgnummer: int | None = None
    richting: Code = None
    statustype_url: Link = field(default=None, name="statustype")


def _catalogus(path: str, record: type[Entity], params: dict[str, str]) -> Resource[Entity]:
    return Resource(
        api="catalogi", path=path, record=record, list_params=params, privacy=Privacy.PUBLIC
    )


CATALOGUS = _catalogus("catalogussen", CatalogusRecord, {})
ZAAKTYPE = _catalogus("zaaktypen", ZaaktypeRecord, ALLES)
STATUSTYPE = _catalogus("statustypen", StatustypeRecord, ALLES)
RESULTAATTYPE = _catalogus("resultaattypen", ResultaattypeRecord, ALLES)
ROLTYPE = _catalogus("roltypen", RoltypeRecord, ALLES)
EIGENSCHAP = _catalogus("eigenschappen", EigenschapRecord, ALLES)
INFORMATIEOBJECTTYPE = _catalogus("informatieobjecttypen", InformatieobjecttypeRecord, ALLES)
BESLUITTYPE = _catalogus("besluittypen", BesluittypeRecord, ALLES)
ZAAKOBJECTTYPE = _catalogus("zaakobjecttypen", ZaakobjecttypeRecord, ALLES)
ZAAKTYPE_INFORMATIEOBJECTTYPE = _catalogus(
    "zaaktype-informatieobjecttypen", ZaaktypeInformatieobjecttypeRecord, ALLES
)
