"""Klantcontacten and klanten over both standards: of a klant, of a zaak, and of one another.

Klantinteracties finds the contacts of a klant or zaak in one call. The older APIs take the klant,
the links (klantcontactmomenten, objectcontactmomenten) and then a call for each contactmoment.
Registers are asked at the same time; one that fails is an error beside the rows of the others.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from inspect import isawaitable
from typing import Any

from planning.partial import PartialRows
from planning.reads import NOTHING, Reads, Way, declares, reading
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import load_links
from resolvers.klantbronnen import from_all, newest_first, permitted_of, registers
from resolvers.klanten import (
    KI,
    by_parent,
    identities_of,
    identity_of,
    partij_params,
)
from resolvers.klantexpand import (
    OF_PARTIJ,
    PATH_OF_PARTIJ,
    klantcontact_paths,
    read_list,
)
from resolvers.registers import first_found
from resolvers.roots import told
from resolvers.zaken import zaak_ref
from sources.client import UpstreamClient
from sources.contactmomenten.resources import (
    CONTACTMOMENT,
    KLANTCONTACTMOMENT,
    OBJECTCONTACTMOMENT,
    ContactmomentRecord,
)
from sources.errors import NotConfiguredError
from sources.klanten.resources import KLANT, SUBJECT_FILTERS, KlantRecord
from sources.klantinteracties.resources import (
    BETROKKENE,
    DIGITAALADRES,
    KLANTCONTACT,
    PARTIJ,
    KlantcontactRecord,
    PartijRecord,
)
from sources.loader import Params, each, settled
from sources.resource import Resource
from sources.urls import last_segment
from sources.zaken.resources import ZAAK, ZaakRecord

OUD, MOMENTEN = KLANT.api, CONTACTMOMENT.api
_KLANT = Reads(Way.CHILDREN, KLANT, everywhere=True)
_CONTACTMOMENTEN = Reads(Way.CHILDREN, KLANTCONTACTMOMENT, then=Reads(Way.ONE, CONTACTMOMENT))


@declares(Reads(Way.ONE, PARTIJ, everywhere=True, also=_KLANT))
def partij_of_klant(klant: Any, info: ResolveInfo) -> Any:
    """Return the record of a klant in a klant register, or None; a partij is its own.

    One of Klantinteracties goes before one of the Klanten API.
    """
    if isinstance(klant, PartijRecord | KlantRecord):
        return klant
    if identity_of(klant) is None:
        return None
    context = context_of(info)
    asked = [
        _partijen(context, client, klant)
        if client.settings.api == KI
        else _klanten(context, client, klant)
        for client in permitted_of(context, PARTIJ)
    ]
    return _first(asked)


async def _first(asked: Sequence[Awaitable[list[Any]]]) -> Any:
    answers = await each(asked)
    firsts = [
        next(iter(answer), None) if isinstance(answer, list) else answer for answer in answers
    ]
    return first_found(firsts)


async def _partijen(context: RequestContext, client: UpstreamClient, klant: Any) -> list[Any]:
    """Return the partijen of a klant; with their addresses, when the operation names these too."""
    paths = (PATH_OF_PARTIJ,) if PATH_OF_PARTIJ in (context.call.names or ()) else ()
    return await read_list(context, client, PARTIJ, partij_params("", identity_of(klant)), paths)


async def _digitaal_of_partijen(
    context: RequestContext, client: UpstreamClient, klant: Any
) -> list[Any]:
    """Return the addresses of a klant in Klantinteracties.

    With their partij when the operation names that too: both are then one call.
    """
    lists = context.loaders.lists(client, DIGITAALADRES)
    if "partij" not in (context.call.names or ()) or not client.expands:
        params = partij_params("verstrektDoorPartij__", identity_of(klant))
        return await settled(lists.get(params))
    partijen = await _partijen(context, client, klant)
    keys: list[Params] = [((OF_PARTIJ[0].param, last_segment(row.url)),) for row in partijen]
    return [row for key in keys for row in await settled(lists.get(key))]


async def _klanten(context: RequestContext, client: UpstreamClient, klant: Any) -> list[Any]:
    """Return who this klant is in a Klanten API; nobody when it has no number of that sort."""
    for soort, number in identities_of(klant):
        if soort in SUBJECT_FILTERS:
            params: Params = ((SUBJECT_FILTERS[soort], number),)
            return await settled(context.loaders.lists(client, KLANT).get(params))
    return []


@declares(Reads(Way.CHILDREN, DIGITAALADRES, everywhere=True, also=_KLANT))
def digitale_adressen_of_klant(klant: Any, info: ResolveInfo) -> Any:
    """Return the e-mail addresses and telephone numbers of a klant, of every klant register."""
    if identity_of(klant) is None:
        return []
    context = context_of(info)
    asked = [
        _digitaal_of_partijen(context, client, klant)
        if client.settings.api == KI
        else _digitaal_of_klanten(context, client, klant)
        for client in permitted_of(context, PARTIJ)
    ]
    return _told(context, info, asked)


async def _told(
    context: RequestContext, info: ResolveInfo, asked: Sequence[Awaitable[list[Any]]]
) -> list[Any]:
    """Return the rows of all registers, and tell what one could not give."""
    return told(context, info, await from_all(asked))


async def _digitaal_of_klanten(
    context: RequestContext, client: UpstreamClient, klant: Any
) -> list[Any]:
    return [
        adres for row in await _klanten(context, client, klant) for adres in row.digitale_adressen
    ]


@declares(NOTHING)
def digitale_adressen_of_record(klant: KlantRecord, _info: ResolveInfo) -> Any:
    """Return the e-mail address and telephone number that stand in a klant itself."""
    return klant.digitale_adressen


@declares(
    Reads(
        Way.CHILDREN,
        KLANTCONTACT,
        everywhere=True,
        also=Reads(Way.CHILDREN, KLANT, everywhere=True, then=_CONTACTMOMENTEN),
    )
)
def klantcontacten_of_klant(klant: Any, info: ResolveInfo) -> Any:
    """Return the contacts with a klant, of every klant register, the newest first."""
    identity = identity_of(klant)
    if identity is None:
        return []
    context = context_of(info)
    params = partij_params("hadBetrokkene__wasPartij__", identity)
    clients, paths = permitted_of(context, PARTIJ), klantcontact_paths(info)
    asked = [
        read_list(context, client, KLANTCONTACT, params, paths)
        if client.settings.api == KI
        else _contacten_of_klanten(context, client, klant, alone=len(clients) == 1)
        for client in clients
    ]
    return _in_time(context, info, asked, has_one_order=clients[-1].settings.api == KI)


async def _in_time(
    context: RequestContext,
    info: ResolveInfo,
    asked: Sequence[Awaitable[list[Any]]],
    *,
    has_one_order: bool = False,
) -> list[Any]:
    """Return the contacts of all registers; one register of Klantinteracties has its own order."""
    found = await from_all(asked)
    rows = found if has_one_order and len(asked) == 1 else newest_first(found)
    return told(context, info, PartialRows(rows, found.failures))


async def _contacten_of_klanten(
    context: RequestContext, client: UpstreamClient, klant: Any, *, alone: bool
) -> list[Any]:
    """Return the contactmomenten of a klant, wherever they are kept.

    A landscape with klanten only has none; when nothing else can tell, that is an error.
    """
    try:
        registers(context.landscape, MOMENTEN)
    except NotConfiguredError:
        if alone:
            raise
        return []
    found = await each(
        [contacten_of(context, row.url) for row in await _klanten(context, client, klant)]
    )
    failed = [rows for rows in found if isinstance(rows, Exception)]
    if failed and len(failed) == len(found):
        raise failed[0]
    return [*(row for rows in found if isinstance(rows, list) for row in rows), *failed]


async def contacten_of(context: RequestContext, klant_url: str) -> list[Any]:
    """Return the contactmomenten that a klant took part in."""
    return await _behind(context, KLANTCONTACTMOMENT, (("klant", klant_url),))


async def _behind(context: RequestContext, links: Resource[Any], params: Params) -> list[Any]:
    """Return the contactmomenten that a list of links leads to; one that fails as its error."""
    clients = registers(context.landscape, MOMENTEN)
    rows = await from_all(
        [settled(context.loaders.lists(client, links).get(params)) for client in clients]
    )
    urls = [row.contactmoment_url for row in rows]
    found = load_links(context, CONTACTMOMENT, [url for url in dict.fromkeys(urls) if url])
    moments = await found if isawaitable(found) else found
    return [*(row for row in moments if row is not None), *rows.failures]


@declares(Reads(Way.CHILDREN, KLANTCONTACT))
def klantcontacten_of_partij(partij: PartijRecord, info: ResolveInfo) -> Any:
    """Return the contacts with a partij of Klantinteracties."""
    if partij.betrokkenen_refs == []:
        return []
    context = context_of(info)
    client, uuid = context.landscape.ref(PARTIJ, partij.url)
    params: Params = (("hadBetrokkene__wasPartij__uuid", uuid),)
    return read_list(context, client, KLANTCONTACT, params, klantcontact_paths(info))


@declares(_CONTACTMOMENTEN)
def klantcontacten_of_record(klant: KlantRecord, info: ResolveInfo) -> Any:
    """Return the contactmomenten of a klant of the Klanten API, the newest first."""
    context = context_of(info)
    return _in_time(context, info, [contacten_of(context, klant.url)])


@declares(
    Reads(
        Way.CHILDREN,
        KLANTCONTACT,
        everywhere=True,
        also=Reads(Way.CHILDREN, OBJECTCONTACTMOMENT, then=Reads(Way.ONE, CONTACTMOMENT)),
    )
)
def klantcontacten_edge(zaak: ZaakRecord, info: ResolveInfo) -> Any:
    """Return the contacts about a zaak, of every register, the newest first.

    Klantinteracties: an onderwerpobject with the uuid of the zaak. Contactmomenten: an
    objectcontactmoment with its URL; the zaakcontactmomenten of the zaak say the same.
    """
    context = context_of(info)
    params: Params = (
        ("onderwerpobject__onderwerpobjectidentificatorCodeObjecttype", "zaak"),
        ("onderwerpobject__onderwerpobjectidentificatorObjectId", zaak_ref(context, zaak).uuid),
    )
    clients, paths = permitted_of(context, KLANTCONTACT), klantcontact_paths(info)
    asked = [
        read_list(context, client, KLANTCONTACT, params, paths)
        for client in clients
        if client.settings.api == KI
    ]
    if clients[-1].settings.api == MOMENTEN:
        asked.append(_behind(context, OBJECTCONTACTMOMENT, (("object", zaak.url),)))
    return _in_time(context, info, asked, has_one_order=clients[-1].settings.api == KI)


def of_contactmoment(resource: Resource[Any]) -> Callable[..., Any]:
    """Return a resolver of the links of one contactmoment: to klanten or to objecten."""

    def resolve(contact: ContactmomentRecord, info: ResolveInfo) -> Any:
        context = context_of(info)
        client, _ = context.landscape.locate(contact.url)
        return context.loaders.lists(client, resource).get((("contactmoment", contact.url),))

    return reading(resolve, Reads(Way.CHILDREN, resource))


betrokkenen_of_contactmoment = of_contactmoment(KLANTCONTACTMOMENT)
onderwerpobjecten_of_contactmoment = of_contactmoment(OBJECTCONTACTMOMENT)


@declares(Reads(Way.CHILDREN, KLANTCONTACTMOMENT))
def betrokkenen_of_record(klant: KlantRecord, info: ResolveInfo) -> Any:
    """Return in which contactmomenten a klant took part."""
    context = context_of(info)
    clients = registers(context.landscape, MOMENTEN)
    params: Params = (("klant", klant.url),)
    lists = [context.loaders.lists(client, KLANTCONTACTMOMENT) for client in clients]
    return _told(context, info, [settled(rows.get(params)) for rows in lists])


@declares(Reads(Way.CHILDREN, OBJECTCONTACTMOMENT, then=Reads(Way.ONE, ZAAK)))
async def zaken_of_contactmoment(contact: ContactmomentRecord, info: ResolveInfo) -> Any:
    """Return the zaken a contactmoment was about."""
    rows = await settled(onderwerpobjecten_of_contactmoment(contact, info))
    urls = [row.object_url for row in rows if row.object_type == "zaak" and row.object_url]
    return await settled(load_links(context_of(info), ZAAK, list(dict.fromkeys(urls))))


@declares(NOTHING)
def actoren_of_contactmoment(contact: ContactmomentRecord, _info: ResolveInfo) -> Any:
    """Return the employee who had the contact, who stands in the contactmoment itself."""
    return contact.actoren


@declares(NOTHING)
def initiatiefnemer_of_contactmoment(contact: ContactmomentRecord, _info: ResolveInfo) -> Any:
    """Return who began the contact."""
    return contact.initiatiefnemer


@declares(Reads(Way.CHILDREN, BETROKKENE))
async def initiatiefnemer_of_klantcontact(contact: KlantcontactRecord, info: ResolveInfo) -> Any:
    """Return who began the contact: the klant when a betrokkene is its initiator.

    None when no betrokkene is known, or none of them tells.
    """
    rows = await settled(
        by_parent(BETROKKENE, "hadKlantcontact__uuid", known="had_betrokkenen_refs")(contact, info)
    )
    told = [row.initiator for row in rows if row.initiator is not None]
    if not told:
        return None
    return "klant" if any(told) else "gemeente"
