"""Finds the objects of the BAG that checked parameters ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sandbox.bag.bodies import Renderer, zoek_id
from sandbox.bag.params import Values
from sandbox.bag.register import (
    AdresseerbaarObject,
    Bag,
    Nummeraanduiding,
    OpenbareRuimte,
    Pand,
    Woonplaats,
)


def find_woonplaatsen(bag: Bag, _: Renderer, values: Values) -> Iterable[Woonplaats]:
    place = bag.woonplaats
    return [place] if place.naam.casefold() == values["naam"].casefold() else []


def find_openbareruimten(bag: Bag, _: Renderer, values: Values) -> Iterable[OpenbareRuimte]:
    return _ruimten(bag, values)


def _ruimten(bag: Bag, values: Values) -> list[OpenbareRuimte]:
    place = bag.woonplaats
    here = (
        values.get("woonplaatsIdentificatie", place.identificatie) == place.identificatie
        and values.get("woonplaatsNaam", place.naam).casefold() == place.naam.casefold()
    )
    naam = values.get("openbareRuimteNaam", "").casefold()
    return [
        ruimte
        for ruimte in bag.openbareruimten.values()
        if here and naam in ("", ruimte.naam.casefold(), ruimte.korte_naam.casefold())
    ]


def find_adressen(bag: Bag, renderer: Renderer, values: Values) -> list[Nummeraanduiding]:
    """The addresses that any of the combinations asks for, ended ones included."""
    if "zoekresultaatIdentificatie" in values:
        wanted = values["zoekresultaatIdentificatie"]
        return [adres for adres in bag.nummeraanduidingen.values() if zoek_id(adres) == wanted]
    if "q" in values:
        return find_by_text(bag, renderer, {"zoek": values["q"]})
    if "adresseerbaarObjectIdentificatie" in values:
        object_ = bag.objecten.get(values["adresseerbaarObjectIdentificatie"])
        return bag.adressen_of(object_) if object_ else []
    if "pandIdentificatie" in values:
        return bag.adressen_in([values["pandIdentificatie"]])
    return [adres for adres in _at(bag, values) if _matches_house(adres, values)]


def _at(bag: Bag, values: Values) -> Sequence[Nummeraanduiding]:
    if "postcode" in values:
        postcode = values["postcode"].replace(" ", "").upper()
        return bag.at_postcode(postcode, values["huisnummer"])
    if "openbareRuimteIdentificatie" in values:
        ruimten = {values["openbareRuimteIdentificatie"]}
    else:
        ruimten = {ruimte.identificatie for ruimte in _ruimten(bag, values)}
    return [adres for adres in bag.nummeraanduidingen.values() if adres.openbare_ruimte in ruimten]


def _matches_house(adres: Nummeraanduiding, values: Values) -> bool:
    """With exacteMatch what is not asked must be absent, otherwise it does not matter."""
    exact = values.get("exacteMatch", False)
    parts = (("huisletter", adres.huisletter), ("huisnummertoevoeging", adres.huisnummertoevoeging))
    return values.get("huisnummer", adres.huisnummer) == adres.huisnummer and all(
        values[name].casefold() == found.casefold() if name in values else not (exact and found)
        for name, found in parts
    )


def find_by_text(bag: Bag, renderer: Renderer, values: Values) -> list[Nummeraanduiding]:
    """Every word begins some word of the address."""
    words = values["zoek"].replace(",", " ").casefold().split()
    found = []
    for adres in bag.nummeraanduidingen.values():
        line = renderer.omschrijving(adres).replace(",", " ").casefold().split()
        if all(any(part.startswith(word) for part in line) for word in words):
            found.append(adres)
    return found


def find_objecten(bag: Bag, _: Renderer, values: Values) -> Iterable[AdresseerbaarObject]:
    if "nummeraanduidingIdentificatie" in values:
        adres = bag.nummeraanduidingen.get(values["nummeraanduidingIdentificatie"])
        return [bag.objecten[adres.object]] if adres else []
    panden = values.get("pandIdentificaties") or [values.get("pandIdentificatie")]
    if panden != [None]:
        return [object_ for pand in panden for object_ in bag.in_pand(pand)]
    return [object_ for object_ in bag.objecten.values() if _is_used_so(object_, values)]


def _is_used_so(object_: AdresseerbaarObject, values: Values) -> bool:
    wanted = values.get("gebruiksdoelen")
    return (
        _within(object_, values)
        and values.get("type", object_.soort) == object_.soort
        and _between(object_.oppervlakte, values, "oppervlakte")
        and (wanted is None or bool(set(wanted) & set(object_.gebruiksdoelen)))
    )


def find_verblijfsobjecten(bag: Bag, _: Renderer, values: Values) -> Iterable[AdresseerbaarObject]:
    return find_objecten(bag, _, {**values, "type": "Verblijfsobject"})


def find_panden(bag: Bag, _: Renderer, values: Values) -> Iterable[Pand]:
    object_id = values.get("adresseerbaarObjectIdentificatie")
    if "nummeraanduidingIdentificatie" in values:
        adres = bag.nummeraanduidingen.get(values["nummeraanduidingIdentificatie"])
        object_id = adres.object if adres else ""
    if object_id is not None:
        object_ = bag.objecten.get(object_id)
        return [bag.panden[pand] for pand in object_.panden] if object_ else []
    statussen = values.get("statusPand")
    return [
        pand
        for pand in bag.panden.values()
        if _within(pand, values)
        and _between(pand.bouwjaar, values, "bouwjaar")
        and (statussen is None or pand.status in statussen)
    ]


def _within(fact: Pand | AdresseerbaarObject, values: Values) -> bool:
    """Whether the south-west corner lies in the contour; nothing here is only observed."""
    x1, y1, x2, y2 = values["bbox"]
    inside = min(x1, x2) <= fact.x <= max(x1, x2) and min(y1, y2) <= fact.y <= max(y1, y2)
    return inside and not values.get("geconstateerd", False)


def _between(found: int, values: Values, name: str) -> bool:
    return bool(values.get(f"{name}[min]", found) <= found <= values.get(f"{name}[max]", found))


def get_of_soort(soort: str) -> Callable[[Bag, str], AdresseerbaarObject | None]:
    def get(bag: Bag, identificatie: str) -> AdresseerbaarObject | None:
        object_ = bag.objecten.get(identificatie)
        return object_ if object_ and object_.soort == soort else None

    return get


def get_woonplaats(bag: Bag, identificatie: str) -> Woonplaats | None:
    return bag.woonplaats if bag.woonplaats.identificatie == identificatie else None
