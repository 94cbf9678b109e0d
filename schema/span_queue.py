"""Spans that wait for the collector: bounded, sent in batches, never waited for by a request."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from schema.spans import Span, export_traces
from sources.otlp import Reply

log = logging.getLogger("gateway.traces")
INTERVAL = 1.0
"""Seconds spans are gathered before they are sent."""
BATCH = 256
"""Spans of one request to the collector; encoding them holds the loop for about a millisecond."""
ATTEMPTS = 3
FIRST_PAUSE = 0.5
LONGEST_WAIT = 30.0
LAST_SECONDS = 2.0
"""How long stopping waits for a last delivery."""
PASSING = frozenset({0, 408, 429, 502, 503, 504})
"""Answers after which the same spans are sent again (OTLP 1.x, section on failures)."""
Send = Callable[[bytes], Awaitable[Reply]]


class SpanQueue:
    """Keeps spans until they are sent; drops what comes when it is full, and counts that."""

    def __init__(self, send: Send, most: int, resource: Mapping[str, Any]) -> None:
        self._send, self._most, self._resource = send, most, resource
        self._waiting: deque[Span] = deque()
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_well = True
        self.outcomes: Counter[str] = Counter(sent=0, dropped=0, failed=0)

    def put(self, spans: Sequence[Span]) -> None:
        """Keep the spans of one request, or none of them."""
        if len(self._waiting) + len(spans) > self._most:
            self.outcomes["dropped"] += len(spans)
            return
        self._waiting.extend(spans)
        self._arrived.set()

    def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.create_task(self._run())

    async def aclose(self) -> None:
        """Send what can be sent at once, and stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await self.flush(attempts=1)
        self.outcomes["dropped"] += len(self._waiting)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            await asyncio.sleep(INTERVAL)
            await self.flush()

    async def flush(self, attempts: int = ATTEMPTS) -> None:
        """Send all that waits."""
        self._arrived.clear()
        while self._waiting:
            count = min(BATCH, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(count)]
            try:
                body = export_traces(batch, self._resource)
                taken = await self._deliver(body, count, attempts)
            except asyncio.CancelledError:
                self._waiting.extendleft(reversed(batch))
                raise
            self.outcomes["sent"] += taken
            self.outcomes["failed"] += count - taken

    async def _deliver(self, body: bytes, count: int, attempts: int) -> int:
        """Return how many of the spans in the body the collector took."""
        pause = FIRST_PAUSE
        for left in reversed(range(attempts)):
            reply = await self._send(body)
            if 200 <= reply.status < 300:
                self._tell(True, reply.status)
                return max(0, count - reply.rejected)
            self._tell(False, reply.status)
            if reply.status not in PASSING or not left:
                break
            asked = reply.retry_after
            await asyncio.sleep(pause if asked is None else min(asked, LONGEST_WAIT))
            pause *= 2
        return 0

    def _tell(self, is_well: bool, status: int) -> None:
        """Log when the collector begins to fail, and when it is well again; not every time."""
        if is_well != self._is_well:
            self._is_well = is_well
            if is_well:
                log.info("the collector takes spans again")
            else:
                log.warning("the collector does not take spans: HTTP %s", status or "-")
