"""Values of a zaak that no register writes: terms, lateness and progress.

What each of them means is in docs/begrippen.md, precise enough that two dashboards agree. All are
made of what the zaak already told, but for the three that say here what they read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import date
from inspect import isawaitable
from typing import Any

from planning.reads import NOTHING, Reads, Way, declares
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import load_links, many, one
from resolvers.kalender import day, today
from sources.catalogi.resources import STATUSTYPE, ZAAKTYPE, StatustypeRecord, ZaaktypeRecord
from sources.loader import each, settled
from sources.urls import last_segment
from sources.zaken.resources import STATUS, ZAAK, StatusRecord, ZaakRecord

_statussen = many(STATUS, "zaak")
_statustype = one(STATUSTYPE, "statustype_url")


class Voortgang:
    """How far a zaak is among the statustypen of its zaaktype."""

    __slots__ = ("fractie", "totaal", "volgnummer")

    def __init__(self, volgnummer: int | None, totaal: int, fractie: float) -> None:
        self.volgnummer, self.totaal, self.fractie = volgnummer, totaal, fractie


class Wijziging:
    """When a zaak last changed, and what tells that."""

    __slots__ = ("bron", "tijdstip")

    def __init__(self, tijdstip: str, bron: str) -> None:
        self.tijdstip, self.bron = tijdstip, bron


def _day(zaak: ZaakRecord, text: str | None, info: ResolveInfo) -> date | None:
    return day(text, context_of(info).landscape.ref(ZAAK, zaak.url).client.name) if text else None


@declares(NOTHING)
def is_open(zaak: ZaakRecord, _info: ResolveInfo) -> bool:
    """Return whether the zaak has no einddatum; what the filter `isOpen` selects."""
    return zaak.einddatum is None


@declares(NOTHING)
def doorlooptijd(zaak: ZaakRecord, info: ResolveInfo) -> int | None:
    """Return the calendar days from startdatum to einddatum, or to today; at least 0."""
    start = _day(zaak, zaak.startdatum, info)
    if start is None:
        return None
    end = _day(zaak, zaak.einddatum, info) or today(context_of(info))
    return max(0, (end - start).days)


@declares(NOTHING)
def dagen_tot_streefdatum(zaak: ZaakRecord, info: ResolveInfo) -> int | None:
    """Return the days until einddatumGepland, below 0 when it has passed; see `_days_left`."""
    return _days_left(zaak, zaak.einddatum_gepland, info)


@declares(NOTHING)
def dagen_tot_fatale_datum(zaak: ZaakRecord, info: ResolveInfo) -> int | None:
    """Return the days until uiterlijkeEinddatumAfdoening; see `_days_left`."""
    return _days_left(zaak, zaak.uiterlijke_einddatum_afdoening, info)


def _days_left(zaak: ZaakRecord, text: str | None, info: ResolveInfo) -> int | None:
    """Return the days until a date: None when there is none, or when no term runs.

    No term runs once the zaak is closed, nor while it is opgeschort (Awb 4:15): the register knows
    neither since when nor until when, and gets new dates when the zaak goes on.
    """
    last = _day(zaak, text, info)
    if last is None or zaak.einddatum is not None or _is_opgeschort(zaak):
        return None
    return (last - today(context_of(info))).days


def _is_opgeschort(zaak: ZaakRecord) -> bool:
    return zaak.opschorting is not None and zaak.opschorting.indicatie is True


@declares(NOTHING)
def is_te_laat(zaak: ZaakRecord, info: ResolveInfo) -> bool | None:
    """Return whether the zaak is past its fatale datum, or was closed after it.

    None without that date, and while an open zaak is opgeschort.
    """
    last = _day(zaak, zaak.uiterlijke_einddatum_afdoening, info)
    end = _day(zaak, zaak.einddatum, info)
    if last is None or (end is None and _is_opgeschort(zaak)):
        return None
    return (end or today(context_of(info))) > last


@declares(Reads(Way.CHILDREN, STATUS))
def is_heropend(zaak: ZaakRecord, info: ResolveInfo) -> Any:
    """Return whether the zaak is open again after it had an end status.

    Reads the statussen of an open zaak, the same read as the field `statussen`: no register tells
    it otherwise. Of a closed zaak, or one without a status, nothing is read.
    """
    if zaak.einddatum is not None or zaak.status_url is None:
        return False
    return _had_end(_statussen(zaak, info), info)


async def _had_end(rows: Any, info: ResolveInfo) -> bool:
    statussen: list[StatusRecord] = await settled(rows)
    types = await each([_settled_type(status, info) for status in statussen])
    for found in types:
        if isinstance(found, Exception):
            raise found
    return any(found is not None and found.is_eindstatus for found in types)  # type: ignore[union-attr]


async def _settled_type(status: StatusRecord, info: ResolveInfo) -> StatustypeRecord | None:
    found: StatustypeRecord | None = await settled(_statustype(status, info))
    return found


@declares(NOTHING)
def laatste_wijziging(zaak: ZaakRecord, info: ResolveInfo) -> Any:
    """Return when the zaak last changed: as its register notes, else when its status was set.

    The second takes the status, and so a call per zaak at registers older than Open Zaak.
    """
    if zaak.laatst_gemuteerd is not None:
        return Wijziging(zaak.laatst_gemuteerd, "register")
    if zaak.status_url is None:
        return None
    found = context_of(info).loaders.by_url(STATUS, zaak.status_url)
    return _change_later(found) if isinstance(found, Awaitable) else _change(found)


def _change(status: StatusRecord | None) -> Wijziging | None:
    if status is None or status.datum_status_gezet is None:
        return None
    return Wijziging(status.datum_status_gezet, "status")


async def _change_later(found: Awaitable[StatusRecord | None]) -> Wijziging | None:
    return _change(await found)


@declares(Reads(Way.ONE, STATUS))
def voortgang(zaak: ZaakRecord, info: ResolveInfo) -> Any:
    """Return how far the zaak is; the types come from the catalogus cache."""
    if zaak.zaaktype_url is None:
        return None
    context = context_of(info)
    status = None
    if zaak.status_url is not None:
        status = context.loaders.by_url(STATUS, zaak.status_url)
    types = _statustypen(context, zaak.zaaktype_url)
    if isawaitable(status) or isawaitable(types):
        return _progress_later(status, types)
    return _progress(status, types)


async def _progress_later(status: Any, types: Any) -> Voortgang | None:
    return _progress(await settled(status), await settled(types))


def _progress(status: StatusRecord | None, types: Sequence[StatustypeRecord]) -> Voortgang | None:
    """Return the place of a status; None when its type is not one of the zaaktype's."""
    if not types:
        return None
    if status is None:
        return Voortgang(None, len(types), 0.0)
    uuid = last_segment(status.statustype_url or "")
    for place, found in enumerate(types, 1):
        if last_segment(found.url) == uuid:
            return Voortgang(found.volgnummer, len(types), place / len(types))
    return None


