"""The sandbox BAG against the official document, and against the other sandbox registers."""

from __future__ import annotations

from functools import cache
from typing import Any

import httpx
import pytest

from landscape_support import Params, Row, ask, extra, groot
from sandbox.bag.queries import QUESTIONS, ZOEK
from sandbox.bag.rd import to_rd
from sandbox.landscape import BAG_KEY
from sandbox.zgw.data.vocabulary import BAG_ROOT
from spec_support import Spec, load_spec_named
from zgw_support import personen

CRS = {"Accept-Crs": "epsg:28992"}
MISPRINTS = {
    "Adres": ("kortNaam",),
    "AdresseerbaarObject_links": ("maaktDeelUitVan",),
    "AdresseerbaarObject_links_2": ("maaktDeelUitVan",),
}
DORP = "9999200000000012"  # the nummeraanduiding of Dorpsstraat 12, of the showcase zaak
DETAILS = [
    ("woonplaatsen", "3999", "identificatie"),
    ("openbareruimten", "9999300000000000", "openbareRuimteIdentificatie"),
    ("nummeraanduidingen", DORP, "nummeraanduidingIdentificatie"),
    ("verblijfsobjecten", "9999011000000045", "identificatie"),
    ("ligplaatsen", "9999020008000300", "identificatie"),
    ("standplaatsen", "9999030008000302", "identificatie"),
    ("panden", "9999100000000012", "identificatie"),
    ("adresseerbareobjecten", "9999011000000012", "adresseerbaarObjectIdentificatie"),
    ("adressen", DORP, "nummeraanduidingIdentificatie"),
    ("adressenuitgebreid", DORP, "nummeraanduidingIdentificatie"),
]
AT = {"postcode": "9990AA", "huisnummer": "12"}
LISTS: list[tuple[str, Row]] = [
    ("woonplaatsen", {"naam": "Voorbeeldstad"}),
    ("openbareruimten", {"woonplaatsIdentificatie": "3999"}),
    ("nummeraanduidingen", AT),
    ("verblijfsobjecten", {"pandIdentificatie": "9999100000000012"}),
    ("ligplaatsen", {"bbox": "130000,450000,140000,460000"}),
    ("standplaatsen", {"bbox": "130000,450000,140000,460000"}),
    ("panden", {"nummeraanduidingIdentificatie": DORP}),
    ("adresseerbareobjecten", {"nummeraanduidingIdentificatie": DORP}),
    ("adressen", AT),
    ("adressenuitgebreid", AT),
    ("adressen/zoek", {"zoek": "Dorpsstraat 12"}),
]


@cache
def corrected() -> Spec:
    """Return the document, save for what it demands that its own properties do not know."""
    document = load_spec_named("bag").document
    schemas = document["components"]["schemas"]
    right = {
        name: {
            **schemas[name],
            "required": [x for x in schemas[name]["required"] if x not in wrong],
        }
        for name, wrong in MISPRINTS.items()
    }
    return Spec({**document, "components": {"schemas": {**schemas, **right}}})


@pytest.fixture
def spec() -> Spec:
    return corrected()


async def fetch(path: str, params: Params | None = None, **headers: str) -> httpx.Response:
    """Return the answer to a call with the key and, unless told otherwise, the CRS."""
    given = {"X-Api-Key": BAG_KEY, **CRS, "Content-Crs": "epsg:28992", **headers}
    return await ask("bag", path, params, headers={k: v for k, v in given.items() if v})


async def get(path: str, params: Params | None = None) -> Row:
    """Return the body of a call that must succeed."""
    response = await fetch(path, params)
    assert response.status_code == 200, response.text
    body: Row = response.json()
    return body


async def rows_of(path: str, params: Params) -> list[Row]:
    """Return the one collection on a page."""
    body = await get(path, params)
    collections = list(body.get("_embedded", {"": []}).values())
    assert len(collections) == 1
    rows: list[Row] = collections[0]
    return rows


async def refusal(path: str, params: Params | None = None, **headers: str) -> tuple[Any, ...]:
    """Return status, code, and the parameter that was wrong."""
    response = await fetch(path, params, **headers)
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert load_spec_named("bag").complaints("Error", body) == []
    assert body["status"] == response.status_code
    fault = body.get("invalid-params", [{}])[0]
    return response.status_code, body["code"], fault.get("name"), fault.get("code")


