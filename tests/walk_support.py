"""Every way to every type of the graph, read from the SDL: an operation per edge.

An operation asks for one field of one type along a path from the root, and marks what it finds
at the end with `found`. Nothing is listed by hand but the arguments of root fields.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_required_argument,
    print_ast,
    value_to_literal,
)

from graph_support import shared_sandbox
from resolvers.nodes import encode_id
from sandbox.brp.data import SHOWCASE_BSNS, make_personen
from sandbox.zgw import BRONORGANISATIE, SHOWCASE_ZAAK_IDENTIFICATIE, SHOWCASE_ZAAK_UUID
from schema.base import RESOURCE_TYPES
from schema_support import schema
from sources.resource import Privacy

MAX_PATHS = 4
"""How many ways to a type are tried before an edge counts as empty in the sandbox."""
MAX_STEPS = 7
MAX_VISITS = 6
CONTAINERS = frozenset({"PageInfo", "ZakenTelling", "ZaakTelGroep", "TelPeriode"})
REGISTERS = {
    "zaken": "openzaak-zaken",
    "catalogi": "openzaak-catalogi",
    "documenten": "openzaak-documenten",
    "besluiten": "openzaak-besluiten",
    "klantinteracties": "openklant",
}


class Step(NamedTuple):
    """One field on the way, each way to ask it, and the object type it led to."""

    field: str
    arguments: tuple[str, ...]
    into: str


Path = tuple[Step, ...]


class Edge(NamedTuple):
    """A field that gives objects of a type."""

    parent: str
    field: str
    target: str

    def __str__(self) -> str:
        return f"{self.parent}.{self.field}:{self.target}"


@cache
def objects() -> Mapping[str, GraphQLObjectType]:
    """Return the object types of the graph by name."""
    return {
        name: kind
        for name, kind in schema().type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    }


def targets(field: GraphQLField) -> Sequence[str]:
    """Return the object types a field may give; none for a scalar."""
    kind = get_named_type(field.type)
    if not is_composite_type(kind):
        return ()
    if isinstance(kind, GraphQLObjectType):
        return (kind.name,)
    return sorted(member.name for member in schema().get_possible_types(kind))


def edges() -> list[Edge]:
    """Return every way one type leads to another."""
    return [
        Edge(name, field, target)
        for name, kind in sorted(objects().items())
        for field, definition in kind.fields.items()
        for target in targets(definition)
    ]


@cache
def ids_of(type_name: str, most: int = 30) -> Sequence[tuple[str, str]]:
    """Return (global id, URL) of objects of a type in the sandbox, spread over all of them."""
    resource = RESOURCE_TYPES[type_name]
    sandbox = shared_sandbox("openzaak")
    if resource.api == "klantinteracties":
        bodies = sandbox.klanten.data.list(resource.path)
    else:
        bodies = sandbox.zgw.data.collections()[resource.path.replace("-", "")]
    urls = [body["url"] for body in bodies[:: max(1, len(bodies) // most)]][:most]
    register = REGISTERS[resource.api]
    return [(encode_id(type_name, register, url.rsplit("/", 1)[1]), url) for url in urls]


@cache
def persons() -> Sequence[str]:
    """Return the BSNs of the showcase persons, and of some who together have all there is."""
    chosen = list(SHOWCASE_BSNS)
    seen: set[str] = set()
    for persoon in make_personen(date.today()):
        shapes = set(_shapes(persoon, ""))
        if not shapes <= seen:
            seen |= shapes
            chosen.append(persoon["burgerservicenummer"])
    return list(dict.fromkeys(chosen))


def _shapes(value: Any, path: str) -> Iterator[str]:
    """Return every path in a body, and what kind of thing stands there."""
    if isinstance(value, dict):
        yield f"{path}:{value.get('type')}"
        for key, inner in value.items():
            yield from _shapes(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _shapes(inner, path)


@cache
def addresses() -> Sequence[str]:
    """Return the addressable objects where sandbox persons live."""
    found = [persoon.get("verblijfplaats", {}) for persoon in make_personen(date.today())]
    key = "adresseerbaarObjectIdentificatie"
    return [adres[key] for adres in found if key in adres][:6]


def samples(field: str, target: str) -> Sequence[Mapping[str, Any]]:
    """Return arguments of a root field under which it gives something."""
    if field == "zaak":
        named = {"identificatie": SHOWCASE_ZAAK_IDENTIFICATIE, "bronorganisatie": BRONORGANISATIE}
        return [{"uuid": SHOWCASE_ZAAK_UUID}, named]
    if field == "klant":
        uuid = ids_of("Partij")[0][1].rsplit("/", 1)[1]
        numbers = {"kvkNummer": "90000382", "vestigingsnummer": "990000000382"}
        one_each = [{name: value} for name, value in {**numbers, "partijUuid": uuid}.items()]
        return [{"bsn": SHOWCASE_BSNS[0]}, {"bsn": SHOWCASE_BSNS[1]}, *one_each]
    if field == "persoon":
        return [{"bsn": bsn} for bsn in persons()]
    if field == "personen":
        key = "adresseerbaarObjectIdentificatie"
        return [{"zoek": {"adresseerbaarObject": {key: value}}} for value in addresses()]
    if field == "zakenTelling":
        year = {"startdatumGte": "2026-01-01", "startdatumLt": "2027-01-01"}
        return [
            {"groepeerOp": ["ZAAKTYPE"]},
            {"groepeerOp": ["STATUSTYPE"]},
            {"groepeerOp": ["RESULTAATTYPE"]},
            {"groepeerOp": ["KWARTAAL"], "filter": year},
        ]
    if field in ("node", "nodes", "opUrl"):
        found = ids_of(target) if target in RESOURCE_TYPES else []
        if field == "nodes":
            return [{"ids": [name for name, _ in found]}] if found else []
        key, place = ("id", 0) if field == "node" else ("url", 1)
        return [{key: pair[place]} for pair in found[:2]]
    query = schema().query_type
    assert query is not None
    if "url" in query.fields[field].args:
        return [{"url": url} for _, url in ids_of(target)[:2]]
    return [{}]


def _arguments(field: GraphQLField, values: Mapping[str, Any]) -> str:
    given = {"first": 20, **values} if "first" in field.args else values
    parts = []
    for name, value in given.items():
        node = value_to_literal(value, field.args[name].type)
        assert node is not None
        parts.append(f"{name}: {print_ast(node)}")
    return f"({', '.join(parts)})" if parts else ""


@cache
def _steps(parent: str) -> Sequence[Step]:
    """Return every step out of a type that needs no argument, or has samples for them."""
    return tuple(_steps_of(parent))


def _steps_of(parent: str) -> Iterator[Step]:
    for name, field in objects()[parent].fields.items():
        for target in targets(field):
            values = samples(name, target) if parent == "Query" else [{}]
            if parent != "Query" and any(map(is_required_argument, field.args.values())):
                continue
            if values:
                yield Step(name, tuple(_arguments(field, value) for value in values), target)


@cache
def paths_to(parent: str) -> Sequence[Path]:
    """Return ways from the root to a type, the shortest first."""
    if parent == "Query":
        return [()]
    found: list[Path] = []
    queue: deque[Path] = deque((step,) for step in _steps("Query"))
    visits: Counter[str] = Counter()
    while queue and len(found) < MAX_PATHS:
        path = queue.popleft()
        at = path[-1].into
        if at == parent:
            found.append(path)
            continue
        visits[at] += 1
        if len(path) < MAX_STEPS and visits[at] <= MAX_VISITS:
            queue.extend((*path, step) for step in _steps(at))
    return found


def operation(path: Path, edge: Edge) -> str:
    """Return the operation that follows a path and marks what an edge gives at its end."""
    field = objects()[edge.parent].fields[edge.field]
    values = samples(edge.field, edge.target) if edge.parent == "Query" else [{}]
    last = Step(edge.field, tuple(_arguments(field, value) for value in values), edge.target)
    text = "found: __typename"
    for step in reversed((*path, last)):
        inside = f"{{ ... on {step.into} {{ {text} }} }}"
        text = " ".join(
            f"r{number}: {step.field}{arguments} {inside}"
            for number, arguments in enumerate(step.arguments)
        )
    return f"{{ {text} }}"


def found_in(value: Any) -> int:
    """Return how many objects an answer marks."""
    if isinstance(value, dict):
        own = 1 if "found" in value else 0
        return own + sum(found_in(inner) for inner in value.values())
    return sum(map(found_in, value)) if isinstance(value, list) else 0


@cache
def public_types() -> frozenset[str]:
    """Return the types that hold no personal data: the catalogus and what only it holds."""
    every = edges()
    public = {
        name for name, resource in RESOURCE_TYPES.items() if resource.privacy is Privacy.PUBLIC
    }
    while True:
        only_there = {
            edge.target
            for edge in every
            if edge.target not in public
            and all(other.parent in public for other in every if other.target == edge.target)
        }
        if not only_there:
            return frozenset(public)
        public |= only_there


def is_container(name: str) -> bool:
    """Whether a type holds nothing itself: a page of a list, or a count."""
    return name.endswith(("Connection", "Edge")) or name in CONTAINERS
