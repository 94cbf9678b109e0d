"""Who lives at an address (BRP Bewoning v2), and where somebody lived (BRP historie v2)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import strawberry
from strawberry import Info
from strawberry.scalars import JSON

from planning.reads import NOTHING, Reads, Way, declares
from resolvers.bewoning import bewoners_of, bewoningen_of, historie_of, moment_of
from resolvers.context import RequestContext
from resolvers.personen import persoon_of_relative
from schema import persoon_parts as parts
from schema.base import edge, graph_type, prop
from schema.persoon_verblijf import Verblijfplaats
from schema.scalars import Date
from sources.bewoning import resources as records

if TYPE_CHECKING:
    from schema.personen import Persoon

NEDERLAND = ZoneInfo("Europe/Amsterdam")
Context = Info[RequestContext, None]
Peildatum = Annotated[Date | None, strawberry.argument(description="De dag waarover het gaat.")]
Van = Annotated[Date | None, strawberry.argument(description="De eerste dag van de periode.")]
Tot = Annotated[
    Date | None, strawberry.argument(description="De eerste dag die niet meer meetelt.")
]


@graph_type("Iemand die op een adres woont of daar misschien woont.", record=records.BewonerRecord)
class Bewoner:
    """Bewoner (BRP Bewoning 2.1)."""

    burgerservicenummer: str | None = prop("Het burgerservicenummer.")
    is_mogelijke_bewoner: bool | None = prop(
        "Of het niet zeker is dat iemand er toen woonde: de datum van komst of vertrek is niet "
        "helemaal bekend.",
        attr="is_mogelijk",
    )
    geheimhouding_persoonsgegevens: bool | None = prop(
        "Of de gegevens niet zomaar verstrekt mogen worden; niet ingevuld is nee."
    )
    in_onderzoek: JSON | None = prop(parts.IN_ONDERZOEK)
    persoon: Annotated[Persoon, strawberry.lazy("schema.personen")] | None = edge(
        persoon_of_relative, "De persoon in de BRP, met de gevraagde gegevens."
    )


@graph_type("Een periode, van een dag tot een andere.", record=records.BewoningPeriode)
class BewoningPeriode:
    """Periode (BRP Bewoning 2.1)."""

    datum_van: Date | None = prop("De eerste dag.")
    datum_tot: Date | None = prop("De eerste dag die niet meer meetelt.")


@graph_type(
    "Wie er op een adres woonden in een periode waarin niemand kwam of ging.",
    record=records.BewoningRecord,
)
class Bewoning:
    """Bewoning (BRP Bewoning 2.1)."""

    periode: BewoningPeriode | None = prop("De periode.")
    bewoners: list[Bewoner] = prop("Wie er woonden.")
    mogelijke_bewoners: list[Bewoner] = prop("Wie er misschien woonden.")
    indicatie_veel_bewoners: bool | None = prop(
        "Dat er meer dan honderd bewoners waren; wie, vertelt het register dan niet."
    )


@declares(NOTHING)
def _itself(verblijfplaats: Any, _info: Any) -> Any:
    """Return the record: the register writes the days of a stay among what the place is."""
    return verblijfplaats


@graph_type("Een verblijf van iemand, met de dagen waartussen het duurde.")
class Verblijf:
    """One of verblijfplaatsen (BRP historie 2.0)."""

    verblijfplaats: Verblijfplaats | None = edge(_itself, "De plek.", brp=("verblijfplaats",))
    datum_van: parts.BrpDatum | None = prop("Sinds wanneer.", brp=("verblijfplaats.datumVan",))
    datum_tot: parts.BrpDatum | None = prop(
        "Tot wanneer; niet ingevuld als het verblijf nog duurt.", brp=("verblijfplaats.datumVan",)
    )
    adressering: parts.AdresseringBeperkt | None = prop(
        "Hoe iemand daar aan te schrijven was.", brp=("adressering",)
    )


async def _bewoners(root: Any, info: Context, peildatum: Peildatum = None) -> Any:
    day = peildatum or datetime.now(NEDERLAND).date().isoformat()
    return await bewoners_of(info.context, root, day)


async def _bewoningen(
    root: Any, info: Context, peildatum: Peildatum = None, van: Van = None, tot: Tot = None
) -> Any:
    return await bewoningen_of(info.context, root, moment_of(peildatum, van, tot))


async def verblijfplaatshistorie(
    root: Any, info: Context, peildatum: Peildatum = None, van: Van = None, tot: Tot = None
) -> Any:
    """Return where a person lived, newest first."""
    moment = moment_of(peildatum, van, tot)
    return await historie_of(info.context, info._raw_info, root, moment)


@strawberry.interface(description="Waar mensen kunnen wonen: een adres of adresseerbaar object.")
class Bewoonbaar:
    """What BRP Bewoning can be asked of."""

    bewoners: list[Bewoner] | None = strawberry.field(
        resolver=_bewoners,
        metadata={"reads": Reads(Way.CHILDREN, records.BEWONING)},
        description="Wie er wonen, of misschien wonen, op een dag (zonder `peildatum` vandaag). "
        "Alleen voor de gemeente, met een doelbinding; bij meer dan honderd bewoners een fout.",
    )
    bewoningen: list[Bewoning] | None = strawberry.field(
        resolver=_bewoningen,
        metadata={"reads": Reads(Way.CHILDREN, records.BEWONING)},
        description="Wie er woonden op een dag (`peildatum`) of in een periode (`van` en `tot`). "
        "Alleen voor de gemeente, met een doelbinding.",
    )
