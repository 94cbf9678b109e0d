"""Root lists: which rows of which registers, and the window of rows as a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from planning.zaken import read_zaken
from resolvers.access.case import behind
from resolvers.access.trust import is_applied
from resolvers.context import RequestContext
from resolvers.merged_lists import MergedList, Reader
from resolvers.merging import MergedRecord
from resolvers.paging import ConnectionRecord, FetchWindow, PageArguments, Window, paginate
from resolvers.sorting import names_in, sort_key
from sources.client import UpstreamClient
from sources.errors import RejectedError
from sources.paging import fetch_page
from sources.records import MAX_COUNT, Rows
from sources.resource import R, Resource
from sources.zaken.filters import OPEN_ZAAK_FILTERS
from sources.zaken.resources import ZAAK

NOTHING_HAS = "geen-enkele-zaak"
"""A value to filter on that finds nothing, where the filter is known."""


@dataclass(frozen=True, slots=True)
class Source:
    """One list of one register; a list of the graph runs over one or more of these."""

    client: UpstreamClient
    resource: Resource[Any]
    params: Mapping[str, str]
    in_body: bool = False
    """Whether the filter is sent as a `_zoek` POST, which keeps personal numbers out of URLs."""


async def list_connection(
    context: RequestContext,
    sources: Sequence[Source],
    arguments: PageArguments,
    *,
    asked: frozenset[str] = frozenset(),
    ordering: str | None = None,
    totals: bool = True,
) -> ConnectionRecord | MergedRecord:
    """Return one connection page of these lists together. Raises SourceError.

    `asked` names the edges selected on each row, which may come along in the same read;
    `ordering` is what each source was asked to sort by, and `totals` whether counts are asked.
    """
    if len(sources) == 1:
        listing = Listing(context, sources[0])
        fetch = _fetch_of(context, listing, asked, listing.at)
        return await paginate(arguments, fetch, sources[0].client.name)
    if context.call.names is not None:
        context.call.names |= names_in(ordering)
    readers = {}
    for source in sources:
        listing = Listing(context, source, in_place=True)
        readers[source.client.name] = Reader(
            _fetch_of(context, listing, asked, listing.near),
            _fetch_of(context, listing, asked, listing.at),
        )
    merged = MergedList(readers, sort_key(ordering))
    return await merged.page(arguments, totals=totals)


def _fetch_of(
    context: RequestContext,
    listing: Listing,
    asked: frozenset[str],
    at: Callable[[int], Callable[..., Awaitable[Window]]],
) -> FetchWindow:
    """Return what reads a window of a list, zaken with what their selected edges need."""

    async def fetch(offset: int, count: int) -> Window:
        if listing.source.resource is not ZAAK:
            return await at(offset)(count)
        client = listing.source.client
        window: Window = await read_zaken(context.loaders, client, count, asked, at(offset))
        return window

    return fetch


class Listing:
    """One list of a register: the filter is fixed, the window is not."""

    def __init__(self, context: RequestContext, source: Source, *, in_place: bool = False) -> None:
        self._context, self.source, self._in_place = context, source, in_place
        self._client, self._resource = source.client, source.resource

    def at(self, offset: int) -> Callable[..., Awaitable[Window]]:
        """Return what reads a window from `offset` on."""
        return partial(self.window, offset)

    def near(self, offset: int) -> Callable[..., Awaitable[Window]]:
        """Return what reads of a window from `offset` on what one page of the register holds."""
        return partial(self.piece, offset)

    async def _ask(self, *, page: int = 1, size: int, expand: tuple[str, ...] = ()) -> Rows[Any]:
        """Return one page, read once however often this request asks for it."""
        client, resource, source = self._client, self._resource, self.source
        names, in_place = self._context.call.names, self._in_place
        given = tuple(sorted(source.params.items()))
        asked = (given, source.in_body, page, size, expand, names, in_place)
        return await asyncio.shield(
            self._context.loaders.once(
                ("page", client.name, resource.path, asked),
                lambda: asyncio.ensure_future(
                    fetch_page(
                        client,
                        resource,
                        source.params,
                        self._context.call,
                        page=page,
                        size=size,
                        in_body=source.in_body,
                        expand=expand,
                        in_place=in_place,
                    )
                ),
            )
        )

    async def window(
        self, offset: int, count: int, *, split: int = 1, expand: tuple[str, ...] = ()
    ) -> Window:
        """Return `count` rows, in `split` pages at once or as many as the server wants."""
        size = self._page_size(-(-count // split))
        first = offset // size + 1
        last = (offset + count - 1) // size + 1
        found = await self._pages(offset, count, range(first, last + 1), size, expand)
        return found or await self.window(offset, count, split=split, expand=expand)

    async def piece(
        self, offset: int, count: int, *, split: int = 1, expand: tuple[str, ...] = ()
    ) -> Window:
        """Return at most `count` rows: those of one page of the register that begin at `offset`.

        A page that holds them all is looked for: of rows 13 to 37 that is the first of 38 rows.
        """
        if split > 1:
            return await self.window(offset, count, split=split, expand=expand)
        least, most = self._page_size(count), self._page_size(MAX_COUNT)
        fitting = (size for size in range(least, most + 1) if offset % size + count <= size)
        size = next(fitting, most)
        page = offset // size + 1
        found = await self._pages(offset, count, range(page, page + 1), size, expand)
        return found or await self.piece(offset, count, expand=expand)

    async def _check_filters(self) -> None:
        """Raise RejectedError when this register ignores a filter in `_zoek`.

        One that takes pageSize is Open Zaak, which has all filters. Another is asked, once in a
        while, for what no zaak has.
        """
        source, client = self.source, self._client
        if not source.in_body or client.accepts_page_size is True:
            return
        call = behind(self._context.call)
        for name in sorted(OPEN_ZAAK_FILTERS & source.params.keys()):
            nobodys = {name: NOTHING_HAS}
            if not await is_applied(client, self._resource, nobodys, call, in_body=True):
                raise RejectedError(
                    client.name,
                    self._resource.zoek,
                    reason=f"it does not know the filter {name}",
                )

    def _page_size(self, wanted: int) -> int:
        """Return how many rows a page has when so many are wanted."""
        client = self._client
        is_free = client.accepts_page_size is not False
        return min(wanted, client.settings.page_size) if is_free else client.page_rows

    async def _pages(
        self, offset: int, count: int, pages: range, size: int, expand: tuple[str, ...]
    ) -> Window | None:
        """Return the rows from `offset` on; None when the pages turn out to have another size."""
        client = self._client
        found = await asyncio.gather(
            *(self._ask(page=page, size=size, expand=expand) for page in pages)
        )
        places = [place for page in found for place in page.places]
        total = max(page.count for page in found)
        if client.accepts_page_size is False and client.page_rows != size:
            is_start = pages == range(1, 2) and len(places) >= min(offset + count, total)
            if not is_start:
                return None
        skip = offset - (pages[0] - 1) * size
        if total == 0 and offset > 0:
            total = (await self._ask(size=1)).count
            if expand and total > offset:
                raise RejectedError(client.name, self._resource.path, reason="expand is not known")
        await self._check_filters()
        is_exact = all(page.is_exact for page in found)
        window = Window(offset, places[skip : skip + count], total, is_exact, found[0].seen)
        prime(self._context, client, self._resource, window.rows)
        return window


def prime(
    context: RequestContext, client: UpstreamClient, resource: Resource[R], rows: Sequence[R]
) -> None:
    """Make listed rows known, so that an edge back to one costs nothing."""
    context.call.note_fetched(rows)
    context.loaders.entities(client, resource).prime_rows(rows)
