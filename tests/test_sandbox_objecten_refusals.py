"""What the sandbox Objects API does not tell, and what it refuses."""

from __future__ import annotations

import pytest

from landscape_support import Row
from objecten_support import fetch, refusal, rows_of, type_url
from sandbox.landscape import OBJECTEN_ROOT, OBJECTEN_TOKEN_BEPERKT
from sandbox.objecten.objecttypen import BOOM, MELDING, TAAK


async def test_a_token_sees_part_of_the_types_and_part_of_the_fields() -> None:
    beperkt = {"token": OBJECTEN_TOKEN_BEPERKT}
    taken = await fetch("objects", {"type": type_url(TAAK)}, **beperkt)
    rows = taken.json()["results"]
    assert rows
    assert {name for row in rows for name in row["record"]["data"]} == {"titel", "status"}
    hidden = taken.headers["x-unauthorized-fields"]
    assert hidden.startswith(f"{type_url(TAAK)}(1):record__correctedBy,")
    assert "record__data__identificatie__value" in hidden.split(",")
    assert await rows_of({"type": type_url(MELDING)}, **beperkt) == []
    melding = (await rows_of({"type": type_url(MELDING)}))[0]["url"]
    assert await refusal(melding, token=OBJECTEN_TOKEN_BEPERKT) == (
        403,
        "permission_denied",
        None,
        None,
    )
    bomen = await fetch("objects", {"type": type_url(BOOM)}, **beperkt)
    assert "x-unauthorized-fields" not in bomen.headers
    forbidden = {"type": type_url(TAAK), "fields": "record__data__identificatie"}
    assert (await refusal("objects", forbidden, token=OBJECTEN_TOKEN_BEPERKT))[:2] == (
        400,
        "invalid",
    )


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"data_attr": "hoogte__5"}, ("data_attr", "invalid-data-attr-query")),
        ({"data_attr": "hoogte__ongeveer__5"}, ("data_attr", "invalid-data-attr-query")),
        ({"data_attr": "a,b__exact__5"}, ("data_attr", "invalid-data-attr-query")),
        ({"data_attr": "conditie__gt__goed"}, ("data_attr", "invalid-data-attr-query")),
        ({"data_attrs": "conditie__lt__goed"}, ("data_attrs", "invalid-data-attrs-query")),
        ({"type": "geen-url"}, ("type", "invalid")),
        (
            {"type": f"{OBJECTEN_ROOT}objecttypes/5b1f3c2e-6a6d-4c0e-9d43-0b8a1f1c7e21"},
            ("type", "invalid_choice"),
        ),
        ({"typeVersion": "twee"}, ("typeVersion", "invalid")),
        ({"date": "gisteren"}, ("date", "invalid")),
        (
            {"date": "2026-01-01", "registrationDate": "2026-01-01"},
            ("nonFieldErrors", "invalid-date-query-params"),
        ),
    ],
)
async def test_a_bad_question_is_refused(params: Row, told: tuple[str, str]) -> None:
    assert await refusal("objects", params) == (400, "invalid", *told)


async def test_a_search_needs_the_crs_of_its_body_and_a_good_body() -> None:
    assert (await refusal("objects/search", None, json={}, **{"Content-Crs": ""}))[0] == 412
    assert (await refusal("objects/search", None, json={}, **{"Content-Crs": "EPSG:28992"}))[
        0
    ] == 406
    wrong = {"geometry": {"within": {"type": "Point", "coordinates": [1, 2]}}}
    assert (await refusal("objects/search", json=wrong))[2:] == ("geometry.within", "invalid")
    assert (await refusal("objects/search", json=[1]))[:2] == (400, "parse_error")


async def test_reading_needs_no_crs_but_not_a_wrong_one() -> None:
    answer = await fetch("objects", {"pageSize": "1", "onbekend": "1"})
    assert answer.status_code == 200
    assert answer.headers["content-crs"] == "EPSG:4326"
    assert (await refusal("objects", None, **{"Accept-Crs": "EPSG:28992"}))[0] == 406


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "not_authenticated"),
        ("Bearer x", "not_authenticated"),
        ("Token anders", "authentication_failed"),
    ],
)
async def test_without_a_known_token_nothing_is_told(authorization: str, code: str) -> None:
    response = await fetch("objects", Authorization=authorization)
    assert (response.status_code, response.json()["code"]) == (401, code)
    assert response.headers["www-authenticate"] == "Token"
