"""Gauges and counters that are set when the metrics are read, not while requests are answered."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge


class Levels:
    """What is looked at when the metrics are read: counts others keep, and how things stand now.

    A gauge of several workers is their sum, or their largest; one of a dead worker is left out.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._gauges: dict[str, Gauge] = {}
        self._counters: dict[str, Counter] = {}
        self._seen: dict[tuple[str, ...], float] = {}

    def gauge(self, name: str, doc: str, *labels: str, largest: bool = False) -> None:
        """Declare a gauge."""
        mode: Any = "livemax" if largest else "livesum"
        self._gauges[name] = Gauge(
            name, doc, labels, registry=self._registry, multiprocess_mode=mode
        )

    def counter(self, name: str, doc: str, *labels: str) -> None:
        """Declare a counter."""
        self._counters[name] = Counter(name, doc, labels, registry=self._registry)

    def set(self, name: str, value: float, *labels: str) -> None:
        """Say how a gauge stands."""
        gauge = self._gauges[name]
        (gauge.labels(*labels) if labels else gauge).set(value)

    def count(self, name: str, total: float, *labels: str) -> None:
        """Say how far a count has come that this process keeps elsewhere."""
        counter, key = self._counters[name], (name, *labels)
        more = total - self._seen.get(key, 0.0)
        self._seen[key] = total
        (counter.labels(*labels) if labels else counter).inc(max(0.0, more))
