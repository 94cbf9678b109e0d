"""The sandbox's ZGW registers behave as Open Zaak: rights, paging, headers and refusals."""

from __future__ import annotations

import time
from typing import Any

import httpx
import jwt
import pytest

from sandbox.zgw import BEPERKT_SECRET, DEFAULT_CLIENTS, SHOWCASE_ZAAK_UUID
from zgw_support import CRS, ROOTS, connect, count, get, make_token, registers

SECRET = DEFAULT_CLIENTS["gateway"]
UNKNOWN = "00000000-0000-4000-8000-000000000000"
OTHER_SECRET = "een-ander-geheim-dat-ook-lang-genoeg-is"


async def refused(token: str | None, api: str = "zaken", path: str = "zaken") -> httpx.Response:
    headers = dict(CRS) if token is None else {**CRS, "Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(registers().apps[api])
    async with httpx.AsyncClient(transport=transport, base_url=ROOTS[api]) as client:
        return await client.get(path, headers=headers)


def code_of(response: httpx.Response) -> Any:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return body["invalidParams"][0]["code"] if "invalidParams" in body else body["code"]


@pytest.mark.parametrize(
    ("token", "code"),
    [
        pytest.param(None, "not_authenticated", id="no token"),
        pytest.param("geen.jwt", "jwt-decode-error", id="nonsense"),
        pytest.param(make_token(age=-900), "jwt-immaturesignatureerror", id="from the future"),
        pytest.param(make_token(age=3601), "jwt-expired", id="too old"),
        pytest.param(make_token(iat=None), "jwt-missing-iat-claim", id="no iat"),
        pytest.param(make_token(client_id="gateway", secret=OTHER_SECRET),
                     "invalid-jwt-signature", id="wrong secret"),
        pytest.param(make_token("vreemd", secret=SECRET),
                     "invalid-client-identifier", id="unknown client"),
        pytest.param(jwt.encode({"iat": int(time.time()) - 5}, SECRET, algorithm="HS256"),
                     "missing-client-identifier", id="no client"),
        pytest.param(make_token(exp=int(time.time()) - 1), "jwt-expiredsignatureerror", id="exp"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("api", list(ROOTS))
async def test_a_bad_token_is_refused(api: str, token: str | None, code: str) -> None:
    paths = {"catalogi": "zaaktypen", "documenten": "gebruiksrechten"}
    response = await refused(token, api, paths.get(api, api))
    assert response.status_code == 403
    assert code_of(response) == code


async def test_a_fresh_token_is_accepted() -> None:
    assert (await refused(make_token(user_id=None))).status_code == 200
    assert registers().clients == {**DEFAULT_CLIENTS, "beperkt": BEPERKT_SECRET}


async def test_a_restricted_client_sees_open_zaken_of_one_zaaktype() -> None:
    async with connect("zaken", client_id="beperkt") as client:
        zaken = (await client.get("zaken?pageSize=500")).json()["results"]
        rollen = (await client.get("rollen?pageSize=500")).json()
        hidden = next(z for z in registers().data.zaken if z["vertrouwelijkheidaanduiding"] > "p")
        answers = [
            await client.get(hidden["url"]),
            await client.get(hidden["rollen"][0]),
            await client.get(f"{hidden['url']}/zaakeigenschappen"),
            await client.get(f"{hidden['url']}/audittrail"),
        ]
        seen = await client.get(f"zaken/{SHOWCASE_ZAAK_UUID}/zaakeigenschappen")
        searched = await client.post("zaken/_zoek", json={"uuid__in": [hidden["uuid"]]})
    assert 50 < len(zaken) < 300
    assert len({zaak["zaaktype"] for zaak in zaken}) == 1
    assert {zaak["vertrouwelijkheidaanduiding"] for zaak in zaken} == {"openbaar"}
    assert {rol["zaak"] for rol in rollen["results"]} <= {zaak["url"] for zaak in zaken}
    assert 0 < rollen["count"] < len(registers().data.rollen)
    assert [(a.status_code, code_of(a)) for a in answers] == [(403, "permission_denied")] * 4
    assert len(seen.json()) == 3
    assert searched.json()["count"] == 0


@pytest.mark.parametrize(
    ("api", "path"),
    [
        pytest.param("catalogi", "zaaktypen", id="catalogi"),
        pytest.param("documenten", "enkelvoudiginformatieobjecten", id="documenten"),
        pytest.param("besluiten", "besluiten", id="besluiten"),
        pytest.param("zaken", "zaken?expand=zaaktype", id="expand a type"),
        pytest.param("zaken", "zaken?expand=rollen.roltype", id="expand a nested type"),
        pytest.param("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}?expand=deelzaken", id="hidden deelzaak"),
    ],
)
async def test_a_restricted_client_is_refused(
    api: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deelzaak = next(z for z in registers().data.zaken if (z["hoofdzaak"] or "").endswith(
        SHOWCASE_ZAAK_UUID))  # fmt: skip
    monkeypatch.setitem(deelzaak, "vertrouwelijkheidaanduiding", "geheim")
    async with connect(api, client_id="beperkt") as client:
        response = await client.get(path)
    assert response.status_code == 403
    assert code_of(response) == "permission_denied"


async def test_the_first_page_has_a_hundred_of_the_newest() -> None:
    body = await get("zaken", "zaken")
    newest = [zaak["url"] for zaak in reversed(registers().data.zaken)]
    assert body["count"] == 500
    assert [zaak["url"] for zaak in body["results"]] == newest[:100]
    assert body["next"] == f"{ROOTS['zaken']}zaken?page=2"
    assert body["previous"] is None


async def test_documents_come_oldest_first() -> None:
    body = await get("documenten", "enkelvoudiginformatieobjecten")
    assert body["results"][0]["identificatie"] == "DOCUMENT-2026-0000000001"


async def test_every_page_can_be_followed() -> None:
    seen: list[str] = []
    following: str | None = "rollen?pageSize=400"
    pages = 0
    while following:
        body = await get("zaken", following)
        seen += [rol["url"] for rol in body["results"]]
        following = body["next"]
        pages += 1
    assert pages == 4
    assert len(set(seen)) == len(seen) == body["count"]
    assert body["previous"] == f"{ROOTS['zaken']}rollen?page=3&pageSize=400"


@pytest.mark.parametrize(
    ("query", "size"),
    [
        pytest.param("pageSize=7", 7, id="asked"),
        pytest.param("pageSize=500", 500, id="maximum"),
        pytest.param("pageSize=9999", 500, id="beyond the maximum"),
        pytest.param("pageSize=0", 100, id="zero"),
        pytest.param("pageSize=veel", 100, id="nonsense"),
        pytest.param("page=5", 100, id="last page"),
        pytest.param("page=last&pageSize=300", 200, id="last by name"),
    ],
)
async def test_the_page_size(query: str, size: int) -> None:
    assert len((await get("zaken", f"zaken?{query}"))["results"]) == size


@pytest.mark.parametrize("page", ["0", "6", "-1", "twee", ""])
async def test_an_impossible_page_is_not_found(page: str) -> None:
    async with connect("zaken") as client:
        response = await client.get("zaken", params={"page": page})
    assert response.status_code == 404
    assert response.json()["detail"] == "Ongeldige pagina."


async def test_an_empty_list_has_a_first_page() -> None:
    body = await get("zaken", "zaken?identificatie=bestaat-niet")
    assert body == {"count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    ("api", "path"),
    [
        pytest.param("zaken", "zaakinformatieobjecten", id="zaakinformatieobjecten"),
        pytest.param("zaken", "zaakcontactmomenten", id="zaakcontactmomenten"),
        pytest.param("zaken", "zaakverzoeken", id="zaakverzoeken"),
        pytest.param("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}/zaakeigenschappen", id="eigenschappen"),
        pytest.param("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}/besluiten", id="zaakbesluiten"),
        pytest.param("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}/audittrail", id="audittrail"),
        pytest.param("documenten", "objectinformatieobjecten", id="objectinformatieobjecten"),
        pytest.param("documenten", "gebruiksrechten", id="gebruiksrechten"),
        pytest.param("besluiten", "besluitinformatieobjecten", id="besluitinformatieobjecten"),
    ],
)
async def test_some_lists_are_bare_arrays_without_pages(api: str, path: str) -> None:
    body = await get(api, path)
    assert isinstance(body, list)
    assert body
    async with connect(api) as client:
        response = await client.get(path, params={"page": "1"})
    assert code_of(response) == "unknown-parameters"


@pytest.mark.parametrize(
    ("api", "path"),
    [
        pytest.param("zaken", "zaken", id="zaken"),
        pytest.param("zaken", "rollen", id="rollen"),
        pytest.param("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}", id="detail"),
        pytest.param("catalogi", "zaaktypen", id="zaaktypen"),
        pytest.param("documenten", "enkelvoudiginformatieobjecten", id="documenten"),
        pytest.param("besluiten", "besluiten", id="besluiten"),
    ],
)
async def test_an_unknown_parameter_is_refused(api: str, path: str) -> None:
    async with connect(api) as client:
        response = await client.get(path, params={"vreemd": "1"})
    body = response.json()
    assert response.status_code == 400
    assert (body["code"], body["title"], body["detail"]) == ("invalid", "Invalid input.", "")
    assert body["invalidParams"] == [
        {
            "name": "nonFieldErrors",
            "code": "unknown-parameters",
            "reason": "Onbekende query parameters: vreemd",
        }
    ]


@pytest.mark.parametrize(
    ("api", "path"),
    [
        pytest.param("zaken", f"rollen/{UNKNOWN}", id="unknown uuid"),
        pytest.param("zaken", "rollen/geen-uuid", id="not a uuid"),
        pytest.param("zaken", f"zaken/{UNKNOWN}/zaakeigenschappen", id="unknown parent"),
        pytest.param("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}/audittrail/{UNKNOWN}", id="audit line"),
        pytest.param("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}/besluiten/{UNKNOWN}", id="zaakbesluit"),
        pytest.param("zaken", "onbekend", id="unknown path"),
        pytest.param("documenten", f"enkelvoudiginformatieobjecten/{UNKNOWN}/download", id="file"),
    ],
)
async def test_what_does_not_exist_is_not_found(api: str, path: str) -> None:
    async with connect(api) as client:
        response = await client.get(path)
    assert response.status_code == 404
    assert code_of(response) == "not_found"


async def test_a_nested_record_is_found_below_its_own_zaak_only() -> None:
    mine = (await get("zaken", f"zaken/{SHOWCASE_ZAAK_UUID}/zaakeigenschappen"))[0]
    assert await get("zaken", mine["url"]) == mine
    other = registers().data.zaken[0]
    async with connect("zaken") as client:
        response = await client.get(f"{other['url']}/zaakeigenschappen/{mine['uuid']}")
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        pytest.param("GET", "zaken", {}, 412, id="list without"),
        pytest.param("GET", f"zaken/{SHOWCASE_ZAAK_UUID}", {}, 412, id="detail without"),
        pytest.param("GET", "zaken", {"Accept-Crs": "EPSG:28992"}, 406, id="another crs"),
        pytest.param("POST", "zaken/_zoek", {"Accept-Crs": "EPSG:4326"}, 412, id="search without"),
        pytest.param("POST", "zaken/_zoek", {**CRS, "Content-Crs": "x"}, 406, id="search in x"),
        pytest.param("GET", "rollen", {}, 200, id="rollen need none"),
        pytest.param("GET", f"zaken/{SHOWCASE_ZAAK_UUID}/besluiten", {}, 200, id="nor besluiten"),
    ],
)
async def test_zaken_need_a_crs(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    authorization = {"Authorization": f"Bearer {make_token()}"}
    transport = httpx.ASGITransport(registers().apps["zaken"])
    async with httpx.AsyncClient(transport=transport, base_url=ROOTS["zaken"]) as client:
        response = await client.request(
            method,
            path,
            headers={**authorization, **headers},
            json={} if method == "POST" else None,
        )
    assert response.status_code == status


async def test_a_known_etag_gives_not_modified() -> None:
    async with connect("zaken") as client:
        first = await client.get(f"zaken/{SHOWCASE_ZAAK_UUID}")
        etag = first.headers["etag"]
        again = await client.get(
            f"zaken/{SHOWCASE_ZAAK_UUID}?expand=rollen", headers={"If-None-Match": f'"x", {etag}'}
        )
        other = await client.get(f"zaken/{SHOWCASE_ZAAK_UUID}", headers={"If-None-Match": '"x"'})
        listed = await client.get("zaken")
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert other.status_code == 200
    assert "etag" not in listed.headers


async def test_an_answer_says_its_version_and_is_compressed() -> None:
    versions = {"zaken": "1.5.1", "catalogi": "1.3.1", "documenten": "1.4.2", "besluiten": "1.1.0"}
    paths = {"catalogi": "zaaktypen", "documenten": "enkelvoudiginformatieobjecten"}
    for name, version in versions.items():
        async with connect(name) as client:
            plain = await client.get(paths.get(name, name))
            response = await client.get(paths.get(name, name), headers={"Accept-Encoding": "gzip"})
        assert response.headers["api-version"] == version
        assert response.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert response.headers.get("content-crs") == ("EPSG:4326" if name == "zaken" else None)


async def test_head_has_headers_and_no_body() -> None:
    async with connect("zaken") as client:
        response = await client.head(f"zaken/{SHOWCASE_ZAAK_UUID}")
    assert response.status_code == 200
    assert response.content == b""
    assert "etag" in response.headers


async def test_a_status_is_never_taken_back() -> None:
    async with connect("zaken") as client:
        response = await client.delete(registers().data.statussen[0]["url"])
    assert response.status_code == 405
    assert code_of(response) == "method_not_allowed"


async def test_the_openapi_document_needs_no_token() -> None:
    transport = httpx.ASGITransport(registers().apps["zaken"])
    async with httpx.AsyncClient(transport=transport, base_url=ROOTS["zaken"]) as client:
        document = (await client.get("openapi.json")).json()
    assert document["info"] == {"title": "Zaken API", "version": "1.5.1"}
    parameters = {item["name"] for item in document["paths"]["/zaken"]["get"]["parameters"]}
    assert {"pageSize", "expand", "ordering"} <= parameters


async def test_the_registers_hold_what_the_data_holds() -> None:
    collections = registers().data.collections()
    for name in ("rollen", "statussen", "zaakinformatieobjecten", "klantcontacten"):
        assert await count("zaken", name) == len(collections[name])
    assert await count("besluiten", "besluiten") == len(collections["besluiten"])


async def test_a_list_of_a_hundred_zaken_is_quick() -> None:
    async with connect("zaken") as client:
        await client.get("zaken?expand=rollen,status")
        started = time.perf_counter()
        await client.get("zaken?expand=rollen,status")
    assert time.perf_counter() - started < 0.25
