"""Reading where somebody lived, on a day or in a period: one person and question a call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import field

from sources.betrokkenen import BSN, Betrokkene
from sources.bewoning.bewoningen import Moment, dates
from sources.brp.resources import Verblijfplaats
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import MALFORMED, ContractError
from sources.loader import Loader, each
from sources.records import MAX_ROWS, Record

PATH = "verblijfplaatshistorie"
_BSN = re.compile(r"[0-9]{9}")


class HistorieAntwoord(Record):
    """The answer of POST /verblijfplaatshistorie."""

    verblijfplaatsen: Annotated[list[Verblijfplaats], msgspec.Meta(max_length=MAX_ROWS)] = field(
        default_factory=list
    )


class HistorieLoader(Loader[tuple[str, Moment], list[Verblijfplaats]]):
    """Reads the verblijfplaatsen of persons."""

    def __init__(self, client: UpstreamClient, call: Call) -> None:
        super().__init__()
        self._client, self._call = client, call

    async def fetch(
        self, keys: Sequence[tuple[str, Moment]]
    ) -> list[list[Verblijfplaats] | Exception]:
        """Return the verblijfplaatsen per question, newest first; each is a call."""
        return await each([self._read(bsn, moment) for bsn, moment in keys])

    async def _read(self, bsn: str, moment: Moment) -> list[Verblijfplaats]:
        guard = self._call.guard
        guard.require_persons(self._client)
        if not _BSN.fullmatch(bsn) or not guard.sees_klant("bsn", bsn):
            return []
        asked = {"burgerservicenummer": bsn, **dates("RaadpleegMet", moment)}
        about = self._call.about([Betrokkene(BSN, bsn)])
        body = await self._client.post_read(PATH, asked, self._call, about=about)
        try:
            return msgspec.json.decode(body, type=HistorieAntwoord).verblijfplaatsen
        except MALFORMED:
            raise ContractError(self._client.name, PATH, reason="unexpected answer") from None
