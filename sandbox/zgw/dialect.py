"""The two kinds of server: Open Zaak, and one that follows the VNG standard to the letter."""

from __future__ import annotations

from typing import Literal

from sandbox.zgw.data import ZgwData

Dialect = Literal["openzaak", "standard"]

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
}
_ONLY_OPEN_ZAAK = (
    "communicatiekanaalNaam",
    "laatstGemuteerd",
    "laatstGeopend",
    "gerelateerdeZaken",
)


def to_standard_shape(data: ZgwData) -> None:
    """Leave out the fields that Open Zaak adds, and rename the one that it spells otherwise."""
    for zaak in data.zaken:
        for name in _ONLY_OPEN_ZAAK:
            del zaak[name]
        for relation in zaak["relevanteAndereZaken"]:
            del relation["overigeRelatie"], relation["toelichting"]
    for rol in data.rollen:
        rol.pop("authenticatieContext", None)
    for zaakobjecttype in data.zaakobjecttypen:
        statustype = zaakobjecttype.pop("statustype")
        zaakobjecttype["statustypen"] = [statustype] if statustype else []
