"""From notifications to the subscribers they concern: gathered, made by a few workers, sent apart.

No subscriber has a task of its own while nothing happens, nor a queue: what waits for it is the
newest burst per zaak, document or contact. Who does not take what is sent is dropped.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import Any

from resolvers.gebeurtenissen import Subject, may_be_seen, subject_of
from schema.admission import Admission, NotAdmittedError
from schema.endpoint import Endpoint
from schema.stream_bursts import Burst
from schema.stream_endings import REVOKED, TOO_SLOW
from schema.stream_event import MAX_ATTEMPTS, Events, Later, Made
from schema.stream_index import Index
from schema.stream_subscription import Subscription
from settings import GatewaySettings
from sources.landscape import Landscape
from sources.notificaties.feed import Entry, Feed

log = logging.getLogger("gateway.subscriptions")
CANNOT_SAY = 2.0
"""Seconds before somebody is looked at again whose token or rights could not be confirmed."""


class Dispatcher:
    """Tells every open subscription of what it wants and may know."""

    def __init__(
        self, endpoint: Endpoint, landscape: Landscape, settings: GatewaySettings, feed: Feed
    ) -> None:
        self._endpoint, self._landscape, self._settings = endpoint, landscape, settings
        self.feed, self.events, self.index = feed, Events(endpoint, settings), Index()
        self._open: dict[Subject, Burst] = {}
        self._ready: deque[Subscription] = deque()
        self._some = asyncio.Event()
        self._workers: list[asyncio.Task[None]] = []
        self._sending: set[asyncio.Task[None]] = set()
        self.counts: Counter[str] = Counter()
        """Events by what became of them: `sent`, `held`, `coalesced`, `shared`, `lost`, `slow`."""
        feed.listen(self._heard)

    def start(self) -> None:
        """Begin to make events."""
        most = self._settings.subscription_workers
        self._workers = [asyncio.create_task(self._work()) for _ in range(most)]

    async def aclose(self) -> None:
        """Stop, whatever waits."""
        tasks = [*self._workers, *self._sending]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _heard(self, entry: Entry) -> None:
        """Take a notification into the burst of what it is about."""
        if not self.index.count:
            return
        subject = subject_of(self._landscape, entry.notificatie)
        if subject is None or not self.index.hears(subject):
            return
        burst = self._open.get(subject)
        if burst is not None:
            self._open[subject] = burst.joined((entry,), 1)
            self.counts["coalesced"] += 1
            return
        self._open[subject] = Burst.of(subject, entry)
        loop = asyncio.get_running_loop()
        loop.call_later(self._settings.subscription_window, self._close, subject)

    def _close(self, subject: Subject) -> None:
        """End a burst, and have its subscribers told."""
        burst = self._open.pop(subject)
        for subscription in self.index.of(subject):
            if burst.last.place > subscription.resumed_to:
                self._offer(subscription, burst)

    def _offer(self, subscription: Subscription, burst: Burst) -> None:
        """Let a burst wait for a subscriber that may want it and may be allowed to see it."""
        notificaties = burst.notificaties
        if not subscription.wanted.may_want(burst.subject, notificaties):
            return
        rights = subscription.carrier.admission.rights
        if not may_be_seen(rights, burst.subject, notificaties[-1].kenmerken):
            return
        waiting = subscription.pending.get(burst.subject)
        if waiting is not None:
            burst = waiting.joined(burst.entries, burst.count)
            self.counts["coalesced"] += 1
        elif len(subscription.pending) >= self._settings.subscription_pending:
            self._too_slow(subscription)
            return
        subscription.pending[burst.subject] = burst
        self._queue(subscription)

    def _queue(self, subscription: Subscription) -> None:
        idle = not (subscription.is_queued or subscription.is_busy or subscription.is_over)
        if idle and subscription.pending:
            subscription.is_queued = True
            self._ready.append(subscription)
            self._some.set()

    def resumed(self, subscription: Subscription, entries: Iterable[Entry], place: int) -> None:
        """Let what happened since the client was last told, until `place`, wait for it."""
        bursts: dict[Subject, Burst] = {}
        for entry in entries:
            subject = subject_of(self._landscape, entry.notificatie)
            if subject is None or subscription.wanted.kanaal != subject.kanaal:
                continue
            known = bursts.get(subject)
            made = Burst.of(subject, entry) if known is None else known.joined((entry,), 1)
            bursts[subject] = made
        subscription.resumed_to = place
        for burst in bursts.values():
            if not subscription.is_over:
                self._offer(subscription, burst)

    async def _work(self) -> None:
        """Make events, one after another."""
        while True:
            while not self._ready:
                self._some.clear()
                await self._some.wait()
            subscription = self._ready.popleft()
            subscription.is_queued = False
            if subscription.is_over or subscription.is_busy or not subscription.pending:
                continue
            try:
                await self._tell(subscription)
            except Exception:
                self.counts["lost"] += 1
                log.exception("an event could not be made", extra={"code": "INTERNAL_ERROR"})

    async def _tell(self, first: Subscription) -> None:
        """Make the oldest event that waits for a subscriber, once for all equal subscribers."""
        subject, burst = next(iter(first.pending.items()))
        group = [first, *self._twins(first, subject, burst)]
        for one in group:
            del one.pending[subject]
            one.is_busy = True
        admitted = await self._admitted(group, burst)
        while admitted:
            leader, admission = admitted[0]
            same = [
                one
                for one, other in admitted
                if other.principal == admission.principal
                and other.rights == admission.rights
                and one.shown == leader.shown
            ]
            admitted = [pair for pair in admitted if pair[0] not in same]
            await self._make(same, admission, burst)

    def _twins(self, first: Subscription, subject: Subject, burst: Burst) -> list[Subscription]:
        share = first.operation.share
        if share is None:
            return []
        return [
            one
            for one in self.index.sharing(share)
            if one is not first and not one.is_busy and one.pending.get(subject) is burst
        ]

    async def _admitted(
        self, group: Sequence[Subscription], burst: Burst
    ) -> list[tuple[Subscription, Admission]]:
        """Return who is still let in, with what they may see now; the others are let go."""
        found = []
        for one in group:
            try:
                admission = await self._endpoint.admissions.admit(one.carrier.said)
            except NotAdmittedError as error:
                if error.status == 503:
                    self._later(one, burst.again(), CANNOT_SAY)
                else:
                    one.is_busy = False
                    one.carrier.drop(REVOKED)
                continue
            one.carrier.admission = admission
            found.append((one, admission))
        return found

    async def _make(self, same: list[Subscription], admission: Admission, burst: Burst) -> None:
        eid = self._event_id(same, burst)
        try:
            made = await self.events.make(same[0], admission, burst, eid)
        except Later as later:
            for one in same:
                self._later(one, burst.again() if later.counts else burst, later.seconds)
            return
        except BaseException:
            for one in same:
                one.is_busy = False
            raise
        self.counts["shared"] += len(same) - 1
        for one in same:
            one.shown = admission.rights if made is not None and made.is_shown else None
            if made is None:
                self.counts["held"] += 1
                self._done(one)
            else:
                task = asyncio.create_task(self._send(one, made, eid))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)

    def _event_id(self, same: Sequence[Subscription], burst: Burst) -> str:
        """Return from where a client can resume without missing what still waits for it."""
        waiting: list[Any] = [one for sub in same for one in sub.pending.values()]
        if same[0].wanted.uuid is None:
            waiting += self._open.values()
        earliest = min(waiting, key=lambda one: one.first_place, default=None)
        if earliest is None or earliest.first_place > burst.last.place:
            return burst.last.id
        before: str = earliest.before
        return before

    async def _send(self, subscription: Subscription, made: Made, eid: str) -> None:
        try:
            async with asyncio.timeout(self._settings.subscription_slow_seconds):
                await subscription.carrier.next(subscription, made.body, eid)
        except TimeoutError:
            self._too_slow(subscription)
        except (OSError, RuntimeError):
            log.debug("a subscriber left while an event was sent")
        else:
            self.counts["sent"] += 1
        finally:
            self._done(subscription)

    def _done(self, subscription: Subscription) -> None:
        subscription.is_busy = False
        self._queue(subscription)

    def _later(self, subscription: Subscription, burst: Burst, seconds: float) -> None:
        """Let an event wait; one that was tried too often is lost."""
        if burst.attempts >= MAX_ATTEMPTS:
            self.counts["lost"] += 1
            self._done(subscription)
            return
        newer = subscription.pending.pop(burst.subject, None)
        if newer is not None:
            burst = burst.joined(newer.entries, newer.count)
        subscription.pending[burst.subject] = burst
        asyncio.get_running_loop().call_later(seconds, self._done, subscription)

    def _too_slow(self, subscription: Subscription) -> None:
        self.counts["slow"] += 1
        subscription.carrier.drop(TOO_SLOW)
