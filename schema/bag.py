"""Addresses and buildings (BAG Individuele Bevragingen v2): public, and read as they are today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry
from strawberry.scalars import JSON

from resolvers.bag import A_CALL, COMES_ALONG, bag_link, bag_links, bag_list
from resolvers.bag_zaken import zaken_of
from schema.base import edge, graph_type, prop
from schema.bewoning import Bewoonbaar
from schema.scalars import Date, DateTime
from sources.bag import resources as bag

if TYPE_CHECKING:
    from schema.zaken import Zaak

_IN_ONDERZOEK = "Welke gegevens in onderzoek zijn, en sinds wanneer, zoals de BAG het schrijft."
_ZAKEN = (
    "De zaken die dit object met zijn BAG-adres (URL) noemen, uit elk zaakregister. Een zaak die "
    "alleen de identificatie noemt, kan een zaakregister niet vinden. Een register dat niet "
    "antwoordt, geeft een fout op een eigen, lege plaats in de lijst."
)
_RD = "in RD (EPSG:28992), niet in WGS84."


@graph_type("Vanaf en tot wanneer een versie van een BAG-object geldt.", record=bag.Voorkomen)
class BagVoorkomen:
    """VoorkomenLV."""

    versie: int | None = prop("Het volgnummer van de versie.")
    begin_geldigheid: Date | None = prop("De eerste dag waarop de versie geldt.")
    eind_geldigheid: Date | None = prop("De dag waarop de versie ophoudt te gelden.")
    tijdstip_registratie: DateTime | None = prop("Wanneer de versie is geregistreerd.")


@strawberry.interface(description="Wat elk object in de BAG heeft.")
class BagGegevens:
    """What every kind of object has; a thing is known by its identificatie, not by a URL."""

    identificatie: str | None = prop("De sleutel van het object in de BAG.")
    status: str | None = prop("Waar het object is in zijn levensloop, zoals de BAG dat noemt.")
    geconstateerd: str | None = prop("`J` als het is vastgelegd zonder brondocument, anders `N`.")
    documentdatum: Date | None = prop("De datum van het brondocument.")
    documentnummer: str | None = prop("Het nummer van het brondocument.")
    voorkomen: BagVoorkomen | None = prop("De versie die nu geldt.")
    in_onderzoek: JSON | None = prop(_IN_ONDERZOEK)


@graph_type("Een woonplaats in de BAG.", record=bag.WoonplaatsRecord)
class Woonplaats(BagGegevens):
    """Woonplaats (BAG 2.6)."""

    naam: str | None = prop("De naam.")
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of(bag.WOONPLAATS), _ZAKEN
    )


@graph_type("Een straat, plein of water met een naam.", record=bag.OpenbareRuimteRecord)
class OpenbareRuimte(BagGegevens):
    """OpenbareRuimte (BAG 2.6)."""

    naam: str | None = prop("De naam.")
    korte_naam: str | None = prop("De naam in hoogstens 24 tekens.")
    type: str | None = prop("Het soort openbare ruimte: `Weg`, `Water`, `Terrein`, ...")
    woonplaats: Woonplaats | None = edge(
        bag_link(bag.WOONPLAATS, "ligt_in", COMES_ALONG),
        "De woonplaats waarin de openbare ruimte ligt.",
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of(bag.OPENBARE_RUIMTE), _ZAKEN
    )


@graph_type("De nummering van een adresseerbaar object.", record=bag.NummeraanduidingRecord)
class Nummeraanduiding(BagGegevens):
    """Nummeraanduiding (BAG 2.6): the number itself; `Adres` is all that makes it an address."""

    huisnummer: int | None = prop("Het huisnummer.")
    huisletter: str | None = prop("De huisletter.")
    huisnummertoevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    postcode: str | None = prop("De postcode.")
    type_adresseerbaar_object: str | None = prop(
        "Waarvan het de nummering is: `Verblijfsobject`, `Ligplaats` of `Standplaats`."
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of(bag.NUMMERAANDUIDING), _ZAKEN
    )


@graph_type("Een pand in de BAG.", record=bag.PandRecord)
class Pand(BagGegevens):
    """Pand (BAG 2.6)."""

    oorspronkelijk_bouwjaar: str | None = prop("Het jaar waarin het pand is gebouwd.")
    geometrie: JSON | None = prop(f"De omtrek van het pand, {_RD}")
    adresseerbare_objecten: (
        list[Annotated[AdresseerbaarObject, strawberry.lazy("schema.bag")]] | None
    ) = edge(
        bag_list(bag.ADRESSEERBAAR_OBJECT, "pandIdentificaties"),
        "De verblijfsobjecten die deel van het pand zijn.",
    )
    adressen: list[Annotated[Adres, strawberry.lazy("schema.bag")]] | None = edge(
        bag_list(bag.ADRES, "pandIdentificatie", then=A_CALL), "De adressen in het pand."
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of(bag.PAND), _ZAKEN
    )


@strawberry.interface(description="Wat een adres kan hebben, van een van drie soorten.")
class AdresseerbaarObject(BagGegevens, Bewoonbaar):
    """AdresseerbaarObject (BAG 2.6)."""

    geometrie: JSON | None = prop(f"Waar het object ligt, {_RD}")
    hoofdadres: Annotated[Adres, strawberry.lazy("schema.bag")] | None = edge(
        bag_link(bag.ADRES, "heeft_als_hoofd_adres"), "Het hoofdadres."
    )
    adressen: list[Annotated[Adres, strawberry.lazy("schema.bag")]] | None = edge(
        bag_list(bag.ADRES, "adresseerbaarObjectIdentificatie"),
        "Het hoofdadres en de nevenadressen.",
    )


@graph_type(
    "Een verblijfsobject: een deel van een of meer panden.", record=bag.VerblijfsobjectRecord
)
class Verblijfsobject(AdresseerbaarObject):
    """Verblijfsobject (BAG 2.6)."""

    gebruiksdoelen: list[str] = prop("Waarvoor het object bedoeld is, zoals `woonfunctie`.")
    oppervlakte: int | None = prop("De oppervlakte in vierkante meters.")
    panden: list[Pand | None] | None = edge(
        bag_links(bag.PAND, "maakt_deel_uit_van", COMES_ALONG),
        "De panden waarvan het object deel is.",
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of(bag.VERBLIJFSOBJECT), _ZAKEN
    )


@graph_type("Een ligplaats: een plek in het water voor een woonboot.", record=bag.LigplaatsRecord)
class Ligplaats(AdresseerbaarObject):
    """Ligplaats (BAG 2.6)."""

    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of(bag.LIGPLAATS), _ZAKEN
    )


@graph_type("Een standplaats: een plek voor een woonwagen.", record=bag.StandplaatsRecord)
class Standplaats(AdresseerbaarObject):
    """Standplaats (BAG 2.6)."""

    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of(bag.STANDPLAATS), _ZAKEN
    )


@graph_type(
    "Een adres: een nummeraanduiding met haar straat, woonplaats en adresseerbaar object.",
    record=bag.AdresRecord,
)
class Adres(Bewoonbaar):
    """Adres (BAG 2.6)."""

    nummeraanduiding_identificatie: str | None = prop("De sleutel van het adres.")
    openbare_ruimte_naam: str | None = prop("De straat.")
    korte_naam: str | None = prop("De straat, in hoogstens 24 tekens.")
    huisnummer: int | None = prop("Het huisnummer.")
    huisletter: str | None = prop("De huisletter.")
    huisnummertoevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    postcode: str | None = prop("De postcode.")
    woonplaats_naam: str | None = prop("De woonplaats.")
    adresregel5: str | None = prop("Straat en huisnummer, voor op een envelop.")
    adresregel6: str | None = prop("Postcode en woonplaats, voor op een envelop.")
    indicatie_nevenadres: bool | None = prop("Of het een nevenadres is; anders niet ingevuld.")
    openbare_ruimte_identificatie: str | None = prop("De sleutel van de openbare ruimte.")
    woonplaats_identificatie: str | None = prop("De sleutel van de woonplaats.")
    adresseerbaar_object_identificatie: str | None = prop("De sleutel van het object.")
    pand_identificaties: list[str] = prop("De sleutels van de panden.")
    in_onderzoek: JSON | None = prop(_IN_ONDERZOEK, attr="inonderzoek")
    nummeraanduiding: Nummeraanduiding | None = edge(
        bag_link(bag.NUMMERAANDUIDING, "nummeraanduiding_identificatie", COMES_ALONG),
        "De nummering zelf, met haar status.",
    )
    openbare_ruimte: OpenbareRuimte | None = edge(
        bag_link(bag.OPENBARE_RUIMTE, "openbare_ruimte_identificatie", COMES_ALONG),
        "De straat in de BAG.",
    )
    woonplaats: Woonplaats | None = edge(
        bag_link(bag.WOONPLAATS, "woonplaats_identificatie", COMES_ALONG),
        "De woonplaats in de BAG.",
    )
    adresseerbaar_object: AdresseerbaarObject | None = edge(
        bag_link(bag.ADRESSEERBAAR_OBJECT, "adresseerbaar_object_identificatie", COMES_ALONG),
        "Waarvan dit het adres is.",
    )
    panden: list[Pand | None] | None = edge(
        bag_links(bag.PAND, "pand_identificaties", COMES_ALONG), "De panden waarin het adres ligt."
    )
    zaken: list[Annotated[Zaak, strawberry.lazy("schema.zaken")] | None] | None = edge(
        zaken_of(bag.ADRES, "nummeraanduiding_identificatie"), _ZAKEN
    )


BagObject: TypeAlias = Annotated[
    Adres | Verblijfsobject | Ligplaats | Standplaats | Pand | OpenbareRuimte | Woonplaats,
    strawberry.union("BagObject", description="Een object in de BAG, van welke soort ook."),
]
KINDS = (Verblijfsobject, Ligplaats, Standplaats)
"""The types that are only reachable through an interface."""
