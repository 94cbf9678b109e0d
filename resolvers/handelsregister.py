"""The ways into the Handelsregister: one company or branch by number, and a search."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from resolvers.bedrijfnodes import (
    NAMEN,
    PROFIEL,
    ZOEK,
    BedrijfNode,
    VestigingNode,
    asks,
    register,
    told,
)
from resolvers.context import RequestContext, ResolveInfo
from resolvers.errors import BadUserInputError
from resolvers.paging import ConnectionRecord, Window, asked_page, paginate
from sources.kvk.reader import KVK_NUMMER, LARGEST_PAGE, RSIN_NUMMER, VESTIGINGSNUMMER, zoeken

FORMS = {"kvkNummer": KVK_NUMMER, "rsin": RSIN_NUMMER, "vestigingsnummer": VESTIGINGSNUMMER}


def check_number(name: str, value: str) -> None:
    """Raise BadUserInputError for what the KVK would refuse; the message holds no number."""
    if not FORMS[name].fullmatch(value):
        raise BadUserInputError(f"'{name}' has not the form of such a number")


async def bedrijf_by(
    context: RequestContext, info: ResolveInfo, kvk_nummer: str | None, rsin: str | None
) -> BedrijfNode | None:
    """Return the company; None when it is not there, or not to be seen.

    The KVK is asked only when something of it is selected. Raises SourceError.
    """
    register(context)
    soort, number = ("kvk_nummer", kvk_nummer) if kvk_nummer is not None else ("rsin", rsin)
    known = "kvkNummer" if soort == "kvk_nummer" else soort
    check_number(known, str(number))
    if not context.call.guard.sees_klant(soort, str(number)):
        return None
    node = BedrijfNode(kvk_nummer, rsin, asked=info)
    return node if await _is_there(context, info, node, "Bedrijf", known) else None


async def vestiging_by(
    context: RequestContext, info: ResolveInfo, vestigingsnummer: str
) -> VestigingNode | None:
    """Return the branch; as `bedrijf_by`."""
    register(context)
    check_number("vestigingsnummer", vestigingsnummer)
    if not context.call.guard.sees_klant("vestigingsnummer", vestigingsnummer):
        return None
    node = VestigingNode(vestigingsnummer, asked=info)
    return node if await _is_there(context, info, node, "Vestiging") else None


async def _is_there(
    context: RequestContext, info: Any, node: Any, name: str, known: str = ""
) -> bool:
    if not asks(info, info.field_nodes, name, PROFIEL, NAMEN, ZOEK, known=known):
        return True
    return await told(context, node) is not None


async def bedrijven(
    context: RequestContext,
    params: Mapping[str, str],
    *,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> ConnectionRecord:
    """Return a page of the rows that zoeken finds.

    Raises BadUserInputError, and SourceError.
    """
    arguments = asked_page(context.settings, first, after, last, before)
    client = register(context)

    async def window(offset: int, count: int) -> Window:
        size = min(count, LARGEST_PAGE)
        numbers = range(offset // size + 1, (offset + count - 1) // size + 2)
        pages = await asyncio.gather(
            *(zoeken(client, params, context.call, page=page, size=size) for page in numbers)
        )
        places = [place for page in pages for place in page.places]
        skip = offset - (numbers[0] - 1) * size
        total = max(page.count for page in pages)
        is_exact = all(page.is_exact for page in pages)
        return Window(offset, places[skip : skip + count], total, is_exact)

    return await paginate(arguments, window)
