"""Metrics of `serve` with two workers: nothing counts twice or is lost, also not by the dead."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from front_support import ONLY_IN_CI
from telemetry_support import samples

ROOT = Path(__file__).parent.parent
REQUESTS, MORE, AT_ONCE, SCRAPES = 200, 50, 16, 8
PATIENCE = 120.0
"""Seconds that something may take which happens of itself: starting, a look of the other worker."""
pytestmark = [ONLY_IN_CI, pytest.mark.timeout(400)]


def free_ports() -> tuple[int, int]:
    """Return two ports that nobody listens on."""
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
    ):
        return one.getsockname()[1], two.getsockname()[1]


class Served:
    """A gateway over the sandbox with two workers, and its metrics on a port of their own."""

    def __init__(self, folder: Path, port: int, metrics: int) -> None:
        self._folder, self._origin = folder, f"http://127.0.0.1:{port}"
        self._metrics = f"http://127.0.0.1:{metrics}/metrics"
        self._http = httpx.Client(timeout=PATIENCE, headers={"Connection": "close"})

    def ask(self, _number: int = 0) -> int:
        """Ask one question over a connection of its own, which either worker may take."""
        body = {"query": "query Werklijst { __typename }"}
        return self._http.post(f"{self._origin}/graphql", json=body).status_code

    def load(self, count: int) -> bool:
        """Ask that many questions, many at once."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert set(pool.map(self.ask, range(count))) == {200}
        return False

    def counted(self, name: str) -> float:
        """Return the sum of a counter, as whichever worker is asked tells it."""
        text = self._http.get(self._metrics).text
        return sum(samples(text).get(name, {}).values())

    @property
    def directory(self) -> Path:
        """Where the workers keep their metrics."""
        (found,) = self._folder.glob("gateway-metrics-*")
        return found

    def workers(self) -> set[int]:
        """Return the processes that counted something."""
        files = self.directory.glob("counter_*.db")
        return {int(path.stem.rpartition("_")[2]) for path in files}

    def ask_until(self, workers: int) -> None:
        """Ask until that many processes have counted something."""
        wait_for(lambda: self.load(AT_ONCE) or len(self.workers()) >= workers)

    def close(self) -> None:
        """Let the client go."""
        self._http.close()

    def serves(self) -> bool:
        """Whether both ports answer."""
        try:
            return self.ask() == 200 and self.counted("gateway_requests_total") > 0
        except httpx.TransportError:
            return False


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Served, subprocess.Popen[bytes]]]:
    """Start it as one does by hand, and stop it."""
    port, metrics = free_ports()
    told = {
        "TMPDIR": str(folder),
        "GATEWAY_SANDBOX": "klein",
        "GATEWAY_PORT": str(port),
        "GATEWAY_WORKERS": "2",
        "GATEWAY_METRICS_PORT": str(metrics),
        "GATEWAY_RATE_REQUESTS": "0",
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "gateway.py", "serve"],
            cwd=ROOT,
            env={**os.environ, **told},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    served = Served(folder, port, metrics)
    try:
        wait_for(lambda: process.poll() is not None or served.serves())
        assert process.poll() is None, (folder / "log").read_text("utf-8")
        yield served, process
    finally:
        served.close()
        process.terminate()
        process.wait(PATIENCE)


def test_two_workers_count_every_request_once(tmp_path: Path) -> None:
    """Whichever worker is asked, while both live and after one was killed and replaced."""
    with serving(tmp_path) as (served, process):
        served.ask_until(workers=2)
        begin = served.counted("gateway_requests_total")
        served.load(REQUESTS)
        told = {served.counted("gateway_requests_total") for _ in range(SCRAPES)}
        assert told == {begin + REQUESTS}
        wait_for(lambda: served.counted("gateway_operation_cache_total") == begin + REQUESTS)
        first, second = served.workers()
        os.kill(first, signal.SIGKILL)
        served.ask_until(workers=3)
        before = served.counted("gateway_requests_total")
        assert before >= begin + REQUESTS + AT_ONCE
        served.load(MORE)
        told = {served.counted("gateway_requests_total") for _ in range(SCRAPES)}
        assert told == {before + MORE}
        assert (served.directory / f"counter_{first}.db").is_file()
        assert not list(served.directory.glob(f"gauge_live*_{first}.db"))
        assert list(served.directory.glob(f"gauge_live*_{second}.db"))
        directory = served.directory
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        assert not directory.exists()
