"""Between the door and the hub: what is told on, what is a repeat, and a queue with a bound.

Delivery is at-least-once, unordered, in bursts, and lossy by contract (reference, section 8). So
the sender is answered as soon as the message stands in the queue, and a message for which there is
no place is refused: then the sender comes back with it. Whatever is not known is taken and counted,
for a refusal would only be repeated.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from hashlib import blake2b

from cachetools import TTLCache

from sources.landscape import Landscape
from sources.notificaties.berichten import Bericht
from sources.notificaties.gemist import Missed
from sources.notificaties.gevolgen import located, place
from sources.notificaties.hub import Notificatie
from sources.notificaties.tabel import ACTIES, ANY, HOOFDOBJECT, is_known

TEST = "test"
"""The kanaal of the message with which a Notificaties API tries a callback."""
OTHER = "other"
BATCH = 200
"""Messages told before others get their turn."""
REPEAT_SECONDS = 600.0
"""Open Notificaties repeats for some 93 s by default, and can be set to go on for longer."""
REPEATS = 50_000


class Inbox:
    """Takes messages in, and tells the hub of the landscape what they say."""

    def __init__(
        self,
        landscape: Landscape,
        largest: int,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._landscape, self._largest, self._wall = landscape, largest, wall
        self._queue: deque[tuple[Notificatie, float | None]] = deque()
        self._seen: TTLCache[str, None] = TTLCache(REPEATS, REPEAT_SECONDS, timer=clock)
        self._telling: asyncio.Task[None] | None = None
        self.outcomes: Counter[tuple[str, str]] = Counter()
        """How many messages, by kanaal and by what became of them."""
        self.refused: Counter[str] = Counter()
        """How many requests were refused at the door, by why."""
        self.missed: Missed | None = None
        """Counts changes of our own of which nothing came in."""
        self.on_lag: Callable[[float], None] | None = None
        """Is shown the seconds between the change and its telling."""

    def __len__(self) -> int:
        return len(self._queue)

    def take(self, berichten: Sequence[Bericht]) -> bool:
        """Put what these messages say in the queue; False when there is no place for it."""
        known = [bericht for bericht in berichten if self._is_known(bericht)]
        if not berichten:
            self.outcomes[OTHER, "unknown_kanaal"] += 1
        if len(self._queue) + len(known) > self._largest:
            self.outcomes.update((bericht.kanaal, "full") for bericht in known)
            return False
        self._queue.extend(map(self._told, known))
        if self._queue and self._telling is None:
            self._telling = asyncio.create_task(self._tell())
        return True

    def _is_known(self, bericht: Bericht) -> bool:
        """Return whether it is of this landscape; what is not is counted."""
        hoofd = HOOFDOBJECT.get(bericht.kanaal)
        if bericht.kanaal == TEST:
            self.outcomes[TEST, "test"] += 1
        elif hoofd is None:
            self.outcomes[OTHER, "unknown_kanaal"] += 1
        elif located(self._landscape, hoofd, bericht.hoofd_url) is None:
            self.outcomes[bericht.kanaal, "outside"] += 1
        else:
            return True
        return False

    def _told(self, bericht: Bericht) -> tuple[Notificatie, float | None]:
        """Return what to tell, and when it was made.

        An unknown resource or actie is told as a change of anything of its hoofdobject.
        """
        outcome, resource, actie = "told", bericht.resource, bericht.actie
        if actie not in ACTIES:
            outcome, resource, actie = "unknown_actie", ANY, "update"
        elif not is_known(bericht.kanaal, resource):
            outcome, resource = "unknown_resource", ANY
        marks = marks_of(bericht)
        is_repeat = any(mark in self._seen for mark in marks)
        self._seen.update(dict.fromkeys(marks))
        self.outcomes[bericht.kanaal, "repeat" if is_repeat else outcome] += 1
        hoofd_url = self._canonical(bericht.hoofd_url)
        notificatie = Notificatie(
            kanaal=bericht.kanaal,
            resource=resource,
            actie=actie,
            url=self._canonical(bericht.url) or hoofd_url,
            hoofd_url=hoofd_url,
            kenmerken=bericht.kenmerken,
            aanmaakdatum=bericht.aanmaakdatum,
            marks=marks,
        )
        return notificatie, bericht.made_at

    def _canonical(self, url: str) -> str:
        """Return the URL as its register writes it, whatever alias it came under; else ""."""
        at = place(self._landscape, url)
        if at is None:
            return ""
        client, path = at
        root = client.settings.aliases[0] if client.settings.aliases else client.settings.root
        return f"{root}{path}"

    async def _tell(self) -> None:
        """Tell what is in the queue until it is empty, others having their turn between."""
        try:
            while self._queue:
                for _ in range(min(BATCH, len(self._queue))):
                    self._tell_next()
                await asyncio.sleep(0)
        finally:
            self._telling = None

    def _tell_next(self) -> None:
        notificatie, made_at = self._queue.popleft()
        self._landscape.hub.tell(notificatie)
        if self.on_lag is not None and made_at is not None:
            self.on_lag(max(0.0, self._wall() - made_at))

    async def aclose(self) -> None:
        """Tell what is still waiting: it was promised, and other processes may want to know."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)
            self._telling = None
        while self._queue:
            self._tell_next()


def marks_of(bericht: Bericht) -> tuple[str, ...]:
    """Return what the same message has whenever and wherever it comes; none when that is not sure.

    The standard gives a message no id. Its resource, actie and time are one, but a time in
    whole seconds can be that of two changes: those are never called the same.
    """
    marks = [bericht.event_id] if bericht.event_id else []
    made = bericht.made_at
    if made is not None and made % 1:
        marks.append("\n".join((bericht.url, bericht.resource, bericht.actie, repr(made))))
    return tuple(blake2b(mark.encode(), digest_size=16).hexdigest() for mark in marks)
