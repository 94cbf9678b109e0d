"""The running parts of the log of processing: its journal, its drain and its collector."""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path

from policy.drain import Drain
from policy.journal import Journal
from policy.logboek import Pseudoniemen, export_request
from policy.spool import Spool, SpoolError
from settings import LogboekSettings, SettingsError
from sources.client import UpstreamClient
from sources.otlp import Reply, deliver

MEGABYTE = 1_000_000
LAST_SECONDS = 5.0
"""How long stopping waits for a last delivery; what is left is kept for the next process."""
VERSION = "0.1.0"


class Delivery:
    """Keeps records for one collector, and delivers them while the app runs."""

    def __init__(self, settings: LogboekSettings, client: UpstreamClient) -> None:
        """Raise SettingsError for a key or policy that is wrong."""
        self._settings, self._client = settings, client
        try:
            Pseudoniemen(settings.key.reveal(), settings.key_id)
            self.journal = Journal(
                Path(settings.spool),
                max_bytes=settings.max_spool_mb * MEGABYTE,
                fsync=settings.fsync,
            )
        except ValueError as error:
            raise SettingsError(f"logboek: {error}") from None
        resource = {"service.name": settings.system, "service.version": VERSION}
        self.drain = Drain(self.journal, self._send, resource)
        self._tasks: list[asyncio.Task[None]] = []

    async def _send(self, body: bytes) -> Reply:
        return await deliver(self._client, body)

    def start(self) -> None:
        """Begin to deliver. Raises SettingsError when the spool cannot be written."""
        try:
            _ = self.journal.spool
        except SpoolError as error:
            raise SettingsError(f"logboek: {error}") from None
        self._tasks = [
            asyncio.create_task(self.drain.run()),
            asyncio.create_task(self.journal.sync_often()),
        ]

    async def aclose(self) -> None:
        """Deliver what can be delivered at once, and stop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(TimeoutError, OSError, SpoolError):
            await self.journal.settled()
            async with asyncio.timeout(LAST_SECONDS):
                await self.drain.once()
        await self.journal.aclose()
        await self._client.aclose()

    async def check(self) -> tuple[float, str]:
        """Return how long the collector took for an empty request, and what is wrong or `ok`."""
        start = time.perf_counter()
        try:
            Spool(Path(self._settings.spool), max_bytes=MEGABYTE).discard()
        except SpoolError as error:
            return 0.0, str(error)
        reply = await self._send(export_request((), {}))
        await self._client.aclose()
        ms = (time.perf_counter() - start) * 1000
        well = 200 <= reply.status < 300
        return ms, "ok" if well else f"does not take records: HTTP {reply.status or '-'}"
