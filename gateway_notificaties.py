"""Composes the receiving side of notifications: the door, and what follows what comes in by it."""

from __future__ import annotations

from schema.callers import Callers
from schema.notificaties import Door
from settings import Settings
from sources.catalogus import Catalogus
from sources.landscape import Landscape
from sources.notificaties.gemist import Missed
from sources.notificaties.verversen import Refresher


class Notificaties:
    """What hears of changes in registers, in one app."""

    def __init__(
        self, settings: Settings, landscape: Landscape, catalogus: Catalogus, callers: Callers
    ) -> None:
        self._refresher = Refresher(landscape, catalogus, callers.autorisaties)
        own, timeout = settings.notificaties, settings.gateway.body_timeout
        self.door = None if own is None else Door(own, landscape, timeout)
        self.inbox = None if self.door is None else self.door.inbox
        if self.inbox is not None:
            self.inbox.missed = Missed(landscape)
        self.routes = [] if self.door is None else [self.door.route]

    async def aclose(self) -> None:
        """Tell on what was promised to be, then stop."""
        if self.inbox is not None:
            await self.inbox.aclose()
        await self._refresher.aclose()
