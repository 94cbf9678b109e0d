"""What the bodies of the Documenten and Besluiten APIs may hold (Open Zaak 1.30)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from sandbox.zgw.data import OPENBAARHEID
from sandbox.zgw.writing.fields import (
    Body,
    Boolean,
    Choice,
    Day,
    Email,
    Field,
    Group,
    Kind,
    Many,
    Moment,
    Number,
    Rsin,
    Text,
    Url,
    fault,
    maybe,
    nullable,
    optional,
    required,
)

DOCUMENTSTATUSSEN = ("in_bewerking", "ter_vaststelling", "definitief", "gearchiveerd")
ALGORITMEN = (
    "crc_16",
    "crc_32",
    "crc_64",
    "fletcher_4",
    "fletcher_8",
    "fletcher_16",
    "fletcher_32",
    "hmac",
    "md5",
    "sha_1",
    "sha_256",
    "sha_512",
    "sha_3",
)
VERVALREDENEN = ("tijdelijk", "ingetrokken_overheid", "ingetrokken_belanghebbende")


@dataclass(frozen=True)
class Base64(Kind):
    """The bytes of a document, as text."""

    def read(self, value: Any) -> bytes:
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error as error:
            if str(error) == "Incorrect padding":
                reason = "The provided base64 data has incorrect padding"
                raise fault("incorrect-base64-padding", reason) from error
            raise fault("invalid-base64", str(error)) from error
        except TypeError as error:
            raise fault("invalid", "Not a valid string.") from error


INTEGRITEIT: Body = {
    "algoritme": required(Choice(ALGORITMEN)),
    "waarde": required(Text(128)),
    "datum": required(Day()),
}
ONDERTEKENING: Body = {
    "soort": required(Choice(("analoog", "digitaal", "pki"))),
    "datum": required(Day()),
}
DOCUMENT: Body = {
    "identificatie": optional(Text(40)),
    "bronorganisatie": required(Rsin(blank=False)),
    "creatiedatum": required(Day()),
    "titel": required(Text(200, blank=False)),
    "vertrouwelijkheidaanduiding": optional(Choice(OPENBAARHEID, blank=True)),
    "auteur": required(Text(200, blank=False)),
    "status": optional(Choice(DOCUMENTSTATUSSEN, blank=True)),
    "formaat": optional(Text(255)),
    "taal": required(Text(3, blank=False, min_length=3)),
    "bestandsnaam": optional(Text(255)),
    "inhoud": nullable(Base64()),
    "bestandsomvang": Field(Number(minimum=0), null=True),
    "link": optional(Url(200, blank=True)),
    "beschrijving": optional(Text(1000)),
    "ontvangstdatum": nullable(Day()),
    "verzenddatum": nullable(Day()),
    "indicatieGebruiksrecht": nullable(Boolean()),
    "verschijningsvorm": optional(Text()),
    "ondertekening": nullable(Group(ONDERTEKENING)),
    "integriteit": nullable(Group(INTEGRITEIT)),
    "informatieobjecttype": required(Url(200)),
    "trefwoorden": optional(Many(Text(100, blank=False)), ()),
}
DOCUMENT_WITH_LOCK: Body = {**DOCUMENT, "lock": required(Text(blank=False))}
UNLOCK: Body = {"lock": optional(Text(100))}
BESTANDSDEEL: Body = {"lock": required(Text(blank=False))}
"""Beside these a bestandsdeel has `inhoud`, as a file in the form."""
GEBRUIKSRECHTEN: Body = {
    "informatieobject": required(Url(None)),
    "startdatum": required(Moment()),
    "einddatum": nullable(Moment()),
    "omschrijvingVoorwaarden": required(Text(blank=False)),
}
OBJECTINFORMATIEOBJECT: Body = {
    "informatieobject": required(Url(None)),
    "object": required(Text(1000, blank=False)),
    "objectType": required(Choice(("besluit", "zaak", "verzoek"))),
}
_BINNENLAND: Body = {
    "huisletter": optional(Text(1)),
    "huisnummer": required(Number(1, 99_999)),
    "huisnummerToevoeging": optional(Text(4)),
    "naamOpenbareRuimte": required(Text(80)),
    "postcode": optional(Text(6)),
    "woonplaatsnaam": required(Text(80)),
}
_BUITENLAND: Body = {
    "adresBuitenland_1": required(Text(35)),
    "adresBuitenland_2": optional(Text(35)),
    "adresBuitenland_3": optional(Text(35)),
    "landPostadres": required(Url(200, blank=True)),
}
_POSTADRES: Body = {
    "postBusOfAntwoordnummer": required(Number(1, 9999)),
    "postadresPostcode": required(Text(6)),
    "postadresType": required(Choice(("antwoordnummer", "postbusnummer"))),
    "woonplaatsnaam": required(Text(80)),
}
VERZENDING: Body = {
    "betrokkene": required(Url(200)),
    "informatieobject": required(Url(None)),
    "aardRelatie": required(Choice(("afzender", "geadresseerde"))),
    "toelichting": optional(Text(200)),
    "ontvangstdatum": nullable(Day()),
    "verzenddatum": nullable(Day()),
    "contactPersoon": required(Url()),
    "contactpersoonnaam": optional(Text(40)),
    "binnenlandsCorrespondentieadres": nullable(Group(_BINNENLAND)),
    "buitenlandsCorrespondentieadres": nullable(Group(_BUITENLAND)),
    "correspondentiePostadres": nullable(Group(_POSTADRES)),
    "faxnummer": optional(Text(15)),
    "emailadres": optional(Email(100)),
    "mijnOverheid": optional(Boolean(), False),
    "telefoonnummer": optional(Text(15)),
}
BESLUIT: Body = {
    "identificatie": maybe(Text(50)),
    "verantwoordelijkeOrganisatie": required(Rsin(blank=False)),
    "besluittype": required(Url(200)),
    "zaak": optional(Url(200, blank=True)),
    "datum": required(Day()),
    "toelichting": optional(Text()),
    "bestuursorgaan": optional(Text(50)),
    "ingangsdatum": required(Day()),
    "vervaldatum": nullable(Day()),
    "vervalreden": optional(Choice(VERVALREDENEN, blank=True)),
    "publicatiedatum": nullable(Day()),
    "verzenddatum": nullable(Day()),
    "uiterlijkeReactiedatum": nullable(Day()),
}
BESLUITINFORMATIEOBJECT: Body = {
    "informatieobject": required(Url()),
    "besluit": required(Url()),
}
