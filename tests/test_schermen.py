"""Every screen is one operation: its exact calls, its content, and what is made of its file."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from graphql import parse

from graph_support import Graph
from policy.trusted import read_manifest, sha256_of
from schema.voorbeelden import FIRST, LAST, OPERATIES, Scherm, schermen, tabs
from screen_support import (
    MANIFEST,
    PAGE,
    manifest,
    measured,
    page,
    values_at,
)

SCREENS = pytest.mark.parametrize("scherm", schermen(), ids=lambda scherm: scherm.bestand)


@SCREENS
def test_a_screen_is_answered_within_its_calls(scherm: Scherm) -> None:
    found = measured()[scherm.bestand]
    assert found.errors is None
    assert found.total <= scherm.doel
    assert scherm.inhoud
    for path in scherm.inhoud:
        assert [value for value in values_at(found.data, path) if value not in ([], "")], path


def test_the_committed_table_is_what_is_measured() -> None:
    assert PAGE.read_text("utf-8") == page(list(measured().values())), "run `make schermen`"


def test_there_is_an_operation_per_file_and_a_file_per_screen() -> None:
    files = {path.stem for path in OPERATIES.glob("*.graphql")}
    beside = {name for name in LAST if "/" not in name}
    assert files == {FIRST, *beside, *(scherm.bestand for scherm in schermen())}


def test_the_whole_zaak_page_takes_ten_calls_where_zac_takes_sixty() -> None:
    found = measured()["zaakpagina"]
    zaak = found.data["zaak"]
    assert len(zaak["documenten"]) == 10
    assert len(zaak["gerelateerdeZaken"]) + len(zaak["deelzaken"]) == 2
    assert len(zaak["besluiten"]) == 2
    assert found.total <= 10


def test_days_and_months_of_variables_move_with_the_calendar() -> None:
    scherm = Scherm("", "", "", "", "", 0, variabelen={"a": ["vandaag-30"], "b": {"c": "maand-3"}})
    assert scherm.variables(date(2026, 1, 15)) == {"a": ["2025-12-16"], "b": {"c": "2025-10-01"}}


def test_the_manifest_holds_every_operation() -> None:
    assert MANIFEST.read_text("utf-8") == manifest(), "run `make schermen`"
    documents = read_manifest(str(MANIFEST))
    assert [document.text for document in documents][1:] == [one.text for one in schermen()]


async def test_the_manifest_is_what_enforcing_lets_through() -> None:
    graph = Graph(trusted_documents="enforce", trusted_manifests=(str(MANIFEST),))
    for scherm in [one for one in schermen() if not one.ook]:
        body = await graph.post(scherm.text, **scherm.variables(date.today()))
        assert "errors" not in body, scherm.bestand
    by_id = {"documentId": sha256_of((OPERATIES / "zaak.graphql").read_text("utf-8"))}
    assert "errors" not in (await graph.http.post("/graphql", json=by_id)).json()
    refused = await graph.post("{ zaaktypen { omschrijving } }")
    assert refused["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"


def test_operations_and_fragments_have_a_name_of_their_own() -> None:
    """Code generators take all files together."""
    texts = (path.read_text("utf-8") for path in OPERATIES.glob("*.graphql"))
    nodes: list[Any] = [node for text in texts for node in parse(text).definitions]
    names = Counter(node.name.value for node in nodes)
    assert [name for name, count in names.items() if count > 1] == []


async def test_graphiql_opens_with_a_tab_per_screen() -> None:
    page = (await Graph().http.get("/graphiql/tabs.json")).json()
    told = page["tabs"]
    assert told == tabs(date.today())
    assert page["headers"] == {"X-Gateway-Explain": "true", "X-Doelbinding": "ontwikkeling"}
    assert [tab["query"] for tab in told[1:-2]] == [scherm.text for scherm in schermen()]
    assert all(json.loads(tab["variables"]) for tab in told[1:])
    assert (await Graph(graphiql=False).http.get("/graphiql/tabs.json")).status_code == 404


async def test_the_historie_of_besluiten_is_one_call_each() -> None:
    (scherm,) = [one for one in schermen() if one.bestand == "s06-besluiten"]
    graph = Graph(strategy="fewest")
    await graph.warm()
    data = await graph.ask(scherm.text, **scherm.variables(date.today()), metHistorie=True)
    trails = list(values_at(data, "besluiten.nodes.historie.actieWeergave"))
    assert len(trails) >= len(data["besluiten"]["nodes"]) == 2
    assert graph.calls["openzaak-besluiten"] == 3 + 2
    assert sum(graph.calls.values()) == scherm.doel + 2 + 1  # and the zaak that both name


async def test_every_screen_is_answered_over_every_register() -> None:
    """What the second zaaksysteem cannot count is told, and nothing else goes wrong."""
    graph = Graph(also=("*",))
    for scherm in schermen():
        body = await graph.post(scherm.text, **scherm.variables(date.today()))
        wrong = [(one["path"][0], one["extensions"]["upstream"]) for one in body.get("errors", [])]
        told = [("perStatus", "zaaksysteem-zaken")] if scherm.bestand == "s12-dashboard" else []
        assert wrong == told, scherm.bestand
        for path in scherm.inhoud if not told else ():
            found = [value for value in values_at(body["data"], path) if value not in ([], "")]
            assert found, (scherm.bestand, path)
