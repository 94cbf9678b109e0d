"""A change is sent once, says why it is made, and is never told as done or undone when unsure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest

from client_support import JAN, Server, answer, client_of
from settings import AuthSettings, Secret, UpstreamSettings
from sources.call import Call, Ended
from sources.client import UpstreamClient
from sources.errors import (
    ForbiddenError,
    RejectedError,
    SourceError,
    UnauthorizedError,
    UnavailableError,
    UnconfirmedError,
)
from sources.notificaties.hub import Hub, Notificatie
from sources.transport import build_transport
from sources.writing import Write, header_text, write

STATUS = Write(
    "POST", "statussen", {"zaak": "https://z.nl/1"}, toelichting="Één besluit\r\nvan de rechter"
)
ZGW = AuthSettings(type="zgw", client_id="gateway", secret=Secret("x" * 32))


async def test_a_change_is_sent_as_json_with_its_explanation() -> None:
    server = Server(answer(201, {"url": "https://z.nl/2"}))
    call = Call(JAN)
    written = await write(client_of(server), STATUS, call)
    assert (written.status, msgspec.json.decode(written.body)) == (201, {"url": "https://z.nl/2"})
    (request,) = server.requests
    assert (request.method, request.url.path) == ("POST", "/zaken/api/v1/statussen")
    assert msgspec.json.decode(request.content) == {"zaak": "https://z.nl/1"}
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-audit-toelichting"] == "Een besluit van de rechter"
    (read,) = call.reads
    assert (read.method, read.template, read.status) == ("POST", "statussen", 201)
    assert read.outcome is Ended.ANSWERED


async def test_a_removal_has_no_body() -> None:
    server = Server(httpx.Response(204))
    assert (await write(client_of(server), Write("DELETE", "rollen/1"), Call(JAN))).status == 204
    assert server.requests[0].content == b""
    assert "content-type" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (answer(500), UnconfirmedError),
        (answer(502), UnconfirmedError),
        (answer(504), UnconfirmedError),
        (answer(503), UnavailableError),
        (answer(429), UnavailableError),
        (answer(400, {"invalidParams": [{"name": "zaak"}]}), RejectedError),
        (answer(404), RejectedError),
        (answer(409), RejectedError),
        (answer(403), ForbiddenError),
        (httpx.ConnectError("no"), UnavailableError),
        (httpx.ConnectTimeout("no"), UnavailableError),
        (httpx.ReadError("lost"), UnconfirmedError),
        (httpx.RemoteProtocolError("lost"), UnconfirmedError),
        (httpx.ReadTimeout("late"), UnconfirmedError),
        (httpx.Response(201, content=b"x" * 2_000), UnconfirmedError),
    ],
    ids=repr,
)
async def test_a_failure_says_whether_it_was_made_and_is_not_repeated(
    given: httpx.Response | Exception, error: type[SourceError]
) -> None:
    server, call = Server(given), Call(JAN)
    with pytest.raises(SourceError) as caught:
        await write(client_of(server, retries=2, max_response_bytes=1_000), STATUS, call)
    assert type(caught.value) is error or issubclass(type(caught.value), error)
    assert isinstance(caught.value, UnconfirmedError) == (error is UnconfirmedError)
    assert len(server.requests) == 1
    if isinstance(caught.value, RejectedError) and caught.value.reason == "HTTP 400":
        assert [param.name for param in caught.value.invalid_params] == ["zaak"]


async def test_only_a_refused_credential_is_tried_again() -> None:
    server = Server(answer(403, {"code": "jwt-expired"}), answer(201))
    written = await write(client_of(server, auth=ZGW), STATUS, Call(JAN))
    assert written.status == 201
    assert len(server.requests) == 2
    refused = Server(answer(401))
    with pytest.raises(UnauthorizedError):
        await write(client_of(refused, auth=ZGW), STATUS, Call(JAN))
    assert len(refused.requests) == 2


@asynccontextmanager
async def counting() -> AsyncIterator[tuple[UpstreamClient, list[int]]]:
    """A real socket server, and how many requests each of its connections carried."""
    connections: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(0)
        at = len(connections) - 1
        while head := await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b"":
            connections[at] += 1
            length = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-l")]
            if length:
                await reader.readexactly(int(length[0].split(b":")[1]))
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()
        writer.close()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = UpstreamSettings(name="z", api="zaken", root=f"http://127.0.0.1:{port}/")
    client = UpstreamClient(settings, build_transport(settings))
    try:
        yield client, connections
    finally:
        await client.aclose()
        server.close()
        await server.wait_closed()


async def test_a_write_never_goes_over_a_kept_connection() -> None:
    async with counting() as (client, connections):
        await client.get("zaken", Call(JAN))
        await client.get("zaken", Call(JAN))
        await write(client, STATUS, Call(JAN))
        await write(client, STATUS, Call(JAN))
        await client.get("zaken", Call(JAN))
    assert connections == [3, 1, 1]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Café", "Cafe"),
        ("a\r\nX-Evil: 1", "a X-Evil: 1"),
        ("\u20ac 5", "? 5"),
        ("x" * 2_000, "x" * 1_000),
    ],
)
def test_an_explanation_is_one_line_that_every_server_reads_alike(text: str, sent: str) -> None:
    assert header_text(text) == sent


def test_the_hub_tells_each_listener_until_it_stops_listening() -> None:
    hub = Hub()
    heard: list[Notificatie] = []
    stop = hub.listen(heard.append)
    one = Notificatie(kanaal="zaken", resource="zaak", actie="update", url="https://z.nl/1")
    hub.tell(one)
    stop()
    hub.tell(one)
    assert heard == [one]
