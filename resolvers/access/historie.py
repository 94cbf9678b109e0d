"""Which lines of an audittrail a caller may see, and what of them.

A line holds whole objects, of now and of then, so seeing the zaak is not enough. It takes a grant
that shows the zaak (besluit, document) and has the scope for audittrails too; what the line names
besides must be visible as well; and what once stood higher than the caller's ceiling stays hidden.
Personal data is left out for everybody, in resolvers/historie.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from resolvers.access.case import UNSEEN, Case, Grants
from sources.besluiten.resources import BESLUIT, BESLUITINFORMATIEOBJECT
from sources.catalogi.resources import INFORMATIEOBJECTTYPE, ZAAKTYPE
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT, OBJECTINFORMATIEOBJECT
from sources.errors import SourceError
from sources.historie import AuditRecord
from sources.records import Json
from sources.resource import Resource
from sources.zaken.resources import ZAAK, ZAAKINFORMATIEOBJECT

JUDGED: Mapping[tuple[str, str], Resource[Any]] = {
    resource.key: resource for resource in (ZAAK, BESLUIT, ENKELVOUDIGINFORMATIEOBJECT)
}
"""What has rules of its own: named in a line, it must be visible itself."""
RELATIONS = frozenset(
    resource.key
    for resource in (ZAAKINFORMATIEOBJECT, BESLUITINFORMATIEOBJECT, OBJECTINFORMATIEOBJECT)
)
"""What tells that there is a document; shown when the line that made it is."""
TYPES: Mapping[tuple[str, str], tuple[str, Resource[Any]]] = {
    ZAAK.key: ("zaaktype", ZAAKTYPE),
    ENKELVOUDIGINFORMATIEOBJECT.key: ("informatieobjecttype", INFORMATIEOBJECTTYPE),
}
"""Which property of what has a confidentiality names its type."""


async def judge_historie(
    case: Case, client: UpstreamClient, resource: Resource[Any], rows: Sequence[AuditRecord]
) -> list[bool]:
    """Return per line whether it may be seen; takes out of those what may not."""
    main = resource.part_of[0].of
    mains = await _mains(case, client, resource, {row.hoofd_object or "" for row in rows})
    shown = [row for row in rows if mains[row.hoofd_object or ""]]
    hidden = await _hidden(case, shown)
    verdicts = [
        mains[row.hoofd_object or ""] and (row.is_of_main or hidden.isdisjoint(_named(row)))
        for row in rows
    ]
    kept = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict]
    told = {row.resource_url for row in kept if not row.is_of_main}
    grants = case.having(client, resource.scope)
    for row in kept:
        if not await _fitted_then(case, main, row, grants):
            row.wijzigingen = None
        elif row.is_of_main:
            _take_out(case, row, hidden, told)
    return verdicts


async def _mains(
    case: Case, client: UpstreamClient, resource: Resource[Any], urls: Iterable[str]
) -> dict[str, bool]:
    """Return per zaak (besluit, document) whether a grant shows it that may read its trail."""
    main, wanted = resource.part_of[0].of, list(urls)
    if not case.splits:
        return await case.visible(main, wanted)
    having = case.having(client, resource.scope)
    known = await case.learn(wanted, main)
    return {url: bool(known.get(case.key(main, url), frozenset()) & having) for url in wanted}


async def _hidden(case: Case, rows: Sequence[AuditRecord]) -> set[str]:
    """Return the zaken, besluiten and documents that these lines name and that are not seen."""
    named: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        for url in {*_named(row), *_mentioned(row)}:
            key = _kind(case, url)
            if key in JUDGED and url != row.hoofd_object:
                named.setdefault(key, set()).add(url)
    hidden: set[str] = set()
    for key, urls in named.items():
        try:
            seen = await case.visible(JUDGED[key], sorted(urls))
        except UNSEEN:
            seen = dict.fromkeys(urls, False)
        hidden |= {url for url in urls if not seen[url]}
    return hidden


def _named(row: AuditRecord) -> set[str]:
    """Return what a line below the main object is about: all URLs it holds."""
    if row.is_of_main:
        return set()
    return {row.resource_url or "", *_mentioned(row)}


def _mentioned(row: AuditRecord) -> Iterator[str]:
    for body in row.bodies:
        yield from _urls(body)


def _urls(value: Any) -> Iterator[str]:
    """Return every URL anywhere in a body."""
    if isinstance(value, str):
        if value.startswith("http"):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _urls(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _urls(inner)


def _kind(case: Case, url: str) -> tuple[str, str]:
    """Return the API and path that a URL lies below; nothing for one elsewhere."""
    try:
        client, path = case.loaders.landscape.locate(url)
    except SourceError:
        return "", ""
    return client.settings.api, path.rpartition("/")[0]


def _take_out(case: Case, row: AuditRecord, hidden: set[str], told: set[str | None]) -> None:
    """Make of what may not be seen that it is not there, as the graph itself does."""
    sees_documents = case.is_open(ENKELVOUDIGINFORMATIEOBJECT)

    def is_hidden(url: str) -> bool:
        if url in hidden:
            return True
        return not sees_documents and url not in told and _kind(case, url) in RELATIONS

    found = row.wijzigingen
    if found is not None:
        found.oud = _without(found.before, is_hidden) if found.before else found.oud
        found.nieuw = _without(found.after, is_hidden) if found.after else found.nieuw


def _without(value: Any, is_hidden: Any) -> Any:
    """Return the value with None for each hidden URL, and without such items of a list."""
    if isinstance(value, str):
        return None if value.startswith("http") and is_hidden(value) else value
    if isinstance(value, dict):
        return {name: _without(inner, is_hidden) for name, inner in value.items()}
    if isinstance(value, list):
        kept = [_without(inner, is_hidden) for inner in value]
        pairs = zip(value, kept, strict=True)
        return [new for old, new in pairs if new is not None and not _lost_url(old, new)]
    return value


def _lost_url(old: Any, new: Any) -> bool:
    """Whether an item of a list (`relevanteAndereZaken`) is about what was taken out of it."""
    return isinstance(old, dict) and bool(old.get("url")) and not new.get("url")


async def _fitted_then(case: Case, main: Resource[Any], row: AuditRecord, grants: Grants) -> bool:
    """Whether the object might be seen as it was before and after this line."""
    if main.key not in TYPES or not row.is_of_main:
        return True
    return all([await _fits(case, main, body, grants) for body in row.bodies])


async def _fits(case: Case, main: Resource[Any], body: Json, grants: Grants) -> bool:
    link, types = TYPES[main.key]
    for place in grants:
        ceilings = await case.ceilings(place, main.api, types)
        aanduiding = body.get("vertrouwelijkheidaanduiding")
        if ceilings.allows(case.key(types, body.get(link)), aanduiding):
            return True
    return False
