"""Two standards behind one type: which resource of the older klant APIs stands beside which newer.

A Partij is a partij of Klantinteracties or a klant of the Klanten API, a Klantcontact is a
klantcontact or a contactmoment, and so on (docs/adr/0013). Where something is read from is told by
its URL, or by the register in its global id.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from planning.partial import PartialRows
from planning.reads import NOTHING, Reads, reading
from resolvers import registers as register_choice
from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from sources.client import UpstreamClient
from sources.contactmomenten.resources import (
    CONTACTMOMENT,
    KLANTCONTACTMOMENT,
    OBJECTCONTACTMOMENT,
)
from sources.errors import AccessDeniedError, NotConfiguredError
from sources.klanten.resources import KLANT
from sources.klantinteracties.resources import (
    ACTOR,
    BETROKKENE,
    DIGITAALADRES,
    KLANTCONTACT,
    ONDERWERPOBJECT,
    PARTIJ,
    PARTIJIDENTIFICATOR,
)
from sources.landscape import Landscape, Ref
from sources.loader import each
from sources.resource import Resource


class Older(NamedTuple):
    """Where the older APIs have what a resource of Klantinteracties is."""

    resource: Resource[Any]
    is_part: bool = False
    """Whether it stands inside a record of that resource, and has no URL of its own."""


OLDER: Mapping[tuple[str, str], Older] = {
    PARTIJ.key: Older(KLANT),
    PARTIJIDENTIFICATOR.key: Older(KLANT, is_part=True),
    DIGITAALADRES.key: Older(KLANT, is_part=True),
    KLANTCONTACT.key: Older(CONTACTMOMENT),
    BETROKKENE.key: Older(KLANTCONTACTMOMENT),
    ONDERWERPOBJECT.key: Older(OBJECTCONTACTMOMENT),
    ACTOR.key: Older(CONTACTMOMENT, is_part=True),
}


def apis_of(resource: Resource[Any]) -> tuple[str, ...]:
    """Return the APIs whose lists hold what this resource is."""
    older = OLDER.get(resource.key)
    return (resource.api,) if older is None or older.is_part else (resource.api, older.resource.api)


def read_from(resource: Resource[Any], client: UpstreamClient) -> Resource[Any]:
    """Return what `resource` is called at this register: itself, or its older form."""
    older = OLDER.get(resource.key)
    if older is not None and client.settings.api == older.resource.api:
        return older.resource
    return resource


def registers(landscape: Landscape, *apis: str) -> list[UpstreamClient]:
    """Return the upstreams that speak one of these APIs, in that order.

    Raises NotConfiguredError, naming the first, when none does.
    """
    if len(apis) == 1:
        return landscape.of(apis[0])
    found: list[UpstreamClient] = []
    for api in apis:
        with suppress(NotConfiguredError):
            found += landscape.of(api)
    return found or landscape.of(apis[0])


def identify(landscape: Landscape, resource: Resource[Any], url: str) -> Ref:
    """Return the identity of a record at this URL; that of a part ends in its JSON Pointer."""
    if resource.key not in OLDER:
        return landscape.ref(resource, url)
    whole, _, pointer = url.partition("#")
    client, _ = landscape.locate(whole)
    ref = landscape.ref(read_from(resource, client), whole)
    return Ref(ref.client, f"{ref.uuid}#{pointer}") if pointer else ref


def part_of(record: Any, pointer: str) -> Any:
    """Return the part of a record that a JSON Pointer names; without one the record itself."""
    if record is None or not pointer:
        return record
    url = f"{record.url}#{pointer}"
    return next((part for part in getattr(record, "parts", ()) if part.url == url), None)


def split_part(resource: Resource[Any], client: UpstreamClient, key: str) -> tuple[str, str]:
    """Return the uuid and the JSON Pointer in the key of a global id, which fit one another.

    Raises BadUserInputError when a part is named where there are none, or the reverse.
    """
    uuid, _, pointer = key.partition("#")
    older = OLDER.get(resource.key)
    is_older = older is not None and client.settings.api == older.resource.api
    if bool(pointer) != (is_older and older is not None and older.is_part):
        raise BadUserInputError("'id' is not an id of this graph")
    return uuid, pointer


def by_link(context: RequestContext, resource: Resource[Any], url: str) -> Any:
    """Return what a link points to, in whichever of the two forms. Raises SourceError."""
    if resource.key in OLDER:
        client, _ = context.landscape.locate(url)
        resource = read_from(resource, client)
    return context.loaders.by_url(resource, url)


def or_older(
    resolve: Callable[..., Any], record: type, older: Callable[..., Any]
) -> Callable[..., Any]:
    """Return a resolver that lets `older` answer for records of the older API."""

    def choose(source: Any, info: Any, **arguments: Any) -> Any:
        return (older if isinstance(source, record) else resolve)(source, info, **arguments)

    reads: Reads = getattr(resolve, "reads", NOTHING)
    return reading(choose, replace(reads, also=getattr(older, "reads", NOTHING)))


def registers_of(context: RequestContext, resource: Resource[Any]) -> list[UpstreamClient]:
    """Return the upstreams that have what this resource is. Raises NotConfiguredError."""
    return registers(context.landscape, *apis_of(resource))


def permitted_of(context: RequestContext, resource: Resource[Any]) -> list[UpstreamClient]:
    """Return those of them that the caller may read. Raises AccessDeniedError when none is."""
    return register_choice.permitted(context, resource, registers_of(context, resource))


async def from_all(asked: Sequence[Awaitable[list[Any]]]) -> PartialRows:
    """Return the rows of all registers; what went wrong in one is told beside those of the others.

    A register that the caller may not read adds nothing. Raises the first error when no register
    answered.
    """
    answers = await each(asked)
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    if len(failed) == len(answers) and failed:
        raise failed[0]
    rows: list[Any] = []
    for answer in answers:
        if isinstance(answer, list):
            rows += [row for row in answer if row is not None and not isinstance(row, Exception)]
            failed += [row for row in answer if isinstance(row, Exception)]
            failed += answer.failures if isinstance(answer, PartialRows) else ()
    return PartialRows(rows, [one for one in failed if not isinstance(one, AccessDeniedError)])


def newest_first(rows: Sequence[Any]) -> list[Any]:
    """Return klantcontacten of several registers in one order of time; undated last."""
    return sorted(rows, key=_moment, reverse=True)


def _moment(row: Any) -> datetime:
    text = row.plaatsgevonden_op
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
