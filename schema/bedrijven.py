"""Bedrijf and Vestiging: what the asking register knows, and the Handelsregister behind it."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Info

from resolvers import bedrijven
from resolvers.bedrijfnodes import BedrijfNode, VestigingNode
from resolvers.bedrijven import completed, from_any, from_profiel
from resolvers.context import RequestContext
from schema.base import edge, graph_type, prop
from schema.connections import Connection
from schema.handelsregister import (
    DAG,
    KvkAdres,
    KvkEigenaar,
    MaterieleRegistratie,
    SbiActiviteit,
)
from schema.klanten import Klant, KlantSoort, constant
from sources.kvk.resources import ZoekResultaatRecord

_HERE = strawberry.lazy("schema.bedrijven")
_ELSE = " Kent het vragende register het niet, dan het Handelsregister (zoeken)."


@graph_type("Een vestiging van een bedrijf.", record=VestigingNode)
class Vestiging(Klant):
    """A branch by its vestigingsnummer (Vestigingsprofiel 1.4)."""

    vestigingsnummer: str = prop("Het vestigingsnummer.")
    kvk_nummer: str | None = edge(
        completed("kvk_nummer"), f"Het KVK-nummer van het bedrijf.{_ELSE}"
    )
    handelsnamen: list[str] | None = edge(
        bedrijven.handelsnamen_of_vestiging,
        "De handelsnamen, zoals het vragende register ze kent, en anders het Handelsregister.",
    )
    weergavenaam: str | None = edge(completed("naam"), f"De naam om te tonen.{_ELSE}")
    soort: KlantSoort = edge(constant("vestiging"), "Wat voor klant het is.")
    actief: bool | None = edge(from_any("actief"), "Of de vestiging nog bestaat (zoeken).")
    volledig_adres: str | None = edge(
        from_any("volledig_adres"), "Het bezoekadres op een regel; nooit een afgeschermd adres."
    )
    ind_hoofdvestiging: bool | None = edge(
        from_any("ind_hoofdvestiging"), "Of het de hoofdvestiging is (zoeken)."
    )
    eerste_handelsnaam: str | None = edge(
        from_profiel("eerste_handelsnaam"), "De eerste handelsnaam in het Handelsregister."
    )
    rsin: str | None = edge(from_profiel("rsin"), "Het RSIN van het bedrijf.")
    ind_non_mailing: bool | None = edge(
        from_profiel("ind_non_mailing"), "Of ongevraagde reclame ongewenst is."
    )
    ind_commerciele_vestiging: bool | None = edge(
        from_profiel("ind_commerciele_vestiging"), "Of het een commerciële vestiging is."
    )
    formele_registratiedatum: str | None = edge(
        from_profiel("formele_registratiedatum"), f"Wanneer geregistreerd.{DAG}"
    )
    materiele_registratie: MaterieleRegistratie | None = edge(
        from_profiel("materiele_registratie"), "Sinds en tot wanneer de vestiging bestaat."
    )
    voltijd_werkzame_personen: int | None = edge(
        from_profiel("voltijd_werkzame_personen"), "Hoeveel er voltijds werken."
    )
    deeltijd_werkzame_personen: int | None = edge(
        from_profiel("deeltijd_werkzame_personen"), "Hoeveel er in deeltijd werken."
    )
    totaal_werkzame_personen: int | None = edge(
        from_profiel("totaal_werkzame_personen"), "Hoeveel er werken."
    )
    adressen: list[KvkAdres] | None = edge(
        from_profiel("adressen"), "Bezoek- en correspondentieadres."
    )
    websites: list[str] | None = edge(from_profiel("websites"), "De websites.")
    sbi_activiteiten: list[SbiActiviteit] | None = edge(
        from_profiel("sbi_activiteiten"), "De activiteiten."
    )
    bedrijf: Annotated[Bedrijf, _HERE] | None = edge(
        bedrijven.bedrijf_of_vestiging, "Het bedrijf waar de vestiging van is."
    )


async def _vestigingen(
    root: Any,
    info: Info[RequestContext, None],
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Any:
    return await bedrijven.vestigingen_of(root, info._raw_info, first, after, last, before)


@graph_type("Een bedrijf of andere niet-natuurlijk persoon.", record=BedrijfNode)
class Bedrijf(Klant):
    """A company by its KVK-nummer or RSIN (Basisprofiel 1.3)."""

    kvk_nummer: str | None = edge(completed("kvk_nummer"), f"Het KVK-nummer.{_ELSE}")
    rsin: str | None = edge(completed("rsin"), f"Het RSIN.{_ELSE}")
    naam: str | None = edge(
        completed("naam"), f"De naam, zoals het vragende register die kent.{_ELSE}"
    )
    weergavenaam: str | None = edge(completed("naam"), f"De naam om te tonen.{_ELSE}")
    soort: KlantSoort = edge(constant("bedrijf"), "Wat voor klant het is.")
    actief: bool | None = edge(from_any("actief"), "Of het bedrijf nog bestaat (zoeken).")
    statutaire_naam: str | None = edge(
        from_profiel("statutaire_naam"), "De naam volgens de statuten."
    )
    handelsnamen: list[str] | None = edge(
        from_profiel("handelsnamen"), "De handelsnamen, op volgorde van registreren."
    )
    rechtsvorm: str | None = edge(from_profiel("rechtsvorm"), "De rechtsvorm.")
    uitgebreide_rechtsvorm: str | None = edge(
        from_profiel("uitgebreide_rechtsvorm"), "De rechtsvorm, uitgebreid."
    )
    sbi_activiteiten: list[SbiActiviteit] | None = edge(
        from_profiel("sbi_activiteiten"), "De activiteiten."
    )
    ind_non_mailing: bool | None = edge(
        from_profiel("ind_non_mailing"), "Of ongevraagde reclame ongewenst is."
    )
    formele_registratiedatum: str | None = edge(
        from_profiel("formele_registratiedatum"), f"Wanneer geregistreerd.{DAG}"
    )
    materiele_registratie: MaterieleRegistratie | None = edge(
        from_profiel("materiele_registratie"), "Sinds en tot wanneer het bedrijf bestaat."
    )
    totaal_werkzame_personen: int | None = edge(
        from_profiel("totaal_werkzame_personen"), "Hoeveel er werken."
    )
    adressen: list[KvkAdres] | None = edge(
        from_profiel("adressen"),
        "De adressen van de eigenaar; heeft die er geen, dan die van de hoofdvestiging.",
    )
    websites: list[str] | None = edge(
        from_profiel("websites"), "De websites van de hoofdvestiging."
    )
    eigenaar: KvkEigenaar | None = edge(from_profiel("eigenaar"), "De eigenaar.")
    hoofdvestiging: Vestiging | None = edge(
        bedrijven.hoofdvestiging_of, "De hoofdvestiging; een bedrijf kan er geen hebben."
    )
    vestigingen: Connection[Vestiging] | None = strawberry.field(
        resolver=_vestigingen,
        metadata={"reads": bedrijven.PAGE_OF_VESTIGINGEN},
        description="Alle vestigingen, per bladzijde.",
    )


@graph_type(
    "Een vermelding in het Handelsregister, zoals zoeken die geeft.", record=ZoekResultaatRecord
)
class BedrijfBeperkt:
    """ResultaatItem (Zoeken v2; v1 where there is no v2). May lag behind the profiles."""

    type: str | None = prop("`rechtspersoon`, `hoofdvestiging` of `nevenvestiging`.")
    kvk_nummer: str | None = prop("Het KVK-nummer.")
    rsin: str | None = prop("Het RSIN, bij een rechtspersoon.")
    vestigingsnummer: str | None = prop("Het vestigingsnummer, bij een vestiging.")
    naam: str | None = prop("De naam waaronder gehandeld wordt, of de statutaire naam.")
    vervallen_naam: str | None = prop("De vroegere naam waarmee deze vermelding is gevonden.")
    actief: bool | None = prop("Of de inschrijving nog geldt.")
    volledig_adres: str | None = prop("Het adres op een regel, als zoeken dat geeft.")
    bedrijf: Bedrijf | None = edge(bedrijven.bedrijf_of_row, "Het bedrijf.")
    vestiging: Vestiging | None = edge(
        bedrijven.vestiging_of_row, "De vestiging, als de vermelding er een is."
    )
