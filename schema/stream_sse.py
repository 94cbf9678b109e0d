"""graphql-sse, distinct connections: one POST, one operation, its results as server-sent events."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from policy.quotas import Budget, RateLimitedError
from schema.admission import Admission, NotAdmittedError
from schema.endpoint import EVENT_STREAM, refused
from schema.errors import error_body
from schema.execution import GraphRequest, Outcome, rate_limited
from schema.hangup import ClientGoneError, Watching
from schema.incoming import IncomingError, respond
from schema.protocol import ABORT
from schema.stream_endings import EXPIRED, REVOKED, TOO_SLOW
from schema.stream_hub import Streams
from schema.stream_subscription import Subscription

log = logging.getLogger("gateway.subscriptions")
COMPLETE = b"event: complete\ndata: \n\n"
ALIVE = b":\n\n"
HEADERS = [
    (b"content-type", f"{EVENT_STREAM}; charset=utf-8".encode()),
    (b"x-accel-buffering", b"no"),
]
TOLD = {
    EXPIRED: error_body("UNAUTHENTICATED", "the token has expired"),
    REVOKED: error_body("UNAUTHENTICATED", "the token is not accepted any more"),
}
"""Endings after which connecting again does not help; after another a client resumes."""


class EventStreams:
    """Answers who asks for an event stream."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    async def __call__(self, request: Request) -> Response:
        """Return the stream, or the answer of who gets none."""
        if not self._streams.has_room:
            body = error_body("OVERLOADED", "no room for this stream now")
            return respond(body, 503, headers={"Retry-After": "5"})
        try:
            asked, body_, admission, budget = await self._streams.endpoint.taken(request)
        except NotAdmittedError as error:
            return refused(error)
        except IncomingError as error:
            return respond(error.body, error.status, headers=error.headers)
        except RateLimitedError as error:
            outcome = rate_limited(error)
            return respond(outcome.body, outcome.status, headers=outcome.headers)
        last = request.headers.get("last-event-id")
        if last is None and body_.extensions is not None:
            last = body_.extensions.last_event_id
        return EventStream(self._streams, request, asked, admission, budget, last)


class EventStream(Response):
    """One stream, and the operation it is of."""

    def __init__(
        self,
        streams: Streams,
        request: Request,
        asked: GraphRequest,
        admission: Admission,
        budget: Budget,
        last_event_id: str | None,
    ) -> None:
        self._streams, self._request, self._asked = streams, request, asked
        self._budget, self._last = budget, last_event_id
        self.said = request.headers
        self.admission = admission
        self._send: Send = request._send
        self._waiting: asyncio.Timeout | None = None
        self._why: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send results until there are no more, or either side ends it."""
        self._send, streams = send, self._streams
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        streams.opened(self)
        subscription: Subscription | None = None
        undo = streams.until(self)
        try:
            found = await streams.subscribe(self, self._asked, self._budget, "", self._last)
            if isinstance(found, Subscription):
                subscription = found
                await self._stay(receive)
            else:
                await self._one(found, receive)
        except (ClientGoneError, OSError):
            log.debug("a client left its event stream")
        finally:
            undo()
            streams.closed(self, [] if subscription is None else [subscription])
        try:
            if self._why != TOO_SLOW:
                async with asyncio.timeout(streams.settings.subscription_slow_seconds):
                    await self._finish()
                return
        except (TimeoutError, OSError):
            log.debug("a client did not take the end of its event stream")
        abort = scope.get("extensions", {}).get(ABORT)
        if abort is not None:
            abort()

    async def _one(self, outcome: Outcome | None, receive: Receive) -> None:
        """Send the answer to a query, or why nothing is answered."""
        if outcome is None:
            endpoint = self._streams.endpoint
            async with Watching(receive):
                outcome = await endpoint.asked(self._asked, self.said, self.admission, self._budget)
        await self._put(_event(outcome.body))
        await self._put(COMPLETE)

    async def _stay(self, receive: Receive) -> None:
        """Keep the stream open: a sign of life now and then, until somebody ends it."""
        while self._why is None:
            try:
                seconds = self._streams.settings.subscription_heartbeat
                async with asyncio.timeout(seconds) as self._waiting:
                    message = await receive()
                if message["type"] == "http.disconnect":
                    return
            except TimeoutError:
                if self._why is None:
                    await self._beat()

    async def _beat(self) -> None:
        try:
            async with asyncio.timeout(self._streams.settings.subscription_slow_seconds):
                await self._put(ALIVE)
        except TimeoutError:
            self.drop(TOO_SLOW)

    async def _finish(self) -> None:
        """End the stream: with `complete` when asking again is of no use."""
        if self._why in TOLD:
            await self._put(_event(TOLD[self._why]) + COMPLETE)
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def next(self, subscription: Subscription, body: msgspec.Raw, eid: str) -> None:
        """Send an event."""
        if not subscription.is_over:
            await self._put(b"id: " + eid.encode() + b"\n" + _event(body))

    async def _put(self, data: bytes) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    def drop(self, why: str) -> None:
        """End the stream for this reason."""
        if self._why is not None:
            return
        self._why = why
        self._streams.ended[why] += 1
        if self._waiting is not None and not self._waiting.expired():
            self._waiting.reschedule(asyncio.get_running_loop().time())


def _event(body: Mapping[str, Any] | msgspec.Raw) -> bytes:
    """Return a result as an event; JSON here has no line breaks."""
    return b"event: next\ndata: " + msgspec.json.encode(body) + b"\n\n"
