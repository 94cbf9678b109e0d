"""Two registers of every ZGW API behind one graph; the second is strictly standard and old."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

import gateway
from graph_support import Graph
from schema.zaak_filter import ZaakSortering

ALSO = ("zaaksysteem",)
FIRST, SECOND = "openzaak-zaken", "zaaksysteem-zaken"
PAGE = """query(
  $first: Int, $after: String, $last: Int, $before: String, $sorteer: [ZaakSortering!],
  $filter: ZaakFilter, $bronnen: [String!]
) {
  zaken(
    first: $first, after: $after, last: $last, before: $before, sorteer: $sorteer,
    filter: $filter, bronnen: $bronnen
  ) {
    totalCount
    bronnen { naam aantal fout }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { uuid bron }
  }
}"""


@pytest.fixture(autouse=True, scope="module")
def _steady() -> Iterator[None]:
    """Let failures not add up: without retries, and with a breaker that never opens."""
    upstreams = gateway.sandbox_upstreams
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            gateway,
            "sandbox_upstreams",
            lambda sandbox: [
                dataclasses.replace(upstream, retries=0, breaker_failures=100_000)
                for upstream in upstreams(sandbox)
            ],
        )
        yield


@pytest.fixture
async def graph() -> Graph:
    """Return the gateway with both registers, after a first read, with nothing asked."""
    found = Graph(also=ALSO)
    await found.ask("""{
      zaken(first: 1) { totalCount } besluiten(first: 1) { totalCount }
      documenten(first: 1) { totalCount }
    }""")
    found.forget()
    return found


def every_uuid(graph: Graph) -> list[str]:
    """Return the uuid of all thousand zaken."""
    first, extra = graph.sandbox.zgw.data, graph.sandbox.extra
    assert extra is not None
    second = extra.zaaksysteem.data
    return sorted(zaak["uuid"] for data in (first, second) for zaak in data.zaken)


async def page(graph: Graph, **variables: Any) -> Any:
    """Return one page, with the errors beside it."""
    body = await graph.post(PAGE, **variables)
    return {**body["data"]["zaken"], "errors": body.get("errors", [])}


def missing(found: Any) -> list[str]:
    """Return the registers that a connection says are missing."""
    return [bron["naam"] for bron in found["bronnen"] if bron["fout"]]


@pytest.mark.parametrize("sorteer", [None, *ZaakSortering])
async def test_every_zaak_of_two_registers_once_in_any_order_while_one_fails_midway(
    graph: Graph, sorteer: ZaakSortering | None
) -> None:
    uuids: list[str] = []
    after, step = None, 0
    while True:
        away = {2: SECOND, 3: SECOND, 7: FIRST}.get(step)
        for name in (FIRST, SECOND):
            graph.sandbox.faults.set(name, down=name == away)
        asked = {"sorteer": [sorteer.name] if sorteer else None, "first": 100, "after": after}
        found = await page(graph, **asked)
        uuids += [node["uuid"] for node in found["nodes"]]
        assert [error["extensions"]["upstream"] for error in found["errors"]] == missing(found)
        assert set(missing(found)) <= {away}
        assert missing(found) or sorteer is None or away != SECOND
        assert found["totalCount"] == (None if found["errors"] else 1000)
        if not found["pageInfo"]["hasNextPage"]:
            break
        after, step = found["pageInfo"]["endCursor"], step + 1
    assert sorted(uuids) == every_uuid(graph)
