"""Which zaken a caller may see: by zaaktype and confidentiality, a citizen's by their rol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from policy.grants import OPENBAARHEID, OwnOnly, level
from resolvers.access.case import NONE, Case, Grants
from resolvers.access.own import NOBODY, ROL_FILTERS, is_own, numbers_of
from resolvers.access.trust import applies
from resolvers.access.types import NEVER, TOP, Ceilings
from sources.catalogi.resources import ZAAKTYPE
from sources.client import UpstreamClient
from sources.errors import NotServedError, RejectedError
from sources.guard import Narrowed
from sources.loader import settled
from sources.paging import search_all
from sources.urls import last_segment
from sources.zaken.resources import ROL, ZAAK, ZaakRecord

MAXIMUM = "maximaleVertrouwelijkheidaanduiding"
GENERIEK = "rol__omschrijvingGeneriek"


async def judge_zaken(
    case: Case, client: UpstreamClient, zaken: Sequence[ZaakRecord], *, is_proof: bool
) -> list[bool]:
    """Return per zaak whether it may be seen; remembers by which grants.

    `is_proof` says that the register found them by the caller's own number and a permitted rol.
    """
    shown: list[set[int]] = [set() for _ in zaken]
    for place in case.reaching(client):
        own = case.grants[place].own
        if case.is_own and own is None:
            continue
        ceilings = await case.ceilings(place, "zaken", ZAAKTYPE)
        fitting = _fitting(case, ceilings, zaken)
        if own is not None and not is_proof:
            proven = await _proven(case, client, [zaken[at] for at in fitting], place, own)
            fitting = [at for at in fitting if last_segment(zaken[at].url) in proven]
        for at in fitting:
            shown[at].add(place)
    for zaak, grants in zip(zaken, shown, strict=True):
        case.remember(case.zaken, client, zaak, frozenset(grants))
    return [bool(grants) for grants in shown]


def _fitting(case: Case, ceilings: Ceilings, zaken: Sequence[ZaakRecord]) -> list[int]:
    """Return the places of the zaken whose type and confidentiality these ceilings allow.

    A list holds few types: each is judged once.
    """
    facts = [(zaak.zaaktype_url, zaak.vertrouwelijkheidaanduiding) for zaak in zaken]
    allowed = {
        one: ceilings.allows(case.key(ZAAKTYPE, one[0]), one[1]) for one in dict.fromkeys(facts)
    }
    return [at for at, one in enumerate(facts) if allowed[one]]


async def _proven(
    case: Case, client: UpstreamClient, zaken: Sequence[ZaakRecord], place: int, own: OwnOnly
) -> set[str]:
    """Return the uuids of those zaken in which the subject has a permitted rol."""
    numbers = numbers_of(case.subject)
    proven: set[str] = set()
    unknown: list[ZaakRecord] = []
    for zaak in zaken:
        uuid = last_segment(zaak.url)
        known = case.zaken.get((client.name, uuid))
        if known is not None:
            proven |= {uuid} if place in known else set()
        elif (rollen := _rollen_that_came(zaak)) is None:
            unknown.append(zaak)
        elif any(gives_access(rol, numbers, own) for rol in rollen):
            proven.add(uuid)
    if unknown and numbers:
        proven |= await _found_by_number(case, client, unknown, numbers, own)
    return proven


def _rollen_that_came(zaak: ZaakRecord) -> list[Any] | None:
    """Return all rollen of a zaak when it tells or brought them, else None."""
    if zaak.rollen_urls == []:
        return []
    rollen = zaak.expanded.rollen if zaak.expanded is not None else None
    complete = rollen is not None and len(rollen) == len(zaak.rollen_urls or ())
    return rollen if complete else None


def gives_access(rol: Any, numbers: Mapping[str, str], own: OwnOnly) -> bool:
    return rol.omschrijving_generiek in own.rollen and is_own(
        numbers, rol.betrokkene_type, rol.betrokkene_identificatie
    )


async def _found_by_number(
    case: Case,
    client: UpstreamClient,
    zaken: Sequence[ZaakRecord],
    numbers: Mapping[str, str],
    own: OwnOnly,
) -> set[str]:
    """Ask the register which of these zaken have such a rol; by their rollen where it cannot."""
    asked = {last_segment(zaak.url) for zaak in zaken}
    proven: set[str] = set()
    try:
        for (soort, number), rol in product(numbers.items(), sorted(own.rollen)):
            if not await _finds_nobody(case, client, soort):
                return await _found_by_rollen(case, client, zaken, numbers, own)
            body = {"uuid__in": sorted(asked), ROL_FILTERS[soort]: number, GENERIEK: rol}
            rows = await search_all(client, ZAAK, body, case.behind.call, len(asked))
            urls = {row.url for row in rows if not isinstance(row, Exception)}
            proven |= asked & set(map(last_segment, urls))
    except (NotServedError, RejectedError):
        return await _found_by_rollen(case, client, zaken, numbers, own)
    return proven


async def _finds_nobody(case: Case, client: UpstreamClient, soort: str) -> bool:
    """Whether what this register finds by such a number is really of who has it."""
    nobodys = {ROL_FILTERS[soort]: NOBODY[soort]}
    return await applies(case, client, ZAAK, nobodys, in_body=True)


async def _found_by_rollen(
    case: Case,
    client: UpstreamClient,
    zaken: Iterable[ZaakRecord],
    numbers: Mapping[str, str],
    own: OwnOnly,
) -> set[str]:
    lists = case.behind.lists(client, ROL)
    keys = {zaak.url: (("zaak", zaak.url),) for zaak in zaken}
    await lists.ensure(keys.values())
    proven = set()
    for url, key in keys.items():
        rollen = await settled(lists.get(key))
        of_zaak = (rol for rol in rollen if case.key(ZAAK, rol.zaak_url) == case.key(ZAAK, url))
        if any(gives_access(rol, numbers, own) for rol in of_zaak):
            proven.add(last_segment(url))
    return proven


async def narrow_zaken(
    case: Case, client: UpstreamClient, params: Mapping[str, str], in_body: bool
) -> Narrowed | None:
    """Return the part of a list of zaken that this caller may ask, None when that is nothing."""
    by_key = "uuid__in" in params
    asked = None if by_key else await _within_rules(case, client, params)
    if not by_key and asked is None:
        return None
    narrowed = asked or Narrowed(params, in_body, is_exact=False)
    if case.is_own:
        return await _own_part(case, client, narrowed)
    return narrowed._replace(in_body=narrowed.in_body or in_body)


async def _within_rules(
    case: Case, client: UpstreamClient, params: Mapping[str, str]
) -> Narrowed | None:
    ceilings = Ceilings()
    for place in case.reaching(client):
        ceilings.add(await case.ceilings(place, "zaken", ZAAKTYPE))
    if ceilings.is_open:
        return Narrowed(params, in_body=False)
    urls = _asked_types(params)
    named = {case.key(ZAAKTYPE, url): url for url in urls} if urls is not None else None
    if named is None and ceilings.everywhere == NEVER:
        named = ceilings.urls
    if named is None:
        levels = {ceilings.everywhere, *ceilings.per_type.values()}
        return _below(params, {max(at, ceilings.everywhere) for at in levels})
    allowed = {key: url for key, url in named.items() if ceilings.of(key) != NEVER}
    if not allowed:
        return None
    below = _below(params, {ceilings.of(key) for key in allowed})
    if urls is not None and len(allowed) == len(urls):
        return below
    return _of_types(client, below, list(allowed.values()))


def _asked_types(params: Mapping[str, str]) -> list[str] | None:
    """Return the zaaktypen that the question itself names, or None when it names none."""
    if "zaaktype" in params:
        return [params["zaaktype"]]
    return params["zaaktype__in"].split(",") if "zaaktype__in" in params else None


def _below(params: Mapping[str, str], levels: set[int]) -> Narrowed:
    """Return the question up to the highest of these levels; exact when it holds for all."""
    asked = level(params[MAXIMUM]) if MAXIMUM in params else TOP
    highest = min(asked, max(levels))
    is_exact = highest <= min(levels)
    if highest == TOP and MAXIMUM not in params:
        return Narrowed(params, in_body=False, is_exact=is_exact)
    return Narrowed({**params, MAXIMUM: OPENBAARHEID[highest]}, in_body=False, is_exact=is_exact)


def _of_types(client: UpstreamClient, asked: Narrowed, urls: Sequence[str]) -> Narrowed:
    """Return the question for these zaaktypen only, as far as the register can be asked that."""
    rest = {
        name: value
        for name, value in asked.params.items()
        if name not in ("zaaktype", "zaaktype__in")
    }
    if len(urls) == 1:
        return asked._replace(params={**rest, "zaaktype": urls[0]})
    if not client.searches:
        return asked._replace(is_exact=False)
    return asked._replace(params={**rest, "zaaktype__in": ",".join(urls)}, in_body=True)


async def _own_part(case: Case, client: UpstreamClient, asked: Narrowed) -> Narrowed | None:
    """Return the question for the zaken of the subject; the number travels in the body."""
    numbers = numbers_of(case.subject)
    place = next(iter(case.reaching(client)), None)
    own = case.grants[place].own if place is not None else None
    if not numbers or own is None:
        return None
    if "uuid__in" in asked.params and len(numbers) > 1:
        return asked
    soort, number = next(iter(numbers.items()))
    params = dict(asked.params)
    if params.setdefault(ROL_FILTERS[soort], number) != number:
        return None
    rol = params.get(GENERIEK, next(iter(own.rollen)) if len(own.rollen) == 1 else None)
    if rol is None:
        return Narrowed(params, in_body=True, is_exact=False)
    if rol not in own.rollen:
        return None
    holds = await _finds_nobody(case, client, soort)
    exact = asked.is_exact and holds
    return Narrowed({**params, GENERIEK: rol}, in_body=True, is_exact=exact, is_proof=holds)


def grants_of_zaak(case: Case, url: str | None) -> Grants:
    """Return the grants that showed a zaak in this request; none when it was not seen."""
    return case.zaken.get(case.key(ZAAK, url), NONE) if url else NONE
