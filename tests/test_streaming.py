"""Contents streamed from and to a register: once, plain, bounded, and the truth about failures."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from test_transfers import Given

from client_support import JAN, Server, answer, client_of
from logboek_support import LoggingGraph
from policy.spool import SpoolError
from schema.asgi import GatewayProtocol
from schema.downloading import Streaming, _Flow
from schema.transfers import DOWN, Transfers
from settings import AuthSettings, Secret
from settings_documenten import DocumentenSettings
from sources.call import Call, Ended
from sources.documenten.inhoud import Opened, Part, Place, open_inhoud
from sources.errors import (
    ContractError,
    ForbiddenError,
    RejectedError,
    SourceError,
    SourceTimeoutError,
    UnavailableError,
    UnconfirmedError,
)
from sources.streaming import Sending, open_contents, send_contents

ZGW = AuthSettings(type="zgw", client_id="gateway", secret=Secret("x" * 32))
PLACE = Place("enkelvoudiginformatieobjecten/1/download", {"versie": "2"})


def contents(status: int = 200, body: bytes = b"abcdef", **headers: str) -> httpx.Response:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=body, headers=told)


async def whole(opened: Opened | None) -> bytes:
    assert opened is not None
    read = b""
    while part := await opened.contents.read():
        read += part
    await opened.contents.aclose()
    return read[opened.skip :]


async def test_a_register_that_knows_ranges_is_asked_for_just_that() -> None:
    server, call = Server(contents(206, b"cd", content_range="bytes 2-3/6")), Call(JAN)
    opened = await open_inhoud(client_of(server, auth=ZGW), PLACE, call, Part(2, 2), 6)
    assert await whole(opened) == b"cd"
    (request,) = server.requests
    assert request.headers["range"] == "bytes=2-3"
    assert request.headers["accept-encoding"] == "identity"
    assert request.url.params["versie"] == "2"
    assert "authorization" in request.headers
    (read,) = call.reads
    assert (read.status, read.outcome, read.template) == (
        206,
        Ended.ANSWERED,
        "enkelvoudiginformatieobjecten/{uuid}/download",
    )


async def test_of_one_that_does_not_the_beginning_is_skipped() -> None:
    server = Server(contents())
    opened = await open_inhoud(client_of(server), PLACE, Call(JAN), Part(2, 2), 99)
    assert opened is not None
    assert (opened.skip, opened.size) == (2, 6)
    assert await whole(opened) == b"cdef"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (contents(206, b"ab", content_range="bytes 0-1/6"), ContractError),
        (contents(206, b"ab"), ContractError),
        (contents(content_encoding="x-odd"), ContractError),
        (contents(302, location="http://elsewhere"), ContractError),
        (answer(403), ForbiddenError),
        (answer(416), RejectedError),
        (answer(503), UnavailableError),
        (httpx.ReadTimeout("late"), SourceTimeoutError),
        (httpx.ConnectError("no"), UnavailableError),
    ],
    ids=repr,
)
async def test_what_else_a_register_answers_is_an_error(
    given: httpx.Response | Exception, error: type[SourceError]
) -> None:
    server = Server(given)
    with pytest.raises(error):
        await open_inhoud(client_of(server, retries=0), PLACE, Call(JAN), Part(2, 2), 6)
    assert len(server.requests) == 1


async def test_what_fails_in_passing_is_asked_again_and_absent_is_none() -> None:
    server = Server(httpx.ConnectError("no"), answer(503), answer(401), contents())
    opened = await open_contents(client_of(server, auth=ZGW), "a/b", Call(JAN), template="a")
    assert opened is not None
    assert len(server.requests) == 4
    assert await open_contents(client_of(Server(answer(404))), "a", Call(JAN), template="a") is None


async def _content() -> AsyncIterator[bytes]:
    yield b"ab"
    yield b"cd"


SENT = Sending("PUT", "bestandsdelen/1", _content, 4, "text/plain", toelichting="Ok")


async def test_what_is_sent_has_its_length_and_its_reason() -> None:
    server = Server(answer(401), answer(200))
    made = await send_contents(client_of(server, auth=ZGW), SENT, Call(JAN))
    assert made.status == 200
    first, again = server.requests
    for request in (first, again):
        assert request.headers["content-length"] == "4"
        assert "transfer-encoding" not in request.headers
        assert request.headers["x-audit-toelichting"] == "Ok"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (answer(500), UnconfirmedError),
        (answer(503), UnavailableError),
        (answer(400), RejectedError),
        (httpx.ReadError("lost"), UnconfirmedError),
        (httpx.ReadTimeout("late"), UnconfirmedError),
        (httpx.ConnectError("no"), UnavailableError),
    ],
    ids=repr,
)
async def test_a_failure_of_a_write_says_whether_it_was_made(
    given: httpx.Response | Exception, error: type[SourceError]
) -> None:
    server = Server(given)
    with pytest.raises(error) as caught:
        await send_contents(client_of(server, retries=2), SENT, Call(JAN))
    assert isinstance(caught.value, UnconfirmedError) == (error is UnconfirmedError)
    assert len(server.requests) == 1


ADDRESS = "query { documenten(first: 1) { nodes { download { url } } } }"


async def test_a_download_is_logged_before_a_byte_goes_out(tmp_path: Path) -> None:
    async with LoggingGraph(tmp_path, fsync="never") as graph:
        (row,) = (await graph.ask(ADDRESS))["documenten"]["nodes"]
        url, endpoint = row["download"]["url"], graph.endpoint
        principal, rights = await endpoint._admit(None)  # type: ignore[arg-type]

        async def rights_of(_principal: Any) -> Any:
            return rights

        endpoint.rights_of = rights_of  # type: ignore[method-assign, assignment]
        before = graph.journal.kept
        assert (await graph.http.get(url)).status_code == 200
        assert graph.journal.kept == before + 3

        async def full(_records: Any) -> None:
            raise SpoolError("full")

        graph.journal.keep = full  # type: ignore[method-assign, assignment]
        refused = await graph.http.get(url)
        assert refused.status_code == 503
        assert "LOGBOEK_UNAVAILABLE" in refused.text
        assert not +endpoint.transfers.running
        assert principal.client_id


class Endless(Given):
    """Contents without end."""

    async def read(self) -> bytes:
        return bytes(65_536)


async def test_who_takes_nothing_is_cut_off_at_the_socket() -> None:
    given, transfers = Endless(), Transfers()

    async def serve(_request: Request) -> Any:
        place = transfers.take(DOWN, b"", 1, 1)
        flow = _Flow(DocumentenSettings(idle_timeout=0.1), transfers, place, "")
        opened: Any = Opened(given, 0, None)  # type: ignore[arg-type]
        return Streaming(opened, None, {}, flow)

    app = Starlette(routes=[Route("/", serve)])
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_level="critical", log_config=None, lifespan="off", http=GatewayProtocol
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    _, writer = await asyncio.open_connection(*listener.getsockname(), limit=1_024)
    writer.write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    while not transfers.outcomes:  # noqa: ASYNC110  the transfer ends by itself
        await asyncio.sleep(0.01)
    assert transfers.outcomes == {(DOWN, "broken"): 1}
    assert given.is_closed
    for _ in range(100):
        await asyncio.sleep(0)
    assert not server.server_state.connections
    writer.close()
    server.should_exit = True
    await serving
    listener.close()