@pytest.mark.parametrize(("path", "identificatie", "name"), DETAILS)
@pytest.mark.parametrize("expand", [False, True])
async def test_an_object_satisfies_the_official_schema(
    spec: Spec, path: str, identificatie: str, name: str, expand: bool
) -> None:
    answer = spec.answer_name(f"/{path}/{{{name}}}")
    body = await get(f"{path}/{identificatie}", {"expand": "true"} if expand else None)
    assert spec.complaints(answer, body) == []
    assert identificatie in str(body)
    can_expand = path not in ("panden", "adressenuitgebreid")
    inside = body.get("verblijfsobject", {}) if path == "adresseerbareobjecten" else body
    assert ("_embedded" in inside) is (expand and can_expand)


@pytest.mark.parametrize(("path", "params"), LISTS)
async def test_a_list_satisfies_the_official_schema(spec: Spec, path: str, params: Row) -> None:
    body = await get(path, params)
    assert spec.complaints(spec.answer_name(f"/{path}"), body) == []
    assert await rows_of(path, params)
    assert body["_links"]["self"]["href"].startswith(f"{BAG_ROOT}{path}?")


@pytest.mark.parametrize(("path", "params"), LISTS)
def test_the_parameters_are_those_of_the_document(spec: Spec, path: str, params: Row) -> None:
    question = next(item for item in (ZOEK, *QUESTIONS) if item.path == path)
    known = {name.partition("[")[0] for name in question.readers}
    left_out = {"point", "bbox"} if path == "woonplaatsen" else {"point"}
    assert known == spec.query_parameters(f"/{path}") - left_out


