"""Answers in parts (@defer): reads them as a client does, one by one when that matters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    DirectiveNode,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from starlette.types import ASGIApp, Message

PARTS = "multipart/mixed;deferSpec=20220824, application/json"
SLOW = 5.0
"""Seconds after which a test that waits for a part has failed."""


def parts_of(text: str) -> list[dict[str, Any]]:
    """Return the payloads of a whole multipart answer, which must be well formed."""
    begin, *sections, end = text.split("\r\n---")
    assert (begin, end) == ("", "--\r\n")
    heads, bodies = zip(*(section.split("\r\n\r\n", 1) for section in sections), strict=True)
    assert set(heads) == {"\r\ncontent-type: application/json"}
    payloads = [json.loads(body) for body in bodies]
    assert [payload["hasNext"] for payload in payloads] == [True] * (len(payloads) - 1) + [False]
    return payloads


def merged(payloads: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the data and errors of all parts together, as a client merges them."""
    first, *rest = payloads
    body = {"data": first["data"], "errors": list(first.get("errors", []))}
    for item in (item for payload in rest for item in payload["incremental"]):
        at = body["data"]
        for step in item["path"]:
            at = at[step]
        _merge(at, item["data"] or {})
        body["errors"] += item.get("errors", [])
    return body


def _merge(into: Any, more: Any) -> None:
    for key, value in more.items() if isinstance(more, dict) else enumerate(more):
        old = into.get(key) if isinstance(into, dict) else into[key]
        if isinstance(value, dict | list) and old:
            _merge(old, value)
        else:
            into[key] = value


class _Deferring(Visitor):
    """Puts off everything that can be: of each selection all but its first part."""

    def enter_selection_set(
        self, node: SelectionSetNode, _key: Any, parent: Any, *_args: Any
    ) -> SelectionSetNode | None:
        if len(node.selections) < 2 or _is_put_off(parent):
            return None
        first, *rest = node.selections
        later = InlineFragmentNode(
            directives=(DirectiveNode(name=NameNode(value="defer"), arguments=()),),
            selection_set=SelectionSetNode(selections=tuple(rest)),
        )
        return SelectionSetNode(selections=(first, later))


def _is_put_off(node: Any) -> bool:
    return isinstance(node, InlineFragmentNode) and bool(node.directives)


def deferring(text: str) -> str:
    """Return an operation that puts off as much as it can."""
    document = parse(text)
    assert any(isinstance(node, OperationDefinitionNode) for node in document.definitions)
    return print_ast(visit(document, _Deferring()))


class Asking:
    """One request whose parts are taken one by one, and whose client can go away."""

    def __init__(
        self,
        app: ASGIApp,
        query: str,
        headers: Mapping[str, str] | None = None,
        seen: Callable[[bytes], None] | None = None,
        takes: int | None = None,
    ) -> None:
        """Ask; `takes` is how many parts are taken before the client stops taking, None for all."""
        body = json.dumps({"query": query}).encode()
        given = {"content-type": "application/json", "accept": PARTS, **(headers or {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "server": ("gateway", 80),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._incoming.put_nowait({"type": "http.request", "body": body, "more_body": False})
        self._parts: asyncio.Queue[bytes] = asyncio.Queue()
        self._seen, self._takes = seen, takes
        self.task = asyncio.ensure_future(app(scope, self._incoming.get, self._take))

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.body" and message["body"]:
            if self._takes is not None:
                self._takes -= 1
                if self._takes < 0:
                    await asyncio.Event().wait()
            if self._seen is not None:
                self._seen(message["body"])
            self._parts.put_nowait(message["body"])

    async def sent(self) -> bytes:
        """Return what was sent next, as soon as it was."""
        async with asyncio.timeout(SLOW):
            return await self._parts.get()

    async def part(self) -> dict[str, Any]:
        """Return the next payload as soon as it was sent."""
        body = (
            (await self.sent())
            .split(b"\r\n\r\n", 1)[1]
            .removesuffix(b"--\r\n")
            .removesuffix(b"\r\n---")
        )
        payload: dict[str, Any] = json.loads(body)
        return payload

    async def leave(self) -> None:
        """Break the connection off, and wait until the gateway is done with it."""
        self._incoming.put_nowait({"type": "http.disconnect"})
        async with asyncio.timeout(SLOW):
            await self.task
