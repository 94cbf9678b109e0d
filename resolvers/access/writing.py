"""Who may change what: a grant that shows it and has the scope, both in one.

Grants do not lend each other parts here either: who sees a zaak by one role and may write by
another, for other zaken, may not write this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policy.grants import Grant
from resolvers.access.besluiten import judge_besluiten
from resolvers.access.case import NONE, Case, Grants
from resolvers.access.documenten import grants_showing
from resolvers.access.own import numbers_of
from resolvers.access.zaken import gives_access, grants_of_zaak, judge_zaken
from sources.besluiten.resources import BESLUIT
from sources.catalogi.resources import BESLUITTYPE, INFORMATIEOBJECTTYPE, ZAAKTYPE
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.errors import WriteDeniedError
from sources.resource import Resource
from sources.zaken.resources import ZAAK


async def require_write(
    case: Case, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
) -> None:
    """Raise WriteDeniedError unless a grant that shows this row has one of these scopes."""
    having = _having(case, client, resource, scopes)
    if row is not None and not having & await _showing(case, client, resource, row):
        raise _denied(client, resource, scopes)


async def require_new(
    case: Case, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
) -> None:
    """Raise WriteDeniedError unless a grant with one of these scopes would show such a row.

    A citizen or company makes a zaak in their own name only: it comes with a rol of theirs.
    """
    having = _having(case, client, resource, scopes)
    for place in having:
        if await _fits(case, place, resource, row):
            return
    raise _denied(client, resource, scopes)


def _having(
    case: Case, client: UpstreamClient, resource: Resource[Any], scopes: Sequence[str]
) -> Grants:
    """Return the grants that may make such a change there. Raises WriteDeniedError for none."""
    found = frozenset(
        place for place in case.reaching(client) if _writes(case.grants[place], client, scopes)
    )
    if not found:
        raise _denied(client, resource, scopes)
    return found


def _writes(grant: Grant, client: UpstreamClient, scopes: Sequence[str]) -> bool:
    return grant.writes(client.settings.api, client.name, scopes)


async def _showing(case: Case, client: UpstreamClient, resource: Resource[Any], row: Any) -> Grants:
    """Return the grants that show a row, which the caller was shown already."""
    key = case.key(resource, row.url)
    if resource.key == ZAAK.key:
        await judge_zaken(case, client, [row], is_proof=False)
        return case.zaken.get(key, NONE)
    if resource.key == BESLUIT.key:
        await judge_besluiten(case, client, [row])
        return case.besluiten.get(key, NONE)
    if resource.key == ENKELVOUDIGINFORMATIEOBJECT.key:
        return frozenset((await grants_showing(case, client, [row]))[0])
    return NONE if case.is_own else frozenset(case.reaching(client))


async def _fits(case: Case, place: int, resource: Resource[Any], row: Any) -> bool:
    if resource.key == ZAAK.key:
        ceilings = await case.ceilings(place, "zaken", ZAAKTYPE)
        key, own = case.key(ZAAKTYPE, row.zaaktype_url), case.grants[place].own
        if case.is_own:
            rollen = row.expanded.rollen if row.expanded is not None else None
            numbers = numbers_of(case.subject)
            is_theirs = own is not None and any(
                gives_access(rol, numbers, own) for rol in rollen or ()
            )
            return is_theirs and ceilings.allows(key, row.vertrouwelijkheidaanduiding)
        return ceilings.allows(key, row.vertrouwelijkheidaanduiding)
    if resource.key == BESLUIT.key:
        ceilings = await case.ceilings(place, "besluiten", BESLUITTYPE)
        if not ceilings.is_open and ceilings.of(case.key(BESLUITTYPE, row.besluittype_url)) < 0:
            return False
        if not case.grants[place].via_zaak:
            return True
        await case.learn([row.zaak_url])
        return place in grants_of_zaak(case, row.zaak_url)
    if resource.key == ENKELVOUDIGINFORMATIEOBJECT.key:
        ceilings = await case.ceilings(place, "documenten", INFORMATIEOBJECTTYPE)
        key = case.key(INFORMATIEOBJECTTYPE, row.informatieobjecttype_url)
        return ceilings.allows(key, row.vertrouwelijkheidaanduiding)
    return not case.is_own


def _denied(
    client: UpstreamClient, resource: Resource[Any], scopes: Sequence[str]
) -> WriteDeniedError:
    reason = f"this takes the scope {' or '.join(scopes)}"
    return WriteDeniedError(client.name, resource.path, reason=reason)
