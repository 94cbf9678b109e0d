"""Idempotency keys: in one process, and on a server that gateways share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from mutation_samples import open_zaak
from mutation_support import Schrijver, lent
from policy.idempotency import BUSY_SECONDS, LocalKeys, State, Unreachable, seal, unseal
from policy.shared_idempotency import SharedKeys
from redis_support import Clock, Server, needs_server

DAY = 86_400.0
BSN = "999993653"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.stop()


async def test_a_key_is_taken_kept_and_forgotten_after_its_time() -> None:
    clock = Clock()
    keys = LocalKeys(DAY, clock)
    assert (await keys.begin("a", "one")).state is State.NEW
    assert (await keys.begin("a", "one")).state is State.BUSY
    assert (await keys.begin("a", "two")).state is State.OTHER
    clock.now += BUSY_SECONDS
    assert (await keys.begin("a", "one")).state is State.UNSURE
    await keys.finish("a", "one", b"done")
    assert (await keys.begin("a", "one")) == (State.DONE, b"done")
    await keys.begin("b", "one")
    await keys.release("b")
    assert (await keys.begin("b", "two")).state is State.NEW
    clock.now += DAY
    assert (await keys.begin("a", "two")).state is State.NEW


def test_an_outcome_that_another_wrote_is_none() -> None:
    sealed = seal(b"secret", "key", b'{"urls":{}}')
    assert unseal(b"secret", "key", sealed) == b'{"urls":{}}'
    assert unseal(b"secret", "other", sealed) is None
    assert unseal(b"other", "key", sealed) is None
    assert unseal(b"secret", "key", sealed[:-1] + b"]") is None
    assert unseal(b"secret", "key", b"\xff" * 80) is None


@needs_server
async def test_gateways_share_keys_and_the_server_learns_nothing(server: Server) -> None:
    with lent() as one:
        two = Schrijver()
        for graph in (one, two):
            graph.endpoint.writing.keys = SharedKeys(server.url, DAY, timeout=5.0)
            graph.endpoint.writing.secret = b"een-geheim-van-alle-gateways"
        given = {
            "zaaktype": open_zaak(one)["zaaktype"],
            "bronorganisatie": "517439943",
            "verantwoordelijkeOrganisatie": "517439943",
            "omschrijving": "Geheime omschrijving",
            "initiator": {"bsn": BSN},
        }
        key = {"idempotentiesleutel": "sleutel-met-999993653"}
        first = await one.done("zaakRegistreren", given, toelichting="Waarom", **key)
        again = await two.done("zaakRegistreren", given, toelichting="Waarom", **key)
        assert (again["herhaald"], again["zaak"]) == (True, first["zaak"])
        assert two.sent == []
        other = await two.mutate("zaakRegistreren", {**given, "omschrijving": "x"}, **key)
        assert other["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_CONFLICT"
        client = Redis.from_url(server.url)
        (name,) = server.keys()
        kept = client.get(name)
        assert isinstance(kept, bytes)
        held = name.encode() + kept
        assert 0 < client.ttl(name) <= DAY
        client.set(name, b"not what was kept")
        client.close()
        for text in (BSN, "Geheim", "Waarom", "sleutel"):
            assert text.encode() not in held
        unsure = await two.mutate("zaakRegistreren", given, toelichting="Waarom", **key)
        assert unsure["errors"][0]["extensions"]["code"] == "WRITE_UNCONFIRMED"
        assert two.sent == []
        server.stop()
        away = await one.mutate("zaakRegistreren", given, **key)
        assert away["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_UNAVAILABLE"
        assert len(one.sent) == 2
        await one.done("zaakRegistreren", given)
        for graph in (one, two):
            await graph.endpoint.writing.aclose()


async def test_a_store_that_leaves_halfway_never_lets_it_be_done_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with lent() as graph:
        keys = graph.endpoint.writing.keys
        assert isinstance(keys, LocalKeys)

        async def gone(*_given: object) -> None:
            raise Unreachable

        monkeypatch.setattr(keys, "finish", gone)
        zaak = open_zaak(graph)
        given = {"zaak": zaak["uuid"], "reden": "Wacht"}
        key = {"idempotentiesleutel": "halverwege"}
        await graph.done("zaakOpschorten", given, **key)
        again = await graph.mutate("zaakOpschorten", given, **key)
        assert again["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_IN_PROGRESS"
        assert len(graph.sent) == 1


async def test_a_key_that_is_too_short_is_refused() -> None:
    with lent() as graph:
        given = {"zaak": open_zaak(graph)["uuid"], "reden": "Wacht"}
        body = await graph.mutate("zaakOpschorten", given, idempotentiesleutel="kort")
        assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert graph.sent == []
