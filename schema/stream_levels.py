"""How the subscriptions stand, for the metrics."""

from __future__ import annotations

from schema.gauges import Levels
from schema.stream_endings import ENDINGS
from schema.stream_hub import Streams
from sources.notificaties.streams import SharedFeed

OUTCOMES = ("sent", "held", "coalesced", "shared", "lost", "slow")
KANALEN = ("zaken", "documenten", "klantcontacten")


class StreamLevels:
    """Sets the gauges and counters of streams."""

    def __init__(self, levels: Levels, streams: Streams) -> None:
        self._levels, self._streams = levels, streams
        levels.gauge("gateway_streams", "Websockets and event streams that are open.")
        levels.gauge("gateway_subscriptions", "Subscriptions that are open.", "kanaal")
        levels.counter("gateway_subscription_events", "Events, by what became of them.", "outcome")
        levels.counter("gateway_streams_ended", "Streams the gateway ended.", "reason")
        levels.counter("gateway_notifications", "Notifications, by what became of them.", "outcome")
        levels.gauge(
            "gateway_notifications_degraded",
            "1 while notifications do not reach the other processes.",
            largest=True,
        )

    def sample(self) -> None:
        """Look at everything once."""
        levels, streams = self._levels, self._streams
        index, counts, feed = streams.dispatcher.index, streams.dispatcher.counts, streams.feed
        levels.set("gateway_streams", streams.count)
        for kanaal in KANALEN:
            levels.set("gateway_subscriptions", index.kanalen[kanaal], kanaal)
        for outcome in OUTCOMES:
            levels.count("gateway_subscription_events", counts[outcome], outcome)
        for reason in ENDINGS:
            levels.count("gateway_streams_ended", streams.ended[reason], reason)
        levels.count("gateway_notifications", feed.delivered, "delivered")
        levels.count("gateway_notifications", feed.doubled, "doubled")
        if isinstance(feed, SharedFeed):
            levels.set("gateway_notifications_degraded", feed.is_down)
            levels.count("gateway_notifications", feed.degraded, "degraded")
            levels.count("gateway_notifications", feed.refused, "refused")
            levels.count("gateway_notifications", feed.lost, "lost")
