"""Starts and stops what is measured, and reads what it used from /proc."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1_048_576
ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "bench" / "results" / "logs"


@dataclass
class Process:
    """A child process with everything it starts itself."""

    name: str
    child: subprocess.Popen[bytes]

    def pids(self) -> list[int]:
        """Return the process and its descendants."""
        found = [self.child.pid]
        for pid in found:
            for path in Path(f"/proc/{pid}/task").glob("*/children"):
                found.extend(int(child) for child in _read(path).split())
        return found

    def cpu_seconds(self) -> float:
        """Return the processor time used so far, user and system."""
        ticks = 0
        for pid in self.pids():
            fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:13]))
        return ticks / TICKS

    def rss_mb(self) -> float:
        """Return the resident memory now."""
        pages = 0
        for pid in self.pids():
            pages += sum(map(int, _read(Path(f"/proc/{pid}/statm")).split()[1:2]))
        return pages * PAGE_MB

    def stop(self) -> None:
        """End the process group this started; harmless when it ended by itself."""
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGTERM)
            try:
                self.child.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self.child.pid, signal.SIGKILL)
                self.child.wait(5)


def _read(path: Path) -> str:
    """Return what /proc tells, or nothing when that thread or process ended meanwhile."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def start(
    name: str, command: Sequence[str], ready_url: str, env: Mapping[str, str], cwd: Path = ROOT
) -> Process:
    """Start a process and return when its URL answers. Raises RuntimeError when it does not."""
    LOGS.mkdir(parents=True, exist_ok=True)
    settings = [f"{key}={value}" for key, value in env.items()]
    with (LOGS / f"{name}.log").open("wb") as log:
        child = subprocess.Popen(  # noqa: S603  our own commands, no input from outside
            ["/usr/bin/env", *settings, *command],
            cwd=cwd,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    process = Process(name, child)
    try:
        _wait_until_ready(process, ready_url)
    except BaseException:
        process.stop()
        raise
    return process


def _wait_until_ready(process: Process, url: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.child.poll() is not None:
            raise RuntimeError(f"{process.name} ended: see {LOGS / process.name}.log")
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310  a loopback URL of ours
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.name} does not answer at {url}")


def python(*arguments: str) -> list[str]:
    """Return a command that runs in this interpreter."""
    return [sys.executable, *arguments]


def start_simulator(port: int, latency: str = "const:0") -> Process:
    """Start the simulator of the registers."""
    command = python("-m", "bench.simulator", "--port", str(port), "--latency", latency)
    return start(f"simulator-{port}", command, f"http://127.0.0.1:{port}/__stats", {})