async def test_every_verblijfplaats_of_a_persoon_is_in_the_bag() -> None:
    plaatsen = [persoon.get("verblijfplaats") or {} for persoon in personen()]
    known = [plaats for plaats in plaatsen if "nummeraanduidingIdentificatie" in plaats]
    assert len(known) > 200
    for plaats in known[:: len(known) // 20]:
        adres = await get(f"adressen/{plaats['nummeraanduidingIdentificatie']}")
        waar = plaats["verblijfadres"]
        object_id = plaats["adresseerbaarObjectIdentificatie"]
        assert adres["adresseerbaarObjectIdentificatie"] == object_id
        assert adres["openbareRuimteNaam"] == waar["officieleStraatnaam"]
        for name in ("huisnummer", "huisletter", "huisnummertoevoeging", "postcode"):
            assert adres.get(name) == waar.get(name)
    bag = extra().bag
    for plaats in known:
        adres_ = bag.nummeraanduidingen[plaats["nummeraanduidingIdentificatie"]]
        assert adres_.object == plaats["adresseerbaarObjectIdentificatie"]
        assert adres_.object in bag.objecten


async def test_every_bag_zaakobject_is_in_the_bag() -> None:
    seen = {"adres": 0, "pand": 0, "openbare_ruimte": 0}
    linked = 0
    bag = extra().bag
    for item in groot().zgw.data.zaakobjecten:
        soort = item["objectType"]
        if soort not in seen:
            continue
        seen[soort] += 1
        identificatie = item["objectIdentificatie"]["identificatie"]
        if item["object"]:
            linked += 1
            found = await get(item["object"].removeprefix(BAG_ROOT)) if linked < 20 else None
            assert found is None or identificatie in str(found)
        if soort == "adres":
            adres = bag.nummeraanduidingen[identificatie]
            assert adres.huisnummer == item["objectIdentificatie"]["huisnummer"]
            assert adres.postcode == item["objectIdentificatie"]["postcode"]
        elif soort == "openbare_ruimte":
            naam = item["objectIdentificatie"]["gorOpenbareRuimteNaam"]
            assert bag.openbareruimten[identificatie].naam == naam
        else:
            assert identificatie in bag.panden
    assert min(seen.values()) > 20
    assert 20 < linked < sum(seen.values())


async def test_the_visiting_address_of_a_vestiging_is_in_the_bag() -> None:
    vestigingen = [
        rol["betrokkeneIdentificatie"]["verblijfsadres"]
        for rol in groot().zgw.data.rollen
        if rol["betrokkeneType"] == "vestiging"
    ]
    assert len(vestigingen) > 20
    for adres in vestigingen:
        found = extra().bag.objecten[adres["aoaIdentificatie"]]
        (hoofdadres,) = extra().bag.adressen_of(found)
        assert (hoofdadres.postcode, hoofdadres.huisnummer) == (
            adres["aoaPostcode"],
            adres["aoaHuisnummer"],
        )


async def test_every_link_leads_to_an_object() -> None:
    adres = await get("adressen/9999200000000060")
    links = [
        link
        for item in adres["_links"].values()
        for link in (item if isinstance(item, list) else [item])
    ]
    assert len(links) == 6
    for link in links:
        assert link["href"].startswith(BAG_ROOT)
        await get(link["href"])
    vbo = await get(adres["_links"]["adresseerbaarObject"]["href"])
    assert vbo["verblijfsobject"]["heeftAlsNevenAdres"] == ["9999200000900060"]
    neven = await get("adressen/9999200000900060")
    assert neven["indicatieNevenadres"] is True
    assert "indicatieNevenadres" not in adres


async def test_expand_embeds_one_level_and_only_what_is_asked() -> None:
    body = await get(f"adressen/{DORP}", {"expand": "panden,adresseerbaarObject.type"})
    embedded = body["_embedded"]
    assert set(embedded) == {"panden", "adresseerbaarObject"}
    pand = await get("panden/9999100000000012")
    assert embedded["panden"] == [pand]
    assert embedded["adresseerbaarObject"] == await get("adresseerbareobjecten/9999011000000012")
    vbo = await get("verblijfsobjecten/9999011000000012", {"expand": "maaktDeelUitVan"})
    assert vbo["_embedded"] == {"maaktDeelUitVan": [pand]}
    nothing = await get(f"nummeraanduidingen/{DORP}", {"expand": "ligtInWoonplaats"})
    assert "_embedded" not in nothing


async def test_a_search_finds_by_house_and_exact_match_narrows() -> None:
    corner = {"postcode": "9990 aa", "huisnummer": "60"}
    assert [row.get("huisletter", "") for row in await rows_of("adressen", corner)] == ["", "A"]
    (exact,) = await rows_of("adressen", {**corner, "exacteMatch": "true"})
    assert exact["nummeraanduidingIdentificatie"] == "9999200000000060"
    (letter,) = await rows_of("adressen", {**corner, "huisletter": "a"})
    assert letter["nummeraanduidingIdentificatie"] == "9999200000900060"
    straat = {"woonplaatsNaam": "voorbeeldstad", "openbareRuimteNaam": "Havenkade"}
    (by_name,) = await rows_of("adressen", {**straat, "huisnummer": "7"})
    assert by_name["nummeraanduidingIdentificatie"] == "9999200008000007"
    assert "_embedded" not in await get("adressen", {"postcode": "1111AA", "huisnummer": "1"})


async def test_a_search_result_leads_to_the_address() -> None:
    (found,) = await rows_of("adressen/zoek", {"zoek": "Havenk 77, 9992DB"})
    assert found["omschrijving"] == "Havenkade 77, 9992DB Voorbeeldstad"
    followed = await get(found["_links"]["adres"]["href"])
    (adres,) = followed["_embedded"]["adressen"]
    assert adres["nummeraanduidingIdentificatie"] == "9999200008000077"
    assert await rows_of("adressen", {"q": "Havenk 77, 9992DB"}) == [adres]


async def test_an_address_that_ended_is_given_only_when_asked() -> None:
    ended, wanted = "adressen/9999200000000181", {"inclusiefEindStatus": "true"}
    assert (await fetch(ended)).status_code == 404
    assert (await get(ended, wanted))["huisnummer"] == 181
    nummer = await get("nummeraanduidingen/9999200000000181")
    assert nummer["nummeraanduiding"]["status"] == "Naamgeving ingetrokken"
    before = await fetch(f"nummeraanduidingen/{DORP}", {"geldigOp": "2001-01-01"})
    assert before.status_code == 404


async def test_a_contour_holds_what_lies_in_it() -> None:
    pand = (await get("panden/9999100000000012"))["pand"]
    x, y = pand["geometrie"]["coordinates"][0][0][:2]
    assert 130_000 < x < 140_000
    assert 450_000 < y < 460_000
    around = {"bbox": f"{x - 0.1},{y - 0.1},{x + 0.1},{y + 0.1}"}
    (found,) = await rows_of("panden", around)
    assert found["pand"] == pand
    assert await rows_of("panden", {**around, "statusPand": "Pand gesloopt"}) == []
    year = str(int(pand["oorspronkelijkBouwjaar"]) + 1)
    assert await rows_of("panden", {**around, "bouwjaar[min]": year}) == []
    both: Params = {**around, "statusPand": ["Pand gesloopt", "Pand in gebruik"]}
    assert len(await rows_of("panden", both)) == 1


async def test_pages_follow_each_other_and_tell_no_count() -> None:
    params = {"openbareRuimteIdentificatie": "9999300000000000", "pageSize": "100"}
    first = await fetch("nummeraanduidingen", params)
    assert (first.headers["x-pagination-page"], first.headers["x-pagination-limit"]) == ("1", "100")
    links = first.json()["_links"]
    assert set(links) == {"self", "next", "last"}
    second = await get(links["next"]["href"])
    assert set(second["_links"]) == {"self", "first", "previous"}
    seen = [
        row["nummeraanduiding"]["identificatie"]
        for page in (first.json(), second)
        for row in page["_embedded"]["nummeraanduidingen"]
    ]
    assert len(seen) == len(set(seen)) > 180
    beyond = await refusal("nummeraanduidingen", {**params, "page": "3"})
    assert beyond == (400, "paramsValidation", "page", "page")


@pytest.mark.parametrize(
    ("path", "params", "told"),
    [
        ("adressen", {}, (400, "paramsRequired", None, None)),
        ("adressen", {"postcode": "9990AA"}, (400, "paramsCombination", None, None)),
        (
            "adressen",
            {**AT, "pandIdentificatie": "9999100000000012"},
            (400, "unsupportedCombination", None, None),
        ),
        (
            "adressen",
            {"pandIdentificatie": "9999100000000012", "expand": "true"},
            (400, "unsupportedCombination", None, None),
        ),
        ("adressen", {**AT, "postcode": "99AA"}, (400, "paramsValidation", "postcode", "pattern")),
        (
            "adressen",
            {**AT, "huisnummer": "123456"},
            (400, "paramsValidation", "huisnummer", "maximum"),
        ),
        ("adressen", {**AT, "huisnummer": "x"}, (400, "paramsValidation", "huisnummer", "integer")),
        ("adressen", {**AT, "pageSize": "5"}, (400, "paramsValidation", "pageSize", "minimum")),
        ("adressen", {**AT, "expand": "eigenaar"}, (400, "paramsValidation", "expand", "expand")),
        ("adressen", {**AT, "expand": ""}, (400, "paramsValidation", "expand", "minLength")),
        ("adressen/12", {}, (400, "paramsValidation", "nummeraanduidingIdentificatie", "pattern")),
        ("panden/9999109999999999", {}, (404, "notFound", None, None)),
        ("panden/1234", {}, (400, "paramsValidation", "identificatie", "pattern")),
        (
            "panden/9999100000000012",
            {"geldigOp": "23-04-2019"},
            (400, "paramsValidation", "geldigOp", "date"),
        ),
        ("bestaatniet", {}, (404, "notFound", None, None)),
    ],
)
async def test_a_bad_question_is_refused(path: str, params: Row, told: tuple[Any, ...]) -> None:
    assert await refusal(path, params) == told


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"X-Api-Key": ""}, (401, "authentication")),
        ({"X-Api-Key": "anders"}, (401, "authentication")),
        ({"Accept": "application/xml"}, (406, "notAcceptable")),
        ({"Accept-Crs": "epsg:4326"}, (406, "crsNotAcceptable")),
        ({"Accept-Crs": ""}, (412, "acceptCrsMissing")),
    ],
)
async def test_wrong_headers_are_refused(headers: dict[str, str], told: tuple[int, str]) -> None:
    status, code, *_ = await refusal("panden/9999100000000012", None, **headers)
    assert (status, code) == told


