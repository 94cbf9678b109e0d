"""The small server that shows the dashboard over a real gateway: its token goes to nobody else."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_support import Graph
from sandbox.callers import CLIENTS

PYTHON = Path(__file__).parent.parent / "examples" / "python"
CLIENT = "zaaksysteem"
QUESTION: dict[str, Any] = {"query": "{ zaken(first: 1) { nodes { identificatie } } }"}
EVENTS = "text/event-stream"
HERE = "http://127.0.0.1:8080"


@pytest.fixture(scope="module")
def module() -> Any:
    """Give the module, which finds its neighbour as it does when it is run."""
    sys.path.insert(0, str(PYTHON))
    try:
        import dashboard

        return dashboard
    finally:
        sys.path.remove(str(PYTHON))


class Bff:
    """The server in process, before a gateway that is not the sandbox's developer's."""

    def __init__(self, module: Any, secret: str = CLIENTS[CLIENT]) -> None:
        self.seen: list[httpx.Request] = []
        self.graph = Graph()
        transport = httpx.ASGITransport(self.graph.app)

        async def pass_on(request: httpx.Request) -> httpx.Response:
            self.seen.append(request)
            return await transport.handle_async_request(request)

        gateway = httpx.AsyncClient(transport=httpx.MockTransport(pass_on))
        app = module.make_app(gateway, "http://gateway/graphql", CLIENT, secret)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE)

    async def ask(self, **headers: str) -> httpx.Response:
        """Ask as the page does."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post("/graphql", json=QUESTION, headers=given)


async def test_a_question_is_passed_on_as_the_application_with_what_the_page_may_say(
    module: Any,
) -> None:
    bff = Bff(module)
    answer = await bff.ask(
        X_Doelbinding="zaakbehandeling", Cookie="a=b", Authorization="Bearer x", X_Deadline_Ms="1"
    )
    assert answer.json()["data"]["zaken"]["nodes"]
    assert answer.headers["cache-control"] == "no-store"
    (request,) = bff.seen
    assert request.headers["x-doelbinding"] == "zaakbehandeling"
    assert request.headers["authorization"].startswith("Bearer ey")
    assert not {"cookie", "x-deadline-ms"} & set(request.headers)
    token = request.headers["authorization"].removeprefix("Bearer ")
    page = await bff.http.get("/")
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    for text in (answer.text, str(answer.headers), page.text):
        assert token not in text
        assert CLIENTS[CLIENT] not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Content_Type": "text/plain"},
        {"Host": "evil.example"},
    ],
)
async def test_a_page_elsewhere_gets_nothing(module: Any, headers: dict[str, str]) -> None:
    bff = Bff(module)
    assert (await bff.ask(**headers)).status_code in (400, 403)
    assert bff.seen == []


async def test_what_is_wrong_is_told_as_the_page_understands_it(
    module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = await Bff(module, secret="x" * 32).ask()
    assert refused.status_code == 401
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    monkeypatch.setattr(module, "MOST", 10)
    assert (await Bff(module).ask()).status_code == 413
    bff = Bff(module)
    assert (await bff.http.get("/../python/dashboard.py")).status_code == 404
    assert (await bff.http.get("/graphql")).status_code == 404


async def test_an_event_stream_goes_on_as_it_comes(module: Any) -> None:
    seen: list[httpx.Request] = []
    is_closed: list[bool] = []

    async def events() -> AsyncIterator[bytes]:
        try:
            for number in (1, 2):
                yield f"id: {number}\n\n".encode()
        finally:
            is_closed.append(True)

    def gateway(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"content-type": EVENTS}, content=events())

    upstream = httpx.AsyncClient(transport=httpx.MockTransport(gateway))
    app = module.make_app(upstream, "http://gateway/graphql", CLIENT, CLIENTS[CLIENT])
    parts: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        parts.append(message)

    body = json.dumps({"query": "subscription { zakenGewijzigd { id } }"}).encode()
    coming = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return coming.pop() if coming else await asyncio.Event().wait()

    headers = {"host": "127.0.0.1", "accept": EVENTS, "last-event-id": "7"}
    headers["content-type"] = "application/json"
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    await app(scope, receive, send)
    assert seen[0].headers["last-event-id"] == "7"
    assert seen[0].headers["accept"] == EVENTS
    assert [part["body"] for part in parts[1:]] == [b"id: 1\n\n", b"id: 2\n\n", b""]
    assert is_closed
