"""Asks clamd whether a stream holds what its signatures know (clamd(8), INSTREAM).

Whatever is not a clear "no" is an error: a file that was not looked at is not taken in.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType

from sources.deadline import Deadline

MAX_REPLY = 4_096
UNANSWERED = (OSError, EOFError, asyncio.LimitOverrunError, ValueError)


class FoundError(Exception):
    """The stream holds something; its name is in nobody's interest but the log's."""

    def __init__(self, signature: str) -> None:
        super().__init__("clamd found something")
        self.signature = signature


class UnscannedError(Exception):
    """clamd could not be asked, or could not tell."""


class Clamd:
    """Where clamd listens: `host:port`, or the path of a socket."""

    def __init__(self, address: str, seconds: float) -> None:
        self._address, self._seconds = address, seconds

    async def begin(self) -> Scan:
        """Return a scan that is to be fed. Raises UnscannedError."""
        try:
            with Deadline(self._seconds):
                reader, writer = await self._connected()
        except (*UNANSWERED, TimeoutError):
            raise UnscannedError from None
        writer.write(b"zINSTREAM\0")
        return Scan(reader, writer, self._seconds)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("/"):
            return await asyncio.open_unix_connection(self._address, limit=MAX_REPLY)
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port), limit=MAX_REPLY)


class Scan:
    """One stream; a context that closes the connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
    ) -> None:
        self._reader, self._writer, self._seconds = reader, writer, seconds

    async def __aenter__(self) -> Scan:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def feed(self, block: bytes) -> None:
        """Send this to be looked at. Raises UnscannedError."""
        try:
            with Deadline(self._seconds):
                self._writer.write(len(block).to_bytes(4, "big"))
                self._writer.write(block)
                await self._writer.drain()
        except (*UNANSWERED, TimeoutError):
            raise UnscannedError from None

    async def verdict(self) -> None:
        """Return when clamd found nothing. Raises FoundError, UnscannedError."""
        try:
            with Deadline(self._seconds):
                self._writer.write(bytes(4))
                await self._writer.drain()
                reply = await self._reader.readuntil(b"\0")
        except (*UNANSWERED, TimeoutError):
            raise UnscannedError from None
        text = reply.rstrip(b"\0\n").decode("utf-8", "replace")
        if text.endswith(" FOUND"):
            raise FoundError(text.removeprefix("stream: ").removesuffix(" FOUND"))
        if text != "stream: OK":
            raise UnscannedError
