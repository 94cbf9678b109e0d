"""GraphiQL in the machine's Chromium: press Run, read the answer and its explanation."""

from __future__ import annotations

import os
import shutil

import pytest
from test_real_server import served

from front_support import BROWSER, ONLY_IN_CI, ROOT, run
from graph_support import Graph

pytestmark = [ONLY_IN_CI, pytest.mark.timeout(120)]
SCREENSHOT = ROOT / "docs" / "img" / "graphiql.png"


async def test_graphiql_runs_and_explains_without_an_error_in_the_browser() -> None:
    chromium = shutil.which("chromium")
    assert chromium is not None
    renew = [str(SCREENSHOT)] if os.environ.get("GATEWAY_SCREENSHOTS") == "1" else []
    graph = Graph(explain=True)
    await graph.warm()
    async with served(graph.app) as origin:
        told = await run(BROWSER, "node", "graphiql.mjs", origin, chromium, *renew)
    assert told.startswith("ok: ")
