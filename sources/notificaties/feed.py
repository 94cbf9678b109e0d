"""The notifications of this process in the order they came, and the last ones to resume from."""

from __future__ import annotations

import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from sources.notificaties.hub import Hub, Notificatie

REMEMBERED = 20_000
"""Marks of messages that are known, so that one that is delivered twice counts once."""


class Entry(NamedTuple):
    """One notification, and where it stands."""

    place: int
    """Its number in this process: later is higher."""
    id: str
    before: str
    """The id of what came before it: who resumes from there gets this one and all after it."""
    notificatie: Notificatie


Listener = Callable[[Entry], None]


class Feed:
    """Notifications of the registers, each once; a bounded number of them can be resumed from.

    What this gateway wrote itself is left out: the register's own notification follows.
    """

    def __init__(self, hub: Hub, size: int) -> None:
        self.hub, self._size = hub, size
        self._origin = secrets.token_hex(6)
        self._listeners: list[Listener] = []
        self._kept: deque[Entry] = deque()
        self._place = 0
        self.last_id = f"{self._origin}-0"
        self._places: dict[str, int] = {self.last_id: 0}
        self._first_id = self.last_id
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._stop: Callable[[], None] | None = None
        self.delivered = self.doubled = 0

    def listen(self, listener: Listener) -> None:
        """Have every entry from now on shown to `listener`, at once."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to hear what the process is told."""
        self._stop = self.hub.listen(self._told)

    async def aclose(self) -> None:
        """Stop."""
        if self._stop is not None:
            self._stop()
            self._stop = None

    @property
    def place(self) -> int:
        """The number of the last entry."""
        return self._place

    def _told(self, notificatie: Notificatie) -> None:
        if not notificatie.is_own and not notificatie.from_elsewhere:
            self.deliver(notificatie)

    def deliver(self, notificatie: Notificatie, entry_id: str = "") -> None:
        """Show a notification to every listener, unless it was shown before."""
        if self._is_double(notificatie):
            self.doubled += 1
            return
        self._place += 1
        entry = Entry(
            self._place, entry_id or f"{self._origin}-{self._place}", self.last_id, notificatie
        )
        self.last_id = entry.id
        self._places[entry.id] = entry.place
        self._kept.append(entry)
        if len(self._kept) > self._size:
            self._places.pop(self._first_id, None)
            self._first_id = self._kept.popleft().id
        self.delivered += 1
        for listener in self._listeners:
            listener(entry)

    def _is_double(self, notificatie: Notificatie) -> bool:
        """Whether this message came before, here or at another process: delivery is at least once.

        What has no marks may be another change, and counts.
        """
        is_double = any(mark in self._seen for mark in notificatie.marks)
        self._seen.update(dict.fromkeys(notificatie.marks))
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return is_double

    def after_here(self, entry_id: str) -> Sequence[Entry] | None:
        """Return what came after this id; None when it is not (or no longer) known here."""
        place = self._places.get(entry_id)
        if place is None:
            return None
        first = self._kept[0].place if self._kept else self._place + 1
        return list(islice(self._kept, max(0, place + 1 - first), None))

    async def after(self, entry_id: str) -> Sequence[Entry] | None:
        """Return what came after this id, from wherever that is known; None when nowhere."""
        return self.after_here(entry_id)


__all__ = ["Entry", "Feed"]
