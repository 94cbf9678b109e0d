"""Which besluiten a caller may see: by type, and by the zaak they were taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from resolvers.access.case import Case
from resolvers.access.types import NEVER
from resolvers.access.zaken import grants_of_zaak
from sources.besluiten.resources import BESLUIT, BesluitRecord
from sources.catalogi.resources import BESLUITTYPE
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError
from sources.guard import Narrowed
from sources.zaken.resources import ZAAK


async def judge_besluiten(
    case: Case, client: UpstreamClient, besluiten: Sequence[BesluitRecord]
) -> list[bool]:
    """Return per besluit whether it may be seen; remembers by which grants."""
    shown: list[set[int]] = [set() for _ in besluiten]
    through: list[set[int]] = [set() for _ in besluiten]
    for place in case.reaching(client):
        grant = case.grants[place]
        if case.is_own and grant.own is None:
            continue
        ceilings = await case.ceilings(place, "besluiten", BESLUITTYPE)
        for at, besluit in enumerate(besluiten):
            key = case.key(BESLUITTYPE, besluit.besluittype_url)
            if ceilings.is_open or ceilings.of(key) != NEVER:
                (through if grant.via_zaak else shown)[at].add(place)
    zaken = [
        besluit.zaak_url
        for besluit, grants in zip(besluiten, through, strict=True)
        if grants and besluit.zaak_url
    ]
    await case.learn(zaken)
    for besluit, grants, more in zip(besluiten, shown, through, strict=True):
        grants |= more & grants_of_zaak(case, besluit.zaak_url)
        case.remember(case.besluiten, client, besluit, frozenset(grants))
    return [bool(grants) for grants in shown]


async def narrow_besluiten(
    case: Case, client: UpstreamClient, params: Mapping[str, str], in_body: bool
) -> Narrowed | None:
    """Return the part of a list of besluiten that this caller may ask.

    Raises AccessDeniedError for a citizen or company that names no zaak: their besluiten cannot
    be asked for among all others.
    """
    if "zaak" in params:
        seen = await case.visible(ZAAK, [params["zaak"]])
        return Narrowed(params, in_body, is_exact=False) if seen[params["zaak"]] else None
    if case.is_own:
        raise AccessDeniedError(client.name, BESLUIT.path, reason="reach besluiten through a zaak")
    return Narrowed(params, in_body, is_exact=False)
