"""Filters of documenten, besluiten, zaaktypen, partijen and klantcontacten."""

from __future__ import annotations

import datetime
from enum import Enum

import strawberry
from strawberry import UNSET

from schema.base import graph_enum
from schema.connections import filter_field
from schema.enums import Initiatiefnemer, Vertrouwelijkheidaanduiding
from schema.scalars import Date, DateTime, Uuid
from sources.besluiten.resources import BESLUIT
from sources.catalogi.resources import BESLUITTYPE, INFORMATIEOBJECTTYPE, ZaaktypeRecord
from sources.zaken.resources import ZAAK

_OPEN_ZAAK = " Alleen Open Zaak."
_KI = " Alleen Klantinteracties."
_KLANTEN = " Alleen Klanten API."
_CONTACTMOMENTEN = " Alleen Contactmomenten API."


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


@strawberry.input(
    description="Welke partijen: alle voorwaarden gelden tegelijk. Een voorwaarde die het register "
    "niet kent, wordt geweigerd."
)
class PartijFilter:
    """The filters that do not ask for a personal number (use `klant` for those)."""

    soort_partij: str | None = filter_field(
        "soortPartij", f"`persoon`, `organisatie` of `contactpersoon`.{_KI}", older=""
    )
    indicatie_actief: bool | None = filter_field(
        "indicatieActief", f"Of de partij actief is.{_KI}", older=""
    )
    indicatie_geheimhouding: bool | None = filter_field(
        "indicatieGeheimhouding", f"Of de partij geheimhouding wil.{_KI}", older=""
    )
    categorie: str | None = filter_field(
        "categorierelatie__categorie__naam", f"Naam van een categorie.{_KI}", older=""
    )
    bezoekadres_nummeraanduiding: str | None = filter_field(
        "bezoekadresNummeraanduidingId",
        f"BAG-nummeraanduiding van het bezoekadres.{_KI}",
        older="",
    )
    nummer: str | None = filter_field("nummer", "Precies dit (klant)nummer.", older="klantnummer")
    bronorganisatie: str | None = filter_field(
        "", f"RSIN van de bronorganisatie.{_KLANTEN}", older="bronorganisatie"
    )
    achternaam: str | None = filter_field(
        "", f"Precies deze achternaam.{_KLANTEN}", older="achternaam"
    )
    bedrijfsnaam: str | None = filter_field(
        "", f"Precies deze bedrijfsnaam.{_KLANTEN}", older="bedrijfsnaam"
    )
    emailadres: str | None = filter_field(
        "", f"Precies dit e-mailadres.{_KLANTEN}", older="emailadres"
    )
    telefoonnummer: str | None = filter_field(
        "", f"Precies dit telefoonnummer.{_KLANTEN}", older="telefoonnummer"
    )
    postcode: str | None = filter_field(
        "", f"Precies deze postcode.{_KLANTEN}", older="adres__postcode"
    )


@strawberry.input(
    description="Welke klantcontacten: alle voorwaarden gelden tegelijk. Een voorwaarde die het "
    "register niet kent, wordt geweigerd."
)
class KlantcontactFilter:
    """The filters of klantcontacten (Klantinteracties) and of contactmomenten."""

    referentienummer: str | None = filter_field(
        "referentienummer", f"Precies dit nummer.{_KI}", older=""
    )
    nummer: str | None = filter_field("nummer", f"Precies dit nummer (verouderd).{_KI}", older="")
    kanaal: str | None = filter_field("kanaal", "Langs dit kanaal.", older="kanaal")
    onderwerp: str | None = filter_field("onderwerp", f"Over dit onderwerp.{_KI}", older="")
    inhoud: str | None = filter_field("inhoud", f"Met deze inhoud.{_KI}", older="")
    plaatsgevonden_op: str | None = filter_field(
        "plaatsgevondenOp", "Op dit moment (ISO 8601).", older="registratiedatum"
    )
    plaatsgevonden_op_gte: DateTime | None = filter_field(
        "", f"Op of na dit moment.{_CONTACTMOMENTEN}", older="registratiedatum__gte"
    )
    plaatsgevonden_op_lt: DateTime | None = filter_field(
        "", f"Voor dit moment.{_CONTACTMOMENTEN}", older="registratiedatum__lt"
    )
    vertrouwelijk: bool | None = filter_field(
        "vertrouwelijk", f"Of het contact vertrouwelijk is.{_KI}", older=""
    )
    indicatie_contact_gelukt: bool | None = filter_field(
        "indicatieContactGelukt", f"Of het contact gelukt is.{_KI}", older=""
    )
    partij: Uuid | None = filter_field(
        "hadBetrokkene__wasPartij__uuid", f"Met deze partij (UUID).{_KI}", older=""
    )
    zaak: Uuid | None = filter_field(
        "onderwerpobject__onderwerpobjectidentificatorObjectId",
        f"Over deze zaak (UUID).{_KI}",
        older="",
    )
    initiatiefnemer: Initiatiefnemer | None = filter_field(
        "", f"Van wie het contact uitging.{_CONTACTMOMENTEN}", older="initiatiefnemer"
    )
    bronorganisatie: str | None = filter_field(
        "", f"RSIN van de bronorganisatie.{_CONTACTMOMENTEN}", older="bronorganisatie"
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
