"""Who a betrokkene is and what a zaakobject is, per type (polymorphic parts, Zaken API 1.5.1)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry
from strawberry.scalars import JSON

from resolvers.bag import any_bag_link
from schema.base import UNKNOWN, edge, graph_enum, graph_type, prop
from sources.zaken import identificaties as records

if TYPE_CHECKING:
    from schema.bag import BagObject


@graph_enum("Het geslacht van een persoon.")
class Geslachtsaanduiding(Enum):
    """NatuurlijkPersoon.geslachtsaanduiding."""

    MAN = "m"
    VROUW = "v"
    ONBEKEND_GESLACHT = "o"
    ONBEKEND = UNKNOWN


@graph_type("Een adres zoals de zaak het vastlegt.", record=records.VerblijfsAdres)
class VerblijfsAdres:
    """Rol and ZaakObject verblijfsadres."""

    aoa_identificatie: str | None = prop("De sleutel van het adresseerbaar object (BAG).")
    bag_object: Annotated[BagObject, strawberry.lazy("schema.bag")] | None = edge(
        any_bag_link("aoa_identificatie"), "Wat met die sleutel in de BAG staat."
    )
    wpl_woonplaats_naam: str | None = prop("De woonplaats.")
    gor_openbare_ruimte_naam: str | None = prop("De straat.")
    aoa_postcode: str | None = prop("De postcode.")
    aoa_huisnummer: int | None = prop("Het huisnummer.")
    aoa_huisletter: str | None = prop("De huisletter.")
    aoa_huisnummertoevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    inp_locatiebeschrijving: str | None = prop("Omschrijving van een plek zonder adres.")


@graph_type("Een adres in het buitenland.", record=records.SubVerblijfBuitenland)
class SubVerblijfBuitenland:
    """Rol and ZaakObject subVerblijfBuitenland."""

    lnd_landcode: str | None = prop("De code van het land.")
    lnd_landnaam: str | None = prop("De naam van het land.")
    sub_adres_buitenland_1: str | None = prop("Eerste adresregel (subAdresBuitenland_1).")
    sub_adres_buitenland_2: str | None = prop("Tweede adresregel (subAdresBuitenland_2).")
    sub_adres_buitenland_3: str | None = prop("Derde adresregel (subAdresBuitenland_3).")


@graph_type(
    "Een natuurlijk persoon zoals de zaak die vastlegt; niet de BRP.",
    record=records.NatuurlijkPersoonIdentificatie,
)
class NatuurlijkPersoonIdentificatie:
    """betrokkeneIdentificatie of a natuurlijk persoon."""

    inp_bsn: str | None = prop("Het burgerservicenummer.")
    anp_identificatie: str | None = prop("De sleutel van een persoon die niet in de BRP staat.")
    inp_a_nummer: str | None = prop("Het administratienummer (inpA_nummer).", name="inpANummer")
    geslachtsnaam: str | None = prop("De geslachtsnaam.")
    voorvoegsel_geslachtsnaam: str | None = prop("Het voorvoegsel van de geslachtsnaam.")
    voorletters: str | None = prop("De voorletters.")
    voornamen: str | None = prop("De voornamen.")
    geslachtsaanduiding: Geslachtsaanduiding | None = prop("Het geslacht.")
    geboortedatum: str | None = prop("De geboortedatum zoals vastgelegd; kan onvolledig zijn.")
    verblijfsadres: VerblijfsAdres | None = prop("Het adres.")
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = prop("Het adres in het buitenland.")


@graph_type(
    "Een niet-natuurlijk persoon zoals de zaak die vastlegt.",
    record=records.NietNatuurlijkPersoonIdentificatie,
)
class NietNatuurlijkPersoonIdentificatie:
    """betrokkeneIdentificatie of a niet-natuurlijk persoon."""

    inn_nnp_id: str | None = prop("Het RSIN (innNnpId).")
    ann_identificatie: str | None = prop("De sleutel van een ander niet-natuurlijk persoon.")
    kvk_nummer: str | None = prop("Het KVK-nummer.")
    vestigings_nummer: str | None = prop("Het vestigingsnummer.")
    statutaire_naam: str | None = prop("De naam volgens de statuten.")
    inn_rechtsvorm: str | None = prop("De rechtsvorm, zoals de standaard die noemt.")
    bezoekadres: str | None = prop("Het bezoekadres als tekst.")
    verblijfsadres: VerblijfsAdres | None = prop("Het adres.")
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = prop("Het adres in het buitenland.")


@graph_type("Een vestiging zoals de zaak die vastlegt.", record=records.VestigingIdentificatie)
class VestigingIdentificatie:
    """betrokkeneIdentificatie of a vestiging."""

    vestigings_nummer: str | None = prop("Het vestigingsnummer.")
    handelsnaam: list[str] = prop("De handelsnamen.")
    kvk_nummer: str | None = prop("Het KVK-nummer.")
    verblijfsadres: VerblijfsAdres | None = prop("Het adres.")
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = prop("Het adres in het buitenland.")


@graph_type("Een afdeling van de gemeente.", record=records.OrganisatorischeEenheidIdentificatie)
class OrganisatorischeEenheidIdentificatie:
    """betrokkeneIdentificatie of an organisatorische eenheid."""

    identificatie: str | None = prop("De aanduiding van de afdeling.")
    naam: str | None = prop("De naam van de afdeling.")
    is_gehuisvest_in: str | None = prop("De vestiging waarin de afdeling zit.")


@graph_type("Een medewerker van de gemeente.", record=records.MedewerkerIdentificatie)
class MedewerkerIdentificatie:
    """betrokkeneIdentificatie of a medewerker."""

    identificatie: str | None = prop("De aanduiding van de medewerker.")
    achternaam: str | None = prop("De achternaam.")
    voorletters: str | None = prop("De voorletters.")
    voorvoegsel_achternaam: str | None = prop("Het voorvoegsel van de achternaam.")


@graph_type("Een adres als object van de zaak.", record=records.AdresObject)
class AdresObject:
    """objectType adres."""

    identificatie: str | None = prop("De sleutel van het adres.")
    wpl_woonplaats_naam: str | None = prop("De woonplaats.")
    gor_openbare_ruimte_naam: str | None = prop("De straat.")
    huisnummer: int | None = prop("Het huisnummer.")
    huisletter: str | None = prop("De huisletter.")
    huisnummertoevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    postcode: str | None = prop("De postcode.")


@graph_type("Een pand als object van de zaak.", record=records.PandObject)
class PandObject:
    """objectType pand."""

    identificatie: str | None = prop("De sleutel van het pand (BAG).")


@graph_type("Een openbare ruimte als object van de zaak.", record=records.OpenbareRuimteObject)
class OpenbareRuimteObject:
    """objectType openbare_ruimte."""

    identificatie: str | None = prop("De sleutel van de openbare ruimte (BAG).")
    wpl_woonplaats_naam: str | None = prop("De woonplaats.")
    gor_openbare_ruimte_naam: str | None = prop("De naam van de openbare ruimte.")


@graph_type("Een woonplaats als object van de zaak.", record=records.WoonplaatsObject)
class WoonplaatsObject:
    """objectType woonplaats."""

    identificatie: str | None = prop("De sleutel van de woonplaats (BAG).")
    woonplaats_naam: str | None = prop("De naam van de woonplaats.")


@graph_type("Een gemeente als object van de zaak.", record=records.GemeenteObject)
class GemeenteObject:
    """objectType gemeente."""

    gemeente_naam: str | None = prop("De naam van de gemeente.")
    gemeente_code: str | None = prop("De code van de gemeente.")


@graph_type("Een wijk als object van de zaak.", record=records.WijkObject)
class WijkObject:
    """objectType wijk."""

    wijk_code: str | None = prop("De code van de wijk.")
    wijk_naam: str | None = prop("De naam van de wijk.")
    gem_gemeente_code: str | None = prop("De code van de gemeente.")


@graph_type("Een buurt als object van de zaak.", record=records.BuurtObject)
class BuurtObject:
    """objectType buurt."""

    buurt_code: str | None = prop("De code van de buurt.")
    buurt_naam: str | None = prop("De naam van de buurt.")
    gem_gemeente_code: str | None = prop("De code van de gemeente.")
    wyk_wijk_code: str | None = prop("De code van de wijk.")


@graph_type("Een deel van de topografie als object van de zaak.", record=records.TopografischObject)
class TopografischObject:
    """objectType wegdeel, waterdeel, terreindeel, kunstwerkdeel, and so on."""

    identificatie: str | None = prop("De sleutel van het object (BGT).")
    naam: str | None = prop("De naam van het object.")
    type: str | None = prop("Het soort object binnen zijn klasse.")
    type_waterdeel: str | None = prop("Het soort waterdeel.")


@graph_type("Een kadastrale onroerende zaak.", record=records.KadastraalObject)
class KadastraalObject:
    """objectType kadastrale_onroerende_zaak."""

    kadastrale_identificatie: str | None = prop("De kadastrale sleutel.")
    kadastrale_aanduiding: str | None = prop("Gemeente, sectie en perceelnummer.")


@graph_type(
    "Een maatschappelijke activiteit (onderneming) als object van de zaak.",
    record=records.MaatschappelijkeActiviteitObject,
)
class MaatschappelijkeActiviteitObject:
    """objectType maatschappelijke_activiteit."""

    kvk_nummer: str | None = prop("Het KVK-nummer.")
    handelsnaam: str | None = prop("De handelsnaam.")


@graph_type("Het adres van een WOZ-object.", record=records.AanduidingWozObject)
class AanduidingWozObject:
    """WozObject.aanduidingWozObject."""

    aoa_identificatie: str | None = prop("De sleutel van het adresseerbaar object.")
    wpl_woonplaats_naam: str | None = prop("De woonplaats.")
    aoa_postcode: str | None = prop("De postcode.")
    gor_openbare_ruimte_naam: str | None = prop("De straat.")
    aoa_huisnummer: int | None = prop("Het huisnummer.")
    aoa_huisletter: str | None = prop("De huisletter.")
    aoa_huisnummertoevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    locatie_omschrijving: str | None = prop("Omschrijving van een plek zonder adres.")


@graph_type("Een WOZ-object.", record=records.WozObject)
class WozObject:
    """objectType woz_object."""

    woz_object_nummer: str | None = prop("Het nummer van het WOZ-object.")
    aanduiding_woz_object: AanduidingWozObject | None = prop("Het adres van het WOZ-object.")


@graph_type("Een WOZ-deelobject.", record=records.WozDeelobject)
class WozDeelobject:
    """objectType woz_deelobject."""

    nummer_woz_deel_object: str | None = prop("Het nummer van het deelobject.")
    is_onderdeel_van: WozObject | None = prop("Het WOZ-object waar het deel van is.")


@graph_type("Een WOZ-waarde.", record=records.WozWaarde)
class WozWaarde:
    """objectType woz_waarde."""

    waardepeildatum: str | None = prop("De datum waarop de waarde is bepaald, zoals vastgelegd.")
    is_voor: WozObject | None = prop("Het WOZ-object waar de waarde voor geldt.")


@graph_type("Een object zonder eigen type in deze graaf.", record=records.OverigObject)
class OverigObject:
    """Any other objectType."""

    data: JSON | None = prop("De gegevens zoals het register ze vastlegt.")


_Betrokkene: TypeAlias = (
    NatuurlijkPersoonIdentificatie
    | NietNatuurlijkPersoonIdentificatie
    | VestigingIdentificatie
    | OrganisatorischeEenheidIdentificatie
    | MedewerkerIdentificatie
)
_Object: TypeAlias = (
    AdresObject
    | PandObject
    | OpenbareRuimteObject
    | WoonplaatsObject
    | GemeenteObject
    | WijkObject
    | BuurtObject
    | TopografischObject
    | KadastraalObject
    | MaatschappelijkeActiviteitObject
    | WozObject
    | WozDeelobject
    | WozWaarde
    | NatuurlijkPersoonIdentificatie
    | NietNatuurlijkPersoonIdentificatie
    | VestigingIdentificatie
    | OrganisatorischeEenheidIdentificatie
    | MedewerkerIdentificatie
    | OverigObject
)
BetrokkeneIdentificatie: TypeAlias = Annotated[
    _Betrokkene,
    strawberry.union("BetrokkeneIdentificatie", description="Wie een betrokkene is, per soort."),
]
ObjectIdentificatie: TypeAlias = Annotated[
    _Object,
    strawberry.union("ObjectIdentificatie", description="Wat een zaakobject is, per soort."),
]
