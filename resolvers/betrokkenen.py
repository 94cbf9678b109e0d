"""Who plays a rol, per kind of betrokkene: from the rol itself, or by the URL it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from planning.reads import NOTHING, declares
from resolvers.bedrijfnodes import BedrijfNode, VestigingNode
from resolvers.context import RequestContext, ResolveInfo
from sources.errors import OutsideLandscapeError
from sources.klanten.resources import KLANT
from sources.klantinteracties.resources import PARTIJ
from sources.resource import Resource
from sources.zaken.resources import RolRecord

REGISTERS: dict[str, Resource[Any]] = {PARTIJ.api: PARTIJ, KLANT.api: KLANT}
"""Which resource of an API a betrokkene's URL may name; its record must be a Klant of the graph."""


class MedewerkerNode:
    """An employee of the municipality, as the rol tells."""

    __slots__ = ("achternaam", "identificatie", "voorletters", "voorvoegsel_achternaam")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.identificatie: str | None = data.get("identificatie") or None
        self.achternaam: str | None = data.get("achternaam") or None
        self.voorletters: str | None = data.get("voorletters") or None
        self.voorvoegsel_achternaam: str | None = data.get("voorvoegselAchternaam") or None

    @property
    def weergavenaam(self) -> str | None:
        """The name to show; the identificatie when there is no name."""
        parts = (self.voorletters, self.voorvoegsel_achternaam, self.achternaam)
        return " ".join(filter(None, parts)) or self.identificatie


class EenheidNode:
    """An organisatorische eenheid of the municipality, as the rol tells."""

    __slots__ = ("identificatie", "is_gehuisvest_in", "naam")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.identificatie: str | None = data.get("identificatie") or None
        self.naam: str | None = data.get("naam") or None
        self.is_gehuisvest_in: str | None = data.get("isGehuisvestIn") or None

    @property
    def weergavenaam(self) -> str | None:
        """The name to show; the identificatie when there is no name."""
        return self.naam or self.identificatie


def _bedrijf(data: Mapping[str, Any], info: ResolveInfo) -> BedrijfNode | None:
    kvk_nummer, rsin = data.get("kvkNummer") or None, data.get("innNnpId") or None
    naam = data.get("statutaireNaam") or None
    known = kvk_nummer or rsin or naam
    return BedrijfNode(kvk_nummer, rsin, naam, asked=info) if known else None


def _vestiging(data: Mapping[str, Any], info: ResolveInfo) -> VestigingNode | None:
    nummer = data.get("vestigingsNummer")
    if not nummer:
        return None
    namen = data.get("handelsnaam") or None
    return VestigingNode(nummer, data.get("kvkNummer") or None, namen, asked=info)


def _medewerker(data: Mapping[str, Any], _info: ResolveInfo) -> MedewerkerNode | None:
    node = MedewerkerNode(data)
    return node if node.weergavenaam else None


def _eenheid(data: Mapping[str, Any], _info: ResolveInfo) -> EenheidNode | None:
    node = EenheidNode(data)
    return node if node.weergavenaam else None


_NODES: Mapping[str, Callable[[Mapping[str, Any], ResolveInfo], Any]] = {
    "niet_natuurlijk_persoon": _bedrijf,
    "vestiging": _vestiging,
    "medewerker": _medewerker,
    "organisatorische_eenheid": _eenheid,
}


def node_of_rol(rol: RolRecord, info: ResolveInfo) -> Any:
    """Return the company, branch, employee or unit that a rol tells of; None when it does not."""
    make = _NODES.get(rol.betrokkene_type or "")
    data = rol.betrokkene_identificatie
    return make(data, info) if make is not None and data else None


def betrokkene_by_url(context: RequestContext, url: str) -> Any:
    """Return who stands at a URL in a register of this landscape; None when it lies elsewhere.

    Raises SourceError when that register does not answer.
    """
    try:
        client, path = context.landscape.locate(url)
    except OutsideLandscapeError:
        return None
    resource = REGISTERS.get(client.settings.api)
    if resource is None or path.rpartition("/")[0] != resource.path:
        return None
    return context.loaders.by_url(resource, url)


@declares(NOTHING)
def naam_van_rol(rol: RolRecord, _info: ResolveInfo) -> str | None:
    """Return the name of a betrokkene as the zaak has it; no other register is asked."""
    if rol.afwijkende_naam_betrokkene:
        return rol.afwijkende_naam_betrokkene
    data = rol.betrokkene_identificatie or {}
    if rol.betrokkene_type == "natuurlijk_persoon":
        first = data.get("voornamen") or data.get("voorletters")
        parts = (first, data.get("voorvoegselGeslachtsnaam"), data.get("geslachtsnaam"))
        return " ".join(filter(None, parts)) or None
    node = node_of_rol(rol, _info)
    if isinstance(node, MedewerkerNode | EenheidNode):
        return node.weergavenaam
    return None if node is None else node.naam
