"""A real Redis or Valkey server for one test."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

BINARY = shutil.which("valkey-server") or shutil.which("redis-server")
needs_server = pytest.mark.skipif(BINARY is None, reason="no valkey-server or redis-server here")


class Server:
    """A server of this test alone, on a port of its own, that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._folder = folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(BINARY), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(  # noqa: S603  our own command
            [*command, "--appendonly", "no", "--dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        client = Redis.from_url(self.url)
        while True:
            try:
                client.ping()
            except RedisError:
                assert self.process.poll() is None
            else:
                client.close()
                return

    def stop(self) -> None:
        """Kill it, as a machine that goes away does."""
        self.process.kill()
        self.process.wait()

    def keys(self) -> list[str]:
        """Return the keys it holds."""
        client = Redis.from_url(self.url, decode_responses=True)
        found: list[str] = sorted(str(key) for key in client.scan_iter())
        client.close()
        return found


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now
