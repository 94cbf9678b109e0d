"""What a citizen or company sees of the Handelsregister: a company itself, a citizen nothing.

That register is public, but what the municipality pays for is not a public counter, and of somebody
who trades under their own name it holds personal data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resolvers.access.case import Case
from resolvers.access.own import numbers_of
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError
from sources.guard import Narrowed
from sources.kvk.resources import ZOEKEN

NUMBERS = {"kvkNummer": "kvk_nummer", "rsin": "rsin", "vestigingsnummer": "vestigingsnummer"}
"""Which number of a subject a parameter of zoeken asks for."""


def narrow_bedrijven(
    case: Case, client: UpstreamClient, params: Mapping[str, str]
) -> Narrowed | None:
    """Return the search for the subject's own number; None for the number of somebody else.

    Raises AccessDeniedError for a search that names none.
    """
    numbers = numbers_of(case.subject)
    named = {soort: params[name] for name, soort in NUMBERS.items() if name in params}
    if not named:
        reason = "companies cannot be searched by citizens and companies"
        raise AccessDeniedError(client.name, ZOEKEN.path, reason=reason)
    is_own = any(
        numbers.get(soort) == number or (soort == "kvk_nummer" and number in case.own_kvk)
        for soort, number in named.items()
    )
    return Narrowed(params, in_body=False, is_exact=False) if is_own else None


def judge_bedrijven(case: Case, rows: Sequence[Any]) -> list[bool]:
    """Return per row whether it is of the subject; by its RSIN also teaches its KVK-nummer."""
    numbers = numbers_of(case.subject)
    for row in rows:
        rsin = getattr(row, "rsin", None)
        if row.kvk_nummer and rsin and numbers.get("rsin") == rsin:
            case.own_kvk.add(row.kvk_nummer)
    own = case.own_kvk | ({numbers["kvk_nummer"]} if "kvk_nummer" in numbers else set())
    branch = numbers.get("vestigingsnummer")
    return [
        row.kvk_nummer in own
        or (branch is not None and getattr(row, "vestigingsnummer", None) == branch)
        for row in rows
    ]
