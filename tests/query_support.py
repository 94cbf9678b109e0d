"""Generates valid operations over our own schema: a hypothesis strategy, from the SDL.

Every way to write a selection turns up: aliases, the same field with other arguments, named and
inline fragments (on interfaces and unions too), @include and @skip, variables with and without
a default. Bounded in depth and width, so that the sandbox answers within milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    print_ast,
    value_to_literal,
)
from hypothesis import strategies as st

from schema_support import holds_rows, is_abstract, overlapping, schema, shapes

DEPTH = 4
LISTS = 2
"""How many lists may stand inside each other."""
WIDTH = 4
FIELDS = 40
"""How many fields and fragments an operation has at most."""
Arguments = dict[str, Any]
Samples = dict[str, Sequence[Arguments]]


class Operation(NamedTuple):
    """A generated operation with its variables."""

    text: str
    variables: dict[str, Any]

    def __repr__(self) -> str:
        return f"{self.text}\nvariables: {self.variables}"


class Place(NamedTuple):
    """Where a selection stands: what it may still contain."""

    depth: int = DEPTH
    lists: int = LISTS
    beside_others: bool = False
    """Below a fragment on one of several types: response keys must then fit each other."""


@st.composite
def operations(draw: st.DrawFn, roots: Samples, lists: Sequence[Arguments]) -> Operation:
    """Return an operation; `roots` holds arguments per root field, `lists` those of any list.

    The seed chooses what stands where and the budget when it ends, so that a failing operation
    shrinks by its budget and the next example is not a variation of this one.
    """
    random = Random(draw(st.integers(0, 2**48)))
    return Author(random, roots, lists, draw(st.integers(1, FIELDS))).operation()


NEEDED: dict[str, Arguments] = {"veld": {"pad": "titel"}}
"""What a field below the root cannot do without, where it is no list."""


class Author:
    """Writes one operation of at most so many fields."""

    def __init__(
        self, random: Random, roots: Samples, lists: Sequence[Arguments], budget: int
    ) -> None:
        self._random, self._roots, self._lists = random, roots, lists
        self._budget = budget
        self._declared: list[str] = []
        self._variables: dict[str, Any] = {}
        self._fragments: list[tuple[str, str, Place]] = []
        self._definitions: list[str] = []
        self._aliases = 0

    def operation(self) -> Operation:
        """Return an operation with one to three root fields."""
        query = schema().query_type
        assert query is not None
        names = self._random.choices(sorted(self._roots), k=self._random.randint(1, 3))
        body = " ".join(
            f"{self._alias('r')}{self._written(query.fields[name], name, Place())}"
            for name in names
        )
        head = f"query({', '.join(self._declared)})" if self._declared else "query"
        return Operation("\n".join([f"{head} {{ {body} }}", *self._definitions]), self._variables)

    def _chance(self, percent: int) -> bool:
        return self._random.random() * 100 < percent

    def _alias(self, stem: str = "a") -> str:
        self._aliases += 1
        return f"{stem}{self._aliases}: "

    def _selection(self, kind: GraphQLNamedType, place: Place) -> str:
        """Return a selection set of an object, interface or union."""
        parts = [self._part(kind, place) for _ in range(self._random.randint(1, WIDTH))]
        parts = [part for part in parts if part]
        if not parts or self._chance(20):
            parts.append(self._typename())
        return "{ " + " ".join(parts) + " }"

    def _typename(self) -> str:
        return (self._alias("type") if self._chance(30) else "") + "__typename"

    def _part(self, kind: GraphQLNamedType, place: Place) -> str:
        """Return a field or a fragment; nothing when the budget is spent."""
        if self._budget <= 0:
            return ""
        self._budget -= 1
        if isinstance(kind, GraphQLUnionType) or self._chance(55 if is_abstract(kind) else 15):
            return self._fragment(kind, place)
        return self._field(kind, place)

    def _field(self, kind: GraphQLNamedType, place: Place) -> str:
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        fields = _fields(kind, place)
        edges = [name for name in fields if not is_leaf_type(get_named_type(fields[name].type))]
        names = edges if edges and self._chance(50) else sorted(fields)
        if not names:
            return ""
        name = self._random.choice(names)
        if self._chance(50 if fields[name].args else 15):
            return self._alias() + self._written(fields[name], name, place)
        together = place.beside_others and len(shapes(name)) > 1
        key = f"{name}_{kind.name}: " if together else ""
        return key + self._written(fields[name], name, place, plain=True)

    def _written(self, field: GraphQLField, name: str, place: Place, *, plain: bool = False) -> str:
        """Return a field with its arguments, directives and what is asked below it.

        A `plain` field always has the same arguments, so that it merges with its namesakes.
        """
        samples = self._roots[name] if place.depth == DEPTH else self._below(name, field)
        arguments = samples[0] if plain else self._random.choice(samples)
        text = name + self._arguments(arguments, field.args, literal=plain)
        text += self._directives(8)
        named = get_named_type(field.type)
        if is_leaf_type(named):
            return text
        return f"{text} {self._selection(named, _below(place, field))}"

    def _below(self, name: str, field: GraphQLField) -> Sequence[Arguments]:
        """Return the arguments of a field below the root."""
        if name == "objecten":  # its filter and order are not those of zaken
            return [{"first": 2}] if "first" in field.args else [{}]
        return [NEEDED[name]] if name in NEEDED else self._fitting(field)

    def _fitting(self, field: GraphQLField) -> Sequence[Arguments]:
        """Return the arguments of lists that a field takes; none when it takes others."""
        return [values for values in self._lists if values.keys() <= field.args.keys()] or [{}]

    def _arguments(
        self, values: Arguments, args: dict[str, GraphQLArgument], *, literal: bool
    ) -> str:
        parts = []
        for name, value in values.items():
            if name not in args:  # a list without this filter or order
                continue
            kind = args[name].type
            if literal or self._chance(50):
                node = value_to_literal(value, kind)
                assert node is not None
                parts.append(f"{name}: {print_ast(node)}")
            else:
                parts.append(f"{name}: {self._variable(str(kind), value)}")
        return f"({', '.join(parts)})" if parts else ""

    def _variable(self, kind: str, value: Any, default: str = "") -> str:
        name = f"v{len(self._declared)}"
        self._declared.append(f"${name}: {kind}{default}")
        if not default or self._chance(50):
            self._variables[name] = value
        return f"${name}"

    def _directives(self, percent: int) -> str:
        text = ""
        for directive in ("include", "skip"):
            if self._chance(percent):
                text += f" @{directive}(if: {self._condition(directive == 'include')})"
        return text

    def _condition(self, likely: bool) -> str:
        value = likely if self._chance(60) else not likely
        if self._chance(40):
            return str(value).lower()
        if self._chance(30):
            return self._variable("Boolean", value, f" = {str(not value).lower()}")
        return self._variable("Boolean!", value)

    def _fragment(self, kind: GraphQLNamedType, place: Place) -> str:
        """Return an inline fragment or a spread, on a type that `kind` may be."""
        if self._chance(15):
            return f"...{self._directives(40)} {self._selection_inside(kind, place)}"
        target = schema().type_map[self._random.choice(overlapping(kind))]
        inside = place._replace(beside_others=place.beside_others or target is not kind)
        if self._chance(50):
            body = self._selection_inside(target, inside)
            return f"... on {target.name}{self._directives(20)} {body}"
        return f"...{self._spread(target, place)}{self._directives(20)}"

    def _selection_inside(self, kind: GraphQLNamedType, place: Place) -> str:
        deeper = place._replace(depth=place.depth - 1) if place.depth > 1 else place
        if isinstance(kind, GraphQLUnionType) or place.depth <= 1:
            return "{ __typename }"
        return self._selection(kind, deeper)

    def _spread(self, target: GraphQLNamedType, place: Place) -> str:
        """Return the name of a fragment: an earlier one where it fits, or a new one."""
        inside = place._replace(beside_others=True)
        known = [
            name
            for name, on, made in self._fragments
            if on == target.name and made.depth <= place.depth and made.lists <= place.lists
        ]
        if known and self._chance(60):
            return self._random.choice(known)
        body = self._selection_inside(target, inside)
        name = f"F{len(self._fragments)}"
        self._fragments.append((name, target.name, place))
        self._definitions.append(f"fragment {name} on {target.name} {body}")
        return name


def _fields(
    kind: GraphQLObjectType | GraphQLInterfaceType, place: Place
) -> dict[str, GraphQLField]:
    """Return the fields that fit here: leaves only at the bottom, no more lists than allowed."""
    return {
        name: field
        for name, field in kind.fields.items()
        if is_leaf_type(get_named_type(field.type))
        or (place.depth > 1 and (place.lists or not holds_rows(field)))
    }


def _below(place: Place, field: GraphQLField) -> Place:
    return place._replace(depth=place.depth - 1, lists=place.lists - holds_rows(field))
