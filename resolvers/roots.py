"""Root fields: one resource by uuid, URL or global id, and lists."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping, Sequence
from typing import Any

from planning.compile import EVERY_ROW, Rows
from planning.zaken import read_zaak
from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.filters import is_personal, to_params
from resolvers.klantbronnen import (
    apis_of,
    part_of,
    read_from,
    registers,
    split_part,
)
from resolvers.lists import choose_register, list_connection
from resolvers.nodes import decode_id
from resolvers.paging import ConnectionRecord, Window, page_arguments
from resolvers.zaken import first_found
from sources.client import UpstreamClient
from sources.loader import each, settled
from sources.resource import Resource
from sources.zaken.resources import ZAAK


def exactly_one(**arguments: Any) -> str:
    """Return the name of the one argument that is given. Raises BadUserInputError."""
    given = [name for name, value in arguments.items() if value is not None]
    if len(given) != 1:
        raise BadUserInputError(f"give exactly one of: {', '.join(arguments)}")
    return given[0]


async def by_uuid_or_url(
    context: RequestContext,
    resource: Resource[Any],
    uuid: str | None,
    url: str | None,
    asked: frozenset[str] = frozenset(),
) -> Any:
    """Return the resource with this uuid, from whichever register has it, or at this URL."""
    if exactly_one(uuid=uuid, url=url) == "url":
        client, _ = context.landscape.locate(str(url))
        resource = read_from(resource, client)
        client, uuid = context.landscape.ref(resource, str(url))
        return await _read(context, resource, client, uuid, asked)
    reads = [
        _read(context, read_from(resource, client), client, str(uuid), asked)
        for client in registers(context.landscape, *apis_of(resource))
    ]
    return first_found(await each(reads))


async def _read(
    context: RequestContext,
    resource: Resource[Any],
    client: UpstreamClient,
    uuid: str,
    asked: frozenset[str],
) -> Any:
    """Return one resource; a zaak together with what its selected edges need."""
    if resource is ZAAK:
        return await read_zaak(context.loaders, client, uuid, asked)
    return await settled(context.loaders.by_uuid(resource, client, uuid))


async def by_global_id(
    context: RequestContext, types: Mapping[str, Resource[Any]], text: str
) -> Any:
    """Return the resource a global id names, or None when it is not there (any more)."""
    found = decode_id(text)
    if found is None or found.type_name not in types or not _is_uuid(found.uuid.partition("#")[0]):
        raise BadUserInputError("'id' is not an id of this graph")
    client = context.landscape.clients.get(found.upstream)
    if client is None:
        return None
    declared = types[found.type_name]
    resource = read_from(declared, client)
    if client.settings.api != resource.api:
        return None
    uuid, pointer = split_part(declared, client, found.uuid)
    return part_of(await settled(context.loaders.by_uuid(resource, client, uuid)), pointer)


async def by_any_url(
    context: RequestContext, resources: Mapping[str, Resource[Any]], url: str
) -> Any:
    """Return whatever resource of the graph lives at this URL of a register."""
    whole, _, pointer = url.partition("#")
    client, path = context.landscape.locate(whole)
    parent = path.rpartition("/")[0]
    for declared in resources.values():
        resource = read_from(declared, client)
        if (resource.api, resource.path) == (client.settings.api, parent):
            return part_of(await settled(context.loaders.by_url(resource, whole)), pointer)
    raise BadUserInputError("'url' is not of a type in this graph")


async def connection(
    context: RequestContext,
    resource: Resource[Any],
    *,
    filter_input: Any = None,
    extra: Mapping[str, str] | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    bron: str | None = None,
    personal: bool = False,
    rows: Rows = EVERY_ROW,
) -> ConnectionRecord:
    """Return one page of a list. Raises BadUserInputError before any upstream is asked."""
    settings = context.settings
    bounds = {"default": settings.default_page_size, "largest": settings.max_page_size}
    arguments = page_arguments(first, after, last, before, **bounds)
    if not rows.needed and after is None and before is None:
        arguments = page_arguments(1, None, None, None, **bounds)
    client = choose_register(context, *apis_of(resource), bron=bron)
    resource = read_from(resource, client)
    params = {**to_params(context, client, filter_input), **(extra or {})}
    in_body = bool(resource.zoek) and (personal or is_personal(filter_input))
    return await list_connection(
        context, client, resource, params, arguments, in_body=in_body, asked=rows.names
    )


def empty_connection() -> ConnectionRecord:
    """Return a list of nothing, for which no register need be asked."""
    return ConnectionRecord(Window(0, [], 0))


async def catalogus_list(context: RequestContext, resource: Resource[Any]) -> list[Any]:
    """Return every type of a catalogus list, from the shared cache."""
    asked = [
        context.loaders.catalogus.all(client, resource, context.call)
        for client in context.landscape.of(resource.api)
    ]
    rows: list[Any] = []
    for answer in await each(asked):
        if isinstance(answer, Exception):
            raise answer
        rows.extend(answer)
    return rows


def _is_uuid(text: str) -> bool:
    try:
        uuids.UUID(text)
    except ValueError:
        return False
    return True


async def by_global_ids(
    context: RequestContext, types: Mapping[str, Resource[Any]], ids: Sequence[str]
) -> list[Any]:
    """Return what each id names, in order; a failed one as its error. Batched where possible."""
    if len(ids) > context.settings.max_page_size:
        raise BadUserInputError(f"'ids' holds more than {context.settings.max_page_size} ids")
    return await each([by_global_id(context, types, text) for text in ids])
