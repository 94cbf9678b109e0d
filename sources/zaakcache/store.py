"""The entries of one process: bounded in number and bytes, and fenced.

A fence keeps out what was read before a change became known. Every drop is numbered; a read notes
the number at which it began, and what it brings is refused where a later drop touched it. The
numbers of the last drops are kept per family; older ones count for all together, which refuses
more than it needs to, never less.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, Protocol

import msgspec

from sources.urls import last_segment
from sources.zaakcache.places import SELF, Family, Kind, Place
from sources.zaakcache.stale import Dropped
from sources.zaken.resources import ZaakRecord

FENCES = 10_000
"""Families whose last drop is remembered by itself."""
GROWS = 3
"""Bytes of a record in memory per byte of its JSON; tests/test_zaakcache.py holds it."""
OVERHEAD = 400
NOTHING: AbstractSet[str] = frozenset()
_ENCODER = msgspec.json.Encoder()


class Begin(NamedTuple):
    """The moment a read began."""

    drop: int
    """Number of the last drop that was known then."""
    at: float
    """By the clock of this process."""
    wall: float
    """Seconds since the epoch."""
    shared: int = 0
    """Number of the last drop that was known then of the shared store."""


class Entry:
    """A record or a whole list, as a register told it."""

    __slots__ = ("at", "drop", "etag", "fetched", "is_stale", "value", "weight")

    def __init__(self, value: Any, at: float, fetched: float, etag: str = "") -> None:
        self.value, self.etag = value, etag
        self.at = at
        """When the read of it began, by the clock of this process."""
        self.fetched = fetched
        """The same in seconds since the epoch."""
        self.drop = 0
        """Number of the last drop that was known then."""
        self.is_stale = False
        """Whether it may have changed since: its register can confirm it by its ETag."""
        self.weight = 0


class Store(Protocol):
    """Where entries are kept."""

    @property
    def entries(self) -> int:
        """Records and lists kept in this process."""

    @property
    def bytes(self) -> int:
        """Bytes these take."""

    @property
    def evicted(self) -> int:
        """Those that made room for others."""

    @property
    def refused(self) -> int:
        """Those that were read before a change became known."""

    @property
    def is_alone(self) -> bool:
        """Whether the server that gateways share cannot be reached."""

    def begin(self) -> Begin:
        """Return the moment at which a read begins; ask it before the read."""

    async def get(self, places: Sequence[Place]) -> list[Entry | None]:
        """Return what is kept at each place, however old."""

    async def put(self, items: Sequence[tuple[Place, Entry]], begin: Begin) -> int:
        """Keep what a read brought, unless it was dropped since; return how many were there."""

    def drop(self, gone: Dropped) -> None:
        """Let go of what is stale, and of what is being read of it now."""

    @property
    def most(self) -> float:
        """Seconds beyond which nothing may be shown, whatever the settings say."""

    async def aclose(self) -> None:
        """Let go of everything."""


class LocalStore:
    """Entries in this process."""

    most = float("inf")
    is_alone = False

    def __init__(
        self,
        max_entries: int,
        max_bytes: int,
        keep: float,
        keep_for_etag: float,
        clock: Callable[[], float] = time.monotonic,
        fences: int = FENCES,
    ) -> None:
        self._max_entries, self._max_bytes, self._fences = max_entries, max_bytes, fences
        self._keep, self._keep_for_etag, self._clock = keep, keep_for_etag, clock
        self._families: OrderedDict[Family, dict[str, Entry]] = OrderedDict()
        """The family that was used last stands last."""
        self._drops: OrderedDict[Family, int] = OrderedDict()
        self._kinds: dict[Kind, int] = {}
        self._naming: dict[str, set[Family]] = {}
        """Per zaak, those that name it as related to them."""
        self._closed: dict[Kind, int] = {}
        """Of which nothing that was being read at that drop is let in."""
        self._drop = self._floor = 0
        self.entries = self.bytes = self.evicted = self.refused = 0

    def begin(self) -> Begin:
        """Return the moment at which a read begins."""
        return Begin(self._drop, self._clock(), time.time())

    async def get(self, places: Sequence[Place]) -> list[Entry | None]:
        """Return what is kept at each place."""
        return [self._get(place) for place in places]

    def _get(self, place: Place) -> Entry | None:
        family = self._families.get(place.family)
        entry = family.get(place.part) if family is not None else None
        if entry is None:
            return None
        if self._kinds and self._kinds.get(place.kind, 0) > entry.drop:
            entry.is_stale = True
        self._families.move_to_end(place.family)
        return entry

    async def put(self, items: Sequence[tuple[Place, Entry]], begin: Begin) -> int:
        """Keep what a read brought, unless it was dropped since."""
        there = 0
        for place, entry in items:
            if self._is_fenced(place, begin):
                self.refused += 1
                continue
            kept = self._get(place)
            there += kept is not None and not kept.is_stale
            if kept is None or kept.at <= entry.at:
                entry.drop = begin.drop
                self._set(place, entry)
        self._make_room()
        return there

    def _is_fenced(self, place: Place, begin: Begin) -> bool:
        if self._drop == begin.drop:
            return False
        closed = max(self._kinds.get(place.kind, 0), self._closed.get(place.kind, 0))
        return max(self._drops.get(place.family, 0), closed, self._floor) > begin.drop

    def _set(self, place: Place, entry: Entry) -> None:
        family = self._families.setdefault(place.family, {})
        before = family.get(place.part)
        entry.weight = weight_of(entry.value)
        self.bytes += entry.weight - (before.weight if before is not None else 0)
        self.entries += before is None
        family[place.part] = entry
        if before is not None:
            self._unname(place.family, before)
        for uuid in related_to(entry.value):
            self._naming.setdefault(uuid, set()).add(place.family)
        self._families.move_to_end(place.family)

    def _make_room(self) -> None:
        """Evict what was used longest ago, and what there is too old for any use."""
        while self.entries > self._max_entries or self.bytes > self._max_bytes:
            self.evicted += self._forget(next(iter(self._families)))
        now = self._clock()
        while self._families:
            family, parts = next(iter(self._families.items()))
            if not all(self._is_spent(entry, now) for entry in parts.values()):
                break
            self._forget(family)

    def _is_spent(self, entry: Entry, now: float) -> bool:
        return now - entry.at > (self._keep_for_etag if entry.etag else self._keep)

    def _forget(self, family: Family) -> int:
        parts = self._families.pop(family, {})
        for entry in parts.values():
            self._unname(family, entry)
        self.entries -= len(parts)
        self.bytes -= sum(entry.weight for entry in parts.values())
        return len(parts)

    def _unname(self, family: Family, entry: Entry) -> None:
        for uuid in related_to(entry.value):
            naming = self._naming.get(uuid, set())
            naming.discard(family)
            if not naming:
                self._naming.pop(uuid, None)

    def drop(self, gone: Dropped) -> None:
        """Let go of what is stale, and of what is being read of it now.

        What is related to a zaak of which nothing is kept is not known, and may be under way: no
        zaak that is being read is then let in.
        """
        self._drop += 1
        families = {*gone.families, *gone.related}
        for one in gone.related:
            self._closed[one.upstream, one.path, SELF] = self._drop
            families |= self._naming.get(one.uuid, set())
            itself = self._families.get(one, {}).get(SELF)
            if itself is not None:
                named = related_to(itself.value)
                families.update(one._replace(uuid=uuid) for uuid in named)
        for family in families:
            self._forget(family)
            self._drops[family] = self._drop
            self._drops.move_to_end(family)
        for kind in gone.kinds:
            self._kinds[kind] = self._drop
        while len(self._drops) > self._fences:
            self._floor = max(self._floor, self._drops.popitem(last=False)[1])

    def clear(self) -> None:
        """Let go of everything, and of what is being read now."""
        self._drop += 1
        self._floor = self._drop
        self._families.clear()
        self._naming.clear()
        self.entries = self.bytes = 0

    async def aclose(self) -> None:
        """Let go of everything."""
        self.clear()


def related_to(value: Any) -> AbstractSet[str]:
    """Return the uuids of the zaken that a zaak names: most name none."""
    if not isinstance(value, ZaakRecord) or not (
        value.hoofdzaak_url
        or value.deelzaken_urls
        or value.relevante_andere_zaken
        or value.gerelateerde_zaken_links
    ):
        return NOTHING
    urls = [value.hoofdzaak_url, *(value.deelzaken_urls or ())]
    urls += [one.url for one in value.relevante_andere_zaken or ()]
    urls += [one.url for one in value.gerelateerde_zaken_links or ()]
    return {last_segment(url) for url in urls if url}


def weight_of(value: Any) -> int:
    """Return about how many bytes a record or list takes: as much as its JSON, some times over."""
    rows = len(value) if isinstance(value, list) else 1
    return GROWS * len(_ENCODER.encode(value)) + OVERHEAD * (rows + 1)
