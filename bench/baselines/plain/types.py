"""The types of the plain gateway: the fields the measured operations use, by the same names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.types import Info

from bench.baselines.plain.loaders import Json, Loaders

Context = Info[dict[str, Any], None]


def loaders_of(info: Context) -> Loaders:
    """Return the loaders of the request."""
    found: Loaders = info.context["loaders"]
    return found


def prop(name: str, *, upper: bool = False) -> Any:
    """Return a field that reads one key of the record; codes become enum names."""

    def resolve(root: Any) -> str | None:
        value: str | None = root.record[name]
        return value.upper() if upper and value else value

    return strawberry.field(resolver=resolve)


def catalogus_type(cls: type[Any], name: str) -> Any:
    """Return the resolver of a link to a catalogus type."""

    def resolve(root: Any, info: Context) -> Any:
        url = root.record[name]
        return cls(record=loaders_of(info).registers.types[url]) if url else None

    return resolve


def children(cls: type[Any], load: Callable[[Loaders], Any]) -> Any:
    """Return the resolver of the records below this one."""

    async def resolve(root: Any, info: Context) -> Any:
        rows = await load(loaders_of(info)).load(root.record["url"])
        return [cls(record=row) for row in rows]

    return resolve


@strawberry.type
class Soort:
    """A catalogus type."""

    record: strawberry.Private[Json]
    omschrijving: str | None = prop("omschrijving")

    @strawberry.field
    def volgnummer(self) -> int | None:
        """Return the place among the statustypen."""
        return self.record.get("volgnummer")


@strawberry.type
class Naam:
    """The name of a person."""

    record: strawberry.Private[Json]
    volledige_naam: str | None = prop("volledigeNaam")


@strawberry.type
class Persoon:
    """A person."""

    record: strawberry.Private[Json]

    @strawberry.field
    def naam(self) -> Naam:
        """Return the name."""
        return Naam(record=self.record["naam"])


@strawberry.type
class Rol:
    """A rol."""

    record: strawberry.Private[Json]
    omschrijving: str | None = prop("omschrijving")
    betrokkene_type: str | None = prop("betrokkeneType", upper=True)

    @strawberry.field
    async def persoon(self, info: Context) -> Persoon | None:
        """Return the person behind the rol."""
        bsn = self.record["betrokkeneIdentificatie"].get("inpBsn")
        found = await loaders_of(info).personen.load(bsn) if bsn else None
        return Persoon(record=found) if found else None


@strawberry.type
class Status:
    """A status."""

    record: strawberry.Private[Json]
    datum_status_gezet: str | None = prop("datumStatusGezet")
    statustype: Soort | None = strawberry.field(resolver=catalogus_type(Soort, "statustype"))


@strawberry.type
class Resultaat:
    """A resultaat."""

    record: strawberry.Private[Json]
    toelichting: str | None = prop("toelichting")
    resultaattype: Soort | None = strawberry.field(resolver=catalogus_type(Soort, "resultaattype"))


@strawberry.type
class Document:
    """A document."""

    record: strawberry.Private[Json]
    titel: str | None = prop("titel")
    creatiedatum: str | None = prop("creatiedatum")
    formaat: str | None = prop("formaat")
    informatieobjecttype: Soort | None = strawberry.field(
        resolver=catalogus_type(Soort, "informatieobjecttype")
    )


def documents(load: Callable[[Loaders], Any]) -> Any:
    """Return the resolver of the documents that the relations of a record point to."""

    async def resolve(root: Any, info: Context) -> Any:
        loaders = loaders_of(info)
        relations = await load(loaders).load(root.record["url"])
        found = await loaders.documenten.load_many([row["informatieobject"] for row in relations])
        return [Document(record=row) for row in found]

    return resolve


@strawberry.type
class Besluit:
    """A besluit."""

    record: strawberry.Private[Json]
    datum: str | None = prop("datum")
    toelichting: str | None = prop("toelichting")
    besluittype: Soort | None = strawberry.field(resolver=catalogus_type(Soort, "besluittype"))
    documenten: list[Document] = strawberry.field(
        resolver=documents(lambda loaders: loaders.besluitdocumenten)
    )


@strawberry.type
class Klantcontact:
    """A klantcontact."""

    record: strawberry.Private[Json]
    onderwerp: str | None = prop("onderwerp")
    kanaal: str | None = prop("kanaal")
    plaatsgevonden_op: str | None = prop("plaatsgevondenOp")
