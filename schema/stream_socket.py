"""graphql-transport-ws: the protocol of enisdenjo's graphql-ws over a websocket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from policy.limits import LimitExceededError, check_variables
from policy.quotas import RateLimitedError
from schema.admission import Admission, NotAdmittedError
from schema.execution import Outcome, rate_limited
from schema.http import refusal
from schema.incoming import GraphBody, IncomingError, limit_error
from schema.stream_endings import CODES
from schema.stream_hub import Streams
from schema.stream_subscription import Subscription

log = logging.getLogger("gateway.subscriptions")
SUBPROTOCOL = "graphql-transport-ws"
MAX_ID = 128
BAD, UNAUTHORIZED, FORBIDDEN, NO_INIT = 4400, 4401, 4403, 4408
WRONG_PROTOCOL, TWICE, TOO_MANY_INITS, INTERNAL, AGAIN_LATER = 4406, 4409, 4429, 4500, 1013


class Message(msgspec.Struct):
    """What a client sends."""

    type: str
    id: str = ""
    payload: Any = None


class Refused(Exception):  # noqa: N818  the connection ends with this code
    """A message that ends the connection."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Sockets:
    """Serves websockets as an ASGI application."""

    def __init__(self, streams: Streams, origins: Sequence[str]) -> None:
        self._streams, self._origins = streams, frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection from its handshake to its end."""
        await receive()
        status = self._refusal(scope)
        if status:
            await _refuse(scope, send, status)
        elif SUBPROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            reason = "Subprotocol not acceptable"
            await send({"type": "websocket.close", "code": WRONG_PROTOCOL, "reason": reason})
        else:
            await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
            await Socket(self._streams, scope, send).serve(receive)

    def _refusal(self, scope: Scope) -> int:
        """Return the status of who may not open a websocket at all; 0 for who may."""
        refused = refusal(scope)
        if refused is not None:
            return refused[0]
        if scope.get("gateway.query") or scope["query_string"]:
            return 400
        headers = Headers(scope=scope)
        if not self._is_own(headers.get("origin"), headers.get("host", "")):
            return 403
        return 0 if self._streams.has_room else 503

    def _is_own(self, origin: str | None, host: str) -> bool:
        """Whether the page that asks is ours or configured; CORS does not guard websockets."""
        if origin is None or origin in self._origins:
            return True
        try:
            return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
        except ValueError:
            return False


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    """Answer a handshake with a status of HTTP, where the server can."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    start = {"type": "websocket.http.response.start", "status": status, "headers": []}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": b""})


