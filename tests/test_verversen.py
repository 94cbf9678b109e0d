"""What this process keeps follows what registers tell: catalogus, autorisaties, and what is missed.

The seventh defect found in other gateways, with notifications: a zaaktype that changed is there at
once, and never with the statustypen of before.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from client_support import JAN, client_of
from notificaties_support import UUID
from redis_support import Clock, Server, needs_server
from sources.autorisaties.reader import Autorisaties
from sources.call import Call
from sources.catalogi.resources import ROLTYPE, STATUSTYPE, ZAAKTYPE
from sources.catalogus import Catalogus
from sources.errors import SourceError
from sources.landscape import Landscape
from sources.notificaties.gemist import PATIENCE, Missed
from sources.notificaties.hub import Notificatie
from sources.notificaties.verversen import FIRST_PAUSE, LONGEST_PAUSE, Refresher
from sources.shared_catalogus import SharedCatalogus

ROOT = "https://z.nl/catalogi/api/v1/"
AC = "https://z.nl/autorisaties/api/v1/"
EVERY = (ZAAKTYPE, STATUSTYPE, ROLTYPE)


def changed(kanaal: str = "zaaktypen", resource: str = "zaaktype", **more: Any) -> Notificatie:
    """Return the notification that a type changed."""
    url = f"{AC}applicaties/{UUID}" if kanaal == "autorisaties" else f"{ROOT}{kanaal}/{UUID}"
    return Notificatie(kanaal=kanaal, resource=resource, actie="update", url=url, **more)


class World:
    """A process with a catalogus of which every list is of one version, and its clocks."""

    def __init__(self, shared: SharedCatalogus | None = None) -> None:
        self.version, self.asked, self.fails = 1, list[str](), ""
        self.now, self.pauses, self.steps = Clock(), list[float](), asyncio.Semaphore(0)
        self.paused, self.reading = asyncio.Event(), asyncio.Event()
        self.held: asyncio.Event | None = None
        """While it is there, a read waits for it after its answer was made."""
        self.client = client_of(self._answer, name="ztc", api="catalogi", root=ROOT, retries=0)
        ac = client_of(self._applicaties, name="ac", api="autorisaties", root=AC, retries=0)
        self.landscape = Landscape([self.client, ac])
        self.catalogus = Catalogus(self.now, shared)
        self.autorisaties = Autorisaties([ac], ttl=60.0, max_age=900.0, clock=self.now)
        self.refresher = Refresher(self.landscape, self.catalogus, self.autorisaties, self._pause)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.rsplit("/", 1)[1]
        self.asked.append(name)
        self.reading.set()
        if name == self.fails:
            return httpx.Response(500, json={})
        rows = [{"url": f"{ROOT}{name}/{UUID}", "omschrijving": f"versie {self.version}"}]
        if self.held is not None:
            await self.held.wait()
        await asyncio.sleep(0)
        return httpx.Response(200, json={"count": 1, "next": None, "results": rows})

    def _applicaties(self, request: httpx.Request) -> httpx.Response:
        self.asked.append("applicaties")
        if self.fails:
            return httpx.Response(500, json={})
        row: dict[str, Any] = {
            "url": f"{AC}applicaties/1",
            "clientIds": ["jan"],
            "label": f"v{self.version}",
        }
        row["heeftAlleAutorisaties"], row["autorisaties"] = False, []
        return httpx.Response(200, json={"count": 1, "next": None, "results": [row]})

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.paused.set()
        await self.steps.acquire()

    async def seen(self) -> set[str | None]:
        """Return which versions a reader meets."""
        rows: list[Any] = [
            (await self.catalogus.all(self.client, kind, Call(JAN)))[0] for kind in EVERY
        ]
        return {row.omschrijving for row in rows}

    def tell(self, notificatie: Notificatie) -> None:
        self.landscape.hub.tell(notificatie)

    async def turns(self) -> None:
        """Let everything come to rest."""
        for _ in range(60):
            await asyncio.sleep(0)


async def test_a_zaaktype_is_there_at_once_with_its_own_types_and_never_a_mixture() -> None:
    world = World()
    assert await world.seen() == {"versie 1"}
    world.version = 2
    world.tell(changed())
    met = []
    for _ in range(60):
        met.append(await world.seen())
        await asyncio.sleep(0)
    assert all(len(versions) == 1 for versions in met), "never a mixture"
    assert met[-1] == {"versie 2"}
    assert world.asked == [one.path for one in EVERY] * 2, "only what was kept is read"
    await world.refresher.aclose()


async def test_an_answer_of_before_the_change_does_not_stay() -> None:
    """A list that is being read when the notification comes in may be of before it."""
    world = World()
    world.held = asyncio.Event()
    reading = asyncio.create_task(world.seen())
    await world.turns()
    world.version = 2
    world.tell(changed())
    await world.turns()
    assert world.asked == ["zaaktypen"], "it waits for that read"
    world.held.set()
    await reading
    await world.turns()
    assert await world.seen() == {"versie 2"}
    await world.refresher.aclose()


async def test_an_import_of_200_zaaktypen_leads_to_a_few_reads() -> None:
    world = World()
    await world.seen()
    world.asked.clear()
    for version in range(2, 202):
        world.version = version
        world.tell(changed())
        if version % 20 == 0:
            await world.turns()
    assert world.asked.count("zaaktypen") == 1
    assert await world.seen() == {"versie 20"}, "the first is there at once"
    world.steps.release()
    await world.turns()
    assert await world.seen() == {"versie 201"}, "the last after one pause"
    assert world.asked.count("zaaktypen") == 2
    world.steps.release()
    await world.turns()
    assert world.pauses == [FIRST_PAUSE, 2 * FIRST_PAUSE]
    assert not world.refresher._rounds, "and then it rests"
    world.tell(changed())
    await world.turns()
    assert world.pauses[-1] == FIRST_PAUSE
    await world.refresher.aclose()


async def test_a_catalogus_that_cannot_be_read_is_tried_again_and_serves_meanwhile() -> None:
    world = World()
    await world.seen()
    world.version, world.fails = 2, "roltypen"
    world.tell(changed())
    for _ in range(8):
        await world.turns()
        world.steps.release()
    assert world.pauses[-1] == LONGEST_PAUSE
    world.fails = ""
    assert await world.seen() == {"versie 1"}
    world.steps.release()
    await world.turns()
    assert await world.seen() == {"versie 2"}
    await world.refresher.aclose()


async def test_a_type_that_was_not_there_is_found_after_its_notification() -> None:
    world = World()
    await world.seen()
    nowhere = "99999999-9999-4999-8999-999999999999"
    world.catalogus._strays["ztc", "zaaktypen", nowhere] = None
    assert world.catalogus.get(world.client, ZAAKTYPE, nowhere, Call(JAN)) is None
    world.tell(changed())
    await world.turns()
    asked = world.catalogus.get(world.client, ZAAKTYPE, nowhere, Call(JAN))
    assert asked is not None, "it is looked for again"
    asked.close()  # type: ignore[union-attr]
    await world.refresher.aclose()


@needs_server
async def test_no_gateway_takes_a_shared_list_of_before_the_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path)
    first, second, third = (World(SharedCatalogus(server.url, b"s")) for _ in range(3))
    await first.seen()
    assert len(server.keys()) == 3
    first.version = second.version = 2
    first.held = asyncio.Event()
    first.reading.clear()
    first.tell(changed())
    await first.reading.wait()
    assert await second.seen() == {"versie 2"}, "while the first is still reading"
    assert len(second.asked) == 3
    first.held.set()
    await first.paused.wait()
    assert await first.seen() == {"versie 2"}
    assert await third.seen() == {"versie 2"}
    assert third.asked == [], "and what was read after it is shared"

    async def undone(*_: Any) -> None:
        """As when another gateway puts back what it read before the change."""

    monkeypatch.setattr(first.catalogus, "unshare", undone)
    first.version = 3
    first.paused.clear()
    first.steps.release()
    first.tell(changed())
    await first.paused.wait()
    assert await first.seen() == {"versie 3"}
    for world in (first, second, third):
        await world.refresher.aclose()
        await world.catalogus.aclose()
    server.stop()


async def test_rights_are_forgotten_at_once_and_not_served_after_that() -> None:
    world = World()

    async def label() -> str | None:
        (found,) = await world.autorisaties.of("jan")
        return found.label

    assert await label() == "v1"
    world.version = 2
    assert await label() == "v1"
    world.tell(changed("autorisaties", "applicatie"))
    assert await label() == "v2"
    world.fails = "applicaties"
    world.tell(changed("autorisaties", "applicatie"))
    with pytest.raises(SourceError):
        await label()
    await world.autorisaties.aclose()


async def test_rights_that_were_being_read_when_they_changed_are_read_again() -> None:
    world = World()
    reading = asyncio.create_task(world.autorisaties.of("jan"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    world.tell(changed("autorisaties", "applicatie"))
    await reading
    assert not world.autorisaties._known
    await world.autorisaties.of("jan")
    assert world.asked == ["applicaties"] * 2


async def test_an_own_change_that_no_register_tells_of_is_noticed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now, landscape = Clock(), Landscape([])
    missed = Missed(landscape, now)

    def tell(url: str, resource: str = "status", is_own: bool = False) -> None:
        landscape.hub.tell(
            Notificatie(kanaal="zaken", resource=resource, actie="create", url=url, is_own=is_own)
        )

    tell("http://z/statussen/1", is_own=True)
    tell("http://z/statussen/2", is_own=True)
    tell("http://z/statussen/4")  # the register was faster than its own answer
    tell("http://z/statussen/4", is_own=True)
    tell("http://z/zaaknotities/3", resource="zaaknotitie", is_own=True)
    tell("http://anders.nl/z/statussen/1")
    now.now = PATIENCE - 1
    assert missed.look() == 0
    now.now = PATIENCE
    with caplog.at_level(logging.WARNING):
        assert missed.look() == 1
    assert "run `gateway.py check`" in caplog.text
    assert missed.look() == 1
