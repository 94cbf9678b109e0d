"""The besluit that a mutation is about, and how a change of it is told (Besluiten API 1.1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resolvers.context import RequestContext
from resolvers.registers import permitted
from resolvers.writing.keuring import NOT_FOUND, afgekeurd, find, require_any
from resolvers.writing.uitvoering import Over
from sources.besluiten.resources import BESLUIT, BesluitRecord
from sources.client import UpstreamClient

AANMAKEN, BIJWERKEN = "besluiten.aanmaken", "besluiten.bijwerken"


def over_besluit(
    body: Mapping[str, Any], resource: str = "besluit", hoofd: str = "", at: str = ""
) -> Over:
    """Return what a change of a besluit is told as (kanaal `besluiten`)."""
    told = {name: body.get(name) for name in ("verantwoordelijkeOrganisatie", "besluittype")}
    kenmerken = {name: value for name, value in told.items() if value}
    return Over("besluiten", resource, hoofd, kenmerken, at)


def known_of(besluit: BesluitRecord) -> dict[str, Any]:
    """Return what notifications about this besluit tell of it."""
    return {
        "verantwoordelijkeOrganisatie": besluit.verantwoordelijke_organisatie,
        "besluittype": besluit.besluittype_url,
    }


async def besluit_van(
    context: RequestContext, given: str, scope: str
) -> tuple[BesluitRecord, UpstreamClient]:
    """Return the besluit that an argument names, and where it is, for who may change it.

    Raises Afgekeurd, WriteDeniedError.
    """
    clients = permitted(context, BESLUIT, context.landscape.of(BESLUIT.api))
    await require_any(context, clients, BESLUIT, (scope,))
    besluit = await find(context, BESLUIT, "Besluit", given)
    if besluit is None:
        raise afgekeurd(NOT_FOUND, "invoer.besluit", "Dit besluit is er niet.")
    client = context.landscape.locate(besluit.url)[0]
    await context.call.guard.require_write(client, BESLUIT, besluit, (scope,))
    return besluit, client
