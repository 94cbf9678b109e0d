"""What a mutation is about, found and checked before anything is written.

What cannot be found and what may not be seen are told alike. Types come from the catalogus cache;
a link to another type, or to another zaaktype's, is a fault of the input and not of a register.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Awaitable, Sequence
from typing import Any, NamedTuple, TypeVar

from resolvers.context import RequestContext
from resolvers.nodes import decode_id
from resolvers.registers import choose_registers, first_found, permitted
from resolvers.writing.uitkomst import Afgekeurd, Fout
from sources.catalogi.resources import ZAAKTYPE, ZaaktypeRecord
from sources.client import UpstreamClient
from sources.errors import ContractError, OutsideLandscapeError
from sources.loader import each, settled
from sources.resource import R, Resource
from sources.urls import last_segment
from sources.zaken.resources import ZAAK, ZaakRecord

D = TypeVar("D")
NOT_FOUND = "NOT_FOUND"
OTHER_ZAAKTYPE = "NOT_OF_ZAAKTYPE"
ZAAK_CLOSED = "ZAAK_CLOSED"
ELSEWHERE = (OutsideLandscapeError, ContractError)


def afgekeurd(code: str, veld: str | None, melding: str) -> Afgekeurd:
    """Return the verdict that one argument is wrong."""
    return Afgekeurd(Fout(code, veld, melding))


class Gevonden(NamedTuple):
    """A zaak that the caller sees, and where it is."""

    zaak: ZaakRecord
    client: UpstreamClient
    zaaktype: ZaaktypeRecord | None

    @property
    def pad(self) -> str:
        """Where the register has the zaak."""
        return f"{ZAAK.path}/{last_segment(self.zaak.url)}"

    @property
    def is_gesloten(self) -> bool:
        """Whether the zaak has ended."""
        return bool(self.zaak.einddatum)

    @property
    def kenmerken(self) -> dict[str, str]:
        """Return what notifications about this zaak tell of it."""
        return kenmerken_of(self.zaak)


def kenmerken_of(zaak: ZaakRecord) -> dict[str, str]:
    """Return what notifications about a zaak tell of it (kanaal `zaken`)."""
    told = {
        "bronorganisatie": zaak.bronorganisatie,
        "zaaktype": zaak.zaaktype_url,
        "vertrouwelijkheidaanduiding": zaak.vertrouwelijkheidaanduiding,
    }
    return {name: value for name, value in told.items() if value}


async def zaak_van(
    context: RequestContext, given: str, scopes: Sequence[str], veld: str = "invoer.zaak"
) -> Gevonden:
    """Return the zaak that an argument names, read through the guard, for who may change it so.

    Raises Afgekeurd when there is none to be seen, WriteDeniedError when it may not be changed.
    """
    clients = permitted(context, ZAAK, context.landscape.of(ZAAK.api))
    await require_any(context, clients, ZAAK, scopes)
    zaak = await find(context, ZAAK, "Zaak", given)
    if zaak is None:
        raise afgekeurd(NOT_FOUND, veld, "Deze zaak is er niet.")
    client = context.landscape.locate(zaak.url)[0]
    await context.call.guard.require_write(client, ZAAK, zaak, scopes)
    zaaktype: Any = await settled(context.loaders.by_url(ZAAKTYPE, zaak.zaaktype_url or ""))
    return Gevonden(zaak, client, zaaktype)


async def zaak_te_zien(context: RequestContext, given: str, veld: str = "invoer.zaak") -> Gevonden:
    """Return the zaak that an argument names, for who only has to see it. Raises Afgekeurd."""
    zaak = await find(context, ZAAK, "Zaak", given)
    if zaak is None:
        raise afgekeurd(NOT_FOUND, veld, "Deze zaak is er niet.")
    client = context.landscape.locate(zaak.url)[0]
    zaaktype: Any = await settled(context.loaders.by_url(ZAAKTYPE, zaak.zaaktype_url or ""))
    return Gevonden(zaak, client, zaaktype)


async def register_voor(
    context: RequestContext, resource: Resource[Any], bron: str | None, scopes: Sequence[str]
) -> UpstreamClient:
    """Return the register that gets something new. Raises Afgekeurd when that is not clear."""
    clients = choose_registers(context, resource, bron)
    if len(clients) > 1:
        names = ", ".join(client.name for client in clients)
        raise afgekeurd("REQUIRED", "bron", f"Noem het register waarin dit komt: {names}.")
    await require_any(context, clients, resource, scopes)
    return clients[0]


async def require_any(
    context: RequestContext,
    clients: Sequence[UpstreamClient],
    resource: Resource[Any],
    scopes: Sequence[str],
) -> None:
    """Raise WriteDeniedError when the caller may not change anything of this kind anywhere."""
    guard = context.call.guard
    answers = await each([guard.require_write(one, resource, None, scopes) for one in clients])
    refusals = [answer for answer in answers if isinstance(answer, Exception)]
    if len(refusals) == len(answers):
        raise refusals[0]


async def find(
    context: RequestContext, resource: Resource[R], type_name: str, given: str
) -> R | None:
    """Return what a URL, UUID or global id names, as far as the caller may see it; else None.

    Raises SourceError when a register that may have it does not answer.
    """
    reads: list[Awaitable[R | None]] = []
    for client, uuid in _places(context, resource, type_name, given):
        reads.append(settled(context.loaders.by_uuid(resource, client, uuid)))
    return first_found(await each(reads)) if reads else None


def _places(
    context: RequestContext, resource: Resource[Any], type_name: str, given: str
) -> list[tuple[UpstreamClient, str]]:
    """Return where it may be: at the register it names, or at each that speaks the API."""
    landscape = context.landscape
    if "://" in given:
        try:
            return [landscape.ref(resource, given)]
        except ELSEWHERE:
            return []
    uuid = _uuid(given)
    if uuid is None:
        named = decode_id(given)
        inner = _uuid(named.uuid) if named is not None else None
        if named is None or inner is None or named.type_name != type_name:
            return []
        client = landscape.clients.get(named.upstream)
        served = client is not None and landscape.serves(client, resource.api)
        return [(client, inner)] if served and client is not None else []
    return [(client, uuid) for client in permitted(context, resource, landscape.of(resource.api))]


def _uuid(text: str) -> str | None:
    try:
        return str(uuids.UUID(text))
    except ValueError:
        return None


async def deel_van_zaaktype(
    context: RequestContext,
    resource: Resource[Any],
    type_name: str,
    given: str,
    zaaktype_url: str | None,
    veld: str,
) -> Any:
    """Return the statustype, resultaattype, ... that an argument names, of this zaaktype.

    Raises Afgekeurd.
    """
    found = await find(context, resource, type_name, given)
    noun = type_name.lower()
    if found is None:
        raise afgekeurd(NOT_FOUND, veld, f"Dit {noun} is er niet.")
    if not same(context, ZAAKTYPE, found.zaaktype_url, zaaktype_url):
        raise afgekeurd(OTHER_ZAAKTYPE, veld, f"Dit {noun} is van een ander zaaktype.")
    return found


def same(
    context: RequestContext, resource: Resource[Any], one: str | None, other: str | None
) -> bool:
    """Whether two URLs are of the same thing, also when a register writes its root otherwise."""
    if not one or not other or one == other:
        return bool(one) and one == other
    try:
        return context.landscape.ref(resource, one) == context.landscape.ref(resource, other)
    except ELSEWHERE:
        return False
