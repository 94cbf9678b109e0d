"""A process that is going to stop: what it says of itself, and to whom it still answers."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger("gateway.stopping")
CLOSE = (b"connection", b"close")


class Stopping:
    """Whether this process is about to stop.

    From then on it is not ready, and every answer ends its connection, so that a client's next
    request goes to another process instead of meeting a connection that is just being closed.
    """

    def __init__(self) -> None:
        self.begun = False
        self.headers: list[tuple[bytes, bytes]] = []
        """What every answer says more; looked at per answer, so it costs nothing until then."""
        self.listeners: list[Callable[[float], None]] = []
        """Told, with the seconds that are left, when it begins."""

    def begin(self, seconds: float) -> None:
        """Say so from now on."""
        if not self.begun:
            self.begun = True
            self.headers.append(CLOSE)
            log.warning("stopping: not ready any more", extra={"seconds": seconds})
            for listener in self.listeners:
                listener(seconds)
