"""uvicorn's websocket protocol, with an end that waits for nobody and less of it kept in memory."""

from __future__ import annotations

import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

END_SECONDS = 5.0
"""For a client to take what is left and the code; then the connection is broken off."""


log = logging.getLogger("gateway.websocket")
log.setLevel(
    logging.WARNING
)  # a line per connection, with its address, is no more wanted than of HTTP


class StreamProtocol(WebSocketsSansIOProtocol):
    """One websocket."""

    def connection_made(self, transport: Any) -> None:
        """Begin; who connects is not logged."""
        self.logger = self.conn.logger = log
        super().connection_made(transport)

    def handle_connect(self, event: Any) -> None:
        """Begin; what stands in the query of the URL goes into no log."""
        path, _, query = event.path.partition("?")
        event.path = path
        super().handle_connect(event)
        if hasattr(self, "scope"):
            scope: Any = self.scope
            scope["gateway.close"] = self.close_now
            scope["gateway.query"] = bool(query)

    def keepalive_timeout(self) -> None:
        """Close a connection of which nobody answers, and wait not long for that."""
        super().keepalive_timeout()
        self.loop.call_later(END_SECONDS, self.transport.abort)

    async def send(self, message: Any) -> None:
        """Send; an answer of HTTP instead of a handshake is complete with its body."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True

    def close_now(self, code: int, reason: str) -> None:
        """Close with a code, also when the client takes nothing; break off if that stays so."""
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(END_SECONDS, self.transport.abort)
