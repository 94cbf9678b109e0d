"""The catalogus over a real Redis or Valkey: read once for all, and believed only when ours."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from redis import Redis

from client_support import JAN, ROOT, client_of
from gateway import sandbox_upstreams
from redis_support import Clock, Server, needs_server
from sandbox import build_sandbox
from sources import shared_catalogus
from sources.call import Call
from sources.catalogi import resources
from sources.catalogi.resources import STATUSTYPE, ZAAKTYPE, ZaaktypeRecord
from sources.catalogus import RETRY_SECONDS, Catalogus
from sources.client import UpstreamClient
from sources.resource import Privacy, Resource
from sources.shared_catalogus import AGAIN_AFTER, SIGNATURE, SharedCatalogus
from sources.zaken.resources import ZAAK

pytestmark = needs_server
TTL, SECRET = 60.0, b"een geheim van de gateways"
LIST = ["zaaktypen?status=alles"]


class NewerRecord(ZaaktypeRecord):
    """As a next version reads it."""

    nieuw: str | None = None


class Reader:
    """One gateway: its clocks, its memory, and what it asked the register."""

    def __init__(self, url: str, secret: bytes = SECRET, root: str = ROOT, **names: Any) -> None:
        self.now, self.asked = Clock(), list[str]()
        self.wall = Clock()
        self.shared = SharedCatalogus(url, secret, clock=self.now, wall=self.wall)
        self.catalogus = Catalogus(self.now, self.shared)
        self.client: UpstreamClient = client_of(
            self._answer, api="catalogi", retries=0, catalogus_ttl=TTL, root=root, **names
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url).rpartition("/")[2])
        rows = [{"url": f"{ROOT}zaaktypen/a", "omschrijving": "Dakkapel"}]
        return httpx.Response(200, json={"count": 1, "next": None, "results": rows})

    async def read(self, resource: Resource[Any] = ZAAKTYPE) -> list[Any]:
        return await self.catalogus.all(self.client, resource, Call(JAN))

    async def idle(self) -> None:
        """Wait for what is read behind the scenes."""
        await asyncio.gather(*self.catalogus._loads.values())

    async def aclose(self) -> None:
        await self.catalogus.aclose()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.stop()


async def test_a_second_gateway_takes_the_list_and_its_age_from_there(server: Server) -> None:
    first, second = Reader(server.url), Reader(server.url)
    rows = await first.read()
    second.wall.now = 20.0
    assert await second.read() == rows
    assert (first.asked, second.asked) == (LIST, [])
    assert (first.shared.misses, second.shared.hits) == (1, 1)
    snapshot: Any = second.catalogus.snapshot(second.client, ZAAKTYPE, Call(JAN))
    assert snapshot.fresh_until == TTL - 20.0
    client = Redis.from_url(server.url)
    (key,) = server.keys()
    assert key.startswith("gateway:catalogus:1:")
    assert ROOT not in key
    assert TTL * 900 < int(str(client.pttl(key))) <= TTL * 1000
    client.close()
    await first.aclose()
    await second.aclose()


async def test_lists_that_are_renewed_together_take_only_what_was_just_read(
    server: Server,
) -> None:
    """A zaaktype of now never meets the statustypen that another gateway read a minute ago."""
    first, second = Reader(server.url), Reader(server.url)
    await first.read()
    await second.read()
    assert second.asked == []
    for age, asked in ((RETRY_SECONDS + 1, LIST), (RETRY_SECONDS - 1, [])):
        await first.shared.put(first.client.settings, ZAAKTYPE, await first.read())
        second.wall.now += age
        second.now.now += TTL + 1
        second.asked.clear()
        await second.read()
        await second.idle()
        assert second.asked == asked
        second.wall.now = 0.0
    await first.aclose()
    await second.aclose()


def signed(reader: Reader, key: str, body: bytes) -> bytes:
    """Return what a gateway with the key would have written there."""
    packed = zlib.compress(body)
    return reader.shared._signature(key, packed) + packed


def spoilt(reader: Reader, key: str, good: bytes) -> dict[str, bytes]:
    """Return what may stand at that place and must not be believed."""
    zaaktypen = {"read_at": 0.0, "rows": [{"url": f"{ROOT}zaaktypen/b"}]}
    encode = msgspec.msgpack.encode
    return {
        "one bit": good[:-1] + bytes([good[-1] ^ 1]),
        "cut off": good[: len(good) // 2],
        "a signature only": good[:SIGNATURE],
        "no signature": zlib.compress(encode(zaaktypen)),
        "moved here": signed(reader, key + "x", encode(zaaktypen)),
        "no list": signed(reader, key, encode({"read_at": 0.0})),
        "not packed": reader.shared._signature(key, b"x") + b"x",
        "of the future": signed(reader, key, encode({**zaaktypen, "read_at": 100.0})),
        "too old": signed(reader, key, encode({**zaaktypen, "read_at": -TTL})),
        "endless": b"\0" * (shared_catalogus.MAX_BYTES + SIGNATURE + 10),
    }


async def test_what_is_not_ours_is_refused_and_replaced(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    writer = Reader(server.url)
    rows = await writer.read()
    client = Redis.from_url(server.url)
    (key,) = server.keys()
    good: Any = client.get(key)
    for name, bad in spoilt(writer, key, good).items():
        client.set(key, bad)
        reader = Reader(server.url)
        assert await reader.read() == rows, name
        assert reader.asked == LIST, name
        assert reader.shared.refused == 1, name
        assert len(client.get(key)) == len(good), name  # type: ignore[arg-type]
        await reader.aclose()
    assert "Dakkapel" not in caplog.text
    client.close()
    await writer.aclose()


async def test_a_decompressed_list_has_a_bound(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, reader = Reader(server.url), Reader(server.url)
    await writer.read()
    monkeypatch.setattr(shared_catalogus, "MAX_UNPACKED", 20)
    assert len(await reader.read()) == 1
    assert (reader.asked, reader.shared.refused) == (LIST, 1)
    (key,) = server.keys()
    client = Redis.from_url(server.url)
    client.delete(key)
    late = Reader(server.url)
    await late.read()
    assert server.keys() == []
    client.close()
    for each in (writer, reader, late):
        await each.aclose()


@pytest.mark.parametrize(
    "other",
    [
        {"secret": b"een ander geheim"},
        {"root": "https://elders.example/catalogi/api/v1/"},
        {"format": 2},
        {"record": True},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_who_would_read_it_otherwise_reads_it_apart(
    server: Server, other: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another key, register, format or record: a list of before is not even looked at."""
    first = Reader(server.url)
    await first.read()
    resource: Resource[Any] = ZAAKTYPE
    if other.pop("format", None):
        monkeypatch.setattr(shared_catalogus, "FORMAT", 2)
    if other.pop("record", None):
        resource = dataclasses.replace(ZAAKTYPE, record=NewerRecord)
    second = Reader(server.url, **other)
    await second.read(resource)
    assert (second.asked, second.shared.misses) == (LIST, 1)
    assert len(server.keys()) == 2
    await first.aclose()
    await second.aclose()


