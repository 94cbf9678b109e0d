"""A small memory that is emptied when it is full: for what is made anew at little cost."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Bounded(dict[K, V]):
    """A dictionary of at most so many keys; reading it costs what reading a dictionary does."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: K, value: V) -> V:
        """Remember a value, and return it; the others are forgotten when there are too many."""
        if len(self) >= self._most and key not in self:
            self.clear()
        self[key] = value
        return value
