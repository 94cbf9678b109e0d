"""The simulator as a process: raw ASGI on uvicorn, with counters at /__stats.

    python -m bench.simulator --port 9100 --latency openzaak

POST /__reset forgets the counters; POST /__mode/<mode> changes the latency while it runs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

import uvicorn

from bench.sim.answers import Answer, Registers, Request, problem
from bench.sim.cost import CostModel
from bench.sim.shapes import Roots
from bench.sim.store import Store
from bench.sim.tables import encode

JSON_TYPE = (b"content-type", b"application/json")


class Simulator:
    """The ASGI application over one store."""

    def __init__(self, host: str, mode: str) -> None:
        self._store = Store(Roots(host))
        self._registers = Registers(self._store)
        self._costs = CostModel(mode)
        self._prefixes = {
            root.removeprefix(host): api for api, root in self._store.roots.by_api.items()
        }
        self._calls: Counter[str] = Counter()
        self._asked: Counter[tuple[str, str, bytes]] = Counter()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one HTTP request, or the start and stop of the server."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        path: str = scope["path"]
        body = await _read(receive) if scope["method"] == "POST" else b""
        if path.startswith("/__"):
            answer = self._control(path)
        else:
            answer = await self._call(scope, path, body)
        headers = [JSON_TYPE, (b"content-length", b"%d" % len(answer.body))]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _call(self, scope: dict[str, Any], path: str, body: bytes) -> Answer:
        at = path.find("/v1/") + 4 if "/v1/" in path else path.rfind("/") + 1
        api = self._prefixes.get(path[:at], "")
        if not api:
            return problem(404, "unknown API")
        query = scope["query_string"].decode()
        self._calls[api] += 1
        self._asked[path, query, body] += 1
        answer = self._registers.answer(Request(api, scope["method"], path[at:], query, body))
        await self._costs.spend(api, answer.work)
        return answer

    def _control(self, path: str) -> Answer:
        if path == "/__reset":
            self._calls.clear()
            self._asked.clear()
        elif path.startswith("/__mode/"):
            self._costs.set_mode(path.removeprefix("/__mode/"))
        stats = {
            "mode": self._costs.mode,
            "calls": self._calls.total(),
            "perUpstream": dict(self._calls),
            "repeated": sum(many - 1 for many in self._asked.values()),
        }
        answer = problem(200, "")
        return Answer(200, encode(stats), answer.work)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read(receive: Any) -> bytes:
    chunks, more = [], True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--latency", default="const:0")
    options = parser.parse_args()
    app = Simulator(f"http://127.0.0.1:{options.port}", options.latency)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=options.port,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,  # as nginx; with uvicorn's 5 s a pool may pick a closing connection
    )


if __name__ == "__main__":
    main()
