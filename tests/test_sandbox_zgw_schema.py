"""The sandbox's ZGW answers against the OpenAPI documents and real answers of Open Zaak."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.zgw import SHOWCASE_ZAAK_UUID
from zgw_support import connect, deviations, get, load_sample, load_spec, registers

RESOURCES = {
    "zaken": (
        "zaken",
        "statussen",
        "resultaten",
        "rollen",
        "zaakobjecten",
        "zaakinformatieobjecten",
        "klantcontacten",
        "zaakcontactmomenten",
        "zaakverzoeken",
        "substatussen",
        "zaaknotities",
    ),
    "catalogi": (
        "catalogussen",
        "zaaktypen",
        "statustypen",
        "resultaattypen",
        "roltypen",
        "eigenschappen",
        "zaakobjecttypen",
        "informatieobjecttypen",
        "besluittypen",
        "zaaktype-informatieobjecttypen",
    ),
    "documenten": (
        "enkelvoudiginformatieobjecten",
        "objectinformatieobjecten",
        "gebruiksrechten",
        "verzendingen",
    ),
    "besluiten": ("besluiten", "besluitinformatieobjecten"),
}
ALL = [
    pytest.param(api, name, id=f"{api}-{name}")
    for api, names in RESOURCES.items()
    for name in names
]
SAMPLED = [
    pytest.param(api, name, id=f"{api}-{name}")
    for api, names in RESOURCES.items()
    for name in names
    if name
    not in ("zaakcontactmomenten", "zaakverzoeken", "substatussen", "zaaknotities", "verzendingen")
]
UNSAMPLED_DEVIATIONS = {
    "zaakobjecten": {
        "objectIdentificatie",
        "zaakobjecttype",
        "objectIdentificatie.inpA_nummer",
        "objectIdentificatie.verblijfsadres",
        "objectIdentificatie.subVerblijfBuitenland",
    },
    "verzendingen": {
        "buitenlandsCorrespondentieadres",
        "correspondentiePostadres",
        "emailadres",
    },
}
"""Nulls and empty texts that the OpenAPI document forbids and no sample happens to show."""


def without_expansions(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "_expand"}


def tolerated(api: str, name: str) -> set[str]:
    """The fields in which Open Zaak itself breaks its schema."""
    extra = UNSAMPLED_DEVIATIONS.get(name, set())
    if name in [param.values[1] for param in SAMPLED]:
        sample = load_sample(name)["detail"]
        return extra | {field for field, _, _ in deviations(api, f"/{name}/{{uuid}}", sample)}
    return extra


async def sample_of(api: str, name: str) -> list[dict[str, Any]]:
    params = {"status": "alles"} if api == "catalogi" and name != "catalogussen" else {}
    body = await get(api, name, params)
    records: list[dict[str, Any]] = body if isinstance(body, list) else body["results"]
    return records[:: max(1, len(records) // 60)]


@pytest.mark.parametrize(("api", "name"), ALL)
async def test_records_satisfy_the_official_schema(api: str, name: str) -> None:
    allowed = tolerated(api, name)
    for record in await sample_of(api, name):
        for field, value, message in deviations(
            api, f"/{name}/{{uuid}}", without_expansions(record)
        ):
            assert value in (None, ""), f"{field}: {message}"
            assert field in allowed, f"{field}: {message}"


@pytest.mark.parametrize(("api", "name"), SAMPLED)
async def test_a_detail_has_the_shape_of_the_real_answer(api: str, name: str) -> None:
    sample = load_sample(name)
    record = (await sample_of(api, name))[0]
    async with connect(api) as client:
        response = await client.get(record["url"])
    body = response.json()
    varying = {"betrokkeneIdentificatie", "objectIdentificatie", "authenticatieContext"}
    assert set(body) - varying == set(sample["detail"]) - varying
    for field in set(body) - varying:
        if isinstance(body[field], dict) and isinstance(sample["detail"][field], dict):
            assert set(body[field]) == set(sample["detail"][field]) or field == "zaakgeometrie"


@pytest.mark.parametrize(("api", "name"), SAMPLED)
async def test_a_detail_has_the_headers_of_the_real_answer(api: str, name: str) -> None:
    expected = dict(load_sample(name)["detail_headers"])
    record = (await sample_of(api, name))[0]
    async with connect(api) as client:
        headers = (await client.get(record["url"])).headers
    varying = ("Content-Length", "ETag", "Warning", "Content-Security-Policy", "Vary")
    for header in set(expected) - set(varying):
        assert headers[header] == expected[header]
    assert ("ETag" in expected) is ("etag" in headers)
    assert ("Warning" in expected) is ("warning" in headers)


@pytest.mark.parametrize(("api", "name"), SAMPLED)
async def test_a_list_has_the_shape_of_the_real_answer(api: str, name: str) -> None:
    sample = load_sample(name)["list_first_page_shape"]
    body = await get(api, name)
    assert type(body) is type(sample)
    if isinstance(body, dict):
        assert set(body) == set(sample)


async def test_a_list_takes_the_parameters_of_the_real_server() -> None:
    for path, expected in load_sample("_list-parameters").items():
        api, name = path.split("/", 1)
        if "{" in name:
            continue
        async with connect(api) as client:
            document = (await client.get("openapi.json")).json()
        offered = {item["name"] for item in document["paths"][f"/{name}"]["get"]["parameters"]}
        assert offered == {item.removesuffix("[]") for item in expected["query"]}, path


async def test_nested_resources_satisfy_the_official_schema() -> None:
    for name in ("zaakeigenschappen", "besluiten", "audittrail"):
        body = await get("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}/{name}")
        assert body
        assert not list(deviations("zaken", f"/zaken/{{zaak_uuid}}/{name}", body))


@pytest.mark.parametrize(
    ("api", "name"),
    [
        pytest.param("documenten", "enkelvoudiginformatieobjecten", id="document"),
        pytest.param("besluiten", "besluiten", id="besluit"),
    ],
)
async def test_audittrails_satisfy_the_official_schema(api: str, name: str) -> None:
    record = (await sample_of(api, name))[0]
    body = await get(api, f"{record['url']}/audittrail")
    path = next(path for path in load_spec(api)["paths"] if path.endswith("/audittrail"))
    assert not list(deviations(api, path, body))
    assert await get(api, f"{record['url']}/audittrail/{body[0]['uuid']}") == body[0]


async def test_an_expanded_zaak_has_the_shape_of_the_real_answer() -> None:
    sample = load_sample("zaak_expanded")["_expand"]
    paths = (
        "zaaktype,hoofdzaak,eigenschappen,rollen.roltype,status.statustype,"
        "zaakinformatieobjecten,zaakobjecten,resultaat.resultaattype"
    )
    deelzaak = next(
        zaak
        for zaak in registers().data.zaken
        if zaak["hoofdzaak"] and zaak["resultaat"] and zaak["zaakobjecten"] and zaak["rollen"]
        and zaak["zaakinformatieobjecten"]
    )  # fmt: skip
    expanded = (await get("zaken", deelzaak["url"], {"expand": paths}))["_expand"]
    assert list(expanded) == list(sample)
    for name, value in sample.items():
        mine = expanded[name]
        assert type(mine) is type(value)
        if isinstance(value, dict):
            assert set(mine) == set(value)
            assert set(mine.get("_expand", {})) == set(value.get("_expand", {}))
        elif name == "rollen":
            assert all(set(rol["_expand"]) == {"roltype"} for rol in mine)
        else:
            assert set(mine[0]) == set(value[0])


async def test_an_unknown_uuid_gives_the_problem_of_the_real_server() -> None:
    expected = load_sample("audittrail")
    async with connect("zaken") as client:
        response = await client.get("zaken/00000000-0000-4000-8000-000000000000")
    body = response.json()
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert {**body, "instance": "", "type": ""} == {**expected, "instance": "", "type": ""}
    assert body["type"].endswith("/ref/fouten/NotFound/")
