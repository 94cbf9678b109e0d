"""Reading who lived at an address, on a day or in a period: one address and question a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sources.betrokkenen import betrokkenen_in
from sources.bewoning.resources import BEWONING, BewoningenAntwoord, BewoningRecord
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import MALFORMED, ContractError
from sources.loader import Loader, each


class Moment(NamedTuple):
    """A day, or the days from one up to (not including) another; ISO 8601."""

    van: str
    tot: str = ""
    """Empty: the one day `van`."""


class BewoningenLoader(Loader[tuple[str, Moment], list[BewoningRecord]]):
    """Reads the bewoningen of addressable objects."""

    def __init__(self, client: UpstreamClient, call: Call) -> None:
        super().__init__()
        self._client, self._call = client, call

    async def fetch(
        self, keys: Sequence[tuple[str, Moment]]
    ) -> list[list[BewoningRecord] | Exception]:
        """Return the bewoningen per question; each is a call."""
        return await each([self._read(object_id, moment) for object_id, moment in keys])

    async def _read(self, object_id: str, moment: Moment) -> list[BewoningRecord]:
        guard = self._call.guard
        guard.require_persons(self._client, anyone=True)
        if not guard.reaches(self._client, BEWONING):
            return []
        asked = {"adresseerbaarObjectIdentificatie": object_id, **dates("BewoningMet", moment)}
        about = self._call.about()
        body = await self._client.post_read(BEWONING.path, asked, self._call, about=about)
        try:
            found = msgspec.json.decode(body, type=BewoningenAntwoord).bewoningen
        except MALFORMED:
            raise ContractError(
                self._client.name, BEWONING.path, reason="unexpected answer"
            ) from None
        if about is not None:
            about.extend(betrokkenen_in(found))
        for bewoning in found:
            for bewoner in bewoning.mogelijke_bewoners:
                bewoner.is_mogelijk = True
        seen = await guard.admit(self._client, BEWONING, found)
        return [bewoning for bewoning in seen if bewoning is not None]


def dates(kind: str, moment: Moment) -> dict[str, str]:
    """Return the type and the dates of a question about a day or a period (Haal Centraal v2)."""
    if not moment.tot:
        return {"type": f"{kind}Peildatum", "peildatum": moment.van}
    return {"type": f"{kind}Periode", "datumVan": moment.van, "datumTot": moment.tot}
