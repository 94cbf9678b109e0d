"""What needs npm or a browser: run by .ci/run, which installs it first; skipped elsewhere."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TYPESCRIPT = ROOT / "examples" / "typescript"
BROWSER = ROOT / "tests" / "browser"
ONLY_IN_CI = pytest.mark.skipif(
    os.environ.get("GATEWAY_FRONT_TESTS") != "1",
    reason="needs npm and Chromium: .ci/run installs them and sets GATEWAY_FRONT_TESTS=1",
)


async def run(folder: Path, *command: str, env: Mapping[str, str] | None = None) -> str:
    """Return what a command prints; fails the test, with that, when the command fails."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, **(env or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    text = printed.decode()
    assert process.returncode == 0, text
    return text
