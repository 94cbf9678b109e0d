"""Describes the machine and the versions a run was made with."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import msgspec

from bench.processes import ROOT
from bench.targets import BASELINES, node

PACKAGES = (
    *("strawberry-graphql", "graphql-core", "aiodataloader", "httpx", "aiohttp", "msgspec"),
    *("uvicorn", "uvloop", "httptools"),
)
NODE_PACKAGES = {
    "yoga": ("graphql-yoga", "graphql", "@envelop/graphql-jit", "dataloader", "undici"),
    "hive": ("@graphql-hive/gateway", "@graphql-mesh/compose-cli", "@omnigraph/openapi"),
}


def describe() -> dict[str, str]:
    """Return what a reader needs to judge the numbers."""
    return {
        "cpu": _cpu_model(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "node": _output(node(), "--version"),
        "node packages": ", ".join(_node_packages()),
        "commit": f"{_output('git', 'rev-parse', '--short', 'HEAD')}{_changes()}",
        "load average at the start": load_average(),
    }


def load_average() -> str:
    """Return how busy the machine is, this run included."""
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _memory() -> str:
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    return f"{kilobytes / 1_048_576:.0f} GB"


def _node_packages() -> list[str]:
    found = []
    for folder, names in NODE_PACKAGES.items():
        for name in names:
            path = BASELINES / folder / "node_modules" / name / "package.json"
            if path.exists():
                found.append(f"{name} {msgspec.json.decode(path.read_bytes())['version']}")
    return found


def _changes() -> str:
    return " with changes" if _output("git", "status", "--porcelain", "-uno") else ""


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "?"
    return done.stdout.strip()
