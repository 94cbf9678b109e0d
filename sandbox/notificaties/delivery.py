"""Brings messages to callbacks: in the background, again when that fails, and in any order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
Transport = httpx.AsyncBaseTransport
Order = Callable[[list[Json]], Sequence[Json]]

ATTEMPTS = 5
BACKOFF = 0.01
"""Seconds before a second attempt, three times as long before each next one.

Open Notificaties waits 3 seconds and gives up after a minute and a half.
"""
MAX_KEPT = 10_000
"""A sandbox may run for days; what was sent longest ago is forgotten beyond this number."""


@dataclass(frozen=True)
class Callback:
    """Where the messages of an abonnement go, and what they are sent with."""

    url: str
    auth: str


@dataclass(frozen=True)
class Sent:
    """One attempt to bring one message, and the answer; None when there was none."""

    callback: str
    message: Json
    status: int | None


class Delivery:
    """What is on its way, and what has been."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        """Every attempt, in the order in which the answers came."""
        self.attempts = ATTEMPTS
        self.backoff = BACKOFF
        self._transport: Transport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def over(self, transport: Transport | None) -> None:
        """Reach callbacks this way from now on; without a way nothing is sent."""
        self._transport = transport

    def forget(self) -> None:
        """As new: nothing sent, no way to anywhere."""
        self.sent.clear()
        self._tasks.clear()
        self._transport = None
        self.attempts, self.backoff = ATTEMPTS, BACKOFF

    def start(self, callback: Callback, message: Json) -> None:
        """Bring a message without anyone waiting for it."""
        if self._transport is None:
            return
        try:
            task = asyncio.get_running_loop().create_task(self.bring(callback, message))
        except RuntimeError:  # who writes outside a loop is not told
            return
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def bring(self, callback: Callback, message: Json) -> None:
        """Bring a message, again and again until it is taken or given up."""
        pause = self.backoff
        for attempt in range(1, self.attempts + 1):
            status = await self.post(callback.url, message, callback.auth)
            self.sent.append(Sent(callback.url, message, status))
            del self.sent[:-MAX_KEPT]
            if status is not None and 200 <= status < 300:
                return
            if attempt < self.attempts:
                await asyncio.sleep(pause)
                pause *= 3

    async def post(self, url: str, message: Json, auth: str = "") -> int | None:
        """The status that a callback answers a message with."""
        if self._transport is None:
            return None
        headers = {"Authorization": auth} if auth else {}
        async with httpx.AsyncClient(transport=_Kept(self._transport)) as client:
            try:
                response = await client.post(url, json=message, headers=headers)
            except (httpx.HTTPError, OSError):
                return None
        return response.status_code

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)


class _Kept(httpx.AsyncBaseTransport):
    """A transport that outlives the clients over it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._transport.handle_async_request(request)
