"""Who asks, and what was asked of the upstreams on their behalf: one `Call` per request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from sources.betrokkenen import Betrokkene
from sources.errors import NotServedError, RejectedError, SourceError
from sources.guard import CLOSED, OPEN, Guard
from sources.trace import Trace, new_trace

if TYPE_CHECKING:
    from sources.client import UpstreamClient
    from sources.conditional import Conditional
    from sources.resource import R, Resource
    from sources.zaakcache.cache import ZaakCache
    from sources.zaakcache.store import Begin


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


class Ended(Enum):
    """How a read ended."""

    ANSWERED = "answered"
    NOTHING = "nothing"
    """It ended well, without anything: not there, or not a valid question."""
    ERROR = "error"


@dataclass(slots=True)
class Read:
    """One upstream call, without values: what explain shows and tests count."""

    upstream: str
    method: str
    template: str
    keys: int
    ms: float
    status: int | None
    span_id: str = ""
    """The span that the upstream was told of."""
    parent: str = ""
    """The span it falls under, when the request is watched; else it is the request's own."""
    started: int = 0
    """Nanoseconds since the epoch."""
    ended: int = 0
    """As `started`; 0 while the read is under way."""
    outcome: Ended = Ended.ERROR
    about: Sequence[Betrokkene] = field(default=(), repr=False)
    """Whose data was asked or answered; noted only when processing is logged."""
    told: Conditional | None = field(default=None, repr=False)
    """What is known of the resource already, when only what changed is asked."""

    def failed(self, error: SourceError) -> None:
        """Note why nothing was read: what was asked by then stays, no answer adds to it."""
        if isinstance(error, RejectedError | NotServedError):
            self.outcome = Ended.NOTHING
        self.about = tuple(self.about)


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
    trace: Trace = field(default_factory=new_trace)
    """The trace this request is part of; every upstream call is a span of it."""
    guard: Guard = OPEN
    """Decides what the caller may see; the gateway's own reads are not guarded."""
    purpose: Purpose | None = None
    """None when there is none that may be used: base registers are then not read."""
    no_purpose: str = "none was named"
    """Why there is none; a developer's text, without values."""
    logs: bool = False
    """Whether reads note whose data they are about."""
    reads: list[Read] = field(default_factory=list)
    cached: int = 0
    steps: list[Step] = field(default_factory=list)
    names: frozenset[str] | None = None
    """Every field name in the operation; None when that is not known."""
    is_single: bool = False
    """Whether the operation has one root field: what that reads first is read alone."""
    fewest: bool = False
    """Plan for the fewest calls instead of the shortest wait."""
    sharers: int = 1
    """Requests the gateway was answering when this one began, itself included."""
    began: float = field(default_factory=time.time)
    """Seconds since the epoch: what was read earlier comes from a cache."""
    fetched: dict[str, float] | None = None
    """When each record was read, by its URL; None when the operation does not ask that."""
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)
    """The tasks that read for this request alone."""
    cache: ZaakCache | None = None
    """What was read of zaken for others; None when nothing is kept."""
    from_cache: list[Read] = field(default_factory=list)
    """What came from there, noted only when processing is logged."""

    def about(self, asked: Iterable[Betrokkene] = ()) -> list[Betrokkene] | None:
        """Return where a read notes whose data it is about; None when nothing is logged."""
        return list(asked) if self.logs else None

    def note_fetched(self, rows: Iterable[Any]) -> None:
        """Note that these records are there now, where that is asked; the first time stays."""
        if self.fetched is not None:
            now = time.time()
            for row in rows:
                self.fetched.setdefault(getattr(row, "url", ""), now)

    def note_kept(self, rows: Sequence[Any], fetched: float) -> None:
        """Note that these records came from the zaak cache, and when they were read."""
        self.cached += 1
        if self.fetched is not None:
            for row in rows:
                self.fetched.setdefault(row.url, fetched)

    def begin(self) -> Begin | None:
        """Return the moment a read begins, for what is kept of it; None when nothing is kept."""
        return None if self.cache is None else self.cache.begin()

    async def keep(
        self, client: UpstreamClient, resource: Resource[Any], rows: Sequence[Any], begin: Begin
    ) -> None:
        """Bring the zaak cache what a read gave, before any guard saw it."""
        if self.cache is not None:
            await self.cache.keep(client, resource, rows, begin)

    def form(self, resource: Resource[R]) -> Resource[R]:
        """Return the resource as its records are read now: whole when these may be kept."""
        if self.cache is not None and self.cache.keeps(resource):
            return resource
        return resource.asked(self.names)

    def shared(self) -> Call:
        """Return a call whose reads are noted here, but which outlives this request.

        What it reads is for everyone (the catalogus): it is guarded where it is asked, and
        complete whatever this operation names.
        """
        return replace(self, under_way=set(), guard=OPEN, names=None)

    def unguarded(self) -> Call:
        """Return a call for what the guard itself must know; noted and ended with this one.

        What decides who may see something is read now, whatever was kept of it.
        """
        return replace(self, guard=OPEN, names=None, cache=None)

    async def end(self) -> None:
        """Stop what is still being read for this request, and let go of what guarded it.

        A guard knows the loaders and these their call: without the collector, which seldom comes,
        everything a request read would stay in memory.
        """
        if self.under_way:
            tasks = list(self.under_way)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self.guard is not OPEN:
            self.guard = CLOSED
