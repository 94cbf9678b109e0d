"""Which documents a caller may see: by type and confidentiality, and by what they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from policy.grants import INTERN, OwnOnly
from resolvers.access.case import UNSEEN, Case
from resolvers.access.types import NEVER, TOP, Ceilings, Key
from resolvers.access.zaken import grants_of_zaak
from sources.besluiten.resources import BESLUIT
from sources.catalogi.resources import INFORMATIEOBJECTTYPE
from sources.client import UpstreamClient
from sources.documenten.resources import (
    ENKELVOUDIGINFORMATIEOBJECT,
    OBJECTINFORMATIEOBJECT,
    DocumentRecord,
    DocumentVersieRecord,
    ObjectInformatieObjectRecord,
)
from sources.errors import AccessDeniedError
from sources.guard import Narrowed
from sources.loader import each, settled
from sources.resource import Resource
from sources.urls import last_segment
from sources.zaken.resources import ZAAK

OBJECTS: Mapping[str, Resource[Any]] = {"zaak": ZAAK, "besluit": BESLUIT}
"""What a document may belong to here, by objectType (Documenten API 1.4)."""


async def judge_documenten(
    case: Case, client: UpstreamClient, documenten: Sequence[DocumentRecord]
) -> list[bool]:
    """Return per document whether it may be seen; remembers by which grants where that matters."""
    shown = await grants_showing(case, client, documenten)
    if case.splits:
        _remember(case, client, documenten, shown)
    return [bool(grants) for grants in shown]


async def grants_showing(
    case: Case, client: UpstreamClient, documenten: Sequence[DocumentRecord]
) -> list[set[int]]:
    """Return per document which grants show it."""
    shown: list[set[int]] = [set() for _ in documenten]
    related: dict[int, set[int]] = {}
    for place in case.reaching(client):
        grant = case.grants[place]
        if case.is_own and grant.own is None:
            continue
        ceilings = await case.ceilings(place, "documenten", INFORMATIEOBJECTTYPE)
        for at, document in enumerate(documenten):
            if _fits(case, ceilings, document, grant.own):
                (related.setdefault(at, set()) if grant.via_zaak else shown[at]).add(place)
    keys = [(client.name, last_segment(document.url)) for document in documenten]
    unproven = {
        at: grants
        for at, grants in related.items()
        if not shown[at] and not grants & case.related.get(keys[at], set())
    }
    asked = [keys[at] for at in unproven if keys[at] not in case.asked]
    urls = {key: document.url for key, document in zip(keys, documenten, strict=True)}
    for answer in await each([_ask_relations(case, client, key, urls[key]) for key in asked]):
        if isinstance(answer, Exception):
            raise answer
    for at, grants in related.items():
        shown[at] |= grants & case.related.get(keys[at], set())
    return shown


def _remember(
    case: Case,
    client: UpstreamClient,
    documenten: Sequence[DocumentRecord],
    shown: Sequence[set[int]],
) -> None:
    """Keep which grants show a document as it is now; of an older version it says nothing."""
    for document, grants in zip(documenten, shown, strict=True):
        if not isinstance(document, DocumentVersieRecord):
            case.remember(case.documenten, client, document, frozenset(grants))


def _fits(case: Case, ceilings: Ceilings, document: DocumentRecord, own: OwnOnly | None) -> bool:
    """Whether the document itself is what a grant may show."""
    key = case.key(INFORMATIEOBJECTTYPE, document.informatieobjecttype_url)
    if not ceilings.allows(key, document.vertrouwelijkheidaanduiding):
        return False
    if own is None:
        return True
    return (
        (document.status is None or document.status in own.document_statussen)
        and (own.sees_intern or document.vertrouwelijkheidaanduiding != INTERN)
        and document.tonen_aan_initiator is not False
        and document.inhoud_is_vervallen is not True
    )


async def _ask_relations(case: Case, client: UpstreamClient, key: Key, url: str) -> bool:
    """Learn what a document belongs to, and return whether that shows it to any grant."""
    lists = case.behind.lists(client, OBJECTINFORMATIEOBJECT)
    rows = await settled(lists.get((("informatieobject", url),)))
    objects = [row for row in rows if row.object_type in OBJECTS and row.object]
    grants: set[int] = set()
    for answer in await each([_grants_of(case, row) for row in objects]):
        if not isinstance(answer, Exception):
            grants |= answer
        elif not isinstance(answer, UNSEEN):
            raise answer
    case.asked.add(key)
    case.related.setdefault(key, set()).update(grants)
    return bool(grants)


async def _grants_of(case: Case, row: ObjectInformatieObjectRecord) -> set[int]:
    """Return the grants that show the zaak or besluit of a relation."""
    resource = OBJECTS[row.object_type or ""]
    if await settled(case.loaders.by_url(resource, row.object or "")) is None:
        return set()
    if resource is ZAAK:
        return set(grants_of_zaak(case, row.object))
    return set(case.besluiten.get(case.key(BESLUIT, row.object), frozenset()))


def relate(case: Case, rows: Sequence[Any]) -> None:
    """Remember that these documents belong to a zaak or besluit the caller sees."""
    for row in rows:
        key = case.key(ENKELVOUDIGINFORMATIEOBJECT, row.informatieobject_url)
        zaak, besluit = getattr(row, "zaak_url", None), getattr(row, "besluit_url", None)
        grants = set(grants_of_zaak(case, zaak))
        if besluit:
            grants |= case.besluiten.get(case.key(BESLUIT, besluit), frozenset())
        if grants:
            case.related.setdefault(key, set()).update(grants)


async def narrow_documenten(
    case: Case, client: UpstreamClient, params: Mapping[str, str], in_body: bool
) -> Narrowed | None:
    """Return the part of a list of documents that this caller may ask.

    Raises AccessDeniedError for who may see documents through their zaak only: a list of all
    documents cannot be asked for those alone.
    """
    if "uuid__in" in params:
        return Narrowed(params, in_body, is_exact=False)
    ceilings = Ceilings()
    for place in case.reaching(client):
        if not case.grants[place].via_zaak:
            ceilings.add(await case.ceilings(place, "documenten", INFORMATIEOBJECTTYPE))
    if case.is_own or (ceilings.everywhere == NEVER and not ceilings.per_type):
        raise AccessDeniedError(
            client.name, "enkelvoudiginformatieobjecten", reason="reach documents through a zaak"
        )
    asked = params.get("informatieobjecttype")
    if asked is not None:
        highest = ceilings.of(case.key(INFORMATIEOBJECTTYPE, asked))
        return None if highest == NEVER else Narrowed(params, in_body, is_exact=highest == TOP)
    if ceilings.everywhere == NEVER and len(ceilings.per_type) == 1:
        ((key, highest),) = ceilings.per_type.items()
        narrowed = {**params, "informatieobjecttype": ceilings.urls[key]}
        return Narrowed(narrowed, in_body, is_exact=highest == TOP)
    return Narrowed(params, in_body, is_exact=ceilings.is_open)
