"""From a typed filter input to the query parameters of an upstream list."""

from __future__ import annotations

import dataclasses
import uuid
from enum import Enum
from typing import Any

from strawberry import UNSET

from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from sources.client import UpstreamClient
from sources.resource import Resource


def to_params(context: RequestContext, client: UpstreamClient, filter_input: Any) -> dict[str, str]:
    """Return the query parameters of a filter: lists joined by commas, links as full URLs.

    Raises BadUserInputError for a value that no register can filter on.
    """
    params: dict[str, str] = {}
    if filter_input is None or filter_input is UNSET:
        return params
    for spec in dataclasses.fields(filter_input):
        value = getattr(filter_input, spec.name)
        if value is None or value is UNSET:
            continue
        if "param" not in spec.metadata:
            params |= to_params(context, client, value)
            continue
        resource = spec.metadata.get("resource")
        if resource is not None:
            params[spec.metadata["param"]] = _link(context, client, resource, value)
        else:
            params[spec.metadata["param"]] = _text(spec.name, value)
    return params


def is_personal(filter_input: Any) -> bool:
    """Return whether the filter holds a personal number, which must stay out of a URL."""
    if filter_input is None or filter_input is UNSET:
        return False
    for spec in dataclasses.fields(filter_input):
        value = getattr(filter_input, spec.name)
        if value is None or value is UNSET:
            continue
        if spec.metadata.get("personal") or ("param" not in spec.metadata and is_personal(value)):
            return True
    return False


def _link(
    context: RequestContext, client: UpstreamClient, resource: Resource[Any], value: str
) -> str:
    """Return the URL; a bare UUID is completed with the root of the API that serves it."""
    try:
        uuid.UUID(value)
    except ValueError:
        return value
    serving = (
        client if client.settings.api == resource.api else context.landscape.of(resource.api)[0]
    )
    return context.landscape.url(serving, resource, value)


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
