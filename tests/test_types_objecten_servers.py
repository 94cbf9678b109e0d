"""Objects from servers that show less, or hold less: a limited token, types on another server."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from objectgraph_support import ALSO, NAMES, in_urls, objects_of, register, with_upstreams
from starlette.responses import Response

import graph_support
from graph_support import Graph, sandbox_with
from sandbox import Sandbox
from sandbox.landscape import OBJECTEN_TOKEN_BEPERKT
from sandbox.objecten import Objecten, build_objecten
from sandbox.objecten.objecttypen import BOOM, MELDING, TAAK


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Graph:
    """Return a graph whose own token may see trees, and two fields of taken."""
    auth = {"type": "token", "secret": OBJECTEN_TOKEN_BEPERKT}
    with_upstreams(monkeypatch, lambda item: {**item, "auth": auth})
    return Graph()


async def test_what_the_token_may_not_see_is_no_null(limited: Graph) -> None:
    question = """query($type: String!) { objecten(objecttype: $type, first: 1) { nodes { record {
        data isVolledig
        titel: veld(pad: "titel") { tekst } status: veld(pad: "status") { tekst }
        wie: veld(pad: "identificatie.value") { tekst } } } } }"""
    body = await limited.post(question, type=TAAK.uuid)
    record = body["data"]["objecten"]["nodes"][0]["record"]
    assert set(record["data"]) == {"titel", "status"}
    assert record["titel"]["tekst"] == record["data"]["titel"]
    assert (record["isVolledig"], record["wie"]) == (False, None)
    (error,) = body["errors"]
    assert (error["extensions"]["code"], error["path"][-1]) == ("UPSTREAM_FORBIDDEN", "wie")
    boom = await limited.post(question, type=BOOM.uuid)
    assert "errors" not in boom
    assert boom["data"]["objecten"]["nodes"][0]["record"]["isVolledig"] is True
    assert boom["data"]["objecten"]["nodes"][0]["record"]["wie"] is None


async def test_fields_that_the_token_may_not_see_are_asked_once_and_then_not(
    limited: Graph,
) -> None:
    question = '{ objecten(objecttype: "%s", first: 2) { nodes { uuid record { endAt } } } }'
    for calls in (3, 1):
        limited.forget()
        nodes = (await limited.ask(question % TAAK.uuid))["objecten"]["nodes"]
        assert (len(nodes), limited.calls["objecten"]) == (2, calls + (calls == 3))
        assert nodes[0]["record"] == {"endAt": None}


async def test_a_type_outside_the_token_is_forbidden_by_uuid_and_empty_in_a_list(
    limited: Graph,
) -> None:
    uuid = objects_of(MELDING)[0].uuid
    body = await limited.post(
        f'{{ object(uuid: "{uuid}") {{ uuid }} '
        f'objecten(objecttype: "{MELDING.uuid}") {{ totalCount nodes {{ uuid }} }} }}'
    )
    assert body["data"] == {"object": None, "objecten": {"totalCount": 0, "nodes": []}}
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_FORBIDDEN"


TYPES_ROOT = "https://objecttypen.voorbeeldstad.example/api/v1/"


class _WithoutTypes(Objecten):
    """An Objects API of before Open Object 4.0.0: its objects link to another server."""

    def url(self, path: str) -> str:
        return f"{TYPES_ROOT if path.startswith('objecttypes') else self.root}{path}"


def _apart(monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Return a landscape with the objecttypes on a server of their own."""
    whole, there = sandbox_with("openzaak", ALSO), register()
    older = _WithoutTypes(there.root, there.types, there.objects, there.permissions)
    serve = build_objecten(older, date.today())

    async def objects_only(scope: Any, receive: Any, send: Any) -> None:
        if "/objecttypes" in scope["path"]:
            await Response(status_code=404)(scope, receive, send)
        else:
            await serve(scope, receive, send)

    types = Objecten(TYPES_ROOT, there.types, {}, there.permissions)
    apps = {"objecten": objects_only, "objecttypen": build_objecten(types, date.today())}
    own = next(item for item in whole.upstreams if item["name"] == "objecten")
    upstream = {**own, "name": "objecttypen", "api": "objecttypen", "root": TYPES_ROOT}
    changed = dataclasses.replace(
        whole,
        apps={**whole.apps, **{name: whole.faults.wrap(name, app) for name, app in apps.items()}},
        upstreams=(*whole.upstreams, upstream),
    )
    monkeypatch.setattr(graph_support, "shared_sandbox", lambda _dialect: changed)
    return changed


async def test_objecttypes_on_a_server_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its links lie below the other root, and the list of the Objects API itself is a 404."""
    _apart(monkeypatch)
    graph = Graph()
    asked = (
        "{ objecttypen { id name } "
        f'objecten(objecttype: "{BOOM.uuid}", first: 1) {{ nodes {{ objecttype {{ url }} '
        'record { versie { version } veld(pad: "hoogte") { definitie { soort } } } } } }'
    )
    data = await graph.ask(asked)
    assert sorted(row["name"] for row in data["objecttypen"]) == sorted(NAMES.values())
    (node,) = data["objecten"]["nodes"]
    assert node["objecttype"]["url"] == f"{TYPES_ROOT}objecttypes/{BOOM.uuid}"
    assert node["record"]["veld"]["definitie"]["soort"] == "GETAL"
    assert f"type={quote(TYPES_ROOT, safe='')}objecttypes%2F{BOOM.uuid}" in in_urls(graph)
    graph.forget()
    again = await graph.ask(f'{{ node(id: "{data["objecttypen"][0]["id"]}") {{ url }} }}')
    assert again["node"]["url"].startswith(TYPES_ROOT)
    assert sum(graph.calls.values()) == 0