def _statustypen(context: RequestContext, url: str) -> Any:
    """Return the statustypen of a zaaktype by volgnummer; looked up once for all its zaken."""
    known: dict[str, list[StatustypeRecord]] = context.loaders.once(("voortgang",), dict)
    found = known.get(url)
    if found is not None:
        return found
    zaaktype: Any = context.loaders.by_url(ZAAKTYPE, url)
    if isawaitable(zaaktype):
        return _statustypen_later(context, zaaktype)
    rows = load_links(context, STATUSTYPE, zaaktype.statustypen_urls or ()) if zaaktype else []
    if isawaitable(rows):
        return _in_order_later(rows)
    known[url] = _in_order(rows)
    return known[url]


async def _statustypen_later(
    context: RequestContext, waiting: Awaitable[ZaaktypeRecord | None]
) -> list[StatustypeRecord]:
    zaaktype = await waiting
    if zaaktype is None:
        return []
    return await _in_order_later(load_links(context, STATUSTYPE, zaaktype.statustypen_urls or ()))


async def _in_order_later(rows: Any) -> list[StatustypeRecord]:
    return _in_order(await settled(rows))


def _in_order(rows: Sequence[Any]) -> list[StatustypeRecord]:
    for row in rows:
        if isinstance(row, Exception):
            raise row
    return sorted((row for row in rows if row is not None), key=lambda row: row.volgnummer or 0)
