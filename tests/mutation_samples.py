"""One order per mutation that the sandbox carries out; who adds a mutation adds its order here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mutation_support import Json, Schrijver


def open_zaak(graph: Schrijver) -> Json:
    """Return an open zaak that is not suspended and has no resultaat or deelzaken."""
    return next(
        zaak
        for zaak in graph.zaken()
        if not zaak["opschorting"]["indicatie"] and not zaak["resultaat"] and not zaak["deelzaken"]
    )


def _held(graph: Schrijver) -> str:
    uuid: str = next(one["uuid"] for one in graph.zaken() if one["opschorting"]["indicatie"])
    return uuid


def _with(graph: Schrijver, collection: str, **more: Any) -> Json:
    zaak = open_zaak(graph)
    soort = {"statustypen": "statustype", "resultaattypen": "resultaattype"}[collection]
    url = graph.of_type(collection, zaak)["url"]
    return {"zaak": zaak["uuid"], soort: url, **more}


def _closed(graph: Schrijver) -> Json:
    zaak = graph.zaken(is_open=False)[0]
    return {"zaak": zaak["uuid"], "statustype": graph.of_type("statustypen", zaak)["url"]}


def _new(graph: Schrijver) -> Json:
    return {
        "zaaktype": open_zaak(graph)["zaaktype"],
        "bronorganisatie": "517439943",
        "verantwoordelijkeOrganisatie": "517439943",
        "startdatum": "2026-11-02",
        "omschrijving": "Dakkapel",
    }


def _of(graph: Schrijver, **more: Any) -> Json:
    return {"zaak": open_zaak(graph)["uuid"], **more}


SAMPLES: Mapping[str, Callable[[Schrijver], Json]] = {
    "zaakRegistreren": _new,
    "zaakBijwerken": lambda graph: _of(graph, omschrijving="Anders"),
    "zaakOpschorten": lambda graph: _of(graph, reden="Wacht"),
    "zaakHervatten": lambda graph: {"zaak": _held(graph), "reden": "Verder"},
    "zaakVerlengen": lambda graph: _of(graph, reden="Drukte", duur="P7D"),
    "zaakAfsluiten": lambda graph: _with(graph, "resultaattypen"),
    "zaakHeropenen": _closed,
    "statusZetten": lambda graph: _with(graph, "statustypen"),
    "resultaatZetten": lambda graph: _with(graph, "resultaattypen"),
}
"""The `invoer` per mutation."""
