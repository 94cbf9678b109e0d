"""What the tests of `zakenTelling` ask, and the sandbox's zaken to count independently."""

from __future__ import annotations

from typing import Any

from graph_support import Graph
from sandbox.zgw.dialect import Dialect

TELLING = """query(
  $op: [ZaakGroepering!]!, $filter: ZaakFilter, $datum: ZaakTelDatum! = STARTDATUM,
  $leeg: Boolean! = false
) {
  zakenTelling(groepeerOp: $op, filter: $filter, datum: $datum, inclusiefLeeg: $leeg) {
    totaal overig
    groepen {
      aantal isOpen archiefnominatie archiefstatus vertrouwelijkheidaanduiding
      zaaktype { identificatie url } statustype { omschrijving } resultaattype { omschrijving }
      periode { naam van totEnMet }
    }
  }
}"""
TOTAAL = """query($op: [ZaakGroepering!]!, $filter: ZaakFilter) {
  zakenTelling(groepeerOp: $op, filter: $filter) { totaal }
}"""
GROEPEN = """query($op: [ZaakGroepering!]!, $filter: ZaakFilter) {
  zakenTelling(groepeerOp: $op, filter: $filter) { groepen { aantal periode { naam } } }
}"""


async def counting_graph(dialect: Dialect = "openzaak", **gateway: Any) -> Graph:
    """Return a warm gateway that knows how its register counts."""
    graph = Graph(dialect, **gateway)
    await graph.warm()
    await graph.ask(TOTAAL, op=[])
    graph.forget()
    return graph


async def tell(graph: Graph, *op: str, **variables: Any) -> Any:
    """Return the telling, by these dimensions."""
    return (await graph.ask(TELLING, op=list(op), **variables))["zakenTelling"]


async def refusal(graph: Graph, *op: str, **variables: Any) -> str:
    """Return why the telling is refused, without asking the zaken register anything."""
    graph.forget()
    body = await graph.post(TELLING, op=list(op), **variables)
    (error,) = body["errors"]
    assert error["path"] == ["zakenTelling"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert not graph.calls
    return str(error["message"])


def zaken(graph: Graph) -> list[dict[str, Any]]:
    """Return every zaak of the sandbox, to count independently."""
    return graph.sandbox.zgw.data.zaken


def types(rows: list[dict[str, Any]], name: str = "omschrijving") -> dict[str, str]:
    """Return this property per url."""
    return {row["url"]: row[name] for row in rows}


def by_key(groups: list[dict[str, Any]], *path: str) -> dict[Any, int]:
    """Return the counts by one property of the groups; no key may come twice."""
    found: dict[Any, int] = {}
    for group in groups:
        key: Any = group
        for step in path:
            key = key[step]
        assert key not in found
        found[key] = group["aantal"]
    return found


def year(graph: Graph) -> dict[str, str]:
    """Return a filter on the last whole year; the sandbox's dates move with the day it runs."""
    last = int(max(zaak["startdatum"] for zaak in zaken(graph))[:4]) - 1
    return {"startdatumGte": f"{last}-01-01", "startdatumLte": f"{last}-12-31"}
