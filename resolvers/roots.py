"""Root fields: one resource by uuid, URL or global id, and lists."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from graphql import located_error

from planning.compile import asked_rows
from planning.partial import Partial, PartialRows
from planning.zaken import read_zaak
from resolvers.context import RequestContext, ResolveInfo
from resolvers.edges import along
from resolvers.errors import BadUserInputError
from resolvers.filters import is_personal, links_of, to_params
from resolvers.klantbronnen import part_of, permitted_of, read_from, registers_of, split_part
from resolvers.lists import Source, list_connection
from resolvers.merging import MergedRecord
from resolvers.nodes import decode_id
from resolvers.paging import ConnectionRecord, Window, asked_page
from resolvers.registers import choose_registers, first_found, permitted
from sources.client import UpstreamClient
from sources.loader import NOTHING_MORE, each, settled
from sources.resource import Resource
from sources.zaken.resources import ZAAK

T = TypeVar("T")


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
        for client in permitted_of(context, resource)
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
    context: RequestContext,
    types: Mapping[str, Resource[Any]],
    text: str,
    info: ResolveInfo | None = None,
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
    if not context.landscape.serves(client, resource.api):
        return None
    uuid, pointer = split_part(declared, client, found.uuid)
    asked = NOTHING_MORE if info is None else along(resource, info)
    return part_of(await settled(context.loaders.by_uuid(resource, client, uuid, asked)), pointer)


async def by_any_url(
    context: RequestContext, resources: Mapping[str, Resource[Any]], url: str
) -> Any:
    """Return whatever resource of the graph lives at this URL of a register."""
    whole, _, pointer = url.partition("#")
    client, path = context.landscape.locate(whole)
    parent = path.rpartition("/")[0]
    for declared in resources.values():
        resource = read_from(declared, client)
        if resource.path == parent and context.landscape.serves(client, resource.api):
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
    bronnen: Sequence[str] | None = None,
    personal: bool = False,
    info: Any,
) -> ConnectionRecord | MergedRecord:
    """Return one page of a list. Raises BadUserInputError before any upstream is asked."""
    settings, rows = context.settings, asked_rows(info)
    arguments = asked_page(settings, first, after, last, before)
    if not rows.needed and after is None and before is None:
        arguments = asked_page(settings, 1, None, None, None)
    in_body = bool(resource.zoek) and (personal or is_personal(filter_input))
    registers = choose_registers(
        context, resource, bron, bronnen, every=registers_of(context, resource)
    )
    links = await links_of(context, filter_input)
    sources = [
        Source(
            client,
            read_from(resource, client),
            {**to_params(context, client, filter_input, links), **(extra or {})},
            in_body,
        )
        for client in registers
    ]
    found = await list_connection(
        context,
        sources,
        arguments,
        asked=rows.names,
        ordering=(extra or {}).get("ordering"),
        totals=rows.counted,
    )
    return told(context, info, found)


def told(context: RequestContext, info: Any, answer: T) -> T:
    """Return the answer; what is missing of it is noted, where graphql-core runs the operation.

    A compiled run looks for itself (planning/engine.py), and its `info` knows no path.
    """
    path = getattr(info, "path", None)
    if path is not None and isinstance(answer, Partial):
        context.missing.extend(
            located_error(error, info.field_nodes, path.as_list()) for error in answer.failures
        )
    return answer


def empty_connection() -> ConnectionRecord:
    """Return a list of nothing, for which no register need be asked."""
    return ConnectionRecord(Window(0, [], 0))


async def catalogus_list(context: RequestContext, resource: Resource[Any]) -> list[Any]:
    """Return every type of a catalogus list, from the shared cache. Raises SourceError."""
    rows: list[Any] = []
    for answer in await _catalogus_lists(context, resource):
        if isinstance(answer, Exception):
            raise answer
        rows.extend(answer)
    return rows


async def catalogus_rows(
    context: RequestContext,
    info: Any,
    resource: Resource[Any],
    keep: Callable[[Any], bool] = lambda _row: True,
) -> PartialRows:
    """Return the types of a catalogus list that are asked; a catalogus that fails is told.

    Raises SourceError when none answers.
    """
    answers = await _catalogus_lists(context, resource)
    failures = [answer for answer in answers if isinstance(answer, Exception)]
    if len(failures) == len(answers):
        raise failures[0]
    rows = (row for answer in answers if isinstance(answer, list) for row in answer if keep(row))
    return told(context, info, PartialRows(rows, failures))


async def _catalogus_lists(
    context: RequestContext, resource: Resource[Any]
) -> list[list[Any] | Exception]:
    """Return the list of every catalogus that the caller may read, or why there is none."""
    registers = permitted(context, resource, context.landscape.of(resource.api))
    catalogus = context.loaders.catalogus
    return await each([catalogus.all(client, resource, context.call) for client in registers])


def _is_uuid(text: str) -> bool:
    try:
        uuids.UUID(text)
    except ValueError:
        return False
    return True


async def by_global_ids(
    context: RequestContext,
    types: Mapping[str, Resource[Any]],
    ids: Sequence[str],
    info: ResolveInfo | None = None,
) -> list[Any]:
    """Return what each id names, in order; a failed one as its error. Batched where possible."""
    if len(ids) > context.settings.max_page_size:
        raise BadUserInputError(f"'ids' holds more than {context.settings.max_page_size} ids")
    return await each([by_global_id(context, types, text, info) for text in ids])
