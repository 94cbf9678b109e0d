"""Every way to every type of the graph, read from the SDL: an operation per edge.

An operation asks for one field of one type along a path from the root, and marks what it finds
at the end with `found`. Nothing is listed by hand but the arguments of root fields.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
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

from graph_support import sandbox_with
from resolvers.nodes import encode_id
from sandbox.brp.data import SHOWCASE_BSNS, make_personen
from sandbox.zgw import BRONORGANISATIE, SHOWCASE_ZAAK_IDENTIFICATIE, SHOWCASE_ZAAK_UUID
from schema.base import RECORD_TYPES, RESOURCE_TYPES
from schema_support import schema
from sources.bag import resources as bag
from sources.resource import Privacy, Resource

ALSO = ("bag", "brp-", "kvk", "objecten")
"""Registers of the wider sandbox that are walked too."""
MAX_PATHS = 4
"""How many ways to a type are tried before an edge counts as empty in the sandbox."""
MAX_STEPS = 7
MAX_VISITS = 6
CONTAINERS = frozenset(
    {
        "PageInfo",
        "Herkomst",
        "ZakenTelling",
        "ZaakTelGroep",
        "TelPeriode",
        "AdressenPagina",
        "LijstBron",
        "Zoekresultaat",
        "Zoekdekking",
    }
)
INNER: Mapping[str, Mapping[str, Any]] = {
    "bewoningen": {"van": "2000-01-01", "tot": "2026-01-01"},
    "verblijfplaatshistorie": {"van": "2000-01-01", "tot": "2026-01-01"},
}
"""Arguments of fields that are not at the root."""
REGISTERS = {
    "zaken": "openzaak-zaken",
    "catalogi": "openzaak-catalogi",
    "documenten": "openzaak-documenten",
    "besluiten": "openzaak-besluiten",
    "klantinteracties": "openklant",
    "objecten": "objecten",
    "objecttypen": "objecten",
}
PUBLIC_PARTS = frozenset({"ObjecttypeVersie", "VeldDefinitie"})
"""What a type of a register consists of, without an id of its own; an object leads there too."""


TEXTS = ("Dakkapel", "Advies", "68750110", SHOWCASE_BSNS[0], "de Vries 1985-01-26")


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
    sandbox = sandbox_with("openzaak", ALSO)
    if resource.api == "klantinteracties":
        bodies = sandbox.klanten.data.list(resource.path)
    elif resource.api in ("objecten", "objecttypen"):
        assert sandbox.extra is not None
        register = sandbox.extra.objecten
        uuids = register.objects if resource.path == "objects" else register.types
        bodies = [{"url": register.url(f"{resource.path}/{uuid}")} for uuid in uuids]
    else:
        bodies = sandbox.zgw.data.collections()[resource.path.replace("-", "")]
    urls = [body["url"] for body in bodies[:: max(1, len(bodies) // most)]][:most]
    name = REGISTERS[resource.api]
    return [(encode_id(type_name, name, url.rsplit("/", 1)[1]), url) for url in urls]


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


BAG_FIELDS = ("adres", "adressen", "adresseerbaarObject", "pand")


def _in_the_bag(field: str) -> Sequence[Mapping[str, Any]]:
    if field == "adressen":
        return [{"zoek": {"vrij": "Dorpsstraat 12"}}]
    name = "nummeraanduidingIdentificatie" if field == "adres" else "identificatie"
    return [{name: value} for value in bag_objects()[field]]


@cache
def bag_objects() -> Mapping[str, Sequence[str]]:
    """Return identificaties in the BAG per root field; of addresses where somebody lives first."""
    extra = sandbox_with("openzaak", ALSO).extra
    assert extra is not None
    kinds: dict[str, str] = {}
    for item in extra.bag.objecten.values():
        kinds.setdefault(item.soort, item.identificatie)
    lived_in = [extra.bag.objecten[object_] for object_ in addresses()]
    named = [
        row["object"].rpartition("/")[2]
        for row in sandbox_with("openzaak", ALSO).zgw.data.zaakobjecten
        if "/panden/" in row["object"]
    ]
    return {
        "adres": [item.hoofdadres for item in lived_in[:2]],
        "adresseerbaarObject": [lived_in[0].identificatie, *kinds.values()],
        "pand": [*named[:2], lived_in[0].panden[0]],
    }


def _numbers() -> Sequence[Mapping[str, Any]]:
    uuid = ids_of("Partij")[0][1].rsplit("/", 1)[1]
    numbers = {"kvkNummer": "90000382", "vestigingsnummer": "990000000382"}
    one_each = [{name: value} for name, value in {**numbers, "partijUuid": uuid}.items()]
    return [{"bsn": SHOWCASE_BSNS[0]}, {"bsn": SHOWCASE_BSNS[1]}, *one_each]


def _groups() -> Sequence[Mapping[str, Any]]:
    year = {"startdatumGte": "2026-01-01", "startdatumLt": "2027-01-01"}
    kinds = [{"groepeerOp": [kind]} for kind in ("ZAAKTYPE", "STATUSTYPE", "RESULTAATTYPE")]
    return [*kinds, {"groepeerOp": ["KWARTAAL"], "filter": year}]


def _found_persons() -> Sequence[Mapping[str, Any]]:
    key = "adresseerbaarObjectIdentificatie"
    return [{"zoek": {"adresseerbaarObject": {key: value}}} for value in addresses()]


SAMPLES: Mapping[str, Callable[[], Sequence[Mapping[str, Any]]]] = {
    "zaak": lambda: [
        {"uuid": SHOWCASE_ZAAK_UUID},
        {"identificatie": SHOWCASE_ZAAK_IDENTIFICATIE, "bronorganisatie": BRONORGANISATIE},
    ],
    "klant": _numbers,
    "documentVersie": lambda: [{"uuid": ids_of("Document")[0][1].rsplit("/", 1)[1], "versie": 1}],
    "persoon": lambda: [{"bsn": bsn} for bsn in persons()],
    "personen": _found_persons,
    "zakenTelling": _groups,
    **{field: partial(_in_the_bag, field) for field in BAG_FIELDS},
    "bedrijf": lambda: [{"kvkNummer": "68750110"}],
    "vestiging": lambda: [{"vestigingsnummer": "000037178600"}],
    "bedrijven": lambda: [{"zoek": {"naam": "bouw"}}],
    "objecten": lambda: [{"objecttype": url} for _, url in ids_of("Objecttype")],
    "zoek": lambda: [{"tekst": text} for text in TEXTS],
}
"""Arguments of root fields that give the same whatever type is looked for."""


def samples(field: str, target: str) -> Sequence[Mapping[str, Any]]:
    """Return arguments of a root field under which it gives something."""
    if field in SAMPLES:
        return SAMPLES[field]()
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
            values = samples(name, target) if parent == "Query" else [INNER.get(name, {})]
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
    inner = [INNER.get(edge.field, {})]
    values = samples(edge.field, edge.target) if edge.parent == "Query" else inner
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
    """Return the types that hold no personal data: the catalogus, the BAG and what only they hold.

    Not what else lies below an address: who lives there is a type that persons lead to.
    """
    every = [edge for edge in edges() if edge.field not in ("bewoners", "bewoningen")]
    public = {
        name for name, resource in RESOURCE_TYPES.items() if resource.privacy is Privacy.PUBLIC
    } | PUBLIC_PARTS
    public |= {
        RECORD_TYPES[resource.record]
        for resource in vars(bag).values()
        if isinstance(resource, Resource) and resource.record in RECORD_TYPES
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
