"""Notifications between processes: each reaches all once, also while the server is away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from redis_support import Server, needs_server
from sources.notificaties.feed import Feed
from sources.notificaties.hub import Hub, Notificatie
from sources.notificaties.streams import STREAM, SharedFeed

SECRET = b"een-sleutel-van-de-gateways-voor-de-toets"


def about(name: str, **changes: Any) -> Notificatie:
    """Return that something happened to a zaak."""
    told = {"kanaal": "zaken", "resource": "zaak", "actie": "update", "url": name}
    return Notificatie(**{**told, **changes})


class Process:
    """One gateway process, as far as notifications go."""

    def __init__(self, url: str, secret: bytes = SECRET) -> None:
        self.hub = Hub()
        self.feed = SharedFeed(self.hub, 100, url, secret, again_after=0.02)
        self.heard: list[tuple[str, str]] = []
        self.cached: list[str] = []
        """What a cache of this process was told to drop."""
        self.feed.listen(lambda entry: self.heard.append((entry.notificatie.url, entry.id)))
        self.hub.listen(lambda notificatie: self.cached.append(notificatie.url))

    @property
    def names(self) -> list[str]:
        """What its subscribers could hear of."""
        return [name for name, _ in self.heard]


@asynccontextmanager
async def processes(server: Server) -> AsyncIterator[tuple[Process, Process]]:
    """Give two processes on one server."""
    both = Process(server.url), Process(server.url)
    for process in both:
        process.feed.start()
    for process in both:
        await until(lambda process=process: process.feed._position is not None)
    try:
        yield both
    finally:
        for process in both:
            await process.feed.aclose()
        server.stop()


async def until(holds: Any) -> None:
    """Wait until this holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  what is waited for gives no event
            await asyncio.sleep(0.005)


async def test_a_notification_counts_once_and_a_bounded_number_is_kept() -> None:
    hub = Hub()
    feed = Feed(hub, 3)
    seen: list[str] = []
    feed.listen(lambda entry: seen.append(entry.notificatie.url))
    feed.start()
    before = feed.last_id
    for _ in range(2):
        hub.tell(about("a", marks=("an event", "a moment")))
    hub.tell(about("a", marks=("another moment",)))
    for _ in range(2):
        hub.tell(about("s", aanmaakdatum="2026-01-01T00:00:00Z"))
    assert seen[2:] == ["s", "s"]
    del seen[2:]
    hub.tell(about("b", is_own=True))
    hub.tell(about("c", from_elsewhere=True))
    assert (seen, feed.doubled) == (["a", "a"], 1)
    entries = await feed.after(f"{feed._origin}-1")
    assert entries is not None
    assert [entry.before for entry in entries][1:] == [entry.id for entry in entries][:-1]
    assert before == f"{feed._origin}-0"
    for name in "defg":
        hub.tell(about(name))
    assert await feed.after(before) is None
    assert await feed.after(feed.last_id) == []
    assert len(feed._places) == 4
    await feed.aclose()
    hub.tell(about("h"))
    assert seen == ["a", "a", "d", "e", "f", "g"]


@needs_server
async def test_what_one_process_is_told_all_hear_once_under_the_same_id(tmp_path: Path) -> None:
    server = Server(tmp_path)
    async with processes(server) as (one, other):
        for place in range(50):
            (one, other)[place % 2].hub.tell(about(str(place)))
        one.hub.tell(about("both", marks=("the same",)))
        other.hub.tell(about("both", marks=("an event", "the same")))
        one.hub.tell(about("own", is_own=True))
        free_text = {"interneNotitie": "geheim", "zaaktype": "https://z.example/1"}
        one.hub.tell(about("last", kenmerken=free_text))
        await until(lambda: len(one.heard) == len(other.heard) == 52)
        assert one.heard == other.heard
        assert sorted(one.names) == sorted([*map(str, range(50)), "both", "last"])
        await until(lambda: len(other.cached) == 54)
        assert sorted(other.cached) == sorted([*map(str, range(50)), "both", "both", "own", "last"])
        assert one.feed.degraded == other.feed.degraded == 0
        for process in (one, other):
            told = [one.notificatie for one in process.feed._kept if one.notificatie.kenmerken]
            assert [one.url for one in told] == ["last"]
            assert told[0].kenmerken == {"zaaktype": "https://z.example/1"}
        third = Process(server.url)
        third.feed.start()
        await until(lambda: third.feed._position is not None)
        resumed = await third.feed.after(one.heard[40][1])
        assert resumed is not None
        urls = [entry.notificatie.url for entry in resumed]
        assert sorted({*urls, "both"}) == sorted({*one.names[41:], "both"})
        assert len(urls) == len(set(urls))
        assert await third.feed.after("1-1") is None
        await third.feed.aclose()


@needs_server
async def test_what_no_gateway_wrote_is_not_believed(tmp_path: Path) -> None:
    server = Server(tmp_path)
    async with processes(server) as (one, other):
        client = Redis.from_url(server.url)
        client.xadd(STREAM, {"e": b"x" * 32 + b'["a",1,{}]'})
        forged = SharedFeed(Hub(), 10, server.url, b"een andere sleutel dan die van ons")
        forged.start()
        forged.hub.tell(about("forged"))
        await until(lambda: one.feed.refused >= 2)
        other.hub.tell(about("true"))
        await until(lambda: "true" in one.names)
        assert one.names == ["true"]
        await forged.aclose()
        client.close()


@needs_server
async def test_without_the_server_each_process_tells_its_own_and_makes_up_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "gateway.notificaties")
    server = Server(tmp_path)
    async with processes(server) as (one, other):
        one.hub.tell(about("before"))
        await until(lambda: "before" in other.names)
        server.stop()
        one.hub.tell(about("while"))
        await until(lambda: "while" in one.names)
        await until(lambda: one.feed.is_down)
        one.hub.tell(about("down"))
        assert one.names == ["before", "while", "down"]
        assert one.feed.degraded >= 1
        assert "while" not in other.names
        other.feed._position = "999999999999999-0"  # as if the new server's clock were behind
        server.start()
        await until(lambda: "down" in other.names)
        await until(lambda: not one.feed.is_down and not other.feed.is_down)
        other.hub.tell(about("after"))
        await until(lambda: "after" in one.names and "after" in other.names)
        for process in (one, other):
            assert process.names == ["before", "while", "down", "after"]
    told = [record.getMessage() for record in caplog.records]
    assert sum("cannot be reached" in line for line in told) <= 4
    assert any("are reached again" in line for line in told)
