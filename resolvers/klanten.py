"""The klant as the user means it: a person, company or partij, whichever register knows it."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from typing import Any

from planning.reads import NOTHING, Reads, Way, declares, reading
from resolvers.bedrijfnodes import BedrijfNode, VestigingNode
from resolvers.betrokkenen import EenheidNode, MedewerkerNode, betrokkene_by_url, node_of_rol
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.edges import along
from resolvers.klantbronnen import by_link, permitted_of, read_from
from resolvers.personen import PersoonNode, bsn_of_rol, persoon_of
from resolvers.registers import first_found
from sources.klanten.resources import KlantRecord
from sources.klantinteracties import resources as records
from sources.klantinteracties.groups import Reference
from sources.klantinteracties.resources import PartijRecord
from sources.loader import Params, each, settled
from sources.resource import Resource
from sources.zaken.resources import ZAAK, RolRecord

KI = records.API


Identity = tuple[str, str]
"""(codeSoortObjectId, objectId): how Klantinteracties identifies a partij."""


def identity_of(klant: Any) -> Identity | None:
    """Return what identifies a klant in Klantinteracties, or None."""
    if isinstance(klant, PersoonNode):
        return "bsn", klant.bsn
    if isinstance(klant, VestigingNode):
        return "vestigingsnummer", klant.vestigingsnummer
    if isinstance(klant, BedrijfNode):
        if klant.kvk_nummer:
            return "kvk_nummer", klant.kvk_nummer
        return ("rsin", klant.rsin) if klant.rsin else None
    if isinstance(klant, MedewerkerNode | EenheidNode):
        return None
    return identity_of_partij(klant)


def identities_of(klant: Any) -> list[Identity]:
    """Return everything that identifies a klant in a klant register, the first being the usual."""
    first = identity_of(klant)
    found = [] if first is None else [first]
    if isinstance(klant, BedrijfNode) and klant.rsin and klant.kvk_nummer:
        found.append(("rsin", klant.rsin))
    return found


def identity_of_partij(partij: PartijRecord | KlantRecord, wanted: str = "") -> Identity | None:
    """Return the first identification of a partij (of the wanted sort), or None."""
    for entry in partij.partij_identificatoren or ():
        found = entry.partij_identificator
        if found and found.code_soort_object_id and found.object_id:
            if wanted and found.code_soort_object_id != wanted:
                continue
            return found.code_soort_object_id, found.object_id
    return None


def klant_by(
    context: RequestContext,
    info: ResolveInfo,
    *,
    bsn: str | None = None,
    kvk_nummer: str | None = None,
    vestigingsnummer: str | None = None,
    partij_uuid: str | None = None,
) -> Any:
    """Return the klant with the one given number; absent when the caller may not see them."""
    if bsn is not None:
        return persoon_of(context, info, bsn, keep_absent=True)
    guard = context.call.guard
    if kvk_nummer is not None:
        sees = guard.sees_klant("kvk_nummer", kvk_nummer)
        return BedrijfNode(kvk_nummer=kvk_nummer, asked=info) if sees else None
    if vestigingsnummer is not None:
        sees = guard.sees_klant("vestigingsnummer", vestigingsnummer)
        return VestigingNode(vestigingsnummer, asked=info) if sees else None
    return _partij_by_uuid(context, str(partij_uuid))


async def _partij_by_uuid(context: RequestContext, uuid: str) -> Any:
    asked = [
        settled(context.loaders.by_uuid(read_from(records.PARTIJ, client), client, uuid))
        for client in permitted_of(context, records.PARTIJ)
    ]
    return first_found(await each(asked))


@declares(Reads(Way.PERSON))
def klant_of_rol(rol: RolRecord, info: ResolveInfo) -> Any:
    """Return who is behind a rol, whatever kind of betrokkene; None when nothing tells.

    What the rol itself tells takes no other register; else its URL may lead to one that is
    configured.
    """
    bsn = bsn_of_rol(rol)
    if bsn is not None:
        return persoon_of(context_of(info), info, bsn, keep_absent=True)
    node = node_of_rol(rol, info)
    if node is None and rol.betrokkene:
        return betrokkene_by_url(context_of(info), rol.betrokkene)
    return node


def partij_params(prefix: str, identity: Identity | None) -> Params:
    """Return the filters of Klantinteracties that select by the number of a partij."""
    soort, number = identity or ("", "")
    return (
        (f"{prefix}partijIdentificator__codeSoortObjectId", soort),
        (f"{prefix}partijIdentificator__objectId", number),
    )


def by_parent(resource: Resource[Any], param: str, *, known: str = "") -> Callable[..., Any]:
    """Return a resolver of the children that filter `param` selects with the parent's uuid.

    `known` names the parent's own references: without any, the upstream is not asked. A parent of
    another API has no such children: None.
    """

    def resolve(parent: Any, info: ResolveInfo) -> Any:
        if known and getattr(parent, known, None) == []:
            return []
        context = context_of(info)
        client, path = context.landscape.locate(parent.url)
        if client.settings.api != resource.api:
            return None
        uuid = path.rpartition("/")[2]
        return context.loaders.lists(client, resource).get(((param, uuid),))

    return reading(resolve, Reads(Way.CHILDREN, resource))


def by_reference(resource: Resource[Any], attribute: str) -> Callable[..., Any]:
    """Return a resolver of the one resource a {uuid, url} reference points to."""

    def resolve(source: Any, info: ResolveInfo) -> Any:
        reference: Reference | None = getattr(source, attribute, None)
        if reference is None or not reference.url:
            return None
        return by_link(context_of(info), resource, reference.url)

    return reading(resolve, Reads(Way.ONE, resource))


def by_references(resource: Resource[Any], attribute: str) -> Callable[..., Any]:
    """Return a resolver of the resources a list of references points to.

    A source of another API has no such references: None.
    """

    def resolve(source: Any, info: ResolveInfo) -> Any:
        if not hasattr(source, attribute):
            return None
        references = getattr(source, attribute) or ()
        loaders = context_of(info).loaders
        asked = [settled(loaders.by_url(resource, ref.url)) for ref in references if ref.url]
        return each(asked) if asked else []

    return reading(resolve, Reads(Way.LINKS, resource))


@declares(Reads(Way.CHILDREN, records.ONDERWERPOBJECT, then=Reads(Way.ONE, ZAAK, everywhere=True)))
async def zaken_of_klantcontact(contact: records.KlantcontactRecord, info: ResolveInfo) -> Any:
    """Return the zaken a klantcontact was about."""
    if contact.ging_over_onderwerpobjecten_refs == []:
        return []
    context = context_of(info)
    onderwerpen = by_parent(records.ONDERWERPOBJECT, "klantcontact__uuid")(contact, info)
    if isawaitable(onderwerpen):
        onderwerpen = await onderwerpen
    uuids = [
        found.object_id
        for row in onderwerpen
        if (found := row.onderwerpobjectidentificator) and found.code_objecttype == "zaak"
    ]
    asked = along(ZAAK, info)
    return await each([_zaak(context, uuid, asked) for uuid in uuids if uuid])


async def _zaak(context: RequestContext, uuid: str, asked: frozenset[str]) -> Any:
    reads = [
        settled(context.loaders.by_uuid(ZAAK, client, uuid, asked))
        for client in permitted_of(context, ZAAK)
    ]
    return first_found(await each(reads))


@declares(Reads(Way.PERSON))
def persoon_of_partij(partij: PartijRecord | KlantRecord, info: ResolveInfo) -> Any:
    """Return the BRP person behind a partij with a BSN."""
    identity = identity_of_partij(partij, "bsn")
    return None if identity is None else persoon_of(context_of(info), info, identity[1])


@declares(NOTHING)
def bedrijf_of_partij(partij: PartijRecord | KlantRecord, info: ResolveInfo) -> BedrijfNode | None:
    """Return the company behind a partij with a KVK-nummer or RSIN."""
    kvk = identity_of_partij(partij, "kvk_nummer")
    rsin = identity_of_partij(partij, "rsin")
    if kvk is None and rsin is None:
        return None
    return BedrijfNode(kvk and kvk[1], rsin and rsin[1], partij.weergavenaam, asked=info)


ZAKEN_FILTERS = {
    "bsn": "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn",
    "rsin": "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__innNnpId",
    "kvk_nummer": "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__kvkNummer",
    "vestigingsnummer": "rol__betrokkeneIdentificatie__vestiging__vestigingsNummer",
}
"""Which filter finds the zaken of a klant, per sort of identification."""
ZAKEN_FILTERS_INTERN = {
    MedewerkerNode: "rol__betrokkeneIdentificatie__medewerker__identificatie",
    EenheidNode: "rol__betrokkeneIdentificatie__organisatorischeEenheid__identificatie",
}
"""The same for who is of the municipality itself: no klant in Klantinteracties."""


def zaken_params(klant: Any) -> dict[str, str] | None:
    """Return the filter that finds the zaken of a klant, or None when nothing identifies it."""
    intern = ZAKEN_FILTERS_INTERN.get(type(klant))
    if intern is not None:
        return {intern: klant.identificatie} if klant.identificatie else None
    identity = identity_of(klant)
    if identity is None or identity[0] not in ZAKEN_FILTERS:
        return None
    return {ZAKEN_FILTERS[identity[0]]: identity[1]}
