"""What the BAG tests share: one graph with the base registers of addresses, and their objects."""

from __future__ import annotations

from functools import cache
from typing import Any

from graph_support import Graph, sandbox_with
from sandbox.bag import Bag
from sandbox.bag.register import Pand
from sandbox.zgw.data.vocabulary import BAG_ROOT

ALSO = ("bag", "brp-")
SUZANNE = "999993653"
HUIS = "0998010000000001"
"""Where Suzanne and her family live."""
ADRES = "0998200000000001"
"""The nummeraanduiding of that house."""


@cache
def bag() -> Bag:
    """Return what is in the BAG of the sandbox."""
    extra = sandbox_with("openzaak", ALSO).extra
    assert extra is not None
    return extra.bag


def zaakobjecten() -> list[dict[str, Any]]:
    """Return the zaakobjecten of the sandbox."""
    found: list[dict[str, Any]] = sandbox_with("openzaak", ALSO).zgw.data.zaakobjecten
    return found


def url_of(path: str, identificatie: str) -> str:
    """Return the URL of a BAG object, as another register writes it."""
    return f"{BAG_ROOT}{path}/{identificatie}"


async def warmed(**settings: Any) -> Graph:
    """Return a graph with the catalogus in memory."""
    graph = Graph(also=ALSO, **settings)
    await graph.warm()
    return graph


def paths(graph: Graph, upstream: str) -> list[str]:
    """Return method, path and query of what one upstream was asked, below its root."""
    return [
        f"{request.method} {request.path.rpartition('/v2/')[2] or request.path}?{request.query}"
        for request in graph.sandbox.faults.requests
        if request.upstream == upstream
    ]


def shared_pand() -> Pand:
    """Return a pand with several addresses."""
    register = bag()
    return next(
        pand for pand in register.panden.values() if len(register.in_pand(pand.identificatie)) > 1
    )
