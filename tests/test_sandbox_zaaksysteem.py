"""The second Zaken register of the sandbox: strictly standard, from before expand."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from landscape_support import Params, Row, ask, extra, groot
from sandbox import build_sandbox
from sandbox.zaaksysteem import ZAAKSYSTEEM_CLIENTS, ZAAKSYSTEEM_ROOTS
from spec_support import Spec, load_spec_named
from zgw_support import CRS, make_token, personen

ZAKEN = "vng-zaken-1.5.2"
DOCUMENTEN = "vng-documenten-1.4.3"
SCHEMAS = [
    ("zaken", ZAKEN, "zaken", "Zaak"),
    ("zaken", ZAKEN, "statussen", "Status"),
    ("zaken", ZAKEN, "resultaten", "Resultaat"),
    ("zaken", ZAKEN, "rollen", "Rol"),
    # of a persoon the document describes the rol, not the object
    ("zaken", ZAKEN, "zaakobjecten?objectType=adres", "ZaakObject"),
    ("zaken", ZAKEN, "zaakobjecten?objectType=pand", "ZaakObject"),
    ("zaken", ZAKEN, "zaakinformatieobjecten", "ZaakInformatieObject"),
    ("documenten", DOCUMENTEN, "enkelvoudiginformatieobjecten", "EnkelvoudigInformatieObject"),
    ("documenten", DOCUMENTEN, "objectinformatieobjecten", "ObjectInformatieObject"),
    ("catalogi", "oz-catalogi", "statustypen", "StatusType"),
    ("besluiten", "oz-besluiten", "besluiten", "Besluit"),
]
LINKS = ("zaak", "zaaktype", "statustype", "roltype", "resultaattype", "informatieobject", "status")

NO_REGISTERS = {"login", "logboek", "opennotificaties"}
"""Apps of the sandbox that hold nothing the graph reads."""


async def fetch(
    api: str, path: str, params: Params | None = None, *, json: Any = None, client: str = ""
) -> httpx.Response:
    """Return the answer of one of the four registers."""
    name, secret = next(iter(ZAAKSYSTEEM_CLIENTS.items()))
    token = make_token(client) if client else make_token(name, secret=secret)
    headers = {"Authorization": f"Bearer {token}", **CRS}
    method = "GET" if json is None else "POST"
    return await ask(f"zaaksysteem-{api}", path, params, headers=headers, method=method, json=json)


async def get(api: str, path: str, params: Params | None = None, json: Any = None) -> Any:
    """Return the body of a call that must succeed."""
    response = await fetch(api, path, params, json=json)
    assert response.status_code == 200, response.text
    return response.json()


async def everything(path: str, params: Params | None = None) -> list[Row]:
    """Return every row of a list of the Zaken API."""
    page = await get("zaken", path, params)
    rows: list[Row] = [*page["results"]]
    while page["next"]:
        page = await get("zaken", page["next"])
        rows += page["results"]
    assert len(rows) == page["count"]
    return rows


def unknown(spec: Spec, name: str, body: Row) -> set[str]:
    """Return the properties that no variant of a schema has, as deep as schemas have names."""
    known: dict[str, set[str]] = {}
    for field, below in spec.properties(name):
        known.setdefault(field, set()).add(below)
    found = set(body) - set(known)
    for field, value in body.items():
        parts = [part for part in (value if isinstance(value, list) else [value]) if part]
        variants = known.get(field, set())
        for part in parts:
            if isinstance(part, dict) and variants and variants <= spec.schemas:
                strange = [unknown(spec, variant, part) for variant in variants]
                found |= {f"{field}.{below}" for below in set.intersection(*strange)}
    return found


@pytest.mark.parametrize(("api", "name", "path", "schema"), SCHEMAS)
async def test_nothing_is_told_that_the_standard_does_not_know(
    api: str, name: str, path: str, schema: str
) -> None:
    """Values are held against the document where the same records are Open Zaak's."""
    spec = load_spec_named(name)
    body = await get(api, path)
    rows = body if isinstance(body, list) else body["results"]
    assert rows
    for row in rows:
        assert unknown(spec, schema, row) == set()
        assert row["url"].startswith(ZAAKSYSTEEM_ROOTS[api])
    for row in rows[:3]:
        assert await get(api, row["url"]) == row


async def test_it_has_500_zaken_and_shares_no_uuid_with_the_first_register() -> None:
    zaken = await everything("zaken")
    assert len(zaken) == 500
    first, second = groot().zgw.data, extra().zaaksysteem.data
    uuids = [
        {row["url"].rpartition("/")[2] for rows in data.collections().values() for row in rows}
        for data in (first, second)
    ]
    assert not uuids[0] & uuids[1]
    numbers = [{zaak["identificatie"] for zaak in data.zaken} for data in (first, second)]
    assert len(numbers[1]) == 500
    assert not numbers[0] & numbers[1]


