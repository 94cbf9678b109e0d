"""What is counted of notifications: by kanaal and outcome, what waits, and how late they are."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Histogram

from schema.gauges import Levels
from sources.notificaties.ontvangst import Inbox

SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class InboxSampler:
    """Looks at an inbox when the metrics are read; its kanalen are those of the table, or other."""

    def __init__(self, registry: CollectorRegistry, levels: Levels, inbox: Inbox) -> None:
        self._levels, self._inbox = levels, inbox
        levels.counter(
            "gateway_notificaties",
            "Notifications received, by kanaal and what became of them.",
            "kanaal",
            "outcome",
        )
        levels.counter(
            "gateway_notificaties_refused", "Requests to /notificaties refused, by why.", "code"
        )
        levels.gauge("gateway_notificaties_waiting", "Notifications that wait to be told on.")
        levels.counter(
            "gateway_notificaties_missed", "Changes of our own of which no notification came."
        )
        lag = Histogram(
            "gateway_notificaties_lag_seconds",
            "Seconds between a change in a register and its telling here.",
            buckets=SECONDS,
            registry=registry,
        )
        inbox.on_lag = lag.observe

    def sample(self) -> None:
        """Look once."""
        for (kanaal, outcome), count in self._inbox.outcomes.items():
            self._levels.count("gateway_notificaties", count, kanaal, outcome)
        for code, count in self._inbox.refused.items():
            self._levels.count("gateway_notificaties_refused", count, code)
        self._levels.set("gateway_notificaties_waiting", len(self._inbox))
        if self._inbox.missed is not None:
            self._levels.count("gateway_notificaties_missed", self._inbox.missed.look())
