"""What can be asked of the BAG: per resource its parameters and how they find objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.bag import params
from sandbox.bag.bodies import Body, Renderer
from sandbox.bag.finding import (
    find_adressen,
    find_by_text,
    find_objecten,
    find_openbareruimten,
    find_panden,
    find_verblijfsobjecten,
    find_woonplaatsen,
    get_of_soort,
    get_woonplaats,
)
from sandbox.bag.params import Combination, Reader, Values, combination
from sandbox.bag.register import Bag

Fact = Any
Find = Callable[[Bag, Renderer, Values], Iterable[Fact]]
Render = Callable[[Renderer], Callable[[Fact, frozenset[str]], Body]]

WOONPLAATS_ID = "^[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3}$"
OBJECT_ID = "^[0-9]{4}(01|02|03)[0-9]{10}$"
GEBRUIKSDOELEN = (
    "woonfunctie",
    "bijeenkomstfunctie",
    "celfunctie",
    "gezondheidszorgfunctie",
    "industriefunctie",
    "kantoorfunctie",
    "logiesfunctie",
    "onderwijsfunctie",
    "sportfunctie",
    "winkelfunctie",
    "overige gebruiksfunctie",
)
PANDSTATUSSEN = (
    "Bouwvergunning verleend",
    "Niet gerealiseerd pand",
    "Bouw gestart",
    "Pand in gebruik (niet ingemeten)",
    "Pand in gebruik",
    "Verbouwing pand",
    "Sloopvergunning verleend",
    "Pand gesloopt",
    "Pand buiten gebruik",
    "Pand ten onrechte opgevoerd",
)


def _id(code: str) -> str:
    return f"^[0-9]{{4}}{code}[0-9]{{10}}$"


_NUMMER, _RUIMTE, _PAND = (_id(code) for code in ("20", "30", "10"))
_TIME: dict[str, Reader] = {
    "geldigOp": params.day,
    "beschikbaarOp": params.moment,
    "huidig": params.boolean,
}
_PAGES: dict[str, Reader] = {
    "page": params.integer(1, 10_000_000),
    "pageSize": params.integer(10, 100),
}
_EXPAND: dict[str, Reader] = {"expand": params.text(255)}
_ADRES: dict[str, Reader] = {
    "postcode": params.pattern("^[1-9]{1}[0-9]{3}[ ]{0,1}[a-zA-Z]{2}$"),
    "huisnummer": params.integer(1, 99999),
    "huisnummertoevoeging": params.pattern("^[0-9a-zA-Z]{1,4}$"),
    "huisletter": params.pattern("^[a-zA-Z]{1}$"),
    "exacteMatch": params.boolean,
    "woonplaatsNaam": params.text(80),
    "openbareRuimteNaam": params.text(80),
}
_CONTOUR: dict[str, Reader] = {"bbox": params.bbox, "geconstateerd": params.boolean}
_USE: dict[str, Reader] = {
    "oppervlakte[min]": params.integer(1, 999999),
    "oppervlakte[max]": params.integer(1, 999999),
    "gebruiksdoelen": params.one_of(*GEBRUIKSDOELEN),
}
_NARROW = "huisletter huisnummertoevoeging exacteMatch"
_BY_POSTCODE = combination("postcode huisnummer", _NARROW)
_BY_NAME = combination("woonplaatsNaam openbareRuimteNaam huisnummer", _NARROW)
_USED = "geconstateerd oppervlakte[min] oppervlakte[max] gebruiksdoelen"


@dataclass(frozen=True)
class Question:
    """One resource: its list, and the object in its path."""

    path: str
    collection: str
    identificatie: str
    get: Callable[[Bag, str], Fact | None]
    find: Find
    render: Render
    readers: Mapping[str, Reader]
    combinations: tuple[Combination, ...]
    id_name: str = "identificatie"
    expand: frozenset[str] = field(default_factory=frozenset)
    has_geometry: bool = False
    has_time: bool = True

    @property
    def selecting(self) -> frozenset[str]:
        """The parameters of which some combination has to be given."""
        return frozenset(
            name for known in self.combinations for name in known.required | known.optional
        )


_ADRES_RELATIES = frozenset(
    {"openbareRuimte", "nummeraanduiding", "woonplaats", "adresseerbaarObject", "panden"}
)
_ADRESSEN_READERS: dict[str, Reader] = {
    "zoekresultaatIdentificatie": params.text(255),
    **_ADRES,
    "adresseerbaarObjectIdentificatie": params.pattern(OBJECT_ID),
    "q": params.text(255),
    "inclusiefEindStatus": params.boolean,
    **_PAGES,
}
_ADRESSEN_COMBINATIES = (
    _BY_POSTCODE,
    _BY_NAME,
    combination("adresseerbaarObjectIdentificatie"),
    combination("q"),
)
_OBJECT_RELATIES = frozenset({"heeftAlsHoofdAdres", "heeftAlsNevenAdres"})

QUESTIONS = (
    Question(
        path="woonplaatsen",
        collection="woonplaatsen",
        identificatie=WOONPLAATS_ID,
        get=get_woonplaats,
        find=find_woonplaatsen,
        render=lambda renderer: renderer.woonplaats,
        readers={"naam": params.text(80), **_TIME, **_PAGES, **_EXPAND},
        combinations=(combination("naam"),),
        expand=frozenset({"geometrie", "bronhouders"}),
    ),
    Question(
        path="openbareruimten",
        collection="openbareruimten",
        identificatie=_RUIMTE,
        id_name="openbareRuimteIdentificatie",
        get=lambda bag, identificatie: bag.openbareruimten.get(identificatie),
        find=find_openbareruimten,
        render=lambda renderer: renderer.openbare_ruimte,
        readers={
            "woonplaatsNaam": params.text(80),
            "openbareRuimteNaam": params.text(80),
            "woonplaatsIdentificatie": params.pattern(WOONPLAATS_ID),
            **_TIME,
            **_PAGES,
            **_EXPAND,
        },
        combinations=(
            combination("woonplaatsNaam openbareRuimteNaam"),
            combination("woonplaatsIdentificatie openbareRuimteNaam"),
            combination("woonplaatsIdentificatie", can_expand=False),
        ),
        expand=frozenset({"ligtInWoonplaats"}),
    ),
    Question(
        path="nummeraanduidingen",
        collection="nummeraanduidingen",
        identificatie=_NUMMER,
        id_name="nummeraanduidingIdentificatie",
        get=lambda bag, identificatie: bag.nummeraanduidingen.get(identificatie),
        find=find_adressen,
        render=lambda renderer: renderer.nummeraanduiding,
        readers={
            **_ADRES,
            "openbareRuimteIdentificatie": params.pattern(_RUIMTE),
            "pandIdentificatie": params.pattern(_PAND),
            **_TIME,
            **_PAGES,
            **_EXPAND,
        },
        combinations=(
            _BY_POSTCODE,
            _BY_NAME,
            combination("openbareRuimteIdentificatie", f"huisnummer {_NARROW}", can_expand=False),
            combination("pandIdentificatie", can_expand=False),
        ),
        expand=frozenset({"ligtInWoonplaats", "ligtAanOpenbareRuimte"}),
    ),
    Question(
        path="verblijfsobjecten",
        collection="verblijfsobjecten",
        identificatie=_id("01"),
        get=get_of_soort("Verblijfsobject"),
        find=find_verblijfsobjecten,
        render=lambda renderer: renderer.object,
        readers={
            "pandIdentificatie": params.pattern(_PAND),
            **_TIME,
            **_PAGES,
            **_EXPAND,
            **_CONTOUR,
            **_USE,
        },
        combinations=(combination("pandIdentificatie"), combination("bbox", _USED)),
        expand=_OBJECT_RELATIES | {"maaktDeelUitVan"},
        has_geometry=True,
    ),
    *(
        Question(
            path=path,
            collection=path,
            identificatie=_id(code),
            get=get_of_soort(soort),
            find=lambda bag, renderer, values, soort=soort: find_objecten(  # type: ignore[misc]
                bag, renderer, {**values, "type": soort}
            ),
            render=lambda renderer: renderer.object,
            readers={**_TIME, **_PAGES, **_EXPAND, "bbox": params.bbox},
            combinations=(combination("bbox"),),
            expand=_OBJECT_RELATIES,
            has_geometry=True,
        )
        for path, soort, code in (
            ("ligplaatsen", "Ligplaats", "02"),
            ("standplaatsen", "Standplaats", "03"),
        )
    ),
    Question(
        path="panden",
        collection="panden",
        identificatie=_PAND,
        get=lambda bag, identificatie: bag.panden.get(identificatie),
        find=find_panden,
        render=lambda renderer: renderer.pand,
        readers={
            "adresseerbaarObjectIdentificatie": params.pattern(OBJECT_ID),
            "nummeraanduidingIdentificatie": params.pattern(_NUMMER),
            "statusPand": params.one_of(*PANDSTATUSSEN),
            "bouwjaar[min]": params.integer(0, 9999),
            "bouwjaar[max]": params.integer(0, 9999),
            **_TIME,
            **_PAGES,
            **_CONTOUR,
        },
        combinations=(
            combination("adresseerbaarObjectIdentificatie"),
            combination("nummeraanduidingIdentificatie"),
            combination("bbox", "statusPand geconstateerd bouwjaar[min] bouwjaar[max]"),
        ),
        has_geometry=True,
    ),
    Question(
        path="adresseerbareobjecten",
        collection="adresseerbareObjecten",
        identificatie=OBJECT_ID,
        id_name="adresseerbaarObjectIdentificatie",
        get=lambda bag, identificatie: bag.objecten.get(identificatie),
        find=find_objecten,
        render=lambda renderer: renderer.adresseerbaar_object,
        readers={
            "nummeraanduidingIdentificatie": params.pattern(_NUMMER),
            "pandIdentificaties": params.pattern(_PAND),
            "type": params.one_of("Verblijfsobject", "Standplaats", "Ligplaats"),
            **_TIME,
            **_PAGES,
            **_EXPAND,
            **_CONTOUR,
            **_USE,
        },
        combinations=(
            combination("nummeraanduidingIdentificatie"),
            combination("pandIdentificaties"),
            combination("bbox", f"{_USED} type"),
        ),
        expand=_OBJECT_RELATIES | {"maaktDeelUitVan"},
        has_geometry=True,
    ),
    Question(
        path="adressen",
        collection="adressen",
        identificatie=_NUMMER,
        id_name="nummeraanduidingIdentificatie",
        get=lambda bag, identificatie: bag.nummeraanduidingen.get(identificatie),
        find=find_adressen,
        render=lambda renderer: renderer.adres,
        readers={**_ADRESSEN_READERS, "pandIdentificatie": params.pattern(_PAND), **_EXPAND},
        combinations=(
            *_ADRESSEN_COMBINATIES,
            combination("zoekresultaatIdentificatie"),
            combination("pandIdentificatie", can_expand=False),
        ),
        expand=_ADRES_RELATIES,
        has_time=False,
    ),
    Question(
        path="adressenuitgebreid",
        collection="adressen",
        identificatie=_NUMMER,
        id_name="nummeraanduidingIdentificatie",
        get=lambda bag, identificatie: bag.nummeraanduidingen.get(identificatie),
        find=find_adressen,
        render=lambda renderer: renderer.adres_uitgebreid,
        readers={
            name: reader
            for name, reader in _ADRESSEN_READERS.items()
            if name != "zoekresultaatIdentificatie"
        },
        combinations=_ADRESSEN_COMBINATIES,
        has_geometry=True,
        has_time=False,
    ),
)
ZOEK = Question(
    path="adressen/zoek",
    collection="zoekresultaten",
    identificatie=_NUMMER,
    get=lambda bag, identificatie: None,
    find=find_by_text,
    render=lambda renderer: renderer.zoekresultaat,
    readers={"zoek": params.text(255), **_PAGES},
    combinations=(combination("zoek"),),
    has_time=False,
)
