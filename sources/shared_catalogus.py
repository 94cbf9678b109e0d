"""Lists of the catalogus on Redis or Valkey, so that one gateway reads what all of them use.

Only types without personal data are kept there. What types exist decides what callers may see, so
a list counts only with a signature over it, its place and its format by the gateways' own key:
what anybody else wrote, moved or spoilt is read from the register instead. When the server cannot
be reached each gateway reads for itself, and asks again after a while.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
import zlib
from collections.abc import Callable
from typing import Any, Generic, cast

import msgspec
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from settings import UpstreamSettings
from sources.resource import Privacy, R, Resource
from sources.urls import last_segment

log = logging.getLogger("gateway.catalogus")
FORMAT = 1
"""Raised when what is written changes; the fields of a record are in the key by themselves."""
MAX_BYTES = 4_194_304
"""Of a list as it is kept, packed; 2,000 zaaktypen with all their links take about 1 MB."""
MAX_UNPACKED = 33_554_432
TIMEOUT = 0.5
"""Seconds that a load waits for the server, before it reads the register."""
CONNECTIONS = 4
AGAIN_AFTER = 2.0
"""Seconds before a server that failed is asked again."""
SKEW = 5.0
"""Seconds that the clocks of two gateways may differ."""
SIGNATURE = hashlib.sha256().digest_size


class Kept(msgspec.Struct, Generic[R]):
    """A list as one gateway read it."""

    read_at: float
    """Seconds since 1970."""
    rows: list[R]


class SharedCatalogus:
    """Whole lists of types on a server, per register, application and resource."""

    def __init__(
        self,
        url: str,
        secret: bytes,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        timeout: float = TIMEOUT,
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
        self._redis = Redis(connection_pool=pool)
        self._key = hmac.digest(secret, b"catalogus", "sha256")
        self._clock, self._wall = clock, wall
        self._again_at, self._is_down = 0.0, False
        self.hits = self.misses = self.refused = self.failed = 0
        """Lists found, not there, not ours, and not asked for or kept because of the server."""

    async def get(
        self, upstream: UpstreamSettings, resource: Resource[R], max_age: float
    ) -> tuple[list[R] | None, float]:
        """Return the rows and their age in seconds; no rows when the register is to be read."""
        if resource.privacy is not Privacy.PUBLIC or self._clock() < self._again_at:
            return None, 0.0
        key = self._place(upstream, resource)
        try:
            stored = await self._redis.getrange(key, 0, MAX_BYTES + SIGNATURE)
        except (RedisError, OSError, TimeoutError) as error:
            self._failed(error)
            return None, 0.0
        self._answered()
        if not stored:
            self.misses += 1
            return None, 0.0
        kept = self._opened(key, cast("bytes", stored), resource)
        age = self._wall() - kept.read_at if kept is not None else 0.0
        if kept is None or not -SKEW <= age < upstream.catalogus_ttl:
            self.refused += 1
            log.warning(
                "a shared catalogus list is not ours or too old; the register is read",
                extra={"upstream": upstream.name, "code": "SHARED_CATALOGUS_REFUSED"},
            )
            return None, 0.0
        if age >= max_age:
            self.misses += 1
            return None, 0.0
        self.hits += 1
        return kept.rows, max(age, 0.0)

    async def put(self, upstream: UpstreamSettings, resource: Resource[R], rows: list[R]) -> None:
        """Keep the list until it is to be refreshed; one that is too large is not kept."""
        lives = round(upstream.catalogus_ttl * 1000)
        if resource.privacy is not Privacy.PUBLIC or not lives or self._clock() < self._again_at:
            return
        body = msgspec.msgpack.encode(Kept(self._wall(), rows))
        packed = zlib.compress(body, 1)
        if len(body) > MAX_UNPACKED or len(packed) > MAX_BYTES:
            return
        key = self._place(upstream, resource)
        try:
            await self._redis.set(key, self._signature(key, packed) + packed, px=lives)
        except (RedisError, OSError, TimeoutError) as error:
            self._failed(error)
        else:
            self._answered()

    async def drop(self, upstream: UpstreamSettings, resource: Resource[Any]) -> None:
        """Forget the list, for it changed; when the server cannot be reached it ends by itself."""
        if resource.privacy is not Privacy.PUBLIC or self._clock() < self._again_at:
            return
        try:
            await self._redis.delete(self._place(upstream, resource))
        except (RedisError, OSError, TimeoutError) as error:
            self._failed(error)
        else:
            self._answered()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()

    def _place(self, upstream: UpstreamSettings, resource: Resource[Any]) -> str:
        """Return the key: the same for gateways that would read the same list alike."""
        record: Any = resource.record
        what = (upstream.root, upstream.auth.client_id, resource.path, _shape(record))
        digest = hmac.new(self._key, msgspec.json.encode(what), "sha256").hexdigest()
        return f"gateway:catalogus:{FORMAT}:{digest[:40]}"

    def _signature(self, key: str, packed: bytes) -> bytes:
        return hmac.digest(self._key, key.encode() + b"\n" + packed, "sha256")

    def _opened(self, key: str, stored: bytes, resource: Resource[R]) -> Kept[R] | None:
        """Return what was kept there, or None when it is not what a gateway wrote there."""
        signature, packed = stored[:SIGNATURE], stored[SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(key, packed)):
            return None
        unpacking = zlib.decompressobj()
        try:
            body = unpacking.decompress(packed, MAX_UNPACKED)
            kept: Kept[R] = msgspec.msgpack.decode(body, type=Kept[resource.record])  # type: ignore[name-defined]
        except (zlib.error, msgspec.MsgspecError, ValueError):
            return None
        return kept if all(last_segment(row.url) for row in kept.rows) else None

    def _failed(self, error: Exception) -> None:
        """Leave the server alone for a while, and say so once."""
        self.failed += 1
        self._again_at = self._clock() + AGAIN_AFTER
        if not self._is_down:
            self._is_down = True
            log.error(
                "the shared catalogus cannot be reached (%s): every gateway reads for itself",
                type(error).__name__,
                extra={"code": "SHARED_CATALOGUS_UNREACHABLE"},
            )

    def _answered(self) -> None:
        if self._is_down:
            self._is_down = False
            log.warning("the shared catalogus is reached again")


def _shape(record: type[msgspec.Struct]) -> dict[str, Any]:
    """Return what tells apart gateways of which a record, or one in it, has other fields."""
    return msgspec.json.schema(record)
