"""The floor: a hand-written server that makes the fewest calls for each operation, and no more.

    python -m bench.floor --port 9103 --registers http://127.0.0.1:9100

It knows the operations by name and ignores the rest of the document. What it costs is what the
same answers cost without GraphQL, validation, limits or error handling.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from bench.flooring.answers import Floor
from bench.flooring.reads import Reads
from bench.serving import serve
from bench.sim.tables import encode

OPERATION = re.compile(r"query (\w+)")
HEADERS = [(b"content-type", b"application/json")]


class FloorApp:
    """The ASGI application."""

    def __init__(self, host: str) -> None:
        self._reads = Reads(host)
        self._floor = Floor(self._reads)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one HTTP request, or the start and stop of the server."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["path"].startswith("/split/"):
            self._floor.split = int(scope["path"].rpartition("/")[2])
            body = b"{}"
        else:
            body = await self._answer(receive)
        headers = [*HEADERS, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, receive: Any) -> bytes:
        asked = msgspec.json.decode((await receive())["body"])
        match = OPERATION.search(asked["query"])
        assert match is not None  # noqa: S101  only bench/queries is asked
        data = await self._floor.by_name[match[1]](asked["variables"])
        return encode({"data": data})

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        await self._reads.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._reads.stop()
        await send({"type": "lifespan.shutdown.complete"})


def main() -> None:
    """Serve until stopped."""
    serve(FloorApp, __doc__)


if __name__ == "__main__":
    main()
