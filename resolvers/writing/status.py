"""statusZetten: one more status of a zaak that is open (Zaken API 1.5.1, POST statussen)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from resolvers.context import RequestContext
from resolvers.writing.keuring import (
    NOT_FOUND,
    ZAAK_CLOSED,
    Gevonden,
    afgekeurd,
    deel_van_zaaktype,
    find,
    same,
    zaak_van,
)
from resolvers.writing.uitvoering import Opdracht, Over, Uitvoering
from sources.catalogi.resources import STATUSTYPE, StatustypeRecord
from sources.writing import Write
from sources.zaken.resources import ROL, STATUS, ZAAK

TOEVOEGEN = "zaken.statussen.toevoegen"
AANMAKEN = "zaken.aanmaken"
RESULTAAT_MISSING = "RESULTAAT_MISSING"
PROPERTIES = ("statustype", "datumStatusGezet", "statustoelichting", "gezetdoor")


class Status(NamedTuple):
    """A status to be set, as it was asked."""

    statustype: str
    datum: str | None = None
    toelichting: str | None = None
    gezetdoor: str | None = None
    veld: str = "invoer"
    """Where in the arguments it stands."""

    @property
    def velden(self) -> dict[str, str]:
        """Return which argument each property of a status came from."""
        return {"zaak": "invoer.zaak", **{name: f"{self.veld}.{name}" for name in PROPERTIES}}


async def status_zetten(context: RequestContext, zaak: str, asked: Status) -> Opdracht:
    """Return what sets a status. Raises Afgekeurd, WriteDeniedError."""
    gevonden = await zaak_van(context, zaak, (TOEVOEGEN, AANMAKEN))
    if gevonden.zaak.status_url is not None:
        guard = context.call.guard
        await guard.require_write(gevonden.client, ZAAK, gevonden.zaak, (TOEVOEGEN,))
    require_open(gevonden)
    statustype = await statustype_van(context, gevonden, asked)
    if statustype.is_eindstatus and gevonden.zaak.resultaat_url is None:
        melding = "Een zaak krijgt een resultaat voordat zij haar eindstatus krijgt."
        raise afgekeurd(RESULTAAT_MISSING, f"{asked.veld}.statustype", melding)
    body = await status_body(context, gevonden, asked, statustype)

    async def werk(uitvoering: Uitvoering) -> None:
        await zet_status(uitvoering, gevonden, body, asked.velden)

    return Opdracht(werk, ("status",), {"zaak": gevonden.zaak.url})


def require_open(gevonden: Gevonden, veld: str = "invoer.zaak") -> None:
    """Raise Afgekeurd for a zaak that has ended."""
    if gevonden.is_gesloten:
        raise afgekeurd(ZAAK_CLOSED, veld, "De zaak is afgesloten; heropen haar eerst.")


async def statustype_van(
    context: RequestContext, gevonden: Gevonden, asked: Status
) -> StatustypeRecord:
    """Return the statustype that is asked, of the zaaktype of the zaak. Raises Afgekeurd."""
    found: StatustypeRecord = await deel_van_zaaktype(
        context,
        STATUSTYPE,
        "Statustype",
        asked.statustype,
        gevonden.zaak.zaaktype_url,
        f"{asked.veld}.statustype",
    )
    return found


async def status_body(
    context: RequestContext, gevonden: Gevonden, asked: Status, statustype: StatustypeRecord
) -> dict[str, Any]:
    """Return a status as the register takes it. Raises Afgekeurd."""
    body: dict[str, Any] = {
        "zaak": gevonden.zaak.url,
        "statustype": statustype.url,
        "datumStatusGezet": asked.datum or now(),
    }
    if asked.toelichting:
        body["statustoelichting"] = asked.toelichting
    if asked.gezetdoor:
        body["gezetdoor"] = await _rol_van(context, gevonden, asked)
    return body


async def _rol_van(context: RequestContext, gevonden: Gevonden, asked: Status) -> str:
    rol = await find(context, ROL, "Rol", asked.gezetdoor or "")
    if rol is None or not same(context, ZAAK, rol.zaak_url, gevonden.zaak.url):
        raise afgekeurd(NOT_FOUND, f"{asked.veld}.gezetdoor", "Deze rol is niet van deze zaak.")
    return rol.url


def over_status(gevonden: Gevonden) -> Over:
    """Return what a new status is told as."""
    return Over("zaken", "status", gevonden.zaak.url, gevonden.kenmerken)


async def zet_status(
    uitvoering: Uitvoering, gevonden: Gevonden, body: dict[str, Any], velden: Mapping[str, str]
) -> None:
    """Write a status. Raises Stopped."""
    asked = Write("POST", STATUS.path, body)
    await uitvoering.stap(gevonden.client, asked, over_status(gevonden), velden=velden)


def now() -> str:
    """Return this moment as the standard writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
