"""Metrics of several worker processes: one answers for all, and the dead leave only counts."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter

import settings as settings_module
from gateway_telemetry import SHARED, Telemetry, share_metrics, unshare_metrics
from graph_support import Graph
from schema import metrics_server
from schema.metrics_server import Exposition, SidePort
from settings import GatewaySettings, Secret, SettingsError
from sources.catalogus import Catalogus
from sources.landscape import Landscape
from telemetry_support import value

ROOT = Path(__file__).parent.parent
WORKER = """
import sys
from schema.gauges import Levels
from prometheus_client import CollectorRegistry
registry = CollectorRegistry()
levels = Levels(registry)
levels.gauge("gateway_operations_running", "x")
levels.gauge("gateway_breaker_open", "x", "upstream", largest=True)
levels.counter("gateway_overloaded", "x")
levels.set("gateway_operations_running", 2)
levels.set("gateway_breaker_open", 1, "brp")
levels.count("gateway_overloaded", 3)
levels.count("gateway_overloaded", 5)
print("there")
sys.stdout.flush()
sys.stdin.read()
"""


def test_workers_are_added_up_and_a_dead_one_leaves_only_its_counts(tmp_path: Path) -> None:
    environment = {**os.environ, SHARED: str(tmp_path), "PYTHONPATH": str(ROOT)}
    workers = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline()
    here = Exposition(CollectorRegistry(), lambda: None, str(tmp_path), "")
    both = here.text().decode()
    workers[0].communicate("")
    one = here.text().decode()
    workers[1].communicate("")
    assert [worker.returncode for worker in workers] == [0, 0]
    assert value(both, "gateway_operations_running") == 4
    assert value(both, "gateway_breaker_open", upstream="brp") == 1
    assert value(both, "gateway_overloaded_total") == 10
    assert value(one, "gateway_operations_running") == 2
    assert value(one, "gateway_overloaded_total") == 10


def test_workers_are_told_where_and_one_worker_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, str] = {}
    monkeypatch.setattr("gateway_telemetry.tell_workers", told.__setitem__)
    assert share_metrics(GatewaySettings(workers=2)) is None
    assert share_metrics(GatewaySettings(metrics_port=1)) is None
    directory = share_metrics(GatewaySettings(workers=2, metrics_port=1))
    assert directory is not None
    assert directory.is_dir()
    assert told == {SHARED: str(directory)}
    unshare_metrics(directory)
    assert not directory.exists()
    env = {SHARED: "/somewhere"}
    assert settings_module.load(env).gateway.metrics_directory == "/somewhere"
    own = GatewaySettings(workers=2, metrics_port=1, metrics_directory="/somewhere")
    assert share_metrics(own) is None


async def test_a_worker_looks_often_so_that_another_can_answer_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateway_telemetry.is_shared", lambda: True)
    monkeypatch.setattr(metrics_server, "TICK", 0.0)
    graph, looks = Graph(), asyncio.Semaphore(0)
    settings = GatewaySettings(metrics_token=Secret("x" * 20), metrics_token_env="X")
    landscape, quotas = Landscape(()), graph.endpoint.executor.quotas
    telemetry = Telemetry(settings, graph.endpoint, landscape, Catalogus(), quotas, None)
    assert telemetry.exposition is not None
    telemetry.exposition.sample = looks.release
    telemetry.start()
    async with asyncio.timeout(5):
        for _ in range(3):
            await looks.acquire()
        await telemetry.aclose()


async def test_a_port_of_its_own_serves_metrics_and_nothing_else() -> None:
    registry = CollectorRegistry()
    Counter("gateway_tries", "x", registry=registry).inc()
    exposition = Exposition(registry, lambda: None, "", "")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match="'metrics_port'"):
            SidePort("127.0.0.1", port, exposition).start()
    side = SidePort("127.0.0.1", port, exposition)
    side.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            answer = await http.get("/metrics")
            assert value(answer.text, "gateway_tries_total") == 1
            assert (await http.get("/graphql")).status_code == 404
            assert (await http.post("/metrics")).status_code == 405
    finally:
        async with asyncio.timeout(10):
            await side.aclose()
