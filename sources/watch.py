"""What a request does while it is watched: its steps, and below which of them a read falls.

Nobody watches unless traces, metrics or request lines are on; what then is left is a look at `NOW`.
"""

from __future__ import annotations

import time
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import NamedTuple

from sources.call import Call, Step
from sources.trace import new_span_id


@dataclass(slots=True)
class Work:
    """A part of a request that has a span of its own: a step of the plan, or a batch of keys."""

    name: str
    parent: str
    span_id: str = field(default_factory=new_span_id)
    started: int = field(default_factory=time.time_ns)
    """Nanoseconds since the epoch."""
    ended: int = 0
    step: Step | None = None
    """What the planner decided, when it is a step of the plan."""
    keys: int = 0
    """How many keys were asked together, when it is a batch."""


@dataclass(slots=True)
class Watch:
    """What is seen of one request; holds no value of it."""

    request_id: str = field(default_factory=new_span_id)
    call: Call | None = None
    """None as long as the request was not admitted and read."""
    text: str = ""
    operation: str | None = None
    """The operationName that came along."""
    is_trusted: bool = False
    trusted_name: str = ""
    is_sampled: bool = False
    """Whether its spans are kept."""
    works: list[Work] = field(default_factory=list)
    batches: list[tuple[str, int]] = field(default_factory=list)
    """Per batch of a loader: which, and how many keys."""


class Now(NamedTuple):
    """The request that is answered here, and the span that what comes next falls under."""

    watch: Watch
    parent: str


NOW: ContextVar[Now | None] = ContextVar("now", default=None)


class Doing:
    """A context for a part of the request; what is read in it falls under it."""

    __slots__ = ("_keys", "_name", "_step", "_token", "_work")

    def __init__(self, name: str, *, step: Step | None = None, keys: int = 0) -> None:
        self._name, self._step, self._keys = name, step, keys
        self._work: Work | None = None
        self._token: Token[Now | None] | None = None

    def __enter__(self) -> None:
        now = NOW.get()
        if now is None:
            return
        if self._keys:
            now.watch.batches.append((self._name, self._keys))
        if now.watch.is_sampled:
            work = Work(self._name, now.parent, step=self._step, keys=self._keys)
            self._work = work
            now.watch.works.append(work)
            self._token = NOW.set(Now(now.watch, work.span_id))

    def __exit__(self, *_: object) -> None:
        if self._work is not None and self._token is not None:
            self._work.ended = time.time_ns()
            NOW.reset(self._token)


def parent_span() -> str:
    """Return the span that a read falls under; empty when that is the request itself."""
    now = NOW.get()
    return "" if now is None else now.parent
