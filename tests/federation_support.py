"""Two small subgraphs of others, and the gateway beside them behind Hive Gateway.

`taken` knows tasks about zaken and notes about persons; `aantekeningen` adds a field to everything
with an id (an interface object). Both are made with Strawberry's own federation.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import strawberry
from strawberry.asgi import GraphQL
from subgraph_support import subgraph, zaak
from test_real_server import served

from graph_support import Graph
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.callers import login_token

FOLDER = Path(__file__).parent / "federatie"
INSTALLED = (FOLDER / "node_modules" / ".package-lock.json").exists() and bool(shutil.which("node"))
SECONDS = 45


@strawberry.federation.type(keys=["id"])
class Zaak:
    """What `taken` adds to a zaak: its tasks."""

    id: strawberry.ID

    @strawberry.field
    def taken(self) -> list[Taak]:
        """Return the tasks of this zaak."""
        return [taak for taak in TAKEN if taak.zaak.id == self.id]

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Zaak:
        """Return the zaak of a representation."""
        return cls(id=id)


@strawberry.federation.type(keys=["burgerservicenummer"])
class Persoon:
    """What `taken` adds to a person: for whom to call."""

    burgerservicenummer: str

    @strawberry.field
    def notitie(self) -> str:
        """Return a note that shows whose it is."""
        return f"bel terug ({SHOWCASE_BSNS.index(self.burgerservicenummer)})"

    @classmethod
    def resolve_reference(cls, burgerservicenummer: str) -> Persoon:
        """Return the person of a representation."""
        return cls(burgerservicenummer=burgerservicenummer)


@strawberry.federation.type(keys=["id"])
class Taak:
    """A task about a zaak."""

    id: strawberry.ID
    titel: str
    zaak: Zaak
    voor: Persoon


PLACES = (0, 3, 3, 5, 8)
"""The zaken of the tasks, by their place in the sandbox."""
REMARKED = (2, 4)
TAKEN = [
    Taak(
        id=strawberry.ID(f"t{number}"),
        titel=f"Taak {number}",
        zaak=Zaak(id=strawberry.ID(zaak(place)["id"])),
        voor=Persoon(burgerservicenummer=SHOWCASE_BSNS[number % 2]),
    )
    for number, place in enumerate(PLACES)
]


@strawberry.type
class TakenQuery:
    """The root of `taken`."""

    @strawberry.field
    def taken(self) -> list[Taak]:
        """Return every task."""
        return TAKEN


@strawberry.federation.interface_object(name="Node", keys=["id"])
class AnyNode:
    """Everything with an id, which `aantekeningen` adds a remark to."""

    id: strawberry.ID

    @strawberry.field
    def aantekening(self) -> str:
        """Return a remark that shows what it is about."""
        return f"over {self.id}"

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> AnyNode:
        """Return the node of a representation."""
        return cls(id=id)


@strawberry.type
class AantekeningenQuery:
    """The root of `aantekeningen`."""

    @strawberry.field
    def laatste(self) -> list[AnyNode]:
        """Return what was remarked upon last, of which only the ids are known here."""
        return [AnyNode(id=strawberry.ID(zaak(place)["id"])) for place in REMARKED]


class Asked(NamedTuple):
    """What a subgraph was asked: the operation, and the headers it came with."""

    query: str
    variables: dict[str, Any]
    headers: dict[str, str]


class Recording:
    """An ASGI app that keeps every operation it is asked."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.asked: list[Asked] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        message: dict[str, Any] = {"body": b"", "more_body": True}
        body = b""
        while message["more_body"]:
            message = {"more_body": False, **await receive()}
            body += message.get("body", b"")
        if body:
            read = json.loads(body)
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            self.asked.append(Asked(read["query"], read.get("variables") or {}, headers))
        pending = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Any:
            return pending.pop() if pending else await receive()

        await self.app(scope, replay, send)


class Supergraph:
    """Hive Gateway over the gateway of the sandbox and the two small subgraphs."""

    def __init__(self, graph: Graph, origin: str, subgraphs: dict[str, Recording]) -> None:
        self.graph, self.origin, self.subgraphs = graph, origin, subgraphs

    async def ask(self, query: str, **headers: str) -> dict[str, Any]:
        """Return the answer of the router to an operation; forgets what was asked before."""
        self.graph.forget()
        for found in self.subgraphs.values():
            found.asked.clear()
        async with httpx.AsyncClient(timeout=SECONDS) as http:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            response = await http.post(
                f"{self.origin}/graphql", json={"query": query}, headers=names
            )
        body: dict[str, Any] = response.json()
        return body

    def fetches(self) -> dict[str, int]:
        """Return how often the router asked each subgraph."""
        return {name: len(found.asked) for name, found in self.subgraphs.items() if found.asked}


@contextlib.asynccontextmanager
async def supergraph(folder: Path) -> AsyncIterator[Supergraph]:
    """Compose the subgraphs, serve the supergraph, and stop all of it at the end."""
    graph = subgraph(introspection=False, strategy="fewest")
    await graph.warm()
    subgraphs = {
        "gemeente": Recording(graph.app),
        "taken": Recording(GraphQL(strawberry.federation.Schema(TakenQuery))),
        "aantekeningen": Recording(
            GraphQL(strawberry.federation.Schema(AantekeningenQuery, types=[AnyNode]))
        ),
    }
    async with contextlib.AsyncExitStack() as stack:
        urls = {
            name: await stack.enter_async_context(served(app)) for name, app in subgraphs.items()
        }
        sdl = folder / "supergraph.graphql"
        paths = {"gemeente": "/graphql"}
        pairs = [f"{name}={url}{paths.get(name, '/')}" for name, url in urls.items()]
        await run("node", "compose.mjs", str(sdl), *pairs, TOKEN=login_token("router", []))
        origin = await stack.enter_async_context(router(sdl, folder))
        yield Supergraph(graph, origin, subgraphs)


async def run(*command: str, **environment: str) -> str:
    """Run a command in the folder of the router to its end, and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=FOLDER,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **environment},
    )
    output, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode == 0, output.decode()
    return output.decode()


@contextlib.asynccontextmanager
async def router(sdl: Path, folder: Path) -> AsyncIterator[str]:
    """Serve a supergraph through Hive Gateway on a free loopback port; give its origin."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    binary = str(FOLDER / "node_modules" / ".bin" / "hive-gateway")
    options: Sequence[str] = ("--host", "127.0.0.1", "--port", str(port))
    log = folder / "router.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(binary, "supergraph", str(sdl), *options),
            cwd=FOLDER,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "NODE_ENV": "production"},
        )
        origin = f"http://127.0.0.1:{port}"
        try:
            await _answers(origin, process, log)
            yield origin
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), SECONDS)


async def _answers(origin: str, process: asyncio.subprocess.Process, log: Path) -> None:
    """Wait until the router says that it is ready."""
    async with httpx.AsyncClient() as http, asyncio.timeout(SECONDS):
        while process.returncode is None:
            with contextlib.suppress(httpx.TransportError):
                if (await http.get(f"{origin}/readiness")).status_code == 200:
                    return
            await asyncio.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))  # noqa: ASYNC240  nothing else runs any more
