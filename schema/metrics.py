"""The metrics of the gateway, as Prometheus reads them; docs/observability.md says what each means.

Every label is bounded: a name that the landscape or the code knows, never what a client sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
)

from schema.errors import GATEWAY_CODES
from schema.operation_names import OperationName
from sources.call import Read
from sources.errors import SourceError
from sources.landscape import Landscape
from sources.watch import Watch

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
CALLS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 100, 250, 500)
KEYS = (1, 2, 5, 10, 20, 50, 100, 200)
RATIOS = (0.1, 0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0, 10.0)
OTHER = "other"
NO_ANSWER = "none"
disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each there is


def _codes(kind: type[SourceError]) -> set[str]:
    return {kind.code}.union(*map(_codes, kind.__subclasses__()))


CODES = frozenset(GATEWAY_CODES) | _codes(SourceError)


class Metrics:
    """What is counted while requests are answered, in one registry."""

    def __init__(self, landscape: Landscape, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self._apis = {client.name: client.settings.api for client in landscape}
        self._bound: dict[tuple[str, ...], Any] = {}
        kept: Any = {"registry": self.registry}
        self._requests = Counter(
            "gateway_requests", "Requests to /graphql.", ("operation", "status"), **kept
        )
        self._seconds = Histogram(
            "gateway_request_seconds",
            "Seconds until the answer to an operation was made.",
            ("operation",),
            buckets=SECONDS,
            **kept,
        )
        self._errors = Counter(
            "gateway_errors", "Errors told to clients, by their code.", ("code",), **kept
        )
        self._calls = Histogram(
            "gateway_operation_calls",
            "Upstream calls of one operation.",
            ("operation",),
            buckets=CALLS,
            **kept,
        )
        self._upstream = Counter(
            "gateway_upstream_requests",
            "Reads of an upstream, retries counted as one.",
            ("upstream", "api", "method", "status"),
            **kept,
        )
        self._upstream_seconds = Histogram(
            "gateway_upstream_seconds",
            "Seconds of one read of an upstream, waiting and retries included.",
            ("upstream", "api"),
            buckets=SECONDS,
            **kept,
        )
        self._keys = Histogram(
            "gateway_loader_keys", "Keys a loader read together.", ("loader",), buckets=KEYS, **kept
        )
        self._ratio = Histogram(
            "gateway_plan_ratio",
            "What a step of a plan took, divided by what was estimated.",
            ("strategy",),
            buckets=RATIOS,
            **kept,
        )

    def _of(self, metric: Any, *labels: str) -> Any:
        """Return the child of a metric, found once: looking for it takes a lock and a check."""
        key = (metric._name, *labels)
        found = self._bound.get(key)
        if found is None:
            found = self._bound[key] = metric.labels(*labels)
        return found

    def answered(
        self, name: OperationName, status: int, codes: Mapping[str, int], seconds: float
    ) -> None:
        """Count a request that was answered."""
        self._of(self._requests, name.label, str(status)).inc()
        self._of(self._seconds, name.label).observe(seconds)
        for code, times in codes.items():
            self._of(self._errors, code if code in CODES else OTHER).inc(times)

    def worked(self, name: OperationName, watch: Watch) -> None:
        """Count what answering it took."""
        if watch.call is None:
            return
        self._of(self._calls, name.label).observe(len(watch.call.reads))
        for loader, keys in watch.batches:
            self._of(self._keys, loader).observe(keys)
        for step in watch.call.steps:
            if step.measured_ms is not None and step.estimated_ms > 0:
                ratio = step.measured_ms / step.estimated_ms
                self._of(self._ratio, step.strategy).observe(ratio)

    def read(self, read: Read) -> None:
        """Count a read of an upstream; the client shows each when it ended."""
        api = self._apis[read.upstream]
        status = NO_ANSWER if read.status is None else f"{read.status // 100}xx"
        self._of(self._upstream, read.upstream, api, read.method, status).inc()
        self._of(self._upstream_seconds, read.upstream, api).observe(read.ms / 1000)
