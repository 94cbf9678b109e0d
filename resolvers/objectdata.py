"""Typed parts of the free data of an object, and what the JSON schema of its type says of them.

Every objecttype has a shape of its own, and a record keeps the version it was written in. So the
graph has no GraphQL type per objecttype: it gives a value with its kind, as it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from planning.reads import NOTHING, Reads, Way, declares
from resolvers.access.objecten import is_shown
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.objecten import checked_pad
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, ForbiddenError, OutsideLandscapeError
from sources.objecten.expressions import value_at
from sources.objecten.resources import (
    OBJECT,
    OBJECTTYPE,
    PERMISSIE,
    ObjectInhoudRecord,
    ObjecttypeRecord,
    ObjecttypeVersieRecord,
    PermissieRecord,
    versies_of,
)
from sources.urls import last_segment

MAX_DEPTH = 12
"""Groups inside each other in a schema or in data; what lies deeper is one value."""
MAX_VELDEN = 1_000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_FORMATS = {"date": "datum", "date-time": "moment", "uri": "verwijzing"}
_KINDS = {
    "string": "tekst",
    "number": "getal",
    "integer": "geheel_getal",
    "boolean": "ja_nee",
    "array": "lijst",
    "object": "groep",
}


class Veld:
    """One value of an object's data."""

    __slots__ = ("pad", "record", "waarde")

    def __init__(self, record: ObjectInhoudRecord, pad: str, waarde: Any) -> None:
        self.record, self.pad, self.waarde = record, pad, waarde

    @property
    def soort(self) -> str:
        """What the value is, by itself: whatever its schema promises."""
        value = self.waarde
        if isinstance(value, bool):
            return "ja_nee"
        if isinstance(value, int):
            return "geheel_getal"
        if isinstance(value, float):
            return "getal"
        if isinstance(value, str):
            return "datum" if _DATE.match(value) else "moment" if _MOMENT.match(value) else "tekst"
        return "lijst" if isinstance(value, list) else "groep"

    @property
    def tekst(self) -> str | None:
        """The value when it is a text, dates and moments included."""
        return self.waarde if isinstance(self.waarde, str) else None

    @property
    def getal(self) -> float | None:
        """The value when it is a number."""
        is_number = isinstance(self.waarde, int | float) and not isinstance(self.waarde, bool)
        return float(self.waarde) if is_number else None

    @property
    def ja_nee(self) -> bool | None:
        """The value when it is true or false."""
        return self.waarde if isinstance(self.waarde, bool) else None

    @property
    def datum(self) -> str | None:
        """The value when it is a day (ISO 8601)."""
        return self.waarde if self.soort == "datum" else None

    @property
    def teksten(self) -> list[str] | None:
        """The values when it is a list of texts."""
        value = self.waarde
        is_texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return value if is_texts else None


class VeldDefinitie:
    """What the JSON schema of an objecttype says of one path."""

    __slots__ = ("pad", "schema", "verplicht")

    def __init__(self, pad: str, schema: Mapping[str, Any], *, verplicht: bool) -> None:
        self.pad, self.schema, self.verplicht = pad, schema, verplicht

    @property
    def titel(self) -> str | None:
        """The name to show."""
        return _text(self.schema.get("title"))

    @property
    def omschrijving(self) -> str | None:
        """What it means."""
        return _text(self.schema.get("description"))

    @property
    def soort(self) -> str | None:
        """What kind of value it takes; None when the schema does not say one."""
        kind = self.schema.get("type")
        kinds = [one for one in kind if one != "null"] if isinstance(kind, list) else [kind]
        if len(kinds) != 1 or not isinstance(kinds[0], str):
            return None
        form = self.schema.get("format")
        if kinds[0] == "string" and isinstance(form, str):
            return _FORMATS.get(form, "tekst")
        return _KINDS.get(kinds[0])

    @property
    def waarden(self) -> list[str] | None:
        """The texts it may be, when they are enumerated."""
        values = self.schema.get("enum")
        if not isinstance(values, list):
            return None
        return [value for value in values if isinstance(value, str)]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


async def veld_of(record: ObjectInhoudRecord, context: RequestContext, pad: str) -> Veld | None:
    """Return the value at a path; None when there is none.

    Raises AccessDeniedError when the policy withholds it, ForbiddenError when the register does.
    """
    checked_pad(pad, "pad")
    if record.shown is not None and not is_shown(record.shown, pad):
        raise AccessDeniedError(OBJECT.api, OBJECT.path, reason="this field is withheld")
    value = value_at(record.data, pad)
    if value is not None:
        return Veld(record, pad, value)
    client, permission = await _permission(context, record)
    if permission is not None and not permission.sees(pad, record.type_version):
        raise ForbiddenError(client.name, OBJECT.path, reason="not with these credentials")
    return None


