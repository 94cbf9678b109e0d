"""Objects of the Objects API: lists with typed filters, and the edges to and from them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import msgspec

from planning.reads import Reads, Way, declares
from policy.numbers import holds_bsn
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import along, load_children, load_links
from resolvers.errors import BadUserInputError
from resolvers.lists import Source, list_connection
from resolvers.merging import MergedRecord
from resolvers.paging import ConnectionRecord, asked_page
from resolvers.personen import PersoonNode
from resolvers.registers import choose_registers
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, RejectedError, SourceError
from sources.loader import each, settled
from sources.objecten.expressions import ExpressionError, packed
from sources.objecten.loader import ByBsn
from sources.objecten.resources import (
    API,
    HISTORIE,
    OBJECT,
    OBJECTTYPE,
    ObjectInhoudRecord,
    ObjectRecord,
    ObjecttypeRecord,
)
from sources.urls import last_segment
from sources.zaken.resources import ZAAK, ZAAKOBJECT, ZaakObjectRecord, ZaakRecord

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
LEAN = {
    "index": "record__index",
    "typeVersion": "record__typeVersion",
    "startAt": "record__startAt",
    "endAt": "record__endAt",
    "registrationAt": "record__registrationAt",
    "geometry": "record__geometry",
    "correctionFor": "record__correctionFor",
    "correctedBy": "record__correctedBy",
    "zaken": "record__references",
}
"""Which of `fields` a field of the graph needs, where the data itself is not asked."""
ALWAYS = ("url", "uuid", "type", "record__index", "record__typeVersion")
OF_DATA = frozenset({"data", "veld", "velden", "isVolledig"})
NARROW = "objects?fields"
AREAS = frozenset({"Polygon", "MultiPolygon"})


async def objecttype_of(context: RequestContext, text: str) -> ObjecttypeRecord:
    """Return the objecttype with this UUID or URL. Raises BadUserInputError when there is none."""
    loaders = context.loaders
    if _UUID.match(text):
        asked = [
            settled(loaders.by_uuid(OBJECTTYPE, client, text.lower()))
            for client in context.landscape.of(OBJECTTYPE.api)
        ]
    else:
        asked = [settled(loaders.by_url(OBJECTTYPE, text))]
    failure: Exception | None = None
    for answer in await each(asked):
        if isinstance(answer, Exception):
            failure = failure or answer
        elif answer is not None:
            return answer
    raise failure or BadUserInputError("'objecttype' is not the UUID or URL of an objecttype")


async def object_connection(
    context: RequestContext,
    objecttype: ObjecttypeRecord,
    *,
    expressions: Sequence[str] = (),
    params: Mapping[str, str],
    within: Mapping[str, Any] | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    bron: str | None = None,
) -> ConnectionRecord | MergedRecord:
    """Return one page of the objects of a type. What is asked of the data travels in a body.

    Several registers are one list in the order of the landscape; sorting is for one register, since
    what is sorted on may stand in data of any shape. Raises BadUserInputError and SourceError.
    """
    arguments = asked_page(context.settings, first, after, last, before)
    clients = choose_registers(context, OBJECT, bron)
    if len(clients) > 1 and "ordering" in params:
        names = ", ".join(client.name for client in clients)
        raise BadUserInputError(f"'sorteer' is for one register; name it with 'bron': {names}")
    asked = {"type": objecttype.url, **params, **_checked(expressions)}
    if within is not None:
        asked["geometry"] = _area(within)
    in_body = bool({"data", "geometry", "data_icontains"} & asked.keys())

    async def read(more: Mapping[str, str]) -> ConnectionRecord | MergedRecord:
        sources = [Source(client, OBJECT, {**asked, **more}, in_body) for client in clients]
        return await list_connection(context, sources, arguments)

    fields = _fields(context, clients[0]) if len(clients) == 1 else {}
    if fields:
        try:
            return await read(fields)
        except RejectedError:
            found = await read({})
            clients[0].filters_by[NARROW] = False
            return found
    return await read({})


def _checked(expressions: Sequence[str]) -> dict[str, str]:
    try:
        return packed(expressions)
    except ExpressionError as error:
        raise BadUserInputError(f"'filter': {error}") from None


def _area(within: Mapping[str, Any]) -> str:
    if within.get("type") not in AREAS:
        raise BadUserInputError("'binnen' must be a Polygon or MultiPolygon")
    return msgspec.json.encode(within).decode()


def _fields(context: RequestContext, client: UpstreamClient) -> dict[str, str]:
    """Return the `fields` that leave the data of objects out, when nothing asks for it.

    Never for a citizen: whether an object is theirs stands in its data. A server refuses a page
    of which one row lacks a field, and then is not asked so for a while.
    """
    names = context.call.names
    if names is None or names & OF_DATA or context.principal.is_own_only:
        return {}
    if client.filters_by.get(NARROW) is False:
        return {}
    return {"fields": ",".join(dict.fromkeys((*ALWAYS, *(LEAN[n] for n in LEAN if n in names))))}


def checked_pad(pad: str, argument: str) -> str:
    """Return a path of the data that a user gave. Raises BadUserInputError."""
    if holds_bsn(pad):
        raise BadUserInputError(f"'{argument}' holds a number that is personal, not a path")
    return pad


@declares(Reads(Way.CHILDREN, ZAAKOBJECT, then=Reads(Way.ONE, OBJECT)))
def objecten_of_zaak(zaak: ZaakRecord, info: ResolveInfo) -> Any:
    """Return the objects of the Objects API that the zaakobjecten of a zaak name.

    The API reads one object per call: it has no filter on uuids.
    """
    context = context_of(info)
    if zaak.zaakobjecten_urls == []:
        return []
    rows = load_children(context, ZAAKOBJECT, "zaak", zaak.url)
    return _named_later(context, rows) if isinstance(rows, Awaitable) else _named(context, rows)


async def _named_later(context: RequestContext, rows: Awaitable[list[ZaakObjectRecord]]) -> Any:
    return await settled(_named(context, await rows))


def _named(
    context: RequestContext, rows: Sequence[ZaakObjectRecord]
) -> list[Any] | Awaitable[list[Any]]:
    """Return what these name. Raises NotConfiguredError: the plan has read the rows by then."""
    context.landscape.of(API)
    urls = [row.object for row in rows if row.object and is_object(context, row.object)]
    return load_links(context, OBJECT, list(dict.fromkeys(urls)))


def is_object(context: RequestContext, url: str) -> bool:
    """Whether a link points to an object of a configured Objects API."""
    try:
        return context.landscape.ref(OBJECT, url).client.settings.api == API
    except SourceError:
        return False


@declares(Reads(Way.ONE, OBJECT))
def object_of_zaakobject(zaakobject: ZaakObjectRecord, info: ResolveInfo) -> Any:
    """Return the object that a zaakobject names, when it is in a configured Objects API."""
    context, url = context_of(info), zaakobject.object
    if not url or not is_object(context, url):
        return None
    return context.loaders.by_url(OBJECT, url)


@declares(Reads(Way.CHILDREN, ZAAKOBJECT, then=Reads(Way.ONE, ZAAK), everywhere=True))
async def zaken_of_object(found: ObjectRecord, info: ResolveInfo) -> list[Any]:
    """Return the zaken whose zaakobjecten name this object, and those that it refers to itself.

    One that may not be seen is left out: that there is one is not told either.
    """
    context = context_of(info)
    rows = await settled(load_children(context, ZAAKOBJECT, "object", found.url))
    record = found.record
    references = (record.references if record is not None else None) or ()
    urls = [row.zaak_url for row in rows]
    urls += [reference.url for reference in references if reference.type == "zaak"]
    keys: dict[Any, str] = {}
    for url in filter(None, urls):
        try:
            keys.setdefault(context.landscape.ref(ZAAK, url), url)
        except SourceError:
            keys.setdefault(url, url)
    found_there = await settled(load_links(context, ZAAK, list(keys.values()), along(ZAAK, info)))
    return [zaak for zaak in found_there if zaak is not None]


@declares(Reads(Way.CHILDREN, HISTORIE))
async def historie_of_object(found: ObjectRecord, info: ResolveInfo) -> list[ObjectInhoudRecord]:
    """Return everything an object held, the oldest record first, what is still to come included."""
    context = context_of(info)
    client, uuid = context.landscape.ref(OBJECT, found.url)
    rows = await settled(context.loaders.lists(client, HISTORIE, uuid).get(()))
    for row in rows:
        row.belongs_to(found.url, found.type_url)
    return rows


async def objecten_of_persoon(
    context: RequestContext, persoon: PersoonNode, objecttype: str | None
) -> list[ObjectRecord]:
    """Return the objects whose data holds the BSN of a person, of every type that may hold one.

    Persons that are asked together share a search per type. A type whose number the policy
    withholds is like one that it does not show, unless that type was named. Raises SourceError.
    """
    wanted = None if objecttype is None else await objecttype_of(context, objecttype)
    asked = [
        _of_type(context, client, uuid, pad, persoon.bsn)
        for client in _reachable(context)
        for uuid, pad in client.settings.bsn_velden.items()
        if wanted is None or last_segment(wanted.url) == uuid
    ]
    found: list[ObjectRecord] = []
    for answer in await each(asked):
        if isinstance(answer, AccessDeniedError) and wanted is None:
            continue
        if isinstance(answer, Exception):
            raise answer
        found += answer
    return found


def _reachable(context: RequestContext) -> list[UpstreamClient]:
    """Return the registers of objects that this caller may read. Raises AccessDeniedError."""
    found: list[UpstreamClient] = []
    refusal: AccessDeniedError | None = None
    for client in context.landscape.of(API):
        try:
            context.call.guard.reaches(client, OBJECT)
        except AccessDeniedError as error:
            refusal = error
        else:
            found.append(client)
    if refusal is not None and not found:
        raise refusal
    return found


async def _of_type(
    context: RequestContext, client: UpstreamClient, uuid: str, pad: str, bsn: str
) -> list[ObjectRecord]:
    """Return the objects of one type that hold this BSN; none of a type that no register knows."""
    loaders = context.loaders
    try:
        objecttype = await objecttype_of(context, uuid)
    except BadUserInputError:
        return []
    loader = loaders.once(
        ("objecten by bsn", client.name, uuid),
        lambda: ByBsn(client, loaders.call, objecttype.url, pad, loaders.entities(client, OBJECT)),
    )
    return await settled(loader.get(bsn))
