"""Registers that refuse a part of the standard: `expand`, or `_zoek`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import graph_support
from sandbox import Sandbox
from sandbox.zgw.dialect import Dialect

Refuses = Callable[[Request, bytes], bool]


def asks_expand(request: Request, body: bytes) -> bool:
    """Whether a request wants related resources in the same answer."""
    return "expand" in request.query_params or b'"expand"' in body


def asks_zoek(request: Request, _body: bytes) -> bool:
    """Whether a request is a `_zoek`."""
    return request.url.path.endswith("/_zoek")


def refusing(app: ASGIApp, refuses: Refuses, status: int) -> ASGIApp:
    """Return the register, which answers `status` to what it refuses."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        if refuses(request, body):
            problem = {"status": status, "code": "refused", "title": "Nee", "detail": "Nee"}
            await JSONResponse(problem, status)(scope, receive, send)
            return
        sent: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return sent.pop() if sent else await receive()

        await app(scope, replay, send)

    return answer


@contextmanager
def zaken_refuse(refuses: Refuses, status: int, name: str = "openzaak-zaken") -> Iterator[None]:
    """Let the zaken register (or another) of every new Graph refuse this with this status."""
    shared = graph_support.shared_sandbox

    def changed(dialect: Dialect) -> Sandbox:
        sandbox = shared(dialect)
        apps = {**sandbox.apps, name: refusing(sandbox.apps[name], refuses, status)}
        return dataclasses.replace(sandbox, apps=apps)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph_support, "shared_sandbox", changed)
        yield
