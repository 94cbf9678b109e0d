"""Which subscriptions are open, found by what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable
from typing import Any

from resolvers.gebeurtenissen import Subject
from schema.stream_subscription import Subscription

NOBODY: Collection[Subscription] = ()


class Index:
    """The open subscriptions."""

    def __init__(self) -> None:
        self._by: dict[Hashable, dict[Subscription, None]] = {}
        self.count = 0
        self.kanalen: Counter[str] = Counter()
        """How many there are, per kanaal."""

    def add(self, subscription: Subscription) -> None:
        """Note a subscription."""
        self.count += 1
        self.kanalen[subscription.wanted.kanaal] += 1
        for key in _keys(subscription):
            self._by.setdefault(key, {})[subscription] = None

    def remove(self, subscription: Subscription) -> None:
        """Forget a subscription."""
        self.count -= 1
        self.kanalen[subscription.wanted.kanaal] -= 1
        for key in _keys(subscription):
            found = self._by[key]
            del found[subscription]
            if not found:
                del self._by[key]

    def hears(self, subject: Subject) -> bool:
        """Whether anybody can want to know of this."""
        return (subject.kanaal, subject.uuid) in self._by or (subject.kanaal, None) in self._by

    def of(self, subject: Subject) -> list[Subscription]:
        """Return who can want to know of this."""
        one = self._by.get((subject.kanaal, subject.uuid), NOBODY)
        return [*one, *self._by.get((subject.kanaal, None), NOBODY)]

    def sharing(self, share: tuple[Any, ...]) -> Collection[Subscription]:
        """Return the subscriptions that are equal in everything."""
        return list(self._by.get(("share", share), NOBODY))


def _keys(subscription: Subscription) -> list[Hashable]:
    wanted, share = subscription.wanted, subscription.operation.share
    keys: list[Hashable] = [(wanted.kanaal, wanted.uuid)]
    return keys if share is None else [*keys, ("share", share)]
