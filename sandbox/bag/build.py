"""Builds the BAG of Voorbeeldstad: the houses of its persons, and all of its own streets.

The identificaties are those the other registers use: a persoon's verblijfplaats (0998...), the
zaakobjecten and the companies (9999..., from before the municipalities were one).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.bag.rd import to_rd
from sandbox.bag.register import (
    INGETROKKEN,
    UITGEGEVEN,
    AdresseerbaarObject,
    Bag,
    Nummeraanduiding,
    OpenbareRuimte,
    Pand,
    Woonplaats,
)
from sandbox.zgw.data.vocabulary import (
    BEDRIJVEN,
    GEMEENTECODE,
    STRATEN,
    WOONPLAATS,
    WOONPLAATSCODE,
)

HUISNUMMERS = range(1, 182)  # the last one of a street was pulled down
INDUSTRIEWEG = 6
HAVENKADE = 8
ZORGINSTELLING = ("Raadhuisplein", 100)
KORTE_NAMEN = {"Burgemeester van Voorbeeldlaan": "Burg v Voorbeeldlaan"}
GEBRUIK = {
    "Industrieweg": ("industriefunctie", "kantoorfunctie"),
    "Marktplein": ("winkelfunctie",),
    "Schoolstraat": ("onderwijsfunctie",),
}
WOONFUNCTIE = ("woonfunctie",)


def make_bag(personen: Iterable[Mapping[str, Any]]) -> Bag:
    """Return the BAG in which every verblijfplaats and every BAG zaakobject can be found."""
    bag = Bag(Woonplaats(WOONPLAATSCODE, WOONPLAATS, "1995-01-01"))
    for number, straat in enumerate(STRATEN):
        _add_openbare_ruimte(bag, f"{GEMEENTECODE}30{number:04d}000000", straat.naam)
        for huisnummer in HUISNUMMERS:
            _add_huis(bag, number, huisnummer)
    _add_plaatsen(bag)
    for persoon in personen:
        _add_verblijfplaats(bag, persoon.get("verblijfplaats") or {})
    return bag


def _add_openbare_ruimte(bag: Bag, identificatie: str, naam: str) -> None:
    korte_naam = KORTE_NAMEN.get(naam, naam)
    ruimte = OpenbareRuimte(identificatie, naam, korte_naam, "Weg", "1995-01-01")
    bag.openbareruimten[identificatie] = ruimte


def _add_huis(bag: Bag, straat: int, huisnummer: int) -> None:
    """A house of its own: one pand, one verblijfsobject; a corner house has two addresses."""
    number = f"{straat:04d}{huisnummer:06d}"
    begin, ended = _begin(straat * 200 + huisnummer), huisnummer == HUISNUMMERS[-1]
    pand = Pand(
        f"{GEMEENTECODE}10{number}",
        _bouwjaar(straat * 31 + huisnummer),
        "Pand gesloopt" if ended else "Pand in gebruik",
        *_rd(straat, huisnummer),
        begin,
    )
    bag.panden[pand.identificatie] = pand
    adressen = _adressen(straat, huisnummer, begin)
    for adres in adressen:
        bag.add(adres)
    bag.add_object(
        AdresseerbaarObject(
            adressen[0].object,
            "Verblijfsobject",
            "Verblijfsobject ingetrokken" if ended else "Verblijfsobject in gebruik",
            adressen[0].identificatie,
            pand.x + 5,
            pand.y + 5,
            begin,
            nevenadressen=tuple(adres.identificatie for adres in adressen[1:]),
            panden=(pand.identificatie,),
            oppervlakte=60 + (straat * 37 + huisnummer * 13) % 140,
            gebruiksdoelen=GEBRUIK.get(STRATEN[straat].naam, WOONFUNCTIE),
            in_onderzoek=huisnummer % 90 == 45,
        )
    )


def _adressen(straat: int, huisnummer: int, begin: str) -> list[Nummeraanduiding]:
    """The hoofdadres, and the nevenadres of every sixtieth house."""
    hoofdadres = Nummeraanduiding(
        f"{GEMEENTECODE}20{straat:04d}{huisnummer:06d}",
        f"{GEMEENTECODE}30{straat:04d}000000",
        huisnummer,
        "",
        "",
        STRATEN[straat].postcode,
        _object_id(straat, huisnummer),
        begin,
        status=INGETROKKEN if huisnummer == HUISNUMMERS[-1] else UITGEGEVEN,
    )
    if huisnummer % 60:
        return [hoofdadres]
    nevenadres = replace(
        hoofdadres,
        identificatie=f"{GEMEENTECODE}20{straat:04d}9{huisnummer:05d}",
        huisletter="A",
        is_neven=True,
    )
    return [hoofdadres, nevenadres]


def _object_id(straat: int, huisnummer: int) -> str:
    """The companies sit at the first numbers of the Industrieweg, under an id of their own."""
    if straat == INDUSTRIEWEG and huisnummer <= len(BEDRIJVEN):
        return f"{GEMEENTECODE}010000{huisnummer - 1:06d}"
    return f"{GEMEENTECODE}011{straat:03d}{huisnummer:06d}"


def _rd(straat: int, huisnummer: int) -> tuple[float, float]:
    """Where the zaken put the same house."""
    point = STRATEN[straat]
    return to_rd(point.longitude + huisnummer * 0.00001, point.latitude + huisnummer * 0.000005)


def _add_plaatsen(bag: Bag) -> None:
    """Two ligplaatsen at the Havenkade and a standplaats beside them: no pand, no use."""
    for offset, (kind, soort) in enumerate((("02", "Ligplaats"),) * 2 + (("03", "Standplaats"),)):
        huisnummer = 300 + offset
        number = f"{HAVENKADE:04d}{huisnummer:06d}"
        where, begin = _rd(HAVENKADE, huisnummer), _begin(huisnummer)
        adres = Nummeraanduiding(
            f"{GEMEENTECODE}20{number}",
            f"{GEMEENTECODE}30{HAVENKADE:04d}000000",
            huisnummer,
            "",
            "",
            STRATEN[HAVENKADE].postcode,
            f"{GEMEENTECODE}{kind}{number}",
            begin,
        )
        bag.add(adres)
        bag.add_object(
            AdresseerbaarObject(
                adres.object, soort, "Plaats aangewezen", adres.identificatie, *where, begin
            )
        )


def _add_verblijfplaats(bag: Bag, verblijfplaats: Mapping[str, Any]) -> None:
    """The house a persoon lives in; those at one house number share the pand."""
    identificatie = verblijfplaats.get("nummeraanduidingIdentificatie")
    if identificatie is None or identificatie in bag.nummeraanduidingen:
        return
    volgnummer = int(identificatie[6:])
    waar = verblijfplaats["verblijfadres"]
    ruimte = _openbare_ruimte(bag, identificatie[:4], waar["officieleStraatnaam"])
    beside = bag.at_postcode(waar["postcode"], waar["huisnummer"])
    object_id = verblijfplaats["adresseerbaarObjectIdentificatie"]
    begin = _begin(volgnummer)
    pand = _pand_beside(bag, beside) or _new_pand(bag, identificatie[:4], volgnummer, begin)
    bag.add(
        Nummeraanduiding(
            identificatie,
            ruimte.identificatie,
            waar["huisnummer"],
            waar.get("huisletter", ""),
            waar.get("huisnummertoevoeging", ""),
            waar["postcode"],
            object_id,
            begin,
        )
    )
    in_zorg = (ruimte.naam, waar["huisnummer"]) == ZORGINSTELLING
    bag.add_object(
        AdresseerbaarObject(
            object_id,
            "Verblijfsobject",
            "Verblijfsobject in gebruik",
            identificatie,
            pand.x + 5 + len(beside),
            pand.y + 5,
            begin,
            panden=(pand.identificatie,),
            oppervlakte=3200 if in_zorg else 45 + volgnummer * 17 % 150,
            gebruiksdoelen=("gezondheidszorgfunctie", "woonfunctie") if in_zorg else WOONFUNCTIE,
        )
    )


def _openbare_ruimte(bag: Bag, gemeente: str, naam: str) -> OpenbareRuimte:
    for ruimte in bag.openbareruimten.values():
        if ruimte.naam == naam:
            return ruimte
    identificatie = f"{gemeente}30{len(bag.openbareruimten):010d}"
    _add_openbare_ruimte(bag, identificatie, naam)
    return bag.openbareruimten[identificatie]


def _pand_beside(bag: Bag, beside: Iterable[Nummeraanduiding]) -> Pand | None:
    for adres in beside:
        return bag.panden[bag.objecten[adres.object].panden[0]]
    return None


def _new_pand(bag: Bag, gemeente: str, volgnummer: int, begin: str) -> Pand:
    x, y = to_rd(5.12 + volgnummer * 0.0001, 52.10 + volgnummer % 7 * 0.0005)
    identificatie = f"{gemeente}10{volgnummer:010d}"
    pand = Pand(identificatie, _bouwjaar(volgnummer), "Pand in gebruik", x, y, begin)
    bag.panden[identificatie] = pand
    return pand


def _bouwjaar(number: int) -> int:
    return 1905 + number * 7 % 115


def _begin(number: int) -> str:
    """The first registrations in the BAG are of 2010; newer ones follow over the years."""
    return f"{2010 + number % 11}-{1 + number % 12:02d}-{1 + number % 28:02d}"
