"""The gateway as a subgraph, asked as a router asks it: representations of what the sandbox has."""

from __future__ import annotations

from typing import Any

from graph_support import Graph, shared_sandbox
from resolvers.nodes import encode_id
from sandbox.zgw import BRONORGANISATIE, SHOWCASE_ZAAK_IDENTIFICATIE

DATA = shared_sandbox("openzaak").zgw.data
ZAKEN, DOCUMENTEN = DATA.zaken, DATA.enkelvoudiginformatieobjecten
NUMBER = {"identificatie": SHOWCASE_ZAAK_IDENTIFICATIE, "bronorganisatie": BRONORGANISATIE}
ENTITIES = "query($r: [_Any!]!) { _entities(representations: $r) { %s } }"
PLAIN = ENTITIES % "__typename ... on Zaak { identificatie }"
NAMES = ENTITIES % "__typename"
EDGES = ENTITIES % "... on Zaak { identificatie status { uuid } rollen { uuid } }"


def subgraph(**settings: Any) -> Graph:
    """Return the gateway as a subgraph."""
    return Graph(federation=True, **settings)


def zaak(place: int, key: str = "id") -> dict[str, Any]:
    """Return a representation of the zaak at this place of the sandbox."""
    body = ZAKEN[place]
    given = {"id": encode_id("Zaak", "openzaak-zaken", body["uuid"]), **body}
    return {"__typename": "Zaak", key: given[key]}


def persoon(bsn: str) -> dict[str, str]:
    """Return a representation of a person."""
    return {"__typename": "Persoon", "burgerservicenummer": bsn}


def named(*places: int) -> list[dict[str, Any]]:
    """Return the answer of `PLAIN` for these zaken."""
    found = [ZAKEN[place]["identificatie"] for place in places]
    return [{"__typename": "Zaak", "identificatie": name} for name in found]


def paths(graph: Graph) -> list[tuple[str, str]]:
    """Return what was asked, as method and last part of the path."""
    return [(method, path.rpartition("/")[2]) for method, path, _, _ in graph.asked]
