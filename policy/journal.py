"""Keeps records durably before an answer goes out: requests that wait together share one write."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from policy.spool import Spool, SpoolError

log = logging.getLogger("gateway.logboek")
SYNC_SECONDS = 1.0
POLICIES = ("always", "second", "never")


class Journal:
    """The spool of this process, opened at its first use."""

    def __init__(self, root: Path, *, max_bytes: int, fsync: str = "always") -> None:
        """Raise ValueError for an fsync policy that does not exist."""
        if fsync not in POLICIES:
            raise ValueError(f"'fsync' must be one of {', '.join(POLICIES)}")
        self.root, self.max_bytes, self.fsync = root, max_bytes, fsync
        self._spool: Spool | None = None
        self._thread = ThreadPoolExecutor(1, "logboek")
        self._waiting: list[tuple[Sequence[bytes], asyncio.Future[None]]] = []
        self._committing: asyncio.Task[None] | None = None
        self.kept = 0
        """Records that were kept."""
        self.lost = 0
        """Records that could not be kept."""
        self.arrived = asyncio.Event()
        """Set when there is something new to deliver."""

    @property
    def spool(self) -> Spool:
        """The spool of this process. Raises SpoolError when it cannot be written."""
        if self._spool is None:
            sync = self.fsync == "always"
            self._spool = Spool(self.root, max_bytes=self.max_bytes, sync=sync)
        return self._spool

    @property
    def waiting(self) -> int:
        """Bytes of the spool; 0 when it is not open."""
        return 0 if self._spool is None else self._spool.waiting

    async def keep(self, records: Sequence[bytes]) -> None:
        """Return when the records are kept. Raises SpoolError when they are not."""
        if not records:
            return
        await asyncio.shield(self._enqueue(records))

    def keep_now(self, records: Sequence[bytes]) -> None:
        """Keep the records of a request that ended without an answer; failing is only counted."""
        if records:
            self._enqueue(records).add_done_callback(asyncio.Future.exception)

    def _enqueue(self, records: Sequence[bytes]) -> asyncio.Future[None]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((records, done))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())
        return done

    async def sync_often(self) -> None:
        """Under the policy `second`: make what was written durable, once a second, for ever."""
        while self.fsync == "second":
            await asyncio.sleep(SYNC_SECONDS)
            with contextlib.suppress(OSError, ValueError, SpoolError):  # closed meanwhile, or full
                await self._in_thread(self.spool.flush)

    async def settled(self) -> None:
        """Return when nothing waits to be kept."""
        if self._committing is not None:
            await asyncio.gather(self._committing, return_exceptions=True)

    async def aclose(self) -> None:
        """Finish what waits and let go of the spool."""
        await self.settled()
        if self._spool is not None:
            with contextlib.suppress(OSError):
                self._spool.flush()
            self._spool.close()
            self._spool = None
        self._thread.shutdown()

    async def _commit(self) -> None:
        """Write whatever waits, in one write, until nothing does."""
        while self._waiting:
            batch, self._waiting = self._waiting, []
            records = [record for own, _ in batch for record in own]
            try:
                if self.fsync == "always":
                    await self._in_thread(self._append, records)
                else:
                    self._append(records)
            except SpoolError as error:
                self._failed(batch, len(records), error)
            else:
                self.kept += len(records)
                self._settle(batch, None)
            self.arrived.set()

    def _append(self, records: Sequence[bytes]) -> None:
        self.spool.append(records)

    async def _in_thread(self, work: Callable[..., None], *arguments: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    def _failed(
        self,
        batch: Sequence[tuple[Sequence[bytes], asyncio.Future[None]]],
        count: int,
        error: SpoolError,
    ) -> None:
        self.lost += count
        log.error("records of processing could not be kept: %s", error, extra={"count": count})
        self._settle(batch, error)

    @staticmethod
    def _settle(
        batch: Sequence[tuple[Sequence[bytes], asyncio.Future[None]]], error: SpoolError | None
    ) -> None:
        for _, done in batch:
            if done.done():
                continue
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)
