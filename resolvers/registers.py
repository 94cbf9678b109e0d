"""Which registers a list, a count or a search runs over."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError
from sources.resource import Resource


def choose_registers(
    context: RequestContext,
    resource: Resource[Any],
    bron: str | None = None,
    bronnen: Sequence[str] | None = None,
    *,
    every: Sequence[UpstreamClient] | None = None,
) -> list[UpstreamClient]:
    """Return the registers to read: those that are named, or all that this caller may read.

    `every` are those it may be, else all that speak the API of the resource. A register that the
    caller may not read does not exist for them, unless they name it. Raises
    BadUserInputError for a name that is not one, NotConfiguredError when there are none, and
    AccessDeniedError when the caller may read none of them.
    """
    every = every or context.landscape.of(resource.api)
    if bron is not None and bronnen is not None:
        raise BadUserInputError("give 'bron' or 'bronnen', not both")
    if bron is not None:
        return _named(every, [bron], "bron")
    if bronnen is not None:
        return _named(every, bronnen, "bronnen")
    return permitted(context, resource, every)


def permitted(
    context: RequestContext, resource: Resource[Any], registers: Sequence[UpstreamClient]
) -> list[UpstreamClient]:
    """Return the registers that this caller may read. Raises AccessDeniedError when none is."""
    found = readable(context, resource, registers)
    if not found:
        context.call.guard.reaches(registers[0], resource)
    return found


def readable(
    context: RequestContext, resource: Resource[Any], registers: Sequence[UpstreamClient]
) -> list[UpstreamClient]:
    """Return the registers that this caller may read, if any."""
    found = []
    for client in registers:
        with suppress(AccessDeniedError):
            context.call.guard.reaches(client, resource)
            found.append(client)
    return found


def _named(
    registers: Sequence[UpstreamClient], names: Sequence[str], argument: str
) -> list[UpstreamClient]:
    """Return the registers with these names, in the order of the landscape."""
    known = [client.name for client in registers]
    if not names or not set(known).issuperset(names):
        raise BadUserInputError(f"'{argument}' must be one of: {', '.join(known)}")
    return [client for client in registers if client.name in names]


def first_found(answers: list[Any]) -> Any:
    """Return the first value that was found; only when none was, the first error.

    What one register does not have may be in the one that did not answer: that is not absent.
    """
    found = next((a for a in answers if a is not None and not isinstance(a, Exception)), None)
    if found is None:
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
    return found