async def test_its_zaken_are_of_the_same_persons_but_are_other_zaken() -> None:
    bsns = {persoon["burgerservicenummer"] for persoon in personen()}
    rollen = await everything("rollen", {"betrokkeneType": "natuurlijk_persoon"})
    seen = {rol["betrokkeneIdentificatie"]["inpBsn"] for rol in rollen}
    assert len(seen) > 150
    assert seen <= bsns
    first, second = groot().zgw.data.zaken, extra().zaaksysteem.data.zaken
    same = [a["omschrijving"] == b["omschrijving"] for a, b in zip(first, second, strict=True)]
    assert sum(same) < 20
    bsn = personen()[0]["burgerservicenummer"]
    asked = {"rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn": bsn}
    assert await everything("zaken", asked)


async def test_every_link_within_it_leads_to_a_record() -> None:
    data = extra().zaaksysteem.data
    known = {row["url"] for rows in data.collections().values() for row in rows}
    followed = 0
    for rows in data.collections().values():
        for row in rows:
            for name in LINKS:
                link = row.get(name)
                if isinstance(link, str) and link.startswith("http"):
                    assert link in known, (row["url"], name)
                    followed += 1
    assert followed > 3000
    zaak = data.zaken[-1]
    document = data.enkelvoudiginformatieobjecten[-1]
    assert set(zaak["rollen"]) <= known
    download = await fetch("documenten", document["inhoud"])
    assert len(download.content) == document["bestandsomvang"]


async def test_its_catalogus_is_its_own_with_the_same_kinds_of_zaken() -> None:
    page = await get("catalogi", "catalogussen")
    domeinen = {row["domein"] for row in page["results"]}
    assert domeinen.isdisjoint(row["domein"] for row in groot().zgw.data.catalogussen)
    kinds = [
        {row["identificatie"] for row in data.zaaktypen}
        for data in (groot().zgw.data, extra().zaaksysteem.data)
    ]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize(
    ("api", "path", "params"),
    [
        ("zaken", "zaken", {"expand": "status"}),
        ("zaken", "zaken", {"pageSize": "10"}),
        ("zaken", "zaken", {"identificatie__icontains": "OUD"}),
        ("zaken", "rollen", {"pageSize": "10"}),
        ("documenten", "enkelvoudiginformatieobjecten", {"expand": "informatieobjecttype"}),
        ("documenten", "enkelvoudiginformatieobjecten", {"pageSize": "10"}),
    ],
)
async def test_what_only_newer_servers_know_is_refused(api: str, path: str, params: Row) -> None:
    response = await fetch(api, path, params)
    assert response.status_code == 400
    assert response.json()["invalidParams"][0]["code"] == "unknown-parameters"


async def test_its_openapi_document_tells_what_it_lacks() -> None:
    for api, version in (("zaken", "1.4.1"), ("documenten", "1.3.2")):
        document = (await fetch(api, "openapi.json")).json()
        assert document["info"]["version"] == version
        names = {
            parameter["name"]
            for path in document["paths"].values()
            for operation in path.values()
            for parameter in operation.get("parameters", ())
        }
        assert names.isdisjoint({"expand", "pageSize"})
    assert (await fetch("zaken", "zaken")).headers["api-version"] == "1.4.1"


async def test_zaken_are_found_by_uuid_in_one_search() -> None:
    uuids = [zaak["uuid"] for zaak in extra().zaaksysteem.data.zaken[:40]]
    page = await get("zaken", "zaken/_zoek", json={"uuid__in": uuids})
    assert {row["uuid"] for row in page["results"]} == set(uuids)
    assert all("_expand" not in row for row in page["results"])


async def test_a_client_of_the_first_register_is_not_known_here() -> None:
    response = await fetch("zaken", "zaken", client="gateway")
    assert (response.status_code, response.json()["code"]) == (403, "invalid-client-identifier")


def test_a_small_landscape_has_none_of_this() -> None:
    sandbox = build_sandbox()
    assert sandbox.extra is None
    assert {item["name"] for item in sandbox.upstreams} == set(sandbox.apps) - NO_REGISTERS
    assert len(sandbox.apps) == 10
    wide = {item["name"] for item in groot().upstreams}
    assert wide == set(groot().apps) - NO_REGISTERS > {item["name"] for item in sandbox.upstreams}
