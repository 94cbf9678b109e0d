"""Filters of documenten, besluiten, zaaktypen, partijen and klantcontacten."""

from __future__ import annotations

import datetime
from enum import Enum

import strawberry
from strawberry import UNSET

from schema.base import graph_enum
from schema.connections import filter_field
from schema.enums import Vertrouwelijkheidaanduiding
from schema.scalars import Date, Uuid
from sources.besluiten.resources import BESLUIT
from sources.catalogi.resources import BESLUITTYPE, INFORMATIEOBJECTTYPE, ZaaktypeRecord
from sources.zaken.resources import ZAAK

_OPEN_ZAAK = " Alleen Open Zaak."


@strawberry.input(description="Welke documenten: alle voorwaarden gelden tegelijk.")
class DocumentFilter:
    """Every list filter of Open Zaak 1.30's enkelvoudiginformatieobjecten."""

    identificatie: str | None = filter_field("identificatie", "Precies deze identificatie.")
    bronorganisatie: str | None = filter_field("bronorganisatie", "RSIN van de bronorganisatie.")
    titel: str | None = filter_field("titel", f"Deel van de titel.{_OPEN_ZAAK}")
    auteur: str | None = filter_field("auteur", f"Deel van de auteur.{_OPEN_ZAAK}")
    beschrijving: str | None = filter_field("beschrijving", f"Deel hiervan.{_OPEN_ZAAK}")
    creatiedatum_gte: Date | None = filter_field(
        "creatiedatum__gte", f"Op of na deze dag gemaakt.{_OPEN_ZAAK}"
    )
    creatiedatum_lte: Date | None = filter_field(
        "creatiedatum__lte", f"Op of voor deze dag gemaakt.{_OPEN_ZAAK}"
    )
    informatieobjecttype: str | None = filter_field(
        "informatieobjecttype",
        f"Soort document (UUID of URL).{_OPEN_ZAAK}",
        resource=INFORMATIEOBJECTTYPE,
    )
    locked: bool | None = filter_field("locked", f"Of het document op slot staat.{_OPEN_ZAAK}")
    trefwoorden: list[str] | None = filter_field("trefwoorden", "Met al deze trefwoorden.")
    trefwoorden_overlap: list[str] | None = filter_field(
        "trefwoorden__overlap", f"Met een van deze trefwoorden.{_OPEN_ZAAK}"
    )
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = filter_field(
        "vertrouwelijkheidaanduiding", f"Precies zo vertrouwelijk.{_OPEN_ZAAK}"
    )
    zaak: str | None = filter_field(
        "objectinformatieobjecten__object",
        f"Bij deze zaak (UUID of URL).{_OPEN_ZAAK}",
        resource=ZAAK,
    )
    besluit: str | None = filter_field(
        "objectinformatieobjecten__object",
        f"Bij dit besluit (UUID of URL).{_OPEN_ZAAK}",
        resource=BESLUIT,
    )


@graph_enum("Volgorde van documenten.")
class DocumentSortering(Enum):
    """The `ordering` values of the documenten list (Open Zaak)."""

    TITEL = "titel"
    TITEL_AFLOPEND = "-titel"
    CREATIEDATUM = "creatiedatum"
    CREATIEDATUM_AFLOPEND = "-creatiedatum"
    AUTEUR = "auteur"
    AUTEUR_AFLOPEND = "-auteur"
    STATUS = "status"
    STATUS_AFLOPEND = "-status"
    FORMAAT = "formaat"
    FORMAAT_AFLOPEND = "-formaat"
    BESTANDSOMVANG = "bestandsomvang"
    BESTANDSOMVANG_AFLOPEND = "-bestandsomvang"
    VERTROUWELIJKHEIDAANDUIDING = "vertrouwelijkheidaanduiding"
    VERTROUWELIJKHEIDAANDUIDING_AFLOPEND = "-vertrouwelijkheidaanduiding"


