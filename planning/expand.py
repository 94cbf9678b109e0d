"""What comes along with a zaak in `_expand`: made known to the loaders, or found to be lacking.

What a zaak tells itself (no status, no rollen) is never asked, nor is what the loaders know.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.errors import ContractError, ForbiddenError, RejectedError, SourceError
from sources.guard import OPEN, Guard
from sources.loader import Loaders
from sources.records import in_order
from sources.resource import Resource
from sources.urls import last_segment
from sources.zaken.resources import (
    RESULTAAT,
    ROL,
    STATUS,
    ZAAK,
    ZAAKEIGENSCHAP,
    ZAAKINFORMATIEOBJECT,
    ZAAKOBJECT,
    ZaakExpand,
    ZaakRecord,
)

T = TypeVar("T")
SINGLES: Mapping[str, Resource[Any]] = {"status": STATUS, "resultaat": RESULTAAT}
LISTS: Mapping[str, Resource[Any]] = {
    "rollen": ROL,
    "zaakinformatieobjecten": ZAAKINFORMATIEOBJECT,
    "zaakobjecten": ZAAKOBJECT,
}
Lacking = Mapping[UpstreamClient, Mapping[str, Sequence[str]]]
"""Per register and `expand` path, the URLs of the zaken of which that part is to be looked for."""
DOCUMENTS = "zaakinformatieobjecten.informatieobject"
"""The path that brings documents along with a zaak (Zaken API 1.6)."""
UNEXPANDABLE = (RejectedError, ForbiddenError, ContractError)


async def expanded(
    client: UpstreamClient, paths: tuple[str, ...], ask: Callable[[tuple[str, ...]], Awaitable[T]]
) -> T:
    """Return what `ask` gives with these paths, or without any when the server refuses them.

    A server without `expand` answers 400 or 404, one that checks scopes 403 to the whole request
    (reference, section 0.8); it is served another way, and remembered when that gave something:
    a zaak that is not there is a 404 too.
    """
    if not paths or not client.expands:
        return await ask(())
    try:
        return await ask(paths)
    except UNEXPANDABLE:
        if DOCUMENTS in paths:
            client.capabilities.refuses_crossing()
            return await expanded(client, without_documents(paths), ask)
        plain = await ask(())
        if getattr(plain, "rows", plain):
            client.refuses_expand()
        return plain


def with_documents(
    loaders: Loaders, client: UpstreamClient, paths: tuple[str, ...], names: Iterable[str]
) -> tuple[str, ...]:
    """Return the paths with that of documents, where those are asked and may come along."""
    if not client.capabilities.crosses or "documenten" not in names:
        return paths
    if "zaakinformatieobjecten" not in paths or not _reaches_documents(loaders):
        return paths
    return (*paths, DOCUMENTS)


def _reaches_documents(loaders: Loaders) -> bool:
    """Whether the caller may read documents at all: what is not shown is not asked."""
    guard, resource = loaders.call.guard, ENKELVOUDIGINFORMATIEOBJECT
    try:
        return all(guard.reaches(client, resource) for client in loaders.landscape.of(resource.api))
    except SourceError:
        return False


def without_documents(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths within the Zaken API."""
    return tuple(path for path in paths if path != DOCUMENTS)


def _offer_documents(loaders: Loaders, came: Sequence[tuple[ZaakRecord, Any]]) -> None:
    """Offer the documents that came along to the loaders of their registers."""
    offered: dict[UpstreamClient, list[Any]] = {}
    for _, found in came:
        for row in found.zaakinformatieobjecten or ():
            document = row.expanded.informatieobject if row.expanded is not None else None
            row.expanded = None
            if document is None or not document.url:
                continue
            try:
                client, _uuid = loaders.landscape.ref(ENKELVOUDIGINFORMATIEOBJECT, document.url)
            except SourceError:
                continue
            offered.setdefault(client, []).append(document)
    for client, rows in offered.items():
        loaders.entities(client, ENKELVOUDIGINFORMATIEOBJECT).offer(rows)


async def absorb(
    loaders: Loaders, client: UpstreamClient, zaken: Sequence[ZaakRecord], paths: Sequence[str]
) -> None:
    """Make what came along in `_expand` known to the loaders, and let go of it."""
    if not paths:
        return
    came = [(zaak, zaak.expanded) for zaak in zaken if zaak.expanded is not None]
    await absorb_found(loaders, client, came, paths)
    for zaak, _ in came:
        zaak.expanded = None


async def absorb_found(
    loaders: Loaders,
    client: UpstreamClient,
    came: Sequence[tuple[ZaakRecord, ZaakExpand]],
    paths: Sequence[str],
) -> None:
    """Make known to the loaders what came with these zaken, wherever it came from."""
    if DOCUMENTS in paths:
        _offer_documents(loaders, came)
    for path in without_documents(paths):
        if path in SINGLES:
            _absorb_singles(loaders, client, SINGLES[path], path, came)
            continue
        resource = LISTS.get(path, ZAAKEIGENSCHAP)
        whole = [
            (zaak, rows)
            for zaak, found in came
            if (rows := _complete(zaak, found, path)) is not None
        ]
        if loaders.call.guard is not OPEN:
            whole = await _visible(loaders.call.guard, client, resource, whole)
        if path in LISTS:
            _absorb_lists(loaders, client, resource, whole)
        else:
            _absorb_nested(loaders, client, whole)


