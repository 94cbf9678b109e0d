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
    """At SIGTERM say so for that many seconds before the server stops; a second one ends that.

    At SIGINT say so and let the server stop at once: streams that are open would keep it.
    """
    with suppress(NotImplementedError, RuntimeError, ValueError):
        _Told(signal.SIGTERM, stopping, seconds)
        _Told(signal.SIGINT, stopping, 0.0)


class _Told:
    """Stands before the server's own handler of a signal."""

    def __init__(self, number: signal.Signals, stopping: Stopping, seconds: float) -> None:
        self._number, self._stopping, self._seconds = number, stopping, seconds
        self._own = signal.getsignal(number)
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._loop.add_signal_handler(number, self._come)

    def _come(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._pass_on()
            return
        self._stopping.begin(self._seconds)
        if self._seconds:
            self._timer = self._loop.call_later(self._seconds, self._pass_on)
        else:
            self._pass_on()

    def _pass_on(self) -> None:
        self._loop.remove_signal_handler(self._number)
        signal.signal(self._number, self._own)
        signal.raise_signal(self._number)
