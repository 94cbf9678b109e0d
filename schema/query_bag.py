"""The ways into the BAG: by identificatie, and looking for an address."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import strawberry
from strawberry import UNSET, Info

from planning.reads import Reads, Way
from policy.numbers import holds_bsn
from resolvers.bag import bag_of
from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from schema.bag import Adres, AdresseerbaarObject, Pand
from schema.base import prop
from sources.bag import resources as bag
from sources.bag.reader import PAGE_SIZE, SMALLEST_PAGE
from sources.loader import settled
from sources.resource import Resource

Context = Info[RequestContext, None]
STANDARD_SIZE = 20
_EXACT = "Of huisletter en toevoeging precies zo moeten zijn, ook als ze leeg zijn."
_ENDED = "Ook adressen die niet meer bestaan."
_SIZE = strawberry.argument(
    description=f"Hoeveel adressen op een bladzijde: {SMALLEST_PAGE} tot en met {PAGE_SIZE}."
)
_PAGE = strawberry.argument(description="De hoeveelste bladzijde; de eerste is 1.")


def _narrow(description: str, name: str) -> Any:
    return strawberry.field(default=UNSET, description=description, metadata={"param": name})


def _needed(description: str, name: str) -> Any:
    return strawberry.field(description=description, metadata={"param": name})


@strawberry.input(description="Zoeken met postcode en huisnummer.")
class AdresMetPostcode:
    """/adressen?postcode&huisnummer."""

    postcode: str = _needed("De postcode.", "postcode")
    huisnummer: int = _needed("Het huisnummer.", "huisnummer")
    huisletter: str | None = _narrow("De huisletter.", "huisletter")
    huisnummertoevoeging: str | None = _narrow("De toevoeging.", "huisnummertoevoeging")
    exacte_match: bool | None = _narrow(_EXACT, "exacteMatch")
    inclusief_eind_status: bool | None = _narrow(_ENDED, "inclusiefEindStatus")


@strawberry.input(description="Zoeken met woonplaats, straat en huisnummer.")
class AdresMetStraat:
    """/adressen?woonplaatsNaam&openbareRuimteNaam&huisnummer."""

    woonplaats_naam: str = _needed("De woonplaats.", "woonplaatsNaam")
    openbare_ruimte_naam: str = _needed("De straat.", "openbareRuimteNaam")
    huisnummer: int = _needed("Het huisnummer.", "huisnummer")
    huisletter: str | None = _narrow("De huisletter.", "huisletter")
    huisnummertoevoeging: str | None = _narrow("De toevoeging.", "huisnummertoevoeging")
    exacte_match: bool | None = _narrow(_EXACT, "exacteMatch")
    inclusief_eind_status: bool | None = _narrow(_ENDED, "inclusiefEindStatus")


@strawberry.input(
    one_of=True, description="Een zoekvraag aan de BAG: precies een van deze manieren."
)
class AdresZoekvraag:
    """The combinations of parameters that /adressen offers; for those of a pand see `pand`."""

    postcode: AdresMetPostcode | None = strawberry.field(
        default=UNSET, description="Met postcode en huisnummer."
    )
    straat: AdresMetStraat | None = strawberry.field(
        default=UNSET, description="Met woonplaats, straat en huisnummer."
    )
    adresseerbaar_object_identificatie: str | None = strawberry.field(
        default=UNSET, description="De adressen van een adresseerbaar object."
    )
    vrij: str | None = strawberry.field(
        default=UNSET, description="Met een tekst, zoals `Dorpsstraat 12 Voorbeeldstad`."
    )

    def to_params(self) -> dict[str, str]:
        """Return the query parameters. Raises BadUserInputError for what no URL may hold."""
        if self.adresseerbaar_object_identificatie:
            found = _checked(bag.ADRESSEERBAAR_OBJECT, self.adresseerbaar_object_identificatie)
            return {"adresseerbaarObjectIdentificatie": found}
        if isinstance(self.vrij, str):
            return {"q": _text("vrij", self.vrij)}
        return _values(self.postcode or self.straat)


def _values(search: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for spec in dataclasses.fields(search):
        value = getattr(search, spec.name)
        if value is None or value is UNSET:
            continue
        is_flag = isinstance(value, bool)
        found[spec.metadata["param"]] = (
            str(value).lower() if is_flag else _text(spec.metadata["param"], str(value))
        )
    return found


def _text(name: str, value: str) -> str:
    """Return a text that may stand in a URL."""
    if not value.strip() or holds_bsn(value):
        raise BadUserInputError(f"{name!r} is empty, or holds what looks like a BSN")
    return value


def _checked(resource: Resource[Any], identificatie: str) -> str:
    """Return an identificatie of this kind of object. Raises BadUserInputError."""
    if not bag.is_identificatie(resource, identificatie):
        raise BadUserInputError(f"not an identificatie of the BAG's {resource.path}")
    return identificatie


@strawberry.type(description="Een bladzijde van gevonden adressen; de BAG telt ze niet.")
class AdressenPagina:
    """One page of /adressen."""

    adressen: list[Adres] = prop("De adressen op deze bladzijde.")
    pagina: int | None = prop("De hoeveelste bladzijde dit is.")
    heeft_volgende: bool | None = prop("Of er nog een bladzijde is.")


async def _adres(info: Context, nummeraanduiding_identificatie: str) -> Any:
    _checked(bag.ADRES, nummeraanduiding_identificatie)
    register = bag_of(info._raw_info)
    return await settled(register.get(bag.ADRES, nummeraanduiding_identificatie))


async def _adressen(
    info: Context,
    zoek: AdresZoekvraag,
    pagina: Annotated[int, _PAGE] = 1,
    aantal: Annotated[int, _SIZE] = STANDARD_SIZE,
) -> Any:
    if pagina < 1 or not SMALLEST_PAGE <= aantal <= PAGE_SIZE:
        raise BadUserInputError(f"'aantal' is {SMALLEST_PAGE} to {PAGE_SIZE}, 'pagina' 1 or more")
    found = await bag_of(info._raw_info).page(bag.ADRES, zoek.to_params(), page=pagina, size=aantal)
    return AdressenPagina(adressen=found.rows, pagina=pagina, heeft_volgende=found.has_next)


async def _adresseerbaar_object(info: Context, identificatie: str) -> Any:
    _checked(bag.ADRESSEERBAAR_OBJECT, identificatie)
    return await settled(bag_of(info._raw_info).get(bag.ADRESSEERBAAR_OBJECT, identificatie))


async def _pand(info: Context, identificatie: str) -> Any:
    _checked(bag.PAND, identificatie)
    return await settled(bag_of(info._raw_info).get(bag.PAND, identificatie))


_A_CALL = {"reads": Reads(Way.ONE)}


@strawberry.type
class BagQuery:
    """The root fields of the BAG; part of Query."""

    adres: Adres | None = strawberry.field(
        resolver=_adres,
        metadata=_A_CALL,
        description="Een adres uit de BAG, op de identificatie van zijn nummeraanduiding; ook een "
        "dat niet meer bestaat.",
    )
    adressen: AdressenPagina | None = strawberry.field(
        resolver=_adressen,
        metadata={"reads": Reads(Way.SEARCH)},
        description="Adressen zoeken in de BAG.",
    )
    adresseerbaar_object: AdresseerbaarObject | None = strawberry.field(
        resolver=_adresseerbaar_object,
        metadata=_A_CALL,
        description="Een verblijfsobject, ligplaats of standplaats uit de BAG.",
    )
    pand: Pand | None = strawberry.field(
        resolver=_pand, metadata=_A_CALL, description="Een pand uit de BAG."
    )


__all__ = ["AdresZoekvraag", "BagQuery"]
