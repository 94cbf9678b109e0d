"""What every loader is: known keys at once, the others together, a failure with its own key."""

from __future__ import annotations

import asyncio
import weakref
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from aiodataloader import DataLoader

from sources.errors import SourceError
from sources.watch import NOW, Doing

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loader(ABC, Generic[K, V]):
    """An aiodataloader whose known keys answer synchronously."""

    def __init__(self) -> None:
        self._known: dict[K, V | Exception] = {}
        self._made: DataLoader[K, V] | None = None

    @property
    def _loader(self) -> DataLoader[K, V]:
        """The dataloader, made when something must really be fetched."""
        if self._made is None:
            self._made = DataLoader(self._batch)
        return self._made

    def get(self, key: K) -> V | Awaitable[V]:
        """Return the value at once when it is known, else an awaitable. Raises SourceError."""
        if self.knows(key):
            known = self._known[key]
            if isinstance(known, Exception):
                raise known
            return known
        return self._loader.load(key)

    def prime(self, key: K, value: V | Exception) -> None:
        """Make a key known; the first value stays."""
        self._known.setdefault(key, value)

    async def ensure(self, keys: Iterable[K]) -> None:
        """Load every key that is not known yet, in one batch; a failure stays with its key."""
        waiting = [self._loader.load(key) for key in keys if not self.knows(key)]
        await asyncio.gather(*waiting, return_exceptions=True)

    def knows(self, key: K) -> bool:
        """Whether `get` would answer at once."""
        return key in self._known

    @property
    def label(self) -> str:
        """What traces and metrics call it: a name of the code, no value."""
        return type(self).__name__

    async def _batch(self, keys: list[K]) -> list[V]:
        if NOW.get() is None:
            answers = await self.fetch(keys)
        else:
            with Doing(self.label, keys=len(keys)):
                answers = await self.fetch(keys)
        for key, answer in zip(keys, answers, strict=True):
            self.prime(key, answer)
        return answers  # type: ignore[return-value]  # aiodataloader raises the exceptions

    @abstractmethod
    async def fetch(self, keys: Sequence[K]) -> list[V | Exception]:
        """Return one value or exception per key, in order; never raises itself."""


async def each(awaitables: Sequence[Awaitable[V]]) -> list[V | Exception]:
    """Return every result or SourceError in order: a failure belongs to its key."""
    if len(awaitables) == 1:
        try:
            return [await awaitables[0]]
        except SourceError as error:
            return [error]
    results = await asyncio.gather(*awaitables, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, SourceError):
            raise result
    return results  # type: ignore[return-value]  # only SourceErrors are left


async def settled(value: V | Awaitable[V]) -> V:
    """Return the value, awaited when it is not there yet."""
    return await value if isinstance(value, Awaitable) else value


def weakly(owner: Any, read: Callable[..., Awaitable[bool]]) -> Callable[..., Awaitable[bool]]:
    """Return `read` with `owner` before its arguments, which it does not keep: `owner` keeps it.

    All that a request read would otherwise stay until the collector comes, which is seldom.
    """
    held = weakref.ref(owner)

    async def along(*arguments: Any) -> bool:
        found = held()
        return found is not None and await read(found, *arguments)

    return along
