"""GraphiQL in the machine's Chromium: press Run, read the answer and its explanation."""

from __future__ import annotations

import asyncio
import os
import shutil

import pytest
from test_real_server import served
from test_subscription_processes import serving

from front_support import BROWSER, ONLY_IN_CI, ROOT, run
from subscription_support import Subscribed

pytestmark = [ONLY_IN_CI, pytest.mark.timeout(120)]
SCREENSHOT = ROOT / "docs" / "img" / "graphiql.png"


async def test_graphiql_runs_and_explains_without_an_error_in_the_browser() -> None:
    chromium = shutil.which("chromium")
    assert chromium is not None
    renew = [str(SCREENSHOT)] if os.environ.get("GATEWAY_SCREENSHOTS") == "1" else []
    graph = Subscribed(explain=True)
    await graph.warm()
    async with graph.app.router.lifespan_context(graph.app), served(graph.app) as origin:
        telling = asyncio.create_task(keep_telling(graph))
        told = await run(BROWSER, "node", "graphiql.mjs", origin, chromium, *renew)
        telling.cancel()
    assert told.startswith("ok: ")


async def keep_telling(graph: Subscribed) -> None:
    """Tell again and again that the zaak of the showcase changed."""
    while True:
        await asyncio.sleep(0.3)
        graph.tell()


async def test_the_client_of_most_front_ends_follows_a_zaak_over_a_restart() -> None:
    async with serving() as (address, graph, _):

        async def restart() -> None:
            """Tell of changes, and break every stream off once."""
            was_stopped = False
            while True:
                await asyncio.sleep(0.2)
                graph.tell()
                if graph.streams.dispatcher.counts["sent"] >= 3 and not was_stopped:
                    was_stopped = True
                    graph.streams.stop(0.0)
                    graph.streams.is_stopping = False

        restarting = asyncio.create_task(restart())
        try:
            told = await run(BROWSER, "node", "subscriptions.mjs", f"http://{address}")
        finally:
            restarting.cancel()
    assert told.splitlines()[-1].startswith("ok: ")
