"""Faults around a sandbox register, and the record of what was asked."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from sandbox import faults as faults_module
from sandbox.faults import ConnectionLost, Faults


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await JSONResponse({"body": body.decode()})(scope, receive, send)


def make_client(faults: Faults) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(faults.wrap("brp", echo))
    return httpx.AsyncClient(transport=transport, base_url="http://brp.sandbox")


async def test_requests_are_recorded_and_passed_on() -> None:
    faults = Faults()
    async with make_client(faults) as client:
        answer = await client.post("/personen?a=b", content=b"vraag", headers={"X-Doel": "test"})
    (request,) = faults.requests
    assert answer.json() == {"body": "vraag"}
    assert (request.upstream, request.method, request.path) == ("brp", "POST", "/personen")
    assert (request.query, request.body) == ("a=b", b"vraag")
    assert request.headers["x-doel"] == "test"
    assert faults.requests_to("brp") == [request]
    assert faults.requests_to("zaken") == []


async def test_a_register_that_is_down_loses_the_connection() -> None:
    faults = Faults()
    faults.set("brp", down=True)
    async with make_client(faults) as client:
        with pytest.raises(ConnectionLost):
            await client.get("/")
        faults.set("zaken", status=500)
        faults.set("brp", down=False)
        assert (await client.get("/")).status_code == 200
    assert issubclass(ConnectionLost, OSError)
    assert len(faults.requests) == 2


async def test_a_status_comes_as_a_problem() -> None:
    faults = Faults()
    faults.set("brp", status=503)
    async with make_client(faults) as client:
        answer = await client.get("/")
    assert answer.status_code == answer.json()["status"] == 503
    assert answer.headers["content-type"] == "application/problem+json"


async def test_garbage_is_broken_json_with_a_good_status() -> None:
    faults = Faults()
    faults.set("brp", garbage=True)
    async with make_client(faults) as client:
        answer = await client.get("/")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()


async def test_latency_delays_the_answer() -> None:
    faults = Faults()
    faults.set("brp", latency=0.05)
    started = time.perf_counter()
    async with make_client(faults) as client:
        assert (await client.get("/")).status_code == 200
    assert time.perf_counter() - started >= 0.05


async def test_a_hanging_register_never_answers() -> None:
    faults = Faults()
    faults.set("brp", hang=True)
    async with make_client(faults) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.get("/"), 0.05)


async def test_clear_heals_and_forgets() -> None:
    faults = Faults()
    faults.set("brp", status=500)
    async with make_client(faults) as client:
        await client.get("/")
        faults.forget()
        assert faults.requests == []
        assert (await client.get("/")).status_code == 500
        faults.clear()
        assert faults.requests == []
        assert (await client.get("/")).status_code == 200


async def test_only_so_many_requests_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults_module, "MAX_RECORDED", 10)
    faults = Faults()
    async with make_client(faults) as client:
        for number in range(25):
            await client.get(f"/{number}")
    assert len(faults.requests) <= 10
    assert faults.requests[-1].path == "/24"


async def test_a_lifespan_passes_through() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def receive() -> dict[str, object]:
        return {"type": "lifespan.startup"}

    async def send(message: object) -> None:
        seen.append(str(message))

    await Faults().wrap("brp", app)({"type": "lifespan"}, receive, send)
    assert seen == ["lifespan"]


async def test_the_nth_write_fails_and_only_that_one() -> None:
    faults, done = Faults(), []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        done.append(scope["path"])
        await echo(scope, receive, send)

    transport = httpx.ASGITransport(faults.wrap("openzaak-zaken", app))
    async with httpx.AsyncClient(transport=transport, base_url="http://zaken.sandbox") as client:
        faults.fail_write("openzaak-zaken", nth=2, status=503)
        codes = []
        for path in ("/1", "/_zoek", "/2", "/3"):
            codes.append((await client.post(path)).status_code)
        faults.fail_write("openzaak-zaken", status=None, carried_out=True)
        with pytest.raises(ConnectionLost):
            await client.post("/4")
    assert codes == [200, 200, 503, 200]
    assert done == ["/1", "/_zoek", "/3", "/4"]
    assert [request.path for request in faults.writes] == ["/1", "/2", "/3", "/4"]
