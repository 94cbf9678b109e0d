"""An answer of which a part is missing: it stands, and what went wrong is told beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


class Partial:
    """What an answer put together from several registers is when one of them failed.

    GraphQL's own way (null and an error) would throw away what the others answered. The errors
    get the path of the answer itself, which is then not null.
    """

    __slots__ = ()

    @property
    def failures(self) -> Sequence[Exception]:
        """What went wrong, an error per register."""
        return ()


class PartialRows(list[Any], Partial):
    """The rows of the registers that answered, and why those of others are missing."""

    __slots__ = ("_failures",)

    def __init__(self, rows: Iterable[Any], failures: Sequence[Exception]) -> None:
        super().__init__(rows)
        self._failures = failures

    @property
    def failures(self) -> Sequence[Exception]:
        """What went wrong, an error per register."""
        return self._failures
