"""The ways in to objects and objecttypes; a part of the root of the graph."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Info

from planning.reads import Reads, Way
from resolvers import roots
from resolvers.context import RequestContext
from resolvers.objecten import objecttype_of
from schema.connections import Connection
from schema.objecten import Object, Objecttype, list_objecten
from schema.objecten_filter import ObjectFilter, ObjectSortering
from schema.scalars import Date, Uuid
from sources.objecten.resources import OBJECT, OBJECTTYPE

_TYPE = strawberry.argument(description="Het objecttype (UUID of URL).")
_DATUM = strawberry.argument(description="Zoals het op deze dag was; zonder: vandaag.")
_REGISTRATIE = strawberry.argument(
    description="Zoals het op deze dag geregistreerd stond; niet samen met `datum`."
)
Context = Info[RequestContext, None]


async def _object(info: Context, uuid: Uuid | None = None, url: str | None = None) -> Any:
    return await roots.by_uuid_or_url(info.context, OBJECT, uuid, url)


async def _objecten(
    info: Context,
    objecttype: Annotated[str, _TYPE],
    filter: ObjectFilter | None = None,
    sorteer: list[ObjectSortering] | None = None,
    datum: Annotated[Date | None, _DATUM] = None,
    registratiedatum: Annotated[Date | None, _REGISTRATIE] = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    bron: str | None = None,
) -> Any:
    return await list_objecten(
        info,
        await objecttype_of(info.context, objecttype),
        filter=filter,
        sorteer=sorteer,
        datum=datum,
        registratiedatum=registratiedatum,
        first=first,
        after=after,
        last=last,
        before=before,
        bron=bron,
    )


async def _objecttype(info: Context, uuid: Uuid | None = None, url: str | None = None) -> Any:
    return await roots.by_uuid_or_url(info.context, OBJECTTYPE, uuid, url)


async def _objecttypen(info: Context) -> Any:
    return await roots.catalogus_list(info.context, OBJECTTYPE)


@strawberry.type(description="Objecten en hun typen.")
class ObjectenQuery:
    """A base of `Query`."""

    object: Object | None = strawberry.field(
        resolver=_object,
        metadata={"reads": Reads(Way.FOUND, OBJECT, everywhere=True)},
        description="Een object uit de Objects API, op UUID of URL.",
    )
    objecten: Connection[Object] | None = strawberry.field(
        resolver=_objecten,
        metadata={"reads": Reads(Way.PAGE, OBJECT)},
        description="Objecten van een type, gefilterd, gesorteerd en per bladzijde.",
    )
    objecttype: Objecttype | None = strawberry.field(
        resolver=_objecttype,
        metadata={"reads": Reads(Way.FOUND, OBJECTTYPE, everywhere=True)},
        description="Een objecttype, op UUID of URL.",
    )
    objecttypen: list[Objecttype] | None = strawberry.field(
        resolver=_objecttypen,
        metadata={"reads": Reads(Way.LISTED, OBJECTTYPE)},
        description="De objecttypen van alle registers.",
    )
