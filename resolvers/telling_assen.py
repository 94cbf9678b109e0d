"""The ways to group a count of zaken: per dimension its values, and what filter counts each.

An axis is a list of choices. A choice knows its key and the terms to count it with: usually
one, several when versions of a zaaktype are put together, a difference where the register only
knows "at most". What the caller's own filter makes impossible is left out, so it is not asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, NamedTuple

from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.perioden import KINDS, Range, as_params
from resolvers.roots import catalogus_list
from sources.catalogi.resources import RESULTAATTYPE, STATUSTYPE, ZAAKTYPE, ZaaktypeRecord
from sources.loader import settled
from sources.resource import Resource
from sources.urls import last_segment

ZAAKTYPE_DIMENSIONS = ("ZAAKTYPE", "ZAAKTYPEVERSIE", "ZAAKTYPEIDENTIFICATIE")
PARTS: Mapping[str, tuple[Resource[Any], str]] = {
    "STATUSTYPE": (STATUSTYPE, "status__statustype"),
    "RESULTAATTYPE": (RESULTAATTYPE, "resultaat__resultaattype"),
}
TYPES = (*ZAAKTYPE_DIMENSIONS, *PARTS)
EXACT = {"ARCHIEFNOMINATIE": "archiefnominatie", "ARCHIEFSTATUS": "archiefstatus"}
MAXIMUM = "maximaleVertrouwelijkheidaanduiding"
OPEN = "einddatum__isnull"
BRON = "@bron"
"""In the parameters of a term: the one register that is asked. No register knows it as a filter."""
_ENDED = ("einddatum", "einddatum__gt", "einddatum__lt")


class Term(NamedTuple):
    """One count, and whether it is added (1) or taken off (-1)."""

    sign: int
    params: Mapping[str, str]


class Choice(NamedTuple):
    """One value of a dimension, or one combination of values."""

    keys: Mapping[str, Any]
    rank: Mapping[str, Any]
    terms: Sequence[Term]


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted: by which dimensions, under which filter, over which days."""

    context: RequestContext
    dimensions: tuple[str, ...]
    base: Mapping[str, str]
    datum: str
    range: Range | None
    values: Mapping[str, Sequence[str]]
    """The values of each enumeration, in its order."""
    bronnen: tuple[str, ...] = ()
    """The registers that are asked."""


async def axes(question: Question) -> list[list[Choice]]:
    """Return one axis per dimension; those of the catalogus depend on each other and are one."""
    found = []
    if any(name in TYPES for name in question.dimensions):
        found.append(await _types(question))
    for name in question.dimensions:
        if name in KINDS:
            found.append(_periods(question, name))
        elif name in EXACT:
            found.append(_exact(question, name))
        elif name == "VERTROUWELIJKHEIDAANDUIDING":
            found.append(_levels(question))
        elif name == "OPEN":
            found.append(_open(question))
        elif name == "BRON":
            found.append(_registers(question))
    return found


def reads_of(axis: Sequence[Choice]) -> int:
    """Return how many different counts the choices of an axis take."""
    return len({frozenset(term.params.items()) for choice in axis for term in choice.terms})


def joined(parts: Sequence[Choice]) -> Choice:
    """Return the combination of one choice of every axis."""
    keys: dict[str, Any] = {}
    rank: dict[str, Any] = {}
    for part in parts:
        keys.update(part.keys)
        rank.update(part.rank)
    terms = [
        Term(
            prod(term.sign for term in combination),
            {name: value for term in combination for name, value in term.params.items()},
        )
        for combination in product(*(part.terms for part in parts))
    ]
    return Choice(keys, rank, terms)


def _periods(question: Question, name: str) -> list[Choice]:
    """Return every period, also when it must be empty: a chart needs them all."""
    periods = question.range.split(KINDS[name]) if question.range is not None else []
    never = question.datum == "einddatum" and question.base.get(OPEN) == "true"
    return [
        Choice(
            {"periode": periode},
            {name: periode.van},
            () if never else (Term(1, as_params(periode, question.datum)),),
        )
        for periode in periods
    ]


def _exact(question: Question, name: str) -> list[Choice]:
    param = EXACT[name]
    base = question.base
    return [
        Choice({param: value}, {name: place}, (Term(1, {param: value}),))
        for place, value in enumerate(question.values[name])
        if base.get(param, value) == value and value in base.get(f"{param}__in", value).split(",")
    ]


def _registers(question: Question) -> list[Choice]:
    return [
        Choice({"bron": name}, {"BRON": place}, (Term(1, {BRON: name}),))
        for place, name in enumerate(question.bronnen)
    ]


def _levels(question: Question) -> list[Choice]:
    """Return the levels: each is what is at most this level, less what is at most the one below."""
    levels = question.values["VERTROUWELIJKHEIDAANDUIDING"]
    highest = question.base.get(MAXIMUM, levels[-1])
    found = []
    below: tuple[Term, ...] = ()
    for place, level in enumerate(levels[: levels.index(highest) + 1]):
        terms = (Term(1, {MAXIMUM: level}), *below)
        key = {"vertrouwelijkheidaanduiding": level}
        found.append(Choice(key, {"VERTROUWELIJKHEIDAANDUIDING": place}, terms))
        below = (Term(-1, {MAXIMUM: level}),)
    return found


