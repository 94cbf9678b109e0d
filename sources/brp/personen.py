"""Reading persons: 20 BSNs a call with exactly the fields asked for, and the searches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from sources.brp.resources import (
    PersonenAntwoord,
    PersonenBeperktAntwoord,
    PersoonBeperktRecord,
    PersoonRecord,
)
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import MALFORMED, ContractError
from sources.loader import Loader, each

BSNS_PER_CALL = 20
KEY = "burgerservicenummer"
T = TypeVar("T")
_BSN = re.compile(r"[0-9]{9}")


class PersonenLoader(Loader[str, PersoonRecord | None]):
    """Reads persons of one BRP by BSN, with one set of fields.

    Sets are never merged: a call asks for each person just what is selected of that person.
    """

    def __init__(self, client: UpstreamClient, fields: tuple[str, ...], call: Call) -> None:
        super().__init__()
        self._client, self._call = client, call
        self._fields = sorted({*fields, KEY})

    async def fetch(self, keys: Sequence[str]) -> list[PersoonRecord | Exception | None]:
        """Return the persons in order; None for a BSN the BRP does not know, or not to see.

        What is not nine digits is never sent: the BRP would refuse its whole call (reference,
        section 2.4), and other registers do not check the BSNs they hold.
        """
        guard = self._call.guard
        asked = [key for key in keys if _BSN.fullmatch(key) and guard.sees_klant("bsn", key)]
        chunks = [asked[at : at + BSNS_PER_CALL] for at in range(0, len(asked), BSNS_PER_CALL)]
        parts = await each([self._fetch_chunk(chunk) for chunk in chunks])
        found: dict[str, PersoonRecord | Exception | None] = {}
        for chunk, part in zip(chunks, parts, strict=True):
            for key in chunk:
                found[key] = part if isinstance(part, Exception) else part.get(key)
        return [found.get(key) for key in keys]

    async def _fetch_chunk(self, bsns: Sequence[str]) -> dict[str, PersoonRecord]:
        self._call.guard.require_persons(self._client)
        body = {
            "type": "RaadpleegMetBurgerservicenummer",
            "burgerservicenummer": list(bsns),
            "fields": self._fields,
        }
        answer = await self._client.post_read("personen", body, self._call, keys=len(bsns))
        personen = _decode(answer, PersonenAntwoord, self._client.name).personen
        asked = frozenset(bsns)
        return {
            persoon.burgerservicenummer: persoon
            for persoon in personen
            if persoon.burgerservicenummer in asked
        }


async def search_personen(
    client: UpstreamClient, query: Mapping[str, Any], fields: Sequence[str], call: Call
) -> list[PersoonBeperktRecord]:
    """Return the persons a search finds; too many is a RejectedError (`tooManyResults`)."""
    call.guard.require_persons(client, search=True)
    body = {**query, "fields": list(fields)}
    answer = await client.post_read("personen", body, call)
    return _decode(answer, PersonenBeperktAntwoord, client.name).personen


def _decode(body: bytes, kind: type[T], upstream: str) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except MALFORMED:
        raise ContractError(upstream, "personen", reason="unexpected answer") from None
