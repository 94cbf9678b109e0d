"""The searches of BRP Personen bevragen v2, as one input with one choice."""

from __future__ import annotations

import dataclasses
from typing import Any

import strawberry
from strawberry import UNSET

from schema.scalars import Date

_DECEASED = "Ook overleden personen."
_GENDER = "`M`, `V` of `O`."


def _field(description: str, name: str = "") -> Any:
    return strawberry.field(default=UNSET, description=description, metadata={"param": name})


def _required(description: str, name: str = "") -> Any:
    return strawberry.field(description=description, metadata={"param": name})


@strawberry.input(description="Zoeken met geslachtsnaam en geboortedatum.")
class ZoekMetGeslachtsnaamEnGeboortedatum:
    """ZoekMetGeslachtsnaamEnGeboortedatum."""

    geslachtsnaam: str = _required("De geslachtsnaam; `*` aan het eind na drie letters.")
    geboortedatum: Date = _required("De volledige geboortedatum.")
    voornamen: str | None = _field("De voornamen.")
    voorvoegsel: str | None = _field("Het voorvoegsel.")
    geslacht: str | None = _field(_GENDER)
    inclusief_overledenen: bool | None = _field(_DECEASED, "inclusiefOverledenPersonen")


@strawberry.input(description="Zoeken met naam en gemeente van inschrijving.")
class ZoekMetNaamEnGemeente:
    """ZoekMetNaamEnGemeenteVanInschrijving."""

    geslachtsnaam: str = _required("De geslachtsnaam; `*` aan het eind na drie letters.")
    voornamen: str = _required("De voornamen.")
    gemeente_van_inschrijving: str = _required(
        "De gemeentecode, vier cijfers.", "gemeenteVanInschrijving"
    )
    voorvoegsel: str | None = _field("Het voorvoegsel.")
    geslacht: str | None = _field(_GENDER)
    inclusief_overledenen: bool | None = _field(_DECEASED, "inclusiefOverledenPersonen")


@strawberry.input(description="Zoeken met postcode en huisnummer.")
class ZoekMetPostcodeEnHuisnummer:
    """ZoekMetPostcodeEnHuisnummer."""

    postcode: str = _required("De postcode.")
    huisnummer: int = _required("Het huisnummer.")
    huisletter: str | None = _field("De huisletter.")
    huisnummertoevoeging: str | None = _field("De toevoeging bij het huisnummer.")
    geboortedatum: Date | None = _field("De geboortedatum.")
    geslachtsnaam: str | None = _field("De geslachtsnaam.")
    inclusief_overledenen: bool | None = _field(_DECEASED, "inclusiefOverledenPersonen")


@strawberry.input(description="Zoeken met straat, huisnummer en gemeente.")
class ZoekMetStraatHuisnummerEnGemeente:
    """ZoekMetStraatHuisnummerEnGemeenteVanInschrijving."""

    straat: str = _required("De straat; `*` mag bij zeven letters of meer.")
    huisnummer: int = _required("Het huisnummer.")
    gemeente_van_inschrijving: str = _required(
        "De gemeentecode, vier cijfers.", "gemeenteVanInschrijving"
    )
    huisletter: str | None = _field("De huisletter.")
    huisnummertoevoeging: str | None = _field("De toevoeging bij het huisnummer.")
    inclusief_overledenen: bool | None = _field(_DECEASED, "inclusiefOverledenPersonen")


@strawberry.input(description="Zoeken met de BAG-sleutel van een nummeraanduiding.")
class ZoekMetNummeraanduiding:
    """ZoekMetNummeraanduidingIdentificatie."""

    nummeraanduiding_identificatie: str = _required(
        "Zestien cijfers.", "nummeraanduidingIdentificatie"
    )
    inclusief_overledenen: bool | None = _field(_DECEASED, "inclusiefOverledenPersonen")


@strawberry.input(description="Zoeken met de BAG-sleutel van een adresseerbaar object.")
class ZoekMetAdresseerbaarObject:
    """ZoekMetAdresseerbaarObjectIdentificatie."""

    adresseerbaar_object_identificatie: str = _required(
        "Zestien cijfers.", "adresseerbaarObjectIdentificatie"
    )
    inclusief_overledenen: bool | None = _field(_DECEASED, "inclusiefOverledenPersonen")


_TYPES = {
    "geslachtsnaam_en_geboortedatum": "ZoekMetGeslachtsnaamEnGeboortedatum",
    "naam_en_gemeente": "ZoekMetNaamEnGemeenteVanInschrijving",
    "postcode_en_huisnummer": "ZoekMetPostcodeEnHuisnummer",
    "straat_huisnummer_en_gemeente": "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving",
    "nummeraanduiding": "ZoekMetNummeraanduidingIdentificatie",
    "adresseerbaar_object": "ZoekMetAdresseerbaarObjectIdentificatie",
}


@strawberry.input(
    one_of=True, description="Een zoekvraag aan de BRP: precies een van deze manieren."
)
class PersonenZoekvraag:
    """One of the six searches (all but RaadpleegMetBurgerservicenummer; see `persoon`)."""

    geslachtsnaam_en_geboortedatum: ZoekMetGeslachtsnaamEnGeboortedatum | None = strawberry.field(
        default=UNSET, description="Met geslachtsnaam en geboortedatum."
    )
    naam_en_gemeente: ZoekMetNaamEnGemeente | None = strawberry.field(
        default=UNSET, description="Met naam en gemeente van inschrijving."
    )
    postcode_en_huisnummer: ZoekMetPostcodeEnHuisnummer | None = strawberry.field(
        default=UNSET, description="Met postcode en huisnummer."
    )
    straat_huisnummer_en_gemeente: ZoekMetStraatHuisnummerEnGemeente | None = strawberry.field(
        default=UNSET, description="Met straat, huisnummer en gemeente."
    )
    nummeraanduiding: ZoekMetNummeraanduiding | None = strawberry.field(
        default=UNSET, description="Met een nummeraanduiding (BAG)."
    )
    adresseerbaar_object: ZoekMetAdresseerbaarObject | None = strawberry.field(
        default=UNSET, description="Met een adresseerbaar object (BAG)."
    )

    def to_query(self) -> dict[str, Any]:
        """Return the BRP's own query, without `fields`."""
        for name, type_name in _TYPES.items():
            search = getattr(self, name)
            if search is not None and search is not UNSET:
                return {"type": type_name, **_values(search)}
        raise AssertionError("unreachable: GraphQL demands exactly one")


def _values(search: Any) -> dict[str, Any]:
    values = {
        spec.metadata["param"] or spec.name: getattr(search, spec.name)
        for spec in dataclasses.fields(search)
    }
    return {name: value for name, value in values.items() if value not in (None, UNSET)}
