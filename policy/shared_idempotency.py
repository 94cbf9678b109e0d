"""Idempotency keys on Redis or Valkey, so that every worker and gateway knows them.

When the server cannot be reached, nothing is written under a key: a promise that only this process
keeps is none.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from policy.idempotency import Found, Kept, State, Unreachable, judge

T = TypeVar("T")
TIMEOUT = 0.5
"""Seconds that the server may take; a write to a register takes longer."""
CONNECTIONS = 8


class SharedKeys:
    """Keys on a server."""

    def __init__(
        self,
        url: str,
        seconds: float,
        *,
        clock: Callable[[], float] = time.time,
        timeout: float = TIMEOUT,
        prefix: str = "gateway:idempotency",
    ) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=timeout,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 0),
            protocol=2,  # with 3 redis-py does not see that a connection was closed meanwhile
        )
        self._redis: Any = Redis(connection_pool=pool)
        self._timeout, self._prefix, self._clock = timeout, prefix, clock
        self._seconds = int(seconds)

    async def begin(self, key: str, payload: str) -> Found:
        """Return what is known of a key; when it is NEW it is taken. Raises Unreachable."""
        name, taken = self._name(key), msgspec.json.encode(Kept(payload, self._clock()))
        if await self._ask(self._redis.set(name, taken, nx=True, ex=self._seconds)):
            return Found(State.NEW)
        text = await self._ask(self._redis.get(name))
        if text is None:  # released or expired in between
            return Found(State.BUSY)
        try:
            kept = msgspec.json.decode(text, type=Kept)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return Found(State.UNSURE)
        return judge(kept, payload, self._clock())

    async def finish(self, key: str, payload: str, outcome: bytes) -> None:
        """Keep how it ended. Raises Unreachable."""
        kept = msgspec.json.encode(Kept(payload, self._clock(), outcome))
        await self._ask(self._redis.set(self._name(key), kept, ex=self._seconds))

    async def release(self, key: str) -> None:
        """Forget a key under which nothing was done. Raises Unreachable."""
        await self._ask(self._redis.delete(self._name(key)))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()

    def _name(self, key: str) -> str:
        return f"{self._prefix}:{key}"

    async def _ask(self, asking: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._timeout):
                return await asking
        except (RedisError, OSError, TimeoutError) as error:
            raise Unreachable(type(error).__name__) from None
