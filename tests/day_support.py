"""The gateway over the wide sandbox of one fixed day, so that what documents show of it stays."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import uvicorn
from starlette.applications import Starlette

from gateway import build_app
from gateway_sandbox import with_sandbox_notificaties
from sandbox import Sandbox, build_sandbox
from settings import GatewaySettings, Settings

DAY = date(2026, 11, 24)
STARTED_WITHIN = 20.0
"""Seconds the server may take to come up."""


@cache
def _sandbox() -> Sandbox:
    return build_sandbox(today=DAY, landscape="groot")


def wide_gateway(*, is_told: bool = False, **gateway: Any) -> tuple[Starlette, Sandbox]:
    """Return the gateway without limits on how often one asks, and its sandbox.

    With `is_told` its registers tell it of changes once it is served, as with `make run`; who
    changes something restores the sandbox.
    """
    sandbox = _sandbox()
    sandbox.faults.clear()
    chosen = GatewaySettings(**{"rate_requests": 0, "rate_cost": 0, **gateway})
    settings = Settings(gateway=chosen, upstreams=())
    return build_app(with_sandbox_notificaties(settings) if is_told else settings, sandbox), sandbox


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an app from a thread on a free loopback port; give its origin."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", log_config=None))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    until = time.monotonic() + STARTED_WITHIN
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
