"""The same query over real sockets: uvicorn serves the sandbox, aiohttp's transport reads it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import jwt
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from test_zaak_detail import DETAIL

import gateway
from sandbox import HOST, Sandbox, build_sandbox
from settings import GatewaySettings, Secret, Settings, UpstreamSettings
from settings_callers import ClientSettings
from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import ContractError, SourceTimeoutError, UnavailableError
from sources.transport import build_transport

SECRET = "een-geheim-van-meer-dan-32-bytes-voor-hs256"
BELEID = """[[applicatie]]
client_id = "test"
scopes = ["*"]
zaken = [{ tot_en_met = "zeer_geheim" }]
documenten = [{ tot_en_met = "zeer_geheim" }]
besluiten = [{ tot_en_met = "zeer_geheim" }]
doelbindingen = "*"
brp_velden = "*"
"""
CALL = Call(Caller("test", "Test"))


@contextlib.asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an app on a free loopback port; give its origin."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:  # noqa: ASYNC110  uvicorn offers no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def router(sandbox: Sandbox) -> ASGIApp:
    """Return one app that serves every register of the sandbox by its path."""
    by_prefix = {
        "/" + values["root"].split("/", 3)[3]: sandbox.apps[values["name"]]
        for values in sandbox.upstreams
    }

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        prefix = next(prefix for prefix in by_prefix if scope["path"].startswith(prefix))
        await by_prefix[prefix](scope, receive, send)

    return app


async def test_the_zaak_detail_over_real_sockets_and_an_alias(tmp_path: Path) -> None:
    sandbox = build_sandbox()
    async with served(router(sandbox)) as origin:
        upstreams = tuple(
            dataclasses.replace(
                upstream,
                root=f"{origin}/{upstream.root.split('/', 3)[3]}",
                aliases=(upstream.root,),
            )
            for upstream in gateway.sandbox_upstreams(sandbox)
        )
        settings = Settings(
            gateway=GatewaySettings(landschap="x", beleid=str(tmp_path / "beleid.toml")),
            upstreams=upstreams,
            doelbindingen=(gateway.DEVELOPMENT,),
            clients=(ClientSettings(client_id="test", secret_env="", secret=Secret(SECRET)),),
        )
        (tmp_path / "beleid.toml").write_text(BELEID, "utf-8")
        app = gateway.build_app(settings)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://gateway") as http,
        ):
            claims = {"iss": "test", "client_id": "test", "iat": int(time.time())}
            bearer = {"Authorization": f"Bearer {jwt.encode(claims, SECRET)}"}
            body = (await http.post("/graphql", json={"query": DETAIL}, headers=bearer)).json()
            ready = (await http.get("/health/ready")).json()
    assert "errors" not in body
    assert len(body["data"]["zaak"]["documenten"]) == 10
    assert ready["status"] == "ok"
    assert HOST not in origin


async def redirecting(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Send the client elsewhere."""
    headers = [(b"location", b"http://127.0.0.1:1/"), (b"set-cookie", b"a=b")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def silent(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Answer too late."""
    await asyncio.sleep(1)


@pytest.mark.parametrize(
    ("app", "error"),
    [(redirecting, ContractError), (silent, SourceTimeoutError)],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_server_that_misbehaves(app: ASGIApp, error: type[Exception]) -> None:
    async with served(app) as origin:
        settings = UpstreamSettings(
            name="z", api="zaken", root=f"{origin}/", read_timeout=0.2, retries=0
        )
        client = UpstreamClient(settings, build_transport(settings))
        with pytest.raises(error):
            await client.get("zaken", CALL)
        await client.aclose()


async def test_a_server_that_is_not_there() -> None:
    settings = UpstreamSettings(name="z", api="zaken", root="http://127.0.0.1:1/", retries=0)
    client = UpstreamClient(settings, build_transport(settings))
    with pytest.raises(UnavailableError):
        await client.get("zaken", CALL)
    await client.aclose()