async def test_personal_data_never_goes_there(server: Server) -> None:
    reader = Reader(server.url)
    assert ZAAK.privacy is not Privacy.PUBLIC
    rows: list[Any] = [ZaaktypeRecord(url=f"{ROOT}zaken/a")]
    await reader.shared.put(reader.client.settings, ZAAK, rows)
    assert server.keys() == []
    await reader.shared.put(reader.client.settings, STATUSTYPE, [])
    assert len(server.keys()) == 1
    assert await reader.shared.get(reader.client.settings, ZAAK, TTL) == (None, 0.0)
    assert reader.shared.misses == 0
    await reader.aclose()


async def test_a_server_that_dies_is_done_without_and_found_again(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Reader(server.url)
    server.stop()
    with caplog.at_level(logging.WARNING):
        assert len(await reader.read()) == 1
        await reader.read(STATUSTYPE)
    assert reader.shared.failed == 1
    assert caplog.text.count("cannot be reached") == 1
    server.start()
    other = Reader(server.url)
    await other.read()
    assert server.keys()
    reader.now.now = max(AGAIN_AFTER, TTL)
    reader.catalogus = Catalogus(reader.now, reader.shared)
    reader.asked.clear()
    with caplog.at_level(logging.WARNING):
        await reader.read()
    assert reader.asked == []
    assert caplog.text.count("reached again") == 1
    await reader.aclose()
    await other.aclose()


CATALOGUS = [each for each in vars(resources).values() if isinstance(each, Resource)]


async def test_every_type_of_the_sandbox_comes_back_as_it_was(server: Server) -> None:
    """Records are kept as this gateway understood them, not as the register wrote them."""
    sandbox = build_sandbox()
    settings = next(one for one in sandbox_upstreams(sandbox) if one.api == "catalogi")
    client = UpstreamClient(settings, httpx.ASGITransport(sandbox.apps[settings.name]))
    shared = SharedCatalogus(server.url, SECRET)
    assert len(CATALOGUS) == 10
    for resource in CATALOGUS:
        rows = await Catalogus().all(client, resource, Call(JAN))
        await shared.put(settings, resource, rows)
        kept, _age = await shared.get(settings, resource, TTL)
        assert kept == rows
    await client.aclose()
    await shared.aclose()
