"""Logic of the catalogi domain: the documents a zaaktype knows, and statustypen in order."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from inspect import isawaitable
from typing import Any

from planning.reads import Reads, Way, declares
from resolvers.context import ResolveInfo, context_of
from resolvers.edges import load_links
from sources.catalogi.resources import (
    STATUSTYPE,
    ZAAKTYPE_INFORMATIEOBJECTTYPE,
    ZaakobjecttypeRecord,
    ZaaktypeRecord,
)


@declares(Reads(Way.LINKS, STATUSTYPE))
def statustypen_in_order(source: ZaaktypeRecord | ZaakobjecttypeRecord, info: ResolveInfo) -> Any:
    """Return the statustypen of a type by volgnummer; the API gives them in any order."""
    found = load_links(context_of(info), STATUSTYPE, source.statustypen_urls or ())
    return _sorted_later(found) if isawaitable(found) else _sorted(found)


async def _sorted_later(found: Awaitable[list[Any]]) -> list[Any]:
    return _sorted(await found)


def _sorted(found: list[Any]) -> list[Any]:
    return sorted(found, key=lambda row: getattr(row, "volgnummer", None) or 0)


@declares(Reads(Way.LISTED, ZAAKTYPE_INFORMATIEOBJECTTYPE))
def documenten_of_zaaktype(zaaktype: ZaaktypeRecord, info: ResolveInfo) -> Any:
    """Return the zaaktype-informatieobjecttype relations of a zaaktype, from the cached list."""
    context = context_of(info)
    client, _ = context.landscape.locate(zaaktype.url)
    catalogus, call = context.loaders.catalogus, context.call
    snapshot = catalogus.snapshot(client, ZAAKTYPE_INFORMATIEOBJECTTYPE, call)
    if snapshot is not None:
        call.cached += 1
        catalogus.hits += 1
        return _relations(snapshot.by_uuid.values(), zaaktype)
    return _relations_later(catalogus.all(client, ZAAKTYPE_INFORMATIEOBJECTTYPE, call), zaaktype)


async def _relations_later(rows: Awaitable[list[Any]], zaaktype: ZaaktypeRecord) -> list[Any]:
    return _relations(await rows, zaaktype)


def _relations(rows: Iterable[Any], zaaktype: ZaaktypeRecord) -> list[Any]:
    tail = "/" + zaaktype.url.rpartition("/")[2]
    own = [row for row in rows if row.zaaktype_url and row.zaaktype_url.endswith(tail)]
    return sorted(own, key=lambda row: row.volgnummer or 0)
