"""Notices that the client went away, so that nothing more is read for an answer nobody gets."""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.types import Receive

from sources.alarms import alarms

AFTER = 0.05
"""Seconds after which watching begins: most answers are there before, and a task costs time."""


class ClientGoneError(Exception):
    """The client broke the connection off."""


class Watching:
    """A context that is cancelled when the client goes away. Raises ClientGoneError then."""

    __slots__ = ("_alarms", "_gone", "_receive", "_task", "_watcher")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._gone = False
        self._watcher: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task(loop)
        self._alarms = alarms(loop, AFTER)
        self._alarms.set(self)

    def ring(self) -> None:
        """Begin to watch."""
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        message = await self._receive()
        while message["type"] != "http.disconnect":
            message = await self._receive()
        self._gone = True
        if self._task is not None:
            self._task.cancel()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._alarms.clear(self)
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.wait([self._watcher])
        cancelled = kind is not None and issubclass(kind, asyncio.CancelledError)
        if cancelled and self._gone and self._task is not None and self._task.uncancel() == 0:
            raise ClientGoneError from None
