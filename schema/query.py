"""The root of the graph: every way in."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Info

from planning.compile import asked_fields
from planning.reads import Reads, Way
from resolvers import klanten, personen, roots
from resolvers.context import RequestContext
from resolvers.zaken import zaak_by_identificatie
from schema.bag import KINDS as BAG_KINDS
from schema.base import RESOURCE_TYPES, Node
from schema.bedrijven import Bedrijf, Vestiging
from schema.besluiten import Besluit
from schema.betrokkenen import Medewerker, OrganisatorischeEenheid
from schema.catalogi import Catalogus, Zaaktype
from schema.connections import Connection
from schema.documenten import Document
from schema.filters import (
    BesluitFilter,
    DocumentFilter,
    DocumentSortering,
    KlantcontactFilter,
    PartijFilter,
    ZaaktypeFilter,
    matches_zaaktype,
)
from schema.klanten import Klant
from schema.klantinteracties import Klantcontact
from schema.partijen import Partij
from schema.personen import Persoon, PersoonBeperkt
from schema.personen_zoeken import PersonenZoekvraag
from schema.persoon_gezag import KINDS as GEZAG_KINDS
from schema.persoon_verblijf import KINDS as VERBLIJF_KINDS
from schema.query_bag import BagQuery
from schema.query_bedrijven import BedrijvenQuery
from schema.query_objecten import ObjectenQuery
from schema.scalars import Bsn, Uuid
from schema.tellingen import ZakenTelling, telling
from schema.versies import VersieQuery
from schema.zaak_filter import ZaakFilter, ZaakSortering, ordering
from schema.zaken import Zaak
from schema.zoeken import ZoekQuery
from sources.besluiten.resources import BESLUIT
from sources.catalogi.resources import CATALOGUS, ZAAKTYPE
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.klantinteracties.resources import KLANTCONTACT, PARTIJ
from sources.loader import settled
from sources.zaken.resources import ZAAK

_UUID = strawberry.argument(description="De UUID in het register.")
_URL = strawberry.argument(description="Het adres (URL) in het register.")
_FIRST = strawberry.argument(description="Hoeveel rijen, vanaf het begin of na `after`.")
_AFTER = strawberry.argument(description="Na de rij met deze cursor.")
_LAST = strawberry.argument(description="Hoeveel rijen, tot het einde of voor `before`.")
_BEFORE = strawberry.argument(description="Voor de rij met deze cursor.")
_BRON = strawberry.argument(description="Alleen dit register; anders alle registers samen.")
_BRONNEN = strawberry.argument(description="Alleen deze registers.")

UuidArg = Annotated[Uuid | None, _UUID]
UrlArg = Annotated[str | None, _URL]
First = Annotated[int | None, _FIRST]
After = Annotated[str | None, _AFTER]
Last = Annotated[int | None, _LAST]
Before = Annotated[str | None, _BEFORE]
Bron = Annotated[str | None, _BRON]
Bronnen = Annotated[list[str] | None, _BRONNEN]
Context = Info[RequestContext, None]
INTERN = (Medewerker, OrganisatorischeEenheid)
TYPES = (Bedrijf, Vestiging, *INTERN, *GEZAG_KINDS, *VERBLIJF_KINDS, *BAG_KINDS)
"""Types that are only reachable through an interface."""


async def _zaak(
    info: Context,
    uuid: UuidArg = None,
    identificatie: str | None = None,
    bronorganisatie: str | None = None,
    url: UrlArg = None,
) -> Any:
    if identificatie is None:
        return await roots.by_uuid_or_url(
            info.context, ZAAK, uuid, url, asked_fields(info._raw_info)
        )
    roots.exactly_one(uuid=uuid, url=url, identificatie=identificatie)
    roots.exactly_one(bronorganisatie=bronorganisatie)
    return await zaak_by_identificatie(
        info.context, identificatie, str(bronorganisatie), asked_fields(info._raw_info)
    )


async def _zaken(
    info: Context,
    filter: ZaakFilter | None = None,
    sorteer: list[ZaakSortering] | None = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    bron: Bron = None,
    bronnen: Bronnen = None,
) -> Any:
    return await roots.connection(
        info.context,
        ZAAK,
        filter_input=filter,
        extra=ordering(sorteer),
        first=first,
        after=after,
        last=last,
        before=before,
        bron=bron,
        bronnen=bronnen,
        info=info._raw_info,
    )


async def _document(info: Context, uuid: UuidArg = None, url: UrlArg = None) -> Any:
    return await roots.by_uuid_or_url(info.context, ENKELVOUDIGINFORMATIEOBJECT, uuid, url)


async def _documenten(
    info: Context,
    filter: DocumentFilter | None = None,
    sorteer: list[DocumentSortering] | None = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    bron: Bron = None,
    bronnen: Bronnen = None,
) -> Any:
    return await roots.connection(
        info.context,
        ENKELVOUDIGINFORMATIEOBJECT,
        filter_input=filter,
        extra=ordering(sorteer),
        first=first,
        after=after,
        last=last,
        before=before,
        bron=bron,
        bronnen=bronnen,
        info=info._raw_info,
    )


async def _besluit(info: Context, uuid: UuidArg = None, url: UrlArg = None) -> Any:
    return await roots.by_uuid_or_url(info.context, BESLUIT, uuid, url)


async def _besluiten(
    info: Context,
    filter: BesluitFilter | None = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    bron: Bron = None,
    bronnen: Bronnen = None,
) -> Any:
    return await roots.connection(
        info.context,
        BESLUIT,
        filter_input=filter,
        first=first,
        after=after,
        last=last,
        before=before,
        bron=bron,
        bronnen=bronnen,
        info=info._raw_info,
    )


async def _zaaktype(info: Context, uuid: UuidArg = None, url: UrlArg = None) -> Any:
    return await roots.by_uuid_or_url(info.context, ZAAKTYPE, uuid, url)


async def _zaaktypen(info: Context, filter: ZaaktypeFilter | None = None) -> Any:
    return await roots.catalogus_rows(
        info.context, info._raw_info, ZAAKTYPE, lambda row: matches_zaaktype(row, filter)
    )


async def _catalogussen(info: Context) -> Any:
    return await roots.catalogus_rows(info.context, info._raw_info, CATALOGUS)


async def _klant(
    info: Context,
    bsn: Bsn | None = None,
    kvk_nummer: str | None = None,
    vestigingsnummer: str | None = None,
    partij_uuid: Uuid | None = None,
) -> Any:
    roots.exactly_one(
        bsn=bsn, kvkNummer=kvk_nummer, vestigingsnummer=vestigingsnummer, partijUuid=partij_uuid
    )
    return await settled(
        klanten.klant_by(
            info.context,
            info._raw_info,
            bsn=bsn,
            kvk_nummer=kvk_nummer,
            vestigingsnummer=vestigingsnummer,
            partij_uuid=partij_uuid,
        )
    )


async def _persoon(info: Context, bsn: Bsn) -> Any:
    personen.require_brp(info.context)
    return await settled(personen.persoon_of(info.context, info._raw_info, bsn))


async def _personen(info: Context, zoek: PersonenZoekvraag) -> Any:
    return await personen.search(info.context, info._raw_info, zoek.to_query())


async def _partij(info: Context, uuid: UuidArg = None, url: UrlArg = None) -> Any:
    return await roots.by_uuid_or_url(info.context, PARTIJ, uuid, url)


async def _partijen(
    info: Context,
    filter: PartijFilter | None = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    bron: Bron = None,
    bronnen: Bronnen = None,
) -> Any:
    return await roots.connection(
        info.context,
        PARTIJ,
        filter_input=filter,
        first=first,
        after=after,
        last=last,
        before=before,
        bron=bron,
        bronnen=bronnen,
        info=info._raw_info,
    )


async def _klantcontact(info: Context, uuid: UuidArg = None, url: UrlArg = None) -> Any:
    return await roots.by_uuid_or_url(info.context, KLANTCONTACT, uuid, url)


async def _klantcontacten(
    info: Context,
    filter: KlantcontactFilter | None = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    bron: Bron = None,
    bronnen: Bronnen = None,
) -> Any:
    return await roots.connection(
        info.context,
        KLANTCONTACT,
        filter_input=filter,
        first=first,
        after=after,
        last=last,
        before=before,
        bron=bron,
        bronnen=bronnen,
        info=info._raw_info,
    )


async def _node(info: Context, id: strawberry.ID) -> Any:
    return await roots.by_global_id(info.context, RESOURCE_TYPES, id, info._raw_info)


async def _nodes(info: Context, ids: list[strawberry.ID]) -> Any:
    return await roots.by_global_ids(info.context, RESOURCE_TYPES, ids, info._raw_info)


async def _op_url(info: Context, url: str) -> Any:
    return await roots.by_any_url(info.context, RESOURCE_TYPES, url)


@strawberry.type(description="Alles wat op te vragen is.")
class Query(BagQuery, BedrijvenQuery, ObjectenQuery, VersieQuery, ZoekQuery):
    """The root query type."""

    zaak: Zaak | None = strawberry.field(
        resolver=_zaak,
        metadata={"reads": Reads(Way.FOUND, ZAAK, everywhere=True)},
        description="Een zaak, op UUID, op URL, of op identificatie en bronorganisatie.",
    )
    zaken: Connection[Zaak] | None = strawberry.field(
        resolver=_zaken,
        metadata={"reads": Reads(Way.PAGE, ZAAK)},
        description="Zaken, gefilterd, gesorteerd en per bladzijde.",
    )
    zaken_telling: ZakenTelling | None = strawberry.field(
        resolver=telling,
        metadata={"reads": Reads(Way.COUNT)},
        description="Hoeveel zaken er zijn, per groep, zonder de zaken zelf op te vragen.",
    )
    document: Document | None = strawberry.field(
        resolver=_document,
        metadata={"reads": Reads(Way.FOUND, ENKELVOUDIGINFORMATIEOBJECT, everywhere=True)},
        description="Een document, op UUID of URL.",
    )
    documenten: Connection[Document] | None = strawberry.field(
        resolver=_documenten,
        metadata={"reads": Reads(Way.PAGE, ENKELVOUDIGINFORMATIEOBJECT)},
        description="Documenten, gefilterd, gesorteerd en per bladzijde.",
    )
    besluit: Besluit | None = strawberry.field(
        resolver=_besluit,
        metadata={"reads": Reads(Way.FOUND, BESLUIT, everywhere=True)},
        description="Een besluit, op UUID of URL.",
    )
    besluiten: Connection[Besluit] | None = strawberry.field(
        resolver=_besluiten,
        metadata={"reads": Reads(Way.PAGE, BESLUIT)},
        description="Besluiten, gefilterd en per bladzijde.",
    )
    zaaktype: Zaaktype | None = strawberry.field(
        resolver=_zaaktype,
        metadata={"reads": Reads(Way.FOUND, ZAAKTYPE, everywhere=True)},
        description="Een zaaktype, op UUID of URL.",
    )
    zaaktypen: list[Zaaktype] | None = strawberry.field(
        resolver=_zaaktypen,
        metadata={"reads": Reads(Way.LISTED, ZAAKTYPE)},
        description="De zaaktypen van alle catalogussen, ook concepten.",
    )
    catalogussen: list[Catalogus] | None = strawberry.field(
        resolver=_catalogussen,
        metadata={"reads": Reads(Way.LISTED, CATALOGUS)},
        description="De catalogussen.",
    )
    klant: Klant | None = strawberry.field(
        resolver=_klant,
        metadata={"reads": Reads(Way.PERSON)},
        description="Een klant: op BSN, KVK-nummer, vestigingsnummer of UUID van de partij.",
    )
    persoon: Persoon | None = strawberry.field(
        resolver=_persoon,
        metadata={"reads": Reads(Way.PERSON)},
        description="Een persoon uit de BRP, op BSN.",
    )
    personen: list[PersoonBeperkt] | None = strawberry.field(
        resolver=_personen,
        metadata={"reads": Reads(Way.SEARCH)},
        description="Personen zoeken in de BRP; hoogstens 10 (adres: 30). `gezag` is alleen te "
        "vragen bij zoeken met `adresseerbaarObject`.",
    )
    partij: Partij | None = strawberry.field(
        resolver=_partij,
        metadata={"reads": Reads(Way.FOUND, PARTIJ, everywhere=True)},
        description="Een partij uit Klantinteracties, op UUID of URL.",
    )
    partijen: Connection[Partij] | None = strawberry.field(
        resolver=_partijen,
        metadata={"reads": Reads(Way.PAGE, PARTIJ)},
        description="Partijen, gefilterd en per bladzijde.",
    )
    klantcontact: Klantcontact | None = strawberry.field(
        resolver=_klantcontact,
        metadata={"reads": Reads(Way.FOUND, KLANTCONTACT, everywhere=True)},
        description="Een klantcontact, op UUID of URL.",
    )
    klantcontacten: Connection[Klantcontact] | None = strawberry.field(
        resolver=_klantcontacten,
        metadata={"reads": Reads(Way.PAGE, KLANTCONTACT)},
        description="Klantcontacten, gefilterd en per bladzijde.",
    )
    node: Node | None = strawberry.field(
        resolver=_node,
        metadata={"reads": Reads(Way.IDS)},
        description="Wat bij deze globale sleutel hoort.",
    )
    nodes: list[Node | None] | None = strawberry.field(
        resolver=_nodes,
        metadata={"reads": Reads(Way.IDS)},
        description="Wat bij deze globale sleutels hoort, in dezelfde volgorde.",
    )
    op_url: Node | None = strawberry.field(
        resolver=_op_url,
        metadata={"reads": Reads(Way.IDS)},
        description="Wat op dit adres (URL) van een register staat.",
    )
