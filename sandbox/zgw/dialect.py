"""The kinds of server: Open Zaak, and three that follow the VNG standard to the letter.

The old one knows the standard as it was before `expand` (Zaken 1.4, Documenten 1.3), the new one
as it became in 2026 (Zaken 1.7, Documenten 1.7, Besluiten 1.1). Of that no OpenAPI document is at
hand: it is made after its release notes.
"""

from __future__ import annotations

from typing import Literal

from sandbox.zgw.data import Json, ZgwData

Dialect = Literal["openzaak", "standard", "oud", "nieuw"]

VERSIONS: dict[Dialect, dict[str, str]] = {
    "openzaak": {
        "zaken": "1.5.1",
        "catalogi": "1.3.1",
        "documenten": "1.4.2",
        "besluiten": "1.1.0",
        "autorisaties": "1.0.0",
    },
    "standard": {
        "zaken": "1.5.2",
        "catalogi": "1.3.1",
        "documenten": "1.4.3",
        "besluiten": "1.0.2",
        "autorisaties": "1.0.0",
    },
    "nieuw": {
        "zaken": "1.7.0",
        "catalogi": "1.4.0",
        "documenten": "1.7.1",
        "besluiten": "1.1.0",
        "autorisaties": "1.1.0",
    },
    "oud": {
        "zaken": "1.4.1",
        "catalogi": "1.2.1",
        "documenten": "1.3.2",
        "besluiten": "1.0.2",
    },
}
_ONLY_OPEN_ZAAK = (
    "communicatiekanaalNaam",
    "laatstGemuteerd",
    "laatstGeopend",
    "gerelateerdeZaken",
)
_ONLY_OPEN_ZAAK_ROL = ("authenticatieContext", "beginGeldigheid", "eindeGeldigheid")
_ONLY_OPEN_ZAAK_BEDRIJF = ("kvkNummer", "vestigingsNummer", "verblijfsadres")
"""The standard knows a company by its rsin only."""


def standard_zaak(zaak: Json) -> Json:
    """A zaak without the fields that Open Zaak adds."""
    known = {name: value for name, value in zaak.items() if name not in _ONLY_OPEN_ZAAK}
    known["relevanteAndereZaken"] = [
        {"url": item["url"], "aardRelatie": item["aardRelatie"]}
        for item in zaak["relevanteAndereZaken"]
    ]
    known["opschorting"] = {
        name: value for name, value in zaak["opschorting"].items() if name != "eerdereOpschorting"
    }
    return known


def standard_rol(rol: Json) -> Json:
    """A rol without the fields that Open Zaak adds."""
    known = {name: value for name, value in rol.items() if name not in _ONLY_OPEN_ZAAK_ROL}
    if rol["betrokkeneType"] == "niet_natuurlijk_persoon":
        known["betrokkeneIdentificatie"] = {
            name: value
            for name, value in rol["betrokkeneIdentificatie"].items()
            if name not in _ONLY_OPEN_ZAAK_BEDRIJF
        }
    return known


def to_standard_shape(data: ZgwData) -> None:
    """Leave out the fields that Open Zaak adds, and rename the one that it spells otherwise."""
    data.zaken[:] = [standard_zaak(zaak) for zaak in data.zaken]
    data.rollen[:] = [standard_rol(rol) for rol in data.rollen]
    for zaakobjecttype in data.zaakobjecttypen:
        statustype = zaakobjecttype.pop("statustype")
        zaakobjecttype["statustypen"] = [statustype] if statustype else []


def newest_document(version: Json) -> Json:
    """A version of a document with what Documenten 1.7 knows besides."""
    return {
        "inhoudIsVervallen": False,
        "isGereedVoorPublicatie": version["vertrouwelijkheidaanduiding"] == "openbaar",
        "tonenAanInitiator": True,
        **version,
    }


def to_newest_shape(data: ZgwData) -> None:
    """Add what Documenten 1.7 knows of a document; one in ten is not for the initiator."""
    for versions in data.versies.values():
        for version in versions:
            version["inhoudIsVervallen"] = False
            version["isGereedVoorPublicatie"] = version["vertrouwelijkheidaanduiding"] == "openbaar"
            version["tonenAanInitiator"] = not version["identificatie"].endswith("7")
