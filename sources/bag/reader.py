"""Reading the BAG: an object by its identificatie with its relations, and lists of objects.

Each object is read once in a request. What `expand` brings along becomes known to the loaders of
its own kind, so that asking for it later costs nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

from sources.bag.resources import (
    ADRES,
    ADRESSEERBAAR_OBJECT,
    NUMMERAANDUIDING,
    OPENBARE_RUIMTE,
    PAND,
    WOONPLAATS,
    AdresRecord,
    BagPage,
    Embedded,
    Envelope,
    ObjectEnvelope,
    is_identificatie,
)
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import MALFORMED, ContractError, SourceError, TooLargeError
from sources.loader import Loader, Params, each, settled
from sources.resource import Resource

PAGE_SIZE = 100
"""The most that the BAG gives on one page; the least is `SMALLEST_PAGE`."""
SMALLEST_PAGE = 10
T = TypeVar("T")
Expands = Mapping[tuple[str, str], Sequence[str]]
"""Per kind of object, the relations to bring along."""
_BODIES: Mapping[tuple[str, str], type[Any]] = {
    ADRES.key: AdresRecord,
    ADRESSEERBAAR_OBJECT.key: ObjectEnvelope,
}
_DETAIL: Mapping[tuple[str, str], Mapping[str, str]] = {ADRES.key: {"inclusiefEindStatus": "true"}}
"""A register may hold an address that has ended since; it is still what was meant."""
UNEXPANDABLE = "pandIdentificatie"
"""The one filter of addresses beside which the BAG takes no `expand`."""
OF_ONE_ADDRESS = frozenset({"nummeraanduiding", "adresseerbaarObject"})
"""Relations that addresses do not share: one call per address brings all of its relations."""
Found = tuple[Resource[Any], Any]


class BagRows(NamedTuple):
    """One page of a list; the BAG does not tell how many rows there are."""

    rows: list[Any]
    has_next: bool


class Bag:
    """The BAG as one request reads it."""

    def __init__(self, client: UpstreamClient, call: Call, expands: Expands) -> None:
        self.client, self.call, self.expands = client, call, expands
        self._loaders: dict[tuple[str, str], _ObjectLoader] = {}
        self._lists: dict[tuple[str, str], _ListLoader] = {}

    def get(self, resource: Resource[Any], identificatie: str | None) -> Any | Awaitable[Any]:
        """Return an object, at once when it is known; None when there is none.

        What cannot be an identificatie of this kind is not asked. Raises SourceError.
        """
        if not is_identificatie(resource, identificatie):
            return None
        return self._loader(resource).get(str(identificatie))

    def all(self, resource: Resource[Any], **params: str) -> list[Any] | Awaitable[list[Any]]:
        """Return every row of a list; TooLargeError above `max_pages`."""
        lists = self._lists.get(resource.key)
        if lists is None:
            lists = self._lists[resource.key] = _ListLoader(self, resource)
        return lists.get(tuple(params.items()))

    async def page(
        self, resource: Resource[Any], params: Mapping[str, str], *, page: int, size: int
    ) -> BagRows:
        """Return one page of a list. Raises SourceError; a list that is not there is empty."""
        guard = self.call.guard
        if not guard.reaches(self.client, resource):
            return BagRows([], has_next=False)
        lacks = self.lacks(resource, params)
        expand = None if UNEXPANDABLE in params else self.expands.get(resource.key)
        asked = {**params, **_expand(expand), "pageSize": str(size), "page": str(page)}
        body = await self.client.get(
            resource.path, self.call, params=asked, headers=resource.headers
        )
        found = BagPage() if body is None else self._decode(body, BagPage, resource)
        rows, beside = _rows(found.embedded)
        for kind, other in beside:
            self._know(kind, other)
        seen = await guard.admit(self.client, resource, rows)
        for record in () if lacks else seen:
            self._know(resource, record)
        has_next = found.links is not None and found.links.next is not None
        return BagRows([record for record in seen if record is not None], has_next)

    def lacks(self, resource: Resource[Any], params: Mapping[str, str]) -> bool:
        """Whether the rows of this list come without relations that are asked of each of them."""
        return UNEXPANDABLE in params and not OF_ONE_ADDRESS.isdisjoint(
            self.expands.get(resource.key, ())
        )

    async def complete(self, rows: list[Any]) -> list[Any]:
        """Return these addresses with their relations known, a call each.

        An address that cannot be read by itself stays as its list gave it.
        """
        loader = self._loader(ADRES)
        await loader.ensure(dict.fromkeys(row.nummeraanduiding_identificatie for row in rows))
        found: list[Any] = []
        for row in rows:
            try:
                whole = await settled(loader.get(row.nummeraanduiding_identificatie))
            except SourceError:
                whole = None
            found.append(whole or row)
        return found

    async def read(self, resource: Resource[Any], identificatie: str) -> Any:
        """Return what a detail read gives, None when there is none to see. Raises SourceError."""
        guard = self.call.guard
        if not guard.reaches(self.client, resource):
            return None
        params = {**_DETAIL.get(resource.key, {}), **_expand(self.expands.get(resource.key))}
        body = await self.client.get(
            f"{resource.path}/{identificatie}",
            self.call,
            template=f"{resource.path}/{{identificatie}}",
            params=params,
            headers=resource.headers,
        )
        if body is None:
            return None
        found = self._decode(body, _BODIES.get(resource.key, Envelope), resource)
        record, beside = opened(found)
        if record is None:
            raise ContractError(self.client.name, resource.path, reason="no object in the answer")
        for kind, other in beside:
            self._know(kind, other)
        return (await guard.admit(self.client, resource, [record]))[0]

    def _know(self, kind: Resource[Any], record: Any) -> None:
        """Make an object known that came along with another, or in a list."""
        key = record.nummeraanduiding_identificatie if kind is ADRES else record.identificatie
        if key:
            self._loader(kind).prime(key, record)

    def _loader(self, resource: Resource[Any]) -> _ObjectLoader:
        loader = self._loaders.get(resource.key)
        if loader is None:
            loader = self._loaders[resource.key] = _ObjectLoader(self, resource)
        return loader

    def _decode(self, body: bytes, kind: type[T], resource: Resource[Any]) -> T:
        try:
            return msgspec.json.decode(body, type=kind)
        except MALFORMED:
            raise ContractError(
                self.client.name, resource.path, reason="unexpected answer"
            ) from None


class _ObjectLoader(Loader[str, Any]):
    """Reads objects of one kind: a call each, for the BAG gives no more."""

    def __init__(self, register: Bag, resource: Resource[Any]) -> None:
        super().__init__()
        self._register, self._resource = register, resource

    async def fetch(self, keys: Sequence[str]) -> list[Any]:
        """Return the objects; None where there is none."""
        return await each([self._register.read(self._resource, key) for key in keys])


class _ListLoader(Loader[Params, list[Any]]):
    """Reads whole lists."""

    def __init__(self, register: Bag, resource: Resource[Any]) -> None:
        super().__init__()
        self._register, self._resource = register, resource

    async def fetch(self, keys: Sequence[Params]) -> list[list[Any] | Exception]:
        """Return every row per question."""
        return await each([self._whole(dict(key)) for key in keys])

    async def _whole(self, params: Mapping[str, str]) -> list[Any]:
        client, rows = self._register.client, []
        for number in range(1, client.settings.max_pages + 1):
            found = await self._register.page(self._resource, params, page=number, size=PAGE_SIZE)
            rows += found.rows
            if not found.has_next or not found.rows:
                break
        else:
            raise TooLargeError(
                client.name, self._resource.path, reason="more pages than max_pages"
            )
        if self._register.lacks(self._resource, params):
            return await self._register.complete(rows)
        return rows


def _expand(names: Sequence[str] | None) -> dict[str, str]:
    return {"expand": ",".join(names)} if names else {}


def opened(body: Any) -> tuple[Any, list[Found]]:
    """Return the object inside an answer, and the related ones that came along."""
    if isinstance(body, AdresRecord):
        beside = _beside(body.embedded)
        body.embedded = None
        return body, beside
    if isinstance(body, ObjectEnvelope):
        inner = body.verblijfsobject or body.ligplaats or body.standplaats
        return opened(inner) if inner is not None else (None, [])
    record = (
        body.woonplaats or body.openbare_ruimte or body.nummeraanduiding or body.pand
        or body.verblijfsobject or body.ligplaats or body.standplaats
    )  # fmt: skip
    if record is not None:
        record.in_onderzoek = body.inonderzoek
    return record, _beside(body.embedded)


def _beside(embedded: Embedded | None) -> list[Found]:
    """Return the relations that came along, with their kinds."""
    if embedded is None:
        return []
    bodies: list[tuple[Resource[Any], Any]] = [
        (OPENBARE_RUIMTE, embedded.openbare_ruimte),
        (NUMMERAANDUIDING, embedded.nummeraanduiding),
        (WOONPLAATS, embedded.woonplaats or embedded.ligt_in_woonplaats),
        (ADRESSEERBAAR_OBJECT, embedded.adresseerbaar_object),
        *((PAND, body) for body in embedded.panden or ()),
        *((PAND, body) for body in embedded.maakt_deel_uit_van or ()),
    ]
    found: list[Found] = []
    for kind, body in bodies:
        if body is None:
            continue
        record, inside = opened(body)
        found += [(kind, record)] if record is not None else []
        found += inside
    return found


def _rows(embedded: Embedded | None) -> tuple[list[Any], list[Found]]:
    """Return the rows of a page, and the related objects that came along with them."""
    rows: list[Any] = []
    beside: list[Found] = []
    if embedded is None:
        return rows, beside
    for body in (*(embedded.adressen or ()), *(embedded.adresseerbare_objecten or ())):
        record, inside = opened(body)
        rows += [record] if record is not None else []
        beside += inside
    return rows, beside


__all__ = ["PAGE_SIZE", "SMALLEST_PAGE", "Bag", "BagRows"]
