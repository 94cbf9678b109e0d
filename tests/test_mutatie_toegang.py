"""For each mutation of the schema: who may not change that changes nothing, and is told nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from access_support import EVERYBODY_ELSE, citizen, principal, staff
from graphql import GraphQLField

from gateway import build_schema
from mutation_samples import SAMPLES, SELECTED
from mutation_support import Schrijver, lent, may_write, restored
from planning.reads import Way, reads_of
from policy.grants import NOTHING, WRITING
from policy.identity import Kind
from schema.build import graphql_schema


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """The gateway, with nothing written in its sandbox."""
    with lent() as made:
        yield made


def fields() -> dict[str, GraphQLField]:
    """Return every mutation of the graph."""
    root = graphql_schema(build_schema()).mutation_type
    assert root is not None
    found: dict[str, GraphQLField] = root.fields
    return found


NAMES = list(fields())


def select_of(name: str) -> str:
    """Return what is selected of the result of a mutation."""
    return SELECTED.get(name, "zaak { url }")


OTHERS: dict[str, Any] = {
    "nobody": (principal(Kind.MEDEWERKER), NOTHING),
    "reader": staff(may_write()),
    "writer-elsewhere": staff(may_write(*WRITING, identificatie="BEZWAAR")),
    "reader-here-writer-elsewhere": staff(
        may_write(), may_write(*WRITING, identificatie="BEZWAAR")
    ),
    "citizen": citizen(EVERYBODY_ELSE),
    "citizen-who-may-write": citizen(EVERYBODY_ELSE, scopes=WRITING),
}


def test_every_mutation_has_a_sample_and_says_what_it_writes() -> None:
    assert set(SAMPLES) == set(NAMES)
    for name, field in fields().items():
        reads = reads_of(field)
        assert reads is not None, name
        assert reads.way is Way.WRITE
        assert 1 <= reads.writes <= reads.calls
        assert {"invoer", "toelichting", "idempotentiesleutel"} <= set(field.args)


@pytest.mark.parametrize("name", NAMES)
async def test_who_may_not_changes_nothing(graph: Schrijver, name: str) -> None:
    for who, caller in OTHERS.items():
        graph.caller = caller
        body = await graph.mutate(name, SAMPLES[name](graph), select_of(name))
        result = (body["data"] or {})[name]
        told = result or {}
        assert told.get("zaak") is None, who
        assert told.get("klantcontact") is None, who
        assert result is not None or body["errors"], who
        assert result is None or result["fouten"], who
        assert graph.sent == [], who
    graph.caller = staff(may_write(*WRITING, "klantinteracties.lezen"))
    await graph.done(name, SAMPLES[name](graph), select_of(name))
    assert graph.sent
    assert [sent.complaints for sent in graph.sent] == [[]] * len(graph.sent)


@pytest.mark.parametrize("name", NAMES)
async def test_its_estimate_holds(graph: Schrijver, name: str) -> None:
    graph.caller = staff(may_write(*WRITING, "klantinteracties.lezen"))
    await graph.done(name, SAMPLES[name](graph), select_of(name))
    with restored(graph):
        pass
    graph.forget()
    body = await graph.mutate(name, SAMPLES[name](graph), select_of(name))
    estimated = body["extensions"]["cost"]["calls"]
    assert sum(graph.calls.values()) <= 2 * estimated