async def _visible(
    guard: Guard,
    client: UpstreamClient,
    resource: Resource[Any],
    whole: Sequence[tuple[ZaakRecord, list[Any]]],
) -> list[tuple[ZaakRecord, list[Any]]]:
    """Return the lists without the rows that may not be seen; all lists are judged together."""
    seen = iter(await guard.admit(client, resource, [row for _, rows in whole for row in rows]))
    return [(zaak, [row for row in islice(seen, len(rows)) if row]) for zaak, rows in whole]


def _absorb_nested(
    loaders: Loaders, client: UpstreamClient, whole: Sequence[tuple[ZaakRecord, list[Any]]]
) -> None:
    for zaak, rows in whole:
        loaders.lists(client, ZAAKEIGENSCHAP, last_segment(zaak.url)).prime_rows((), rows)


def _absorb_singles(
    loaders: Loaders,
    client: UpstreamClient,
    resource: Resource[Any],
    path: str,
    came: Sequence[tuple[ZaakRecord, Any]],
) -> None:
    link_of, part_of = attrgetter(f"{path}_url"), attrgetter(path)
    zaken, expanded_parts = zip(*came, strict=True) if came else ((), ())
    pairs = [*filter(all, zip(map(link_of, zaken), map(part_of, expanded_parts), strict=True))]
    if any(record.url != url for url, record in pairs):
        pairs = [pair for pair in pairs if last_segment(pair[1].url) == last_segment(pair[0])]
    if pairs:
        loaders.links(resource).update(pairs)
        records = [record for _, record in pairs]
        loaders.call.note_fetched(records)
        loaders.entities(client, resource).prime_rows(records)


def _absorb_lists(
    loaders: Loaders,
    client: UpstreamClient,
    resource: Resource[Any],
    whole: Sequence[tuple[ZaakRecord, list[Any]]],
) -> None:
    lists = loaders.lists(client, resource)
    known = loaders.children_of(resource, "zaak")
    for zaak, rows in whole:
        loaders.call.note_fetched(rows)
        known[zaak.url] = rows
        lists.prime_rows((("zaak", zaak.url),), rows)


def _complete(zaak: ZaakRecord, found: Any, path: str) -> list[Any] | None:
    """Return the expanded children, or None when they are not all there."""
    rows: list[Any] | None = getattr(found, path)
    if rows is None:
        return None
    urls = getattr(zaak, f"{path}_urls")
    return in_order(rows, urls) if urls is not None and len(rows) == len(urls) else None


def lacking(
    loaders: Loaders, zaken: Sequence[ZaakRecord], paths: Sequence[str]
) -> dict[UpstreamClient, dict[str, list[str]]]:
    """Return per register and path the URLs of the zaken whose part is neither none nor known."""
    found: dict[UpstreamClient, dict[str, list[str]]] = {}
    for path in paths:
        for zaak in _unknown(loaders, zaken, path):
            try:
                client, uuid = loaders.landscape.ref(ZAAK, zaak.url)
            except SourceError:
                continue
            if not _knows(loaders, client, zaak, uuid, path):
                urls = found.setdefault(client, {}).setdefault(path, [])
                if zaak.url not in urls[-1:]:
                    urls.append(zaak.url)
    return found


NO_LINK = frozenset({None})


def _unknown(loaders: Loaders, zaken: Sequence[ZaakRecord], path: str) -> Sequence[ZaakRecord]:
    """Return the zaken of which it is not plain at once that this part is none or known."""
    if path in SINGLES:
        link_of, links = attrgetter(f"{path}_url"), loaders.links(SINGLES[path])
        if not {*map(link_of, zaken)}.difference(links, NO_LINK):
            return []
        return [zaak for zaak in zaken if link_of(zaak) not in links and link_of(zaak) is not None]
    urls_of = attrgetter(f"{path}_urls")
    lists = loaders.children_of(LISTS[path], "zaak") if path in LISTS else {}
    return [zaak for zaak in zaken if zaak.url not in lists and urls_of(zaak) != []]


def _knows(
    loaders: Loaders, client: UpstreamClient, zaak: ZaakRecord, uuid: str, path: str
) -> bool:
    if path in SINGLES:
        url = getattr(zaak, f"{path}_url")
        return loaders.entities(client, SINGLES[path]).knows(last_segment(url))
    if path in LISTS:
        return loaders.lists(client, LISTS[path]).knows((("zaak", zaak.url),))
    return loaders.lists(client, ZAAKEIGENSCHAP, uuid).knows(())
