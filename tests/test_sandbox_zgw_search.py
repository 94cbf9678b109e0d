"""`_zoek` and `expand` of the sandbox, and the server that knows the VNG standard only."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sandbox.zgw.dialect import Dialect
from sandbox.zgw.expand import ZAAK_PATHS
from zgw_support import connect, get, registers

Json = dict[str, Any]
DATA = registers().data
SHOWCASE = next(zaak for zaak in DATA.zaken if zaak["uuid"] == SHOWCASE_ZAAK_UUID)
DOCUMENTS = DATA.enkelvoudiginformatieobjecten
ZOEK = "zaken/_zoek"
DOCUMENT_ZOEK = "enkelvoudiginformatieobjecten/_zoek"
RING = [[5.11, 52.09], [5.116, 52.09], [5.116, 52.093], [5.11, 52.093], [5.11, 52.09]]
SQUARE: Json = {"type": "Polygon", "coordinates": [RING]}


async def search(
    body: Any, path: str = ZOEK, *, api: str = "zaken", dialect: Dialect = "openzaak"
) -> httpx.Response:
    async with connect(api, dialect=dialect) as client:
        return await client.post(path, json=body)


async def found(body: Any, path: str = ZOEK, *, api: str = "zaken") -> list[Json]:
    response = await search(body, path, api=api)
    assert response.status_code == 200, response.text
    results: list[Json] = response.json()["results"]
    return results


async def test_zaken_are_found_by_uuid() -> None:
    wanted = [zaak["uuid"] for zaak in DATA.zaken[10:20]]
    results = await found({"uuid__in": [*wanted, "00000000-0000-4000-8000-000000000000"]})
    assert [zaak["uuid"] for zaak in results] == wanted[::-1]
    assert all(zaak["_expand"] == {} for zaak in results)


@pytest.mark.parametrize(
    ("body", "keeps"),
    [
        pytest.param({"zaaktype__in": [SHOWCASE["zaaktype"]]},
                     lambda z: z["zaaktype"] == SHOWCASE["zaaktype"], id="zaaktype in"),
        pytest.param({"zaaktype__not_in": [SHOWCASE["zaaktype"]]},
                     lambda z: z["zaaktype"] != SHOWCASE["zaaktype"], id="zaaktype not in"),
        pytest.param({"einddatum__isnull": True}, lambda z: z["einddatum"] is None, id="boolean"),
        pytest.param({"archiefstatus__in": ["gearchiveerd"]},
                     lambda z: z["archiefstatus"] == "gearchiveerd", id="list"),
        pytest.param({"zaaktype": SHOWCASE["zaaktype"], "startdatum__gt": SHOWCASE["startdatum"]},
                     lambda z: z["zaaktype"] == SHOWCASE["zaaktype"]
                     and z["startdatum"] > SHOWCASE["startdatum"], id="list filters"),
        pytest.param({"uuid__in": [SHOWCASE_ZAAK_UUID], "einddatum__isnull": True},
                     lambda z: False, id="uuid and filter"),
    ],
)  # fmt: skip
async def test_a_search_takes_every_list_filter(body: Json, keeps: Any) -> None:
    response = await search(body)
    assert response.json()["count"] == sum(map(keeps, DATA.zaken))


async def test_zaken_are_found_within_an_area() -> None:
    inside = await found({"zaakgeometrie": {"within": SQUARE}, "ordering": ["identificatie"]})
    assert SHOWCASE_ZAAK_UUID in [zaak["uuid"] for zaak in inside]
    assert {zaak["zaakgeometrie"]["type"] for zaak in inside} == {"Point", "Polygon"}
    hole = {**SQUARE, "coordinates": [RING, RING]}
    assert await found({"zaakgeometrie": {"within": hole}}) == []
    many = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]}
    assert len(await found({"zaakgeometrie": {"within": many}})) == len(inside)


async def test_a_search_has_pages_in_its_query_string() -> None:
    body = {"zaaktype__in": [item["url"] for item in DATA.zaaktypen]}
    first = (await search(body, f"{ZOEK}?pageSize=200")).json()
    assert first["next"].endswith("zaken/_zoek?page=2&pageSize=200")
    last = (await search(body, f"{ZOEK}?page=3&pageSize=200")).json()
    assert (first["count"], len(first["results"]), len(last["results"])) == (500, 200, 100)
    assert last["next"] is None


async def test_a_search_expands_by_body_and_by_query() -> None:
    body = {"uuid__in": [SHOWCASE_ZAAK_UUID], "expand": ["status.statustype"]}
    (zaak,) = await found(body, f"{ZOEK}?expand=rollen")
    assert set(zaak["_expand"]) == {"rollen", "status"}
    assert zaak["_expand"]["status"]["_expand"]["statustype"]["isEindstatus"] is True
    assert len(zaak["_expand"]["rollen"]) == 6


@pytest.mark.parametrize(
    ("api", "path", "body", "name", "code"),
    [
        pytest.param("zaken", ZOEK, {}, "nonFieldErrors", "empty_search_body", id="empty"),
        pytest.param("zaken", ZOEK, {"uuid_in": 1}, "nonFieldErrors",
                     "empty_search_body", id="typo"),
        pytest.param("zaken", ZOEK, {"uuid__in": ["x"]}, "uuid__in.0", "invalid", id="uuid"),
        pytest.param("zaken", ZOEK, {"uuid__in": "x"}, "uuid__in", "not_a_list", id="no list"),
        pytest.param("zaken", ZOEK, {"zaaktype__in": ["x"]}, "zaaktype__in.0", "invalid", id="url"),
        pytest.param("zaken", ZOEK, {"startdatum": "x"}, "startdatum", "invalid", id="date"),
        pytest.param("zaken", ZOEK, {"startdatum": {}}, "startdatum", "invalid", id="object"),
        pytest.param("zaken", ZOEK, {"expand": "status"}, "expand", "not_a_list", id="expand text"),
        pytest.param("zaken", ZOEK, {"expand": ["x"]}, "expand", "invalid_choice", id="expand x"),
        pytest.param("zaken", ZOEK, {"ordering": ["x"]}, "ordering", "invalid_choice", id="order"),
        pytest.param("zaken", ZOEK, {"zaakgeometrie": {"within": {"type": "Point"}}},
                     "zaakgeometrie.within", "invalid", id="geometry"),
        pytest.param("zaken", f"{ZOEK}?identificatie=x", {"startdatum": "2026-01-01"},
                     "nonFieldErrors", "unknown-parameters", id="filter in query"),
        pytest.param("documenten", DOCUMENT_ZOEK, {"expand": ["informatieobjecttype"]},
                     "uuid__in", "required", id="documents need uuids"),
    ],
)  # fmt: skip
async def test_a_bad_search_is_refused(
    api: str, path: str, body: Json, name: str, code: str
) -> None:
    response = await search(body, path, api=api)
    (problem,) = response.json()["invalidParams"]
    assert response.status_code == 400
    assert (problem["name"], problem["code"]) == (name, code)


async def test_a_search_must_be_json() -> None:
    async with connect("zaken") as client:
        form = await client.post(ZOEK, data={"uuid__in": "x"})
        broken = await client.post(ZOEK, content=b"{", headers={"Content-Type": "application/json"})
        array = await client.post(ZOEK, json=[])
    assert [form.status_code, broken.status_code, array.status_code] == [415, 400, 400]
    assert broken.json()["code"] == "parse_error"


async def test_documents_are_found_by_uuid() -> None:
    wanted = DOCUMENTS[3:8]
    body = {
        "uuid__in": [document["url"].rsplit("/", 1)[1] for document in wanted],
        "expand": ["informatieobjecttype"],
    }
    results = await found(body, DOCUMENT_ZOEK, api="documenten")
    assert [item["url"] for item in results] == [item["url"] for item in wanted]
    for item in results:
        assert item["_expand"]["informatieobjecttype"]["url"] == item["informatieobjecttype"]


async def test_there_are_thirty_one_expand_paths() -> None:
    assert len(ZAAK_PATHS) == 31


@pytest.mark.parametrize("path", sorted(ZAAK_PATHS))
async def test_every_path_expands(path: str) -> None:
    body = await get("zaken", "zaken", {"expand": path, "pageSize": "500"})
    deepest = 0
    for zaak in body["results"]:
        nodes = [zaak]
        for depth, part in enumerate(path.split("."), start=1):
            following: list[Json] = []
            for node in nodes:
                child = node.get("_expand", {}).get(part)
                linked = node[part]
                assert (child is not None) is bool(linked)
                following += child if isinstance(child, list) else [child] if child else []
            nodes = following
            deepest = max(deepest, depth if nodes else 0)
    assert deepest == path.count(".") + 1


async def test_absent_relations_have_no_key() -> None:
    bare = next(zaak for zaak in DATA.zaken if not zaak["status"] and not zaak["resultaat"])
    expanded = await get("zaken", bare["url"], {"expand": "status.statustype,resultaat,hoofdzaak"})
    assert set(expanded["_expand"]) <= {"hoofdzaak"}


async def test_only_what_was_asked_is_expanded() -> None:
    zaak = await get("zaken", SHOWCASE["url"], {"expand": "rollen"})
    assert set(zaak["_expand"]) == {"rollen"}
    assert all("_expand" not in rol for rol in zaak["_expand"]["rollen"])
    assert (await get("zaken", SHOWCASE["url"]))["_expand"] == {}


async def test_documents_and_gebruiksrechten_expand() -> None:
    document = await get("documenten", DOCUMENTS[0]["url"], {"expand": "informatieobjecttype"})
    assert document["_expand"]["informatieobjecttype"]["omschrijving"]
    rechten = await get(
        "documenten", "gebruiksrechten", {"expand": "informatieobject.informatieobjecttype"}
    )
    nested = rechten[0]["_expand"]["informatieobject"]["_expand"]
    assert nested["informatieobjecttype"]["omschrijving"]


@pytest.mark.parametrize(
    ("api", "path"),
    [
        pytest.param("zaken", "zaken?pageSize=10", id="pageSize"),
        pytest.param("zaken", "rollen?pageSize=10", id="pageSize on rollen"),
        pytest.param("zaken", "zaken?kenmerk=a:b", id="kenmerk"),
        pytest.param("zaken", "zaken?omschrijving=dakkapel", id="omschrijving"),
        pytest.param("zaken", "rollen?machtiging=eigen", id="machtiging"),
        pytest.param("catalogi", "zaaktypen?omschrijving__icontains=x", id="zaaktypen"),
        pytest.param("documenten", "enkelvoudiginformatieobjecten?titel=x", id="titel"),
        pytest.param("documenten", "enkelvoudiginformatieobjecten?ordering=titel", id="ordering"),
    ],
)
async def test_a_standard_server_refuses_what_only_open_zaak_knows(api: str, path: str) -> None:
    async with connect(api, dialect="standard") as client:
        strict = await client.get(path)
    async with connect(api) as client:
        lenient = await client.get(path)
    assert strict.json()["invalidParams"][0]["code"] == "unknown-parameters"
    assert lenient.status_code == 200


async def test_a_standard_server_has_pages_of_a_hundred() -> None:
    async with connect("zaken", dialect="standard") as client:
        response = await client.get("zaken?ordering=-startdatum&page=2")
        missing = await client.get("zaaknotities")
        sized = await client.post(f"{ZOEK}?pageSize=5", json={"einddatum__isnull": True})
    body = response.json()
    assert (len(body["results"]), body["count"]) == (100, 500)
    assert response.headers["api-version"] == "1.5.2"
    assert missing.status_code == 404
    assert sized.status_code == 400


async def test_a_standard_server_has_the_fields_of_the_standard() -> None:
    async with connect("zaken", dialect="standard") as client:
        zaak = (await client.get(f"zaken/{SHOWCASE_ZAAK_UUID}")).json()
    async with connect("catalogi", dialect="standard") as client:
        objecttype = (await client.get("zaakobjecttypen")).json()["results"][0]
    extra = {"communicatiekanaalNaam", "laatstGemuteerd", "laatstGeopend", "gerelateerdeZaken"}
    assert set(SHOWCASE) - set(zaak) == extra
    assert set(zaak) <= set(SHOWCASE)
    assert objecttype["statustypen"] == []
    assert "statustype" not in objecttype


async def test_a_standard_server_expands_absent_relations_to_nothing() -> None:
    bare = next(zaak for zaak in DATA.zaken if not zaak["status"] and not zaak["hoofdzaak"])
    body = {"uuid__in": [bare["uuid"]], "expand": "status,hoofdzaak,rollen", "ordering": ""}
    response = await search(body, dialect="standard")
    (zaak,) = response.json()["results"]
    assert zaak["_expand"]["status"] == zaak["_expand"]["hoofdzaak"] == {}
    assert isinstance(zaak["_expand"]["rollen"], list)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"uuid__in": [SHOWCASE_ZAAK_UUID], "expand": ["rollen"]}, 400, id="a list"),
        pytest.param({"uuid__in": [SHOWCASE_ZAAK_UUID], "expand": "vreemd"}, 404, id="unknown"),
        pytest.param({"uuid__in": [SHOWCASE_ZAAK_UUID], "ordering": "-einddatum"}, 200, id="order"),
    ],
)
async def test_a_standard_search(body: Json, status: int) -> None:
    assert (await search(body, dialect="standard")).status_code == status
