"""Objects by the person they are about: one search per objecttype for many persons.

Which path of the data holds a BSN is configured (`bsn_velden`): no register says so. The BSNs
travel in the body of a search.
"""

from __future__ import annotations

from collections.abc import Sequence

from sources.call import Call
from sources.client import UpstreamClient
from sources.loader import EntityLoader, Loader, each
from sources.objecten.expressions import one_of, packed
from sources.objecten.resources import OBJECT, ObjectRecord
from sources.paging import fetch_all

BSNS_PER_SEARCH = 50
"""A search with more persons is made in parts, so that a body and its answer stay small."""


class ByBsn(Loader[str, list[ObjectRecord]]):
    """Reads the objects of one type that hold a BSN at one path."""

    def __init__(
        self,
        client: UpstreamClient,
        call: Call,
        type_url: str,
        pad: str,
        entities: EntityLoader[ObjectRecord],
    ) -> None:
        super().__init__()
        self._client, self._call = client, call
        self._type_url, self._pad, self._entities = type_url, pad, entities

    async def fetch(self, keys: Sequence[str]) -> list[list[ObjectRecord] | Exception]:
        """Return the objects per BSN."""
        chunks = [keys[at : at + BSNS_PER_SEARCH] for at in range(0, len(keys), BSNS_PER_SEARCH)]
        parts = await each([self._search(chunk) for chunk in chunks])
        found: dict[str, list[ObjectRecord] | Exception] = {}
        for chunk, part in zip(chunks, parts, strict=True):
            found.update(dict.fromkeys(chunk, part) if isinstance(part, Exception) else part)
        return [found[key] for key in keys]

    async def _search(self, bsns: Sequence[str]) -> dict[str, list[ObjectRecord]]:
        params = {"type": self._type_url, **packed([one_of(self._pad, bsns)])}
        rows = await fetch_all(self._client, OBJECT, params, self._call, in_body=True)
        self._entities.prime_rows(rows)
        found: dict[str, list[ObjectRecord]] = {bsn: [] for bsn in bsns}
        for row in rows:
            bsn = row.record.holds(self._pad) if row.record is not None else None
            if isinstance(bsn, str) and bsn in found:
                found[bsn].append(row)
        return found
