"""Has what this process keeps of catalogus and autorisaties follow what registers tell of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sources.autorisaties.reader import Autorisaties
from sources.call import Call, Caller
from sources.catalogus import Catalogus
from sources.client import UpstreamClient
from sources.errors import SourceError
from sources.landscape import Landscape
from sources.notificaties.gevolgen import Key, stale
from sources.notificaties.hub import Notificatie
from sources.notificaties.tabel import OF_BESLUITTYPE, OF_INFORMATIEOBJECTTYPE, OF_ZAAKTYPE

log = logging.getLogger("gateway.catalogus")
GATEWAY = Caller("gateway-catalogus", "Gateway catalogus")
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 16.0
"""Seconds between two reads of a catalogus that goes on changing; the pause doubles."""
TYPES = {one.key: one for one in (*OF_ZAAKTYPE, *OF_BESLUITTYPE, *OF_INFORMATIEOBJECTTYPE)}


class Refresher:
    """Reads the lists of a catalogus again when a type in them changed.

    At once for the first change. An import tells of hundreds of types: what changes while the lists
    are read, or in the pause after that, is read together in the next round.
    """

    def __init__(
        self,
        landscape: Landscape,
        catalogus: Catalogus,
        autorisaties: Autorisaties,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._landscape, self._catalogus, self._autorisaties = landscape, catalogus, autorisaties
        self._pause = pause
        self._changed: dict[str, set[Key]] = {}
        self._rounds: dict[str, asyncio.Task[None]] = {}
        self._stop = landscape.hub.listen(self.heard)

    def heard(self, notificatie: Notificatie) -> None:
        """Take note of a change; a repeat too, for the first may have been heard too early."""
        found = stale(notificatie, self._landscape)
        if found.autorisaties:
            self._autorisaties.forget()
        for listed in found.catalogus:
            self._changed.setdefault(listed.register, set()).add(listed.key)
        for name in self._changed.keys() - self._rounds.keys():
            client = self._landscape.clients[name]
            self._rounds[name] = asyncio.create_task(self._follow(client))

    async def _follow(self, client: UpstreamClient) -> None:
        """Read until nothing changed during a whole pause."""
        pause = FIRST_PAUSE
        try:
            while keys := self._changed.pop(client.name, None):
                if not await self._reread(client, keys):
                    self._changed.setdefault(client.name, set()).update(keys)
                await self._pause(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            del self._rounds[client.name]

    async def _reread(self, client: UpstreamClient, keys: set[Key]) -> bool:
        changed = [TYPES[key] for key in sorted(keys)]
        try:
            await self._catalogus.unshare(client, changed)
            await self._catalogus.reread(client, changed, Call(GATEWAY))
        except SourceError as error:
            log.warning(
                "a catalogus that changed is not read",
                extra={"code": error.code, "upstream": client.name},
            )
            return False
        return True

    async def aclose(self) -> None:
        """Stop listening and reading."""
        self._stop()
        tasks = list(self._rounds.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
