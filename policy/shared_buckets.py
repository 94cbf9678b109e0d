"""Token buckets in Redis or Valkey, so that every gateway counts a client together.

One Lua script reads the server's clock, fills the bucket and takes from it, so two gateways can
never both take the last unit. Levels are whole microunits: no rounding is lost or won. When
the server cannot be reached each gateway counts for itself, and asks again after a while.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from policy.buckets import Buckets, LocalBuckets, Quota, Taken

log = logging.getLogger("gateway.limits")
MICRO = 1_000_000
TIMEOUT = 0.25
"""Seconds a request waits for the server before it is counted here."""
CONNECTIONS = 16
"""At once; a take lasts about 0.2 ms, so more would only wait at the server."""
AGAIN_AFTER = 2.0
"""Seconds before a server that failed is asked again."""
TAKE = """
local capacity, amount = tonumber(ARGV[1]) * 1000000, tonumber(ARGV[2]) * 1000000
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local kept = redis.call('HMGET', KEYS[1], 'level', 'since')
local level, since = tonumber(kept[1]) or capacity, tonumber(kept[2]) or now
local passed = math.max(0, now - since)
local filled = math.floor(passed * tonumber(ARGV[1]) / 60)
level = math.min(capacity, level + filled)
local allowed = 0
if level >= amount then
  level, allowed = level - amount, 1
end
local left = string.format('%.0f', level)
redis.call('HSET', KEYS[1], 'level', left, 'since', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], 61000)
return {allowed, left}
"""
"""A full bucket is the same as none, so a bucket that nobody touched for a minute may expire."""


class SharedBuckets:
    """Buckets on a server; in this process while that cannot be reached."""

    def __init__(
        self,
        url: str,
        *,
        local: Buckets | None = None,
        clock: Callable[[], float] = time.monotonic,
        timeout: float = TIMEOUT,
        prefix: str = "gateway:limit",
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
        self._redis, self._timeout = Redis(connection_pool=pool), timeout
        self._script = self._redis.register_script(TAKE)
        self._local, self._clock, self._prefix = local or LocalBuckets(), clock, prefix
        self._again_at = 0.0
        self._is_down = False
        self.degraded = 0
        """Requests that were counted in this process only, for a metric."""

    async def take(self, client: str, quota: Quota, amount: int = 1) -> Taken:
        """Take `amount` from a client's bucket, or nothing when there is less."""
        if self._clock() >= self._again_at:
            try:
                taken = await self._ask(client, quota, amount)
            except (RedisError, OSError, TimeoutError) as error:
                self._failed(error)
            else:
                self._answered()
                return taken
        self.degraded += 1
        return await self._local.take(client, quota, amount)

    async def _ask(self, client: str, quota: Quota, amount: int) -> Taken:
        keys = [f"{self._prefix}:{quota.name}:{client}"]
        async with asyncio.timeout(self._timeout):
            allowed, left = await self._script(keys=keys, args=[quota.capacity, amount])
        level = int(left) / MICRO
        return Taken(bool(allowed), int(level), 0 if allowed else quota.wait(amount - level))

    def _failed(self, error: Exception) -> None:
        """Leave the server alone for a while, and say so once."""
        self._again_at = self._clock() + AGAIN_AFTER
        if not self._is_down:
            self._is_down = True
            log.error(
                "the shared limits cannot be reached (%s): every gateway counts for itself",
                type(error).__name__,
                extra={"code": "SHARED_LIMITS_UNREACHABLE"},
            )

    def _answered(self) -> None:
        if self._is_down:
            self._is_down = False
            log.warning("the shared limits are reached again", extra={"degraded": self.degraded})

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()
