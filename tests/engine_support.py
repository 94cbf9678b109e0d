"""A small schema of its own, run by the engine and by graphql-core side by side."""

from __future__ import annotations

import asyncio
from collections import Counter
from inspect import isawaitable
from typing import Any, NamedTuple

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    build_schema,
    execute,
    is_leaf_type,
    parse,
    validate,
)

from planning.compile import compile_operation
from planning.engine import Prefetch, Run
from planning.variables import Variables
from schema.build import reader

SDL = """
interface Node { id: ID! }
type Zaak implements Node {
  id: ID!, naam: String, nummer: Int, strikt: Int!, soort: Soort
  deel: Zaak, zeker: Zaak!, rol: Rol, delen: [Zaak], zekere: [Zaak!], alle: [Zaak!]!
  getallen: [Int], zekereGetallen: [Int!], rijen: [[Int!]]
  maal(factor: Int! = 2, plus: Int): Int
}
type Rol implements Node { id: ID!, naam: String, zaak: Zaak, aantal: Float }
enum Soort { OPEN DICHT }
union Ding = Zaak | Rol
type Query {
  zaak: Zaak, zeker: Zaak!, zaken: [Zaak], zekere: [Zaak!], ding: Ding, dingen: [Ding!]
  node: Node, nodes: [Node], naam: String, nummer: Int
}
"""


class Thing:
    """A record; `kind` is its GraphQL type. A field that is not given is null."""

    kind = "Zaak"

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None


def zaak(identity: str = "1", **values: Any) -> Thing:
    """Return a zaak with an id."""
    return Thing(id=identity, **values)


def rol(**values: Any) -> Thing:
    """Return a rol with an id."""
    return Thing(kind="Rol", id="r", **values)


class Outcome(NamedTuple):
    """What an execution gave; errors in no order."""

    data: Any
    errors: Counter[tuple[str, tuple[str | int, ...]]]


def _resolve(source: Any, info: Any, **arguments: Any) -> Any:
    """Return the value; call it when it can be called, raise it when it is an error."""
    holder = info.context if source is None else source
    value = getattr(holder, info.field_name)
    if callable(value):
        return value(**arguments)
    if isinstance(value, Exception):
        raise value
    return value


def schema(*, columns: bool) -> GraphQLSchema:
    """Return the schema; with `columns` its scalars are read as plain attributes."""
    made = build_schema(SDL)
    for kind in made.type_map.values():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = lambda value, _info, _type: value.kind
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        for name, field in kind.fields.items():
            bare = getattr(field.type, "of_type", field.type)
            plain = columns and kind.name != "Query" and is_leaf_type(bare) and not field.args
            field.resolve = reader(name) if plain else _resolve
    return made


WITH_COLUMNS, WITHOUT = schema(columns=True), schema(columns=False)


def _outcome(data: Any, errors: list[GraphQLError] | None) -> Outcome:
    return Outcome(
        data, Counter((error.message, tuple(error.path or ())) for error in errors or ())
    )


def prepare(made: GraphQLSchema, text: str, variables: dict[str, Any]) -> Any:
    """Return (compiled operation, coerced variables) of a valid document."""
    document = parse(text)
    assert validate(made, document) == []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    values = Variables(made, operation).values(variables)
    return compile_operation(made, document, operation, values), values


async def run_engine(
    text: str,
    root: Any,
    *,
    made: GraphQLSchema = WITHOUT,
    prefetches: dict[str, Prefetch] | None = None,
    **variables: Any,
) -> Outcome:
    """Return what the engine makes of an operation over `root`."""
    selection, values = prepare(made, text, variables)
    run = Run(root, values, prefetches)
    return _outcome(await run.execute(selection), run.errors)


async def run_core(text: str, root: Any, **variables: Any) -> Outcome:
    """Return what graphql-core makes of it."""
    result = execute(WITHOUT, parse(text), context_value=root, variable_values=variables)
    settled: ExecutionResult = await result if isawaitable(result) else result
    return _outcome(settled.data, settled.errors)


async def run_all(text: str, root: Any, **variables: Any) -> Outcome:
    """Return the outcome, which is the same for graphql-core and for the engine both ways."""
    core = await run_core(text, root, **variables)
    for made in (WITH_COLUMNS, WITHOUT):
        engine = await run_engine(text, root, made=made, **variables)
        assert str(engine.data) == str(core.data)
        assert engine.errors == core.errors
    assert len(asyncio.all_tasks()) == 1
    return core


def later(value: Any) -> Any:
    """Return a resolver that gives the value, or raises it, two ticks later."""

    async def resolve() -> Any:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if isinstance(value, Exception):
            raise value
        return value

    return resolve
