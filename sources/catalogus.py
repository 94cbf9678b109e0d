"""The shared cache of catalogus types: whole lists, loaded once, served while they refresh.

Published types are practically immutable and a whole catalogue is a few pages, so every list
is loaded with `status=alles` and looked up by uuid (reference, section 1.3). One load at a
time per list; an old list stays in service while a new one is fetched and when the upstream
is down. Only types without personal data belong here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from cachetools import TTLCache

from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import RejectedError, SourceError
from sources.paging import fetch_all
from sources.resource import R, Resource
from sources.shared_catalogus import SharedCatalogus
from sources.urls import last_segment

log = logging.getLogger("gateway.catalogus")
T = TypeVar("T")
Resources = Collection[Resource[Any]]
RETRY_SECONDS = 5.0
"""Before a list that could not be renewed is tried again, and between gateways that renew together:
what another one read longer ago than this may not fit what is read now."""
MISSES = 2_000
MISS_SECONDS = 30.0
_UNREAD: Any = object()


@dataclass(slots=True)
class Snapshot(Generic[R]):
    """One whole list as it was at `fresh_until` minus its time to live."""

    by_uuid: Mapping[str, R]
    fresh_until: float
    resource: Resource[R]
    fetched: float = field(default_factory=time.time)
    """Seconds since the epoch."""


class Catalogus:
    """Snapshots of catalogus lists, per upstream and resource; lives as long as the process.

    With a shared catalogus a list that another gateway read is taken from there.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        shared: SharedCatalogus | None = None,
    ) -> None:
        self._clock, self._shared = clock, shared
        self.hits = self.misses = 0
        """How often what was asked was here, and how often it had to be read or waited for."""
        self._snapshots: dict[tuple[str, str], Snapshot[Any]] = {}
        self._loads: dict[tuple[str, ...], asyncio.Task[Any]] = {}
        self._strays: TTLCache[tuple[str, str, str], Any] = TTLCache(
            MISSES, MISS_SECONDS, timer=clock
        )
        self._strays_fetched: TTLCache[tuple[str, str, str], float] = TTLCache(
            MISSES, MISS_SECONDS, timer=clock
        )

    async def aclose(self) -> None:
        """Cancel what is being loaded."""
        for task in list(self._loads.values()):
            task.cancel()
        await asyncio.gather(*self._loads.values(), return_exceptions=True)
        if self._shared is not None:
            await self._shared.aclose()

    def get(
        self, client: UpstreamClient, resource: Resource[R], uuid: str, call: Call
    ) -> R | Awaitable[R | None] | None:
        """Return the type at once when its list is loaded, else an awaitable.

        A uuid that the list does not hold (newly published, say) is read by itself; the
        answer, absent included, is remembered for half a minute. Raises SourceError.
        """
        call.guard.reaches(client, resource)
        snapshot = self.snapshot(client, resource, call)
        if snapshot is not None:
            found: R | None = snapshot.by_uuid.get(uuid)
            if found is not None:
                call.cached += 1
                self.hits += 1
                return found
        stray = (client.name, resource.path, uuid)
        known: R | None = self._strays.get(stray, _UNREAD)
        if snapshot is not None and known is not _UNREAD:
            self.hits += 1
            return known
        self.misses += 1
        return self._load_and_get(client, resource, uuid, call)

    def fetched(self, client: UpstreamClient, path: str, uuid: str) -> float | None:
        """Return when this type was read, in seconds since the epoch; None when it is not kept."""
        snapshot = self._snapshots.get((client.name, path))
        if snapshot is not None and uuid in snapshot.by_uuid:
            return snapshot.fetched
        return self._strays_fetched.get((client.name, path, uuid))

    def snapshot(
        self, client: UpstreamClient, resource: Resource[R], call: Call
    ) -> Snapshot[R] | None:
        """Return the loaded list, refreshing it behind the scenes when it is old, or None."""
        snapshot = self._snapshots.get((client.name, resource.path))
        if snapshot is not None and self._clock() >= snapshot.fresh_until:
            self.renew(client, call)
        return snapshot

    def renew(self, client: UpstreamClient, call: Call) -> None:
        """Read every list of this register again behind the scenes, unless that is going on.

        They change hands at the same moment: a zaaktype never meets the statustypen of before.
        """
        key = ("renew", client.name)
        if key in self._loads:
            return
        held = [snapshot for (name, _), snapshot in self._snapshots.items() if name == client.name]
        for snapshot in held:
            snapshot.fresh_until = self._clock() + RETRY_SECONDS
        lists = [snapshot.resource for snapshot in held]
        self._start(key, self._renew(client, lists, Call(call.caller)))

    async def _renew(
        self, client: UpstreamClient, lists: Sequence[Resource[Any]], call: Call
    ) -> None:
        read = await asyncio.gather(
            *(self._read(client, resource, call, RETRY_SECONDS) for resource in lists)
        )
        for snapshot in read:
            self._snapshots[client.name, snapshot.resource.path] = snapshot

    async def reread(self, client: UpstreamClient, changed: Resources, call: Call) -> None:
        """Read what is kept of these lists again, for they changed; the old ones serve meanwhile.

        What was being read before this call may be of before the change, and is waited for: it is
        then replaced. Raises SourceError when a list cannot be read; then all of them stay.
        """
        under_way = [load for key, load in self._loads.items() if client.name in key]
        if under_way:
            await asyncio.wait(under_way)
        paths = {resource.path for resource in changed}
        self._forget_strays(client, paths)
        held = [
            snapshot.resource
            for (name, path), snapshot in self._snapshots.items()
            if name == client.name and path in paths
        ]
        read = await asyncio.gather(*(self._read(client, one, call, 0.0) for one in held))
        for snapshot in read:
            self._snapshots[client.name, snapshot.resource.path] = snapshot

    async def unshare(self, client: UpstreamClient, changed: Resources) -> None:
        """Let no gateway take these lists as another one read them before they changed."""
        if self._shared is not None:
            for resource in changed:
                await self._shared.drop(client.settings, resource)

    def _forget_strays(self, client: UpstreamClient, paths: Collection[str]) -> None:
        for strays in (self._strays, self._strays_fetched):
            for key in [key for key in strays if key[0] == client.name and key[1] in paths]:
                strays.pop(key, None)

    async def all(self, client: UpstreamClient, resource: Resource[R], call: Call) -> list[R]:
        """Return every type of this list. Raises SourceError when it was never loaded."""
        call.guard.reaches(client, resource)
        snapshot = self.snapshot(client, resource, call)
        if snapshot is None:
            self.misses += 1
            snapshot = await self._load_list(client, resource, call)
        else:
            call.cached += 1
            self.hits += 1
        return list(snapshot.by_uuid.values())

    async def _load_and_get(
        self, client: UpstreamClient, resource: Resource[R], uuid: str, call: Call
    ) -> R | None:
        snapshot = self.snapshot(client, resource, call)
        if snapshot is None:
            snapshot = await self._load_list(client, resource, call)
        found = snapshot.by_uuid.get(uuid)
        if found is not None:
            return found
        key = (client.name, resource.path, uuid)
        known: R | None = self._strays.get(key, _UNREAD)
        if known is not _UNREAD:
            return known
        return await self._share(
            key, lambda: self._fetch_stray(client, resource, uuid, call.shared())
        )

    async def _fetch_stray(
        self, client: UpstreamClient, resource: Resource[R], uuid: str, call: Call
    ) -> R | None:
        body = await client.get(
            f"{resource.path}/{uuid}", call, template=f"{resource.path}/{{uuid}}"
        )
        found = None if body is None else resource.parse_one(body, client.name)
        self._strays[client.name, resource.path, uuid] = found
        self._strays_fetched[client.name, resource.path, uuid] = time.time()
        return found

    async def _load_list(
        self, client: UpstreamClient, resource: Resource[R], call: Call
    ) -> Snapshot[R]:
        key = (client.name, resource.path)
        return await self._share(key, lambda: self._fetch(client, resource, call.shared()))

    async def _share(self, key: tuple[str, ...], make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what the one load under `key` gives; a waiter that leaves does not stop it."""
        task = self._loads.get(key)
        if task is None:
            task = self._start(key, make())
        shared: T = await asyncio.shield(task)
        return shared

    def _start(self, key: tuple[str, ...], load: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(load)
        self._loads[key] = task
        task.add_done_callback(lambda _: self._loads.pop(key, None))
        task.add_done_callback(_log_failure)
        return task

    async def _fetch(
        self, client: UpstreamClient, resource: Resource[R], call: Call
    ) -> Snapshot[R]:
        snapshot = await self._read(client, resource, call, client.settings.catalogus_ttl)
        self._snapshots[client.name, resource.path] = snapshot
        return snapshot

    async def _read(
        self, client: UpstreamClient, resource: Resource[R], call: Call, max_age: float
    ) -> Snapshot[R]:
        """Return the list as another gateway read it that many seconds ago at most, or read now."""
        rows, age = None, 0.0
        if self._shared is not None:
            rows, age = await self._shared.get(client.settings, resource, max_age)
        if rows is not None:
            call.cached += 1
        else:
            rows = await _fetch_list(client, resource, call)
            if self._shared is not None:
                await self._shared.put(client.settings, resource, rows)
        fresh_until = self._clock() + client.settings.catalogus_ttl - age
        by_uuid = {last_segment(row.url): row for row in rows}
        return Snapshot(by_uuid, fresh_until, resource, time.time() - age)


async def _fetch_list(client: UpstreamClient, resource: Resource[R], call: Call) -> list[R]:
    """Return the whole list, without its extra parameters when the server refuses those.

    `status` is Open Zaak's own on zaakobjecttypen; a strictly standard server answers 400.
    """
    try:
        return await fetch_all(client, resource, {}, call)
    except RejectedError:
        if not resource.list_params:
            raise
        return await fetch_all(client, replace(resource, list_params={}), {}, call)


def _log_failure(task: asyncio.Task[Any]) -> None:
    error = None if task.cancelled() else task.exception()
    if isinstance(error, SourceError):
        log.warning("catalogus not read", extra={"upstream": error.upstream, "code": error.code})
    elif error is not None:
        log.error("catalogus not read", extra={"code": type(error).__name__})
