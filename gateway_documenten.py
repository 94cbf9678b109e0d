"""Composes what takes documents in and gives them out."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.routing import Route

from resolvers.downloads import PATH, Desk, Uploads
from schema.downloading import Downloading
from schema.endpoint import Endpoint
from schema.uploads import MB, Uploading
from settings import Secret, Settings
from settings_documenten import DocumentenSettings
from sources.documenten.clamd import Clamd, FoundError, UnscannedError
from sources.documenten.spool import Spool, SpoolFullError

log = logging.getLogger("gateway.documenten")
CLEAN_SECONDS = 60.0


def with_sandbox_documenten(settings: Settings) -> Settings:
    """Return the settings of a sandbox that gives and takes documents, with a key of its own."""
    own = settings.documenten
    if own.keys:
        return settings
    directory = Path(tempfile.gettempdir()) / f"gateway-documenten-{secrets.token_hex(8)}"
    key = (Secret(secrets.token_hex(32)),)
    own = dataclasses.replace(own, keys=key, upload_directory=str(directory))
    return dataclasses.replace(settings, documenten=own)


def spool_of(settings: DocumentenSettings) -> Spool:
    """Return where uploads wait."""
    return Spool(
        Path(settings.upload_directory),
        seconds=settings.upload_seconds,
        most=settings.max_waiting_mb * MB,
        each=settings.client_waiting_mb * MB,
    )


async def check_documenten(settings: DocumentenSettings) -> AsyncIterator[tuple[str, str]]:
    """Yield what documents need besides the registers, and `ok` or what is wrong with it."""
    if settings.upload_directory:
        try:
            spool_of(settings).begin(b"check", 1).discard()
        except SpoolFullError:
            yield "uploads", "the directory is full"
        except OSError:
            yield "uploads", "the directory cannot be written"
        else:
            yield "uploads", "ok"
    if settings.clamd:
        try:
            async with await Clamd(settings.clamd, settings.clamd_timeout).begin() as scan:
                await scan.feed(b"check")
                await scan.verdict()
        except (UnscannedError, FoundError):
            yield "clamd", "does not clear a stream"
        else:
            yield "clamd", "ok"


class Documenten:
    """Downloads and uploads of one app; nothing when there is no key."""

    def __init__(self, settings: DocumentenSettings, endpoint: Endpoint, *, writes: bool) -> None:
        self.routes: list[Route] = []
        self.spool: Spool | None = None
        self._settings = settings
        self._cleaning: asyncio.Task[None] | None = None
        if not settings.keys:
            return
        keys = [key.reveal().encode() for key in settings.keys]
        desk = endpoint.desk = Desk(keys, settings.public_url, settings.download_seconds)
        transfers = endpoint.transfers
        downloading = Downloading(endpoint, desk, settings, transfers)
        self.routes.append(Route(f"{PATH}/{{token}}", downloading.answer, methods=["GET"]))
        if not settings.upload_directory:
            return
        self.spool = spool_of(settings)
        desk.uploads = Uploads(self.spool, settings.inline_mb * MB)
        uploading = Uploading(endpoint, desk.seals, self.spool, settings, writes=writes)
        self.routes.append(Route(PATH, uploading.answer, methods=["POST"]))

    def start(self) -> None:
        """Begin to throw away what nobody used, and what an earlier process left."""
        if self.spool is not None:
            self._cleaning = asyncio.create_task(self._clean(self.spool))

    async def _clean(self, spool: Spool) -> None:
        while True:
            if gone := await asyncio.to_thread(spool.clean):
                log.info("uploads that nobody used: %s", gone)
            await asyncio.sleep(min(CLEAN_SECONDS, self._settings.upload_seconds / 2))

    async def aclose(self) -> None:
        """Stop cleaning; what the sandbox keeps goes with its key."""
        if self._cleaning is not None:
            self._cleaning.cancel()
            await asyncio.wait([self._cleaning])
        if self.spool is not None and not self._settings.key_env:
            await asyncio.to_thread(shutil.rmtree, self.spool.directory, ignore_errors=True)
