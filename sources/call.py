"""Who asks, and what was asked of the upstreams on their behalf: one `Call` per request."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sources.guard import OPEN, Guard


@dataclass(frozen=True, slots=True)
class Caller:
    """The end user on whose behalf upstreams are read (ends up in the ZGW JWT)."""

    user_id: str
    representation: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why personal data is read (doelbinding), and what the registers are told of it."""

    doelbinding: str
    verwerking: str = ""
    """Which processing activity of the register of processing activities it is."""
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Per upstream, the headers that tell it."""


@dataclass(slots=True)
class Read:
    """One upstream call, without values: what explain shows and tests count."""

    upstream: str
    method: str
    template: str
    keys: int
    ms: float
    status: int | None


@dataclass(slots=True)
class Step:
    """One decision of the planner: what `explain` shows."""

    step: str
    strategy: str
    why: str
    estimated_ms: float
    measured_ms: float | None = None


@dataclass(slots=True)
class Call:
    """Everything the source clients need to know of one gateway request."""

    caller: Caller
    traceparent: str = ""
    guard: Guard = OPEN
    """Decides what the caller may see; the gateway's own reads are not guarded."""
    purpose: Purpose | None = None
    """None when the caller named none: base registers are then not read."""
    reads: list[Read] = field(default_factory=list)
    cached: int = 0
    steps: list[Step] = field(default_factory=list)
    fewest: bool = False
    """Plan for the fewest calls instead of the shortest wait."""
    sharers: int = 1
    """Requests the gateway was answering when this one began, itself included."""
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)
    """The tasks that read for this request alone."""

    def shared(self) -> Call:
        """Return a call whose reads are noted here, but which outlives this request.

        What it reads is for everyone (the catalogus): it is guarded where it is asked.
        """
        return replace(self, under_way=set(), guard=OPEN)

    def unguarded(self) -> Call:
        """Return a call for what the guard itself must know; noted and ended with this one."""
        return replace(self, guard=OPEN)

    async def end(self) -> None:
        """Stop what is still being read for this request."""
        tasks = list(self.under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
