"""Notices that the notification of a change of our own never came: the abonnement may be gone."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from sources.landscape import Landscape
from sources.notificaties.hub import Notificatie
from sources.urls import last_segment

log = logging.getLogger("gateway.notificaties")
PATIENCE = 300.0
"""Seconds; Open Notificaties gives up after some 93 by default."""
AHEAD = 30.0
"""Seconds by which a notification may come in before the answer to the write it tells of."""
MOST = 1_000
TOLD = frozenset(
    {
        ("zaken", "zaak"),
        ("zaken", "status"),
        ("zaken", "resultaat"),
        ("zaken", "rol"),
        ("documenten", "enkelvoudiginformatieobject"),
        ("besluiten", "besluit"),
        ("klantcontacten", "klantcontact"),
        ("internetaken", "internetaak"),
    }
)
"""What every register tells of; see docs/notificaties.md for what they do not."""


class Missed:
    """Compares what this gateway wrote with what it was told."""

    def __init__(self, landscape: Landscape, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._heard: OrderedDict[tuple[str, str], float] = OrderedDict()
        """What registers told last: a write may be among it that is not answered yet."""
        self.count = 0
        """Changes of our own of which no notification came."""
        landscape.hub.listen(self.heard)

    def heard(self, notificatie: Notificatie) -> None:
        """Take note of a change: ours, or as its register tells it."""
        key = notificatie.kanaal, last_segment(notificatie.url)
        if not notificatie.is_own:
            self._waiting.pop(key, None)
            self._heard[key] = self._clock()
            self._heard.move_to_end(key)
            if len(self._heard) > MOST:
                self._heard.popitem(last=False)
        elif self._heard.pop(key, -AHEAD) > self._clock() - AHEAD:
            return
        elif (notificatie.kanaal, notificatie.resource) in TOLD and not notificatie.from_elsewhere:
            self._waiting.setdefault(key, self._clock())
            if len(self._waiting) > MOST:
                self._waiting.popitem(last=False)
        self.look()

    def look(self) -> int:
        """Count what should have come by now; return how many that were so far."""
        before = self.count
        while self._waiting and next(iter(self._waiting.values())) <= self._clock() - PATIENCE:
            self._waiting.popitem(last=False)
            self.count += 1
        if self.count > before:
            log.warning(
                "of a change of our own no notification came: run `gateway.py check`",
                extra={"code": "NOTIFICATION_MISSED"},
            )
        return self.count