async def test_a_contour_needs_the_crs_it_is_in() -> None:
    params = {"bbox": "1,2,3,4"}
    assert (await refusal("panden", params, **{"Content-Crs": ""}))[1] == "contentCrsMissing"
    wrong = await refusal("panden", params, **{"Content-Crs": "epsg:4326"})
    assert wrong[:2] == (415, "crsNotSupported")


async def test_an_unknown_parameter_is_ignored_and_no_geometry_needs_no_crs() -> None:
    """Unlike the ZGW registers, the BAG is not strict on names (lvbag/BAG-API, pull 57)."""
    plain = await fetch(f"adressen/{DORP}", {"onbekend": "1"}, **{"Accept-Crs": ""})
    assert plain.status_code == 200
    assert plain.json() == await get(f"adressen/{DORP}")
    assert "content-crs" not in plain.headers
    assert (await fetch("panden/9999100000000012")).headers["content-crs"] == "epsg:28992"


async def test_only_reading_is_offered() -> None:
    response = await ask("bag", "adressen", headers={"X-Api-Key": BAG_KEY}, method="POST")
    assert (response.status_code, response.json()["code"]) == (405, "methodNotAllowed")


def test_rd_agrees_with_a_published_point() -> None:
    """The Westertoren in Amsterdam, RD 120700.723 487525.501 (Schreutelkamp 2001)."""
    x, y = to_rd(4.88352559, 52.37453253)
    assert x == pytest.approx(120700.723, abs=0.6)
    assert y == pytest.approx(487525.501, abs=0.6)