@declares(NOTHING)
def velden_of(record: ObjectInhoudRecord, _info: ResolveInfo) -> list[Veld]:
    """Return every value of the data with its path; a group gives what is in it."""
    found = islice(_values(record.data or {}, "", 0), MAX_VELDEN)
    return [Veld(record, pad, value) for pad, value in found]


def _values(data: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        pad = f"{above}{name}"
        if isinstance(value, dict) and value and depth < MAX_DEPTH:
            yield from _values(value, f"{pad}.", depth + 1)
        elif value is not None:
            yield pad, value


@declares(Reads(Way.LISTED, PERMISSIE))
async def is_volledig(record: ObjectInhoudRecord, info: ResolveInfo) -> bool:
    """Return whether all of the data is shown: neither the policy nor the register cuts it."""
    if record.shown is not None:
        return False
    _, permission = await _permission(context_of(info), record)
    return permission is None or not permission.use_fields


async def _permission(
    context: RequestContext, record: ObjectInhoudRecord
) -> tuple[UpstreamClient, PermissieRecord | None]:
    """Return what the gateway's own token may see of this type; None when that is not told."""
    client = context.landscape.ref(OBJECT, record.object_url or "").client
    uuid = last_segment(record.type_url or "")
    rows = await context.loaders.catalogus.all(client, PERMISSIE, context.call)
    return client, next((row for row in rows if last_segment(row.url) == uuid), None)


@declares(Reads(Way.LISTED, OBJECTTYPE))
def versies_of_objecttype(
    found: ObjecttypeRecord, info: ResolveInfo
) -> Awaitable[list[ObjecttypeVersieRecord]]:
    """Return the versions of an objecttype, from the shared cache."""
    return _versies(context_of(info), found.url)


def _versies(context: RequestContext, type_url: str) -> Awaitable[list[ObjecttypeVersieRecord]]:
    client, uuid = context.landscape.ref(OBJECTTYPE, type_url)
    return context.loaders.catalogus.all(client, versies_of(uuid), context.call)


@declares(Reads(Way.LISTED, OBJECTTYPE))
async def versie_of_record(
    record: ObjectInhoudRecord, info: ResolveInfo
) -> ObjecttypeVersieRecord | None:
    """Return the version of the objecttype in which a record was written."""
    if record.type_url is None or record.type_version is None:
        return None
    return await _versie(context_of(info), record.type_url, record.type_version)


async def _versie(
    context: RequestContext, type_url: str, version: int
) -> ObjecttypeVersieRecord | None:
    rows = await _versies(context, type_url)
    return next((row for row in rows if row.version == version), None)


@declares(Reads(Way.LISTED, OBJECTTYPE))
async def definitie_of_veld(veld: Veld, info: ResolveInfo) -> VeldDefinitie | None:
    """Return what the schema says of a value, in the version the record was written in."""
    record = veld.record
    if record.type_url is None or record.type_version is None:
        return None
    try:
        versie = await _versie(context_of(info), record.type_url, record.type_version)
    except OutsideLandscapeError:
        return None
    return next((one for one in definities(versie) if one.pad == veld.pad), None)


@declares(NOTHING)
def velden_of_versie(versie: ObjecttypeVersieRecord, _info: ResolveInfo) -> list[VeldDefinitie]:
    """Return every path that the schema of a version describes."""
    return definities(versie)


def definities(versie: ObjecttypeVersieRecord | None) -> list[VeldDefinitie]:
    """Return every path that a JSON schema describes, groups before what is in them."""
    schema = (versie.json_schema if versie is not None else None) or {}
    found: list[VeldDefinitie] = []
    _describe(schema, schema, "", 0, found)
    return found


def _describe(
    root: Mapping[str, Any],
    schema: Mapping[str, Any],
    above: str,
    depth: int,
    found: list[VeldDefinitie],
) -> None:
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, dict) or depth > MAX_DEPTH:
        return
    for name, inner in properties.items():
        if len(found) >= MAX_VELDEN or not isinstance(inner, dict):
            continue
        meant = _followed(root, inner)
        needed = isinstance(required, Sequence) and name in required
        found.append(VeldDefinitie(f"{above}{name}", meant, verplicht=needed))
        _describe(root, meant, f"{above}{name}.", depth + 1, found)


def _followed(root: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a schema refers to within the same document, one step; else the schema."""
    target = schema.get("$ref")
    if not isinstance(target, str) or not target.startswith("#/"):
        return schema
    at: Any = root
    for step in target[2:].split("/"):
        at = at.get(step) if isinstance(at, dict) else None
    return {**at, **schema} if isinstance(at, dict) else schema
