"""The gateway over two registers of every ZGW API, and how its pages are asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

import gateway
from graph_support import Graph
from sandbox.zgw.data import ZgwData

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
def steady() -> Iterator[None]:
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


def second_of(graph: Graph) -> ZgwData:
    """Return what the second register holds."""
    assert graph.sandbox.extra is not None
    return graph.sandbox.extra.zaaksysteem.data


def every_uuid(graph: Graph) -> list[str]:
    """Return the uuid of all thousand zaken."""
    both = (graph.sandbox.zgw.data, second_of(graph))
    return sorted(zaak["uuid"] for data in both for zaak in data.zaken)


async def page(graph: Graph, **variables: Any) -> Any:
    """Return one page, with the errors beside it."""
    body = await graph.post(PAGE, **variables)
    return {**body["data"]["zaken"], "errors": body.get("errors", [])}


def missing(found: Any) -> list[str]:
    """Return the registers that a connection says are missing."""
    return [bron["naam"] for bron in found["bronnen"] if bron["fout"]]
