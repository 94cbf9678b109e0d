"""What an upstream can do beyond the version every server has: told by it, or learned by asking.

Each ZGW answer tells the version of its standard (`API-version`), so nothing need be asked for
that. What a version promises is still only tried: a refusal is remembered for a while.
"""

from __future__ import annotations

import re
import time

RELEARN_SECONDS = 300.0
"""How long a capability that an upstream turned out to lack is not tried again."""
CROSSING = (1, 6)
"""Zaken API from which `expand` also reaches documents. The release notes say so, rule zrc-025 of
the same version does not: a server may go either way."""
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


class Capabilities:
    """What one upstream told and refused."""

    __slots__ = ("_api", "_no_composing", "_no_crossing_until", "_told", "version")

    def __init__(self, api: str) -> None:
        self._api = api
        self._told = ""
        self.version: tuple[int, int] | None = None
        """Of the standard, as the last answer told; None before the first."""
        self._no_crossing_until = 0.0
        self._no_composing: dict[str, float] = {}

    def composes(self, name: str) -> bool:
        """Whether this endpoint that changes several things at once may be tried (Open Zaak)."""
        return time.monotonic() >= self._no_composing.get(name, 0.0)

    def refuses_composing(self, name: str) -> None:
        """Remember for a while that this server has no such endpoint."""
        self._no_composing[name] = time.monotonic() + RELEARN_SECONDS

    def tells(self, version: str) -> None:
        """Take in what an answer says of its version; nonsense says nothing."""
        if version != self._told:
            self._told = version
            found = _VERSION.match(version)
            self.version = (int(found[1]), int(found[2])) if found else None

    @property
    def crosses(self) -> bool:
        """Whether `expand` may be tried for what another API holds: the documents of a zaak."""
        return (
            self._api == "zaken"
            and self.version is not None
            and self.version >= CROSSING
            and time.monotonic() >= self._no_crossing_until
        )

    def refuses_crossing(self) -> None:
        """Remember for a while that this server does not expand what another API holds."""
        self._no_crossing_until = time.monotonic() + RELEARN_SECONDS
