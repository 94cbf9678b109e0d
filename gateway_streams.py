"""Composes the subscriptions: the feed of notifications, the streams, and how they are served."""

from __future__ import annotations

import logging
from typing import Any

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from schema.endpoint import GRAPHQL, Endpoint
from schema.stream_hub import Streams
from schema.stream_protocol import StreamProtocol
from schema.stream_socket import Sockets
from schema.stream_sse import EventStreams
from settings import GatewaySettings
from sources.landscape import Landscape
from sources.notificaties.feed import Feed
from sources.notificaties.streams import SharedFeed

log = logging.getLogger("gateway.notificaties")


class ToSockets:
    """Takes websockets on the path out before anything that is for HTTP."""

    def __init__(self, app: ASGIApp, sockets: ASGIApp) -> None:
        self._app, self._sockets = app, sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a websocket, or pass the request on."""
        is_it = scope["type"] == "websocket" and scope["path"] == GRAPHQL
        await (self._sockets if is_it else self._app)(scope, receive, send)


def build_streams(
    settings: GatewaySettings, endpoint: Endpoint, landscape: Landscape, layers: list[Middleware]
) -> Streams | None:
    """Return the streams and let the endpoint serve them; None when none are served.

    Processes that share notifications do so without subscribers too: their caches follow them.
    """
    if not settings.max_subscriptions and not _is_shared(settings):
        return None
    streams = Streams(endpoint, landscape, settings, build_feed(settings, landscape))
    if not settings.max_subscriptions:
        return streams
    endpoint.streams = EventStreams(streams)
    endpoint.stopping.listeners.append(streams.stop)
    layers.insert(0, Middleware(ToSockets, sockets=Sockets(streams, settings.cors_origins)))
    return streams


def build_feed(settings: GatewaySettings, landscape: Landscape) -> Feed:
    """Return the notifications of this process, or of all on the configured server."""
    url, key = settings.limit_redis.reveal(), settings.limit_secret.reveal()
    size = settings.subscription_history
    if _is_shared(settings):
        return SharedFeed(landscape.hub, size, url, key.encode())
    if settings.workers > 1:
        log.warning(
            "workers do not share notifications: subscribers hear only what their own worker is "
            "told; set limit_redis_env",
            extra={"code": "NOTIFICATIONS_NOT_SHARED"},
        )
    return Feed(landscape.hub, size)


def _is_shared(settings: GatewaySettings) -> bool:
    return bool(settings.limit_redis.reveal()) and settings.shared_notifications


def server_options(settings: GatewaySettings) -> dict[str, Any]:
    """Return how uvicorn serves websockets: small messages, not packed, with signs of life."""
    return {
        "ws": StreamProtocol if settings.max_subscriptions else "none",
        "ws_max_size": settings.max_body_bytes,
        "ws_per_message_deflate": False,
        "ws_ping_interval": settings.subscription_heartbeat,
        "ws_ping_timeout": settings.subscription_heartbeat,
    }
