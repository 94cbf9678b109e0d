"""Looks at how the gateway stands: breakers, queues, caches, quotas, and the log of processing."""

from __future__ import annotations

from prometheus_client import CollectorRegistry

from policy.gate import Gate
from policy.quotas import Quotas
from schema.delivery import Delivery
from schema.gauges import Levels
from schema.metrics_notificaties import InboxSampler
from schema.operations import Operations
from schema.span_queue import SpanQueue
from schema.stream_hub import Streams
from schema.stream_levels import StreamLevels
from schema.transfers import DOWN, OUTCOMES, UP, Transfers
from sources.catalogus import Catalogus
from sources.landscape import Landscape
from sources.notificaties.ontvangst import Inbox
from sources.zaakcache.cache import ZaakCache

BUCKETS = ("requests", "cost")
"""The quotas of a client."""


class Sampler:
    """Sets the gauges and counters that nobody keeps up while answering."""

    def __init__(
        self,
        registry: CollectorRegistry,
        landscape: Landscape,
        catalogus: Catalogus,
        operations: Operations,
        gate: Gate,
        quotas: Quotas,
        delivery: Delivery | None,
        spans: SpanQueue | None,
        transfers: Transfers,
        inbox: Inbox | None = None,
        streams: Streams | None = None,
    ) -> None:
        self._transfers = transfers
        self._landscape, self._catalogus, self._operations = landscape, catalogus, operations
        self._gate, self._quotas, self._delivery, self._spans = gate, quotas, delivery, spans
        self._levels = levels = Levels(registry)
        levels.gauge(
            "gateway_breaker_open",
            "1 while the circuit breaker of an upstream is open.",
            "upstream",
            largest=True,
        )
        levels.gauge("gateway_upstream_in_flight", "Reads of an upstream under way.", "upstream")
        levels.gauge("gateway_operations_running", "Operations that are executed now.")
        levels.gauge("gateway_operations_waiting", "Operations that wait for a place.")
        levels.counter("gateway_overloaded", "Operations turned away for want of a place.")
        levels.counter("gateway_rate_limited", "Requests refused by a quota.", "quota")
        levels.counter("gateway_operation_cache", "Documents found parsed, or not.", "outcome")
        levels.counter("gateway_catalogus_cache", "Types found in the cache, or not.", "outcome")
        if landscape.zaakcache is not None:
            self._declare_zaakcache(levels)
        self._inbox = None if inbox is None else InboxSampler(registry, levels, inbox)
        levels.gauge("gateway_transfers_running", "Documents on their way now.", "direction")
        levels.counter(
            "gateway_transfers", "Documents, by what became of them.", "direction", "outcome"
        )
        levels.counter("gateway_transfer_bytes", "Bytes of documents.", "direction")
        if delivery is not None:
            self._declare_logboek(levels)
        if spans is not None:
            levels.counter("gateway_trace_spans", "Spans, by what became of them.", "outcome")
        self._streams = StreamLevels(levels, streams) if streams is not None else None

    @staticmethod
    def _declare_zaakcache(levels: Levels) -> None:
        levels.counter(
            "gateway_zaak_cache", "Records and lists, by what became of them.", "outcome"
        )
        levels.gauge("gateway_zaak_cache_entries", "Records and lists kept in this process.")
        levels.gauge("gateway_zaak_cache_bytes", "Bytes these take.")
        levels.gauge(
            "gateway_zaak_cache_degraded",
            "1 while the server that gateways keep it on cannot be reached.",
            largest=True,
        )

    @staticmethod
    def _declare_logboek(levels: Levels) -> None:
        levels.counter(
            "gateway_logboek_records", "Records of processing, by what became of them.", "outcome"
        )
        levels.gauge("gateway_logboek_spool_bytes", "Bytes of the spool on disk.")
        levels.gauge("gateway_logboek_spool_max_bytes", "Bytes the spool may take.")
        levels.gauge(
            "gateway_logboek_delivery_failures",
            "Attempts to deliver in a row that failed.",
            largest=True,
        )

    def sample(self) -> None:
        """Look at everything once."""
        levels = self._levels
        for client in self._landscape:
            levels.set("gateway_breaker_open", client.breaker.is_open, client.name)
            levels.set("gateway_upstream_in_flight", client.costs.busy, client.name)
        levels.set("gateway_operations_running", self._gate.running)
        levels.set("gateway_operations_waiting", self._gate.waiting)
        levels.count("gateway_overloaded", self._gate.refused)
        for quota in BUCKETS:
            levels.count("gateway_rate_limited", self._quotas.refused[quota], quota)
        for name, cache in (
            ("gateway_operation_cache", self._operations),
            ("gateway_catalogus_cache", self._catalogus),
        ):
            levels.count(name, cache.hits, "hit")
            levels.count(name, cache.misses, "miss")
        if self._landscape.zaakcache is not None:
            self._sample_zaakcache(self._landscape.zaakcache)
        self._sample_transfers()
        if self._spans is not None:
            for outcome, count in self._spans.outcomes.items():
                levels.count("gateway_trace_spans", count, outcome)
        if self._inbox is not None:
            self._inbox.sample()
        if self._delivery is not None:
            self._sample_logboek(self._delivery)
        if self._streams is not None:
            self._streams.sample()

    def _sample_zaakcache(self, cache: ZaakCache) -> None:
        levels, store = self._levels, cache.store
        for outcome, count in cache.outcomes.items():
            levels.count("gateway_zaak_cache", count, outcome)
        levels.set("gateway_zaak_cache_entries", store.entries)
        levels.set("gateway_zaak_cache_bytes", store.bytes)
        levels.set("gateway_zaak_cache_degraded", int(store.is_alone))

    def _sample_transfers(self) -> None:
        levels, transfers = self._levels, self._transfers
        for direction in (DOWN, UP):
            levels.set("gateway_transfers_running", transfers.running[direction], direction)
            levels.count("gateway_transfer_bytes", transfers.bytes[direction], direction)
            for outcome in OUTCOMES:
                count = transfers.outcomes[direction, outcome]
                levels.count("gateway_transfers", count, direction, outcome)

    def _sample_logboek(self, delivery: Delivery) -> None:
        levels, journal, drain = self._levels, delivery.journal, delivery.drain
        for outcome, count in (
            ("kept", journal.kept),
            ("lost", journal.lost),
            ("delivered", drain.delivered),
            ("refused", drain.refused),
        ):
            levels.count("gateway_logboek_records", count, outcome)
        levels.set("gateway_logboek_delivery_failures", drain.failures)
        levels.set("gateway_logboek_spool_max_bytes", journal.max_bytes)
        levels.set("gateway_logboek_spool_bytes", journal.waiting)
