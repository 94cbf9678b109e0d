"""Which objects a caller may see, and which part of their data: by objecttype.

A citizen sees the objects that hold their own BSN, at the path that the configuration names for
that objecttype. Where the data is cut, what was cut away cannot be filtered or sorted on either:
counts and order would tell it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policy.grants import ObjectRule
from resolvers.access.case import Case
from resolvers.access.own import numbers_of
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError
from sources.guard import Narrowed
from sources.loader import settled
from sources.objecten.expressions import SEPARATOR, expression, packed, unpacked
from sources.objecten.resources import HISTORIE, OBJECT, OBJECTTYPE, ObjectRecord
from sources.resource import Resource
from sources.urls import last_segment

DATA = f"record{SEPARATOR}data{SEPARATOR}"
Velden = tuple[str, ...] | None
"""Paths of the data that are shown; None: all of it."""


async def judge_objecten(
    case: Case, client: UpstreamClient, resource: Resource[Any], rows: Sequence[Any]
) -> list[bool]:
    """Return per object whether it may be seen; cuts its data to what may be seen of it.

    A record of the history was judged before it was read: see `narrow_objecten`.
    """
    if resource.key == HISTORIE.key:
        return [not case.is_own] * len(rows)
    known: dict[str, tuple[bool, Velden]] = {}
    for row in rows:
        uuid = last_segment(row.type_url or "")
        if uuid not in known:
            known[uuid] = await _shown(case, client, uuid)
    verdicts = []
    for row in rows:
        uuid = last_segment(row.type_url or "")
        may, velden = known[uuid]
        verdicts.append(may and (not case.is_own or _is_own(case, client, uuid, row)))
        if velden is not None and row.record is not None:
            _cut(row, velden)
    return verdicts


async def narrow_objecten(
    case: Case,
    client: UpstreamClient,
    resource: Resource[Any],
    params: Mapping[str, str],
    parent: str,
    in_body: bool,
) -> Narrowed | None:
    """Return the part of a list that this caller may ask; None when that is nothing.

    Raises AccessDeniedError when the question is about more than one objecttype, or about data
    that is not shown to this caller.
    """
    if resource.key == HISTORIE.key:
        return await _narrow_historie(case, client, params, parent)
    if "type" not in params:
        raise AccessDeniedError(client.name, resource.path, reason="name one objecttype")
    uuid = last_segment(params["type"])
    may, velden = await _shown(case, client, uuid)
    if not may:
        return None
    if velden is not None:
        _refuse_hidden(client, params, velden)
    if not case.is_own:
        return Narrowed(params, in_body)
    pad, bsn = client.settings.bsn_velden.get(uuid), numbers_of(case.subject).get("bsn")
    if pad is None or bsn is None:
        return None
    own = packed([*unpacked(params), expression(pad, "exact", bsn)])
    return Narrowed({**params, **own}, in_body=True)


async def _narrow_historie(
    case: Case, client: UpstreamClient, params: Mapping[str, str], parent: str
) -> Narrowed | None:
    """Return the history of one object, for who may see all of it: no record says its type."""
    found = await settled(case.loaders.by_uuid(OBJECT, client, parent))
    if found is None:
        return None
    _, velden = await _shown(case, client, last_segment(found.type_url or ""))
    if velden is not None:
        raise AccessDeniedError(
            client.name, HISTORIE.path, reason="part of the data of such objects is withheld"
        )
    return Narrowed(params, in_body=False)


async def _shown(case: Case, client: UpstreamClient, uuid: str) -> tuple[bool, Velden]:
    """Return whether any object of this type may be seen, and which part of its data."""
    rules = [
        rule
        for place in case.reaching(client)
        if not case.is_own or case.grants[place].own is not None
        for rule in case.grants[place].objecten
        if await _is_meant(case, rule, uuid)
    ]
    if any(rule.velden is None for rule in rules):
        return True, None
    paths = {path for rule in rules for path in rule.velden or ()}
    return bool(rules), tuple(sorted(paths))


async def _is_meant(case: Case, rule: ObjectRule, uuid: str) -> bool:
    """Whether a rule is about this objecttype, by its UUID or by its name."""
    if rule.types is None or (uuid and uuid in rule.types):
        return True
    behind = case.behind
    for client in case.loaders.landscape.of(OBJECTTYPE.api):
        for found in await behind.catalogus.all(client, OBJECTTYPE, behind.call):
            if last_segment(found.url) == uuid and found.name in rule.types:
                return True
    return False


def _is_own(case: Case, client: UpstreamClient, uuid: str, row: ObjectRecord) -> bool:
    """Whether an object holds the BSN of the caller, where its type is known to hold one."""
    pad, bsn = client.settings.bsn_velden.get(uuid), numbers_of(case.subject).get("bsn")
    if pad is None or bsn is None or row.record is None:
        return False
    return row.record.holds(pad) == bsn


def covers(velden: Iterable[str], pad: str) -> bool:
    """Whether a path is among these, or below one of them."""
    return any(pad == one or pad.startswith(f"{one}.") for one in velden)


def is_shown(velden: Iterable[str], pad: str) -> bool:
    """Whether something at or below a path is among these."""
    return any(covers([one], pad) or one.startswith(f"{pad}.") for one in velden)


def _cut(row: ObjectRecord, velden: tuple[str, ...]) -> None:
    """Leave of the data what lies at these paths; who decides may still see the whole."""
    record = row.record
    if record is None or record.shown is not None:
        return
    record.shown, record.whole = velden, record.data
    if record.data is not None:
        record.data = _kept(record.data, velden, "")


def _kept(data: Mapping[str, Any], velden: tuple[str, ...], above: str) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in data.items():
        pad = f"{above}{name}"
        if covers(velden, pad):
            kept[name] = value
        elif isinstance(value, dict) and any(one.startswith(f"{pad}.") for one in velden):
            kept[name] = _kept(value, velden, f"{pad}.")
    return kept


def _refuse_hidden(
    client: UpstreamClient, params: Mapping[str, str], velden: Iterable[str]
) -> None:
    """Raise AccessDeniedError when the question is about data outside these paths."""
    asked = [one.rsplit(SEPARATOR, 2)[0] for one in unpacked(params)]
    for name in filter(None, params.get("ordering", "").split(",")):
        plain = name.removeprefix("-")
        if plain.startswith(DATA):
            asked.append(plain.removeprefix(DATA))
    hidden = [pad for pad in asked if not covers(velden, pad.replace(SEPARATOR, "."))]
    if hidden or "data_icontains" in params:
        raise AccessDeniedError(
            client.name, OBJECT.path, reason="this asks for data that is withheld"
        )
