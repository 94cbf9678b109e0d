"""What the sandbox BRP refuses, in the words and statuses of BRP Personen bevragen 2.7.0."""

from __future__ import annotations

import re
from typing import Any

import pytest

from brp_support import post
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.brp.fields import AUTOMATIC
from spec_support import load_spec_named

RAADPLEEG: dict[str, Any] = {
    "type": "RaadpleegMetBurgerservicenummer",
    "burgerservicenummer": [SHOWCASE_BSNS[0]],
    "fields": ["leeftijd"],
}
POSTCODE: dict[str, Any] = {
    "type": "ZoekMetPostcodeEnHuisnummer",
    "postcode": "1234AB",
    "huisnummer": 12,
    "fields": ["leeftijd"],
}
GEZAG = {
    "type": "ZoekMetNummeraanduidingIdentificatie",
    "nummeraanduidingIdentificatie": "0998200000000001",
    "fields": ["gezag"],
}
NIET_BESTAAND = "Parameter bevat een niet bestaande veldnaam."
NIET_TOEGESTAAN = "Parameter bevat een niet toegestane veldnaam."
VERPLICHT = "Parameter is verplicht."
INSTANCE = "/haalcentraal/api/brp/personen"
SECTION = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5"
Faults = list[tuple[str, str, str]]


def field_fault(reason: str, at: int = 0) -> tuple[str, str, str]:
    return (f"fields[{at}]", "fields", reason)


def pattern_fault(name: str, pattern: str) -> tuple[str, str, str]:
    return (name, "pattern", f"Waarde voldoet niet aan patroon {pattern}.")


def complaints(schema: str, problem: dict[str, Any]) -> list[str]:
    """Hold an error against the schema, whose patterns forbid what the real service writes.

    Brackets, colons and patterns stand in its own feature files, in the prose and the names.
    """
    plain = {**problem, "detail": _letters(problem["detail"])}
    if "invalidParams" in problem:
        plain["invalidParams"] = [
            {name: _letters(text)[:80] for name, text in fault.items()}
            for fault in problem["invalidParams"]
        ]
    return load_spec_named("brp").complaints(schema, plain)


def _letters(text: str) -> str:
    return re.sub(r"[^a-zA-Z0-9 .,]", "", text)


FAULTS: list[tuple[dict[str, Any], Faults]] = [
    ({**RAADPLEEG, "type": "Raadpleeg"}, [("type", "value", "Waarde is geen geldig zoek type.")]),
    (
        {**RAADPLEEG, "burgerservicenummer": []},
        [("burgerservicenummer", "minItems", "Array bevat minder dan 1 items.")],
    ),
    (
        {**RAADPLEEG, "burgerservicenummer": ["999993653"] * 21},
        [("burgerservicenummer", "maxItems", "Array bevat meer dan 20 items.")],
    ),
    (
        {**RAADPLEEG, "burgerservicenummer": "999993653"},
        [("burgerservicenummer", "array", "Parameter is geen array.")],
    ),
    (
        {**RAADPLEEG, "burgerservicenummer": ["999993653", "99999365", "999993653\n"]},
        [
            pattern_fault("burgerservicenummer[1]", "^[0-9]{9}$"),
            pattern_fault("burgerservicenummer[2]", "^[0-9]{9}$"),
        ],
    ),
    ({**RAADPLEEG, "fields": []}, [("fields", "minItems", "Array bevat minder dan 1 items.")]),
    (
        {**RAADPLEEG, "fields": ["leeftijd"] * 131},
        [("fields", "maxItems", "Array bevat meer dan 130 items.")],
    ),
    (
        {**RAADPLEEG, "fields": ["leeftijd", "Leeftijd", "gezag.type", "naam.inOnderzoek"]},
        [
            field_fault(NIET_BESTAAND, 1),
            field_fault(NIET_TOEGESTAAN, 2),
            field_fault(NIET_TOEGESTAAN, 3),
        ],
    ),
    (
        {**RAADPLEEG, "fields": ["naam voornamen"]},
        [pattern_fault("fields[0]", r"^[a-zA-Z0-9\._]{1,200}$")],
    ),
    (
        {**RAADPLEEG, "inclusiefOverledenPersonen": True},
        [("inclusiefOverledenPersonen", "unknownParam", "Parameter is niet verwacht.")],
    ),
    (GEZAG, [field_fault(NIET_BESTAAND)]),
    (
        {**POSTCODE, "huisnummer": "12"},
        [("huisnummer", "integer", "Waarde is geen geldig getal.")],
    ),
    (
        {**POSTCODE, "huisnummer": 0},
        [("huisnummer", "minimum", "Waarde is lager dan minimum 1.")],
    ),
    (
        {**POSTCODE, "huisnummer": 100_000},
        [("huisnummer", "maximum", "Waarde is hoger dan maximum 99999.")],
    ),
    (
        {**POSTCODE, "geboortedatum": "2024-02-30"},
        [("geboortedatum", "date", "Waarde is geen geldige datum.")],
    ),
    (
        {**POSTCODE, "inclusiefOverledenPersonen": "true"},
        [("inclusiefOverledenPersonen", "boolean", "Waarde is geen boolean.")],
    ),
    (
        {**POSTCODE, "postcode": "0234AB"},
        [pattern_fault("postcode", "^[1-9]{1}[0-9]{3}[ ]?[A-Za-z]{2}$")],
    ),
    (
        {**POSTCODE, "postcode": "", "huisnummer": None, "fields": None},
        [(name, "required", VERPLICHT) for name in ("postcode", "huisnummer", "fields")],
    ),
    ({}, [("type", "required", VERPLICHT)]),
]


