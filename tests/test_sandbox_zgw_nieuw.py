"""The sandbox as a server of the standard of 2026: `fields`, expand everywhere, zaaknotities."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.zgw import SHOWCASE_ZAAK_UUID
from zgw_support import connect, registers

ZOEK = {"uuid__in": [SHOWCASE_ZAAK_UUID]}
CRS = {"Content-Crs": "EPSG:4326"}


async def search(body: dict[str, Any], **params: str) -> tuple[int, Any]:
    """Return the status and body of a search for zaken."""
    async with connect("zaken", dialect="nieuw") as client:
        response = await client.post("zaken/_zoek", json=body, params=params, headers=CRS)
    return response.status_code, response.json()


async def test_a_search_gives_the_fields_it_asks() -> None:
    asked = ["url", {"zaaktype": ["omschrijving", {"catalogus": ["domein"]}], "status": ["*"]}]
    status, body = await search({**ZOEK, "fields": asked})
    assert status == 200
    (zaak,) = body["results"]
    assert set(zaak) == {"url", "zaaktype", "status"}
    assert zaak["zaaktype"] == {
        "omschrijving": "Aanvraag omgevingsvergunning behandelen",
        "catalogus": {"domein": registers().data.catalogussen[0]["domein"]},
    }
    assert "statustoelichting" in zaak["status"]


@pytest.mark.parametrize(
    ("body", "params"),
    [
        pytest.param({"fields": ["url"]}, {"expand": "status"}, id="fields beside expand"),
        pytest.param({"fields": ["bestaatNiet"]}, {}, id="an unknown property"),
        pytest.param({"fields": "url"}, {}, id="no list"),
    ],
)
async def test_what_it_refuses(body: dict[str, Any], params: dict[str, str]) -> None:
    status, answer = await search({**ZOEK, **body}, **params)
    assert status == 400
    assert answer["invalidParams"][0]["name"] == "fields"


@pytest.mark.parametrize(
    ("api", "path", "expand"),
    [
        ("zaken", "rollen", "roltype"),
        ("zaken", "statussen", "statustype"),
        ("zaken", "zaakinformatieobjecten", "informatieobject"),
        ("documenten", "objectinformatieobjecten", "informatieobject"),
        ("besluiten", "besluitinformatieobjecten", "informatieobject"),
        ("besluiten", "besluiten", "besluittype"),
    ],
)
async def test_every_resource_expands(api: str, path: str, expand: str) -> None:
    async with connect(api, dialect="nieuw") as client:
        response = await client.get(path, params={"expand": expand})
    body = response.json()
    row = (body if isinstance(body, list) else body["results"])[0]
    assert response.status_code == 200
    assert row["_expand"][expand]["url"] == row[expand]


async def test_notities_belong_to_the_standard_there() -> None:
    for dialect, status in (("nieuw", 200), ("standard", 404)):
        async with connect("zaken", dialect=dialect) as client:  # type: ignore[arg-type]
            response = await client.get("zaaknotities", params={})
        assert response.status_code == status
