"""The catalogus cache: one load at a time, old lists served while they refresh."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest

from client_support import JAN, ROOT, Server, answer, client_of
from source_support import Sources
from sources.call import Call
from sources.catalogi.resources import CATALOGUS, ZAAKOBJECTTYPE, ZAAKTYPE
from sources.catalogus import MISS_SECONDS, RETRY_SECONDS, Catalogus
from sources.client import UpstreamClient
from sources.errors import ForbiddenError, RejectedError, UnavailableError

TTL = 60.0


class Register:
    """A catalogus whose zaaktypen can be published, withheld and made to fail."""

    def __init__(self, *uuids: str) -> None:
        self.uuids = list(uuids)
        self.unlisted: list[str] = []
        self.status = 200
        self.asked: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url).removeprefix(ROOT))
        await self.gate.wait()
        if self.status != 200:
            return httpx.Response(self.status, json={})
        uuid = request.url.path.rpartition("/")[2]
        if uuid == "zaaktypen":
            rows = [{"url": f"{ROOT}zaaktypen/{uuid}"} for uuid in self.uuids]
            return httpx.Response(200, json={"count": len(rows), "next": None, "results": rows})
        if uuid in [*self.uuids, *self.unlisted]:
            return httpx.Response(200, json={"url": f"{ROOT}zaaktypen/{uuid}"})
        return httpx.Response(404, json={})

    def forget(self) -> list[str]:
        asked, self.asked = self.asked, []
        return asked


class Reader:
    """One process: a catalogus with its own clock, over one register."""

    def __init__(self, register: Register) -> None:
        self.now = 1000.0
        self.client: UpstreamClient = client_of(register, retries=0, catalogus_ttl=TTL)
        self.catalogus = Catalogus(lambda: self.now)
        self.call = Call(JAN)

    async def get(self, uuid: str) -> str | None:
        found: Any = self.catalogus.get(self.client, ZAAKTYPE, uuid, self.call)
        if isinstance(found, Awaitable):
            found = await found
        return None if found is None else str(found.url).rpartition("/")[2]

    async def all(self) -> list[str]:
        found = await self.catalogus.all(self.client, ZAAKTYPE, self.call)
        return [row.url.rpartition("/")[2] for row in found]

    async def idle(self) -> None:
        """Wait until nothing is being loaded behind the scenes."""
        for _ in range(50):
            await asyncio.sleep(0)


LIST = "zaaktypen?status=alles"


async def test_a_whole_list_is_loaded_once_and_concepts_too() -> None:
    register = Register("a", "b")
    reader = Reader(register)
    one, other, both = await asyncio.gather(reader.get("a"), reader.get("b"), reader.all())
    assert (one, other, both) == ("a", "b", ["a", "b"])
    assert register.forget() == [LIST]
    assert await reader.get("b") == "b"
    assert await reader.all() == ["a", "b"]
    assert register.asked == []
    assert reader.call.cached == 2


async def test_what_is_loaded_is_answered_without_waiting() -> None:
    reader = Reader(Register("a"))
    await reader.all()
    found = reader.catalogus.get(reader.client, ZAAKTYPE, "a", reader.call)
    assert not isinstance(found, Awaitable)
    assert found is not None
    assert found.url == f"{ROOT}zaaktypen/a"


async def test_a_waiter_that_leaves_does_not_stop_the_load() -> None:
    register = Register("a")
    register.gate.clear()
    reader = Reader(register)
    leaver, stayer = (asyncio.create_task(reader.get("a")) for _ in range(2))
    await reader.idle()
    leaver.cancel()
    await reader.idle()
    register.gate.set()
    assert await stayer == "a"
    assert leaver.cancelled()
    assert register.asked == [LIST]


async def test_a_failed_load_fails_its_waiters_and_is_tried_again() -> None:
    register = Register("a")
    register.status = 500
    reader = Reader(register)
    failures = await asyncio.gather(reader.get("a"), reader.get("b"), return_exceptions=True)
    assert [type(failure) for failure in failures] == [UnavailableError, UnavailableError]
    assert register.forget() == [LIST]
    register.status = 200
    assert await reader.get("a") == "a"
    assert register.asked == [LIST]


async def test_an_old_list_is_served_while_it_is_refreshed_once() -> None:
    register = Register("a")
    reader = Reader(register)
    await reader.all()
    reader.now += TTL - 1
    assert await reader.all() == ["a"]
    assert register.forget() == [LIST]
    reader.now += 1
    register.uuids.append("b")
    register.gate.clear()
    assert [await reader.all() for _ in range(3)] == [["a"]] * 3
    await reader.idle()
    assert register.forget() == [LIST]
    reader.now += TTL
    assert await reader.all() == ["a"]
    register.gate.set()
    await reader.idle()
    assert await reader.all() == ["a", "b"]
    assert register.asked == []


async def test_an_old_list_is_served_when_the_register_is_down(
    caplog: pytest.LogCaptureFixture,
) -> None:
    register = Register("a")
    reader = Reader(register)
    await reader.all()
    register.forget()
    register.status = 503
    reader.now += TTL
    with caplog.at_level(logging.WARNING, "gateway.catalogus"):
        for _ in range(3):
            assert await reader.get("a") == "a"
            await reader.idle()
    assert register.forget() == [LIST]
    (record,) = caplog.records
    assert (record.message, vars(record)["code"]) == ("catalogus not read", "UPSTREAM_UNAVAILABLE")
    reader.now += RETRY_SECONDS
    register.status = 200
    assert await reader.get("a") == "a"
    await reader.idle()
    assert register.forget() == [LIST]
    reader.now += TTL - 1
    assert await reader.get("a") == "a"
    assert register.asked == []


async def test_a_type_the_list_lacks_is_read_by_itself_and_remembered() -> None:
    register = Register("a")
    register.unlisted.append("new")
    reader = Reader(register)
    assert await asyncio.gather(*map(reader.get, ("new", "new", "gone"))) == ["new", "new", None]
    assert register.forget() == [LIST, "zaaktypen/new", "zaaktypen/gone"]
    assert [await reader.get("new"), await reader.get("gone")] == ["new", None]
    assert register.forget() == []
    reader.now += MISS_SECONDS
    register.unlisted.append("gone")
    assert await reader.get("gone") == "gone"
    assert register.asked == ["zaaktypen/gone"]


async def test_a_type_that_may_not_be_read_is_an_error_every_time() -> None:
    register = Register("a")
    reader = Reader(register)
    await reader.all()
    register.forget()
    register.status = 403
    for _ in range(2):
        with pytest.raises(ForbiddenError):
            await reader.get("secret")
    assert register.asked == ["zaaktypen/secret"] * 2


async def test_closing_stops_what_is_being_loaded() -> None:
    register = Register("a")
    register.gate.clear()
    reader = Reader(register)
    waiting = asyncio.create_task(reader.get("a"))
    await reader.idle()
    await reader.catalogus.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_two_requests_and_all_types_share_the_sandbox_catalogus() -> None:
    sources = Sources()
    client = sources.client("catalogi")
    zaaktypen: Any = await sources.catalogus.all(client, ZAAKTYPE, Call(JAN))
    assert {zaaktype.concept for zaaktype in zaaktypen} == {True, False}
    assert sources.asked("catalogi") == ["GET zaaktypen?status=alles"]
    for loaders in (sources.next_request(), sources.next_request()):
        assert [loaders.by_url(ZAAKTYPE, row.url) for row in zaaktypen] == zaaktypen
        assert loaders.call.cached == len(zaaktypen) == 7
    assert await sources.catalogus.all(client, CATALOGUS, Call(JAN))
    assert sources.asked("catalogi") == ["GET catalogussen"]


@pytest.mark.parametrize("status", [400, 403])
async def test_a_server_that_knows_no_status_is_asked_without_it(status: int) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url).removeprefix(ROOT))
        if "status" in request.url.params:
            return httpx.Response(status, json={})
        return httpx.Response(200, json={"count": 0, "next": None, "results": []})

    client, catalogus = client_of(handler), Catalogus()
    if status == 400:
        assert await catalogus.all(client, ZAAKOBJECTTYPE, Call(JAN)) == []
        assert asked == ["zaakobjecttypen?status=alles", "zaakobjecttypen"]
    else:
        with pytest.raises(ForbiddenError):
            await catalogus.all(client, ZAAKOBJECTTYPE, Call(JAN))
        assert asked == ["zaakobjecttypen?status=alles"]


async def test_a_list_that_is_refused_without_parameters_is_an_error() -> None:
    server = Server(answer(400))
    with pytest.raises(RejectedError):
        await Catalogus().all(client_of(server), CATALOGUS, Call(JAN))
    assert len(server.requests) == 1
