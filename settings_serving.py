"""The settings of how the gateway is served, started and stopped; part of `[gateway]`."""

from __future__ import annotations

from dataclasses import dataclass

from settings_reading import setting


@dataclass(frozen=True, kw_only=True)
class ServingSettings:
    """How the processes of the gateway listen, stop, and share what they know."""

    host: str = setting("Address to listen on.", "127.0.0.1")
    port: int = setting("Port to listen on.", 8000)
    workers: int = setting("Worker processes.", 1)
    drain_seconds: float = setting(
        "Seconds after SIGTERM in which /health/ready answers 503 and requests are still taken; "
        "0: none.",
        0.0,
    )
    stop_seconds: float = setting(
        "Seconds after that for what is under way to finish; then it is broken off.", 30.0
    )
    shared_catalogus: bool = setting(
        "Also share the catalogus over the server of `limit_redis_env`, when that is set.", True
    )
