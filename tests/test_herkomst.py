"""`_herkomst`: of each object its register, standard, version, and when it was read."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

import gateway
import sources.client as client_module
from graph_support import Graph
from resolvers.context import RequestContext
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from settings import APIS
from sources.standaarden import STANDAARDEN
from sources.zaken.resources import ZaakRecord

HERKOMST = "_herkomst { bron standaard versie opgehaald uitCache }"
ZAAK = f'zaak(uuid: "{SHOWCASE_ZAAK_UUID}")'
STATUS, DOCUMENT = "status { X }", "documenten { X }"
OZ_ZAKEN = ("openzaak-zaken", "Zaken API", "1.5.1", False)
OZ_DOCUMENTEN = ("openzaak-documenten", "Documenten API", "1.4.2", False)
OZ_CATALOGI = ("openzaak-catalogi", "Catalogi API", "1.3.1", True)
OPENKLANT = ("openklant", "Klantinteracties API", "0.9.0", False)


def origins(value: Any) -> list[dict[str, Any]]:
    """Return every `_herkomst` in an answer."""
    if isinstance(value, dict):
        own = [value["_herkomst"]] if "_herkomst" in value else []
        return own + [found for inner in value.values() for found in origins(inner)]
    return [found for inner in value for found in origins(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("planner", [True, False])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{{ {ZAAK} {{ X }} }}", {OZ_ZAKEN}, id="one"),
        pytest.param("{ zaken(first: 3) { nodes { X } } }", {OZ_ZAKEN}, id="list"),
        pytest.param(
            "{ zaken(first: 30) { nodes { status { X } rollen { X } resultaat { X } } } }",
            {OZ_ZAKEN},
            id="expand",
        ),
        pytest.param(f"{{ {ZAAK} {{ {DOCUMENT} }} }}", {OZ_DOCUMENTEN}, id="zoek"),
        pytest.param(
            f"{{ {ZAAK} {{ zaaktype {{ X statustypen {{ X }} }} }} }}", {OZ_CATALOGI}, id="cache"
        ),
        pytest.param(
            "{ klantcontacten(first: 5) { nodes { actoren { X } } } }", {OPENKLANT}, id="embedded"
        ),
    ],
)
async def test_every_record_tells_where_it_came_from(
    text: str, expected: set[tuple[Any, ...]], planner: bool
) -> None:
    graph = Graph(planner=planner)
    await graph.warm()
    start = datetime.now(UTC)
    found = origins(await graph.ask(text.replace("X", HERKOMST)))
    end = datetime.now(UTC)
    assert found
    assert {
        (row["bron"], row["standaard"], row["versie"], row["uitCache"]) for row in found
    } == expected
    for row in found:
        moment = datetime.fromisoformat(row["opgehaald"])
        assert row["opgehaald"].endswith("Z")
        if row["uitCache"]:
            assert moment < start
        else:
            assert start.replace(microsecond=start.microsecond // 1000 * 1000) <= moment <= end


async def test_a_catalogus_that_this_operation_read_is_not_from_the_cache() -> None:
    graph = Graph()
    text = f"{{ {ZAAK} {{ zaaktype {{ {HERKOMST} }} }} }}"
    flags = [origins(await graph.ask(text))[0]["uitCache"] for _ in range(2)]
    assert flags == [False, True]


async def test_what_is_not_asked_is_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph(strategy="fewest")
    made: list[RequestContext] = []
    real = graph.endpoint.context

    def recorded(*arguments: Any) -> RequestContext:
        made.append(real(*arguments))
        return made[-1]

    monkeypatch.setattr(graph.endpoint, "context", recorded)
    rows = "{ zaken(first: 20) { nodes { status { X } rollen { url } } } }"
    await graph.ask(rows.replace("X", "url"))
    plain = len(graph.asked)
    graph.forget()
    await graph.ask(rows.replace("X", HERKOMST))
    assert made[0].call.fetched is None
    assert len(made[1].call.fetched or ()) > 20
    assert len(graph.asked) == plain
    assert "fetched" not in ZaakRecord.__struct_fields__


async def test_the_version_is_what_the_server_tells_else_the_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upstreams = gateway.sandbox_upstreams
    monkeypatch.setattr(
        gateway,
        "sandbox_upstreams",
        lambda sandbox: [
            dataclasses.replace(upstream, version="9.9") for upstream in upstreams(sandbox)
        ],
    )
    graph = Graph()
    text = f"{{ {ZAAK} {{ {HERKOMST} }} }}"
    assert origins(await graph.ask(text))[0]["versie"] == "1.5.1"
    monkeypatch.setattr(client_module, "API_VERSION", "x-not-sent")
    assert origins(await Graph().ask(text))[0]["versie"] == "9.9"


def test_every_api_that_is_read_has_a_standard() -> None:
    assert set(STANDAARDEN) == set(APIS) - {"logboek", "notificaties"}
