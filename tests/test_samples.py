"""Real Open Zaak answers parse into the records and come out through the graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from test_schema import CORE

import gateway
from graph_support import Graph
from schema.base import RESOURCE_TYPES
from settings import UpstreamSettings
from sources.client import UpstreamClient
from sources.landscape import Landscape
from sources.zaken.resources import ZAAKEIGENSCHAP

SAMPLES = Path(__file__).parent.parent.parent / "shared" / "samples" / "open-zaak"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not here")
ORIGIN = "http://localhost:8001"
ZGW = ("zaken", "catalogi", "documenten", "besluiten")
RESOURCES = {
    resource.path: (name, resource)
    for name, resource in RESOURCE_TYPES.items()
    if resource.api in ZGW
}


def bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return (resource path, body) for every record in the samples."""
    for path in sorted(SAMPLES.glob("*.json")):
        name = "zaken" if path.stem == "zaak_expanded" else path.stem
        sample = json.loads(path.read_text("utf-8"))
        if name == "zaakeigenschappen" or name not in RESOURCES:
            continue
        shape = sample.get("list_first_page_shape", {})
        rows = shape["results"] if isinstance(shape, dict) and shape else shape
        for row in [*(rows or ()), sample.get("detail"), sample if "url" in sample else None]:
            if row:
                yield name, row


APIS = (*ZGW, "brp")
"""The BRP too: the sandbox's purpose names the header that tells it."""


class Register(httpx.AsyncBaseTransport):
    """A server that answers with one sample, and 404 to everything else."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if str(request.url).split("?")[0] == self.body["url"]:
            return httpx.Response(200, json=self.body)
        if request.url.path.rsplit("/", 1)[0].endswith("/v1"):
            return httpx.Response(200, json={"count": 1, "next": None, "results": [self.body]})
        return httpx.Response(404, json={})


@pytest.mark.parametrize(("path", "body"), list(bodies()) if SAMPLES.is_dir() else [])
async def test_every_sample_comes_out_through_the_graph(
    path: str, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    upstreams = [
        UpstreamSettings(name=api, api=api, root=f"{ORIGIN}/{api}/api/v1/") for api in APIS
    ]
    landscape = Landscape(UpstreamClient(upstream, Register(body)) for upstream in upstreams)
    monkeypatch.setattr(gateway, "build_landscape", lambda *_: landscape)
    graph = Graph()
    type_name, _ = RESOURCES[path]
    fields = scalar_fields(type_name)
    data = await graph.ask(
        f"query($url: String!) {{ opUrl(url: $url) {{ id ... on {type_name} {{ {fields} }} }} }}",
        url=body["url"],
    )
    found = data["opUrl"]
    assert found["id"]
    for name, value in found.items():
        if name in body and isinstance(value, str | bool | int) and body[name] is not None:
            assert str(value).lower() == str(body[name]).lower(), name


def scalar_fields(type_name: str) -> str:
    """Return every field of a type that needs no selection or arguments."""
    named = CORE.type_map[type_name]
    assert isinstance(named, GraphQLObjectType)
    return " ".join(
        name for name, field in named.fields.items() if is_leaf_type(get_named_type(field.type))
    )


def test_zaakeigenschappen_parse() -> None:
    body = (SAMPLES / "zaakeigenschappen.json").read_bytes()
    rows = ZAAKEIGENSCHAP.parse_page(body, "zaken").results
    assert [row.naam for row in rows] == ["Kanaal", "Locatie", "Kosten"]
