"""A read that asks only for what changed (RFC 9110, section 13): If-None-Match, and 304."""

from __future__ import annotations

from sources.answers import Answer

MAX_ETAG = 200
"""Characters of an ETag that is remembered; Open Zaak's has 34."""


class Conditional:
    """What is known of a resource, and what its register says of it now."""

    __slots__ = ("etag", "is_unchanged", "known")

    def __init__(self, known: str = "") -> None:
        self.known = known
        """The ETag of what is there already; empty when nothing is."""
        self.etag = ""
        """The ETag that the register told now."""
        self.is_unchanged = False

    @property
    def headers(self) -> dict[str, str]:
        """What a request for it says."""
        return {"if-none-match": self.known} if self.known else {}

    def hears(self, answer: Answer) -> bool:
        """Note what an answer tells; return whether it says that nothing changed."""
        etag = answer.headers.get("etag", "")
        self.etag = etag if len(etag) <= MAX_ETAG else ""
        self.is_unchanged = answer.status == 304 and bool(self.known)
        return self.is_unchanged
