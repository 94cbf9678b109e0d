"""A gateway that is killed in mid-run: every answer it gave has its records, and they arrive."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import jwt
from starlette.types import ASGIApp, Receive, Scope, Send
from test_real_server import served

from logboek_support import spooled
from policy.drain import Drain
from policy.journal import Journal
from policy.spoolreader import adopt
from sandbox import BRP_KEY, Sandbox, build_sandbox
from sources.otlp import Reply

ROOT = Path(__file__).parent.parent
BSN = "999993653"
ANSWERS = 60
LANDSCAPE = """
[gateway]
port = {port}
beleid = "beleid.toml"
rate_requests = 1_000_000
rate_cost = 1_000_000
[[client]]
client_id = "toets"
secret_env = "TOETS_SECRET"
[[upstream]]
name = "brp"
api = "brp"
root = "{origin}/haalcentraal/api/brp/"
auth = {{ type = "api_key", secret_env = "BRP_KEY" }}
[[upstream]]
name = "logboek"
api = "logboek"
root = "{origin}/otlp/"
[[doelbinding]]
name = "toets"
activity = "https://gemeente.example/verwerkingen/toets/1"
default_for = ["*"]
[logboek]
spool = "{spool}"
activity = "https://gemeente.example/verwerkingen/raadplegen/1"
key_env = "LOGBOEK_KEY"
"""
BELEID = """
[[applicatie]]
client_id = "toets"
scopes = ["brp.lezen"]
doelbindingen = ["*"]
brp_velden = ["*"]
"""
SECRET = "een-geheim-van-de-toets-dat-lang-genoeg-is"


def bearer() -> str:
    """Return what the application of this test signs on with."""
    claims = {"iss": "toets", "client_id": "toets", "iat": int(time.time()) - 5}
    return f"Bearer {jwt.encode(claims, SECRET, algorithm='HS256')}"


def router(sandbox: Sandbox) -> ASGIApp:
    """Return the BRP and the collector as one app."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        name = "logboek" if scope["path"].startswith("/otlp/") else "brp"
        await sandbox.apps[name](scope, receive, send)

    return app


async def start(landscape: Path) -> asyncio.subprocess.Process:
    """Start the real server on a landscape and wait until it says where it listens."""
    env = {**os.environ, "GATEWAY_LANDSCHAP": str(landscape)}
    env |= {"BRP_KEY": BRP_KEY, "LOGBOEK_KEY": "k" * 40, "TOETS_SECRET": SECRET}
    (landscape.parent / "beleid.toml").write_text(BELEID, "utf-8")
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "gateway.py",
        "serve",
        cwd=ROOT,
        env=env,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def live(http: httpx.AsyncClient) -> None:
    """Return when the server answers."""
    while True:
        try:
            await http.get("/health/live")
        except httpx.TransportError:
            await asyncio.sleep(0.05)
        else:
            return


class Answered(set[str]):
    """The traces of the answers that came, and when there are enough of them."""

    def __init__(self) -> None:
        super().__init__()
        self.half, self.enough = asyncio.Event(), asyncio.Event()

    def note(self, trace: str) -> None:
        """Note one more answer."""
        self.add(trace)
        if len(self) >= ANSWERS // 2:
            self.half.set()
        if len(self) >= ANSWERS:
            self.enough.set()


async def ask_on(http: httpx.AsyncClient, answered: Answered, first: int) -> None:
    """Ask until the server is gone; note the trace of every answer that came."""
    authorization = bearer()
    for number in range(first, first + 100_000):
        trace = f"{number:032x}"
        try:
            response = await http.post(
                "/graphql",
                json={"query": f'{{ persoon(bsn: "{BSN}") {{ leeftijd }} }}'},
                headers={
                    "traceparent": f"00-{trace}-{'b' * 16}-01",
                    "Authorization": authorization,
                },
            )
        except httpx.TransportError:
            return
        assert response.json()["data"]["persoon"]["leeftijd"]
        answered.note(trace)


async def test_every_answer_before_a_kill_has_its_records(tmp_path: Path) -> None:
    sandbox, spool = build_sandbox(), tmp_path / "spool"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with served(router(sandbox)) as origin:
        landscape = tmp_path / "landschap.toml"
        text = LANDSCAPE.format(port=port, origin=origin, spool=spool)
        await asyncio.to_thread(landscape.write_text, text, "utf-8")
        process = await start(landscape)
        answered = Answered()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            await live(http)
            clients = [
                asyncio.create_task(ask_on(http, answered, 1 + n * 100_000)) for n in range(4)
            ]
            await answered.half.wait()
            sandbox.faults.set("logboek", status=503)
            await answered.enough.wait()
            process.send_signal(signal.SIGKILL)
            await asyncio.gather(*clients)
        await process.wait()
    delivered = {span["traceId"] for span in sandbox.logboek.spans}
    kept = {json.loads(record)["traceId"] for record in await asyncio.to_thread(spooled, spool)}
    assert delivered, "nothing was delivered before the kill"
    assert kept - delivered, "nothing waited at the kill"
    assert answered <= delivered | kept

    later: list[dict[str, str]] = []

    async def send(body: bytes) -> Reply:
        later.extend(json.loads(body)["resourceSpans"][0]["scopeSpans"][0]["spans"])
        return Reply(200)

    journal = Journal(spool, max_bytes=1_000_000)
    drain = Drain(journal, send, {})
    assert await drain.once()
    spans = {span["spanId"]: span["traceId"] for span in [*sandbox.logboek.spans, *later]}
    per_trace = {trace: list(spans.values()).count(trace) for trace in answered}
    assert set(per_trace.values()) == {3}
    assert list(adopt(spool, journal.spool.directory)) == []
    assert await asyncio.to_thread(spooled, spool) == []
    await journal.aclose()
