"""A gateway over the sandbox with everything that watches it on, and what it then tells."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from graph_support import Graph
from schema.observe import Observer
from schema.span_queue import SpanQueue
from settings import Secret
from sources.logs import JsonFormatter, MaskingFormatter

TOKEN = "een-geheim-voor-de-metrieken"
WATCHING: dict[str, Any] = {
    "metrics_token_env": "METRICS_TOKEN",
    "metrics_token": Secret(TOKEN),
    "otlp_endpoint": "http://collector.invalid/",
    "access_log": True,
    "log_format": "json",
    "metrics_operations": ("Werklijst",),
}
WERKLIJST = """query Werklijst {
  zaken(first: 3) { edges { node {
    zaaktype { omschrijving } status { toelichting } rollen { omschrijving } documenten { titel }
  } } }
}"""


def observer_of(graph: Graph) -> Observer:
    """Return what looks on."""
    assert graph.endpoint.observer is not None
    return graph.endpoint.observer


def queue_of(graph: Graph) -> SpanQueue:
    """Return where its spans wait; nothing sends them, as the lifespan does not run."""
    queue = observer_of(graph)._spans
    assert queue is not None
    return queue


def take_spans(graph: Graph) -> list[dict[str, Any]]:
    """Return the spans that wait, with flat attributes, and forget them."""
    waiting = queue_of(graph)._waiting
    found = [{**span, "attributes": flat(span["attributes"])} for span in waiting]
    waiting.clear()
    return found


def flat(attributes: list[dict[str, Any]]) -> dict[str, str]:
    """Return attributes of OTLP as name and text."""
    return {one["key"]: str(next(iter(one["value"].values()))) for one in attributes}


async def metrics_of(graph: Graph) -> str:
    """Return what /metrics answers to who has the token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = await graph.http.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return answer.text


def samples(text: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Return every sample by its name and its labels."""
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def value(text: str, name: str, **labels: str) -> float:
    """Return one sample; 0 when there is none."""
    return samples(text).get(name, {}).get(tuple(sorted(labels.items())), 0.0)


@contextlib.contextmanager
def logged(form: str) -> Iterator[io.StringIO]:
    """Catch what is logged, as the gateway writes it; not what the client of the tests logs."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(logging.Filter("gateway"))
    masking = MaskingFormatter("%(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonFormatter() if form == "json" else masking)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def lines_of(written: io.StringIO) -> list[dict[str, Any]]:
    """Return the objects of a log in JSON."""
    return [json.loads(line) for line in written.getvalue().splitlines()]
