"""The zaak, the klant and the root of the plain gateway."""

from __future__ import annotations

from enum import Enum
from typing import Any, NewType
from uuid import UUID

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from bench.baselines.plain.loaders import Json
from bench.baselines.plain.types import (
    Besluit,
    Context,
    Document,
    Klantcontact,
    Persoon,
    Resultaat,
    Rol,
    Soort,
    Status,
    catalogus_type,
    children,
    documents,
    loaders_of,
    prop,
)

Bsn = NewType("Bsn", str)
ABOUT = "onderwerpobject__onderwerpobjectidentificator"
BY_CONTACT = "hadBetrokkene__wasPartij__"
BY_ADRES = "verstrektDoorPartij__"


def entity(cls: type[Any], name: str) -> Any:
    """Return the resolver of a link to one record."""

    async def resolve(root: Any, info: Context) -> Any:
        url = root.record[name]
        return cls(record=await loaders_of(info).entity.load(url)) if url else None

    return resolve


@strawberry.type
class Zaak:
    """A zaak."""

    record: strawberry.Private[Json]
    uuid: str | None = prop("uuid")
    identificatie: str | None = prop("identificatie")
    bronorganisatie: str | None = prop("bronorganisatie")
    omschrijving: str | None = prop("omschrijving")
    toelichting: str | None = prop("toelichting")
    registratiedatum: str | None = prop("registratiedatum")
    startdatum: str | None = prop("startdatum")
    einddatum: str | None = prop("einddatum")
    einddatum_gepland: str | None = prop("einddatumGepland")
    uiterlijke_einddatum_afdoening: str | None = prop("uiterlijkeEinddatumAfdoening")
    vertrouwelijkheidaanduiding: str | None = prop("vertrouwelijkheidaanduiding", upper=True)
    archiefstatus: str | None = prop("archiefstatus", upper=True)
    zaaktype: Soort | None = strawberry.field(resolver=catalogus_type(Soort, "zaaktype"))
    status: Status | None = strawberry.field(resolver=entity(Status, "status"))
    resultaat: Resultaat | None = strawberry.field(resolver=entity(Resultaat, "resultaat"))
    statussen: list[Status] = strawberry.field(resolver=children(Status, lambda x: x.statussen))
    rollen: list[Rol] = strawberry.field(resolver=children(Rol, lambda x: x.rollen))
    besluiten: list[Besluit] = strawberry.field(resolver=children(Besluit, lambda x: x.besluiten))
    documenten: list[Document] = strawberry.field(resolver=documents(lambda x: x.zaakdocumenten))

    @strawberry.field
    async def klantcontacten(self, info: Context) -> list[Klantcontact]:
        """Return the contacts about the zaak."""
        params = {f"{ABOUT}CodeObjecttype": "zaak", f"{ABOUT}ObjectId": self.record["uuid"]}
        rows = await loaders_of(info).registers.list("klantinteracties", "klantcontacten", params)
        return [Klantcontact(record=row) for row in rows]


@strawberry.type
class PageInfo:
    """Where a page ends."""

    has_next_page: bool
    end_cursor: str


@strawberry.type
class ZaakConnection:
    """A page of zaken."""

    nodes: list[Zaak]
    page_info: PageInfo


@strawberry.type
class Partij:
    """A partij."""

    record: strawberry.Private[Json]
    nummer: str | None = prop("nummer")
    soort_partij: str | None = prop("soortPartij", upper=True)


@strawberry.type
class DigitaalAdres:
    """A digitaal adres."""

    record: strawberry.Private[Json]
    adres: str | None = prop("adres")
    soort_digitaal_adres: str | None = prop("soortDigitaalAdres", upper=True)


def by_bsn(path: str, prefix: str, cls: type[Any]) -> Any:
    """Return the resolver of what Klantinteracties knows of a klant."""

    async def resolve(root: Klant, info: Context) -> Any:
        key = f"{prefix}partijIdentificator__"
        params = {f"{key}codeSoortObjectId": "bsn", f"{key}objectId": root.bsn}
        rows = await loaders_of(info).registers.list("klantinteracties", path, params)
        return [cls(record=row) for row in rows]

    return resolve


@strawberry.type
class Klant:
    """A person as klant."""

    bsn: strawberry.Private[str]
    soort: str = "PERSOON"
    digitale_adressen: list[DigitaalAdres] = strawberry.field(
        resolver=by_bsn("digitaleadressen", BY_ADRES, DigitaalAdres)
    )
    klantcontacten: list[Klantcontact] = strawberry.field(
        resolver=by_bsn("klantcontacten", BY_CONTACT, Klantcontact)
    )

    @strawberry.field
    async def weergavenaam(self, info: Context) -> str | None:
        """Return the full name."""
        persoon = await loaders_of(info).personen.load(self.bsn)
        return Persoon(record=persoon).record["naam"]["volledigeNaam"] if persoon else None

    @strawberry.field
    async def partij(self, info: Context) -> Partij | None:
        """Return the partij."""
        found = await by_bsn("partijen", "", Partij)(self, info)
        return found[0] if found else None

    @strawberry.field
    async def zaken(self, info: Context, first: int) -> ZaakConnection:
        """Return the zaken of the klant."""
        key = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
        registers = loaders_of(info).registers
        url = f"{registers.roots['zaken']}zaken/_zoek"
        return connection(await registers.post(url, {key: self.bsn}, {"pageSize": str(first)}), 1)


def connection(page: Json, number: int) -> ZaakConnection:
    """Return a page as a connection; the cursor is its number."""
    nodes = [Zaak(record=row) for row in page["results"]]
    info = PageInfo(has_next_page=page["next"] is not None, end_cursor=str(number))
    return ZaakConnection(nodes=nodes, page_info=info)


@strawberry.enum
class ZaakSortering(Enum):
    """How zaken are sorted."""

    IDENTIFICATIE_AFLOPEND = "-identificatie"


@strawberry.type
class Query:
    """The root."""

    @strawberry.field
    async def zaak(self, info: Context, uuid: UUID) -> Zaak | None:
        """Return one zaak."""
        loaders = loaders_of(info)
        return Zaak(
            record=await loaders.entity.load(f"{loaders.registers.roots['zaken']}zaken/{uuid}")
        )

    @strawberry.field
    async def zaken(
        self,
        info: Context,
        first: int,
        after: str | None = None,
        sorteer: list[ZaakSortering] | None = None,
    ) -> ZaakConnection:
        """Return a page of zaken."""
        registers, number = loaders_of(info).registers, int(after or 0) + 1
        ordering = ",".join(order.value for order in sorteer or ())
        params = {"ordering": ordering, "pageSize": str(first), "page": str(number)}
        page = await registers.get(f"{registers.roots['zaken']}zaken", params)
        return connection(page, number)

    @strawberry.field
    async def klant(self, bsn: Bsn) -> Klant:
        """Return one klant."""
        return Klant(bsn=bsn)


schema = strawberry.Schema(
    Query,
    extensions=[lambda: ParserCache(), lambda: ValidationCache()],
    config=StrawberryConfig(scalar_map={Bsn: strawberry.scalar(name="BSN", serialize=str)}),
)
