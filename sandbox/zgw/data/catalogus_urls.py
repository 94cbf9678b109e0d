"""The links within the Catalogi API, from the names in the table of zaaktypen."""

from __future__ import annotations

from sandbox.zgw.data.context import Context, make_uuid
from sandbox.zgw.data.zaaktypen import Zaaktype


def zaaktype_url(context: Context, zaaktype: Zaaktype) -> str:
    uid = make_uuid("zaaktype", zaaktype.identificatie, zaaktype.begin)
    return context.url("catalogi", "zaaktypen", uid)


def subtype_url(context: Context, path: str, zaaktype: Zaaktype, name: object) -> str:
    uid = make_uuid(path, zaaktype.identificatie, zaaktype.begin, name)
    return context.url("catalogi", path, uid)


def informatieobjecttype_url(context: Context, omschrijving: str) -> str:
    uid = make_uuid("informatieobjecttype", omschrijving)
    return context.url("catalogi", "informatieobjecttypen", uid)


def besluittype_url(context: Context, omschrijving: str) -> str:
    return context.url("catalogi", "besluittypen", make_uuid("besluittype", omschrijving))


def catalogus_url(context: Context, domein: str) -> str:
    return context.url("catalogi", "catalogussen", make_uuid("catalogus", domein))