class Socket:
    """One websocket, the operations on it, and who opened it."""

    __slots__ = (
        "_cancel",
        "_close_now",
        "_is_over",
        "_operations",
        "_send",
        "_streams",
        "_tasks",
        "_was_init",
        "admission",
        "said",
    )
    admission: Admission

    def __init__(self, streams: Streams, scope: Scope, send: Send) -> None:
        self._streams, self._send = streams, send
        self._close_now = scope.get("gateway.close")
        self.said = _kept(Headers(scope=scope), streams.settings.purpose_header, {})
        self._operations: dict[str, Subscription | asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[Any]] | None = None
        self._was_init = self._is_over = False
        seconds = streams.settings.subscription_init_seconds
        loop = asyncio.get_running_loop()
        self._cancel = loop.call_later(seconds, self._end, NO_INIT, "Init timeout").cancel

    async def serve(self, receive: Receive) -> None:
        """Take messages until the connection ends."""
        self._streams.opened(self)
        try:
            while not self._is_over:
                event = await receive()
                if event["type"] != "websocket.receive":
                    break
                await self._take(event)
        except Refused as refused:
            self._end(refused.code, refused.reason)
        except OSError:
            log.debug("a websocket broke off")
        finally:
            self._is_over = True
            self._cancel()
            for operation in self._operations.values():
                if isinstance(operation, asyncio.Task):
                    operation.cancel()
            open_ones = [one for one in self._operations.values() if isinstance(one, Subscription)]
            self._operations.clear()
            self._streams.closed(self, open_ones)
            if self._tasks:
                await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, event: Any) -> None:
        """Do what one message asks. Raises Refused."""
        try:
            message = msgspec.json.decode(event.get("text") or "", type=Message)
        except (msgspec.DecodeError, RecursionError):
            raise Refused(BAD, "Invalid message received") from None
        if message.type == "connection_init":
            await self._init(message.payload)
        elif message.type == "ping":
            await self._tell({"type": "pong"})
        elif message.type == "subscribe":
            self._subscribe(message)
        elif message.type == "complete":
            self._complete(message.id)
        elif message.type != "pong":
            raise Refused(BAD, "Invalid message received")

    async def _init(self, payload: Any) -> None:
        if self._was_init:
            raise Refused(TOO_MANY_INITS, "Too many initialisation requests")
        self._was_init = True
        given = payload if isinstance(payload, dict) else {}
        self.said = _kept(self.said, self._streams.settings.purpose_header, given)
        try:
            self.admission = await self._streams.endpoint.admissions.admit(self.said)
        except NotAdmittedError as error:
            raise _not_admitted(error) from None
        self._cancel()
        self._cancel = self._streams.until(self)
        await self._tell({"type": "connection_ack"})

    def _subscribe(self, message: Message) -> None:
        if not hasattr(self, "admission"):
            raise Refused(UNAUTHORIZED, "Unauthorized")
        if not message.id or len(message.id) > MAX_ID:
            raise Refused(BAD, "Invalid message received")
        if message.id in self._operations:
            raise Refused(TWICE, "Subscriber already exists")
        body = _body(message.payload)
        task = asyncio.get_running_loop().create_task(self._run(message.id, body))
        self._operations[message.id] = task
        self._watch(task)

    def _complete(self, name: str) -> None:
        operation = self._operations.pop(name, None)
        if isinstance(operation, Subscription):
            self._streams.end(operation)
        elif operation is not None:
            operation.cancel()

    async def _run(self, name: str, body: GraphBody) -> None:
        """Answer a query or mutation, or open a subscription."""
        try:
            outcome = await self._answered(name, body)
        except NotAdmittedError as error:
            refused = _not_admitted(error)
            self._end(refused.code, refused.reason)
            return
        except Exception:
            log.exception("an operation failed", extra={"code": "INTERNAL_ERROR"})
            self._end(INTERNAL, "Internal server error")
            return
        if outcome is None or name not in self._operations:
            return
        del self._operations[name]
        if "data" not in outcome.body:
            errors = outcome.body.get("errors", [])
            await self._tell({"id": name, "type": "error", "payload": errors})
            return
        await self._tell({"id": name, "type": "next", "payload": outcome.body})
        await self._tell({"id": name, "type": "complete"})

    async def _answered(self, name: str, body: GraphBody) -> Outcome | None:
        """Return the answer; None when a subscription was opened."""
        endpoint, settings = self._streams.endpoint, self._streams.settings
        try:
            budget = await endpoint.executor.quotas.enter(self.admission.principal)
            if len(self._operations) > settings.subscriptions_per_connection:
                raise IncomingError(
                    429, "SUBSCRIPTION_LIMIT_EXCEEDED", "too many operations on this connection"
                )
            check_variables(body.variables or {}, endpoint.executor.limits)
            request = endpoint.meant(body, settings.request_timeout)
        except RateLimitedError as error:
            return rate_limited(error)
        except IncomingError as error:
            return Outcome(error.body, error.status)
        except LimitExceededError as error:
            return Outcome(limit_error(error).body, 400)
        last = body.extensions.last_event_id if body.extensions is not None else None
        found = await self._streams.subscribe(self, request, budget, name, last)
        if isinstance(found, Subscription):
            if name in self._operations and not self._is_over:
                self._operations[name] = found
            else:
                self._streams.end(found)
            return None
        if found is not None:
            return found
        self.admission = await endpoint.admissions.admit(self.said)
        return await endpoint.asked(request, self.said, self.admission, budget)

    async def next(self, subscription: Subscription, body: msgspec.Raw, _eid: str) -> None:
        """Send an event."""
        if not subscription.is_over:
            await self._tell({"id": subscription.id, "type": "next", "payload": body})

    async def _tell(self, message: Mapping[str, Any]) -> None:
        if self._is_over:
            return
        try:
            text = msgspec.json.encode(message).decode()
            await self._send({"type": "websocket.send", "text": text})
        except (OSError, RuntimeError):
            self._is_over = True

    def drop(self, why: str) -> None:
        """Close the connection, with the code of this reason."""
        if not self._is_over:
            self._streams.ended[why] += 1
            self._end(*CODES[why])

    def _end(self, code: int, reason: str) -> None:
        """Close the connection; without waiting for a client that takes nothing."""
        self._is_over = True
        if self._close_now is not None:
            self._close_now(code, reason)
        else:
            message = {"type": "websocket.close", "code": code, "reason": reason}
            self._watch(asyncio.get_running_loop().create_task(_sent(self._send, message)))

    def _watch(self, task: asyncio.Task[Any]) -> None:
        if self._tasks is None:
            self._tasks = set()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _sent(send: Send, message: Any) -> None:
    try:
        await send(message)
    except (OSError, RuntimeError):
        log.debug("a websocket was closed already")


def _not_admitted(error: NotAdmittedError) -> Refused:
    if error.status == 503:
        return Refused(AGAIN_LATER, "Try again later")
    return Refused(FORBIDDEN, "Forbidden")


def _body(payload: Any) -> GraphBody:
    """Return what is asked. Raises Refused."""
    try:
        return msgspec.convert(payload, type=GraphBody)
    except msgspec.ValidationError:
        raise Refused(BAD, "Invalid message received") from None


def _kept(headers: Headers, purpose: str, payload: Mapping[str, Any]) -> Headers:
    """Return what counts of the handshake and of the payload of `connection_init`.

    A token in both is two tokens, which is refused: it must be clear who asks.
    """
    wanted = ("authorization", purpose.lower())
    raw = [pair for pair in headers.raw if pair[0].decode("latin-1") in wanted]
    for key, value in payload.items():
        name = str(key).lower()
        if name in wanted and isinstance(value, str):
            try:
                encoded = value.encode("ascii")
            except UnicodeEncodeError:
                raise Refused(FORBIDDEN, "Forbidden") from None
            if name != "authorization":
                raw = [pair for pair in raw if pair[0] != name.encode()]
            raw.append((name.encode(), encoded))
    return Headers(raw=raw)
