"""Writes the landschap.toml with which the gateway reads the simulator."""

from __future__ import annotations

from pathlib import Path

from bench.operations import BIG_PAGE
from bench.sim.shapes import ZGW, Roots

NAMES = {**{api: f"openzaak-{api}" for api in ZGW}, "klantinteracties": "openklant", "brp": "brp"}


def landscape(host: str, port: int) -> str:
    """Return the TOML of a gateway on `port` over the simulator at `host`."""
    lines = [
        "# Written by bench/landscape.py.",
        "[gateway]",
        'host = "127.0.0.1"',
        f"port = {port}",
        "workers = 1",
        "explain = true",
        f"max_page_size = {BIG_PAGE}",
        "# The limits of clients and of load are not what is compared here.",
        "rate_requests = 0",
        "rate_cost = 0",
        "max_operations = 1000",
        "max_cost_rows = 1000000",
        'log_level = "WARNING"',
    ]
    for api, root in Roots(host).by_api.items():
        lines += [
            "",
            "[[upstream]]",
            f'name = "{NAMES[api]}"',
            f'api = "{api}"',
            f'root = "{root}"',
            "read_timeout = 60.0",
            "total_timeout = 60.0",
            f"page_size = {BIG_PAGE}",
        ]
    return "\n".join(lines) + "\n"


def write_landscape(path: Path, host: str, port: int) -> Path:
    """Write the landscape and return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(landscape(host, port), "utf-8")
    return path
