"""Runs the fragments of an operation that were put off (@defer), after the rest is answered.

Each is one run over all objects it is asked of, so that a fragment in a list of fifty zaken is read
as the same fields without @defer would be: in one batch. Fragments run side by side.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import GraphQLError

from planning.engine import Group, Prefetch, Run
from planning.slots import Slot, holder_of, is_attached, path_of


class Part(NamedTuple):
    """What came later of one object."""

    label: str | None
    path: Sequence[str | int]
    data: dict[str, Any] | None
    errors: Sequence[GraphQLError]


class _Holder(list[Any]):
    """The container of what comes later of one object; knows where that object is."""

    def __init__(self, path: list[str | int]) -> None:
        super().__init__([None])
        self.path = path
        self.errors: list[GraphQLError] = []


class _LaterRun(Run):
    """The execution of one fragment; a null goes no further up than the fragment itself."""

    async def parts(self, group: Group) -> list[Part]:
        records, holders = [], []
        for record, path in places(group):
            records.append(record)
            holders.append(_Holder(path))
        slots: list[Slot] = [(holder, 0, None, True) for holder in holders]
        label, selection = group.deferred
        await self._settle_all(selection, records, slots)
        return [Part(label, holder.path, holder[0], holder.errors) for holder in holders]

    def _tell(self, error: GraphQLError, slot: Slot) -> None:
        holder_of(slot).errors.append(error)


def places(group: Group) -> list[tuple[Any, list[str | int]]]:
    """Return the objects that are still in the answer, with their places there."""
    return [
        (record, path_of(slot))
        for record, out, slot in zip(group.records, group.outs, group.slots, strict=True)
        if slot[0][slot[1]] is out and is_attached(slot)
    ]


class Later:
    """What an operation put off. A context: whoever leaves it stops what is still being read."""

    def __init__(
        self, run: Run, context: Any, variables: Any, prefetches: Mapping[str, Prefetch]
    ) -> None:
        self._running: dict[asyncio.Task[list[Part]], tuple[Group, _LaterRun]] = {}
        self._made = (context, variables, prefetches)
        self._waiting = [group for group in run.deferred if places(group)]

    def __bool__(self) -> bool:
        """Whether there is more to come."""
        return bool(self._waiting or self._running)

    @property
    def groups(self) -> list[Group]:
        """The fragments that did not come yet."""
        return [*self._waiting, *(group for group, _ in self._running.values())]

    async def __aenter__(self) -> Later:
        return self

    async def __aexit__(self, *_error: object) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def parts(self) -> AsyncGenerator[list[Part]]:
        """Yield what comes, all objects of a fragment together, as soon as it is there."""
        while self:
            for group in self._waiting:
                run = _LaterRun(*self._made)
                self._running[asyncio.create_task(run.parts(group))] = group, run
            self._waiting = []
            done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            found: list[Part] = []
            for task in done:
                _, run = self._running.pop(task)
                found += task.result()
                self._waiting += [group for group in run.deferred if places(group)]
            yield found
