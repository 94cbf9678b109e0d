"""The schema of the gateway, and `gateway.py schema`: print it, compare it, name its changes."""

from __future__ import annotations

import argparse
import sys
from functools import cache
from pathlib import Path

import strawberry

from schema.build import build, with_defer
from schema.changes import Report, acknowledged_in, compare
from schema.federation import federated, subgraph_sdl
from schema.mutation import Mutation
from schema.query import TYPES, Query
from schema.subscription import Subscription
from settings import Settings

ROOT = Path(__file__).parent
SDL = ROOT / "schema" / "schema.graphql"
RELEASED = ROOT / "schema" / "released.graphql"
"""The SDL of the last release; see docs/schema-changes.md."""
CHANGELOG = ROOT / "CHANGELOG.md"


@cache
def build_schema() -> strawberry.Schema:
    """Return the schema; it is the same for every app of a process."""
    return with_defer(build(Query, TYPES, mutation=Mutation, subscription=Subscription))


@cache
def build_subgraph() -> strawberry.Schema:
    """Return the schema with what a router of Apollo Federation asks of a subgraph."""
    return federated(Query, TYPES, mutation=Mutation, subscription=Subscription)


def schema(_settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the SDL, or compare it with the committed or the released one."""
    if arguments.federation:
        print(subgraph_sdl(build_schema()), end="")
        return 0
    sdl = build_schema().as_str() + "\n"
    if arguments.changes is not None:
        return _changes(Path(arguments.changes), sdl)
    if not arguments.check:
        print(sdl, end="")
        return 0
    if SDL.read_text("utf-8") == sdl:
        return 0
    print("schema/schema.graphql is not what the code makes: run `make schema`", file=sys.stderr)
    return 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gateway.py schema`."""
    parser.add_argument("--check", action="store_true", help="compare, do not print")
    parser.add_argument(
        "--federation", action="store_true", help="print what composes a supergraph"
    )
    parser.add_argument(
        "--changes",
        nargs="?",
        const=str(RELEASED),
        metavar="OLD",
        help="name what changed since this SDL (without OLD: since the last release); "
        "1 when something breaks that CHANGELOG.md does not name",
    )


def report_of(old: str, new: str, changelog: str) -> Report:
    """Return what changed between two SDLs, and which of it the changelog acknowledges."""
    return compare(old, new, acknowledged_in(changelog))


def _changes(old: Path, new: str) -> int:
    try:
        before = old.read_text("utf-8")
    except OSError:
        print(f"no readable SDL at {old}", file=sys.stderr)
        return 2
    report = report_of(before, new, CHANGELOG.read_text("utf-8"))
    if old != RELEASED:  # the changelog speaks of the last release, not of this SDL
        report = report.without_stale()
    print(report.text())
    return 0 if report.is_good else 1
