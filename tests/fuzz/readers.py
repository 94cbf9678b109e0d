"""Everything that reads bytes of others, each with the exceptions it promises caught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import gateway
from fuzz.world import World
from policy.limits import DocumentLimits
from policy.numbers import holds_personal, is_bsn
from resolvers.cursors import decode_cursor
from resolvers.errors import BadUserInputError
from resolvers.nodes import decode_id
from sandbox import build_sandbox
from schema.incoming import IncomingError, decode_body
from settings import load
from sources.answers import Answer, interpret
from sources.errors import SourceError, scrub
from sources.landscape import Landscape
from sources.urls import path_below
from sources.zaken.resources import ROL, ZAAK

Reader = Callable[[bytes], object]


def readers() -> Sequence[Reader]:
    """Return the readers, over the sandbox; any exception of one is a finding."""
    executor = World().endpoint._executor
    landscape = gateway.build_landscape(load({}), build_sandbox())
    return (
        lambda data: executor.operations.prepare(data.decode("utf-8", "replace")),
        partial(_body, executor.limits),
        _cursor,
        lambda data: decode_id(data.decode("latin-1")),
        partial(_url, landscape),
        _answer,
        _refusal,
        _text,
    )


def _body(limits: DocumentLimits, data: bytes) -> None:
    try:
        decode_body(data, limits)
    except IncomingError:
        return


def _cursor(data: bytes) -> None:
    try:
        decode_cursor(data.decode("latin-1"), "after")
    except BadUserInputError:
        return


def _url(landscape: Landscape, data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        client, path = landscape.locate(text)
    except SourceError:
        return
    root = client.settings.root
    assert ".." not in path.split("/"), text
    assert path_below(root, root + path) is not None, text


def _answer(data: bytes) -> None:
    for read in (ZAAK.parse_one, ZAAK.parse_page, ROL.parse_page, ROL.parse_rows):
        try:
            read(data, "x")
        except SourceError:
            continue


def _refusal(data: bytes) -> None:
    head, _, rest = data.partition(b"\n")
    for status in (400, 403, 429, 503):
        answer = Answer(status, {"retry-after": head.decode("latin-1")}, rest)
        _ = answer.retry_after, answer.refuses_credentials
        try:
            interpret(answer, "x", "y")
        except SourceError:
            continue


def _text(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    assert not any(is_bsn(word) for word in scrub(text).split())
    holds_personal(text)
