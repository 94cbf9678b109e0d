"""Sends an answer in parts (@defer): what is there first, what was put off when that is there.

`multipart/mixed` as clients know it: incremental delivery, the draft of 2022-08-24, as Apollo
Router speaks it (`incremental` with `path`, `label`; `hasNext`). A client that asks for another
draft, or does not take multipart, gets one whole answer. Nothing goes out before it is logged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from planning.later import Later, Part, places
from schema.errors import format_error, log_error, masked_path
from schema.hangup import ClientGoneError
from sources.deadline import Deadline

MULTIPART = "multipart/mixed"
DRAFT = "20220824"
CONTENT_TYPE = f'{MULTIPART}; boundary="-"; deferSpec={DRAFT}'.encode()
HEAD, NEXT, END = b"\r\ncontent-type: application/json\r\n\r\n", b"\r\n---", b"--\r\n"
"""A part is told to be whole as soon as it is: the boundary after it goes out with it."""
SEND_SECONDS = 5.0
"""For one part: a client that does not take it holds a place of the operations (policy/gate.py)."""
Body: TypeAlias = Mapping[str, Any]


class Stream:
    """The answer to one request that may come in parts."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.later: Later | None = None
        """What was put off; None when nothing was, and the answer is then an ordinary one."""
        self.keep: Callable[[], Awaitable[Body | None]] | None = None
        """Logs what was read so far; returns the refusal when that cannot be done."""
        self.has_begun = False
        self._found: Sequence[Part] = ()
        """What came and is about to be sent."""

    async def send(self, body: Body, explained: Callable[[], Body], operation: str) -> Body | None:
        """Send all parts; return the refusal when nothing may be sent."""
        if self.later is None:
            raise ValueError("nothing was put off")
        async with self.later as later:
            refused = await self._kept()
            if refused is not None:
                return refused
            await self._begin(body)
            async with aclosing(later.parts()) as coming:
                async for self._found in coming:
                    await self._send_found(await self._kept(), explained, operation)
        return None

    async def give_up(self, failure: Body) -> None:
        """Tell of everything that did not come why it will not."""
        if self.later is None:
            return
        lost = [(part.label, part.path) for part in self._found]
        for group in self.later.groups:
            lost += [(group.deferred.label, path) for _, path in places(group)]
        items = [_failed(label, path, failure) for label, path in lost]
        await self._part({"incremental": items, "hasNext": False})

    async def _kept(self) -> Body | None:
        return None if self.keep is None else await self.keep()

    async def _begin(self, body: Body) -> None:
        headers = [(b"content-type", CONTENT_TYPE)]
        self.has_begun = True
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})
        await self._part({**body, "hasNext": True}, NEXT)

    async def _send_found(
        self, refused: Body | None, explained: Callable[[], Body], operation: str
    ) -> None:
        """Send what came; without its data when that may not be sent."""
        more = bool(self.later)
        items = [
            _item(part, operation) if refused is None else _failed(part.label, part.path, refused)
            for part in self._found
        ]
        payload: dict[str, Any] = {"incremental": items, "hasNext": more}
        told = {} if more else explained()
        if told:
            payload["extensions"] = told
        self._found = ()
        await self._part(payload)

    async def _part(self, payload: Body, before: bytes = b"") -> None:
        end = NEXT if payload["hasNext"] else NEXT + END
        body = before + HEAD + msgspec.json.encode(payload) + end
        try:
            with Deadline(SEND_SECONDS):
                await self._send({"type": "http.response.body", "body": body, "more_body": True})
        except TimeoutError:
            raise ClientGoneError from None


class Closing(Response):
    """Ends an answer whose parts were sent."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Say that nothing follows."""
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def stream_for(request: Request, accept: str) -> Stream | None:
    """Return where parts of the answer can go, None when the client wants it in one piece."""
    if MULTIPART not in accept or not takes_parts(accept):
        return None
    return Stream(request._send)


def takes_parts(accept: str) -> bool:
    """Whether this Accept header takes parts of the draft that is spoken here."""
    for media_range in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in media_range.split(";"))
        if kind != MULTIPART:
            continue
        asked = dict(parameter.partition("=")[::2] for parameter in parameters)
        if "incrementalspec" in asked or (asked.get("q", "").strip("0.") == "" and "q" in asked):
            continue
        if asked.get("deferspec", DRAFT).strip('"') == DRAFT:
            return True
    return False


def _item(part: Part, operation: str) -> dict[str, Any]:
    item = _placed(part.label, part.path)
    item["data"] = part.data
    if part.errors:
        for error in part.errors:
            log_error(error, operation)
        item["errors"] = [format_error(error) for error in part.errors]
    return item


def _failed(label: str | None, path: Sequence[str | int], failure: Body) -> dict[str, Any]:
    """Return a part that did not come, with the errors of this answer as the reason."""
    item = _placed(label, path)
    item["data"] = None
    item["errors"] = [{**error, "path": masked_path(path)} for error in failure["errors"]]
    return item


def _placed(label: str | None, path: Sequence[str | int]) -> dict[str, Any]:
    placed: dict[str, Any] = {"path": list(path)}
    return placed if label is None else {"label": label, **placed}
