"""The settings of subscriptions; part of `[gateway]`."""

from __future__ import annotations

from dataclasses import dataclass

from settings_reading import setting

MAY_BE_ZERO_HERE = ("subscription_window", "max_subscriptions")


@dataclass(frozen=True, kw_only=True)
class SubscriptionSettings:
    """How many subscriptions there may be, and how their events are gathered and sent."""

    max_subscriptions: int = setting(
        "Subscriptions at once, per worker; 0: none are served.", 20_000
    )
    subscription_connections: int = setting(
        "Streams (websockets, event streams) open at once, per worker, besides `max_connections`.",
        10_000,
    )
    subscriptions_per_connection: int = setting("Operations on one websocket at once.", 50)
    subscriptions_per_client: int = setting(
        "Subscriptions of one caller (a user of an application) at once, per worker.", 200
    )
    subscription_window: float = setting(
        "Seconds in which notifications on the same zaak, document or contact become one event.",
        0.2,
    )
    subscription_pending: int = setting(
        "Zaken that changed while one subscriber was not ready; beyond it the subscriber is "
        "dropped as too slow.",
        200,
    )
    subscription_slow_seconds: float = setting(
        "Seconds a client may take to accept one event before it is dropped as too slow.", 10.0
    )
    subscription_workers: int = setting("Events that are made at once, per worker.", 8)
    subscription_heartbeat: float = setting("Seconds between two signs of life on a stream.", 20.0)
    subscription_init_seconds: float = setting(
        "Seconds for `connection_init` after a websocket is opened.", 10.0
    )
    subscription_max_seconds: float = setting(
        "Seconds after which a stream is closed, so that clients spread again.", 14_400.0
    )
    subscription_history: int = setting(
        "Notifications kept to resume from, in this process and on the shared server each.", 10_000
    )
    shared_notifications: bool = setting(
        "Also pass notifications on over the server of `limit_redis_env`, when that is set.", True
    )
