"""Buckets on a real Redis or Valkey: shared exactly, and survived when the server dies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from policy.buckets import Quota
from policy.identity import DEVELOPER
from policy.quotas import Quotas
from policy.shared_buckets import AGAIN_AFTER, SharedBuckets
from redis_support import Clock, Server, needs_server

pytestmark = needs_server
HUNDRED = Quota("requests", 100)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.stop()


async def test_two_gateways_share_one_bucket_exactly(server: Server) -> None:
    """At 60 a minute one comes back per second: 300 find 60, and what came back meanwhile."""
    gateways = [SharedBuckets(server.url, timeout=20.0) for _ in range(2)]
    slow = Quota("requests", 60)
    start = asyncio.get_running_loop().time()
    asked = [gateway.take("a", slow) for _ in range(150) for gateway in gateways]
    taken = await asyncio.gather(*asked)
    passed = asyncio.get_running_loop().time() - start
    allowed = sum(each.allowed for each in taken)
    assert 60 <= allowed <= 60 + passed
    assert not any(gateway.degraded for gateway in gateways)
    assert {each.retry_after for each in taken if not each.allowed} == {1}
    for gateway in gateways:
        await gateway.aclose()


async def test_the_keys_tell_nothing_and_expire(server: Server) -> None:
    buckets = SharedBuckets(server.url)
    quotas = Quotas.of(buckets, b"secret", 100, 100)
    await quotas.spend(await quotas.enter(DEVELOPER), 3)
    name = DEVELOPER.pseudonym(b"secret")
    found = server.keys()
    assert found == [f"gateway:limit:cost:{name}", f"gateway:limit:requests:{name}"]
    client = Redis.from_url(server.url)
    assert all(0 < int(str(client.pttl(key))) <= 61_000 for key in found)
    client.close()
    await buckets.aclose()


async def test_a_server_that_dies_is_counted_without_and_found_again(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    buckets = SharedBuckets(server.url, clock=clock)
    assert (await buckets.take("a", HUNDRED, 60)).remaining == 40
    server.stop()
    with caplog.at_level(logging.WARNING):
        alone = [await buckets.take("a", HUNDRED, 60) for _ in range(2)]
    assert [each.allowed for each in alone] == [True, False]
    assert buckets.degraded == 2
    assert caplog.text.count("cannot be reached") == 1
    server.start()
    await buckets.take("a", HUNDRED, 1)
    assert buckets.degraded == 3
    clock.now = AGAIN_AFTER
    with caplog.at_level(logging.WARNING):
        assert (await buckets.take("a", HUNDRED, 60)).remaining == 40
    assert buckets.degraded == 3
    assert caplog.text.count("reached again") == 1
    await buckets.aclose()


async def test_a_server_that_dies_in_the_middle_refuses_nobody(server: Server) -> None:
    gateways = [SharedBuckets(server.url), SharedBuckets(server.url)]
    many, begun = Quota("requests", 100_000), asyncio.Event()

    async def run(gateway: SharedBuckets) -> list[bool]:
        allowed = []
        for number in range(400):
            allowed.append((await gateway.take("a", many)).allowed)
            if number == 50:
                begun.set()
        return allowed

    runs = [asyncio.create_task(run(gateway)) for gateway in gateways]
    await begun.wait()
    server.stop()
    outcomes = await asyncio.gather(*runs)
    assert all(all(outcome) for outcome in outcomes)
    assert all(gateway.degraded > 0 for gateway in gateways)
    for gateway in gateways:
        await gateway.aclose()
