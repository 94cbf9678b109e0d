"""The reads of the plain gateway: a dataloader per edge, catalogus types kept in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import httpx  # noqa: TID251  a baseline is what others would write, with what others would use
from aiodataloader import DataLoader

from bench.sim.shapes import Roots

Json = dict[str, Any]
BSNS_PER_CALL = 20
EIO = "enkelvoudiginformatieobjecten"
CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
TYPES = ("zaaktypen", "statustypen", "resultaattypen", "informatieobjecttypen", "besluittypen")


class Registers:
    """One HTTP client for every register, and the catalogus."""

    def __init__(self, host: str) -> None:
        self.roots = Roots(host).by_api
        self.types: dict[str, Json] = {}
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
        self.http = httpx.AsyncClient(limits=limits, timeout=60, headers=CRS)

    async def start(self) -> None:
        """Read the catalogus."""
        for name in TYPES:
            page = await self.get(f"{self.roots['catalogi']}{name}", {"status": "alles"})
            self.types.update((found["url"], found) for found in page["results"])

    async def get(self, url: str, params: dict[str, str] | None = None) -> Any:
        """Return the JSON of one GET."""
        response = await self.http.get(url, params=params)
        response.raise_for_status()
        return response.json()

    async def post(self, url: str, body: Json, params: dict[str, str] | None = None) -> Any:
        """Return the JSON of one POST that reads."""
        response = await self.http.post(url, json=body, params=params)
        response.raise_for_status()
        return response.json()

    async def list(self, api: str, path: str, params: dict[str, str]) -> list[Json]:
        """Return the rows of the first page of a list, or of a bare array."""
        answer = await self.get(self.roots[api] + path, params)
        rows: list[Json] = answer if isinstance(answer, list) else answer["results"]
        return rows


Each = Callable[[str], Awaitable[Any]]


def each(load: Each) -> Callable[[list[str]], Coroutine[Any, Any, list[Any]]]:
    """Return a batch function for a register that takes one key at a time."""

    async def batch(keys: list[str]) -> list[Any]:
        return list(await asyncio.gather(*map(load, keys)))

    return batch


class Loaders:
    """The dataloaders of one request."""

    def __init__(self, registers: Registers) -> None:
        self.registers = registers
        self.entity: DataLoader[str, Any] = DataLoader(each(registers.get))
        self.rollen = self._children("zaken", "rollen", "zaak")
        self.statussen = self._children("zaken", "statussen", "zaak")
        self.zaakdocumenten = self._children("zaken", "zaakinformatieobjecten", "zaak")
        self.besluiten = self._children("besluiten", "besluiten", "zaak")
        self.besluitdocumenten = self._children("besluiten", "besluitinformatieobjecten", "besluit")
        self.documenten: DataLoader[str, Any] = DataLoader(self._documenten)
        self.personen: DataLoader[str, Any] = DataLoader(self._personen)

    def _children(self, api: str, path: str, parent: str) -> DataLoader[str, Any]:
        return DataLoader(each(lambda url: self.registers.list(api, path, {parent: url})))

    async def _documenten(self, urls: list[str]) -> list[Any]:
        body = {"uuid__in": [url.rpartition("/")[2] for url in urls]}
        root = self.registers.roots["documenten"]
        page = await self.registers.post(f"{root}{EIO}/_zoek", body)
        found = {document["url"]: document for document in page["results"]}
        return [found.get(url) for url in urls]

    async def _personen(self, bsns: list[str]) -> list[Any]:
        chunks = [bsns[at : at + BSNS_PER_CALL] for at in range(0, len(bsns), BSNS_PER_CALL)]
        answers = await asyncio.gather(*map(self._chunk, chunks))
        found = {
            persoon["burgerservicenummer"]: persoon
            for answer in answers
            for persoon in answer["personen"]
        }
        return [found.get(bsn) for bsn in bsns]

    async def _chunk(self, bsns: list[str]) -> Any:
        body = {
            "type": "RaadpleegMetBurgerservicenummer",
            "burgerservicenummer": bsns,
            "fields": ["burgerservicenummer", "naam"],
        }
        return await self.registers.post(f"{self.registers.roots['brp']}personen", body)
