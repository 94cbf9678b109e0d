"""The upstream reads of the floor: aiohttp, typed decoding, and the catalogus in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, TypeVar

import aiohttp
import msgspec

from bench.flooring.records import Document, DocumentPage, Personen, Type, TypePage
from bench.sim.shapes import Roots

T = TypeVar("T")
BSNS_PER_CALL = 20
PERSON_FIELDS = ["burgerservicenummer", "naam.volledigeNaam"]
TYPES = ("zaaktypen", "statustypen", "resultaattypen", "informatieobjecttypen", "besluittypen")
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def _decode(kind: type[T], body: bytes) -> T:
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    answer: T = decoder.decode(body)
    return answer


class Reads:
    """Calls to the registers of one host."""

    def __init__(self, host: str) -> None:
        self.roots = Roots(host).by_api
        self.types: dict[str, Type] = {}
        self._http: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the connections and read the catalogus."""
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        root = self.roots["catalogi"]
        for name in TYPES:
            page = await self.get(TypePage, f"{root}{name}?status=alles")
            self.types.update((found.url, found) for found in page.results)

    async def stop(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()

    async def body_of(self, response: aiohttp.ClientResponse) -> bytes:
        """Return the body of an answer."""
        return await response.read()

    async def get(self, kind: type[T], url: str) -> T:
        """Return one answer."""
        assert self._http is not None  # noqa: S101  start() comes first
        async with self._http.get(url) as response:
            return _decode(kind, await self.body_of(response))

    async def post(self, kind: type[T], url: str, body: object) -> T:
        """Return one answer to a POST that only reads."""
        assert self._http is not None  # noqa: S101  start() comes first
        async with self._http.post(url, data=msgspec.json.encode(body)) as response:
            return _decode(kind, await self.body_of(response))

    async def names(self, bsns: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return what an answer says of each person, by BSN; twenty a call."""
        keys = list(dict.fromkeys(bsns))
        chunks = [keys[at : at + BSNS_PER_CALL] for at in range(0, len(keys), BSNS_PER_CALL)]
        answers = await asyncio.gather(*map(self._persons, chunks))
        return {
            persoon.burgerservicenummer: {"naam": persoon.naam}
            for answer in answers
            for persoon in answer.personen
        }

    async def _persons(self, bsns: list[str]) -> Personen:
        body = {
            "type": "RaadpleegMetBurgerservicenummer",
            "burgerservicenummer": bsns,
            "fields": PERSON_FIELDS,
        }
        return await self.post(Personen, f"{self.roots['brp']}personen", body)

    async def documents(self, urls: list[str]) -> list[Document]:
        """Return documents in the order of their URLs, by one `_zoek`."""
        if not urls:
            return []
        url = f"{self.roots['documenten']}enkelvoudiginformatieobjecten/_zoek?pageSize=100"
        uuids = [link.rpartition("/")[2] for link in urls]
        page = await self.post(DocumentPage, url, {"uuid__in": uuids})
        found = {document.url: document for document in page.results}
        return [found[link] for link in urls]
