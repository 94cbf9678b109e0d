"""The table: medians over the rounds, and ratios of samples that were taken in the same round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench.measure import Cell, Sample

Samples = Mapping[Cell, Sequence[Sample]]
HEADER = (
    "Query",
    "Target",
    "Calls",
    "CPU ms",
    "p50/p99 at 1",
    "p50/p99 at 16",
    "op/s at 16",
    "20 ms: p50/p99 at 1",
    "20 ms: p50/p99 at 16",
    "Open Zaak: p50",
    "RSS MB",
    "CPU ÷ gateway",
    "op/s ÷ gateway",
    "Wait ÷ gateway",
    "CPU ÷ floor",
)


def middle(samples: Sequence[Sample], name: str) -> float | None:
    """Return the median of one figure over the rounds, or None when nothing was measured."""
    return median(getattr(sample, name) for sample in samples) if samples else None


def ratio(these: Sequence[Sample], those: Sequence[Sample], name: str) -> float | None:
    """Return the median of the ratios of pairs: samples of the same round."""
    pairs = zip(these, those, strict=False)
    ratios = [
        getattr(this, name) / getattr(that, name) for this, that in pairs if getattr(that, name)
    ]
    return median(ratios) if ratios else None


def summary(samples: Samples, calls: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """Return one row per operation and target, in the order they were measured."""
    return [_row(samples, operation, target, many) for (operation, target), many in calls.items()]


def _row(samples: Samples, operation: str, target: str, calls: int) -> dict[str, Any]:
    def at(mode: str, connections: int, name: str = target) -> Sequence[Sample]:
        return samples.get(Cell(mode, operation, connections, name), ())

    quick, crowd, slow = at("const:0", 1), at("const:0", 16), at("openzaak", 1)
    both = [*quick, *crowd]
    return {
        "operation": operation,
        "target": target,
        "calls": calls,
        "cpu_ms": middle(crowd or quick, "cpu_ms"),
        "wait_1": _wait(quick),
        "wait_16": _wait(crowd),
        "per_second_16": middle(crowd, "per_second"),
        "wait_20ms_1": _wait(at("const:20", 1)),
        "wait_20ms_16": _wait(at("const:20", 16)),
        "wait_openzaak": middle(slow, "p50"),
        "rss_mb": max((sample.rss_mb for sample in both), default=None),
        "cpu_to_gateway": ratio(
            crowd or quick, at("const:0", 16 if crowd else 1, "gateway"), "cpu_ms"
        ),
        "per_second_to_gateway": ratio(crowd, at("const:0", 16, "gateway"), "per_second"),
        "wait_to_gateway": ratio(slow, at("openzaak", 1, "gateway"), "p50"),
        "cpu_to_floor": ratio(crowd or quick, at("const:0", 16 if crowd else 1, "floor"), "cpu_ms"),
    }


def only_json(operation: str, cpu_ms: float, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the row of what JSON alone costs; its ratio is to the median of the gateway."""
    gateway = [
        row["cpu_ms"] for row in rows if (row["operation"], row["target"]) == (operation, "gateway")
    ]
    row: dict[str, Any] = dict.fromkeys(rows[0]) if rows else {}
    row |= {"operation": operation, "target": "json only", "cpu_ms": cpu_ms}
    if gateway and gateway[0]:
        row["cpu_to_gateway"] = cpu_ms / gateway[0]
    return row


def _wait(samples: Sequence[Sample]) -> tuple[float, float] | None:
    p50, p99 = middle(samples, "p50"), middle(samples, "p99")
    return None if p50 is None or p99 is None else (p50, p99)


def markdown(
    rows: Sequence[Mapping[str, Any]], machine: Mapping[str, str], notes: Sequence[str]
) -> str:
    """Return the whole report."""
    lines = [
        "# Benchmark",
        "",
        "How to read and repeat this: [docs/bench.md](../../docs/bench.md).",
        "",
    ]
    lines += [f"- {name}: {value}" for name, value in machine.items()]
    lines += ["", "| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    lines += ["| " + " | ".join(map(_text, row.values())) + " |" for row in rows]
    return "\n".join([*lines, "", *notes]) + "\n"


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document so that it reads and compares line by line."""
    packed = msgspec.json.format(msgspec.json.encode(document), indent=1)
    path.write_bytes(packed + b"\n")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " / ".join(map(_text, value))
    if isinstance(value, float):
        return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return str(value)
