"""An answer of which a part is missing: it stands, and what went wrong is told beside it."""

from __future__ import annotations

from collections.abc import Sequence


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
