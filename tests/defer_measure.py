"""Measures what @defer is for: the wait for the first payload while one register is slow.

`make defer` runs this file: the sandbox in process, one register a second slower than it is, the
median of five. The table stands in docs/frontend.md.
"""

from __future__ import annotations

import asyncio
import statistics
import time

from defer_support import Asking

from graph_support import Graph
from sandbox.zgw import SHOWCASE_ZAAK_UUID

LATENCY, TIMES = 1.0, 5
ZAAK = f'zaak(uuid: "{SHOWCASE_ZAAK_UUID}")'
REST = "identificatie status { statustype { omschrijving } } documenten { titel }"
PERSOON = "{ persoon { naam { volledigeNaam } } }"
OPERATIONS = {
    "A zaak with its persons, the BRP slow": (
        "brp",
        f"{{ {ZAAK} {{ {REST} rollen {{ omschrijving ... DEFER {PERSOON} }} }} }}",
    ),
    "A werklijst of 20 with persons, the BRP slow": (
        "brp",
        f"{{ zaken(first: 20) {{ nodes {{ identificatie rollen {{ omschrijving ... DEFER {PERSOON} "
        "} } } }",
    ),
    "A zaak with klantcontacten, Open Klant slow": (
        "openklant",
        f"{{ {ZAAK} {{ {REST} ... DEFER {{ klantcontacten {{ onderwerp }} }} }} }}",
    ),
}


async def measure(slow: str, query: str) -> tuple[float, float, int]:
    """Return the milliseconds to the first payload and to the last, and the calls."""
    graph = Graph()
    await graph.post(query)
    await graph.warm()
    graph.sandbox.faults.set(slow, latency=LATENCY)
    firsts, lasts = [], []
    for _ in range(TIMES):
        graph.forget()
        start = time.perf_counter()
        asking = Asking(graph.app, query)
        await asking.sent()
        firsts.append((time.perf_counter() - start) * 1000)
        await asking.task
        lasts.append((time.perf_counter() - start) * 1000)
    return statistics.median(firsts), statistics.median(lasts), sum(graph.calls.values())


async def table() -> None:
    """Print a row per operation, without and with @defer."""
    print("| Operation | First payload: whole / deferred | All of it: whole / deferred | Calls |")
    print("|---|---|---|---|")
    for name, (slow, query) in OPERATIONS.items():
        whole = await measure(slow, query.replace("DEFER", ""))
        parts = await measure(slow, query.replace("DEFER", "@defer"))
        cells = [f"{one:,.0f} / {other:,.0f}" for one, other in zip(whole, parts, strict=True)]
        print(f"| {name} | {cells[0]} ms | {cells[1]} ms | {cells[2]} |")


if __name__ == "__main__":
    asyncio.run(table())
