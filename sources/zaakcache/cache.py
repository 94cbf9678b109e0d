"""What the loaders and the planner ask of the zaak cache, and what they bring it.

Whatever comes out is complete, no older than the settings promise, noted as from the cache
(explain, `_herkomst`, the log of processing), and still to be judged by the guard of the request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from settings_cache import CacheSettings
from sources.betrokkenen import betrokkenen_in
from sources.call import Call, Ended, Read
from sources.client import UpstreamClient
from sources.landscape import Landscape
from sources.notificaties.hub import Notificatie
from sources.resource import R, Resource
from sources.trace import new_span_id
from sources.urls import last_segment
from sources.zaakcache.holding import Holding
from sources.zaakcache.parts import LISTS, along, fits, may_have
from sources.zaakcache.places import (
    CURRENT,
    KEPT,
    SELF,
    Place,
    family_of,
    is_kept,
    name_of,
    place_of_list,
    place_of_record,
)
from sources.zaakcache.stale import Consequences
from sources.zaakcache.store import Begin, Entry, Store
from sources.zaken.resources import ZAAK, ZaakExpand, ZaakRecord

METHOD = "CACHE"
"""What the log of processing calls it when a record came from here."""


class ZaakCache:
    """Keeps what is read of zaken, documents and besluiten."""

    def __init__(
        self,
        settings: CacheSettings,
        store: Store,
        landscape: Landscape,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._landscape, self._clock = store, landscape, clock
        self._consequences = Consequences(landscape)
        self._ages = {name_of(resource): settings.age_of(name_of(resource)) for resource in KEPT}
        self._part_ages = {part: self._ages[name_of(of)] for part, of in CURRENT.items()}
        self._keep_for_etag = settings.keep_for_etag
        self._hopes: dict[str, float] = {}
        self.hits = self.misses = self.stale = self.confirmed = self.dropped = 0
        """Records and lists found; not there; there but too old; found unchanged by their ETag;
        notifications and own writes that made something stale."""
        self._unlisten = landscape.hub.listen(self.hears)

    @property
    def store(self) -> Store:
        """Where the entries are."""
        return self._store

    @property
    def outcomes(self) -> dict[str, int]:
        """Return how often what became of what was asked or kept, for the metrics."""
        store = self._store
        return {
            "hit": self.hits,
            "miss": self.misses,
            "stale": self.stale,
            "confirmed": self.confirmed,
            "dropped": self.dropped,
            "evicted": store.evicted,
            "refused": store.refused,
        }

    async def aclose(self) -> None:
        """Let go of everything."""
        self._unlisten()
        await self._store.aclose()

    def hears(self, notificatie: Notificatie) -> None:
        """Let go of what a notification, or a write of this gateway, makes stale."""
        gone = self._consequences.of(notificatie)
        if gone.families or gone.kinds:
            self.dropped += 1
            self._store.drop(gone)

    def begin(self) -> Begin:
        """Return the moment a read begins; ask it before the read."""
        return self._store.begin()

    def keeps(self, resource: Resource[Any]) -> bool:
        """Whether records of this resource are kept: they are then read whole."""
        return is_kept(resource) and self._ages[name_of(resource)] > 0

    def hope(self, client: UpstreamClient) -> float:
        """Return which part of what zaken of this register lack has lately been here."""
        return self._hopes.get(client.name, 0.0)

    def _learn(self, client: UpstreamClient, there: int, asked: int) -> None:
        if asked:
            known = self._hopes.get(client.name, 1.0)
            self._hopes[client.name] = known + 0.25 * (there / asked - known)

    async def kept_records(
        self, client: UpstreamClient, resource: Resource[R], uuids: Sequence[str], call: Call
    ) -> list[R]:
        """Return those of these records that are here and not too old, still unjudged."""
        if not self.keeps(resource):
            return []
        places = [Place(family_of(client, resource, uuid), SELF) for uuid in uuids]
        found = await self._fresh(places, self._ages[name_of(resource)])
        rows = []
        for entry in found:
            if entry is not None:
                call.note_kept((entry.value,), entry.fetched)
                rows.append(entry.value)
        self._note(client, resource.path, rows, call)
        return rows

    async def _fresh(self, places: Sequence[Place], max_age: float) -> list[Entry | None]:
        """Return what is kept there and may be shown; counts hits and misses."""
        oldest = self._clock() - min(max_age, self._store.most)
        found = await self._store.get(places)
        for at, entry in enumerate(found):
            if entry is None:
                self.misses += 1
            elif entry.is_stale or entry.at <= oldest:
                self.stale += 1
                found[at] = None
            else:
                self.hits += 1
        return found

    def place_of_list(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        params: Mapping[str, str],
        parent: str,
    ) -> Place | None:
        """Return where this whole list is kept; None for one that is not."""
        if not self.keeps(resource):
            return None
        return place_of_list(self._landscape, client, resource, params, parent)

    async def kept_rows(
        self, place: Place, client: UpstreamClient, resource: Resource[R], call: Call
    ) -> list[R] | None:
        """Return a whole list that is here and not too old, still unjudged; None when it is not."""
        (entry,) = await self._fresh([place], self._ages[name_of(resource)])
        if entry is None:
            return None
        call.note_kept(entry.value, entry.fetched)
        self._note(client, resource.path.format("{uuid}"), entry.value, call)
        rows: list[R] = entry.value
        return rows

    async def kept_children(
        self,
        client: UpstreamClient,
        zaken: Sequence[tuple[str, ZaakRecord]],
        paths: Sequence[str],
        call: Call,
    ) -> list[tuple[ZaakRecord, ZaakExpand]]:
        """Return what is here of these zaken (uuid and record), as if it had come with `expand`.

        A zaak may be newer than what is kept of it: what it does not name is left alone.
        """
        wanted = [
            (zaak, path, Place(family_of(client, ZAAK, uuid), LISTS.get(path, path)))
            for uuid, zaak in zaken
            for path in paths
            if may_have(zaak, path)
        ]
        entries = await self._store.get([place for _, _, place in wanted])
        now, most = self._clock(), self._store.most
        oldest = {path: now - min(self._age_of(path), most) for path in paths}
        came: dict[int, tuple[ZaakRecord, ZaakExpand]] = {}
        there = 0
        noted: list[Any] = []
        for (zaak, path, _), entry in zip(wanted, entries, strict=True):
            if entry is None or entry.is_stale or entry.at <= oldest[path]:
                continue
            if not fits(zaak, path, entry.value):
                continue
            there += 1
            found = came.setdefault(id(zaak), (zaak, ZaakExpand()))[1]
            is_list = isinstance(entry.value, list)
            setattr(found, path, list(entry.value) if is_list else entry.value)
            rows = entry.value if is_list else (entry.value,)
            call.note_kept(rows, entry.fetched)
            noted.extend(rows)
        self.hits += there
        self.misses += len(wanted) - there
        self._learn(client, there, len(wanted))
        self._note(client, f"{ZAAK.path}/{{uuid}}", noted, call)
        return list(came.values())

    async def has_all(
        self, client: UpstreamClient, uuid: str, zaak: ZaakRecord, paths: Sequence[str]
    ) -> bool:
        """Whether all of this that a zaak has is here and not too old."""
        asked = [path for path in paths if may_have(zaak, path)]
        family, now, most = family_of(client, ZAAK, uuid), self._clock(), self._store.most
        found = await self._store.get([Place(family, LISTS.get(path, path)) for path in asked])
        return all(
            entry is not None
            and not entry.is_stale
            and now - entry.at < min(self._age_of(path), most)
            and fits(zaak, path, entry.value)
            for path, entry in zip(asked, found, strict=True)
        )

    def _age_of(self, path: str) -> float:
        return self._part_ages.get(path) or self._ages.get(LISTS.get(path, ""), 0.0)

    def _note(self, client: UpstreamClient, template: str, rows: Sequence[Any], call: Call) -> None:
        """Note in the log of processing whose data came from here, where that is kept."""
        about = call.about(betrokkenen_in(rows)) if rows else None
        if about is None:
            return
        now = time.time_ns()
        call.from_cache.append(
            Read(
                client.name,
                METHOD,
                template,
                len(rows),
                0.0,
                None,
                new_span_id(),
                started=now,
                ended=now,
                outcome=Ended.ANSWERED,
                about=about,
            )
        )

    async def keep(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        rows: Sequence[Any],
        begin: Begin,
        etag: str = "",
    ) -> None:
        """Keep zaken, documents and besluiten that were read, and what came along with a zaak."""
        if not self.keeps(resource):
            return
        if resource.record is ZaakRecord:
            await self._keep_zaken(client, rows, begin, etag)
            return
        items = [
            (place, Entry(row, begin.at, begin.wall, etag))
            for row in rows
            if (place := place_of_record(self._landscape, client, resource, row)) is not None
        ]
        await self._store.put(items, begin)

    async def _keep_zaken(
        self, client: UpstreamClient, zaken: Sequence[ZaakRecord], begin: Begin, etag: str
    ) -> None:
        items, parts = [], []
        for zaak in zaken:
            family = family_of(client, ZAAK, last_segment(zaak.url))
            if zaak.expanded is not None:
                for path, value in along(zaak, zaak.expanded):
                    if self._age_of(path) > 0:
                        place = Place(family, LISTS.get(path, path))
                        parts.append((place, Entry(value, begin.at, begin.wall)))
                zaak = replace(zaak, expanded=None)
            items.append((Place(family, SELF), Entry(zaak, begin.at, begin.wall, etag)))
        if parts:
            self._learn(client, await self._store.put(parts, begin), len(parts))
        await self._store.put(items, begin)

    async def keep_list(self, place: Place, rows: list[Any], begin: Begin) -> None:
        """Keep a whole list of what belongs to one parent."""
        await self._store.put([(place, Entry(rows, begin.at, begin.wall))], begin)

    async def held(
        self, client: UpstreamClient, resource: Resource[Any], uuid: str
    ) -> Entry | None:
        """Return a record that may be too old to show, but that its register can confirm."""
        (entry,) = await self._store.get([Place(family_of(client, resource, uuid), SELF)])
        limit = self._ages[name_of(resource)] + self._keep_for_etag
        if entry is None or not entry.etag or self._clock() - entry.at > limit:
            return None
        return entry

    async def holding(
        self, client: UpstreamClient, resource: Resource[Any], uuid: str
    ) -> Holding | None:
        """Return what a read of this record by itself begins with, and keeps; None: nothing.

        Without `uuid` the register is not asked whether it changed.
        """
        if not self.keeps(resource):
            return None
        begin = self.begin()
        entry = await self.held(client, resource, uuid) if uuid else None
        return Holding(self, client, resource, entry, begin)
