"""Loaders: nothing twice, many keys in one read, and a failure that stays with its key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

import httpx
import msgspec
import pytest

from client_support import JAN, client_of
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from source_support import LIMITED, Sources, body_of
from sources.brp.personen import PersonenLoader
from sources.call import Call, Purpose
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.errors import (
    ContractError,
    ForbiddenError,
    NotConfiguredError,
    OutsideLandscapeError,
    UnavailableError,
)
from sources.loader import EntityLoader, Loader, Params, each
from sources.zaken.resources import ROL, STATUS, ZAAK, ZAAKEIGENSCHAP
from zgw_support import registers

ZAKEN: list[str] = [zaak["uuid"] for zaak in registers().data.zaken]
NOBODY = "00000000-0000-4000-8000-000000000000"
BROKEN = "00000000-0000-4000-8000-000000000503"
BSN = "999993653"


@pytest.fixture
def sources() -> Sources:
    return Sources()


def zaken(sources: Sources) -> EntityLoader[Any]:
    return sources.loaders.entities(sources.client("zaken"), ZAAK)


async def settle(value: Any) -> Any:
    """Wait for what is awaitable."""
    return await value if isinstance(value, Awaitable) else value


async def load(loader: Loader[Any, Any], keys: Sequence[Any]) -> list[Any]:
    """Ask every key at once; a failure is its own result."""
    return await asyncio.gather(*(settle(loader.get(key)) for key in keys), return_exceptions=True)


async def test_one_key_is_a_plain_read(sources: Sources) -> None:
    (zaak,) = await load(zaken(sources), [SHOWCASE_ZAAK_UUID])
    assert zaak.uuid == SHOWCASE_ZAAK_UUID
    assert sources.asked("zaken") == [f"GET zaken/{SHOWCASE_ZAAK_UUID}"]


async def test_many_keys_are_one_search_in_the_order_asked(sources: Sources) -> None:
    found = await load(zaken(sources), ZAKEN[:100])
    assert [zaak.uuid for zaak in found] == ZAKEN[:100]
    (request,) = sources.network("zaken").requests
    assert body_of(request) == {"uuid__in": ZAKEN[:100]}
    assert request.headers["content-crs"] == request.headers["accept-crs"] == "EPSG:4326"
    assert sources.asked("zaken") == ["POST zaken/_zoek"]
    assert [read.keys for read in sources.loaders.call.reads] == [100]


async def test_a_search_asks_no_more_keys_than_a_page_holds(sources: Sources) -> None:
    found = await load(zaken(sources), ZAKEN[:230])
    assert [zaak.uuid for zaak in found] == ZAKEN[:230]
    asked = [body_of(request)["uuid__in"] for request in sources.network("zaken").requests]
    assert sorted(map(len, asked)) == [30, 100, 100]
    assert sorted(uuid for part in asked for uuid in part) == sorted(ZAKEN[:230])


async def test_without_a_search_every_key_is_read_by_itself(sources: Sources) -> None:
    rollen = [rol["url"].rsplit("/", 1)[1] for rol in registers().data.rollen[:3]]
    loader = sources.loaders.entities(sources.client("zaken"), ROL)
    assert len(await load(loader, rollen)) == 3
    assert sorted(sources.asked("zaken")) == sorted(f"GET rollen/{uuid}" for uuid in rollen)


async def test_absent_forbidden_and_unavailable_are_three_results() -> None:
    sources = Sources(auth=LIMITED)
    sources.network("zaken").failing[f"/zaken/{BROKEN}"] = 503
    network = sources.network("zaken")
    open_zaken = await sources.client("zaken").get(
        "zaken", Call(JAN), headers=ZAAK.headers, params={"pageSize": "500"}
    )
    seen = {row["uuid"] for row in msgspec.json.decode(open_zaken or b"")["results"]}
    visible, hidden = next(iter(seen)), next(uuid for uuid in ZAKEN if uuid not in seen)
    network.requests.clear()
    zaak, forbidden, absent, unavailable = await load(
        zaken(sources), [visible, hidden, NOBODY, BROKEN]
    )
    assert zaak.uuid == visible
    assert type(forbidden) is ForbiddenError
    assert absent is None
    assert type(unavailable) is UnavailableError
    assert sorted(sources.asked("zaken")) == sorted(
        ["POST zaken/_zoek", *(f"GET zaken/{uuid}" for uuid in (hidden, NOBODY, BROKEN))]
    )


async def test_a_malformed_row_fails_alone() -> None:
    good, bad = {"url": "https://z.nl/zaken/1", "uuid": "1"}, {"url": 7, "uuid": BSN}
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        page = {"count": 2, "next": None, "results": [bad, good]}
        return httpx.Response(200, json=page if request.method == "POST" else bad)

    found, failed = await load(EntityLoader(client_of(handler), ZAAK, Call(JAN)), ["1", BSN])
    assert found.uuid == "1"
    assert type(failed) is ContractError
    assert BSN not in repr(failed)
    assert asked == ["POST /zaken/api/v1/zaken/_zoek", f"GET /zaken/api/v1/zaken/{BSN}"]


async def test_nothing_is_read_twice(sources: Sources) -> None:
    loader = zaken(sources)
    first = await load(loader, [ZAKEN[0], NOBODY, ZAKEN[0], ZAKEN[1]])
    assert sources.asked("zaken") == ["POST zaken/_zoek", f"GET zaken/{NOBODY}"]
    assert await load(loader, [ZAKEN[0], NOBODY]) == [first[0], None]
    assert loader.get(ZAKEN[1]) is first[3]
    assert loader.knows(NOBODY)
    assert not loader.knows(ZAKEN[2])
    assert zaken(sources) is loader
    assert sources.asked("zaken") == []


async def test_a_second_request_reads_again(sources: Sources) -> None:
    for _ in range(2):
        loader = sources.next_request().entities(sources.client("zaken"), ZAAK)
        await load(loader, [ZAKEN[0]])
    assert sources.asked("zaken") == [f"GET zaken/{ZAKEN[0]}"] * 2


async def test_what_is_primed_is_answered_without_a_read(sources: Sources) -> None:
    loader = zaken(sources)
    zaak = ZAAK.record(url="https://z.nl/1")
    loader.prime("1", zaak)
    loader.prime("1", ZAAK.record(url="https://z.nl/2"))
    loader.prime("2", ForbiddenError("zaken"))
    assert loader.get("1") is zaak
    with pytest.raises(ForbiddenError):
        loader.get("2")
    assert sources.asked("zaken") == []


async def test_ensure_loads_what_is_missing_in_one_batch(sources: Sources) -> None:
    sources.network("zaken").failing[f"/zaken/{BROKEN}"] = 500
    loader = zaken(sources)
    loader.prime(ZAKEN[0], None)
    await loader.ensure([*ZAKEN[:4], BROKEN, NOBODY])
    assert sorted(sources.asked("zaken")) == sorted(
        ["POST zaken/_zoek", f"GET zaken/{BROKEN}", f"GET zaken/{NOBODY}"]
    )
    assert [zaak.uuid for zaak in await load(loader, ZAKEN[1:4])] == ZAKEN[1:4]
    assert loader.get(ZAKEN[0]) is loader.get(NOBODY) is None
    with pytest.raises(UnavailableError):
        loader.get(BROKEN)
    await loader.ensure([*ZAKEN[:4], BROKEN])
    assert sources.asked("zaken") == []


async def test_a_failing_search_fails_its_own_keys_only(sources: Sources) -> None:
    sources.network("zaken").failing[ZAKEN[120]] = 500
    found = await load(zaken(sources), ZAKEN[:150])
    assert [zaak.uuid for zaak in found[:100]] == ZAKEN[:100]
    assert {type(failure) for failure in found[100:]} == {UnavailableError}
    assert sources.asked("zaken") == ["POST zaken/_zoek"] * 2
    assert not [uuid for uuid in ZAKEN[:150] if uuid in repr(found[100:])]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 503])
async def test_no_error_quotes_a_key(sources: Sources, status: int) -> None:
    network = sources.network("brp")
    network.failing[BSN] = status
    loader = PersonenLoader(sources.client("brp"), ("leeftijd",), Call(JAN, purpose=Purpose("x")))
    failures = await load(loader, [BSN, "999990408"])
    assert len(network.requests) == 1
    for failure in failures:
        assert isinstance(failure, Exception)
        told = f"{failure!r} {failure} {failure.__cause__!r} {failure.__context__!r}"
        assert BSN not in told
        assert "999990408" not in told


async def test_a_batch_of_the_wrong_length_quotes_no_keys() -> None:
    class Short(Loader[str, str]):
        async def fetch(self, keys: Sequence[str]) -> list[str | Exception]:
            return list(keys[1:])

    for failure in await load(Short(), [BSN, "999990408"]):
        assert isinstance(failure, ValueError)
        assert "9999" not in repr(failure)


async def test_only_what_a_register_does_wrong_is_kept_for_its_key() -> None:
    async def fail(error: Exception) -> None:
        raise error

    forbidden = ForbiddenError("zaken")
    assert await each([fail(forbidden), asyncio.sleep(0)]) == [forbidden, None]
    with pytest.raises(KeyError):
        await each([fail(forbidden), fail(KeyError())])


async def test_a_list_is_read_once_and_makes_its_rows_known(sources: Sources) -> None:
    zaak = next(zaak for zaak in registers().data.zaken if zaak["uuid"] == SHOWCASE_ZAAK_UUID)
    key: Params = (("zaak", zaak["url"]),)
    loader = sources.loaders.lists(sources.client("zaken"), STATUS)
    first, second = await load(loader, [key, key])
    assert first is second
    assert len(first) == len(sources.asked("zaken")) * 4 == 4
    for status in first:
        assert sources.loaders.by_url(STATUS, status.url) is status
    assert sources.asked("zaken") == []


async def test_a_list_of_a_parent_is_kept_apart(sources: Sources) -> None:
    client = sources.client("zaken")
    lists = [sources.loaders.lists(client, ZAAKEIGENSCHAP, uuid) for uuid in ZAKEN[:2]]
    assert lists[0] is not lists[1]
    await asyncio.gather(*(load(loader, [()]) for loader in lists))
    assert sources.asked("zaken") == [f"GET zaken/{uuid}/zaakeigenschappen" for uuid in ZAKEN[:2]]


async def test_children_fail_when_one_upstream_fails(sources: Sources) -> None:
    sources.network("zaken").failing["/rollen"] = 503
    with pytest.raises(UnavailableError):
        await sources.loaders.children("zaken", ROL, (("zaak", "https://z.nl/1"),))
    with pytest.raises(NotConfiguredError):
        await sources.loaders.children("kvk", ROL, ())


async def test_a_link_out_of_the_landscape_is_no_read(sources: Sources) -> None:
    with pytest.raises(OutsideLandscapeError):
        sources.loaders.by_url(ENKELVOUDIGINFORMATIEOBJECT, f"https://elders.nl/x/{NOBODY}")
    assert not any(network.requests for network in sources.networks.values())
