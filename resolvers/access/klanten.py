"""What a citizen or company sees in Klantinteracties: their own partij, contacts and addresses.

The API has no rights of its own: its token sees everything (reference, section 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resolvers.access.case import Case
from resolvers.access.own import is_own_partij, numbers_of
from sources.client import UpstreamClient
from sources.guard import Narrowed
from sources.klantinteracties.resources import BETROKKENE, KLANTCONTACT, PARTIJ
from sources.loader import each, settled
from sources.resource import Resource
from sources.urls import last_segment


async def judge_own(
    case: Case, client: UpstreamClient, resource: Resource[Any], rows: Sequence[Any]
) -> list[bool]:
    """Return per partij or klantcontact whether it is the subject's own. Raises SourceError."""
    numbers = numbers_of(case.subject)
    if not numbers:
        return [False] * len(rows)
    if resource.key == PARTIJ.key:
        return [is_own_partij(numbers, row) for row in rows]
    if resource.key != KLANTCONTACT.key:
        return [False] * len(rows)
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
    asked = (("hadKlantcontact__uuid", uuid), *own_params(BETROKKENE, soort, number).items())
    rows = await settled(case.behind.lists(client, BETROKKENE).get(asked))
    return any(
        row.had_klantcontact_ref is not None and row.had_klantcontact_ref.uuid == uuid
        for row in rows
    )


def own_params(resource: Resource[Any], soort: str, number: str) -> dict[str, str]:
    """Return the filters that list what is of the klant with this number."""
    return {
        f"{resource.own_filter}__codeSoortObjectId": soort,
        f"{resource.own_filter}__objectId": number,
    }


def narrow_own(
    case: Case, resource: Resource[Any], params: Mapping[str, str], in_body: bool
) -> Narrowed | None:
    """Return the list of the subject's own; None when the question is about somebody else."""
    numbers = numbers_of(case.subject)
    if not numbers:
        return None
    soort, number = next(iter(numbers.items()))
    own = own_params(resource, soort, number)
    if any(params.get(name, value) != value for name, value in own.items()):
        return None
    return Narrowed({**params, **own}, in_body, is_proof=True)
