"""Entities of Apollo Federation: what the representations of a router stand for, read together.

A representation is the value of a key that another subgraph holds. Those of one request share their
reads as the ids of `nodes` do; of zaken also what is selected of them comes in the same `_zoek`.
One that is malformed, forbidden or unreadable is an error on its own place, absent ones are null.
"""

from __future__ import annotations

import asyncio
import uuid as uuids
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from graphql import VariableNode

from planning.compile import FieldPlan
from planning.reads import NOTHING, Kind, Reads, Way
from planning.zaken import read_zaak
from policy.numbers import is_bsn
from resolvers.bag import bag_of
from resolvers.bedrijfnodes import BedrijfNode, VestigingNode
from resolvers.context import ResolveInfo, context_of
from resolvers.edges import along
from resolvers.errors import BadUserInputError
from resolvers.handelsregister import check_number
from resolvers.klantbronnen import identify, part_of, permitted_of, read_from, split_part
from resolvers.nodes import decode_id
from resolvers.personen import persoon_of, require_brp
from resolvers.registers import first_found
from resolvers.zaken import zaak_by_identificatie
from sources.bag.resources import is_identificatie
from sources.client import UpstreamClient
from sources.errors import SourceError
from sources.loader import each, settled
from sources.resource import Resource
from sources.zaken.resources import ZAAK

Failure: TypeAlias = SourceError | BadUserInputError
Values: TypeAlias = tuple[str, ...]


class Found(NamedTuple):
    """A record of one register that a key points at, or a part of it; not read yet."""

    resource: Resource[Any]
    client: UpstreamClient
    uuid: str
    pointer: str = ""


class Key(NamedTuple):
    """One key of an entity: its fields, and what reads an entity by their values."""

    fields: tuple[str, ...]
    read: Callable[[ResolveInfo, Values], Any]
    """Returns the object, an awaitable of it, what to read (Found), or None. Raises Failure."""
    reads: Reads
    """What reading one takes, for the estimate of its cost."""
    is_personal: bool = False
    """Whether the value may identify a person, and so may stand in a variable only."""


Entities: TypeAlias = Mapping[str, Sequence[Key]]
"""The keys of each type that a representation may be of."""


def by_id(types: Mapping[str, Resource[Any]], own: str | None) -> Key:
    """Return the key `id`; `own` is the type it must be of, None for any type with an id."""

    def read(info: ResolveInfo, values: Values) -> Found | None:
        landscape, found = context_of(info).landscape, decode_id(values[0])
        if found is None or found.type_name not in types or own not in (None, found.type_name):
            raise BadUserInputError("the 'id' of a representation is not one of its type")
        declared, client = types[found.type_name], landscape.clients.get(found.upstream)
        _uuid("id", found.uuid.partition("#")[0])
        if client is None or not landscape.serves(client, read_from(declared, client).api):
            return None
        return _found(declared, client, found.uuid)

    return Key(("id",), read, Reads(Way.ONE, types[own]) if own else ANY)


def by_url(resource: Resource[Any]) -> Key:
    """Return the key `url`."""

    def read(info: ResolveInfo, values: Values) -> Found:
        ref = identify(context_of(info).landscape, resource, values[0])
        return _found(resource, ref.client, ref.uuid)

    return Key(("url",), read, Reads(Way.ONE, resource))


def _found(declared: Resource[Any], client: UpstreamClient, key: str) -> Found:
    """Return what this key names at a register, in whichever form that register has it."""
    uuid, pointer = split_part(declared, client, key)
    return Found(read_from(declared, client), client, uuid, pointer)


def by_uuid(resource: Resource[Any]) -> Key:
    """Return the key `uuid`, which every register of its kind is asked for."""

    def read(info: ResolveInfo, values: Values) -> Found | Awaitable[Any]:
        uuid = _uuid("uuid", values[0])
        registers = permitted_of(context_of(info), resource)
        found = [Found(read_from(resource, client), client, uuid) for client in registers]
        return found[0] if len(found) == 1 else _first([_read(info, one) for one in found])

    return Key(("uuid",), read, Reads(Way.ONE, resource, everywhere=True))


