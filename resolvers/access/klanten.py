"""What a citizen or company sees in a klant register: themselves, their contacts and addresses.

Klantinteracties has no rights of its own: its token sees everything (reference, section 3). Neither
do the scopes of the Klanten and Contactmomenten APIs tell one klant from another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resolvers.access.case import Case
from resolvers.access.own import NOBODY, is_own_partij, numbers_of
from resolvers.access.trust import applies
from sources.client import UpstreamClient
from sources.contactmomenten.resources import (
    CONTACTMOMENT,
    KLANTCONTACTMOMENT,
    ContactmomentRecord,
)
from sources.guard import Narrowed
from sources.klanten.resources import KLANT
from sources.klantinteracties.resources import BETROKKENE, KLANTCONTACT, PARTIJ
from sources.loader import each, settled
from sources.resource import Resource
from sources.urls import last_segment


async def judge_own(
    case: Case,
    client: UpstreamClient,
    resource: Resource[Any],
    rows: Sequence[Any],
    *,
    is_proof: bool,
) -> list[bool]:
    """Return per partij or klantcontact whether it is the subject's own. Raises SourceError.

    A partij or klant tells itself; a klantcontact is believed when it was found by the subject's
    number, a contactmoment when it or a link names a klant that is the subject.
    """
    numbers = numbers_of(case.subject)
    if not numbers:
        return [False] * len(rows)
    if resource.key == CONTACTMOMENT.key:
        return await judge_contactmomenten(case, client, rows)
    if resource.key in (PARTIJ.key, KLANT.key):
        return [is_own_partij(numbers, row) for row in rows]
    if is_proof or resource.key != KLANTCONTACT.key:
        return [is_proof] * len(rows)
    answers = await each([_took_part(case, client, row.url, numbers) for row in rows])
    return [_value(answer) for answer in answers]


def _value(answer: bool | Exception) -> bool:
    if isinstance(answer, Exception):
        raise answer
    return answer


async def _took_part(
    case: Case, client: UpstreamClient, url: str, numbers: Mapping[str, str]
) -> bool:
    """Whether the subject was a betrokkene of this klantcontact."""
    uuid = last_segment(url)
    soort, number = next(iter(numbers.items()))
    nobodys = own_params(BETROKKENE, soort, NOBODY[soort])
    if not await applies(case, client, BETROKKENE, nobodys, in_body=False):
        return False
    asked = (("hadKlantcontact__uuid", uuid), *own_params(BETROKKENE, soort, number).items())
    rows = await settled(case.behind.lists(client, BETROKKENE).get(asked))
    return any(
        row.had_klantcontact_ref is not None and row.had_klantcontact_ref.uuid == uuid
        for row in rows
    )


def own_params(resource: Resource[Any], soort: str, number: str) -> dict[str, str]:
    """Return the filters that list what is of the klant with this number; none where none can."""
    if resource.own_filters:
        name = resource.own_filters.get(soort)
        return {} if name is None else {name: number}
    return {
        f"{resource.own_filter}__codeSoortObjectId": soort,
        f"{resource.own_filter}__objectId": number,
    }


def own_question(case: Case, resource: Resource[Any]) -> tuple[dict[str, str], str]:
    """Return the filters that list the subject's own, and the sort of number they use."""
    for soort, number in numbers_of(case.subject).items():
        own = own_params(resource, soort, number)
        if own:
            return own, soort
    return {}, ""


async def judge_contactmomenten(
    case: Case, client: UpstreamClient, rows: Sequence[ContactmomentRecord]
) -> list[bool]:
    """Return per contactmoment whether the subject took part in it. Raises SourceError.

    Links that the guard let through already tell (`Case.contacten`). Otherwise the registers are
    asked for the subject's own klanten, once, and for the links of those, once; each answer is
    held against the numbers and URLs it holds, so that a filter that is ignored proves nothing.
    """
    known = [case.key(CONTACTMOMENT, row.url) in case.contacten for row in rows]
    if all(known):
        return known
    klanten = await _own_klanten(case)
    own = {case.key(KLANT, url) for url in klanten}
    named = [bool(row.klant_url) and case.key(KLANT, row.klant_url) in own for row in rows]
    seen = [a or b for a, b in zip(known, named, strict=True)]
    if all(seen) or not klanten:
        return seen
    lists = case.behind.lists(client, KLANTCONTACTMOMENT)
    for answer in await each([settled(lists.get((("klant", url),))) for url in klanten]):
        if isinstance(answer, Exception):
            raise answer
        case.contacten.update(
            case.key(CONTACTMOMENT, link.contactmoment_url)
            for link in answer
            if case.key(KLANT, link.klant_url) in own
        )
    keys = [case.key(CONTACTMOMENT, row.url) for row in rows]
    return [ok or key in case.contacten for ok, key in zip(seen, keys, strict=True)]


async def _own_klanten(case: Case) -> list[str]:
    """Return the URLs of the klanten that are the subject, of every Klanten API."""
    own, _ = own_question(case, KLANT)
    landscape = case.behind.landscape
    clients = [client for client in landscape if client.settings.api == KLANT.api]
    if not own:
        return []
    asked = [settled(case.behind.lists(one, KLANT).get((*own.items(),))) for one in clients]
    numbers, urls = numbers_of(case.subject), []
    for answer in await each(asked):
        if isinstance(answer, Exception):
            raise answer
        urls += [row.url for row in answer if is_own_partij(numbers, row)]
    return urls


def remember_contacten(case: Case, links: Sequence[Any]) -> None:
    """Keep which contactmomenten the subject took part in, by links that they may see."""
    case.contacten.update(
        case.key(CONTACTMOMENT, link.contactmoment_url) for link in links if link is not None
    )


async def narrow_own(
    case: Case,
    client: UpstreamClient,
    resource: Resource[Any],
    params: Mapping[str, str],
    in_body: bool,
) -> Narrowed | None:
    """Return the list of the subject's own; None when the question is about somebody else.

    None too when the register finds nobody by the numbers of the subject.
    """
    own, soort = own_question(case, resource)
    if not own:
        return None
    if any(params.get(name, value) != value for name, value in own.items()):
        return None
    nobodys = own_params(resource, soort, NOBODY[soort])
    holds = await applies(case, client, resource, nobodys, in_body=in_body)
    return Narrowed({**params, **own}, in_body, is_exact=holds, is_proof=holds)
