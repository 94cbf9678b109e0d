"""What downloads are made of: ranges, names, seals, and streams that end as they should."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.sealing import SealError, Seals
from schema.disposition import clean_name, disposition
from schema.downloading import Streaming, _Flow
from schema.ranges import UnsatisfiableError, span_of
from schema.transfers import DOWN, Transfers
from settings_documenten import DocumentenSettings
from sources.documenten.inhoud import Opened
from sources.errors import UnavailableError


@hypothesis.settings(max_examples=50)
@given(st.binary(max_size=40), st.integers(0, 50), st.none() | st.integers(0, 50), st.booleans())
def test_ranges_are_what_slicing_gives(
    data: bytes, first: int, last: int | None, is_tail: bool
) -> None:
    text = f"bytes=-{first}" if is_tail else f"bytes={first}-{'' if last is None else last}"
    if is_tail:
        wanted = data[-first:] if first else b""
    elif last is not None and last < first:
        assert span_of(text, len(data)) is None
        return
    else:
        wanted = data[first : None if last is None else last + 1]
    if not wanted:
        with pytest.raises(UnsatisfiableError):
            span_of(text, len(data))
        return
    span = span_of(text, len(data))
    assert span is not None
    assert data[span.start :][: span.length] == wanted


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ('a"; filename="evil.exe', "a_; filename=_evil.exe"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil_ 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\brief.pdf", "brief.pdf"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("\x00", "document"),
        (None, "document"),
        (".htaccess", "htaccess"),
        ("besluit één €.pdf", "besluit één €.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str | None, clean: str) -> None:
    assert clean_name(name) == clean
    told = disposition(name, shown=False)
    assert told.isascii()
    assert told.isprintable()
    plain = told.removeprefix('attachment; filename="').partition('"')[0]
    assert not set(plain) & set('\\/"%;:')
    if plain != clean:
        assert unquote(told.rpartition("''")[2]) == clean


@hypothesis.settings(max_examples=25)
@given(st.text(max_size=40))
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    told = disposition(name, shown=True)
    assert told.isascii()
    assert told.isprintable()
    assert told.count('"') == 2
    assert told.split("; ")[0] == "inline"
    assert len(told) < 2_000


def test_a_seal_opens_for_its_own_use_and_its_own_keys_only() -> None:
    old, new = Seals([b"a" * 32]), Seals([b"b" * 32, b"a" * 32])
    token = old.seal("download", b"999993653")
    assert new.open("download", token) == b"999993653"
    assert "999993653" not in token
    for seals, use, text in (
        (Seals([b"b" * 32]), "download", token),
        (old, "upload", token),
        (old, "download", token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")),
        (old, "download", "é"),
        (old, "download", ""),
    ):
        with pytest.raises(SealError):
            seals.open(use, text)


class Given:
    """Contents as a register gives them, in these parts; an exception breaks them off."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self.parts, self.is_closed = list(parts), False

    async def read(self) -> bytes:
        part = self.parts.pop(0) if self.parts else b""
        if isinstance(part, Exception):
            raise part
        return part

    async def aclose(self) -> None:
        self.is_closed = True


class Client:
    """The other side of a transfer: what it got, and whether it takes anything."""

    def __init__(self, *, takes: bool = True, stays: bool = True) -> None:
        self.got: list[dict[str, Any]] = []
        self.was_aborted = False
        self._takes, self._stays = takes, stays

    async def run(self, given: Given, size: int | None, **settings: Any) -> Transfers:
        """Return what was counted of this transfer."""
        transfers = Transfers()
        place = transfers.take(DOWN, b"", 1, 1)
        flow = _Flow(DocumentenSettings(**settings), transfers, place, "")
        opened: Any = Opened(given, 0, size)  # type: ignore[arg-type]

        def abort() -> None:
            self.was_aborted = True

        scope = {"type": "http", "extensions": {"gateway.abort": abort}}
        await Streaming(opened, None, {}, flow)(scope, self._receive, self._send)
        assert given.is_closed
        assert not +transfers.running
        return transfers

    async def _receive(self) -> dict[str, Any]:
        if self._stays:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.got.append(message)
        if not self._takes and message.get("more_body"):
            await asyncio.Event().wait()


async def test_a_register_that_breaks_off_shows() -> None:
    for broken in (Given(b"ab", UnavailableError("z")), Given(b"ab")):
        client = Client()
        transfers = await client.run(broken, 4)
        assert transfers.outcomes == {(DOWN, "failed"): 1}
        assert client.was_aborted
        assert client.got[-1]["more_body"] is True


async def test_a_client_that_takes_nothing_or_leaves_lets_go_of_the_register() -> None:
    slow = Client(takes=False)
    assert (await slow.run(Given(b"ab", b"cd"), 4, idle_timeout=0.01)).outcomes == {
        (DOWN, "broken"): 1
    }
    gone = Client(takes=False, stays=False)
    assert (await gone.run(Given(b"ab", b"cd"), 4)).outcomes == {(DOWN, "broken"): 1}
    assert slow.was_aborted
    assert gone.was_aborted


async def test_more_than_was_told_is_not_passed_on() -> None:
    client = Client()
    assert (await client.run(Given(b"abcdef"), 4)).outcomes == {(DOWN, "done"): 1}
    assert b"".join(part.get("body", b"") for part in client.got) == b"abcd"
