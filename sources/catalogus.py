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
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
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
RETRY_SECONDS = 5.0
MISSES = 2_000
MISS_SECONDS = 30.0
_UNREAD: Any = object()


@dataclass(slots=True)
class Snapshot(Generic[R]):
    """One whole list as it was at `fresh_until` minus its time to live."""

    by_uuid: Mapping[str, R]
    fresh_until: float


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
        self._snapshots: dict[tuple[str, str], Snapshot[Any]] = {}
        self._loads: dict[tuple[str, ...], asyncio.Task[Any]] = {}
        self._strays: TTLCache[tuple[str, str, str], Any] = TTLCache(
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
                return found
        stray = (client.name, resource.path, uuid)
        known: R | None = self._strays.get(stray, _UNREAD)
        if snapshot is not None and known is not _UNREAD:
            return known
        return self._load_and_get(client, resource, uuid, call)

    def snapshot(
        self, client: UpstreamClient, resource: Resource[R], call: Call
    ) -> Snapshot[R] | None:
        """Return the loaded list, refreshing it behind the scenes when it is old, or None."""
        key = (client.name, resource.path)
        snapshot = self._snapshots.get(key)
        if (
            snapshot is not None
            and self._clock() >= snapshot.fresh_until
            and key not in self._loads
        ):
            snapshot.fresh_until = self._clock() + RETRY_SECONDS
            background = Call(call.caller)
            self._start(key, self._fetch(client, resource, background))
        return snapshot

    async def all(self, client: UpstreamClient, resource: Resource[R], call: Call) -> list[R]:
        """Return every type of this list. Raises SourceError when it was never loaded."""
        call.guard.reaches(client, resource)
        snapshot = self.snapshot(client, resource, call)
        if snapshot is None:
            snapshot = await self._load_list(client, resource, call)
        else:
            call.cached += 1
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
        rows, age = await self._read(client, resource, call)
        fresh_until = self._clock() + client.settings.catalogus_ttl - age
        by_uuid = {last_segment(row.url): row for row in rows}
        snapshot = Snapshot(by_uuid, fresh_until)
        self._snapshots[client.name, resource.path] = snapshot
        return snapshot

    async def _read(
        self, client: UpstreamClient, resource: Resource[R], call: Call
    ) -> tuple[list[R], float]:
        """Return the list and its age in seconds: as another gateway read it, or read now."""
        if self._shared is None:
            return await _fetch_list(client, resource, call), 0.0
        kept = await self._shared.get(client.settings, resource)
        if kept is not None:
            call.cached += 1
            return kept
        rows = await _fetch_list(client, resource, call)
        await self._shared.put(client.settings, resource, rows)
        return rows, 0.0


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
