"""The sandbox Objects API against the official document, and against the other registers."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from landscape_support import Params, extra, groot
from objecten_support import fetch, get, refusal, rows_of, type_url
from sandbox.landscape import OBJECTEN_ROOT, OBJECTEN_TOKEN, OBJECTEN_TOKEN_BEPERKT
from sandbox.objecten.objecttypen import BOOM, MELDING, OBJECTTYPEN, STRAATMEUBILAIR, TAAK
from spec_support import Spec, load_spec_named
from zgw_support import TODAY, personen

# the document calls these numbers, the server gives null where nothing was corrected
NULLABLE = {
    "ObjectRecord": ("correctedBy",),
    "HistoryRecord": ("correctionFor", "correctedBy"),
}


@cache
def corrected() -> Spec:
    """Return the document, save for the nulls it forgets."""
    document = load_spec_named("objects").document
    schemas = dict(document["components"]["schemas"])
    for name, fields in NULLABLE.items():
        properties = dict(schemas[name]["properties"])
        for field in fields:
            properties[field] = {**properties[field], "nullable": True}
        schemas[name] = {**schemas[name], "properties": properties}
    return Spec({**document, "components": {"schemas": schemas}})


@pytest.mark.parametrize("type_", OBJECTTYPEN, ids=lambda item: item.name)
async def test_every_object_satisfies_the_official_schema_and_that_of_its_type(type_: Any) -> None:
    spec = corrected()
    page = await get("objects", {"type": type_url(type_), "pageSize": "500"})
    sample = {**page, "results": page["results"][::5]}
    assert spec.complaints("PaginatedObjectList", sample) == []
    assert page["results"]
    for row in page["results"]:
        version = await get(f"{row['type']}/versions/{row['record']['typeVersion']}")
        OAS31Validator(version["jsonSchema"]).validate(row["record"]["data"])
        assert row["url"] == f"{OBJECTEN_ROOT}objects/{row['uuid']}"
        assert (row["record"]["geometry"] is not None) <= type_.allow_geometry
    detail = await get(page["results"][0]["url"])
    assert detail == page["results"][0]
    assert spec.complaints("Object", detail) == []


async def test_objecttypes_and_permissions_satisfy_the_official_schema() -> None:
    spec = load_spec_named("objects")
    types = await get("objecttypes")
    assert spec.complaints("PaginatedObjectTypeList", types) == []
    assert {row["uuid"] for row in types["results"]} == {item.uuid for item in OBJECTTYPEN}
    for row in types["results"]:
        assert await get(row["url"]) == row
        versions = await get(f"{row['url']}/versions")
        assert spec.complaints("PaginatedObjectTypeVersionList", versions) == []
        assert {item["url"] for item in versions["results"]} == set(row["versions"])
        for item in versions["results"]:
            OAS31Validator.check_schema(item["jsonSchema"])
            assert await get(item["url"]) == item
    for token in (OBJECTEN_TOKEN, OBJECTEN_TOKEN_BEPERKT):
        own = await get("permissions", token=token)
        assert spec.complaints("PaginatedPermissionList", own) == []
    assert [row["use_fields"] for row in own["results"]] == [False, True]


def test_every_read_of_the_document_is_answered() -> None:
    spec = load_spec_named("objects")
    offered = {path for path, item in spec.document["paths"].items() if "get" in item}
    assert offered == {
        "/objects",
        "/objects/{uuid}",
        "/objects/{uuid}/{index}",
        "/objects/{uuid}/history",
        "/objecttypes",
        "/objecttypes/{objecttype_uuid}/versions",
        "/objecttypes/{objecttype_uuid}/versions/{version}",
        "/objecttypes/{uuid}",
        "/permissions",
    }


async def test_what_a_zaakobject_names_by_url_is_here_and_refers_back() -> None:
    both = (groot().zgw.data, extra().zaaksysteem.data)
    named = [item for data in both for item in data.zaakobjecten if item["object"]]
    linked = [item for item in named if item["objectType"] == "overige"]
    assert len(linked) > 80
    for item in linked:
        assert item["object"].startswith(OBJECTEN_ROOT)
        found = await get(item["object"])
        assert {"type": "zaak", "url": item["zaak"]} in found["record"]["references"]
        soort = item["objectTypeOverige"]
        expected = BOOM if soort == "boom" else STRAATMEUBILAIR
        assert found["type"] == type_url(expected)
        if soort != "boom":
            assert found["record"]["data"]["soort"] == soort


async def test_meldingen_and_taken_are_about_zaken_and_persons_that_exist() -> None:
    both = (groot().zgw.data, extra().zaaksysteem.data)
    zaken = {zaak["url"]: zaak for data in both for zaak in data.zaken}
    bsns = {persoon["burgerservicenummer"] for persoon in personen()}
    uuids = {zaak["uuid"] for zaak in zaken.values()}
    meldingen = [row["record"] for row in await rows_of({"type": type_url(MELDING)})]
    assert len(meldingen) > 100
    for record in meldingen:
        zaak = zaken[record["data"]["zaak"]]
        assert record["references"] == [{"type": "zaak", "url": zaak["url"]}]
        assert record["data"].get("bsn", "999993653") in bsns
        done = zaak["einddatum"] is not None and zaak["einddatum"] <= TODAY.isoformat()
        assert (record["data"]["status"] == "afgehandeld") is done
    taken = [row["record"]["data"] for row in await rows_of({"type": type_url(TAAK)})]
    assert len(taken) > 50
    assert {taak["identificatie"]["value"] for taak in taken} <= bsns
    assert {taak["koppeling"]["uuid"] for taak in taken} <= uuids


@pytest.mark.parametrize(
    ("expression", "keep"),
    [
        ("conditie__exact__slecht", lambda data: data["conditie"] == "slecht"),
        ("plantjaar__exact__1960", lambda data: data["plantjaar"] == 1960),
        ("hoogte__gt__20.5", lambda data: data["hoogte"] > 20.5),
        ("hoogte__gte__20.5", lambda data: data["hoogte"] >= 20.5),
        ("hoogte__lt__5", lambda data: data["hoogte"] < 5),
        ("hoogte__lte__5.5", lambda data: data["hoogte"] <= 5.5),
        (
            "laatsteInspectie__lt__2025-09-01",
            lambda data: data["laatsteInspectie"] < "2025-09-01",
        ),
        ("boomsoort__icontains__EIK", lambda data: "eik" in data["boomsoort"].lower()),
        ("hoogte__icontains__.5", lambda data: ".5" in str(data["hoogte"])),
        ("beheerder__code__exact__BOR", lambda data: data["beheerder"]["code"] == "BOR"),
        (
            "boomsoort__in__Linde|Plataan|Iep",
            lambda data: data["boomsoort"] in ("Linde", "Plataan"),
        ),
        ("plantjaar__in__1960|1961", lambda data: False),
        ("monumentaal__exact__true", lambda data: False),
        ("monumentaal__exact__1", lambda data: False),
        ("bestaatNiet__exact__1", lambda data: False),
        ("boomsoort__gt__3", lambda data: False),
    ],
)
@pytest.mark.parametrize("parameter", ["data_attr", "data_attrs"])
async def test_data_is_filtered_as_the_expression_says(
    parameter: str, expression: str, keep: Any
) -> None:
    """`in` compares texts only, and true is neither a text nor a number."""
    every = await rows_of({"type": type_url(BOOM)})
    found = await rows_of({"type": type_url(BOOM), parameter: expression})
    assert found == [row for row in every if keep(row["record"]["data"])]
    assert len(found) < len(every)


async def test_several_expressions_must_all_hold() -> None:
    boom = {"type": type_url(BOOM)}
    parts = ["conditie__exact__goed", "hoogte__gt__15"]
    repeated = await rows_of({**boom, "data_attr": parts})
    assert repeated == await rows_of({**boom, "data_attrs": ",".join(parts)})
    first = await rows_of({**boom, "data_attr": parts[0]})
    assert 0 < len(repeated) < len(first)


async def test_one_call_reads_the_meldingen_of_several_persons() -> None:
    every = await rows_of({"type": type_url(MELDING)})
    bsns = sorted({row["record"]["data"]["bsn"] for row in every if "bsn" in row["record"]["data"]})
    asked = f"bsn__in__{'|'.join(bsns[:20])}"
    found = await rows_of({"type": type_url(MELDING), "data_attr": asked})
    assert {row["record"]["data"]["bsn"] for row in found} == set(bsns[:20])


async def test_data_icontains_is_a_regular_expression_over_every_text() -> None:
    boom = {"type": type_url(BOOM)}
    found = await rows_of({**boom, "data_icontains": "HANDHAVING"})
    assert {row["record"]["data"]["beheerder"]["code"] for row in found} == {"VTH"}
    pattern = await rows_of({**boom, "data_icontains": "^(linde|plataan)$"})
    assert {row["record"]["data"]["boomsoort"] for row in pattern} == {"Linde", "Plataan"}
    broken = await fetch("objects", {**boom, "data_icontains": "("})
    assert broken.status_code == 500


async def test_the_domain_of_a_type_does_not_count_and_its_version_does() -> None:
    elsewhere = f"https://elders.example/api/v1/objecttypes/{BOOM.uuid}"
    every = await rows_of({"type": elsewhere})
    assert every == await rows_of({"type": type_url(BOOM)})
    second = await rows_of({"type": elsewhere, "typeVersion": "2"})
    assert second == [row for row in every if row["record"]["typeVersion"] == 2]
    assert 0 < len(second) < len(every)
    assert all("monumentaal" in row["record"]["data"] for row in second)


async def test_a_record_counts_between_its_start_and_its_end() -> None:
    boom = {"type": type_url(BOOM)}
    today = {row["uuid"]: row["record"] for row in await rows_of(boom)}
    later = {row["uuid"]: row["record"] for row in await rows_of({**boom, "date": "2027-06-01"})}
    assert today.keys() == later.keys()
    changed = [uuid for uuid in today if today[uuid]["index"] != later[uuid]["index"]]
    assert len(changed) > 10
    for uuid in changed:
        assert today[uuid]["endAt"] == later[uuid]["startAt"] > TODAY.isoformat()
    assert await rows_of({**boom, "date": "2010-01-01"}) == []
    known = await rows_of({**boom, "registrationDate": "2027-06-01"})
    assert {row["uuid"]: row["record"] for row in known} == later


async def test_the_history_holds_every_record_also_what_is_still_to_come() -> None:
    item = next(item for item in extra().objecten.objects.values() if len(item.records) > 3)
    spec = corrected()
    page = await get(f"objects/{item.uuid}/history")
    assert spec.complaints("PaginatedHistoryRecordList", page) == []
    assert [row["index"] for row in page["results"]] == list(range(1, len(item.records) + 1))
    corrected_, correction = page["results"][1:3]
    assert corrected_["correctedBy"] == correction["index"]
    assert correction["correctionFor"] == corrected_["index"]
    assert corrected_["startAt"] == corrected_["endAt"]
    for row in page["results"]:
        assert await get(f"objects/{item.uuid}/{row['index']}") == row
    current = (await get(f"objects/{item.uuid}"))["record"]
    assert current["index"] == correction["index"]
    assert (await fetch(f"objects/{item.uuid}/99")).status_code == 404


async def test_order_is_by_any_field_of_the_data() -> None:
    boom = {"type": type_url(BOOM)}
    rows = await rows_of({**boom, "ordering": "-record__data__hoogte,record__data__plantjaar"})
    keys = [(-row["record"]["data"]["hoogte"], row["record"]["data"]["plantjaar"]) for row in rows]
    assert keys == sorted(keys)
    meldingen = {"type": type_url(MELDING), "ordering": "record__data__bsn"}
    known = ["bsn" in row["record"]["data"] for row in await rows_of(meldingen)]
    assert known == sorted(known, reverse=True)
    assert await rows_of({**boom, "ordering": "bestaatniet"}) == await rows_of(boom)


async def test_fields_give_only_what_is_asked_and_all_must_have_them() -> None:
    asked = {"type": type_url(MELDING), "fields": "uuid,record__data__zaak,record__startAt"}
    for row in await rows_of(asked):
        assert set(row) == {"uuid", "record"}
        assert set(row["record"]) == {"data", "startAt"}
        assert set(row["record"]["data"]) == {"zaak"}
    absent = await refusal("objects", {**asked, "fields": "record__data__bsn"})
    assert absent == (400, "invalid", "nonFieldErrors", "invalid")
    uuid = (await rows_of(asked))[0]["uuid"]
    assert await get(f"objects/{uuid}", {"fields": "uuid"}) == {"uuid": uuid}


async def test_a_search_filters_from_its_body() -> None:
    straat = [5.1129, 52.0909], [5.1149, 52.0909], [5.1149, 52.0920], [5.1129, 52.0920]
    area = {"type": "Polygon", "coordinates": [[*straat, straat[0]]]}
    body = {
        "type": type_url(BOOM),
        "geometry": {"within": area},
        "data_attr": "conditie__exact__goed",
    }
    page = await get("objects/search", {"pageSize": "5"}, json=body)
    assert corrected().complaints("PaginatedObjectList", page) == []
    assert len(page["results"]) == 5 < page["count"]
    assert page["next"].startswith(f"{OBJECTEN_ROOT}objects/search?pageSize=5&page=2")
    second = await get(page["next"], json=body)
    assert not {row["uuid"] for row in second["results"]} & {row["uuid"] for row in page["results"]}
    every = await get("objects/search", {"pageSize": "500"}, json=body)
    assert {row["record"]["data"]["locatie"]["straat"] for row in every["results"]} == {
        "Dorpsstraat"
    }
    assert {row["record"]["data"]["conditie"] for row in every["results"]} == {"goed"}
    both: Params = {
        "type": type_url(BOOM),
        "data_attr": ["conditie__exact__goed", "hoogte__gt__15"],
    }
    found = await get("objects/search", {"pageSize": "500"}, json=both)
    assert found["results"] == await rows_of(both)


async def test_pages_keep_every_expression() -> None:
    asked: Params = {
        "type": type_url(BOOM),
        "data_attr": ["conditie__exact__goed", "hoogte__gt__5"],
        "pageSize": "10",
    }
    page = await get("objects", asked)
    seen = [*page["results"]]
    while page["next"]:
        page = await get(page["next"])
        seen += page["results"]
    assert page["previous"]
    assert seen == await rows_of({**asked, "pageSize": "500"})
    assert await refusal("objects", {"page": "999"}) == (404, "not_found", None, None)
