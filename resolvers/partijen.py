"""Logic of partijen and actoren: parts that differ per kind, and rows that came along whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import isawaitable
from operator import attrgetter
from typing import Any

import msgspec

from planning.reads import NOTHING, Reads, Way, declares, reading
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import load_links
from resolvers.klanten import by_parent
from resolvers.lists import prime
from resolvers.registers import first_found
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.errors import ContractError, SourceError
from sources.klanten.resources import KlantIdentificator, KlantRecord
from sources.klantinteracties import resources as records
from sources.klantinteracties.groups import ACTOREN, PARTIJEN, Reference
from sources.klantinteracties.resources import (
    BijlageRecord,
    CategorierelatieRecord,
    KlantcontactRecord,
    PartijidentificatorRecord,
    PartijRecord,
)
from sources.loader import Params, each, settled
from sources.records import Record
from sources.urls import last_segment

_DOCUMENT = "enkelvoudiginformatieobject"
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""What a document is asked by: an identificator is free text, and may be no uuid at all."""


def per_kind(data_of: str, kind_of: str, kinds: Mapping[str, type[Record]]) -> Callable[..., Any]:
    """Return a resolver of the part that `kind_of` gives its shape; None for a kind not known."""
    read, read_kind = attrgetter(data_of), attrgetter(kind_of)

    def resolve(source: Any, _info: ResolveInfo) -> Record | None:
        data, kind = read(source), kinds.get(read_kind(source) or "")
        if kind is None or not data:
            return None
        found: Record = _convert(data, kind)
        return found

    return reading(resolve, NOTHING)


partij_identificatie = per_kind("partij_identificatie", "soort_partij", PARTIJEN)
actor_identificatie = per_kind("actor_identificatie", "soort_actor", ACTOREN)


def _convert(data: Any, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError:
        raise ContractError(records.API, kind.__name__) from None


@declares(NOTHING)
def partij_identificatoren(partij: PartijRecord, info: ResolveInfo) -> Any:
    """Return what identifies a partij; the rows came along whole, so a link to one is free."""
    rows = partij.partij_identificatoren or []
    context = context_of(info)
    client, _ = context.landscape.locate(partij.url)
    if client.settings.api == records.API:
        for row in rows:
            prime(context, client, records.PARTIJIDENTIFICATOR, [row])
    return rows


@declares(Reads(Way.CHILDREN, records.PARTIJ))
async def sub_identificatoren(source: PartijidentificatorRecord, info: ResolveInfo) -> Any:
    """Return the identifications that are unique below this one, through their partijen.

    Nothing lies below a BSN, and the filter would put it in a URL. The Klanten API knows no such
    thing: None.
    """
    if isinstance(source, KlantIdentificator):
        return None
    found = source.partij_identificator
    if found is None or not found.object_id or found.code_soort_object_id in (None, "bsn"):
        return []
    context = context_of(info)
    client, path = context.landscape.locate(source.url)
    params: Params = (
        ("subIdentificatorVan__codeSoortObjectId", str(found.code_soort_object_id)),
        ("subIdentificatorVan__objectId", found.object_id),
    )
    own = last_segment(path)
    partijen = await settled(context.loaders.lists(client, records.PARTIJ).get(params))
    return [
        row
        for partij in partijen
        for row in partij.partij_identificatoren or ()
        if row.sub_identificator_van_ref and row.sub_identificator_van_ref.uuid == own
    ]


def of_relatie(resource: Any, attribute: str) -> Callable[..., Any]:
    """Return a resolver of a link of a categorierelatie; a short one is read whole first."""
    reference_of = attrgetter(attribute)

    async def resolve(source: CategorierelatieRecord, info: ResolveInfo) -> Any:
        loaders = context_of(info).loaders
        whole: Any = source
        if reference_of(whole) is None and source.categorie_naam is not None:
            whole = await settled(loaders.by_url(records.CATEGORIERELATIE, source.url))
        reference: Reference | None = None if whole is None else reference_of(whole)
        if reference is None or not reference.url:
            return None
        return await settled(loaders.by_url(resource, reference.url))

    steps = Reads(Way.ONE, records.CATEGORIERELATIE, then=Reads(Way.ONE, resource))
    return reading(resolve, steps)


@declares(NOTHING)
def categorie_naam(source: CategorierelatieRecord, _info: ResolveInfo) -> str | None:
    """Return the name of the categorie, as either form of a relatie tells it."""
    return source.categorie_naam or (source.categorie_ref.naam if source.categorie_ref else None)


@declares(Reads(Way.CHILDREN, records.VERTEGENWOORDIGING, then=Reads(Way.ONE, records.PARTIJ)))
async def vertegenwoordigers(partij: PartijRecord | KlantRecord, info: ResolveInfo) -> Any:
    """Return the partijen that act for this one; None for a klant, whose API does not tell."""
    if isinstance(partij, KlantRecord):
        return None
    rows = await settled(
        by_parent(records.VERTEGENWOORDIGING, "vertegenwoordigdePartij__uuid")(partij, info)
    )
    urls = [
        row.vertegenwoordigende_partij_ref.url
        for row in rows
        if row.vertegenwoordigende_partij_ref and row.vertegenwoordigende_partij_ref.url
    ]
    return await settled(load_links(context_of(info), records.PARTIJ, list(dict.fromkeys(urls))))


@declares(NOTHING)
def actoren_of_klantcontact(contact: KlantcontactRecord, info: ResolveInfo) -> Any:
    """Return the actoren of a klantcontact, which holds them whole; a bare link is followed."""
    context = context_of(info)
    found = [_actor(context, contact, data) for data in contact.had_betrokken_actoren or ()]
    return _each(found) if any(map(isawaitable, found)) else found


def _actor(context: RequestContext, contact: KlantcontactRecord, data: dict[str, Any]) -> Any:
    try:
        if "soortActor" not in data:
            return context.loaders.by_url(records.ACTOR, str(data.get("url")))
        actor: records.ActorRecord = _convert(data, records.ActorRecord)
    except SourceError as error:
        return error
    client, _ = context.landscape.locate(contact.url)
    prime(context, client, records.ACTOR, [actor])
    return actor


async def _each(found: list[Any]) -> list[Any]:
    return await each([settled(item) for item in found])


@declares(Reads(Way.ONE, ENKELVOUDIGINFORMATIEOBJECT, everywhere=True))
def document_of_bijlage(bijlage: BijlageRecord, info: ResolveInfo) -> Any:
    """Return the document that a bijlage names by its uuid, from whichever register has it."""
    found = bijlage.bijlageidentificator
    if found is None or found.code_objecttype != _DOCUMENT:
        return None
    if not found.object_id or not _UUID.fullmatch(found.object_id):
        return None
    return _document(context_of(info), found.object_id)


async def _document(context: RequestContext, uuid: str) -> Any:
    asked = [
        settled(context.loaders.by_uuid(ENKELVOUDIGINFORMATIEOBJECT, client, uuid))
        for client in context.landscape.of("documenten")
    ]
    return first_found(await each(asked))
