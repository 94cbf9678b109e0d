"""The zaak cache on Redis or Valkey: what one gateway read or was told of holds for all.

A family is one hash there, so that a change drops it in one step, for every gateway at once. The
server numbers the drops, by its own clock; a read notes the last number that was known when it
began, and what it brings is refused where a later drop touched it (see store.py). When the server
cannot be reached each gateway keeps for itself, and nothing for long: it is not told what others
hear. Before the server is used again all that is kept there is dropped.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import OutOfMemoryError, RedisError

from sources.landscape import Landscape
from sources.zaakcache.places import Family, Place
from sources.zaakcache.scripts import DROP, GET, PUT
from sources.zaakcache.sealing import Opened, Sealing
from sources.zaakcache.stale import Dropped
from sources.zaakcache.store import Begin, Entry, LocalStore

log = logging.getLogger("gateway.zaakcache")
TIMEOUT = 0.25
"""Seconds a request waits for the server before it does without."""
AGAIN_AFTER = 2.0
"""Seconds before a server that failed is tried again."""
CONNECTIONS = 16
FAILED = (RedisError, OSError, TimeoutError)
MICRO = 1_000_000


class SharedStore:
    """Entries on a server; in this process while that cannot be reached."""

    def __init__(
        self,
        url: str,
        secret: bytes,
        local: LocalStore,
        landscape: Landscape,
        *,
        keep: float,
        keep_for_etag: float,
        alone: float,
        clock: Callable[[], float] = time.monotonic,
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
        self._ask = self._redis.register_script(GET)
        self._put = self._redis.register_script(PUT)
        self._drop = self._redis.register_script(DROP)
        self._sealing, self._local, self._clock = Sealing(secret, landscape), local, clock
        self._keep, self._keep_for_etag, self._alone = keep, keep_for_etag, alone
        self._last = 0
        """Number of the last drop that the server told of."""
        self._dropping: set[asyncio.Task[None]] = set()
        self._retrying: asyncio.Task[None] | None = None
        self.is_alone = False
        self._missed = False
        """Whether something was dropped here of which the server does not know."""
        self._refused = 0
        self.failed = 0
        """How often the server could not be reached."""

    @property
    def entries(self) -> int:
        """Records and lists kept in this process: only while it is alone."""
        return self._local.entries

    @property
    def bytes(self) -> int:
        """Bytes these take."""
        return self._local.bytes

    @property
    def evicted(self) -> int:
        """Those that made room for others, in this process."""
        return self._local.evicted

    @property
    def refused(self) -> int:
        """What was read before a change became known."""
        return self._refused + self._local.refused

    @property
    def most(self) -> float:
        """Seconds beyond which nothing may be shown: few, while others cannot tell of changes."""
        return self._alone if self.is_alone else float("inf")

    def begin(self) -> Begin:
        """Return the moment at which a read begins; no call to the server, whose last known
        number is early enough."""
        return self._local.begin()._replace(shared=self._last)

    async def get(self, places: Sequence[Place]) -> list[Entry | None]:
        """Return what is kept at each place, after the drops that this process began."""
        if self._dropping:
            await asyncio.wait(self._dropping)
        if self.is_alone:
            return await self._local.get(places)
        if not places:
            return []
        try:
            return await self._get(places)
        except FAILED as error:
            self._fails(error)
            return await self._local.get(places)

    async def _get(self, places: Sequence[Place]) -> list[Entry | None]:
        sealing = self._sealing
        families: dict[Family, list[Place]] = {}
        for place in places:
            families.setdefault(place.family, []).append(place)
        keys = {family: sealing.key(family) for family in families}
        asked: list[Any] = []
        for parts in families.values():
            asked += [len(parts), *map(sealing.field, parts)]
        meta, seconds, micros, *found = await self._run(self._ask, keys.values(), asked)
        told = dict(zip(meta[::2], meta[1::2], strict=True))
        self._last = int(told.get(b"seq", 0))
        now = int(seconds) * MICRO + int(micros)
        reading = Reading(sealing, told, now, self._clock())
        there: dict[Place, Entry | None] = {}
        for (family, parts), values in zip(families.items(), found, strict=True):
            cipher = sealing.cipher(keys[family]) if any(values) else None
            for place, stored in zip(parts, values, strict=True):
                there[place] = reading.entry(cipher, place, stored)
        return [there[place] for place in places]

    async def _run(self, script: AsyncScript, keys: Iterable[str], arguments: Sequence[Any]) -> Any:
        async with asyncio.timeout(TIMEOUT * 2):
            return await script(keys=[self._sealing.meta, *keys], args=arguments)

    async def put(self, items: Sequence[tuple[Place, Entry]], begin: Begin) -> int:
        """Keep what a read brought, unless it was dropped since."""
        if self.is_alone:
            return await self._local.put(items, begin)
        if not items:
            return 0
        families: dict[Family, list[tuple[Place, Entry]]] = {}
        for place, entry in items:
            families.setdefault(place.family, []).append((place, entry))
        elapsed = max(0.0, self._clock() - begin.at)
        keys = {family: self._sealing.key(family) for family in families}
        arguments: list[Any] = [begin.shared, round(elapsed * MICRO)]
        for family, parts in families.items():
            arguments += self._sealed(keys[family], parts)
        try:
            there, refused = await self._run(self._put, keys.values(), arguments)
        except OutOfMemoryError:
            return 0  # it lets go of what is old by itself
        except FAILED as error:
            self._fails(error)
            return 0
        self._refused += refused
        return int(there)

    def _sealed(self, key: str, parts: Sequence[tuple[Place, Entry]]) -> list[Any]:
        """Return what is written of one family."""
        sealing, cipher = self._sealing, self._sealing.cipher(key)
        lives = self._keep_for_etag if any(entry.etag for _, entry in parts) else self._keep
        written: list[Any] = [max(1, round(lives * 1000)), len(parts)]
        for place, entry in parts:
            name = sealing.field(place)
            opened = Opened(entry.fetched, entry.etag, entry.value)
            written += [name, sealing.kind(place.kind), sealing.seal(cipher, name, opened)]
        return written

    def drop(self, gone: Dropped) -> None:
        """Let go of what is stale, here at once and on the server before anything is read of it."""
        self._local.drop(gone)
        if self.is_alone:
            self._missed = True
            return  # all is dropped before the server is used again
        task = asyncio.ensure_future(self._drop_there(gone))
        self._dropping.add(task)
        task.add_done_callback(self._dropping.discard)

    async def _drop_there(self, gone: Dropped) -> None:
        sealing = self._sealing
        families = {*gone.families, *gone.related}
        kinds = {*gone.kinds, *((one.upstream, one.path, "") for one in gone.related)}
        arguments = ["", *map(sealing.kind, kinds)]
        try:
            self._last = int(await self._run(self._drop, map(sealing.key, families), arguments))
        except FAILED as error:
            self._fails(error)

    async def recover(self) -> bool:
        """Use the server again if it answers, after all that is kept there was dropped."""
        self._missed = False
        try:
            self._last = int(await self._run(self._drop, (), ["all"]))
        except FAILED:
            return False
        if self._missed:
            return False  # something changed meanwhile: others may have kept it since
        self._local.clear()
        self.is_alone = False
        log.warning("the shared zaak cache is reached again")
        return True

    def _fails(self, error: Exception) -> None:
        """Do without the server, and say so once."""
        self.failed += 1
        if self.is_alone:
            return
        self.is_alone = True
        self._local.clear()
        log.error(
            "the shared zaak cache cannot be reached (%s): every gateway keeps for itself",
            type(error).__name__,
            extra={"code": "SHARED_ZAAKCACHE_UNREACHABLE"},
        )
        self._retrying = asyncio.ensure_future(self._retry())

    async def _retry(self) -> None:
        while self.is_alone:
            await asyncio.sleep(AGAIN_AFTER)
            await self.recover()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._retrying is not None:
            self._retrying.cancel()
        if self._dropping:
            await asyncio.wait(self._dropping)
        await self._local.aclose()
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()


class Reading:
    """One look at what is kept: what of it still counts, and how old it is."""

    def __init__(self, sealing: Sealing, meta: dict[bytes, bytes], now: int, clock: float) -> None:
        self._sealing, self._meta, self._now, self._clock = sealing, meta, now, clock
        self._floor = int(meta.get(b"floor", 0))

    def entry(self, cipher: Any, place: Place, stored: bytes | None) -> Entry | None:
        """Return what was kept there; None for nothing, and for what is not ours."""
        if not stored:
            return None
        began, drop, sealed = stored.split(b":", 2)
        if int(drop) < self._floor:
            return None
        opened = self._sealing.open(cipher, place, sealed)
        if opened is None:
            return None
        at = self._clock - (self._now - int(began)) / MICRO
        entry = Entry(opened.value, at, opened.fetched, opened.etag)
        entry.drop = int(drop)
        last = self._meta.get(b"k:" + self._sealing.kind(place.kind).encode(), 0)
        entry.is_stale = int(last) > entry.drop
        return entry
