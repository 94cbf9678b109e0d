"""What the zaak cache has of the zaken of an operation, before anything is read of them.

What is there becomes known to the loaders as if it had come along in `_expand`, through the guard.
"""

from __future__ import annotations

from collections.abc import Sequence

from planning.choices import Choice
from planning.expand import absorb_found
from sources.call import Step
from sources.client import UpstreamClient
from sources.errors import SourceError
from sources.loader import Loaders
from sources.zaken.resources import ZAAK, ZaakRecord

WORTH = 0.15
"""Part that must lately have been there for a list without `expand`: a plain list costs about a
tenth of one with everything, and what the cache lacks is then read after it."""


async def take(loaders: Loaders, zaken: Sequence[ZaakRecord], paths: Sequence[str]) -> None:
    """Make known what the cache has of these paths of these zaken."""
    cache = loaders.call.cache
    if cache is None:
        return
    known: dict[UpstreamClient, list[tuple[str, ZaakRecord]]] = {}
    for zaak in zaken:
        try:
            client, uuid = loaders.landscape.ref(ZAAK, zaak.url)
        except SourceError:
            continue
        known.setdefault(client, []).append((uuid, zaak))
    for client, pairs in known.items():
        came = await cache.children(client, pairs, paths, loaders.call)
        if came:
            why = f"{', '.join(paths)} of {len(came)} of {len(pairs)} zaken"
            loaders.call.steps.append(Step("zaken", "cache", why, 0.0))
            await absorb_found(loaders, client, came, paths)


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
