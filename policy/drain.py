"""Delivers what the spools hold to the collector: in order, at least once, and never less.

A batch leaves the spool only after the collector acknowledged it. What it refuses for good is
split until the refused record is alone, and that one is set apart, never thrown away.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import BinaryIO, Protocol

from policy.journal import Journal
from policy.logboek import export_request
from policy.spool import SpoolError
from policy.spoolreader import SpoolReader, adopt

log = logging.getLogger("gateway.logboek")
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
LONGEST_WAIT = 600.0
"""What a Retry-After may ask at most."""
ADOPT_SECONDS = 30.0
REFUSALS = frozenset({400, 413, 415, 422})
"""Answers about the records; every other failure is about the collector, and is tried again."""


class Reply(Protocol):
    """What a collector answered."""

    @property
    def status(self) -> int:
        """Its HTTP status; 0 when there was no answer."""

    @property
    def retry_after(self) -> float | None:
        """Seconds it asks to wait."""

    @property
    def rejected(self) -> int:
        """Records that it did not take of a request it accepted (partial_success)."""


Send = Callable[[bytes], Awaitable[Reply]]


class Drain:
    """Empties the spool of this process, and those that dead processes left."""

    def __init__(self, journal: Journal, send: Send, resource: Mapping[str, str]) -> None:
        self._journal, self._send, self._resource = journal, send, resource
        self._own: SpoolReader | None = None
        self._retry_after: float | None = None
        self.delivered = 0
        """Records that a collector acknowledged."""
        self.refused = 0
        """Records that were set apart because the collector refuses them."""
        self.failures = 0
        """Attempts in a row that failed."""

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            self._journal.arrived.clear()
            try:
                wait = None if await self.once() else self._pause()
            except (OSError, SpoolError) as error:
                log.error("the spool cannot be read: %s", type(error).__name__)
                self.failures += 1
                wait = self._pause()
            if wait is not None:
                await asyncio.sleep(wait)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ADOPT_SECONDS):
                    await self._journal.arrived.wait()

    async def once(self) -> bool:
        """Deliver all there is; False when the collector did not take it all."""
        if self._own is None:
            self._own = SpoolReader(self._journal.spool.directory)
        if not await self._empty(self._own):
            return False
        for reader, lock in adopt(self._journal.root, self._own.directory):
            if not await self._finish(reader, lock):
                return False
        return True

    async def _finish(self, reader: SpoolReader, lock: BinaryIO) -> bool:
        with lock:
            emptied = await self._empty(reader)
            if emptied:
                reader.remove()
        return emptied

    async def _empty(self, reader: SpoolReader) -> bool:
        while (batch := reader.next()) is not None:
            if not await self._deliver(reader, batch.records):
                return False
            reader.delivered(batch)
            self.failures = 0
        return True

    async def _deliver(self, reader: SpoolReader, records: list[bytes]) -> bool:
        """Send records; True when each was taken, or set apart."""
        reply = await self._send(export_request(records, self._resource))
        if 200 <= reply.status < 300:
            self.delivered += len(records)
            if reply.rejected:
                self._set_apart(reader, records, f"{reply.rejected} of a batch")
            return True
        if reply.status not in REFUSALS:
            self.failures += 1
            self._retry_after = reply.retry_after
            log.warning("the collector does not take records: HTTP %s", reply.status or "-")
            return False
        if len(records) == 1:
            self._set_apart(reader, records, f"HTTP {reply.status}")
            return True
        half = len(records) // 2
        return await self._deliver(reader, records[:half]) and await self._deliver(
            reader, records[half:]
        )

    def _set_apart(self, reader: SpoolReader, records: list[bytes], why: str) -> None:
        reader.refuse(records)
        self.refused += len(records)
        log.error("the collector refuses records, they are set apart: %s", why)

    def _pause(self) -> float:
        """Return how long to wait before the next attempt: what was asked, or ever longer."""
        if self._retry_after is not None:
            wait, self._retry_after = min(self._retry_after, LONGEST_WAIT), None
            return wait
        pause = min(FIRST_PAUSE * 2.0 ** min(self.failures - 1, 10), LONGEST_PAUSE)
        return pause * random.uniform(0.5, 1.0)  # noqa: S311  spreads attempts, guards nothing
