"""What the HTTP server hands the endpoint beside ASGI: a body that came, an answer in one write.

It is an ASGI extension (`scope["extensions"]`): another server does not give it, and what it does
not cover (an answer in parts, a connection that ends, a body that is still coming) goes the way of
ASGI. Over messages, events and checks of every header a request takes 0.03 ms more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

NAME = "gateway.handover"
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
ABOUT_THE_LINE = frozenset({"connection", "content-length", "content-type", "transfer-encoding"})
"""Headers that are not simply passed on."""


class Handover:
    """One request and its answer, as the server keeps them."""

    __slots__ = ("_cycle",)

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle

    def body(self) -> bytes | None:
        """Return the body when all of it is here, once; None when it must be waited for."""
        cycle = self._cycle
        if cycle.more_body or cycle.waiting_for_100_continue or cycle.disconnected:
            return None
        body, cycle.body = bytes(cycle.body), bytearray()
        cycle.flow.resume_reading()
        return body

    def answer(self, status: int, headers: bytes, body: bytes) -> bool:
        """Write a whole answer; return whether it went out this way.

        The headers are whole lines without a control character in them.
        """
        cycle = self._cycle
        if cycle.response_started or cycle.disconnected or not cycle.keep_alive:
            return False
        if cycle.flow.write_paused or cycle.access_log:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        own = [b"%b: %b\r\n" % pair for pair in cycle.default_headers]
        length = b"content-length: %d\r\n\r\n" % len(body)
        cycle.transport.writelines([STATUS_LINE[status], *own, headers, length, body])
        cycle.message_event.set()
        cycle.on_response()
        return True


def handed_over(scope: Scope) -> Handover | None:
    """Return what the server handed over with a request, None when it is another server."""
    found: Handover | None = scope.get("extensions", {}).get(NAME)
    return found


class Answer(Response):
    """A response in one piece, whose headers are made when they are asked."""

    _LINES: Mapping[str, bytes] = {
        kind: f"content-type: {kind}\r\n".encode()
        for kind in (
            "application/json",
            "application/graphql-response+json",
            "application/problem+json",
        )
    }

    def __init__(
        self, body: bytes, status: int, media_type: str, headers: Mapping[str, str] | None
    ) -> None:
        self.body, self.status_code, self.media_type = body, status, media_type
        self.background = None
        self._given = headers

    def __getattr__(self, name: str) -> Any:
        if name != "raw_headers":
            raise AttributeError(name)
        self.init_headers(self._given)
        return self.raw_headers

    def lines(self, besides: frozenset[str]) -> bytes | None:
        """Return its headers as lines, None when they are not simple.

        A header that is among those `besides` which others set is not.
        """
        lines = self._LINES.get(self.media_type or "")
        if lines is None or not self._given:
            return lines
        for name, value in self._given.items():
            line = f"{name.lower()}: {value}"
            if name.lower() in ABOUT_THE_LINE | besides or CONTROL.search(line):
                return None
            lines += line.encode("latin-1") + b"\r\n"
        return lines
