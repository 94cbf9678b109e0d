"""Gezagsrelaties: one GraphQL type per `type` of the BRP (2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from resolvers.personen import persoon_of_relative
from schema.base import edge, graph_kinds, graph_type, prop
from sources.brp import resources as records

if TYPE_CHECKING:
    from schema.personen import Persoon

_PERSOON = Annotated["Persoon", strawberry.lazy("schema.personen")]


def _persoon() -> Any:
    return edge(persoon_of_relative, "Deze persoon zelf in de BRP.")


@graph_type("Een naam voluit.")
class NaamVolledigeNaam:
    """NaamVolledigeNaam."""

    volledige_naam: str | None = prop("De naam voluit.")


@graph_type("De minderjarige over wie het gezag gaat.")
class Minderjarige:
    """Minderjarige."""

    burgerservicenummer: str | None = prop("Het BSN.")
    naam: NaamVolledigeNaam | None = prop("De naam.")
    leeftijd: int | None = prop("De leeftijd in jaren.")
    persoon: _PERSOON | None = _persoon()


@graph_type("Een ouder met gezag.")
class GezagOuder:
    """GezagOuder."""

    burgerservicenummer: str | None = prop("Het BSN, als de ouder dat heeft.")
    naam: NaamVolledigeNaam | None = prop("De naam.")
    persoon: _PERSOON | None = _persoon()


@graph_kinds(
    "Een ander dan een ouder, met gezag.",
    record=records.GezagPersoon,
    kinds={"BekendeDerde": "BekendeDerde"},
    other="OnbekendeDerde",
)
class Derde:
    """Derde."""

    type: str | None = prop("`BekendeDerde` of `OnbekendeDerde`.")


@graph_type("Een ander dan een ouder, van wie bekend is wie het is.")
class BekendeDerde(Derde):
    """BekendeDerde."""

    burgerservicenummer: str | None = prop("Het BSN.")
    naam: NaamVolledigeNaam | None = prop("De naam.")
    persoon: _PERSOON | None = _persoon()


@graph_type("Een ander dan een ouder, van wie niet bekend is wie het is.")
class OnbekendeDerde(Derde):
    """OnbekendeDerde."""


@graph_kinds(
    "Wie het gezag heeft over een minderjarige; de velden verschillen per soort gezag.",
    record=records.Gezag,
    kinds={
        name: name
        for name in (
            "GezamenlijkOuderlijkGezag",
            "EenhoofdigOuderlijkGezag",
            "GezamenlijkGezag",
            "Voogdij",
            "TijdelijkGeenGezag",
            "GezagNietTeBepalen",
        )
    },
    other="GezagOverig",
)
class Gezagsrelatie:
    """Gezagsrelatie (specification 2.7)."""

    type: str | None = prop("Welke soort, zoals de BRP die noemt.")
    minderjarige: Minderjarige | None = prop("Over wie het gezag gaat.")
    in_onderzoek: bool | None = prop("Of de gezagsrelatie in onderzoek is.")


@graph_type("Twee ouders hebben samen het gezag.")
class GezamenlijkOuderlijkGezag(Gezagsrelatie):
    """GezamenlijkOuderlijkGezag."""

    ouders: list[GezagOuder] = prop("De ouders.")


@graph_type("Een ouder heeft alleen het gezag.")
class EenhoofdigOuderlijkGezag(Gezagsrelatie):
    """EenhoofdigOuderlijkGezag."""

    ouder: GezagOuder | None = prop("De ouder.")


@graph_type("Een ouder heeft het gezag samen met een ander.")
class GezamenlijkGezag(Gezagsrelatie):
    """GezamenlijkGezag."""

    ouder: GezagOuder | None = prop("De ouder.")
    derde: Derde | None = prop("De ander.")


@graph_type("Een of twee voogden hebben het gezag, geen ouder.")
class Voogdij(Gezagsrelatie):
    """Voogdij."""

    derden: list[BekendeDerde] = prop("De voogden.")


@graph_type("Er is tijdelijk niemand met gezag.")
class TijdelijkGeenGezag(Gezagsrelatie):
    """TijdelijkGeenGezag."""

    toelichting: str | None = prop("Waarom.")


@graph_type("Niet te bepalen is wie het gezag heeft.")
class GezagNietTeBepalen(Gezagsrelatie):
    """GezagNietTeBepalen."""

    toelichting: str | None = prop("Waarom.")


@graph_type("Een soort gezag die deze versie nog niet kent; `type` zegt welke.")
class GezagOverig(Gezagsrelatie):
    """Any other type."""


KINDS = (
    BekendeDerde,
    OnbekendeDerde,
    GezamenlijkOuderlijkGezag,
    EenhoofdigOuderlijkGezag,
    GezamenlijkGezag,
    Voogdij,
    TijdelijkGeenGezag,
    GezagNietTeBepalen,
    GezagOverig,
)
"""The types that are only reachable through an interface."""
