"""Serves a target of the benchmark: the same server and options for each."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import uvicorn


def serve(build: Callable[[str], Any], description: str | None) -> None:
    """Serve the app over the registers that the command line names, until stopped."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--registers", required=True)
    options = parser.parse_args()
    uvicorn.run(
        build(options.registers),
        port=options.port,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
    )
