"""SIGTERM: not ready first, then no new connections, what is under way finished, the log kept."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from test_logboek_kill import BELEID, LANDSCAPE, SECRET, bearer, live, router
from test_real_server import served

import gateway
from sandbox import BRP_KEY, build_sandbox
from settings import GatewaySettings, Settings

ROOT = Path(__file__).parent.parent
PERSON = {"query": 'query Persoon { persoon(bsn: "999993653") { leeftijd } }'}
TYPENAME = {"query": "{ __typename }"}
STOP = "[gateway]\ndrain_seconds = 0.3\nstop_seconds = 1.0"


async def test_a_gateway_that_is_told_to_stop_says_so_and_still_answers() -> None:
    """The server's own handler, which stops accepting, is called only after the drain."""
    stopped = asyncio.Event()

    def server_stops(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = signal.signal(signal.SIGTERM, server_stops)
    try:
        settings = Settings(gateway=GatewaySettings(drain_seconds=0.05), upstreams=())
        app = gateway.build_app(settings)
        http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway")
        async with app.router.lifespan_context(app), http:
            ready = await http.get("/health/ready")
            assert (ready.status_code, ready.headers.get("connection")) == (200, None)
            os.kill(os.getpid(), signal.SIGTERM)
            while (ready := await http.get("/health/ready")).status_code == 200:
                pass
            assert (ready.status_code, ready.json()) == (503, {"status": "stopping"})
            answer = await http.post("/graphql", json=TYPENAME)
            assert answer.json() == {"data": {"__typename": "Query"}, **answer.json()}
            assert answer.headers["connection"] == "close"
            assert (await http.get("/health/live")).status_code == 200
            assert not stopped.is_set()
            await asyncio.wait_for(stopped.wait(), 5)
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_a_second_sigterm_ends_the_drain() -> None:
    stopped = asyncio.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    try:
        settings = Settings(gateway=GatewaySettings(drain_seconds=3600.0), upstreams=())
        app = gateway.build_app(settings)
        async with app.router.lifespan_context(app):
            for _ in range(2):
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(0.02)
            await asyncio.wait_for(stopped.wait(), 5)
    finally:
        signal.signal(signal.SIGTERM, before)


class Held:
    """A BRP that keeps two reads waiting: the first until it is let go, the second to the end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self.asked = app, 0
        self.one, self.both, self.let_go, self.end = (asyncio.Event() for _ in range(4))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST" and "/personen" in scope["path"]:
            self.asked += 1
            self.one.set()
            if self.asked == 2:
                self.both.set()
                await self.end.wait()
            await self.let_go.wait()
        await self._app(scope, receive, send)


async def gateway_over(origin: str, folder: Path, port: int) -> asyncio.subprocess.Process:
    """Start a gateway that has little time to stop."""
    landscape = LANDSCAPE.format(origin=origin, port=port, spool=folder / "spool")
    landscape = landscape.replace("[gateway]", STOP, 1)
    (folder / "landschap.toml").write_text(landscape, "utf-8")
    (folder / "beleid.toml").write_text(BELEID, "utf-8")
    env = {"GATEWAY_LANDSCHAP": str(folder / "landschap.toml"), "TOETS_SECRET": SECRET}
    env |= {"BRP_KEY": BRP_KEY, "LOGBOEK_KEY": "k" * 32}
    return await asyncio.create_subprocess_exec(
        sys.executable, "gateway.py", "serve", cwd=ROOT, env=env, stdout=-3, stderr=-3
    )


async def stopped_in_the_middle(
    process: asyncio.subprocess.Process, http: httpx.AsyncClient, held: Held
) -> None:
    """Stop a gateway with two requests under way: one ends in time, one does not."""
    headers = {"Authorization": bearer()}
    first = asyncio.create_task(http.post("/graphql", json=PERSON, headers=headers))
    await held.one.wait()
    second = asyncio.create_task(http.post("/graphql", json=PERSON, headers=headers))
    await held.both.wait()
    process.terminate()
    statuses = []
    while True:
        try:
            statuses.append((await http.get("/health/ready")).status_code)
        except httpx.TransportError:
            break
    assert statuses[-1] == 503
    assert not first.done()
    held.let_go.set()
    answer = (await first).json()
    assert answer["data"]["persoon"]["leeftijd"] > 0
    with pytest.raises(httpx.HTTPError):
        (await second).raise_for_status()
    assert await asyncio.wait_for(process.wait(), 10) in (0, -signal.SIGTERM)


@pytest.mark.timeout(20)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_what_is_under_way_is_finished_within_a_bound(tmp_path: Path) -> None:
    sandbox = build_sandbox()
    held = Held(router(sandbox))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    here = f"http://127.0.0.1:{port}"
    async with served(held) as origin, httpx.AsyncClient(base_url=here) as http:
        process = await gateway_over(origin, tmp_path, port)
        try:
            await live(http)
            await stopped_in_the_middle(process, http, held)
        finally:
            held.end.set()
            if process.returncode is None:
                process.kill()
    names = [span["name"] for span in sandbox.logboek.spans]
    assert names.count("GraphQL-operatie") == 2
