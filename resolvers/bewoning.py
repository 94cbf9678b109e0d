"""Who lives at an address, and where somebody lived (BRP Bewoning, Verblijfplaatshistorie v2).

Both concern persons: they are read by who has their scope, for a purpose that the same grant may be
used for. Who lives at an address is about whoever there is, so no citizen or company may ask it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.personen import PersoonNode, refuse_fields, selected_brp_fields
from sources.bag.resources import (
    ADRESSEERBAAR_OBJECT,
    AdresRecord,
    AdresseerbaarObjectRecord,
    is_identificatie,
)
from sources.bewoning.bewoningen import BewoningenLoader, Moment
from sources.bewoning.resources import BEWONING, BewonerRecord, BewoningRecord
from sources.brp.resources import Verblijfplaats
from sources.brphistorie.historie import PATH, HistorieLoader
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, PurposeError, TooLargeError
from sources.loader import settled


def moment_of(peildatum: str | None, van: str | None, tot: str | None) -> Moment:
    """Return the day or the period that is asked. Raises BadUserInputError."""
    if peildatum is not None and van is None and tot is None:
        return Moment(peildatum)
    if peildatum is None and van is not None and tot is not None:
        if date.fromisoformat(van) >= date.fromisoformat(tot):
            raise BadUserInputError("'tot' must lie after 'van': it is the first day not asked")
        return Moment(van, tot)
    raise BadUserInputError("give either 'peildatum', or both 'van' and 'tot'")


async def bewoningen_of(
    context: RequestContext, source: AdresRecord | AdresseerbaarObjectRecord, moment: Moment
) -> list[BewoningRecord]:
    """Return who lived at an address or adresseerbaar object. Raises SourceError."""
    client = context.landscape.of("bewoning")[0]
    context.call.guard.require_persons(client, anyone=True)
    _require_purpose(context, client, BEWONING.path)
    object_id = _object_id(source)
    if object_id is None or not is_identificatie(ADRESSEERBAAR_OBJECT, object_id):
        return []
    loader = context.loaders.once(
        ("bewoning", client.name), lambda: BewoningenLoader(client, context.call)
    )
    return await settled(loader.get((object_id, moment)))


def _object_id(source: AdresRecord | AdresseerbaarObjectRecord) -> str | None:
    if isinstance(source, AdresRecord):
        return source.adresseerbaar_object_identificatie
    return source.identificatie


async def bewoners_of(
    context: RequestContext, source: AdresRecord | AdresseerbaarObjectRecord, peildatum: str
) -> list[BewonerRecord]:
    """Return everybody who lives, or may live, at an address on a day.

    Raises TooLargeError when the register only tells that there are many, and SourceError.
    """
    rows = await bewoningen_of(context, source, Moment(peildatum))
    if any(row.indicatie_veel_bewoners for row in rows):
        client = context.landscape.of("bewoning")[0]
        raise TooLargeError(client.name, BEWONING.path, reason="too many bewoners to tell")
    return [one for row in rows for one in (*row.bewoners, *row.mogelijke_bewoners)]


async def historie_of(
    context: RequestContext, info: Any, persoon: PersoonNode, moment: Moment
) -> list[Verblijfplaats]:
    """Return where somebody lived, newest first. Raises SourceError.

    The register gives everything; what the policy does not give of a verblijfplaats in the BRP, it
    does not give here either.
    """
    client = context.landscape.of("brphistorie")[0]
    guard = context.call.guard
    guard.require_persons(client)
    doelbinding = _require_purpose(context, client, PATH)
    if not guard.sees_klant("bsn", persoon.bsn):
        return []
    fields = selected_brp_fields(context, info, "Verblijf")
    refuse_fields(context, client, fields, doelbinding)
    loader = context.loaders.once(
        ("brphistorie", client.name), lambda: HistorieLoader(client, context.call)
    )
    return await settled(loader.get((persoon.bsn, moment)))


def _require_purpose(context: RequestContext, client: UpstreamClient, operation: str) -> str:
    """Return the purpose. Raises PurposeError, and AccessDeniedError when no grant for it fits."""
    purpose = context.call.purpose
    if purpose is None:
        if client.needs_purpose:
            raise PurposeError(client.name, operation, reason=context.call.no_purpose)
        return ""
    if not context.rights.reaches_for(client.settings.api, client.name, purpose.doelbinding):
        raise AccessDeniedError(client.name, operation, reason="not for this purpose")
    return purpose.doelbinding
