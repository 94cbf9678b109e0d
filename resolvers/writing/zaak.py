"""Mutations that change a zaak itself: PATCH of what is given, with a status beside it if asked.

With a status both go in one write where the server has that (Open Zaak's `zaak_bijwerken`), and
otherwise in two, the zaak first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from resolvers.context import RequestContext
from resolvers.kalender import today
from resolvers.writing.keuring import Gevonden, afgekeurd, zaak_van
from resolvers.writing.status import (
    RESULTAAT_MISSING,
    TOEVOEGEN,
    Status,
    over_status,
    require_open,
    status_body,
    statustype_van,
    zet_status,
)
from resolvers.writing.termijn import is_longer, later, moved
from resolvers.writing.uitvoering import Opdracht, Over, Uitvoering, samen_of_apart
from sources.catalogi.resources import StatustypeRecord
from sources.writing import Write
from sources.zaken.resources import CRS, ZAAK, ZaakRecord

GEFORCEERD = "zaken.geforceerd-bijwerken"
BIJWERKEN = ("zaken.bijwerken", GEFORCEERD)
CRS_HEADERS = {"Accept-Crs": CRS, "Content-Crs": CRS}
NOT_ALLOWED = "NOT_ALLOWED_BY_ZAAKTYPE"
SUSPENDED, NOT_SUSPENDED = "ZAAK_SUSPENDED", "ZAAK_NOT_SUSPENDED"
NOTHING_GIVEN = "NOTHING_GIVEN"
CHANGED = "CHANGED_MEANWHILE"
WRONG_DURATION = "WRONG_DURATION"
UITERLIJK, GEPLAND = "uiterlijkeEinddatumAfdoening", "einddatumGepland"


async def bij_te_werken(
    context: RequestContext, given: str, *, also: tuple[str, ...] = (), closed: bool = False
) -> Gevonden:
    """Return the zaak that may be changed; one that has ended only `closed`, by who may force it.

    Raises Afgekeurd, WriteDeniedError.
    """
    gevonden = await zaak_van(context, given, BIJWERKEN)
    guard = context.call.guard
    if gevonden.is_gesloten:
        if not closed:
            require_open(gevonden)
        await guard.require_write(gevonden.client, ZAAK, gevonden.zaak, (GEFORCEERD,))
    if also:
        await guard.require_write(gevonden.client, ZAAK, gevonden.zaak, also)
    return gevonden


async def zaak_bijwerken(
    context: RequestContext,
    given: str,
    body: dict[str, Any],
    velden: Mapping[str, str],
    ongewijzigd_sinds: str | None = None,
) -> Opdracht:
    """Return what changes the properties of a zaak that are given. Raises Afgekeurd."""
    if not body:
        raise afgekeurd(NOTHING_GIVEN, "invoer", "Er is niets gegeven om te wijzigen.")
    gevonden = await bij_te_werken(context, given, closed=True)
    _require_unchanged(gevonden.zaak, ongewijzigd_sinds)
    _check_producten(gevonden, body)
    if "vertrouwelijkheidaanduiding" in body:
        level = body["vertrouwelijkheidaanduiding"]
        candidate = msgspec.structs.replace(gevonden.zaak, vertrouwelijkheidaanduiding=level)
        await context.call.guard.require_new(gevonden.client, ZAAK, candidate, BIJWERKEN)
    return _patch(gevonden, body, velden)


def _require_unchanged(zaak: ZaakRecord, since: str | None) -> None:
    """Raise Afgekeurd when the zaak was changed after what the caller last saw of it."""
    if since is None:
        return
    changed = zaak.laatst_gemuteerd
    if changed is None or datetime.fromisoformat(changed) > datetime.fromisoformat(since):
        melding = "De zaak is intussen gewijzigd; kijk eerst wat er nu staat."
        raise afgekeurd(CHANGED, "invoer.ongewijzigdSinds", melding)


def _check_producten(gevonden: Gevonden, body: Mapping[str, Any]) -> None:
    asked = set(body.get("productenOfDiensten", ()))
    zaaktype = gevonden.zaaktype
    if zaaktype is not None and not asked <= set(zaaktype.producten_of_diensten or ()):
        melding = "Het zaaktype kent niet al deze producten of diensten."
        raise afgekeurd(NOT_ALLOWED, "invoer.productenOfDiensten", melding)


async def zaak_opschorten(
    context: RequestContext, given: str, reden: str, data: dict[str, Any], status: Status | None
) -> Opdracht:
    """Return what suspends a zaak. `data` are new dates. Raises Afgekeurd."""
    gevonden = await _met_status(context, given, status)
    zaaktype = gevonden.zaaktype
    if zaaktype is not None and zaaktype.opschorting_en_aanhouding_mogelijk is False:
        melding = "Zaken van dit zaaktype kunnen niet worden opgeschort."
        raise afgekeurd(NOT_ALLOWED, "invoer.zaak", melding)
    if _is_opgeschort(gevonden.zaak):
        raise afgekeurd(SUSPENDED, "invoer.zaak", "De zaak is al opgeschort.")
    body = {"opschorting": {"indicatie": True, "reden": reden}, **data}
    return await _change(context, gevonden, body, status)


async def zaak_hervatten(
    context: RequestContext, given: str, reden: str, data: dict[str, Any], status: Status | None
) -> Opdracht:
    """Return what resumes a suspended zaak. Raises Afgekeurd."""
    gevonden = await _met_status(context, given, status)
    if not _is_opgeschort(gevonden.zaak):
        raise afgekeurd(NOT_SUSPENDED, "invoer.zaak", "De zaak is niet opgeschort.")
    body = {"opschorting": {"indicatie": False, "reden": reden}, **data}
    return await _change(context, gevonden, body, status)


async def zaak_verlengen(
    context: RequestContext,
    given: str,
    reden: str,
    duur: str,
    data: dict[str, Any],
    status: Status | None,
) -> Opdracht:
    """Return what gives a zaak more time: its dates move along, unless given. Raises Afgekeurd."""
    gevonden = await _met_status(context, given, status)
    zaak, zaaktype = gevonden.zaak, gevonden.zaaktype
    if later(today(context), duur) is None:
        melding = "Geef een duur in hele dagen, weken, maanden of jaren, zoals P14D."
        raise afgekeurd(WRONG_DURATION, "invoer.duur", melding)
    if zaaktype is not None and zaaktype.verlenging_mogelijk is False:
        melding = "Zaken van dit zaaktype kunnen niet worden verlengd."
        raise afgekeurd(NOT_ALLOWED, "invoer.zaak", melding)
    most = zaaktype.verlengingstermijn if zaaktype is not None else None
    if most and is_longer(duur, most, today(context)):
        melding = f"Dit zaaktype staat een verlenging van hoogstens {most} toe."
        raise afgekeurd(NOT_ALLOWED, "invoer.duur", melding)
    moving = {
        UITERLIJK: moved(zaak.uiterlijke_einddatum_afdoening, duur),
        GEPLAND: moved(zaak.einddatum_gepland, duur),
    }
    dates = {name: day for name, day in moving.items() if day is not None}
    body = {"verlenging": {"reden": reden, "duur": duur}, **dates, **data}
    return await _change(context, gevonden, body, status)


async def _met_status(context: RequestContext, given: str, status: Status | None) -> Gevonden:
    also = (TOEVOEGEN,) if status is not None else ()
    return await bij_te_werken(context, given, also=also)


def _is_opgeschort(zaak: ZaakRecord) -> bool:
    return bool(zaak.opschorting is not None and zaak.opschorting.indicatie)


VELDEN_VAN_ZAAK = {
    "opschorting": "invoer.reden",
    "opschorting.reden": "invoer.reden",
    "verlenging": "invoer.duur",
    "verlenging.reden": "invoer.reden",
    "verlenging.duur": "invoer.duur",
    UITERLIJK: f"invoer.{UITERLIJK}",
    GEPLAND: f"invoer.{GEPLAND}",
}


async def _change(
    context: RequestContext, gevonden: Gevonden, body: dict[str, Any], status: Status | None
) -> Opdracht:
    if status is None:
        return _patch(gevonden, body, VELDEN_VAN_ZAAK)
    statustype = await statustype_van(context, gevonden, status)
    _refuse_end(statustype, status)
    new = await status_body(context, gevonden, status, statustype)
    return _with_status(gevonden, body, new, status.velden)


def _refuse_end(statustype: StatustypeRecord, status: Status) -> None:
    if statustype.is_eindstatus:
        melding = "De eindstatus sluit de zaak; gebruik daarvoor zaakAfsluiten."
        raise afgekeurd(RESULTAAT_MISSING, f"{status.veld}.statustype", melding)


def _patch(gevonden: Gevonden, body: Mapping[str, Any], velden: Mapping[str, str]) -> Opdracht:
    async def werk(uitvoering: Uitvoering) -> None:
        await wijzig_zaak(uitvoering, gevonden, body, velden)

    return Opdracht(werk, ("zaak",), {"zaak": gevonden.zaak.url})


async def wijzig_zaak(
    uitvoering: Uitvoering, gevonden: Gevonden, body: Mapping[str, Any], velden: Mapping[str, str]
) -> None:
    """Write properties of a zaak. Raises Stopped."""
    template = f"{ZAAK.path}/{{uuid}}"
    asked = Write("PATCH", gevonden.pad, dict(body), template, CRS_HEADERS)
    await uitvoering.stap(gevonden.client, asked, over_zaak(gevonden), velden=velden)


def over_zaak(gevonden: Gevonden) -> Over:
    """Return what a change of a zaak itself is told as."""
    return Over("zaken", "zaak", gevonden.zaak.url, gevonden.kenmerken, actie="partial_update")


def _with_status(
    gevonden: Gevonden, body: dict[str, Any], status: dict[str, Any], of_status: Mapping[str, str]
) -> Opdracht:
    velden = {
        **{f"zaak.{name}": veld for name, veld in VELDEN_VAN_ZAAK.items()},
        **{f"status.{name}": veld for name, veld in of_status.items()},
    }
    sub = {name: value for name, value in status.items() if name != "zaak"}
    asked = Write(
        "POST",
        f"zaak_bijwerken/{gevonden.pad.rpartition('/')[2]}",
        {"zaak": body, "status": sub},
        "zaak_bijwerken/{uuid}",
        CRS_HEADERS,
    )
    overs = (over_zaak(gevonden), over_status(gevonden))

    async def apart(uitvoering: Uitvoering) -> None:
        await wijzig_zaak(uitvoering, gevonden, body, VELDEN_VAN_ZAAK)
        await zet_status(uitvoering, gevonden, status, of_status)

    async def werk(uitvoering: Uitvoering) -> None:
        await samen_of_apart(uitvoering, gevonden.client, asked, overs, velden, apart)

    return Opdracht(werk, ("zaak", "status"), {"zaak": gevonden.zaak.url})
