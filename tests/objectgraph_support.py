"""A graph with the Objects API, and what its sandbox holds."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import graph_support
from graph_support import Graph, sandbox_with
from sandbox import Sandbox
from sandbox.landscape import OBJECTEN_ROOT
from sandbox.objecten import Objecten
from sandbox.objecten.objecttypen import BOOM, MELDING, OBJECTTYPEN, STRAATMEUBILAIR, TAAK
from sandbox.objecten.register import Object, Record

ALSO = ("objecten",)
WARM = """{ objecttypen { versies { version } } }"""
NAMES = {
    BOOM.uuid: "Boom",
    STRAATMEUBILAIR.uuid: "Straatmeubilair",
    MELDING.uuid: "Melding openbare ruimte",
    TAAK.uuid: "Externe taak",
}
assert {item.uuid: item.name for item in OBJECTTYPEN} == NAMES


def register() -> Objecten:
    """Return what the Objects API of the sandbox holds."""
    extra = sandbox_with("openzaak", ALSO).extra
    assert extra is not None
    return extra.objecten


def objects_of(kind: Any) -> list[Object]:
    """Return the objects of a type that exist today, the newest first, as the list gives them."""
    found = [item for item in reversed(register().objects.values()) if item.type_uuid == kind.uuid]
    return [item for item in found if current(item) is not None]


def current(item: Object, day: str = "") -> Record | None:
    """Return what an object holds on a day."""
    at = day or today()
    return next((record for record in reversed(item.records) if record.is_at(at)), None)


def today() -> str:
    """Return the day of the sandbox."""
    return date.today().isoformat()


def matching(kind: Any, keep: Callable[[Any], bool], day: str = "") -> list[str]:
    """Return the uuids of the objects of a type whose data is kept."""
    found = [(item, current(item, day)) for item in objects_of(kind)]
    return [item.uuid for item, record in found if record is not None and keep(record.data)]


def with_upstreams(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> Sandbox:
    """Put a landscape whose Objects API is configured otherwise in the place of the shared one."""
    whole = sandbox_with("openzaak", ALSO)
    upstreams = tuple(
        change(item) if item["name"] == "objecten" else item for item in whole.upstreams
    )
    changed = dataclasses.replace(whole, upstreams=upstreams)
    monkeypatch.setattr(graph_support, "shared_sandbox", lambda _dialect: changed)
    return changed


def reads(graph: Graph) -> Counter[str]:
    """Return how often each kind of call was made: method and path without uuids."""
    found: Counter[str] = Counter()
    for method, path, _, _ in graph.asked:
        parts = ["{}" if len(part) == 36 else part for part in path.split("/")]
        found[f"{method} {'/'.join(parts[-2:])}"] += 1
    return found


def in_urls(graph: Graph) -> str:
    """Return everything that was asked outside bodies."""
    return " ".join(f"{path}?{query}" for _, path, query, _ in graph.asked)


def type_url(kind: Any) -> str:
    """Return the URL of an objecttype."""
    return f"{OBJECTEN_ROOT}objecttypes/{kind.uuid}"
