"""Registers every company that the zaken and the partijen of the sandbox speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.bag.build import INDUSTRIEWEG
from sandbox.bag.rd import to_rd
from sandbox.kvk.register import Adres, Handelsregister, Onderneming, Vestiging
from sandbox.zgw.data.elfproef import make_rsin
from sandbox.zgw.data.vocabulary import BEDRIJVEN, GEMEENTECODE, STRATEN, WOONPLAATS

MARKTPLEIN = 1
RECHTSVORMEN = {
    "besloten_vennootschap": "BeslotenVennootschap",
    "stichting": "Stichting",
    "vereniging": "Vereniging",
    "vennootschap_onder_firma": "VennootschapOnderFirma",
}
SBI = (
    ("41201", "Algemene burgerlijke en utiliteitsbouw"),
    ("71121", "Ingenieurs en overig technisch ontwerp en advies"),
    ("94993", "Overige belangen- en ideële organisaties"),
    ("94996", "Gezelligheidsverenigingen"),
    ("56302", "Cafés"),
    ("47241", "Winkels in brood en banket"),
    ("45112", "Handel in en reparatie van personenauto's"),
)
VVE = ("Vereniging van Eigenaars Parkzicht", "90009990")
OPGEHEVEN = ("Slagerij Voorheen B.V.", "90009850", "000090098500")


def make_handelsregister(partijen: Iterable[Mapping[str, Any]]) -> Handelsregister:
    """Return the companies of the zaken, and the organisaties among these partijen.

    A company that both know is one onderneming, whose handelsnamen are those of both.
    """
    known = {item.kvk_nummer: item for item in _bedrijven()}
    organisaties = [partij for partij in partijen if partij["soortPartij"] == "organisatie"]
    for number, partij in enumerate(organisaties):
        ids = _identificatoren(partij)
        naam = partij["partijIdentificatie"]["naam"]
        kvk_nummer = ids["kvk_nummer"]
        if kvk_nummer not in known:
            known[kvk_nummer] = _organisatie(number, naam, kvk_nummer, ids.get("rsin"))
        onderneming = known[kvk_nummer]
        if naam not in onderneming.handelsnamen:
            onderneming.handelsnamen.append(naam)
        nummer = ids.get("vestigingsnummer") or f"{90_000_000 + number * 11:012d}"
        onderneming.vestigingen.append(
            Vestiging(
                nummer,
                naam,
                not onderneming.vestigingen,
                onderneming.adres,
                voltijd=1 + number % 7,
                deeltijd=number % 4,
                is_afgeschermd=number % 9 == 5,
            )
        )
    return Handelsregister([*known.values(), _vve(), _opgeheven()])


def _identificatoren(partij: Mapping[str, Any]) -> dict[str, str]:
    parts = [item["partijIdentificator"] for item in partij["partijIdentificatoren"]]
    return {part["codeSoortObjectId"]: part["objectId"] for part in parts}


def _bedrijven() -> list[Onderneming]:
    """Those of the zaken sit side by side on the Industrieweg."""
    ondernemingen = []
    for number, bedrijf in enumerate(BEDRIJVEN):
        object_id = f"{GEMEENTECODE}010000{number:06d}"
        onderneming = Onderneming(
            bedrijf.kvk_nummer,
            bedrijf.naam,
            RECHTSVORMEN[bedrijf.rechtsvorm],
            bedrijf.rsin,
            SBI[number],
            f"{1998 + number}0401",
            _adres(INDUSTRIEWEG, number + 1, object_id),
            handelsnamen=[bedrijf.naam],
        )
        onderneming.vestigingen.append(
            Vestiging(
                bedrijf.vestigingsnummer,
                bedrijf.naam,
                True,
                onderneming.adres,
                voltijd=12 - 2 * number,
                deeltijd=number,
                is_commercieel=bedrijf.rechtsvorm not in ("stichting", "vereniging"),
            )
        )
        ondernemingen.append(onderneming)
    return ondernemingen


def _organisatie(number: int, naam: str, kvk_nummer: str, rsin: str | None) -> Onderneming:
    soort = naam.split()[0].lower()
    is_rechtspersoon = soort in RECHTSVORMEN or rsin is not None
    standard = "BeslotenVennootschap" if is_rechtspersoon else "Eenmanszaak"
    return Onderneming(
        kvk_nummer,
        naam,
        RECHTSVORMEN.get(soort, standard),
        rsin or (make_rsin(82400000 + number) if is_rechtspersoon else ""),
        SBI[number % len(SBI)],
        f"{2004 + number % 18}{1 + number % 12:02d}15",
        _adres(MARKTPLEIN, 10 + number),
        wil_geen_reclame=number % 2 == 0,
        handelsnamen=[naam],
    )


def _vve() -> Onderneming:
    """A rechtspersoon that runs no business, so without any vestiging."""
    naam, kvk_nummer = VVE
    return Onderneming(
        kvk_nummer,
        naam,
        "VerenigingVanEigenaars",
        make_rsin(85900999),
        ("6832", "Beheer van onroerend goed"),
        "20081101",
        _adres(7, 4),
        handelsnamen=[naam],
    )


def _opgeheven() -> Onderneming:
    """A company that was dissolved."""
    naam, kvk_nummer, nummer = OPGEHEVEN
    onderneming = Onderneming(
        kvk_nummer,
        naam,
        "BeslotenVennootschap",
        make_rsin(85900985),
        ("47221", "Winkels in vlees en vleeswaren"),
        "19910201",
        _adres(MARKTPLEIN, 80),
        einde="20191231",
        handelsnamen=[naam],
    )
    onderneming.vestigingen.append(Vestiging(nummer, naam, True, onderneming.adres, voltijd=0))
    return onderneming


def _adres(straat: int, huisnummer: int, object_id: str = "") -> Adres:
    """A house of the BAG, with the identificaties it has there."""
    point = STRATEN[straat]
    longitude = point.longitude + huisnummer * 0.00001
    latitude = point.latitude + huisnummer * 0.000005
    return Adres(
        point.naam,
        huisnummer,
        point.postcode,
        WOONPLAATS,
        object_id or f"{GEMEENTECODE}011{straat:03d}{huisnummer:06d}",
        f"{GEMEENTECODE}20{straat:04d}{huisnummer:06d}",
        to_rd(longitude, latitude),
        (round(latitude, 6), round(longitude, 6)),
    )
