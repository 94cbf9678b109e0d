"""Does a register really apply a filter? Asked with a number that nobody has.

The standards let a server answer 400 to a parameter it does not know; one that ignores it instead
would show a citizen what is of others. What such a filter finds counts as proof only after this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resolvers.access.case import Case
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import NotServedError, RejectedError
from sources.paging import read_page
from sources.resource import Resource


async def applies(
    case: Case,
    client: UpstreamClient,
    resource: Resource[Any],
    nobodys: Mapping[str, str],
    *,
    in_body: bool,
) -> bool:
    """Return whether the register applies these filters of nobody; see `is_applied`."""
    return await is_applied(client, resource, nobodys, case.behind.call, in_body=in_body)


async def is_applied(
    client: UpstreamClient,
    resource: Resource[Any],
    nobodys: Mapping[str, str],
    call: Call,
    *,
    in_body: bool,
) -> bool:
    """Return whether a list asked with these filters, of nobody, is empty; remembered a while.

    `call` is unguarded. Raises SourceError when the register cannot be asked.
    """
    name = f"{resource.path}?{'&'.join(sorted(nobodys))}"
    known: bool | None = client.filters_by.get(name)
    if known is None:
        try:
            page = await read_page(client, resource, nobodys, call, size=1, in_body=in_body)
        except (NotServedError, RejectedError):
            client.filters_by[name] = False
            return False
        known = client.filters_by[name] = not page.results and page.count == 0
    return known
