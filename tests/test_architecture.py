"""The layers, held by the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (
    "sandbox",
    "schema",
    "resolvers",
    "planning",
    "sources",
    "policy",
    "settings",
    "settings_callers",
    "settings_reading",
    "settings_telemetry",
    "settings_serving",
    "settings_schrijven",
    "settings_subscriptions",
    "gateway",
)
MAY_IMPORT = {
    "gateway": set(LAYERS),
    "schema": {"resolvers", "planning", "sources", "policy", "settings", "settings_callers"},
    "resolvers": {"planning", "sources", "policy", "settings"},
    "planning": {"sources"},
    "sources": {"settings"},
    "policy": set(),
    "settings": {
        "settings_callers",
        "settings_reading",
        "settings_schrijven",
        "settings_serving",
        "settings_subscriptions",
        "settings_telemetry",
    },
    "settings_telemetry": {"settings_reading"},
    "settings_callers": {"settings_reading"},
    "settings_reading": set(),
    "settings_schrijven": {"settings_reading"},
    "settings_serving": {"settings_reading"},
    "sandbox": set(),
}
HTTP = {
    "sources/client.py",
    "sources/transport.py",
    "gateway.py",
    "gateway_telemetry.py",
}
DURABLE = {"policy/filelock.py", "policy/spool.py", "policy/spoolreader.py"}
"""They need `os` for fsync and locks; ruff bans its environment everywhere."""
PROCESSES = {"schema/metrics_server.py"}
"""It needs `os` to know which other workers live."""
MAX_LINES = 400


def files() -> list[Path]:
    """Return every Python file of the project."""
    folders = [ROOT / layer for layer in LAYERS if (ROOT / layer).is_dir()]
    found = [path for folder in folders for path in folder.rglob("*.py")]
    return sorted(
        [
            *found,
            *ROOT.glob("gateway*.py"),
            *ROOT.glob("settings*.py"),
            *(ROOT / "tests").glob("*.py"),
        ]
    )


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Return every node of a file."""
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def name_of(path: Path) -> str:
    """Return the path below the root."""
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Return the dotted names a file imports."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_imports_point_down(path: Path) -> None:
    layer = name_of(path).split("/")[0].removesuffix(".py").split("_")[0]
    if layer == "tests":
        return
    roots = {name.split(".")[0] for name in imported(path)}
    assert (roots & set(LAYERS)) - {layer} <= MAY_IMPORT[layer]
    if layer in ("sources", "policy", "settings", "sandbox"):
        assert not roots & {"graphql", "strawberry"}
    if layer != "sandbox" and name_of(path) not in HTTP:
        assert not roots & {"httpx", "aiohttp", "httpx_aiohttp", "requests", "urllib3"}
    if name_of(path) not in {"settings.py", *DURABLE, *PROCESSES}:
        assert "os" not in roots or layer == "sandbox"


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_files_are_short_and_say_what_they_are(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    assert ast.get_docstring(ast.parse(text)) or not text.strip()


UNGUARDED = {
    "parse_one": {
        "sources/loader.py",
        "sources/catalogus.py",
        "sources/resource.py",
        "sources/kvk/reader.py",
    },
    "parse_page": {"sources/paging.py"},
    "parse_rows": {"sources/paging.py"},
    "read_page": {"sources/paging.py", "resolvers/access/trust.py"},
    "search_all": {"sources/loader.py", "resolvers/access/zaken.py"},
    "unguarded": {"resolvers/access/case.py"},
    "kept_records": {"sources/loader.py"},
    "kept_rows": {"sources/paging.py"},
    "kept_children": {"planning/cached.py"},
}
"""Where a register's answer becomes records before the guard has seen them, and nowhere else: what
was just read, and what the zaak cache kept of it."""


@pytest.mark.parametrize("name", UNGUARDED)
def test_records_enter_the_graph_through_the_guard_only(name: str) -> None:
    users = {
        name_of(path)
        for path in files()
        if not name_of(path).startswith(("tests/", "sandbox/"))
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and name in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))
    }
    assert users == UNGUARDED[name]
