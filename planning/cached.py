"""What the zaak cache has of the zaken of an operation, before anything is read of them.

What is there becomes known to the loaders as if it had come along in `_expand`, through the guard.
"""

from __future__ import annotations

from collections.abc import Sequence

from planning.choices import Choice
from planning.expand import Lacking, absorb_found
from sources.call import Step
from sources.client import UpstreamClient
from sources.loader import Loaders
from sources.urls import last_segment
from sources.zaken.resources import ZAAK, ZaakRecord

WORTH = 0.15
"""Part that must lately have been there for a list without `expand`: a plain list costs about a
tenth of one with everything, and what the cache lacks is then read after it."""


async def take(loaders: Loaders, zaken: Sequence[ZaakRecord], lacks: Lacking) -> None:
    """Make known what the cache has of what these zaken lack."""
    cache = loaders.call.cache
    if cache is None:
        return
    for client, wanted in lacks.items():
        urls = set().union(*wanted.values())
        lacking = {zaak.url: zaak for zaak in zaken if zaak.url in urls}
        pairs = [(last_segment(url), zaak) for url, zaak in lacking.items()]
        came = await cache.kept_children(client, pairs, tuple(wanted), loaders.call)
        if came:
            why = f"{', '.join(wanted)} of {len(came)} of {len(pairs)} zaken"
            loaders.call.steps.append(Step("zaken", "cache", why, 0.0))
            await absorb_found(loaders, client, came, tuple(wanted))


def hoping(loaders: Loaders, client: UpstreamClient, choice: Choice, rows: int) -> Choice:
    """Return the plain list instead of `expand`, where the cache is likely to have the rest."""
    cache = loaders.call.cache
    if cache is None or not choice.expand or cache.hope(client) < WORTH:
        return choice
    return Choice("list, then cache", (), 1, client.costs.call(rows), 1)


async def may_confirm(
    loaders: Loaders, client: UpstreamClient, uuid: str, paths: Sequence[str]
) -> bool:
    """Whether all that is lacking of a zaak is that its register says it is unchanged (ETag)."""
    cache = loaders.call.cache
    if cache is None or not cache.keeps(ZAAK):
        return False
    entry = await cache.held(client, ZAAK, uuid)
    return entry is not None and await cache.has_all(client, uuid, entry.value, paths)
