"""A deadline for the work of one task: `asyncio.timeout` at a tenth of its cost."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any

from sources.alarms import alarms


class Deadline:
    """A context in which the current task may stay for so many seconds. Raises TimeoutError.

    As with `asyncio.timeout`, a cancellation by somebody else is passed on, also when it comes
    together with the end of the time.
    """

    __slots__ = ("_before", "_is_over", "_waiting", "ends", "task")

    def __init__(self, seconds: float) -> None:
        """Must be made in the task that is to be done in time, just before it begins."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a deadline is for a task")
        self.task: asyncio.Task[Any] = task
        self._before = task.cancelling()
        self._is_over = False
        found = alarms(loop, seconds)
        self._waiting = found.waiting
        self.ends = found.waiting[self] = loop.time() + seconds
        if found.timer is None:
            found.begin(self.ends)

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.ends - asyncio.get_running_loop().time()

    def ring(self) -> None:
        """End the work: its time is over."""
        self._is_over = True
        self.task.cancel()

    def __enter__(self) -> Deadline:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._waiting.pop(self, None)
        if not self._is_over:
            return
        others = self.task.uncancel() > self._before
        if kind is asyncio.CancelledError and not others:
            raise TimeoutError from error
