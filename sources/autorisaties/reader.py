"""What the Autorisaties API says of an applicatie, kept for a while and renewed.

Rights that are withdrawn end within twice the time to live while the API answers. While it does
not, the last answer serves up to `max_age`; after that nobody gets rights that cannot be
confirmed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cachetools import LRUCache

from sources.autorisaties.resources import APPLICATIE, ApplicatieRecord
from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import SourceError
from sources.paging import fetch_all

log = logging.getLogger("gateway.autorisaties")
GATEWAY = Caller("gateway-autorisaties", "Gateway autorisaties")
KEPT = 1_000
RETRY_SECONDS = 5.0
"""After a failed read, before an answer that is still good enough is renewed again."""
Applicaties = tuple[ApplicatieRecord, ...]


@dataclass(slots=True)
class _Known:
    """One answer, and when it was asked."""

    applicaties: Applicaties
    asked_at: float
    retry_at: float = 0.0


class Autorisaties:
    """The applicaties of every configured Autorisaties API, by client_id."""

    def __init__(
        self,
        clients: Sequence[UpstreamClient],
        *,
        ttl: float,
        max_age: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clients, self._ttl, self._max_age = clients, ttl, max_age
        self._clock = clock
        self._known: LRUCache[str, _Known] = LRUCache(KEPT)
        self._loads: dict[tuple[str, int], asyncio.Task[Applicaties]] = {}
        self._changes = 0

    async def of(self, client_id: str) -> Applicaties:
        """Return the applicaties with this client_id; none when it is not known there.

        Raises SourceError when that cannot be confirmed.
        """
        known, now = self._known.get(client_id), self._clock()
        age = float("inf") if known is None else now - known.asked_at
        if known is None or age >= self._max_age:
            return await asyncio.shield(self._load(client_id))
        if age < self._ttl or now < known.retry_at:
            return known.applicaties
        task = self._load(client_id)
        if age < 2 * self._ttl:
            return known.applicaties
        try:
            return await asyncio.shield(task)
        except SourceError:
            return known.applicaties

    def forget(self) -> None:
        """Forget every answer, for one of them changed: who asks next waits for what is so now.

        Not served when the API fails after this: it is known that the answer may be wrong.
        """
        self._changes += 1
        self._known.clear()

    def _load(self, client_id: str) -> asyncio.Task[Applicaties]:
        """Return the one read under way for this client."""
        key = client_id, self._changes
        task = self._loads.get(key)
        if task is None:
            task = asyncio.create_task(self._fetch(client_id))
            self._loads[key] = task
            task.add_done_callback(lambda done: self._ended(key, done))
        return task

    async def _fetch(self, client_id: str) -> Applicaties:
        asked_at, changes = self._clock(), self._changes
        if "," in client_id:
            return ()
        call = Call(GATEWAY)
        lists = await asyncio.gather(
            *(
                fetch_all(client, APPLICATIE, {"clientIds": client_id}, call)
                for client in self._clients
            )
        )
        found = tuple(row for rows in lists for row in rows if client_id in row.client_ids)
        if changes == self._changes:
            self._known[client_id] = _Known(found, asked_at)
        return found

    def _ended(self, key: tuple[str, int], task: asyncio.Task[Applicaties]) -> None:
        self._loads.pop(key, None)
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        known = self._known.get(key[0])
        if known is not None:
            known.retry_at = self._clock() + RETRY_SECONDS
        code = error.code if isinstance(error, SourceError) else type(error).__name__
        log.warning("autorisaties not read: %s", code, extra={"code": code})

    async def aclose(self) -> None:
        """Stop what is being read."""
        tasks = list(self._loads.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
