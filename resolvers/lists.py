"""Root lists: which register, which page, and the window of rows as a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.paging import ConnectionRecord, PageArguments, Window, paginate
from sources.client import UpstreamClient
from sources.paging import fetch_page
from sources.resource import R, Resource


def choose_register(context: RequestContext, api: str, bron: str | None) -> UpstreamClient:
    """Return the upstream to list: the only one, or the one `bron` names.

    Raises BadUserInputError when the choice is not clear, NotConfiguredError without any.
    """
    registers = context.landscape.of(api)
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
) -> ConnectionRecord:
    """Return one connection page of `resource` at `client`. Raises SourceError.

    `in_body` sends the filter as a `_zoek` POST, which keeps personal numbers out of URLs.
    """

    async def fetch(offset: int, count: int) -> Window:
        return await fetch_window(context, client, resource, params, offset, count, in_body)

    return await paginate(arguments, fetch)


async def fetch_window(
    context: RequestContext,
    client: UpstreamClient,
    resource: Resource[R],
    params: Mapping[str, str],
    offset: int,
    count: int,
    in_body: bool = False,
) -> Window:
    """Return `count` rows from `offset` on, with as few pages as the server allows."""
    ask = partial(fetch_page, client, resource, params, context.call, in_body=in_body)
    size = client.page_rows if client.accepts_page_size is False else count
    first = offset // size + 1
    last = (offset + count - 1) // size + 1
    pages = await asyncio.gather(
        *(ask(page=number, size=size) for number in range(first, last + 1))
    )
    if client.accepts_page_size is False and client.page_rows != size:
        return await fetch_window(context, client, resource, params, offset, count, in_body)
    rows = [row for page in pages for row in page.results]
    skip = offset - (first - 1) * size
    window = rows[skip : skip + count]
    for row in window:
        prime(context, client, resource, row)
    total = max(page.count for page in pages)
    if total == 0 and offset > 0:
        total = (await ask(size=1)).count
    return Window(offset, window, total)


def prime(context: RequestContext, client: UpstreamClient, resource: Resource[R], row: R) -> None:
    """Make a listed row known, so that an edge back to it costs nothing."""
    uuid = row.url.rsplit("/", 1)[1]
    context.loaders.entities(client, resource).prime(uuid, row)
