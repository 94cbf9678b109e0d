"""Notices that the client went away, so that nothing more is read for an answer nobody gets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Receive


class ClientGoneError(Exception):
    """The client broke the connection off."""


@asynccontextmanager
async def watching(receive: Receive) -> AsyncIterator[None]:
    """Cancel the block when the client goes away. Raises ClientGoneError then."""
    task = asyncio.current_task()
    gone = False

    async def watch() -> None:
        nonlocal gone
        message = await receive()
        while message["type"] != "http.disconnect":
            message = await receive()
        gone = True
        if task is not None:
            task.cancel()

    watcher = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if gone and task is not None and task.uncancel() == 0:
            raise ClientGoneError from None
        raise
    finally:
        watcher.cancel()
        await asyncio.wait([watcher])