def _open(question: Question) -> list[Choice]:
    base = question.base
    ended = any(name in base for name in _ENDED) or (
        question.datum == "einddatum" and question.range is not None
    )
    return [
        Choice({"is_open": is_open}, {"OPEN": not is_open}, (Term(1, {OPEN: text}),))
        for is_open, text in ((True, "true"), (False, "false"))
        if base.get(OPEN, text) == text and not (is_open and ended)
    ]


async def _types(question: Question) -> list[Choice]:
    """Return the zaaktypen, each with the statustypen and resultaattypen asked of it."""
    parts = [name for name in PARTS if name in question.dimensions]
    versions, *lists = await asyncio.gather(
        _versions(question), *(_parts(question, name) for name in parts)
    )
    apart = "ZAAKTYPEVERSIE" in question.dimensions
    everywhere = "ZAAKTYPEIDENTIFICATIE" in question.dimensions
    buckets: dict[Any, tuple[list[Any], list[tuple[Any, ...]]]] = {}
    for version in versions:
        for combination in product(*(rows.get(last_segment(version.url), []) for rows in lists)):
            name = (
                version.url if apart else _identity(version, everywhere),
                *(row.url if apart else row.omschrijving for row in combination),
            )
            _, members = buckets.setdefault(name, ([version, *combination], []))
            members.append((version, *combination))
    return [_type_choice(question, parts, *bucket) for bucket in buckets.values()]


def _type_choice(
    question: Question, parts: list[str], shown: list[Any], members: list[tuple[Any, ...]]
) -> Choice:
    zaaktype = shown[0]
    keys: dict[str, Any] = {}
    place = (zaaktype.omschrijving or "", zaaktype.identificatie or "", zaaktype.url)
    rank: dict[str, Any] = dict.fromkeys(ZAAKTYPE_DIMENSIONS, place)
    if any(name in ZAAKTYPE_DIMENSIONS for name in question.dimensions):
        keys["zaaktype"] = zaaktype
    for name, row in zip(parts, shown[1:], strict=True):
        keys[name.lower()] = row
        rank[name] = (*place, getattr(row, "volgnummer", None) or 0, row.omschrijving or "")
    if not parts and len(members) > 1 and _search(question.context):
        urls = ",".join(member[0].url for member in members)
        return Choice(keys, rank, (Term(1, {"zaaktype__in": urls}),))
    names = ("zaaktype", *(PARTS[name][1] for name in parts))
    terms = [
        Term(1, dict(zip(names, (row.url for row in member), strict=True))) for member in members
    ]
    return Choice(keys, rank, terms)


def _search(context: RequestContext) -> bool:
    """Return whether versions can be counted together, with `_zoek`."""
    return all(client.searches for client in context.landscape.of("zaken"))


async def _versions(question: Question) -> list[ZaaktypeRecord]:
    """Return the versions that can have zaken under this filter, newest first.

    A concept has none: a zaak may only be of a published zaaktype.
    """
    base = question.base
    links = {"zaaktype": ZAAKTYPE, **{param: resource for resource, param in PARTS.values()}}
    named = [
        await _named(question.context, resource, base[param])
        for param, resource in links.items()
        if param in base
    ]
    allowed = {last_segment(getattr(row, "zaaktype_url", row.url) or "") for row in named}
    rows = named[:1] if "zaaktype" in base else await catalogus_list(question.context, ZAAKTYPE)
    kept = [row for row in rows if not row.concept and allowed <= {last_segment(row.url)}]
    return sorted(kept, key=lambda row: row.begin_geldigheid or "", reverse=True)


async def _named(context: RequestContext, resource: Resource[Any], url: str) -> Any:
    """Return the type the filter names. Raises BadUserInputError when there is none."""
    found = await settled(context.loaders.by_url(resource, url))
    if found is None:
        raise BadUserInputError(f"'filter' names a type that is not in {resource.path}")
    return found


async def _parts(question: Question, name: str) -> dict[str, list[Any]]:
    """Return the statustypen or resultaattypen per zaaktype, as far as the filter leaves them."""
    resource, param = PARTS[name]
    wanted = question.base.get(param)
    found: dict[str, list[Any]] = {}
    for row in await catalogus_list(question.context, resource):
        if wanted is None or last_segment(row.url) == last_segment(wanted):
            found.setdefault(last_segment(row.zaaktype_url or ""), []).append(row)
    return found


def _identity(version: ZaaktypeRecord, everywhere: bool) -> tuple[str, str]:
    """Return what the versions of one zaaktype have in common; in every catalogus, or in one."""
    catalogus = "" if everywhere else version.catalogus_url or ""
    return catalogus, version.identificatie or version.url
