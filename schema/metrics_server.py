"""Serves /metrics: apart from the graph on a port of its own, or beside it for who has the token.

Several worker processes share that port; whichever is asked answers for all of them, from the files
that the Prometheus client keeps for each (`PROMETHEUS_MULTIPROC_DIR`).
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn
from prometheus_client import CollectorRegistry, generate_latest, values
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from settings import SettingsError

PATH = "/metrics"
TICK = 5.0
"""Seconds between two looks of a worker at how it stands, when others may answer for it."""
BACKLOG = 16


def is_shared() -> bool:
    """Whether this process keeps its metrics in files that other workers read too."""
    return getattr(values.ValueClass, "__name__", "") == "MmapedValue"


class Exposition:
    """Answers what the metrics are now."""

    def __init__(
        self, registry: CollectorRegistry, sample: Callable[[], None], directory: str, token: str
    ) -> None:
        self._registry, self.sample = registry, sample
        self._directory, self._token = directory, token.encode()

    def text(self) -> bytes:
        """Return the metrics of this process, or of all workers."""
        self.sample()
        if not self._directory:
            return generate_latest(self._registry)
        _forget_dead(Path(self._directory))
        together = CollectorRegistry()
        MultiProcessCollector(together, path=self._directory)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    async def answer(self, request: Request) -> Response:
        """Answer Prometheus."""
        sent = request.headers.get("authorization", "").encode("latin-1")
        if self._token and not hmac.compare_digest(sent, b"Bearer " + self._token):
            told = {"WWW-Authenticate": 'Bearer realm="metrics"'}
            return PlainTextResponse("metrics are for who has the token\n", 401, headers=told)
        return Response(self.text(), media_type=CONTENT_TYPE_LATEST)

    async def tick(self) -> None:
        """Look often, for ever: another worker may be asked."""
        while True:
            self.sample()
            await asyncio.sleep(TICK)

    @property
    def route(self) -> Route:
        """Where it is served."""
        return Route(PATH, self.answer)


def _forget_dead(directory: Path) -> None:
    """Leave out how dead workers stood; what they counted stays counted."""
    for path in directory.glob("gauge_live*.db"):
        pid = path.stem.rpartition("_")[2]
        if pid.isdecimal() and not _lives(int(pid)):
            with contextlib.suppress(OSError):
                mark_process_dead(int(pid), str(directory))  # type: ignore[no-untyped-call]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class _Server(uvicorn.Server):
    """A server beside another one, which is the one that handles signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the other server."""
        yield


class SidePort:
    """A port of its own for /metrics."""

    def __init__(self, host: str, port: int, exposition: Exposition) -> None:
        self._host, self._port = host, port
        app = Starlette(routes=[exposition.route])
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=BACKLOG,
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to serve. Raises SettingsError when the port cannot be had."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared():
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            listening.bind((self._host, self._port))
        except OSError as error:
            listening.close()
            where = f"{self._host}:{self._port}"
            raise SettingsError(
                f"gateway: 'metrics_port': {where} cannot be had: {error.strerror}"
            ) from None
        listening.listen(BACKLOG)
        self._task = asyncio.create_task(self._server.serve([listening]))

    async def aclose(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
