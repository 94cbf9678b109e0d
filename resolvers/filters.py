"""From a typed filter input to the query parameters of an upstream list."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from strawberry import UNSET

from policy.numbers import holds_bsn
from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.klantbronnen import OLDER
from resolvers.registers import first_found, readable
from sources.client import UpstreamClient
from sources.loader import each, settled
from sources.resource import Resource

OLDER_APIS = frozenset(older.resource.api for older in OLDER.values())
"""APIs that stand behind the same types as Klantinteracties, with filters of their own."""
ORGANISATIONS = ("organisatie", "rsin")
"""In the names of filters that hold an RSIN."""


async def links_of(context: RequestContext, filter_input: Any) -> dict[str, str]:
    """Return the URL of each bare UUID in a filter that any of several registers may hold.

    Raises SourceError when it is not found and one of these registers does not answer.
    """
    found: dict[str, str] = {}
    for resource, value in _bare_links(filter_input):
        registers = context.landscape.of(resource.api)
        if len(registers) > 1:
            asked = [
                settled(context.loaders.by_uuid(resource, client, value))
                for client in readable(context, resource, registers)
            ]
            record = first_found(await each(asked))
            if record is not None:
                found[value] = record.url
    return found


def _bare_links(filter_input: Any) -> Iterator[tuple[Resource[Any], str]]:
    if filter_input is None or filter_input is UNSET:
        return
    for spec in dataclasses.fields(filter_input):
        value = getattr(filter_input, spec.name)
        if value is None or value is UNSET:
            continue
        if "param" not in spec.metadata:
            yield from _bare_links(value)
        elif spec.metadata.get("resource") is not None and _is_uuid(value):
            yield spec.metadata["resource"], value


def to_params(
    context: RequestContext,
    client: UpstreamClient,
    filter_input: Any,
    links: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the query parameters of a filter: lists joined by commas, links as full URLs.

    `links` holds the URLs of the UUIDs that were looked up. Raises BadUserInputError for a value
    that no register can filter on.
    """
    params: dict[str, str] = {}
    if filter_input is None or filter_input is UNSET:
        return params
    for spec in dataclasses.fields(filter_input):
        value = getattr(filter_input, spec.name)
        if value is None or value is UNSET:
            continue
        if "param" not in spec.metadata:
            params |= to_params(context, client, value, links)
            continue
        name, resource = _param(spec, client), spec.metadata.get("resource")
        if resource is not None:
            params[name] = (links or {}).get(value) or _link(context, client, resource, value)
        else:
            params[name] = _text(spec.name, value)
    return params


def _param(spec: dataclasses.Field[Any], client: UpstreamClient) -> str:
    """Return what this register calls a filter. Raises BadUserInputError when it has none."""
    is_older = "older" in spec.metadata and client.settings.api in OLDER_APIS
    name: str = spec.metadata["older" if is_older else "param"]
    if not name:
        raise BadUserInputError(f"'{spec.name}': {client.name} cannot filter on it")
    return name


def is_personal(filter_input: Any) -> bool:
    """Return whether the filter holds a personal number, which must stay out of a URL.

    Also one that a user typed where none belongs, say in `identificatie`.
    """
    if filter_input is None or filter_input is UNSET:
        return False
    for spec in dataclasses.fields(filter_input):
        value = getattr(filter_input, spec.name)
        if value is None or value is UNSET:
            continue
        if "param" not in spec.metadata:
            found = is_personal(value)
        else:
            found = spec.metadata.get("personal") or _is_misplaced(spec.name, value)
        if found:
            return True
    return False


def _is_misplaced(name: str, value: Any) -> bool:
    """Whether a BSN stands in a filter that is not one of persons; an RSIN looks the same."""
    if any(part in name for part in ORGANISATIONS):
        return False
    values = value if isinstance(value, list) else [value]
    return any(isinstance(one, str) and holds_bsn(one) for one in values)


def _link(
    context: RequestContext, client: UpstreamClient, resource: Resource[Any], value: str
) -> str:
    """Return the URL; a bare UUID is completed with the root of the API that serves it."""
    if not _is_uuid(value):
        if "://" not in value and holds_bsn(value):
            raise BadUserInputError("a filter on a link holds neither a URL nor a UUID")
        return value
    serving = (
        client if client.settings.api == resource.api else context.landscape.of(resource.api)[0]
    )
    return context.landscape.url(serving, resource, value)


def _is_uuid(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(_text(name, item) for item in value)
    if isinstance(value, Enum):
        if value.name == "ONBEKEND":
            raise BadUserInputError(f"'{name}': ONBEKEND is an answer, not something to filter on")
        return str(value.value)
    return str(value)