async def _first(reads: Sequence[Awaitable[Any]]) -> Any:
    return first_found(await each(reads))


def _uuid(name: str, text: str) -> str:
    """Return a UUID as the registers write it. Raises BadUserInputError."""
    try:
        return str(uuids.UUID(text))
    except ValueError:
        raise BadUserInputError(f"the '{name}' of a representation holds no UUID") from None


def _zaak_of(info: ResolveInfo, values: Values) -> Awaitable[Any]:
    identificatie, bronorganisatie = values
    asked = _asked_of_zaken(info)
    return zaak_by_identificatie(context_of(info), identificatie, bronorganisatie, asked)


def _persoon_of(info: ResolveInfo, values: Values) -> Any:
    if not is_bsn(values[0]):
        raise BadUserInputError("a representation of a Persoon holds no valid BSN")
    require_brp(context_of(info))
    return persoon_of(context_of(info), info, values[0])


def _bedrijf_of_kvk(info: ResolveInfo, values: Values) -> BedrijfNode | None:
    check_number("kvkNummer", values[0])
    sees = context_of(info).call.guard.sees_klant("kvk_nummer", values[0])
    return BedrijfNode(kvk_nummer=values[0], asked=info) if sees else None


def _bedrijf_of_rsin(info: ResolveInfo, values: Values) -> BedrijfNode | None:
    check_number("rsin", values[0])
    sees = context_of(info).call.guard.sees_klant("rsin", values[0])
    return BedrijfNode(rsin=values[0], asked=info) if sees else None


def _vestiging_of(info: ResolveInfo, values: Values) -> VestigingNode | None:
    check_number("vestigingsnummer", values[0])
    sees = context_of(info).call.guard.sees_klant("vestigingsnummer", values[0])
    return VestigingNode(values[0], asked=info) if sees else None


def bag_key(resource: Resource[Any], field: str = "identificatie") -> Key:
    """Return the key of an object in the BAG."""

    def read(info: ResolveInfo, values: Values) -> Any:
        if not is_identificatie(resource, values[0]):
            raise BadUserInputError(f"not an identificatie of the BAG's {resource.path}")
        return bag_of(info).get(resource, values[0])

    return Key((field,), read, Reads(Way.ONE, resource))


ANY = Reads(Way.ONE)
"""Of a key that any type may have; `kind_of` looks which type it is."""
ZAAK_KEY = Key(
    ("identificatie", "bronorganisatie"), _zaak_of, Reads(Way.FOUND, ZAAK, everywhere=True)
)
PERSOON_KEY = Key(("burgerservicenummer",), _persoon_of, Reads(Way.PERSON), is_personal=True)
BEDRIJF_KEYS = (
    Key(("kvkNummer",), _bedrijf_of_kvk, NOTHING),
    Key(("rsin",), _bedrijf_of_rsin, NOTHING, is_personal=True),
)
VESTIGING_KEY = Key(("vestigingsnummer",), _vestiging_of, NOTHING)


def kinds(known: Entities) -> Callable[[Any], tuple[Kind, Values] | None]:
    """Return what tells which kind a representation names, by which values; None for none."""
    made = {name: [(key, Kind(name, key.reads)) for key in keys] for name, keys in known.items()}

    def kind_of(item: Any) -> tuple[Kind, Values] | None:
        name = item.get("__typename") if isinstance(item, Mapping) else None
        for key, kind in made.get(str(name), ()):
            if not all(_holds(item, field) for field in key.fields):
                continue
            values = tuple(item[field] for field in key.fields)
            if key.reads is not ANY:
                return kind, values
            found = decode_id(values[0])
            ways = made.get(found.type_name, ()) if found else ()
            return next(((own, values) for one, own in ways if one.fields == key.fields), None)
        return None

    return kind_of


