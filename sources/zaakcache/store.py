"""The entries of one process: bounded in number and bytes, and fenced.

A fence keeps out what was read before a change became known. Every drop is numbered; a read notes
the number at which it began, and what it brings is refused where a later drop touched it. The
numbers of the last drops are kept per family; older ones count for all together, which refuses
more than it needs to, never less.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from sources.zaakcache.places import Family, Kind, Place

FENCES = 10_000
"""Families whose last drop is remembered by itself."""
GROWS = 3
"""Bytes of a record in memory per byte of its JSON; tests/test_zaakcache.py holds it."""
OVERHEAD = 400
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

    __slots__ = ("at", "drop", "etag", "fetched", "value", "weight")

    def __init__(self, value: Any, at: float, fetched: float, etag: str = "") -> None:
        self.value, self.etag = value, etag
        self.at = at
        """When the read of it began, by the clock of this process."""
        self.fetched = fetched
        """The same in seconds since the epoch."""
        self.drop = 0
        self.weight = 0


class Store(Protocol):
    """Where entries are kept."""

    def begin(self) -> Begin:
        """Return the moment at which a read begins; ask it before the read."""

    async def get(self, places: Sequence[Place]) -> list[Entry | None]:
        """Return what is kept at each place, however old."""

    async def put(self, items: Sequence[tuple[Place, Entry]], begin: Begin) -> int:
        """Keep what a read brought, unless it was dropped since; return how many were there."""

    def drop(self, families: Iterable[Family], kinds: Iterable[Kind] = ()) -> None:
        """Let go of these families and kinds, and of what is being read of them now."""

    @property
    def most(self) -> float:
        """Seconds beyond which nothing may be shown, whatever the settings say."""

    async def aclose(self) -> None:
        """Let go of everything."""


class LocalStore:
    """Entries in this process."""

    most = float("inf")

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
        self._drop = self._floor = 0
        self.entries = self.bytes = self.evicted = self.refused = 0
        """`evicted` made room for others; `refused` were read before a change became known."""

    def begin(self) -> Begin:
        """Return the moment at which a read begins."""
        return Begin(self._drop, self._clock(), time.time())

    async def get(self, places: Sequence[Place]) -> list[Entry | None]:
        """Return what is kept at each place."""
        return [self._get(place) for place in places]

    def _get(self, place: Place) -> Entry | None:
        family = self._families.get(place.family)
        entry = family.get(place.part) if family is not None else None
        if entry is None or self._kinds.get(place.kind, 0) > entry.drop:
            return None
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
            there += kept is not None
            if kept is None or kept.at <= entry.at:
                entry.drop = begin.drop
                self._set(place, entry)
        self._make_room()
        return there

    def _is_fenced(self, place: Place, begin: Begin) -> bool:
        last = max(
            self._drops.get(place.family, 0), self._kinds.get(place.kind, 0), self._floor
        )
        return last > begin.drop

    def _set(self, place: Place, entry: Entry) -> None:
        family = self._families.setdefault(place.family, {})
        before = family.get(place.part)
        entry.weight = weight_of(entry.value)
        self.bytes += entry.weight - (before.weight if before is not None else 0)
        self.entries += before is None
        family[place.part] = entry
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
        self.entries -= len(parts)
        self.bytes -= sum(entry.weight for entry in parts.values())
        return len(parts)

    def drop(self, families: Iterable[Family], kinds: Iterable[Kind] = ()) -> None:
        """Let go of these families and kinds, and of what is being read of them now."""
        self._drop += 1
        for family in families:
            self._forget(family)
            self._drops[family] = self._drop
            self._drops.move_to_end(family)
        for kind in kinds:
            self._kinds[kind] = self._drop
        while len(self._drops) > self._fences:
            self._floor = max(self._floor, self._drops.popitem(last=False)[1])

    def clear(self) -> None:
        """Let go of everything, and of what is being read now."""
        self._drop += 1
        self._floor = self._drop
        self._families.clear()
        self.entries = self.bytes = 0

    async def aclose(self) -> None:
        """Let go of everything."""
        self.clear()


def weight_of(value: Any) -> int:
    """Return about how many bytes a record or list takes: as much as its JSON, some times over."""
    rows = len(value) if isinstance(value, list) else 1
    return GROWS * len(_ENCODER.encode(value)) + OVERHEAD * (rows + 1)
