"""uvicorn's HTTP protocol with the two bounds it lacks: how large and how slow a head may be.

httptools itself refuses conflicting lengths, bare line breaks and unknown methods, but keeps
headers of any size, and uvicorn waits for a first request for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from schema.http import MAX_HEADER_BYTES

HEAD_SECONDS = 10.0
"""For the request line and the headers; the body has its own deadline."""
ABORT = "gateway.abort"
"""In the extensions of a scope: ends the connection without what still waits to be sent."""
SLACK = 2_048
"""For what stands around the names and values that schema/http counts exactly."""
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Held:
    """The streams that are open in this process: they take no place of `limit_concurrency`."""

    count = 0


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    _in_head = True
    _head = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the waiting."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass bytes on; a head that grows beyond its bound ends the connection."""
        super().data_received(data)
        if self._in_head:
            if self._timer is None:
                self._wait()
            self._head += len(data)
            if self._head > MAX_HEADER_BYTES + SLACK and not self.transport.is_closing():
                self.transport.write(TOO_LARGE)
                self._close()

    def on_message_begin(self) -> None:
        """Count the head of a new request; most are here whole, and not waited for."""
        self._in_head, self._head = True, 0
        super().on_message_begin()
        extensions: dict[str, Any] = {ABORT: self._abort}
        self.scope["extensions"] = extensions

    def on_headers_complete(self) -> None:
        """Stop counting: what follows is the body."""
        self._in_head, self._head = False, 0
        self._stop()
        if self.limit_concurrency is not None and self.config.limit_concurrency is not None:
            self.limit_concurrency = self.config.limit_concurrency + Held.count
        super().on_headers_complete()

    def _wait(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self._close)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _abort(self) -> None:
        """End the connection without what still waits: its client takes nothing."""
        self.transport.abort()

    def _close(self, *_: Any) -> None:
        self._stop()
        if not self.transport.is_closing():
            self.transport.close()
