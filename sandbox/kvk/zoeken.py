"""Zoeken, in both versions: rows of rechtspersonen and vestigingen that match everything asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sandbox.kvk.bodies import Body, Renderer, ja_nee, lean
from sandbox.kvk.problems import (
    geen_resultaten,
    onbekende_parameters,
    ongeldig_kvk_nummer,
    ongeldig_type,
    ongeldig_vestigingsnummer,
    ongeldige_invoer,
)
from sandbox.kvk.register import Adres, Handelsregister, Onderneming, Vestiging

SOORTEN = ("hoofdvestiging", "nevenvestiging", "rechtspersoon")
MAX_SHOWN = 1000
_SHARED = (
    "kvkNummer",
    "rsin",
    "vestigingsnummer",
    "straatnaam",
    "plaats",
    "postcode",
    "huisnummer",
    "type",
    "inclusiefInactieveRegistraties",
    "pagina",
)
_FORMS = {
    "kvknummer": ("[0-9]{8}", ongeldig_kvk_nummer),
    "vestigingsnummer": ("[0-9]{12}", ongeldig_vestigingsnummer),
    "rsin": ("[0-9]{9}", ongeldige_invoer),
    "inclusiefinactieveregistraties": ("(?i:true|false)", ongeldige_invoer),
    "pagina": ("[1-9][0-9]{0,2}|1000", ongeldige_invoer),
    "aantal": ("[1-9][0-9]?|100", ongeldige_invoer),
    "resultatenperpagina": ("[1-9][0-9]?|100", ongeldige_invoer),
}
_NOT_SELECTING = {
    "type",
    "inclusiefinactieveregistraties",
    "pagina",
    "aantal",
    "resultatenperpagina",
}


@dataclass(frozen=True)
class Versie:
    """What differs between the versions: names of parameters and the shape of a row."""

    nummer: int
    naam: str
    aantal: str
    extra: tuple[str, ...] = ()

    @property
    def parameters(self) -> frozenset[str]:
        """Names are compared without regard to case."""
        names = (*_SHARED, self.naam, self.aantal, *self.extra)
        return frozenset(name.lower() for name in names)


V1 = Versie(1, "handelsnaam", "aantal")
V2 = Versie(2, "naam", "resultatenPerPagina", ("huisletter", "postbusnummer"))


@dataclass(frozen=True)
class Row:
    onderneming: Onderneming
    soort: str
    naam: str
    adres: Adres
    vestiging: Vestiging | None = None

    @property
    def is_afgeschermd(self) -> bool:
        return self.vestiging is not None and self.vestiging.is_afgeschermd


def zoeken(
    register: Handelsregister, renderer: Renderer, versie: Versie, query: Mapping[str, str]
) -> Body:
    """Return one page of results; raises the 404 that the KVK gives when there are none."""
    asked = _check(versie, query)
    found = [row for row in _rows(register) if _matches(row, asked, versie)]
    size, page = int(asked.get(versie.aantal.lower(), "10")), int(asked.get("pagina", "1"))
    chosen = found[:MAX_SHOWN][(page - 1) * size : page * size]
    if not chosen:
        raise geen_resultaten()
    render = _render_v1 if versie is V1 else _render_v2

    def page_path(number: int) -> str:
        rest = {**asked, "pagina": str(number), versie.aantal.lower(): str(size)}
        return f"v{versie.nummer}/zoeken?{urlencode(rest)}"

    last = -(-min(len(found), MAX_SHOWN) // size)
    links = [renderer.link("self", page_path(page))]
    around: Body = {}
    for rel, number in (("vorige", page - 1), ("volgende", page + 1)):
        if 1 <= number <= last:
            around[rel] = renderer.link(rel, page_path(number))["href"]
            links.append(renderer.link(rel, page_path(number)))
    return {
        "pagina": page,
        versie.aantal: size,
        "totaal": min(len(found), MAX_SHOWN),
        **around,
        "resultaten": [render(row, renderer) for row in chosen],
        "links": links,
    }


def _check(versie: Versie, query: Mapping[str, str]) -> dict[str, str]:
    """The parameters in lower case, when they are known, well-formed and selective."""
    unknown = [name for name in query if name.lower() not in versie.parameters]
    if unknown:
        raise onbekende_parameters(unknown)
    asked = {name.lower(): value for name, value in query.items()}
    for name, value in asked.items():
        form, fout = _FORMS.get(name, (".+", ongeldige_invoer))
        if not re.fullmatch(form, value):
            raise fout(value)
    for soort in asked.get("type", SOORTEN[0]).split(","):
        if soort not in SOORTEN:
            raise ongeldig_type()
    if not asked.keys() - _NOT_SELECTING or ("postcode" in asked) != ("huisnummer" in asked):
        raise ongeldige_invoer("")
    return asked


def _rows(register: Handelsregister) -> Iterator[Row]:
    for item in register.by_kvk_nummer.values():
        if item.is_rechtspersoon:
            yield Row(item, "rechtspersoon", item.naam, item.adres)
        for vestiging in item.vestigingen:
            soort = "hoofdvestiging" if vestiging.is_hoofd else "nevenvestiging"
            yield Row(item, soort, vestiging.naam, vestiging.adres, vestiging)


def _matches(row: Row, asked: Mapping[str, str], versie: Versie) -> bool:
    with_inactive = asked.get("inclusiefinactieveregistraties", "false").lower() == "true"
    words = asked.get(versie.naam, "").casefold().split()
    namen = [naam.casefold() for naam in (row.naam, *row.onderneming.handelsnamen)]
    return (
        (row.onderneming.is_actief or with_inactive)
        and row.soort in asked.get("type", row.soort).split(",")
        and any(all(word in naam for word in words) for naam in namen)
        and all(asked.get(name, found) == found for name, found in _exact(row).items())
        and _is_at(row, asked)
    )


def _exact(row: Row) -> dict[str, str]:
    return {
        "kvknummer": row.onderneming.kvk_nummer,
        "rsin": row.onderneming.rsin,
        "vestigingsnummer": row.vestiging.nummer if row.vestiging else "",
    }


def _is_at(row: Row, asked: Mapping[str, str]) -> bool:
    """A shielded address is not found by where it is; no house here has a letter or a postbus."""
    adres = row.adres
    found = {
        "straatnaam": adres.straat.casefold(),
        "plaats": adres.plaats.casefold(),
        "postcode": adres.postcode.casefold(),
        "huisnummer": str(adres.huisnummer),
        "huisletter": "",
        "postbusnummer": "",
    }
    given = {name: asked[name].replace(" ", "").casefold() for name in found if name in asked}
    if given and row.is_afgeschermd:
        return False
    return all(found[name].replace(" ", "") == value for name, value in given.items())


def _links(row: Row, renderer: Renderer) -> list[Body]:
    links = [renderer.link("basisprofiel", f"v1/basisprofielen/{row.onderneming.kvk_nummer}")]
    if row.vestiging:
        path = f"v1/vestigingsprofielen/{row.vestiging.nummer}"
        links.append(renderer.link("vestigingsprofiel", path))
    return links


def _render_v1(row: Row, renderer: Renderer) -> Body:
    adres = {} if row.is_afgeschermd else _flat(row.adres)
    return lean(
        kvkNummer=row.onderneming.kvk_nummer,
        rsin="" if row.vestiging else row.onderneming.rsin,
        vestigingsnummer=row.vestiging.nummer if row.vestiging else "",
        handelsnaam=row.naam,
        **adres,
        type=row.soort,
        actief=ja_nee(row.onderneming.is_actief),
        links=_links(row, renderer),
    )


def _flat(adres: Adres) -> Body:
    return {
        "straatnaam": adres.straat,
        "huisnummer": adres.huisnummer,
        "postcode": adres.postcode,
        "plaats": adres.plaats,
    }


def _render_v2(row: Row, renderer: Renderer) -> Body:
    adres: Any = None
    if not row.is_afgeschermd:
        adres = {"binnenlandsAdres": {"type": "bezoekadres", **_flat(row.adres)}}
    return lean(
        kvkNummer=row.onderneming.kvk_nummer,
        rsin="" if row.vestiging else row.onderneming.rsin,
        vestigingsnummer=row.vestiging.nummer if row.vestiging else "",
        naam=row.naam,
        adres=adres,
        type=row.soort,
        actief=ja_nee(row.onderneming.is_actief),
        links=_links(row, renderer),
    )
