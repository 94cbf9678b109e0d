"""What the makers of records share: where the APIs are, fixed ids and empty shapes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

Json = dict[str, Any]
NAMESPACE = UUID("6f9b52c0-6c3d-4f0a-9d4e-5f0f3f7d7b11")
ZGW = ("zaken", "catalogi", "documenten", "besluiten")
RSIN = "517439943"


class Roots:
    """The root URL of each API of one server."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.by_api = {api: f"{host}/{api}/api/v1/" for api in (*ZGW, "klantinteracties")}
        self.by_api["brp"] = f"{host}/haalcentraal/api/brp/"

    def url(self, api: str, path: str, uuid: str) -> str:
        """Return the URL of one record."""
        return f"{self.by_api[api]}{path}/{uuid}"


def make_uuid(kind: str, *numbers: int) -> str:
    """Return the id of a record: the same in every run."""
    return str(uuid5(NAMESPACE, f"{kind}/{'/'.join(map(str, numbers))}"))


GEEN_PROCESOBJECT = {"datumkenmerk": "", "identificatie": "", "objecttype": "", "registratie": ""}
GELDIGHEID = {
    "beginGeldigheid": "2018-01-01",
    "eindeGeldigheid": None,
    "beginObject": "2018-01-01",
    "eindeObject": None,
}
GEEN_CONTACT = {"emailadres": "", "functie": "", "telefoonnummer": "", "naam": ""}
