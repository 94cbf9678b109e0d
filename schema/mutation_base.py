"""What every mutation has in common: its arguments, and what it tells of what was done."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Info

from planning.compile import asked_fields
from planning.reads import Reads, Way, reading
from planning.zaken import read_zaak
from resolvers.context import RequestContext, ResolveInfo, context_of
from resolvers.writing import uitkomst as records
from schema.base import edge, graph_type, prop
from schema.zaken import Zaak
from sources.zaken.resources import ZAAK

Context = Info[RequestContext, None]
Toelichting = Annotated[
    str | None,
    strawberry.argument(
        description="Waarom dit gebeurt; komt in het audittrail van het register, bij precies "
        "deze wijzigingen. Noem er geen personen in."
    ),
]
Sleutel = Annotated[
    str | None,
    strawberry.argument(
        description="Een zelf gekozen sleutel (een UUID bijvoorbeeld) voor precies deze opdracht. "
        "Wie dezelfde opdracht met dezelfde sleutel nog eens stuurt, krijgt het eerste antwoord "
        "en er gebeurt niets opnieuw. Mag ook in de header `Idempotency-Key`."
    ),
]


@graph_type("Wat er aan een opdracht niet klopt, voor wie haar gaf.", record=records.Fout)
class Fout:
    """resolvers.writing.uitkomst.Fout."""

    code: str = prop("Soort fout, in vaste woorden; zie de documentatie van mutaties.")
    veld: str | None = prop("Het argument waar het om gaat, zoals `invoer.statustype`.")
    melding: str = prop("Wat er niet klopt, in gewone woorden.")
    register_code: str | None = prop("De code die het register er zelf bij gaf.")


@graph_type("Eén wijziging die bij een opdracht hoort.", record=records.Stap)
class Stap:
    """resolvers.writing.uitkomst.Stap."""

    stap: str = prop("Wat er gewijzigd wordt, zoals `zaak`, `rol` of `status`.")
    gedaan: bool | None = prop(
        "Of dit gedaan is. Null: het is verstuurd, en onbekend is of het register het deed; "
        "kijk eerst, voordat u het opnieuw doet."
    )
    code: str | None = prop("Waarom het niet gedaan is, of niet zeker gedaan.")
    url: str | None = prop("Het adres van wat er ontstond.")


@strawberry.interface(description="Wat er van een opdracht geworden is.")
class Resultaatdeel:
    """resolvers.writing.uitkomst.Uitkomst."""

    fouten: list[Fout] = prop("Wat er aan de opdracht niet klopt; leeg als er niets mis was.")
    stappen: list[Stap] = prop(
        "Elke wijziging van deze opdracht en of zij gedaan is. Gaat het halverwege mis, dan staat "
        "hier wat wel en wat niet gebeurde; niets wordt teruggedraaid."
    )
    herhaald: bool = prop(
        "Of dit het antwoord is op een eerdere opdracht met dezelfde idempotentiesleutel."
    )


async def _zaak(source: Any, info: ResolveInfo) -> Any:
    """Return the zaak as it is after the mutation, with what is selected of it."""
    url, context = source.urls.get("zaak"), context_of(info)
    if url is None:
        return None
    client, uuid = context.landscape.ref(ZAAK, url)
    return await read_zaak(context.loaders, client, uuid, asked_fields(info))


zaak_na_afloop = reading(_zaak, Reads(Way.FOUND, ZAAK))
"""Resolves the zaak that a mutation was about."""


@graph_type("Wat er van een opdracht over een zaak geworden is.")
class ZaakResultaat(Resultaatdeel):
    """The result of a mutation on a zaak."""

    zaak: Zaak | None = edge(
        zaak_na_afloop, "De zaak zoals zij na de opdracht is; null als er niets gebeurde."
    )


def mutates(calls: int, writes: int, *parts: str, resource: Any = ZAAK) -> dict[str, Any]:
    """Return the metadata of a mutation that makes so many calls, of which so many write.

    `parts` are lists of its input (as the graph names them) of which each item takes a write more.
    """
    return {"reads": Reads(Way.WRITE, resource, calls=calls, writes=writes, parts=parts)}