async def entities(
    info: ResolveInfo,
    known: Entities,
    type_of: Callable[[Any], str],
    kinds: Mapping[str, frozenset[str]],
    representations: Sequence[Any],
) -> list[Any]:
    """Return what each representation stands for, in order; a failed one as its error.

    `type_of` tells the type of a record, `kinds` which types an interface may be.
    """
    is_variable = _is_variable(info)
    wanted = [_wanted(info, known, item, is_variable) for item in representations]
    zaken = [item for item in wanted if isinstance(item, Found) and item.resource is ZAAK]
    alone = zaken[0] if len(zaken) == 1 else None
    found = await asyncio.gather(*(_outcome(info, item, alone) for item in wanted))
    return [
        _fitting(answer, item, type_of, kinds)
        for answer, item in zip(found, representations, strict=True)
    ]


def _is_variable(info: ResolveInfo) -> bool:
    """Whether the representations came as a variable, so that the document holds none of them."""
    arguments = info.field_nodes[0].arguments or ()
    return all(isinstance(argument.value, VariableNode) for argument in arguments)


def _wanted(info: ResolveInfo, known: Entities, item: Any, is_variable: bool) -> Any:
    """Return what a representation asks to be read, or why it is refused; never raises that.

    A refusal names the fields of a key, and repeats nothing of the representation.
    """
    try:
        if not isinstance(item, Mapping):
            raise BadUserInputError("a representation must be an object with a '__typename'")
        keys = known.get(str(item.get("__typename")))
        if keys is None:
            raise BadUserInputError("the '__typename' of a representation is no entity here")
        key = next((key for key in keys if all(_holds(item, name) for name in key.fields)), None)
        if key is None:
            ways = " or ".join(f"'{' '.join(key.fields)}'" for key in keys)
            raise BadUserInputError(f"a representation of this type must hold {ways}, as text")
        if key.is_personal and not is_variable:
            raise BadUserInputError(f"give '{key.fields[0]}' in a variable, not in the document")
        return key.read(info, tuple(item[name] for name in key.fields))
    except (SourceError, BadUserInputError) as error:
        return error


def _holds(item: Mapping[str, Any], name: str) -> bool:
    value = item.get(name)
    return isinstance(value, str) and value != ""


async def _outcome(info: ResolveInfo, wanted: Any, alone: Found | None) -> Any:
    """Return what was wanted, or the reason that there is none.

    A zaak `alone` among the entities is read by itself, with what is selected of it; several share
    a read in their loader.
    """
    try:
        if not isinstance(wanted, Found):
            return await settled(wanted)
        if wanted is alone:
            asked = _asked_of_zaken(info)
            return await read_zaak(context_of(info).loaders, wanted.client, wanted.uuid, asked)
        return await _read(info, wanted)
    except (SourceError, BadUserInputError) as error:
        return error


async def _read(info: ResolveInfo, wanted: Found) -> Any:
    """Return the record, read together with whatever else is asked at the same time."""
    resource, client, uuid, pointer = wanted
    asked = along(resource, info)
    record = await settled(context_of(info).loaders.by_uuid(resource, client, uuid, asked))
    return part_of(record, pointer)


def _asked_of_zaken(info: ResolveInfo) -> frozenset[str]:
    """Return the edges asked of the zaken among the entities; none without a compilation."""
    plan: FieldPlan | None = getattr(info, "plan", None)
    return frozenset() if plan is None else plan.below("Zaak").names


def _fitting(
    found: Any, item: Any, type_of: Callable[[Any], str], kinds: Mapping[str, frozenset[str]]
) -> Any:
    """Return an object that is of the type its representation names, else the refusal."""
    if found is None or isinstance(found, Exception):
        return found
    name = item["__typename"]
    if type_of(found) in kinds.get(name, frozenset({name})):
        return found
    return BadUserInputError("what a representation points at is of another type")
