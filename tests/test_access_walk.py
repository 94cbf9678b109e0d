"""For each type of the graph and each path to it: who may not see it gets nothing.

The paths come from the schema itself (walk_support). A path counts only when the developer does
find something there; then a caller without rights, a stranger among citizens and an employee of
another department must find nothing.
"""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any, NamedTuple

import pytest
from access_support import EVERYBODY_ELSE, Acting, citizen, department, principal, staff
from walk_support import (
    ALSO,
    Edge,
    Path,
    edges,
    found_in,
    is_container,
    objects,
    operation,
    paths_to,
    public_types,
)

from policy.grants import NOTHING, UNLIMITED, Rights
from policy.identity import DEVELOPER, Kind, Principal
from schema.base import RESOURCE_TYPES

LEAST_PROVEN = 400
"""Edges of which the sandbox has an example; fewer means that this test stopped looking."""

REPEATS = {f"Query.klant:{kind}" for kind in ("Persoon", "Bedrijf", "Vestiging")}


class Proven(NamedTuple):
    """An edge, a path to it, and the operation that finds something there."""

    edge: Edge
    path: Path
    text: str


WIDE: dict[str, Any] = {
    "also": ALSO,
    "max_page_size": 100,
    "max_cost_calls": 1_000_000,
    "max_cost_rows": 1_000_000,
    "max_root_fields": 100,
    "max_aliases": 1_000,
    "operation_cache": 10_000,
}
"""Nothing is refused for its size or cost here: a leak must not hide behind that."""


RUNNER = asyncio.Runner()
"""One event loop for all callers, since they ask one gateway."""


@cache
def gateway() -> Acting:
    """Return the gateway that every caller here asks: what is the same for all is made once."""
    return Acting((DEVELOPER, UNLIMITED), **WIDE)


@cache
def proven() -> list[Proven]:
    """Return one operation per edge that gives the developer something."""

    async def look() -> list[Proven]:
        graph = gateway()
        found = []
        for edge in edges():
            for path in paths_to(edge.parent):
                text = operation(path, edge)
                if text != "{  }" and found_in((await graph.post(text)).get("data")):
                    found.append(Proven(edge, path, text))
                    break
        return found

    return RUNNER.run(look())


def is_public(way: Proven) -> bool:
    """Whether a way only passes through the catalogus, which holds no personal data."""
    types = [*(step.into for step in way.path), way.edge.target]
    return all(name in public_types() or is_container(name) for name in types)


def leaks(caller: tuple[Principal, Rights], ways: list[Proven]) -> list[str]:
    """Return the edges where a caller found something."""
    graph = gateway()
    graph.caller = caller
    graph.forget()

    async def look() -> list[str]:
        return [
            f"{way.edge}: {way.text[:300]}"
            for way in ways
            if not is_container(way.edge.target)
            and found_in((await graph.post(way.text)).get("data"))
        ]

    return RUNNER.run(look())


@pytest.mark.timeout(180)
def test_the_walk_finds_something_on_most_edges_and_every_type_with_an_id() -> None:
    ways = proven()
    assert len(ways) >= LEAST_PROVEN
    assert RESOURCE_TYPES.keys() <= {way.edge.target for way in ways}
    assert {"Persoon", "PersoonBeperkt", "Partij", "Bedrijf", "Vestiging"} <= {
        way.edge.target for way in ways
    }
    assert {way.edge.field for way in ways if way.edge.parent == "Query"} == set(
        objects()["Query"].fields
    )


def test_who_has_no_rights_finds_nothing_and_no_register_is_asked() -> None:
    assert leaks((principal(Kind.MEDEWERKER), NOTHING), proven()) == []
    assert sum(gateway().calls.values()) == 0


def test_a_citizen_finds_nothing_of_others() -> None:
    assert leaks(citizen(EVERYBODY_ELSE), [way for way in proven() if not is_public(way)]) == []


def test_an_employee_finds_nothing_of_another_department() -> None:
    """`klant` itself only repeats the number that was asked for; what hangs on it is looked at."""
    other = staff(department("STANDPLAATSVERGUNNING"))
    ways = [way for way in proven() if not is_public(way) and str(way.edge) not in REPEATS]
    assert leaks(other, ways) == []
