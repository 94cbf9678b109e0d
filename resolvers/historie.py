"""Logic of the audittrails: lines, what changed in them, and what that means."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from planning.reads import NOTHING, Reads, Way, declares, reading
from policy.numbers import without_bsns
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import load_nested
from resolvers.labels import label_of, learn
from sources.historie import AuditRecord
from sources.resource import Resource
from sources.wijzigingen import IMPERSONAL_NAMES, KINDS, NAMES_PEOPLE, Leaf, changes
from sources.zaken.resources import ROL, ZAAK


@dataclass(slots=True)
class Wie:
    """Who made a change, as the register wrote it down."""

    gebruikers_id: str | None
    gebruikers_weergave: str | None
    applicatie_id: str | None
    applicatie_weergave: str | None


@dataclass(slots=True)
class Wijziging:
    """One value that changed, as text; `leaf` has the values themselves."""

    veld: str
    oud: str | None
    nieuw: str | None
    afgeschermd: bool
    leaf: Leaf


def trail(resource: Resource[AuditRecord]) -> Callable[..., Any]:
    """Return a resolver of the audittrail of a zaak, besluit or document, newest line first."""

    def resolve(source: Any, info: ResolveInfo) -> Any:
        context = context_of(info)
        rows = load_nested(context, resource, source.url)
        return _later(context, rows) if isawaitable(rows) else _known(context, rows)

    return reading(resolve, Reads(Way.CHILDREN, resource))


async def _later(context: RequestContext, rows: Awaitable[Sequence[AuditRecord]]) -> list[Any]:
    return _known(context, await rows)


def _known(context: RequestContext, rows: Sequence[AuditRecord]) -> list[AuditRecord]:
    """Return the lines newest first, and let labels know the objects they tell of."""
    for row in rows:
        for body in row.bodies:
            learn(context, row.resource_url or "", body)
    return sorted(rows, key=lambda row: row.aanmaakdatum or "", reverse=True)


@declares(NOTHING)
def wie(line: AuditRecord, _info: ResolveInfo) -> Wie:
    """Return who made the change; a portal may have written a BSN there."""
    return Wie(
        _masked(line.gebruikers_id),
        _masked(line.gebruikers_weergave),
        _masked(line.applicatie_id),
        _masked(line.applicatie_weergave),
    )


@declares(NOTHING)
def toelichting(line: AuditRecord, _info: ResolveInfo) -> str | None:
    """Return why the change was made."""
    return _masked(line.toelichting)


@declares(Reads(Way.NOTHING))
def onderwerp(line: AuditRecord, info: ResolveInfo) -> Any:
    """Return the name of what changed: ours where the register's own text may name somebody."""
    if line.resource in NAMES_PEOPLE or line.resource not in KINDS:
        return label_of(context_of(info), line.resource_url)
    return _masked(line.resource_weergave)


@declares(NOTHING)
def wijzigingen(line: AuditRecord, _info: ResolveInfo) -> list[Wijziging] | None:
    """Return what changed; None when that may not be seen."""
    found = line.wijzigingen
    leaves = None if found is None else changes(line.resource or "", found.before, found.after)
    if leaves is None:
        return None
    return [
        Wijziging(leaf.veld, _text(leaf, leaf.oud), _text(leaf, leaf.nieuw), leaf.is_withheld, leaf)
        for leaf in leaves
        if leaf.veld != "zaak" or line.is_of_main or line.resource == "besluit"
    ]


def label(side: str) -> Callable[..., Any]:
    """Return a resolver of what the old or new value (`side`) means to its reader."""

    def resolve(wijziging: Wijziging, info: ResolveInfo) -> Any:
        value = getattr(wijziging.leaf, side)
        if isinstance(value, str) and not value.startswith("http"):
            value = _text(wijziging.leaf, value)
        return label_of(context_of(info), value, is_code=wijziging.leaf.is_code)

    return reading(resolve, Reads(Way.ONE, ZAAK))


def rol_of_line(line: AuditRecord, info: ResolveInfo) -> Any:
    """Return the rol a line is about: the way to who the betrokkene is, for who may see that."""
    if line.resource != "rol" or not line.resource_url:
        return None
    return context_of(info).loaders.by_url(ROL, line.resource_url)


reading(rol_of_line, Reads(Way.ONE, ROL))


def _text(leaf: Leaf, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        name = leaf.veld.rpartition(".")[2]
        return value if name in IMPERSONAL_NAMES else without_bsns(value)
    return without_bsns(json.dumps(value, ensure_ascii=False))


def _masked(text: str | None) -> str | None:
    return without_bsns(text) if text else None
