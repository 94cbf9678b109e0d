"""What a value of a register means to its reader: the name behind a URL, a date in words.

Types come from the catalogus cache; what hangs below a zaak from the trail that names it; zaken,
documents and besluiten through their loaders, so guarded and batched.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from resolvers.context import RequestContext
from sources.besluiten.resources import BESLUIT, BESLUITINFORMATIEOBJECT
from sources.catalogi import resources as catalogi
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT, OBJECTINFORMATIEOBJECT
from sources.errors import AccessDeniedError, OutsideLandscapeError
from sources.loader import settled
from sources.records import Json
from sources.resource import Resource
from sources.zaken import resources as zaken

Label = str | None
NAMED: Mapping[tuple[str, str], tuple[Resource[Any], str]] = {
    resource.key: (resource, attribute)
    for resource, attribute in (
        (catalogi.ZAAKTYPE, "omschrijving"),
        (catalogi.STATUSTYPE, "omschrijving"),
        (catalogi.RESULTAATTYPE, "omschrijving"),
        (catalogi.ROLTYPE, "omschrijving"),
        (catalogi.EIGENSCHAP, "naam"),
        (catalogi.INFORMATIEOBJECTTYPE, "omschrijving"),
        (catalogi.BESLUITTYPE, "omschrijving"),
        (catalogi.ZAAKOBJECTTYPE, "relatie_omschrijving"),
        (zaken.ZAAK, "identificatie"),
        (BESLUIT, "identificatie"),
        (ENKELVOUDIGINFORMATIEOBJECT, "titel"),
    )
}
"""What is read of a resource to name it."""
PARTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    zaken.STATUS.key: ("statustype",),
    zaken.RESULTAAT.key: ("resultaattype",),
    zaken.ROL.key: ("omschrijving", "roltype"),
    zaken.ZAAKINFORMATIEOBJECT.key: ("titel", "informatieobject"),
    zaken.ZAAKOBJECT.key: ("relatieomschrijving", "objectType"),
    BESLUITINFORMATIEOBJECT.key: ("informatieobject",),
    OBJECTINFORMATIEOBJECT.key: ("object",),
}
"""What of a part names it, the first that is there; itself a text or a URL with a name."""
EIGENSCHAPPEN = re.compile(r"zaken/[^/]+/zaakeigenschappen\Z")
MAANDEN = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
HERE = ZoneInfo("Europe/Amsterdam")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DURATION = re.compile(r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?\Z")
_UNITS = (("jaar", "jaar"), ("maand", "maanden"), ("week", "weken"), ("dag", "dagen"))


def learn(context: RequestContext, url: str, body: Json) -> None:
    """Remember for labels what a trail tells of an object, and how a zaak calls a document."""
    bodies, titles = _told(context)
    bodies[url] = body
    document, titel = body.get("informatieobject"), body.get("titel")
    if isinstance(document, str) and isinstance(titel, str) and titel:
        titles[document] = titel


def _told(context: RequestContext) -> tuple[dict[str, Json], dict[str, str]]:
    """Return the objects that trails of this request told of, and titles of documents, by URL."""
    return context.loaders.once(("historie", "told"), lambda: ({}, {}))


def label_of(
    context: RequestContext, value: Any, *, is_code: bool = False
) -> Label | Awaitable[Label]:
    """Return the value as its reader knows it; None for a URL whose name is not known here."""
    if value is None or isinstance(value, dict | list):
        return None
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if not isinstance(value, str):
        return str(value)
    if value.startswith("http"):
        return _name_behind(context, value)
    return value.replace("_", " ") if is_code else _in_words(value)


def _name_behind(context: RequestContext, url: str) -> Label | Awaitable[Label]:
    try:
        client, path = context.landscape.locate(url)
    except OutsideLandscapeError:
        return None
    key = client.settings.api, path.rpartition("/")[0]
    bodies, titles = _told(context)
    if url in titles:
        return titles[url]
    if key in NAMED:
        resource, attribute = NAMED[key]
        return _read_name(context, resource, attrgetter(attribute), url)
    body = bodies.get(url)
    if body is None:
        return None
    names = PARTS.get(key) or (("naam",) if EIGENSCHAPPEN.match(key[1]) else ())
    return next((label_of(context, body[name]) for name in names if body.get(name)), None)


def _read_name(
    context: RequestContext, resource: Resource[Any], name_of: Callable[[Any], Label], url: str
) -> Label | Awaitable[Label]:
    """Return the name of what is at a URL; None when it is not there, or not to be seen."""
    try:
        found = context.loaders.by_url(resource, url)
    except AccessDeniedError:
        return None
    if isinstance(found, Awaitable):
        return _name_later(found, name_of)
    return None if found is None else name_of(found)


async def _name_later(found: Awaitable[Any], name_of: Callable[[Any], Label]) -> Label:
    try:
        record = await settled(found)
    except AccessDeniedError:
        return None
    return None if record is None else name_of(record)


def _in_words(text: str) -> str:
    """Return a date, moment or duration as one says it; any other text as it is."""
    try:
        if _DATE.match(text):
            return _day(date.fromisoformat(text))
        if _MOMENT.match(text):
            moment = datetime.fromisoformat(text)
            here = moment if moment.tzinfo is None else moment.astimezone(HERE)
            return f"{_day(here)} {here:%H:%M}"
    except (ValueError, OverflowError):
        return text
    found = _DURATION.match(text)
    return _duration(found.groups()) if found else text


def _day(day: date) -> str:
    return f"{day.day} {MAANDEN[day.month - 1]} {day.year}"


def _duration(numbers: tuple[str | None, ...]) -> str:
    parts = [
        f"{int(number)} {one if int(number) == 1 else more}"
        for number, (one, more) in zip(numbers, _UNITS, strict=True)
        if number is not None
    ]
    return " en ".join(parts)
