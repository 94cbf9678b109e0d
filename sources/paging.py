"""Lists of an upstream: one page, or every page, always with a bound, and always guarded.

Every list passes the guard of its request here: what may be asked, and which of its rows may
be seen. Records become known to the graph in no other way than through this module and
`EntityLoader.read`; a test holds that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sources.betrokkenen import betrokkenen_asked, betrokkenen_in
from sources.call import Call
from sources.client import About, UpstreamClient
from sources.errors import AccessDeniedError, RejectedError, TooLargeError
from sources.guard import OPEN, Narrowed
from sources.records import NO_ROWS, Page, Rows
from sources.resource import R, Resource

STANDARD_PAGE_SIZE = 100
"""The page size the ZGW standards call usual; a server may choose another."""


async def fetch_page(
    client: UpstreamClient,
    resource: Resource[R],
    params: Mapping[str, str],
    call: Call,
    *,
    page: int = 1,
    size: int | None = None,
    in_body: bool = False,
    expand: Sequence[str] = (),
    in_place: bool = False,
) -> Rows[R]:
    """Return one page as the caller may see it; see `read_page`.

    A list that is whole on its page lacks the rows that are held back, so that its count is exact;
    with `in_place` they leave their gap there too, and `seen` tells how many there are to see.
    """
    asked = await _ask(client, resource, params, call, in_body=in_body)
    if asked is None:
        return NO_ROWS
    found = await read_page(
        client,
        resource,
        asked.params,
        call,
        page=page,
        size=size,
        in_body=asked.in_body,
        expand=expand,
    )
    rows = await call.guard.admit(client, resource, found.results, is_proof=asked.is_proof)
    if asked.is_exact:
        return Rows(rows, found.count)
    if page == 1 and found.next is None:
        seen = [row for row in rows if row is not None]
        if in_place:
            return Rows(rows, found.count, is_exact=False, seen=len(seen))
        return Rows(seen, len(seen))
    return Rows(rows, found.count, is_exact=False)


async def count_rows(
    client: UpstreamClient,
    resource: Resource[Any],
    params: Mapping[str, str],
    call: Call,
    *,
    in_body: bool = False,
) -> int:
    """Return how many rows of a list the caller may see, from the smallest page there is.

    Raises AccessDeniedError when the register's own count would tell of others too.
    """
    asked = await _ask(client, resource, params, call, in_body=in_body)
    if asked is None:
        return 0
    if not asked.is_exact:
        raise AccessDeniedError(
            client.name, resource.path, reason="this count would tell of what may not be seen"
        )
    found = await read_page(client, resource, asked.params, call, size=1, in_body=asked.in_body)
    return found.count


async def _ask(
    client: UpstreamClient,
    resource: Resource[Any],
    params: Mapping[str, str],
    call: Call,
    *,
    parent: str = "",
    in_body: bool = False,
) -> Narrowed | None:
    """Return what of a list may be asked, None when that is nothing. Raises AccessDeniedError."""
    guard = call.guard
    if guard is OPEN:
        return Narrowed(params, in_body)
    if not guard.reaches(client, resource):
        return None
    return await guard.narrow(client, resource, params, parent=parent, in_body=in_body)


async def read_page(
    client: UpstreamClient,
    resource: Resource[R],
    params: Mapping[str, str],
    call: Call,
    *,
    page: int = 1,
    size: int | None = None,
    parent: str = "",
    in_body: bool = False,
    expand: Sequence[str] = (),
) -> Page[R]:
    """Return one page, unguarded; `size` is asked only of servers that accept `pageSize`.

    `pageSize` is not in the ZGW standard and strict servers answer 400 to it: the first such
    answer is remembered and the page is asked again without it. Raises SourceError; a list
    that does not exist (404) is an empty page. `in_body` reads through the resource's `_zoek`;
    `expand` asks for related resources, and a 404 then is a RejectedError: the standard's answer
    to a path the server does not know.
    """
    if expand:
        params = {**params, "expand": ",".join(expand)}
    query = {"page": str(page)} if page > 1 else {}
    sized = size is not None and client.accepts_page_size is not False
    if sized:
        query["pageSize"] = str(size)
    about = call.about(betrokkenen_asked(params, client.settings.bsn_velden))
    read = _search_page if in_body else _list_page
    begin = call.begin()
    try:
        body = await read(client, resource, params, call, query, about, parent)
    except RejectedError:
        if not sized or client.accepts_page_size is True:
            raise
        answer = await read_page(
            client,
            resource,
            params,
            call,
            page=page,
            parent=parent,
            in_body=in_body,
            expand=expand,
        )
        client.accepts_page_size = False
        return answer
    if sized and body is not None:
        client.accepts_page_size = True
    if body is None:
        return _no_page(client, resource, is_unknown=bool(expand) and page == 1)
    answer = call.form(resource).parse_page(body, client.name)
    if begin is not None:
        await call.keep(client, resource, answer.results, begin)
    call.note_fetched(answer.results)
    if about is not None:
        about.extend(betrokkenen_in(answer.results, client.settings.bsn_velden))
    if not sized and answer.next is not None and answer.results:
        client.page_rows = len(answer.results)
    return answer


def _no_page(client: UpstreamClient, resource: Resource[R], *, is_unknown: bool) -> Page[R]:
    """Return an empty page. Raises RejectedError when it was the server that knows no `expand`."""
    if is_unknown:
        raise RejectedError(client.name, resource.path, reason="expand is not known")
    return Page(results=[])


async def _list_page(
    client: UpstreamClient,
    resource: Resource[R],
    params: Mapping[str, str],
    call: Call,
    query: Mapping[str, str],
    about: About,
    parent: str,
) -> bytes | None:
    return await client.get(
        resource.path.format(parent),
        call,
        template=resource.path.format("{uuid}"),
        params={**resource.list_params, **params, **query},
        headers=resource.headers,
        about=about,
    )


async def _search_page(
    client: UpstreamClient,
    resource: Resource[R],
    params: Mapping[str, str],
    call: Call,
    query: Mapping[str, str],
    about: About,
    _parent: str,
) -> bytes | None:
    """Return one `_zoek` page; Open Zaak wants lists where the standard wants joined text."""
    headers = {**resource.headers, **resource.search_headers}
    if resource.as_search is not None:
        sent, more = resource.as_search(params)
        return await client.post_read(
            resource.search, sent, call, params={**more, **query}, headers=headers, about=about
        )
    body: dict[str, Any] = {
        name: value.split(",") if name.endswith("__in") else value for name, value in params.items()
    }
    lists = {name: params[name].split(",") for name in ("ordering", "expand") if name in params}
    if lists and client.lists_in_search is not False:
        listed = {**body, **lists}
        try:
            answer = await client.post_read(
                resource.zoek, listed, call, params=query, headers=headers, about=about
            )
        except RejectedError:
            if client.lists_in_search:
                raise
        else:
            client.lists_in_search = True
            return answer
    answer = await client.post_read(
        resource.zoek, body, call, params=query, headers=headers, about=about
    )
    if lists:
        client.lists_in_search = False
    return answer


async def fetch_all(
    client: UpstreamClient,
    resource: Resource[R],
    params: Mapping[str, str],
    call: Call,
    *,
    parent: str = "",
    in_body: bool = False,
) -> list[R]:
    """Return every row of a list that the caller may see.

    Raises TooLargeError above `max_pages`, and SourceError. The pages that `count` promises are
    asked at the same time, any after those one by one. `next` is never called as it stands: a
    register behind a proxy may write another host there.
    """
    asked = await _ask(client, resource, params, call, parent=parent, in_body=in_body)
    if asked is None:
        return []
    rows = await _kept_or_read(client, resource, params, asked, call, parent)
    seen = await call.guard.admit(client, resource, rows, is_proof=asked.is_proof)
    return [row for row in seen if row is not None]


async def _kept_or_read(
    client: UpstreamClient,
    resource: Resource[R],
    params: Mapping[str, str],
    asked: Narrowed,
    call: Call,
    parent: str,
) -> list[R]:
    """Return every row, unguarded: those of a whole list from the zaak cache where it has them.

    A list that the guard narrowed is not the whole list: it is read.
    """
    cache = call.cache
    place = None
    if cache is not None and not asked.in_body and asked.params == params:
        place = cache.place_of_list(client, resource, params, parent)
    if cache is None or place is None:
        return await _read_all(client, resource, asked.params, call, parent, asked.in_body)
    rows = await cache.kept_rows(place, client, resource, call)
    if rows is None:
        begin = cache.begin()
        rows = await _read_all(client, resource, params, call, parent, in_body=False)
        await cache.keep_list(place, rows, begin)
    return rows


async def _read_all(
    client: UpstreamClient,
    resource: Resource[R],
    params: Mapping[str, str],
    call: Call,
    parent: str,
    in_body: bool,
) -> list[R]:
    async def read(number: int) -> Page[R]:
        return await read_page(
            client, resource, params, call, page=number, parent=parent, in_body=in_body
        )

    first = await read(1)
    if first.next is None or not first.results:
        return first.results
    pages = max(1, -(-first.count // len(first.results)))
    _refuse_page(client, resource.path, pages)
    every = [first, *await asyncio.gather(*(read(number) for number in range(2, pages + 1)))]
    while every[-1].next is not None and every[-1].results:
        number = len(every) + 1
        _refuse_page(client, resource.path, number)
        every.append(await read(number))
    return [row for page in every for row in page.results]


def _refuse_page(client: UpstreamClient, operation: str, number: int) -> None:
    """Raise TooLargeError when page `number` lies beyond `max_pages`."""
    if number > client.settings.max_pages:
        raise TooLargeError(client.name, operation, reason="more pages than max_pages")


async def search_all(
    client: UpstreamClient,
    resource: Resource[R],
    body: Mapping[str, Any],
    call: Call,
    keys: int,
) -> list[R | Exception]:
    """Return every row of a `_zoek`, unguarded, a malformed row as its own ContractError.

    Paging of `_zoek` goes through the query string with the same body.
    """
    rows: list[R | Exception] = []
    for number in range(1, client.settings.max_pages + 1):
        about = call.about()
        begin = call.begin()
        answer = await client.post_read(
            resource.zoek,
            body,
            call,
            keys=keys,
            params={"page": str(number)} if number > 1 else None,
            headers={**resource.headers, **resource.search_headers},
            about=about,
        )
        parsed, page = call.form(resource).parse_rows(answer, client.name)
        if begin is not None:
            good: list[R] = [row for row in parsed if not isinstance(row, Exception)]
            await call.keep(client, resource, good, begin)
        call.note_fetched(parsed)
        if about is not None:
            about.extend(betrokkenen_in(parsed, client.settings.bsn_velden))
        rows.extend(parsed)
        if page.next is None or not parsed:
            return rows
    raise TooLargeError(client.name, resource.zoek, reason="more pages than max_pages")
