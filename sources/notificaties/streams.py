"""Notifications for every process of the gateway, over a stream of Redis or Valkey.

Each process puts what it is told on one stream and reads that stream; its own come back with the
id that all processes know them by. What a process wrote goes there too: no subscriber is told, but
another process may keep what is no longer so, and a register does not tell of everything. Only what
a notification says is there, signed by the gateways' own key. While the server cannot be reached
each process tells its own subscribers at once, keeps a bounded number for the others, and tries
again; what comes back after that is not told twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
from collections import deque
from collections.abc import Sequence
from typing import Any, cast

import msgspec
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from sources.notificaties.feed import Entry, Feed
from sources.notificaties.hub import Hub, Notificatie

log = logging.getLogger("gateway.notificaties")
STREAM = "gateway:notificaties:1"
FIELD = b"e"
TIMEOUT = 1.0
"""Seconds for the server to take or give something, apart from waiting for news."""
BLOCK_MS = 2_000
AGAIN_AFTER = 1.0
"""Seconds before a server that failed is asked again."""
AT_ONCE = 200
MAX_BYTES = 16_384
"""Of one entry; a notification takes about 600."""
FAILURES = (RedisError, OSError, TimeoutError)
START = "0-0"
KENMERKEN = frozenset(
    {
        "bronorganisatie",
        "zaaktype",
        "zaaktype.catalogus",
        "vertrouwelijkheidaanduiding",
        "informatieobjecttype",
        "informatieobjecttype.catalogus",
        "verantwoordelijkeOrganisatie",
        "besluittype",
        "besluittype.catalogus",
        "catalogus",
        "objectType",
    }
)
"""What is passed on: codes and addresses. Others hold free text (Open Klant: `interneNotitie`)."""


class Envelope(msgspec.Struct, array_like=True):
    """What stands on the stream, before its signature."""

    origin: str
    number: int
    notificatie: Notificatie


class SharedFeed(Feed):
    """A feed that all processes on one server share."""

    def __init__(
        self, hub: Hub, size: int, url: str, secret: bytes, *, again_after: float = AGAIN_AFTER
    ) -> None:
        super().__init__(hub, size)
        self._key = hmac.digest(secret, b"notificaties", "sha256")
        self._writing = _connect(url, TIMEOUT)
        self._reading = _connect(url, TIMEOUT + BLOCK_MS / 1000)
        self._again_after = again_after
        self._number = 0
        self._unsent: deque[Envelope] = deque(maxlen=size)
        self._awaited: dict[int, Notificatie] = {}
        """Own notifications that were not told here yet: they come back with their id."""
        self._position: str | None = None
        self._more = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._down: set[str] = set()
        self.degraded = self.refused = self.lost = 0
        """Told in this process only, not ours, and never passed on."""

    def start(self) -> None:
        """Begin to read and write."""
        super().start()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]

    async def aclose(self) -> None:
        """Stop reading and writing."""
        await super().aclose()
        tasks = set(self._tasks)
        while tasks:  # a client that is just connecting may take a cancellation for its own
            for task in tasks:
                task.cancel()
            _, tasks = await asyncio.wait(tasks, timeout=0.2)
        for redis in (self._writing, self._reading):
            with contextlib.suppress(*FAILURES):
                await redis.aclose()

    def _told(self, notificatie: Notificatie) -> None:
        if notificatie.from_elsewhere:
            return
        kept = {name: value for name, value in notificatie.kenmerken.items() if name in KENMERKEN}
        notificatie = msgspec.structs.replace(notificatie, kenmerken=kept)
        self._number += 1
        self.lost += len(self._unsent) == self._unsent.maxlen
        self._unsent.append(Envelope(self._origin, self._number, notificatie))
        self._more.set()
        if notificatie.is_own:
            return
        if self.is_down or len(self._awaited) >= self._size:
            self.degraded += 1
            self.deliver(notificatie)
        else:
            self._awaited[self._number] = notificatie

    async def _write(self) -> None:
        """Put on the stream what this process is told, in order."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._unsent:
                batch = [self._unsent[at] for at in range(min(AT_ONCE, len(self._unsent)))]
                try:
                    await self._put(batch)
                except FAILURES as error:
                    self._failed("writing", error)
                    await asyncio.sleep(self._again_after)
                    continue
                self._reached("writing")
                for sent in batch:
                    if self._unsent and self._unsent[0] is sent:
                        self._unsent.popleft()

    async def _put(self, batch: Sequence[Envelope]) -> None:
        async with asyncio.timeout(TIMEOUT), self._writing.pipeline(transaction=False) as pipeline:
            for envelope in batch:
                pipeline.xadd(
                    STREAM, {FIELD: self._packed(envelope)}, maxlen=self._size, approximate=True
                )
            await pipeline.execute()

    async def _read(self) -> None:
        """Tell what comes on the stream, for as long as this process lives."""
        while True:
            try:
                await self._join()
                while True:
                    await self._take()
            except FAILURES as error:
                self._failed("reading", error)
                await asyncio.sleep(self._again_after)

    async def _join(self) -> None:
        """Find where to read on; a stream that began anew is read from its beginning."""
        newest = cast("list[Any]", await self._reading.xrevrange(STREAM, count=1))
        last = newest[0][0].decode() if newest else START
        if self._position is None:
            self._position = last
            self._places[last] = self._place
            self.last_id = last if not self._kept else self.last_id
        elif _order(last) < _order(self._position):
            self._position = START
        self._reached("reading")

    async def _take(self) -> None:
        position = self._position or START
        found = await self._reading.xread({STREAM: position}, count=AT_ONCE, block=BLOCK_MS)
        for _stream, entries in cast("list[Any]", found or ()):
            for entry_id, fields in entries:
                self._position = entry_id.decode()
                self._came(self._position, fields)

    def _came(self, entry_id: str, fields: dict[bytes, bytes]) -> None:
        envelope = self._opened(fields.get(FIELD, b""))
        if envelope is None:
            self.refused += 1
            log.warning("an entry of the stream is not ours", extra={"code": "STREAM_REFUSED"})
        elif envelope.origin != self._origin:
            notificatie = msgspec.structs.replace(envelope.notificatie, from_elsewhere=True)
            self.hub.tell(notificatie)
            if not notificatie.is_own:
                self.deliver(notificatie, entry_id)
        elif self._awaited.pop(envelope.number, None) is not None:
            self.deliver(envelope.notificatie, entry_id)

    async def after(self, entry_id: str) -> Sequence[Entry] | None:
        """Return what came after this id, here or on the stream; None when it is known nowhere."""
        here = self.after_here(entry_id)
        if here is not None or not _is_stream_id(entry_id) or self.is_down:
            return here
        try:
            async with asyncio.timeout(TIMEOUT):
                found = await self._writing.xrange(STREAM, min=entry_id, count=self._size)
        except FAILURES:
            return None
        rows = cast("list[Any]", found)
        if not rows or rows[0][0].decode() != entry_id:
            return None
        return self._entries(rows)

    def _entries(self, rows: Sequence[Any]) -> list[Entry]:
        """Return the entries of the stream behind the first, as this process numbers them."""
        entries: list[Entry] = []
        seen: set[str] = set()
        before = rows[0][0].decode()
        for raw_id, fields in rows:
            envelope = self._opened(fields.get(FIELD, b""))
            if envelope is None or envelope.notificatie.is_own:
                continue
            is_new = raw_id != rows[0][0] and seen.isdisjoint(envelope.notificatie.marks)
            seen.update(envelope.notificatie.marks)
            if is_new:
                entry_id = raw_id.decode()
                place = self._places.get(entry_id, 0)
                entries.append(Entry(place, entry_id, before, envelope.notificatie))
                before = entry_id
        return entries

    def _packed(self, envelope: Envelope) -> bytes:
        body = msgspec.json.encode(envelope)
        return hmac.digest(self._key, body, "sha256") + body

    def _opened(self, packed: bytes) -> Envelope | None:
        """Return what a gateway put there; None for what is not a gateway's."""
        signature, body = packed[:32], packed[32:]
        signed = hmac.digest(self._key, body, "sha256")
        if len(packed) > MAX_BYTES or not hmac.compare_digest(signature, signed):
            return None
        try:
            return msgspec.json.decode(body, type=Envelope)
        except msgspec.MsgspecError:
            return None

    @property
    def is_down(self) -> bool:
        """Whether this process now tells its own subscribers only."""
        return bool(self._down)

    def _failed(self, what: str, error: Exception) -> None:
        """Tell here what did not come back, and from now on everything at once; say so once."""
        if not self._down:
            log.error(
                "the shared notifications cannot be reached (%s): subscribers of this process get "
                "only what it is told itself",
                type(error).__name__,
                extra={"code": "SHARED_NOTIFICATIONS_UNREACHABLE"},
            )
        self._down.add(what)
        awaited, self._awaited = self._awaited, {}
        self.degraded += len(awaited)
        for notificatie in awaited.values():
            self.deliver(notificatie)

    def _reached(self, what: str) -> None:
        if what in self._down:
            self._down.discard(what)
            if not self._down:
                log.warning("the shared notifications are reached again")


def _connect(url: str, seconds: float) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), 0),
    )


def _order(entry_id: str) -> tuple[int, int]:
    first, _, second = entry_id.partition("-")
    return int(first), int(second or 0)


def _is_stream_id(text: str) -> bool:
    first, _, second = text.partition("-")
    return len(text) < 42 and first.isdecimal() and second.isdecimal() and text.isascii()
