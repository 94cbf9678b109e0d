"""Where the zaak cache keeps things: bounded in this process, shared and sealed on a server."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from redis import Redis

from graph_support import Graph, shared_sandbox
from redis_support import Clock, Server, needs_server
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from settings import CacheSettings, SettingsError, load
from sources.notificaties.hub import Notificatie
from sources.zaakcache import shared
from sources.zaakcache.places import Family, Place
from sources.zaakcache.shared import SharedStore
from sources.zaakcache.stale import Dropped
from sources.zaakcache.store import Entry, LocalStore, weight_of
from sources.zaken.resources import RolRecord, ZaakRecord
from telemetry_support import WATCHING, metrics_of, value
from zaakcache_support import MAX_AGE, Reader, Register, store_of, url_of

SECRET = b"een geheim van de gateways"
UPSTREAM = '[[upstream]]\nname = "z"\napi = "zaken"\nroot = "https://z.nl/zaken/api/v1"\n'


def family(uuid: str) -> Family:
    return Family("z", "z", "zaken", uuid)


def rol(text: str = "") -> RolRecord:
    return RolRecord(url=f"{url_of(1)}/rol", roltoelichting=text)


async def fill(store: LocalStore, number: int, clock: Clock) -> None:
    """Keep a list in each of so many families."""
    for at in range(number):
        begin = store.begin()
        entry = Entry([rol("x" * 100)], begin.at, begin.wall)
        await store.put([(Place(family(str(at)), "rollen"), entry)], begin)
        clock.now += 0.001


@pytest.mark.parametrize("bound", [{"entries": 5}, {"size": 5 * weight_of([rol("x" * 100)])}])
async def test_it_is_bounded_by_entries_and_by_bytes(bound: dict[str, int]) -> None:
    clock = Clock()
    store = store_of(clock, **bound)
    await fill(store, 20, clock)
    assert (store.entries, store.evicted) == (5, 15)
    assert store.bytes == 5 * weight_of([rol("x" * 100)])
    kept = await store.get([Place(family(str(at)), "rollen") for at in range(20)])
    assert [entry is not None for entry in kept] == [False] * 15 + [True] * 5


async def test_what_is_of_no_use_any_more_goes() -> None:
    clock = Clock()
    store = store_of(clock)
    await fill(store, 3, clock)
    clock.now += MAX_AGE + 1
    await fill(store, 1, clock)
    assert store.entries == 1


async def test_a_drop_that_is_remembered_no_longer_still_keeps_out_what_is_older() -> None:
    clock = Clock()
    store = store_of(clock, fences=2)
    begin = store.begin()
    for uuid in "abc":
        store.drop(Dropped([family(uuid)]))
    for uuid in "abcd":
        entry = Entry([rol()], begin.at, begin.wall)
        await store.put([(Place(family(uuid), "rollen"), entry)], begin)
    assert (store.entries, store.refused) == (0, 4)


async def test_of_two_answers_the_one_that_was_asked_last_stays() -> None:
    clock = Clock()
    store, place = store_of(clock), Place(family("a"), "rollen")
    first = store.begin()
    clock.now += 1
    second = store.begin()
    for begin, text in ((second, "new"), (first, "old")):
        await store.put([(place, Entry([rol(text)], begin.at, begin.wall))], begin)
    (kept,) = await store.get([place])
    assert kept is not None
    assert kept.value[0].roltoelichting == "new"


def test_a_record_weighs_at_least_what_it_takes() -> None:
    for rows in (shared_sandbox("openzaak").zgw.data.zaken[:20], [{"url": "https://z.nl/1"}]):
        for body in rows:
            record = msgspec.convert(body, ZaakRecord)
            assert weight_of(record) >= _deep(record)


def _deep(value: Any) -> int:
    """Return what a value takes with all that is only in it."""
    seen: dict[int, Any] = {}
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type) or one is None or isinstance(one, bool):
            continue
        seen[id(one)] = one
        waiting += gc.get_referents(one)
        if hasattr(one, "__struct_fields__"):
            waiting += [getattr(one, name) for name in one.__struct_fields__]
    return sum(map(sys.getsizeof, seen.values()))


async def test_rollen_that_a_zaak_no_longer_names_are_not_its_rollen() -> None:
    clock = Clock()
    reader = Reader(Register(), clock)
    await reader.expanded(0)
    status = f"{url_of(1).rpartition('zaken/')[0]}statussen/1"
    zaak = ZaakRecord(url=url_of(1), rollen_urls=[f"{url_of(1)}/rol"], status_url=status)
    call = reader.loaders().call
    ((_, found),) = await reader.cache.kept_children(
        reader.client, [("1", zaak)], ("rollen", "status"), call
    )
    assert found.status is not None
    assert found.rollen is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('redis_env = "R"\n', "needs 'secret_env'"),
        ('redis = "redis://x"\n', "write 'redis_env'"),
        ("max_ages = { personen = 5 }\n", "'personen', which is never kept"),
        ("max_ages = { rollen = -1 }\n", "0 or more"),
        ("max_bytes = 0\n", "'max_bytes' must be larger than 0"),
        ('redis_env = "R"\nsecret_env = "S"\n', "environment variable R"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "landschap.toml"
    path.write_text(f"{UPSTREAM}[cache]\n{text}", "utf-8")
    with pytest.raises(SettingsError, match="cache") as caught:
        load({"GATEWAY_LANDSCHAP": str(path)})
    assert words in str(caught.value)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.stop()


def shared_store(server: Server, reader: Reader, secret: bytes = SECRET) -> SharedStore:
    """Return a store on this server."""
    return SharedStore(
        server.url,
        secret,
        store_of(reader.clock),
        reader.landscape,
        keep=MAX_AGE,
        keep_for_etag=MAX_AGE,
        alone=5.0,
        clock=reader.clock,
    )


@asynccontextmanager
async def sharing(
    server: Server, register: Register, *secrets: bytes
) -> AsyncIterator[list[Reader]]:
    """Give gateways that keep what they read on this server."""
    readers = []
    for secret in secrets or (SECRET, SECRET):
        reader = Reader(register, Clock())
        reader.store = reader.cache._store = shared_store(server, reader, secret)
        readers.append(reader)
    try:
        yield readers
    finally:
        for reader in readers:
            await reader.cache.aclose()


def asked_by(reader: Reader) -> list[str]:
    """Return what the register was asked since the last time."""
    found, reader.register.asked = reader.register.asked, []
    return found


@needs_server
async def test_what_one_gateway_read_and_was_told_holds_for_all(server: Server) -> None:
    register = Register()
    async with sharing(server, register, SECRET, SECRET, b"een ander geheim") as readers:
        first, second, stranger = readers
        seen = await first.expanded(0)
        asked_by(first)
        assert await second.listed(0) == seen
        assert await second.detail(1) == {pair: 1 for pair in seen if pair[0] == 1}
        assert asked_by(second) == ["/zaken/api/v1/zaken"]
        assert await stranger.listed(0) == {(zaak, "zaak"): 1 for zaak in range(3)}
        second.landscape.hub.tell(register.write(1, "rol", 0.0))
        assert (1, "rol") not in await second.listed(0)
        assert (1, "rol") not in await first.listed(0)
        assert (0, "rol") in await first.listed(0)


@needs_server
async def test_an_answer_on_its_way_here_is_kept_out_by_what_another_gateway_was_told(
    server: Server,
) -> None:
    register = Register()
    async with sharing(server, register) as (first, second):
        gate, register.reached = asyncio.Event(), asyncio.Event()
        register.gate = gate
        task = asyncio.ensure_future(first.rollen(1))
        await register.reached.wait()
        second.landscape.hub.tell(register.write(1, "rol", 0.0))
        await second.store.get([])
        gate.set()
        assert await task == {(1, "rol"): 1}
        assert first.store.refused == 1
        assert await second.rollen(1) == {(1, "rol"): 2}


@needs_server
async def test_nothing_on_the_server_can_be_read_or_moved(server: Server) -> None:
    async with sharing(server, Register(), SECRET) as (reader,):
        store = reader.store
        assert isinstance(store, SharedStore)
        here, there = (Place(family(one), "rollen") for one in "ab")
        begin = store.begin()
        await store.put([(here, Entry([rol("999993653")], begin.at, 0.0))], begin)
        redis: Any = Redis.from_url(server.url)
        (key,) = [one for one in redis.scan_iter() if not one.endswith(b"meta")]
        fields = redis.hgetall(key)
        everything = b"".join([key, *fields, *fields.values()])
        assert b"999993653" not in everything
        assert url_of(1).encode() not in everything
        assert 0 < redis.pttl(key) <= MAX_AGE * 1000
        redis.hset(store._sealing.key(there.family), mapping=fields)
        redis.close()
        found, moved = await store.get([here, there])
        assert found is not None
        assert found.value[0].roltoelichting == "999993653"
        assert moved is None


@needs_server
async def test_without_the_server_each_keeps_for_itself_and_not_for_long(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared, "AGAIN_AFTER", 3_600.0)
    register = Register()
    async with sharing(server, register) as (reader, other):
        store = reader.store
        assert isinstance(store, SharedStore)
        await reader.rollen(1)
        server.stop()
        asked_by(reader)
        with caplog.at_level(logging.ERROR, "gateway.zaakcache"):
            for _ in range(3):
                await reader.rollen(1)
        codes = [getattr(record, "code", "") for record in caplog.records]
        assert codes == ["SHARED_ZAAKCACHE_UNREACHABLE"]
        assert store.is_alone
        assert len(asked_by(reader)) == 1
        reader.clock.now += 6
        await reader.rollen(1)
        assert len(asked_by(reader)) == 1
        assert not await store.recover()
        server.start()
        await other.rollen(1)
        reader.landscape.hub.tell(register.write(1, "rol", 0.0))
        assert await store.recover()
        assert not store.is_alone
        assert await other.rollen(1) == {(1, "rol"): 2}
        assert store.entries == 0


async def test_the_metrics_tell_what_became_of_it() -> None:
    graph = Graph(cache=CacheSettings(enabled=True), **WATCHING)
    query = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ identificatie }} }}'
    for _ in range(2):
        await graph.ask(query)
    url = f"http://openzaak.sandbox/zaken/api/v1/zaken/{SHOWCASE_ZAAK_UUID}"
    told = Notificatie(kanaal="zaken", resource="zaak", actie="update", url=url, hoofd_url=url)
    text = await metrics_of(graph)
    for outcome, number in (("hit", 1), ("miss", 1), ("dropped", 0)):
        assert value(text, "gateway_zaak_cache_total", outcome=outcome) == number
    assert value(text, "gateway_zaak_cache_entries") == 1
    assert value(text, "gateway_zaak_cache_bytes") > 3_000
    assert value(text, "gateway_zaak_cache_degraded") == 0
    graph.endpoint._landscape.hub.tell(told)
    text = await metrics_of(graph)
    assert value(text, "gateway_zaak_cache_total", outcome="dropped") == 1
    assert value(text, "gateway_zaak_cache_entries") == 0
