"""The streams of one process: who may open one, what is open, and how all of them end."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from policy.quotas import Budget
from schema.endpoint import Endpoint
from schema.errors import error_body
from schema.execution import GraphRequest, Outcome
from schema.protocol import Held
from schema.stream_dispatch import Dispatcher
from schema.stream_endings import AGED, EXPIRED, STOPPING
from schema.stream_subscription import Carrier, Subscription, compiled, subscription_of
from settings import GatewaySettings
from sources.landscape import Landscape
from sources.notificaties.feed import Entry, Feed

MAX_EVENT_ID = 64
NOT_RESUMED = "what came after that event is not known any more: read again, then subscribe anew"


class Streams:
    """Every stream and subscription of one process."""

    def __init__(
        self, endpoint: Endpoint, landscape: Landscape, settings: GatewaySettings, feed: Feed
    ) -> None:
        self.endpoint, self.settings, self.feed = endpoint, settings, feed
        self.dispatcher = Dispatcher(endpoint, landscape, settings, feed)
        self._carriers: dict[Carrier, None] = {}
        self._clients: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        """Streams that the gateway ended, by why."""
        self.is_stopping = False

    @property
    def count(self) -> int:
        """Streams that are open."""
        return len(self._carriers)

    @property
    def has_room(self) -> bool:
        """Whether another stream may be opened."""
        return not self.is_stopping and self.count < self.settings.subscription_connections

    def start(self) -> None:
        """Begin to hear and tell."""
        self.feed.start()
        self.dispatcher.start()

    async def aclose(self) -> None:
        """Stop; what is still open is closed."""
        self.stop(0.0)
        await self.feed.aclose()
        await self.dispatcher.aclose()

    def stop(self, seconds: float) -> None:
        """End every stream, halfway the time that is left; open no other."""
        self.is_stopping = True
        if seconds:
            asyncio.get_running_loop().call_later(seconds / 2, self._stop_all)
        else:
            self._stop_all()

    def _stop_all(self) -> None:
        for carrier in list(self._carriers):
            carrier.drop(STOPPING)

    def opened(self, carrier: Carrier) -> None:
        """Note a stream; it holds no place that other connections need."""
        self._carriers[carrier] = None
        Held.count += 1

    def closed(self, carrier: Carrier, subscriptions: Sequence[Subscription]) -> None:
        """Forget a stream and what was subscribed to over it."""
        if self._carriers.pop(carrier, self) is None:
            Held.count -= 1
        for subscription in subscriptions:
            self.end(subscription)

    def until(self, carrier: Carrier) -> Callable[[], None]:
        """End a stream when its token expires or it has been open long; return what undoes that."""
        lasts, why = self.settings.subscription_max_seconds, AGED
        expires = carrier.admission.principal.expires_at
        if expires is not None and expires - time.time() < lasts:
            lasts, why = max(0.0, expires - time.time()), EXPIRED
        return asyncio.get_running_loop().call_later(lasts, carrier.drop, why).cancel

    async def subscribe(
        self,
        carrier: Carrier,
        request: GraphRequest,
        budget: Budget,
        name: str,
        last_event_id: str | None,
    ) -> Subscription | Outcome | None:
        """Return the subscription that was opened, its refusal, or None for a query or mutation."""
        found = subscription_of(self.endpoint.executor, request)
        if found is None or isinstance(found, Outcome):
            return found
        refused = self._full(carrier)
        if refused is not None:
            return refused
        context = self.endpoint.context(carrier.said, carrier.admission, request.trusted)
        executor, settings = self.endpoint.executor, self.settings
        operation = compiled(executor, settings, request, found, context, budget)
        await context.call.end()
        if isinstance(operation, Outcome):
            return operation
        subscription = Subscription(name, carrier, operation)
        self._clients[self._client(carrier)] += 1
        self.dispatcher.index.add(subscription)
        place = self.feed.place
        try:
            missed = await self._missed(last_event_id)
        except BaseException:  # whoever asked left meanwhile
            self.end(subscription)
            raise
        if missed is None:
            self.end(subscription)
            return Outcome(error_body("RESUME_NOT_POSSIBLE", NOT_RESUMED), 400)
        if missed:
            self.dispatcher.resumed(subscription, missed, place)
        return subscription

    async def _missed(self, last_event_id: str | None) -> Sequence[Entry] | None:
        if not last_event_id:
            return ()
        if len(last_event_id) > MAX_EVENT_ID:
            return None
        return await self.feed.after(last_event_id)

    def _full(self, carrier: Carrier) -> Outcome | None:
        """Return the refusal when there is no room for another subscription."""
        settings, index = self.settings, self.dispatcher.index
        if self.is_stopping or index.count >= settings.max_subscriptions:
            return Outcome(error_body("OVERLOADED", "no room for this subscription now"), 503)
        if self._clients[self._client(carrier)] >= settings.subscriptions_per_client:
            message = f"more than {settings.subscriptions_per_client} subscriptions at once"
            return Outcome(error_body("SUBSCRIPTION_LIMIT_EXCEEDED", message), 429)
        return None

    def _client(self, carrier: Carrier) -> str:
        secret: Any = self.endpoint.executor.quotas.secret
        return carrier.admission.principal.pseudonym(secret)

    def end(self, subscription: Subscription) -> None:
        """Forget a subscription."""
        if subscription.is_over:
            return
        subscription.is_over = True
        subscription.pending.clear()
        self.dispatcher.index.remove(subscription)
        client = self._client(subscription.carrier)
        self._clients[client] -= 1
        if self._clients[client] <= 0:
            del self._clients[client]
