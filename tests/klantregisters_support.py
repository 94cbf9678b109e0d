"""The klant registers a landscape may have: the older pair, Klantinteracties, or both."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import graph_support
from graph_support import Graph
from sandbox import Sandbox

OLD = ("klanten", "contactmomenten")
Row = dict[str, Any]


@cache
def wide() -> Sandbox:
    """Return the default sandbox and the older klant registers beside it."""
    return graph_support.sandbox_with("openzaak", OLD)


@contextmanager
def only(*kinds: str) -> Iterator[None]:
    """Let every new Graph have just these klant registers (`openklant`, `klanten`, ...)."""
    left_out = {"openklant", *OLD} - set(kinds)
    kept = tuple(item for item in wide().upstreams if item["name"] not in left_out)
    with _in_place(dataclasses.replace(wide(), upstreams=kept)):
        yield


@contextmanager
def deaf(name: str, *parameters: str) -> Iterator[None]:
    """Let one register of every new Graph ignore these parameters."""
    sandbox = graph_support.sandbox_with("openzaak", OLD)
    app = sandbox.apps[name]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        kept = [
            part
            for part in scope.get("query_string", b"").split(b"&")
            if part.partition(b"=")[0].decode() not in parameters
        ]
        await app({**scope, "query_string": b"&".join(kept)}, receive, send)

    changed: ASGIApp = answer
    with _in_place(dataclasses.replace(sandbox, apps={**sandbox.apps, name: changed})):
        yield


@contextmanager
def telling(name: str, path: str, replaced: Mapping[str, str]) -> Iterator[None]:
    """Let one register of every new Graph tell other texts below this path."""
    sandbox = graph_support.sandbox_with("openzaak", OLD)
    app = sandbox.apps[name]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path not in scope["path"]:
            await app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        await app({**scope, "headers": headers}, receive, keep)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        for old, new in replaced.items():
            body = body.replace(old.encode(), new.encode())
        kept = [pair for pair in sent[0]["headers"] if pair[0] != b"content-length"]
        await send({**sent[0], "headers": kept})
        await send({"type": "http.response.body", "body": body})

    with _in_place(dataclasses.replace(sandbox, apps={**sandbox.apps, name: answer})):
        yield


@contextmanager
def _in_place(sandbox: Sandbox) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph_support, "sandbox_with", lambda *_: sandbox)
        yield


def records(path: str) -> Sequence[Row]:
    """Return what the older registers hold."""
    extra = wide().extra
    assert extra is not None
    return extra.klantcontact.records[path]


def klant_of(number: str) -> Row:
    """Return the klant with this BSN, RSIN or vestigingsnummer."""
    return next(row for row in records("klanten") if number in row["subjectIdentificatie"].values())


def momenten_of(klant: Row) -> list[Row]:
    """Return the contactmomenten of a klant, the newest first."""
    urls = {
        link["contactmoment"]
        for link in records("klantcontactmomenten")
        if link["klant"] == klant["url"]
    }
    found = [row for row in records("contactmomenten") if row["url"] in urls]
    return sorted(found, key=lambda row: str(row["registratiedatum"]), reverse=True)


def questions(graph: Graph, *names: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return what these registers were asked: register, last part of the path, parameters."""
    return [
        (request.upstream, request.path.rpartition("/v1/")[2], dict(parse_qsl(request.query)))
        for request in graph.sandbox.faults.requests
        if request.upstream in names
    ]
