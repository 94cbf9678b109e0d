"""Parts of the Handelsregister (Basisprofiel 1.3, Vestigingsprofiel 1.4, Zoeken v2)."""

from __future__ import annotations

from schema.base import graph_type, prop
from sources.kvk import resources as records

DAG = " ISO 8601; zonder dag of maand als het Handelsregister die niet kent."


@graph_type("De sleutels in de BAG en het punt van een adres.", record=records.GeoData)
class KvkGeoData:
    """GeoData; asking for it makes that the KVK is asked with geoData."""

    addresseerbaar_object_id: str | None = prop("De sleutel van het adresseerbaar object (BAG).")
    nummer_aanduiding_id: str | None = prop("De sleutel van de nummeraanduiding (BAG).")
    gps_latitude: float | None = prop("De breedtegraad (WGS84).")
    gps_longitude: float | None = prop("De lengtegraad (WGS84).")
    rijksdriehoek_x: float | None = prop("De x-coördinaat (RD).")
    rijksdriehoek_y: float | None = prop("De y-coördinaat (RD).")
    rijksdriehoek_z: float | None = prop("De z-coördinaat (RD).")


@graph_type("Een adres in het Handelsregister.", record=records.AdresRecord)
class KvkAdres:
    """Adres; of a shielded one nothing but its type is given."""

    type: str | None = prop("`bezoekadres` of `correspondentieadres`.")
    ind_afgeschermd: bool | None = prop("Of het adres is afgeschermd; dan is de rest leeg.")
    volledig_adres: str | None = prop("Het adres op een regel.")
    straatnaam: str | None = prop("De straat.")
    huisnummer: int | None = prop("Het huisnummer.")
    huisletter: str | None = prop("De huisletter.")
    huisnummer_toevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    aanduiding_bij_huisnummer: str | None = prop("`bij` of `tegenover`.")
    toevoeging_adres: str | None = prop("Een nadere omschrijving van de plek.")
    postcode: str | None = prop("De postcode.")
    postbusnummer: int | None = prop("Het nummer van de postbus.")
    plaats: str | None = prop("De plaats.")
    straat_huisnummer: str | None = prop("Straat en huisnummer in het buitenland.")
    postcode_woonplaats: str | None = prop("Postcode en plaats in het buitenland.")
    regio: str | None = prop("De regio in het buitenland.")
    land: str | None = prop("Het land.")
    geo_data: KvkGeoData | None = prop("De sleutels in de BAG en het punt.")


@graph_type("Sinds en tot wanneer iets in bedrijf is.", record=records.MaterieleRegistratie)
class MaterieleRegistratie:
    """MaterieleRegistratie."""

    datum_aanvang: str | None = prop(f"De eerste dag.{DAG}")
    datum_einde: str | None = prop(f"De laatste dag.{DAG}")


@graph_type("Een bedrijfsactiviteit.", record=records.SbiActiviteit)
class SbiActiviteit:
    """SBIActiviteit."""

    sbi_code: str | None = prop("De code (Standaard Bedrijfsindeling).")
    sbi_omschrijving: str | None = prop("De activiteit in woorden.")
    ind_hoofdactiviteit: bool | None = prop("Of het de hoofdactiviteit is.")


@graph_type("De eigenaar van een bedrijf.", record=records.EigenaarRecord)
class KvkEigenaar:
    """Eigenaar; of a natural person the KVK tells only the rechtsvorm."""

    rsin: str | None = prop("Het RSIN; een natuurlijk persoon heeft er geen.")
    rechtsvorm: str | None = prop("De rechtsvorm.")
    uitgebreide_rechtsvorm: str | None = prop("De rechtsvorm, uitgebreid.")
    adressen: list[KvkAdres] = prop("De adressen van de rechtspersoon.")
