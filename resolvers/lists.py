"""Root lists: which register, which page, and the window of rows as a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from planning.zaken import read_zaken
from resolvers import klantbronnen
from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.paging import ConnectionRecord, PageArguments, Window, paginate
from sources.client import UpstreamClient
from sources.errors import RejectedError
from sources.paging import fetch_page
from sources.records import Rows
from sources.resource import R, Resource
from sources.zaken.resources import ZAAK


def choose_register(
    context: RequestContext, api: str, *older: str, bron: str | None
) -> UpstreamClient:
    """Return the upstream to list: the only one, or the one `bron` names.

    Raises BadUserInputError when the choice is not clear, NotConfiguredError without any.
    """
    registers = klantbronnen.registers(context.landscape, api, *older)
    if bron is not None:
        named = [client for client in registers if client.name == bron]
        if not named:
            names = ", ".join(client.name for client in registers)
            raise BadUserInputError(f"'bron' must be one of: {names}")
        return named[0]
    if len(registers) > 1:
        names = ", ".join(client.name for client in registers)
        raise BadUserInputError(f"several registers hold {api}; name one with 'bron': {names}")
    return registers[0]


async def list_connection(
    context: RequestContext,
    client: UpstreamClient,
    resource: Resource[Any],
    params: Mapping[str, str],
    arguments: PageArguments,
    *,
    in_body: bool = False,
    asked: frozenset[str] = frozenset(),
) -> ConnectionRecord:
    """Return one connection page of `resource` at `client`. Raises SourceError.

    `in_body` sends the filter as a `_zoek` POST, which keeps personal numbers out of URLs.
    `asked` names the edges selected on each row, which may come along in the same read.
    """
    listing = Listing(context, client, resource, params, in_body)

    async def fetch(offset: int, count: int) -> Window:
        if resource is ZAAK:
            read = listing.at(offset)
            window: Window = await read_zaken(context.loaders, client, count, asked, read)
            return window
        return await listing.window(offset, count)

    return await paginate(arguments, fetch)


class Listing:
    """One list of a register: the filter is fixed, the window is not."""

    def __init__(
        self,
        context: RequestContext,
        client: UpstreamClient,
        resource: Resource[Any],
        params: Mapping[str, str],
        in_body: bool,
    ) -> None:
        self._context, self._client, self._resource = context, client, resource
        self._params, self._in_body = params, in_body

    def at(self, offset: int) -> Callable[..., Awaitable[Window]]:
        """Return what reads a window from `offset` on."""
        return partial(self.window, offset)

    async def _ask(self, *, page: int = 1, size: int, expand: tuple[str, ...] = ()) -> Rows[Any]:
        """Return one page, read once however often this request asks for it."""
        client, resource = self._client, self._resource
        asked = (*sorted(self._params.items()), self._in_body, page, size, expand)
        return await asyncio.shield(
            self._context.loaders.once(
                ("page", client.name, resource.path, asked),
                lambda: asyncio.ensure_future(
                    fetch_page(
                        client,
                        resource,
                        self._params,
                        self._context.call,
                        page=page,
                        size=size,
                        in_body=self._in_body,
                        expand=expand,
                    )
                ),
            )
        )

    async def window(
        self, offset: int, count: int, *, split: int = 1, expand: tuple[str, ...] = ()
    ) -> Window:
        """Return `count` rows, in `split` pages at once or as many as the server wants."""
        client = self._client
        sized = client.accepts_page_size is not False
        size = min(-(-count // split), client.settings.page_size) if sized else client.page_rows
        first = offset // size + 1
        last = (offset + count - 1) // size + 1
        pages = await asyncio.gather(
            *(self._ask(page=page, size=size, expand=expand) for page in range(first, last + 1))
        )
        if client.accepts_page_size is False and client.page_rows != size:
            return await self.window(offset, count, split=split, expand=expand)
        places = [place for page in pages for place in page.places]
        skip = offset - (first - 1) * size
        total = max(page.count for page in pages)
        if total == 0 and offset > 0:
            total = (await self._ask(size=1)).count
            if expand and total > offset:
                raise RejectedError(client.name, self._resource.path, reason="expand is not known")
        is_exact = all(page.is_exact for page in pages)
        window = Window(offset, places[skip : skip + count], total, is_exact)
        prime(self._context, client, self._resource, window.rows)
        return window


def prime(
    context: RequestContext, client: UpstreamClient, resource: Resource[R], rows: Sequence[R]
) -> None:
    """Make listed rows known, so that an edge back to one costs nothing."""
    context.loaders.entities(client, resource).prime_rows(rows)
