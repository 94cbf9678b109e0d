"""Collects the keys that are asked at about the same time, and loads them together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Batcher(Generic[K, V]):
    """Loads each key once; keys that are asked within two turns of the loop in one batch.

    Two turns, as dataloaders have it: what was answered in the first may ask in the second.
    """

    def __init__(self, fetch: Callable[[list[K]], Awaitable[Sequence[V | Exception]]]) -> None:
        """`fetch` gives a value or an exception per key."""
        self._fetch = fetch
        self._asked: dict[K, asyncio.Future[V]] = {}
        self._queue: list[K] = []
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()

    def load(self, key: K) -> asyncio.Future[V]:
        """Return the future value of a key."""
        future = self._asked.get(key)
        if future is None:
            future = self._asked[key] = self._loop.create_future()
            if not self._queue:
                self._loop.call_soon(self._loop.call_soon, self._dispatch)
            self._queue.append(key)
        return future

    def _dispatch(self) -> None:
        keys, self._queue = self._queue, []
        task = self._loop.create_task(self._run(keys))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, keys: list[K]) -> None:
        """Settle the futures of these keys; a batch that fails as a whole is not remembered."""
        asked = self._asked
        futures = [asked[key] for key in keys]
        try:
            answers = await self._fetch(keys)
        except Exception as error:  # noqa: BLE001  belongs to whoever waits for it
            for key in keys:
                asked.pop(key, None)
            answers = [error] * len(keys)
        for future, answer in zip(futures, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
