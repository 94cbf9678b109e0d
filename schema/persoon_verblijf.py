"""Verblijfplaatsen and nationaliteiten: one GraphQL type per `type` of the BRP (2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from resolvers.bag import bag_link
from schema.base import edge, graph_kinds, graph_type, prop
from schema.persoon_parts import IN_ONDERZOEK, NIET_OP_ADRES, BrpDatum, Waardetabel
from sources.bag.resources import ADRES, ADRESSEERBAAR_OBJECT
from sources.brp import resources as records

if TYPE_CHECKING:
    from schema.bag import Adres, AdresseerbaarObject

_ANY_OF_GROUP = ("",)
"""A nationaliteit may lack any of its few data; only the whole group surely holds one."""
_CARRIES_ADRES = ("datumVan",)
"""The BRP gives the indication with any data of the verblijfplaats; this says least."""


@graph_type("Een adres in Nederland.")
class VerblijfadresBinnenland:
    """VerblijfadresBinnenland."""

    officiele_straatnaam: str | None = prop("De straat.")
    korte_straatnaam: str | None = prop("De straat, verkort.")
    huisnummer: int | None = prop("Het huisnummer.")
    huisletter: str | None = prop("De huisletter.")
    huisnummertoevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    aanduiding_bij_huisnummer: Waardetabel | None = prop("`to` (tegenover) of `by` (bij).")
    postcode: str | None = prop("De postcode.")
    woonplaats: str | None = prop("De woonplaats.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Een adres in het buitenland.")
class VerblijfadresBuitenland:
    """VerblijfadresBuitenland."""

    regel1: str | None = prop("Eerste adresregel.")
    regel2: str | None = prop("Tweede adresregel.")
    regel3: str | None = prop("Derde adresregel.")
    land: Waardetabel | None = prop("Het land.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Een plek zonder adres.")
class VerblijfadresLocatie:
    """VerblijfadresLocatie."""

    locatiebeschrijving: str | None = prop("Omschrijving van de plek.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_kinds(
    "Waar iemand verblijft; de velden verschillen per soort verblijfplaats.",
    record=records.Verblijfplaats,
    kinds={
        "Adres": "VerblijfplaatsAdres",
        "VerblijfplaatsBuitenland": "VerblijfplaatsBuitenland",
        "Locatie": "VerblijfplaatsLocatie",
        "VerblijfplaatsOnbekend": "VerblijfplaatsOnbekend",
    },
    other="VerblijfplaatsOverig",
)
class Verblijfplaats:
    """AbstractVerblijfplaats, and what all kinds have."""

    type: str | None = prop(
        "Welke soort, zoals de BRP die noemt: `Adres`, `VerblijfplaatsBuitenland`, `Locatie` of "
        "`VerblijfplaatsOnbekend`.",
        brp=("datumVan", "functieAdres"),
    )
    datum_van: BrpDatum | None = prop("Sinds wanneer.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Een verblijf op een adres in Nederland (`Adres` in de BRP).")
class VerblijfplaatsAdres(Verblijfplaats):
    """Adres."""

    verblijfadres: VerblijfadresBinnenland | None = prop("Het adres.")
    functie_adres: Waardetabel | None = prop("Woonadres of briefadres.")
    adresseerbaar_object_identificatie: str | None = prop("De BAG-sleutel van het object.")
    nummeraanduiding_identificatie: str | None = prop("De BAG-sleutel van de nummeraanduiding.")
    adres: Annotated[Adres, strawberry.lazy("schema.bag")] | None = edge(
        bag_link(ADRES, "nummeraanduiding_identificatie"),
        "Het adres in de BAG.",
        brp=("nummeraanduidingIdentificatie",),
    )
    adresseerbaar_object: Annotated[AdresseerbaarObject, strawberry.lazy("schema.bag")] | None = (
        edge(
            bag_link(ADRESSEERBAAR_OBJECT, "adresseerbaar_object_identificatie"),
            "Het object in de BAG waarin iemand verblijft.",
            brp=("adresseerbaarObjectIdentificatie",),
        )
    )
    indicatie_vastgesteld_verblijft_niet_op_adres: bool | None = prop(
        NIET_OP_ADRES, brp=_CARRIES_ADRES
    )


@graph_type("Een verblijf in het buitenland.")
class VerblijfplaatsBuitenland(Verblijfplaats):
    """VerblijfplaatsBuitenland."""

    verblijfadres: VerblijfadresBuitenland | None = prop("Het adres.")


@graph_type("Een verblijf op een plek zonder adres (`Locatie` in de BRP).")
class VerblijfplaatsLocatie(Verblijfplaats):
    """Locatie."""

    verblijfadres: VerblijfadresLocatie | None = prop("De plek.")
    functie_adres: Waardetabel | None = prop("Woonadres of briefadres.")
    indicatie_vastgesteld_verblijft_niet_op_adres: bool | None = prop(
        NIET_OP_ADRES, brp=_CARRIES_ADRES
    )


@graph_type("Onbekend is waar iemand verblijft.")
class VerblijfplaatsOnbekend(Verblijfplaats):
    """VerblijfplaatsOnbekend."""


@graph_type("Een soort verblijfplaats die deze versie nog niet kent; `type` zegt welke.")
class VerblijfplaatsOverig(Verblijfplaats):
    """Any other type."""


@graph_kinds(
    "Een nationaliteit, of dat iemand er geen of een onbekende heeft.",
    record=records.Nationaliteit,
    kinds={
        "Nationaliteit": "NationaliteitBekend",
        "BehandeldAlsNederlander": "BehandeldAlsNederlander",
        "VastgesteldNietNederlander": "VastgesteldNietNederlander",
        "Staatloos": "Staatloos",
        "NationaliteitOnbekend": "NationaliteitOnbekend",
    },
    other="NationaliteitOverig",
)
class Nationaliteit:
    """AbstractNationaliteit, and what all kinds have."""

    type: str | None = prop(
        "Welke soort, zoals de BRP die noemt: `Nationaliteit`, `BehandeldAlsNederlander`, "
        "`VastgesteldNietNederlander`, `Staatloos` of `NationaliteitOnbekend`.",
        brp=_ANY_OF_GROUP,
    )
    reden_opname: Waardetabel | None = prop("Waarom die is opgenomen.")
    datum_ingang_geldigheid: BrpDatum | None = prop("Sinds wanneer.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Een nationaliteit die bekend is (`Nationaliteit` in de BRP).")
class NationaliteitBekend(Nationaliteit):
    """NationaliteitBekend."""

    nationaliteit: Waardetabel | None = prop("De nationaliteit.")


@graph_type("Dat iemand als Nederlander behandeld wordt.")
class BehandeldAlsNederlander(Nationaliteit):
    """BehandeldAlsNederlander."""


@graph_type("Dat is vastgesteld dat iemand geen Nederlander is.")
class VastgesteldNietNederlander(Nationaliteit):
    """VastgesteldNietNederlander."""


@graph_type("Dat iemand geen nationaliteit heeft.")
class Staatloos(Nationaliteit):
    """Staatloos."""


@graph_type("Dat onbekend is welke nationaliteit iemand heeft.")
class NationaliteitOnbekend(Nationaliteit):
    """NationaliteitOnbekend."""


@graph_type("Een soort nationaliteit die deze versie nog niet kent; `type` zegt welke.")
class NationaliteitOverig(Nationaliteit):
    """Any other type."""


KINDS = (
    VerblijfplaatsAdres,
    VerblijfplaatsBuitenland,
    VerblijfplaatsLocatie,
    VerblijfplaatsOnbekend,
    VerblijfplaatsOverig,
    NationaliteitBekend,
    BehandeldAlsNederlander,
    VastgesteldNietNederlander,
    Staatloos,
    NationaliteitOnbekend,
    NationaliteitOverig,
)
"""The types that are only reachable through an interface."""
