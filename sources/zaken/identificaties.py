"""Who a betrokkene is and what a zaakobject is, per type (Zaken API 1.5.1, polymorphic parts)."""

from __future__ import annotations

from msgspec import field

from sources.records import Code, Json, Record, Text


class VerblijfsAdres(Record):
    """An address as Rol and ZaakObject hold it."""

    aoa_identificatie: Text = None
    wpl_woonplaats_naam: Text = None
    gor_openbare_ruimte_naam: Text = None
    aoa_postcode: Text = None
    aoa_huisnummer: int | None = None
    aoa_huisletter: Text = None
    aoa_huisnummertoevoeging: Text = None
    inp_locatiebeschrijving: Text = None


class SubVerblijfBuitenland(Record):
    """An address abroad; the standard's names end in `_1`, `_2`, `_3`."""

    lnd_landcode: Text = None
    lnd_landnaam: Text = None
    sub_adres_buitenland_1: Text = field(default=None, name="subAdresBuitenland_1")
    sub_adres_buitenland_2: Text = field(default=None, name="subAdresBuitenland_2")
    sub_adres_buitenland_3: Text = field(default=None, name="subAdresBuitenland_3")


class NatuurlijkPersoonIdentificatie(Record):
    """A natuurlijk persoon as the zaak knows them; not read from the BRP."""

    inp_bsn: Code = None
    anp_identificatie: Text = None
    inp_a_nummer: Text = field(default=None, name="inpA_nummer")
    geslachtsnaam: Text = None
    voorvoegsel_geslachtsnaam: Text = None
    voorletters: Text = None
    voornamen: Text = None
    geslachtsaanduiding: Code = None
    geboortedatum: Text = None
    verblijfsadres: VerblijfsAdres | None = None
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = None


class NietNatuurlijkPersoonIdentificatie(Record):
    """A niet-natuurlijk persoon as the zaak knows it."""

    inn_nnp_id: Code = None
    ann_identificatie: Text = None
    kvk_nummer: Code = None
    vestigings_nummer: Code = None
    statutaire_naam: Text = None
    inn_rechtsvorm: Code = None
    bezoekadres: Text = None
    verblijfsadres: VerblijfsAdres | None = None
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = None


class VestigingIdentificatie(Record):
    """A vestiging as the zaak knows it."""

    vestigings_nummer: Code = None
    handelsnaam: list[str] | None = None
    kvk_nummer: Code = None
    verblijfsadres: VerblijfsAdres | None = None
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = None


class OrganisatorischeEenheidIdentificatie(Record):
    """A department of the municipality."""

    identificatie: Text = None
    naam: Text = None
    is_gehuisvest_in: Text = None


class MedewerkerIdentificatie(Record):
    """An employee of the municipality."""

    identificatie: Text = None
    achternaam: Text = None
    voorletters: Text = None
    voorvoegsel_achternaam: Text = None


class AdresObject(Record):
    """ZaakObject of objectType adres."""

    identificatie: Text = None
    wpl_woonplaats_naam: Text = None
    gor_openbare_ruimte_naam: Text = None
    huisnummer: int | None = None
    huisletter: Text = None
    huisnummertoevoeging: Text = None
    postcode: Text = None


class PandObject(Record):
    """ZaakObject of objectType pand."""

    identificatie: Text = None


class OpenbareRuimteObject(Record):
    """ZaakObject of objectType openbare_ruimte."""

    identificatie: Text = None
    wpl_woonplaats_naam: Text = None
    gor_openbare_ruimte_naam: Text = None


class WoonplaatsObject(Record):
    """ZaakObject of objectType woonplaats."""

    identificatie: Text = None
    woonplaats_naam: Text = None


class GemeenteObject(Record):
    """ZaakObject of objectType gemeente."""

    gemeente_naam: Text = None
    gemeente_code: Text = None


class WijkObject(Record):
    """ZaakObject of objectType wijk."""

    wijk_code: Text = None
    wijk_naam: Text = None
    gem_gemeente_code: Text = None


class BuurtObject(Record):
    """ZaakObject of objectType buurt."""

    buurt_code: Text = None
    buurt_naam: Text = None
    gem_gemeente_code: Text = None
    wyk_wijk_code: Text = None


class TopografischObject(Record):
    """ZaakObject that is a part of the topography: wegdeel, waterdeel, terreindeel, and so on."""

    identificatie: Text = None
    naam: Text = None
    type: Text = None
    type_waterdeel: Text = None


class KadastraalObject(Record):
    """ZaakObject of objectType kadastrale_onroerende_zaak."""

    kadastrale_identificatie: Text = None
    kadastrale_aanduiding: Text = None


class MaatschappelijkeActiviteitObject(Record):
    """ZaakObject of objectType maatschappelijke_activiteit."""

    kvk_nummer: Code = None
    handelsnaam: Text = None


class AanduidingWozObject(Record):
    """The address of a WOZ-object."""

    aoa_identificatie: Text = None
    wpl_woonplaats_naam: Text = None
    aoa_postcode: Text = None
    gor_openbare_ruimte_naam: Text = None
    aoa_huisnummer: int | None = None
    aoa_huisletter: Text = None
    aoa_huisnummertoevoeging: Text = None
    locatie_omschrijving: Text = None


class WozObject(Record):
    """ZaakObject of objectType woz_object."""

    woz_object_nummer: Text = None
    aanduiding_woz_object: AanduidingWozObject | None = None


class WozDeelobject(Record):
    """ZaakObject of objectType woz_deelobject."""

    nummer_woz_deel_object: Text = None
    is_onderdeel_van: WozObject | None = None


class WozWaarde(Record):
    """ZaakObject of objectType woz_waarde."""

    waardepeildatum: Text = None
    is_voor: WozObject | None = None


class OverigObject(Record):
    """ZaakObject of a type without one of its own here; `data` is as the register holds it."""

    data: Json | None = None


BETROKKENEN: dict[str, type[Record]] = {
    "natuurlijk_persoon": NatuurlijkPersoonIdentificatie,
    "niet_natuurlijk_persoon": NietNatuurlijkPersoonIdentificatie,
    "vestiging": VestigingIdentificatie,
    "organisatorische_eenheid": OrganisatorischeEenheidIdentificatie,
    "medewerker": MedewerkerIdentificatie,
}

OBJECTEN: dict[str, type[Record]] = {
    **BETROKKENEN,
    "adres": AdresObject,
    "pand": PandObject,
    "openbare_ruimte": OpenbareRuimteObject,
    "woonplaats": WoonplaatsObject,
    "gemeente": GemeenteObject,
    "wijk": WijkObject,
    "buurt": BuurtObject,
    "kadastrale_onroerende_zaak": KadastraalObject,
    "maatschappelijke_activiteit": MaatschappelijkeActiviteitObject,
    "woz_object": WozObject,
    "woz_deelobject": WozDeelobject,
    "woz_waarde": WozWaarde,
    **dict.fromkeys(
        (
            "inrichtingselement",
            "kunstwerkdeel",
            "spoorbaandeel",
            "terreindeel",
            "waterdeel",
            "wegdeel",
        ),
        TopografischObject,
    ),
}
