"""Notifications on one thing within a short while, taken together as one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resolvers.gebeurtenissen import Subject, is_end
from sources.notificaties.feed import Entry
from sources.notificaties.hub import Notificatie

MOST = 20
"""Notifications kept of one burst, the newest; the older ones are counted."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What was told of one thing, oldest first; never changed, since subscribers share it."""

    subject: Subject
    entries: tuple[Entry, ...]
    first_place: int
    before: str
    """The id of what came before its first notification."""
    count: int = 1
    attempts: int = 0

    @classmethod
    def of(cls, subject: Subject, entry: Entry) -> Burst:
        """Return a burst of one notification."""
        return cls(subject, (entry,), entry.place, entry.before)

    def joined(self, entries: Sequence[Entry], count: int) -> Burst:
        """Return this burst with what came later."""
        kept = (*self.entries, *entries)[-MOST:]
        return Burst(
            self.subject, kept, self.first_place, self.before, self.count + count, self.attempts
        )

    def again(self) -> Burst:
        """Return this burst after an attempt that told nobody."""
        return Burst(
            self.subject,
            self.entries,
            self.first_place,
            self.before,
            self.count,
            self.attempts + 1,
        )

    @property
    def last(self) -> Entry:
        """The newest notification."""
        return self.entries[-1]

    @property
    def notificaties(self) -> list[Notificatie]:
        """What was told, oldest first."""
        return [entry.notificatie for entry in self.entries]

    @property
    def is_end(self) -> bool:
        """Whether the thing itself was destroyed."""
        return any(is_end(entry.notificatie) for entry in self.entries)