@strawberry.input(description="Welke besluiten: alle voorwaarden gelden tegelijk.")
class BesluitFilter:
    """Every list filter of besluiten."""

    identificatie: str | None = filter_field("identificatie", "Precies deze identificatie.")
    verantwoordelijke_organisatie: str | None = filter_field(
        "verantwoordelijkeOrganisatie", "RSIN van de verantwoordelijke organisatie."
    )
    besluittype: str | None = filter_field(
        "besluittype", "Soort besluit (UUID of URL).", resource=BESLUITTYPE
    )
    zaak: str | None = filter_field("zaak", "Bij deze zaak (UUID of URL).", resource=ZAAK)


@strawberry.input(description="Welke partijen: alle voorwaarden gelden tegelijk.")
class PartijFilter:
    """The filters of partijen that do not ask for a personal number (use `klant` for those)."""

    soort_partij: str | None = filter_field(
        "soortPartij", "`persoon`, `organisatie` of `contactpersoon`."
    )
    indicatie_actief: bool | None = filter_field("indicatieActief", "Of de partij actief is.")
    indicatie_geheimhouding: bool | None = filter_field(
        "indicatieGeheimhouding", "Of de partij geheimhouding wil."
    )
    categorie: str | None = filter_field(
        "categorierelatie__categorie__naam", "Naam van een categorie."
    )
    bezoekadres_nummeraanduiding: str | None = filter_field(
        "bezoekadresNummeraanduidingId", "BAG-nummeraanduiding van het bezoekadres."
    )


@strawberry.input(description="Welke klantcontacten: alle voorwaarden gelden tegelijk.")
class KlantcontactFilter:
    """The filters of klantcontacten."""

    referentienummer: str | None = filter_field("referentienummer", "Precies dit nummer.")
    nummer: str | None = filter_field("nummer", "Precies dit nummer (verouderd).")
    kanaal: str | None = filter_field("kanaal", "Langs dit kanaal.")
    onderwerp: str | None = filter_field("onderwerp", "Over dit onderwerp.")
    inhoud: str | None = filter_field("inhoud", "Met deze inhoud.")
    plaatsgevonden_op: str | None = filter_field("plaatsgevondenOp", "Op dit moment (ISO 8601).")
    vertrouwelijk: bool | None = filter_field("vertrouwelijk", "Of het contact vertrouwelijk is.")
    indicatie_contact_gelukt: bool | None = filter_field(
        "indicatieContactGelukt", "Of het contact gelukt is."
    )
    partij: Uuid | None = filter_field("hadBetrokkene__wasPartij__uuid", "Met deze partij (UUID).")
    zaak: Uuid | None = filter_field(
        "onderwerpobject__onderwerpobjectidentificatorObjectId", "Over deze zaak (UUID)."
    )


@strawberry.input(description="Welke zaaktypen: alle voorwaarden gelden tegelijk.")
class ZaaktypeFilter:
    """Applied to the cached catalogus; no call is made for it."""

    identificatie: str | None = strawberry.field(
        default=UNSET, description="Precies deze identificatie."
    )
    omschrijving_bevat: str | None = strawberry.field(
        default=UNSET, description="Deel van de omschrijving, hoofdletters of niet."
    )
    catalogus: str | None = strawberry.field(default=UNSET, description="URL van de catalogus.")
    geldig_op: Date | None = strawberry.field(default=UNSET, description="Geldig op deze dag.")
    concept: bool | None = strawberry.field(default=UNSET, description="Of het een concept is.")


def matches_zaaktype(row: ZaaktypeRecord, wanted: ZaaktypeFilter | None) -> bool:
    """Return whether the zaaktype meets every condition that is given."""
    if wanted is None or wanted is UNSET:
        return True
    conditions = (
        (wanted.identificatie, row.identificatie),
        (wanted.catalogus, row.catalogus_url),
        (wanted.concept, row.concept),
    )
    if any(_is_given(asked) and asked != found for asked, found in conditions):
        return False
    part = wanted.omschrijving_bevat
    if _is_given(part) and str(part).lower() not in (row.omschrijving or "").lower():
        return False
    return not _is_given(wanted.geldig_op) or _valid_on(row, str(wanted.geldig_op))


def _is_given(value: object) -> bool:
    return value is not None and value is not UNSET


def _valid_on(row: ZaaktypeRecord, day: str) -> bool:
    begin = row.begin_geldigheid or datetime.date.min.isoformat()
    return begin <= day and (row.einde_geldigheid is None or day < row.einde_geldigheid)