@pytest.mark.parametrize(("body", "faults"), FAULTS)
async def test_a_wrong_parameter_is_named(body: dict[str, Any], faults: Faults) -> None:
    response = await post(body)
    problem = response.json()
    missing = any(code == "required" for _, code, _ in faults)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert problem == {
        "type": f"{SECTION}.1",
        "title": "Minimale combinatie van parameters moet worden opgegeven."
        if missing
        else "Een of meerdere parameters zijn niet correct.",
        "status": 400,
        "detail": f"De foutieve parameter(s) zijn: {', '.join(name for name, _, _ in faults)}.",
        "code": "paramsCombination" if missing else "paramsValidation",
        "instance": INSTANCE,
        "invalidParams": [
            {"name": name, "code": code, "reason": reason} for name, code, reason in faults
        ],
    }


@pytest.mark.parametrize(("body", "faults"), FAULTS)
async def test_an_error_satisfies_the_official_schema(body: dict[str, Any], faults: Faults) -> None:
    problem = (await post(body)).json()
    assert len(problem["invalidParams"]) == len(faults)
    assert complaints("BadRequestFoutbericht", problem) == []


@pytest.mark.parametrize("name", AUTOMATIC)
async def test_automatic_fields_may_not_be_asked(name: str) -> None:
    problem = (await post({**RAADPLEEG, "fields": [name]})).json()
    assert [fault["reason"] for fault in problem["invalidParams"]] == [NIET_TOEGESTAAN]


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ({**POSTCODE, "postcode": "1236AA", "huisnummer": 100}, 30),
        (
            {
                "type": "ZoekMetNaamEnGemeenteVanInschrijving",
                "geslachtsnaam": "jan*",
                "voornamen": "joh*",
                "gemeenteVanInschrijving": "0998",
                "fields": ["leeftijd"],
            },
            10,
        ),
    ],
)
async def test_too_many_results_are_refused(query: dict[str, Any], limit: int) -> None:
    response = await post(query)
    assert response.status_code == 400
    assert response.json() == {
        "type": f"{SECTION}.1",
        "title": "Teveel zoekresultaten.",
        "status": 400,
        "detail": f"Meer dan maximum van {limit} zoekresultaten gevonden. Verfijn de zoekopdracht.",
        "code": "tooManyResults",
        "instance": INSTANCE,
    }
    assert complaints("BadRequestFoutbericht", response.json()) == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
async def test_what_is_not_a_json_object_is_refused(body: bytes) -> None:
    response = await post(body, **{"Content-Type": "application/json"})
    assert response.status_code == 400
    assert [fault["code"] for fault in response.json()["invalidParams"]] == ["json"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"X-API-KEY": "fout"}, 401, "authentication"),
        ({"Accept": "application/xml"}, 406, "notAcceptable"),
        ({"Content-Type": "text/plain"}, 415, "unsupportedMediaType"),
    ],
)
async def test_wrong_headers_are_refused(headers: dict[str, str], status: int, code: str) -> None:
    response = await post(RAADPLEEG, **headers)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["status"] == status
    assert complaints("Foutbericht", response.json()) == []
