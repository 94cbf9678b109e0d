"""The schema as a contract: committed, described, nullable where an upstream is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_non_null_type,
)

import schema
from schema.base import RECORD_TYPES
from schema.build import UNKNOWN_NAME, build, definition_of, graphql_schema
from schema.errors import GATEWAY_CODES
from schema.query import TYPES, Query
from sources.errors import SOURCE_ERRORS

ROOT = Path(__file__).parent.parent
STRAWBERRY = build(Query, TYPES)
CORE = graphql_schema(STRAWBERRY)
OWN_TYPES = [named for name, named in CORE.type_map.items() if not name.startswith("__")]
OBJECTS = [t for t in OWN_TYPES if isinstance(t, GraphQLObjectType | GraphQLInterfaceType)]
NO_UPSTREAM = {"id", "soort"}
"""Edges that compute from the record itself and so may promise a value."""


def test_the_committed_sdl_is_what_the_code_makes() -> None:
    assert (ROOT / "schema" / "schema.graphql").read_text("utf-8") == STRAWBERRY.as_str() + "\n"


def test_the_schema_package_is_ours() -> None:
    assert Path(str(schema.__file__)).parent == ROOT / "schema"


@pytest.mark.parametrize("named", OBJECTS, ids=lambda named: named.name)
def test_every_field_that_may_call_an_upstream_is_nullable(named: GraphQLObjectType) -> None:
    for name, field in named.fields.items():
        definition = definition_of(field)
        assert definition is not None
        calls = definition.base_resolver is not None or "resolve" in definition.metadata
        if calls and name not in NO_UPSTREAM:
            assert not is_non_null_type(field.type), f"{named.name}.{name}"


def test_everything_is_described() -> None:
    bare = [named.name for named in OWN_TYPES if not named.description]
    for named in OWN_TYPES:
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            bare += [f"{named.name}.{n}" for n, f in named.fields.items() if not f.description]
    standard = {"Boolean", "String", "Int", "Float", "ID"}
    assert [name for name in bare if name not in standard] == []


def test_enumerations_of_a_standard_accept_values_of_tomorrow() -> None:
    enums = [named for named in OWN_TYPES if isinstance(named, GraphQLEnumType)]
    tolerant = [enum for enum in enums if UNKNOWN_NAME in enum.values]
    assert len(tolerant) > 15
    for enum in tolerant:
        assert enum.serialize("a value of tomorrow") == UNKNOWN_NAME


BOTH = {"Actor", "Betrokkene", "DigitaalAdres", "Klantcontact", "Onderwerpobject", "Partij"} | {
    "Partijidentificator"
}
"""Types that two standards tell of, each with a record of its own (docs/adr/0013)."""


def test_every_type_behind_an_interface_has_one_record_or_one_per_standard() -> None:
    for interface in (CORE.type_map["Node"], CORE.type_map["Klant"]):
        assert isinstance(interface, GraphQLInterfaceType)
        for possible in CORE.get_possible_types(interface):
            records = 1 + (possible.name in BOTH)
            assert list(RECORD_TYPES.values()).count(possible.name) == records, possible.name


@pytest.mark.parametrize("code", [*GATEWAY_CODES, *(error.code for error in SOURCE_ERRORS)])
def test_every_error_code_is_documented(code: str) -> None:
    assert f"`{code}`" in (ROOT / "docs" / "errors.md").read_text("utf-8")
