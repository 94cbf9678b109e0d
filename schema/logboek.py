"""What a request read of people, in the log of processing before its answer goes out.

Per operation that read personal data: one record for the operation, one per read of a register
below it, and below that one per betrokkene whom the question or the answer identified. The spans
are those that the registers were told of, so that their own records fit below ours.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from policy.drain import Drain
from policy.journal import Journal
from policy.logboek import (
    ACTIVITY,
    PROCESSOR,
    SUBJECT,
    SUBJECT_TYPE,
    Kind,
    Pseudoniemen,
    Status,
    Verwerking,
)
from policy.spool import SpoolError
from schema.errors import error_body
from schema.execution import Outcome
from schema.incremental import Stream
from settings import LogboekSettings
from sources.call import Call, Ended, Read
from sources.landscape import Landscape
from sources.trace import new_span_id
from sources.zaakcache.cache import METHOD

IMPERSONAL = frozenset({"catalogi"})
"""APIs whose reads are about nobody."""
OPERATION = "GraphQL-operatie"
REFUSED = Outcome(
    error_body("LOGBOEK_UNAVAILABLE", "the processing could not be logged; nothing is shown"), 503
)
STATUS = {
    Ended.ANSWERED: Status.OK,
    Ended.NOTHING: Status.UNSET,
    Ended.ERROR: Status.ERROR,
}


class Logboek:
    """Makes the records of requests and keeps them."""

    def __init__(
        self, settings: LogboekSettings, landscape: Landscape, journal: Journal, drain: Drain
    ) -> None:
        self._settings, self._landscape = settings, landscape
        self._journal, self._drain = journal, drain
        self._pseudoniemen = Pseudoniemen(settings.key.reveal(), settings.key_id)

    async def around(
        self,
        answering: Awaitable[Outcome],
        call: Call,
        client_id: str,
        stream: Stream | None = None,
        *,
        name: str = OPERATION,
    ) -> Outcome:
        """Return the answer when its records are kept; REFUSED when they must be and are not.

        A stream keeps those of what it sends before it sends that.
        """
        started = time.time_ns()
        kept: set[str] = set()
        encoded = partial(self._encoded, call, started, client_id, kept, name=name)
        if stream is not None:
            stream.keep = partial(self._keep_so_far, call, started, client_id, kept)
        try:
            answer = await answering
        except BaseException:
            self._journal.keep_now(encoded(failed=True))
            raise
        if call.under_way:
            await call.end()
        failed = answer.body.get("data") is None
        records = encoded(failed=failed)
        try:
            await self._journal.keep(records)
        except SpoolError:
            return REFUSED if self._settings.fail_closed else answer
        return answer

    async def _keep_so_far(
        self, call: Call, started: int, client_id: str, kept: set[str]
    ) -> Mapping[str, Any] | None:
        """Keep the records of what was read by now; return the refusal when that cannot be."""
        done = [read for read in (*call.reads, *call.from_cache) if read.ended]
        made = self.records(call, started, client_id, kept, reads=done, failed=False)
        records = list(made)
        try:
            await self._journal.keep([record.encode() for record in records])
        except SpoolError:
            return REFUSED.body if self._settings.fail_closed else None
        kept.update(record.span_id for record in records)
        return None

    def report(self) -> dict[str, int]:
        """Return how much was kept, delivered, lost and set apart, by this process."""
        return {
            "kept": self._journal.kept,
            "lost": self._journal.lost,
            "delivered": self._drain.delivered,
            "refused": self._drain.refused,
            "failures": self._drain.failures,
        }

    def _encoded(
        self,
        call: Call,
        started: int,
        client_id: str,
        kept: set[str],
        *,
        failed: bool,
        name: str = OPERATION,
    ) -> list[bytes]:
        made = self.records(call, started, client_id, kept, failed=failed, name=name)
        return [record.encode() for record in made]

    def records(
        self,
        call: Call,
        started: int,
        client_id: str,
        kept: Collection[str] = (),
        *,
        failed: bool,
        reads: Sequence[Read] | None = None,
        name: str = OPERATION,
    ) -> Iterator[Verwerking]:
        """Return the records of a request; none when it read nothing about people.

        What was `kept` by its span is left out.
        """
        apis = {client.name: client.settings.api for client in self._landscape}
        reads = [
            read
            for read in ((*call.reads, *call.from_cache) if reads is None else reads)
            if apis[read.upstream] not in IMPERSONAL and read.span_id not in kept
        ]
        if not reads:
            return
        if call.trace.span_id not in kept:
            yield self._of_operation(call, started, client_id, failed=failed, name=name)
        activity = self._activity(call)
        for read in reads:
            yield from self._of_read(call, read, {ACTIVITY: activity})

    def _activity(self, call: Call) -> str:
        purpose = call.purpose
        return (purpose.verwerking if purpose is not None else "") or self._settings.activity

    def _of_operation(
        self, call: Call, started: int, client_id: str, *, failed: bool, name: str
    ) -> Verwerking:
        common = {ACTIVITY: self._activity(call)}
        party = self._settings.processors.get(client_id)
        return Verwerking(
            trace_id=call.trace.trace_id,
            span_id=call.trace.span_id,
            parent_span_id=call.trace.parent_span_id,
            name=name,
            start_time=started,
            end_time=time.time_ns(),
            status=Status.ERROR if failed else Status.OK,
            attributes={**common, PROCESSOR: party} if party else common,
            kind=Kind.SERVER,
        )

    def _of_read(self, call: Call, read: Read, common: dict[str, str]) -> Iterator[Verwerking]:
        root = self._landscape.clients[read.upstream].settings.root
        name = f"{read.upstream}: {read.method} {read.template}"
        ended = read.ended or time.time_ns()
        status = STATUS[read.outcome]
        attributes = {**common, PROCESSOR: root}
        yield Verwerking(
            trace_id=call.trace.trace_id,
            span_id=read.span_id,
            parent_span_id=call.trace.span_id,
            name=name,
            start_time=read.started,
            end_time=ended,
            status=status,
            attributes=attributes,
            kind=Kind.INTERNAL if read.method == METHOD else Kind.CLIENT,
        )
        for one in dict.fromkeys(read.about):
            subject = self._pseudoniemen.of(one.soort, one.nummer)
            yield Verwerking(
                trace_id=call.trace.trace_id,
                span_id=new_span_id(),
                parent_span_id=read.span_id,
                name=name,
                start_time=read.started,
                end_time=ended,
                status=status,
                attributes={**attributes, SUBJECT: subject, SUBJECT_TYPE: one.soort},
            )
