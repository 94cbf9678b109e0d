"""What this process does when it is told something: SIGHUP to reload, SIGTERM to stop in order.

uvicorn stops accepting at once on SIGTERM. In a cluster the balancer learns of that only some
seconds later and sends requests meanwhile; so SIGTERM is kept from uvicorn until those are over.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

from schema.stopping import Stopping


def on_hangup(act: Callable[[], None]) -> None:
    """Do this at SIGHUP, where this process can be told so."""
    with suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, act)


def on_terminate(stopping: Stopping, seconds: float) -> None:
    """At SIGTERM say so for that many seconds before the server stops; a second one ends that."""
    if not seconds:
        return
    stop = signal.getsignal(signal.SIGTERM)
    loop = asyncio.get_running_loop()
    timer: asyncio.TimerHandle | None = None

    def pass_on() -> None:
        loop.remove_signal_handler(signal.SIGTERM)
        signal.signal(signal.SIGTERM, stop)
        signal.raise_signal(signal.SIGTERM)

    def told() -> None:
        nonlocal timer
        if timer is not None:
            timer.cancel()
            pass_on()
            return
        stopping.begin(seconds)
        timer = loop.call_later(seconds, pass_on)

    with suppress(NotImplementedError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGTERM, told)
