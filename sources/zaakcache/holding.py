"""One read of one record by itself: what is known of it already, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sources.client import UpstreamClient
from sources.conditional import Conditional
from sources.resource import Resource
from sources.zaakcache.store import Begin, Entry

if TYPE_CHECKING:
    from sources.zaakcache.cache import ZaakCache


class Holding:
    """One read of one record by itself: what is known of it, and what came of it."""

    __slots__ = ("_begin", "_cache", "_client", "_resource", "entry", "told")

    def __init__(
        self,
        cache: ZaakCache,
        client: UpstreamClient,
        resource: Resource[Any],
        entry: Entry | None,
        begin: Begin,
    ) -> None:
        self._cache, self._client, self._resource = cache, client, resource
        self.entry, self._begin = entry, begin
        self.told = Conditional(entry.etag if entry is not None else "")

    @property
    def unchanged(self) -> Any:
        """The record that the register said is unchanged; None when it said anything else."""
        is_so = self.entry is not None and self.told.is_unchanged
        return self.entry.value if self.entry is not None and is_so else None

    async def keep(self, record: Any) -> None:
        """Keep the record that was read, or that turned out to be unchanged."""
        told = self.told
        self._cache.confirmed += told.is_unchanged
        etag = told.etag or (told.known if told.is_unchanged else "")
        await self._cache.keep(self._client, self._resource, (record,), self._begin, etag)
