"""Zaken that other zaken lead to, read together with what is selected of them.

Hoofdzaak, deelzaken and related zaken of a level are asked in the same tick by different fields.
They share one `_zoek` with `expand`, where each would otherwise be a read and then its parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any

from planning.choices import CHUNK, paths_of
from planning.expand import with_documents
from planning.zaken import read_chunk
from sources.client import UpstreamClient
from sources.errors import SourceError
from sources.loader import Loaders, each, settled
from sources.zaken.resources import ZAAK, ZaakRecord


class LinkedZaken:
    """The zaken of one register that the fields of this tick lead to."""

    def __init__(self, loaders: Loaders, client: UpstreamClient) -> None:
        self._loaders, self._client = loaders, client
        self._uuids: dict[str, None] = {}
        self._paths: set[str] = set()
        self._reading: asyncio.Task[None] | None = None

    def read(self, uuids: Iterable[str], paths: Iterable[str]) -> asyncio.Task[None]:
        """Return what reads these, together with whatever else is asked before it starts."""
        self._uuids.update(dict.fromkeys(uuids))
        self._paths.update(paths)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        return self._reading

    async def _read(self) -> None:
        await asyncio.sleep(0)
        uuids, paths = list(self._uuids), tuple(sorted(self._paths))
        self._uuids, self._paths, self._reading = {}, set(), None
        chunks = [uuids[at : at + CHUNK] for at in range(0, len(uuids), CHUNK)]
        await asyncio.gather(
            *(read_chunk(self._loaders, self._client, chunk, paths) for chunk in chunks)
        )


def linked_zaken(
    loaders: Loaders, urls: Sequence[str], asked: frozenset[str]
) -> list[Any] | Awaitable[list[Any]] | None:
    """Return the zaken at these URLs, in order; None when there is nothing to plan.

    An absent one is None, a failed one its error.
    """
    paths = paths_of(asked)
    if not paths:
        return None
    unknown: dict[UpstreamClient, list[str]] = {}
    for url in urls:
        try:
            client, uuid = loaders.landscape.ref(ZAAK, url)
        except SourceError:
            continue
        if client.expands and client.searches and not loaders.entities(client, ZAAK).knows(uuid):
            unknown.setdefault(client, []).append(uuid)
    if not unknown:
        return None
    reads = [
        _of(loaders, client).read(uuids, with_documents(loaders, client, paths, asked))
        for client, uuids in unknown.items()
    ]
    return _after(loaders, reads, urls)


def _of(loaders: Loaders, client: UpstreamClient) -> LinkedZaken:
    return loaders.once(("linked", client.name), lambda: LinkedZaken(loaders, client))


async def _after(
    loaders: Loaders, reads: Sequence[asyncio.Task[None]], urls: Sequence[str]
) -> list[Any]:
    """Return the zaken once they were read; what was not found is left to the loaders."""
    await asyncio.gather(*map(asyncio.shield, reads))
    return await each([_one(loaders, url) for url in urls])


async def _one(loaders: Loaders, url: str) -> ZaakRecord | None:
    return await settled(loaders.by_url(ZAAK, url))
