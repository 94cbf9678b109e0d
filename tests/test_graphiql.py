"""GraphiQL in the machine's Chromium: press Run, read the answer, and see a subscription move."""

from __future__ import annotations

import asyncio
import os
import shutil

import pytest
from test_subscription_processes import serving as serving_streams

from day_support import serving, wide_gateway
from front_support import BROWSER, ONLY_IN_CI, ROOT, run

pytestmark = [ONLY_IN_CI, pytest.mark.timeout(120)]
SCREENSHOT = ROOT / "docs" / "img" / "graphiql.png"


async def test_graphiql_runs_and_explains_without_an_error_in_the_browser() -> None:
    chromium = shutil.which("chromium")
    assert chromium is not None
    renew = [str(SCREENSHOT)] if os.environ.get("GATEWAY_SCREENSHOTS") == "1" else []
    app, sandbox = wide_gateway(is_told=True)
    with serving(app) as origin:
        told = await run(BROWSER, "node", "graphiql.mjs", origin, chromium, *renew)
    assert [item.status for item in sandbox.notificaties.delivery.sent] == [204]
    sandbox.restore()
    assert told.startswith("ok: ")


async def test_the_client_of_most_front_ends_follows_a_zaak_over_a_restart() -> None:
    async with serving_streams() as (address, graph, _):

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
