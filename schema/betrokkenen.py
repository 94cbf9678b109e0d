"""Who plays a rol for the municipality itself: medewerker and organisatorische eenheid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from planning.reads import NOTHING, reading
from resolvers.betrokkenen import EenheidNode, MedewerkerNode
from schema.base import edge, graph_type, prop
from schema.klanten import Klant, KlantSoort, constant

if TYPE_CHECKING:
    from schema.klantinteracties import Klantcontact
    from schema.partijen import DigitaalAdres, Partij

_NONE = reading(constant(None), NOTHING)
_NOT = "Leeg: wie van de gemeente zelf is, staat niet als klant in Klantinteracties."


@graph_type("Een medewerker van de gemeente met een rol in een zaak.", record=MedewerkerNode)
class Medewerker(Klant):
    """A betrokkene of betrokkeneType medewerker, as its rol tells (Zaken API 1.5.1)."""

    identificatie: str | None = prop("De aanduiding van de medewerker.")
    achternaam: str | None = prop("De achternaam.")
    voorletters: str | None = prop("De voorletters.")
    voorvoegsel_achternaam: str | None = prop("Het voorvoegsel van de achternaam.")
    weergavenaam: str | None = prop("De naam om te tonen.")
    soort: KlantSoort = edge(constant("medewerker"), "Wat voor betrokkene het is.")
    partij: Annotated[Partij, strawberry.lazy("schema.partijen")] | None = edge(_NONE, _NOT)
    digitale_adressen: list[Annotated[DigitaalAdres, strawberry.lazy("schema.partijen")]] | None = (
        edge(_NONE, _NOT)
    )
    klantcontacten: (
        list[Annotated[Klantcontact, strawberry.lazy("schema.klantinteracties")]] | None
    ) = edge(_NONE, _NOT)


@graph_type("Een afdeling van de gemeente met een rol in een zaak.", record=EenheidNode)
class OrganisatorischeEenheid(Klant):
    """A betrokkene of betrokkeneType organisatorische_eenheid, as its rol tells."""

    identificatie: str | None = prop("De aanduiding van de afdeling.")
    naam: str | None = prop("De naam van de afdeling.")
    is_gehuisvest_in: str | None = prop("De vestiging waarin de afdeling zit.")
    weergavenaam: str | None = prop("De naam om te tonen.")
    soort: KlantSoort = edge(constant("organisatorische_eenheid"), "Wat voor betrokkene het is.")
    partij: Annotated[Partij, strawberry.lazy("schema.partijen")] | None = edge(_NONE, _NOT)
    digitale_adressen: list[Annotated[DigitaalAdres, strawberry.lazy("schema.partijen")]] | None = (
        edge(_NONE, _NOT)
    )
    klantcontacten: (
        list[Annotated[Klantcontact, strawberry.lazy("schema.klantinteracties")]] | None
    ) = edge(_NONE, _NOT)
