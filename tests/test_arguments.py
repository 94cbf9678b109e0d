"""Compiled variables and arguments are those of graphql-core, and so are their errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    build_schema,
    get_argument_values,
    get_variable_values,
    parse,
)

from planning.arguments import Arguments
from planning.variables import Variables

SCHEMA = build_schema(
    """
    enum Kleur { ROOD GROEN }
    input Filter { naam: String, nummers: [Int!] = [1, 2] }
    type Query {
      f(a: Int, b: Int! = 5, c: Kleur = GROEN, d: [Int], e: Filter, g: ID): Int
      h(a: Int!): Int
    }
    """
)
ASKED: list[tuple[str, list[dict[str, Any]]]] = [
    ("query($a: Int) { f(a: $a) }", [{}, {"a": None}, {"a": 3}, {"a": "x"}, {"a": 2**40}]),
    ("query($a: Int = 7) { f(a: $a, b: $a) }", [{}, {"a": None}, {"a": 3}]),
    ("query($a: Int = 7, $g: ID) { f(b: $a, g: $g) }", [{}, {"a": 3, "g": 12}, {"g": [1]}]),
    ("query($a: Int!) { f(b: $a) h(a: $a) }", [{}, {"a": None}, {"a": 3}]),
    ("query($c: Kleur) { f(c: $c) }", [{}, {"c": None}, {"c": "ROOD"}, {"c": "BLAUW"}]),
    ("query($d: [Int]) { f(d: $d) }", [{}, {"d": [1, None]}, {"d": 1}, {"d": ["x"]}]),
    ("query($e: Filter) { f(e: $e) }", [{}, {"e": {"naam": "n"}}, {"e": {"x": 1}}]),
    ("query($n: String) { f(e: {naam: $n}, d: [1]) }", [{}, {"n": None}, {"n": "n"}]),
    ("{ f(a: 1, b: 2, c: ROOD, d: [1, 2], e: {naam: null}) }", [{}, {"onbekend": 1}]),
    ("{ f }", [{}]),
]
CASES: list[Any] = [
    pytest.param(text, given, id=f"{text} {given}") for text, many in ASKED for given in many
]


def told(errors: list[GraphQLError]) -> list[Any]:
    """Return what a client sees of errors."""
    return [error.formatted for error in errors]


@pytest.mark.parametrize(("text", "given"), CASES)
def test_as_graphql_core_has_it(text: str, given: dict[str, Any]) -> None:
    operation = parse(text).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    expected = get_variable_values(
        SCHEMA, operation.variable_definitions or (), given, max_errors=50
    )
    found = Variables(SCHEMA, operation).values(given)
    if isinstance(expected, list):
        assert told(found) == told(expected)
        return
    assert found.coerced == expected.coerced
    assert {name: source.value for name, source in found.sources.items()} == {
        name: source.value for name, source in expected.sources.items()
    }
    assert SCHEMA.query_type is not None
    for node in operation.selection_set.selections:
        assert isinstance(node, FieldNode)
        field = SCHEMA.query_type.fields[node.name.value]
        compiled = Arguments(field, node)
        wanted = outcome(partial(get_argument_values, field, node, expected))
        assert outcome(partial(compiled.values, found)) == wanted


def outcome(work: Callable[[], Any]) -> Any:
    """Return what this gives, or what a client sees of its error."""
    try:
        return work()
    except GraphQLError as error:
        return error.formatted


def test_wrong_variables_are_the_clients_error_and_may_tell_no_names() -> None:
    operation = parse("query($c: Kleur, $d: Kleur) { f(c: $c) g: f(c: $d) }").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    for hidden in (False, True):
        found = Variables(SCHEMA, operation, hide_suggestions=hidden).values({"c": "ROD", "d": 1})
        assert len(found) == 2
        assert [error.original_error for error in found] == [None, None]
        assert ("ROOD" in str(found)) is not hidden
