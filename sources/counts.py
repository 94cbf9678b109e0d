"""Counts of a list: the register's own `count`, read with the smallest page there is.

What a register refuses it refuses for every value, so the first count with filters it was not
asked before goes alone; the others follow together, or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import RejectedError
from sources.loader import Loader, Params, each
from sources.paging import count_rows
from sources.records import Entity
from sources.resource import Resource


class CountKey(NamedTuple):
    """One count: its query parameters, and whether they are sent in a body."""

    params: Params
    in_body: bool = False

    @property
    def shape(self) -> tuple[tuple[str, ...], bool]:
        """Which filters are used, whatever their values."""
        return tuple(sorted(name for name, _ in self.params)), self.in_body


class CountLoader(Loader[CountKey, int]):
    """Counts the rows of one list of one upstream; the same count is read once."""

    def __init__(self, client: UpstreamClient, resource: Resource[Any], call: Call) -> None:
        super().__init__()
        self._client, self._call = client, call
        self._resource = replace(resource, record=Entity)

    async def fetch(self, keys: Sequence[CountKey]) -> list[int | Exception]:
        """Return every count; the reads run at the same time."""
        shapes: dict[Any, list[CountKey]] = {}
        for key in keys:
            shapes.setdefault(key.shape, []).append(key)
        found: dict[CountKey, int | Exception] = {}
        for part in await each([self._alike(alike) for alike in shapes.values()]):
            if isinstance(part, dict):
                found.update(part)
        return [found[key] for key in keys]

    async def _alike(self, keys: list[CountKey]) -> dict[CountKey, int | Exception]:
        """Count with the same filters and other values."""
        if self._is_known(keys[0]):
            return dict(zip(keys, await each([self._read(key) for key in keys]), strict=True))
        (first,) = await each([self._read(keys[0])])
        if isinstance(first, RejectedError):
            return dict.fromkeys(keys, first)
        rest = await each([self._read(key) for key in keys[1:]])
        return dict(zip(keys, [first, *rest], strict=True))

    def _is_known(self, key: CountKey) -> bool:
        """Whether this register has answered a count with these filters before."""
        client = self._client
        names = {name for name, _ in key.params}
        return client.accepts_page_size is not None and names <= client.known_filters

    async def _read(self, key: CountKey) -> int:
        params = dict(key.params)
        count = await count_rows(
            self._client, self._resource, params, self._call, in_body=key.in_body
        )
        self._client.known_filters |= params.keys()
        return count
