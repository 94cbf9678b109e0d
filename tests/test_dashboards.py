"""The dashboard and the alerts ask only for metrics and labels that the gateway has."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from logboek_support import LoggingGraph
from telemetry_support import TOKEN, WATCHING, WERKLIJST, samples

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "deploy" / "observability"
PAGE = ROOT / "docs" / "observability.md"
DASHBOARD = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))
ALERTS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))[
    "groups"
][0]["rules"]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
METRIC = re.compile(r"\b((?:gateway|process)_[a-z_]+)(?:\{([^}]*)\})?")
MATCHED = re.compile(r'([a-z_]+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"')
GROUPED = re.compile(r"\bby \(([^)]*)\)")
OF_PROMETHEUS = {"instance", "job"}
"""Labels that a scrape adds."""
TOLD_VALUES = ("outcome", "quota")
"""Labels whose every value is there from the start."""
Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


def expressions() -> Iterator[tuple[str, str]]:
    """Return every expression that Prometheus is asked, with where it stands."""
    for panel in PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for variable in DASHBOARD["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"]
    for rule in ALERTS:
        yield rule["alert"], rule["expr"]


def labels_of(found: Samples, name: str) -> set[str]:
    return {label for labels in found[name] for label, _ in labels}


async def text_of_all(spool: Path) -> str:
    """Return the metrics of a gateway with everything on, after a request of each kind."""
    async with LoggingGraph(spool, gateway=WATCHING) as graph:
        await graph.post(WERKLIJST)
        await graph.post("{ wat }")
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return (await graph.http.get("/metrics", headers=headers)).text


async def test_every_metric_is_used_explained_and_asked_for_rightly(tmp_path: Path) -> None:
    text = await text_of_all(tmp_path)
    found = samples(text)
    asked: set[str] = set()
    for where, expression in expressions():
        names = METRIC.findall(expression)
        assert names or where == "GatewayDown", where
        told: set[str] = set(OF_PROMETHEUS)
        for name, matchers in names:
            assert name in found, f"{where}: {name}"
            asked.add(re.sub(r"_(bucket|sum|count|total)$", "", name))
            own = labels_of(found, name)
            told |= own
            for label, wanted in MATCHED.findall(matchers):
                assert label in own | OF_PROMETHEUS, f"{where}: {label} of {name}"
                if label in TOLD_VALUES:
                    values = {dict(labels)[label] for labels in found[name]}
                    assert set(wanted.split("|")) <= values, f"{where}: {wanted}"
        for group in GROUPED.findall(expression):
            assert {label.strip() for label in group.split(",")} <= told, where
    page = PAGE.read_text("utf-8")
    exposed = {
        re.sub(r"_(bucket|sum|count|total)$", "", name)
        for name in found
        if name.startswith("gateway_")
    }
    assert {name for name in exposed if f"| `{name}" not in page} == set()
    assert exposed - asked == set()


def test_what_to_do_at_each_alert_is_told() -> None:
    page = PAGE.read_text("utf-8")
    for rule in ALERTS:
        name = rule["alert"]
        assert f"### {name}\n" in page
        assert rule["annotations"]["runbook"] == f"docs/observability.md#{name.lower()}"
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
    headings = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    assert headings == {rule["alert"] for rule in ALERTS}


def test_the_dashboard_is_one_that_grafana_can_show() -> None:
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(numbers)) == len(numbers)
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in PANELS)
    variables = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    used = set(re.findall(r"\$\{?([a-z]+)\b", json.dumps(DASHBOARD)))
    assert used <= variables | {"__rate_interval", "__all"}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool; .ci/run sees to one")
async def test_promtool_finds_nothing_wrong(tmp_path: Path) -> None:
    rules = run("promtool", "check", "rules", str(FOLDER / "alerts.yaml"))
    assert rules.returncode == 0, rules.stderr
    metrics = run("promtool", "check", "metrics", text=await text_of_all(tmp_path))
    assert metrics.returncode == 0, metrics.stderr
    tried = run("promtool", "test", "rules", str(ROOT / "tests" / "alerts_test.yaml"))
    assert tried.returncode == 0, tried.stdout + tried.stderr


def run(*command: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Return what a command says."""
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)  # noqa: S603
