"""`zoek`: one text over the registers' own filters, and what that covers."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import strawberry
from strawberry import Info

from planning.reads import Reads, Way
from resolvers.context import RequestContext
from resolvers.zoeken import treffers as records
from resolvers.zoeken.treffers import Reden, Soort
from resolvers.zoeken.zoek import DEFAULT, zoek
from resolvers.zoeken.zoek import Zoekresultaat as ZoekresultaatRecord
from schema.base import graph_type, prop
from schema.bedrijven import Bedrijf, Vestiging
from schema.documenten import Document
from schema.partijen import Partij
from schema.personen import Persoon, PersoonBeperkt
from schema.zaken import Zaak

strawberry.enum(
    Soort,
    name="ZoekSoort",
    description="Wat er gezocht wordt. KLANT doorzoekt ook BEDRIJF en PERSOON.",
)
strawberry.enum(
    Reden, name="ZoekReden", description="Waarom iets niet is doorzocht; zie docs/zoeken.md."
)
_Gevonden: TypeAlias = Zaak | Document | Partij | Bedrijf | Vestiging | Persoon | PersoonBeperkt
Gevonden: TypeAlias = Annotated[
    _Gevonden, strawberry.union("Gevonden", description="Wat een zoekvraag vindt, per soort.")
]


@graph_type("Iets dat gevonden is.", record=records.Treffer)
class Zoektreffer:
    """One hit; the same thing found by two filters is one hit."""

    soort: Soort = prop("Wat het is.")
    bron: str = prop("Het register, bij zijn naam in het landschap.")
    exact: bool = prop("Of de tekst precies overeenkomt met waar op gevonden is.")
    gevonden_op: list[str] = prop("Waar het op gevonden is.")
    gevonden: Gevonden = prop("Wat er gevonden is.")


@graph_type("Of en hoe een register is doorzocht.", record=records.Dekking)
class Zoekdekking:
    """One filter of one register."""

    soort: Soort = prop("Waar naar gezocht is.")
    bron: str | None = prop("Het register; leeg als er geen is dat deze API spreekt.")
    hoe: str = prop("Het filter van het register, en of het op een deel of precies zoekt.")
    doorzocht: bool = prop("Of het doorzocht is.")
    reden: Reden | None = prop("Waarom het niet (goed) doorzocht is.")
    foutcode: str | None = prop("De code van de fout, zoals in docs/errors.md.")
    aantal: int = prop("Hoeveel treffers het gaf.")
    meer: bool | None = prop("Of het register er meer heeft; leeg als dat niet te zeggen is.")


@graph_type("Wat een zoekvraag vond, en wat die dekte.", record=ZoekresultaatRecord)
class Zoekresultaat:
    """Hits in order, and the coverage."""

    treffers: list[Zoektreffer] = prop("Precies gelijk eerst, dan wat ermee begint, dan de rest.")
    dekking: list[Zoekdekking] = prop("Wat er doorzocht is, en wat niet.")


Tekst = Annotated[
    str,
    strawberry.argument(
        description="Een zaaknummer, woorden, een KVK-nummer, een BSN, of een naam met een "
        "geboortedatum. Geef deze als variabele mee."
    ),
]
In = Annotated[
    list[Soort] | None,
    strawberry.argument(
        name="in", description="Wat er gezocht wordt; anders zaken, documenten en klanten."
    ),
]
Eerste = Annotated[int | None, strawberry.argument(description="Hoeveel treffers hoogstens.")]


async def _zoek(
    info: Info[RequestContext, None], tekst: Tekst, soorten: In = None, first: Eerste = None
) -> Any:
    return await zoek(info.context, info._raw_info, tekst, soorten or DEFAULT, first)


@strawberry.type
class ZoekQuery:
    """What `Query` has of searching."""

    zoek: Zoekresultaat | None = strawberry.field(
        resolver=_zoek,
        metadata={"reads": Reads(Way.TEXT)},
        description="Zoeken met een tekst over de filters die de registers zelf hebben; er is geen "
        "eigen index. `dekking` zegt wat doorzocht is.",
    )
