"""What the sandbox Open Klant refuses: unknown parameters, other tokens, what is not there."""

from __future__ import annotations

import pytest

from klant_support import fetch, get
from sandbox import KLANT_TOKEN

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("path", "params", "faults"),
    [
        (
            "partijen",
            {"uuid__in": "x", "zoek": "y"},
            [
                (
                    "nonFieldErrors",
                    "unknown-parameters",
                    "Onbekende query parameters: uuid__in, zoek",
                )
            ],
        ),
        (
            "internetaken",
            {"expand": "actoren"},
            [("nonFieldErrors", "unknown-parameters", "Onbekende query parameters: expand")],
        ),
        (
            "partijen",
            {"expand": "digitaleAdressen,zaken"},
            [("expand", "invalid_choice", "zaken is geen geldige keuze.")],
        ),
        (
            "internetaken",
            {"status": "klaar", "klantcontact__uuid": "1"},
            [
                ("status", "invalid", "Voer een geldige waarde in."),
                ("klantcontact__uuid", "invalid", "Voer een geldige waarde in."),
            ],
        ),
    ],
)
async def test_wrong_parameters_are_refused(
    path: str, params: dict[str, str], faults: list[tuple[str, str, str]]
) -> None:
    response = await fetch(path, params)
    body = response.json()
    assert response.status_code == body["status"] == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert (body["code"], body["title"], body["detail"]) == ("invalid", "Invalid input.", "")
    assert [tuple(fault.values()) for fault in body["invalidParams"]] == faults
    assert [tuple(fault) for fault in body["invalidParams"]] == [("name", "code", "reason")] * len(
        faults
    )


async def test_a_detail_takes_no_filters() -> None:
    row = (await get("actoren"))["results"][0]
    response = await fetch(row["url"], {"naam": "x"})
    assert response.status_code == 400
    assert response.json()["invalidParams"][0]["code"] == "unknown-parameters"


@pytest.mark.parametrize(
    "path", [f"partijen/{NOBODY}", f"partijen/{NOBODY[:8]}", "zaken", f"zaken/{NOBODY}"]
)
async def test_what_is_not_there_is_a_problem(path: str) -> None:
    response = await fetch(path)
    body = response.json()
    assert response.status_code == body["status"] == 404
    assert (body["code"], body["detail"]) == ("not_found", "Niet gevonden.")
    assert body["type"] == "http://openklant.sandbox/ref/fouten/NotFound/"


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "not_authenticated"),
        (f"Bearer {KLANT_TOKEN}", "not_authenticated"),
        ("Token fout", "authentication_failed"),
    ],
)
async def test_a_wrong_token_is_refused(authorization: str, code: str) -> None:
    response = await fetch("partijen", authorization=authorization)
    assert response.status_code == 401
    assert response.json()["code"] == code
    assert response.headers["www-authenticate"] == "Token"


async def test_the_version_is_told_and_only_reads_are_served() -> None:
    response = await fetch("partijen", encoding="gzip")
    assert response.headers["api-version"] == "0.9.0"
    assert response.headers["content-encoding"] == "gzip"
    assert (await fetch("partijen", method="POST")).status_code == 405
