"""What happened to a zaak, line by line: made from the zaak as it is and what hangs below it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.zgw.audittrail import History, make_line
from sandbox.zgw.data import Json
from sandbox.zgw.data.vocabulary import MEDEWERKERS
from sandbox.zgw.store import Store

BRON = "zrc"
CHILDREN = {
    "rollen": ("rol", "registratiedatum"),
    "statussen": ("status", "datumStatusGezet"),
    "zaakinformatieobjecten": ("zaakinformatieobject", "registratiedatum"),
}
DATED_WITH_ZAAK = {"zaakobjecten": ("zaakobject", "08:10"), "resultaten": ("resultaat", "15:30")}
LATER: Json = {
    "status": None,
    "resultaat": None,
    "einddatum": None,
    "hoofdzaak": None,
    "verlenging": None,
    "archiefnominatie": None,
    "archiefactiedatum": None,
    "rollen": [],
    "zaakobjecten": [],
    "zaakinformatieobjecten": [],
    "eigenschappen": [],
}
"""Of a zaak just registered: what it has only got afterwards."""


LEVEL = "vertrouwelijkheidaanduiding"


def is_declassified(zaak: Json) -> bool:
    """Whether a zaak was `geheim` for its first five minutes; one in ten was."""
    return str(zaak["identificatie"]).endswith("7")


def make_history(store: Store) -> History:
    """Return what tells the trail of a zaak; setting a status says nothing of the zaak itself."""

    def history(zaak: Json) -> list[Json]:
        found = [*_own(zaak), *_children(store, zaak)]
        found.sort(key=lambda item: item[1])
        return [
            make_line(BRON, zaak, changed, moment, wijzigingen, MEDEWERKERS[number % 8])
            for number, (changed, moment, wijzigingen) in enumerate(found)
        ]

    return history


Event = tuple[tuple[str, Json], str, Json]


def _own(zaak: Json) -> Iterator[Event]:
    """Its registration, and the changes of the zaak itself: the record before and after."""
    day = zaak["registratiedatum"]
    now = {**zaak, **LATER}
    if is_declassified(zaak):
        now[LEVEL] = "geheim"
    yield ("zaak", zaak), f"{day}T08:00:00Z", {"oud": None, "nieuw": now}
    changes = {
        LEVEL: (f"{day}T08:05:00Z", zaak[LEVEL] if is_declassified(zaak) else None),
        "hoofdzaak": (f"{day}T08:20:00Z", zaak["hoofdzaak"]),
        "verlenging": (f"{_next(day)}T09:00:00Z", zaak["verlenging"]),
    }
    for name, (moment, value) in changes.items():
        if value is not None:
            before, now = now, {**now, name: value}
            yield ("zaak", zaak), moment, {"oud": before, "nieuw": now}


def _children(store: Store, zaak: Json) -> Iterator[Event]:
    for path, (soort, field) in CHILDREN.items():
        for record in store[path].where("zaak", zaak["url"]):
            yield (soort, record), record[field], {"oud": None, "nieuw": record}
    for path, (soort, time) in DATED_WITH_ZAAK.items():
        ended = zaak["einddatum"] if soort == "resultaat" else None
        day = ended or zaak["registratiedatum"]
        for record in store[path].where("zaak", zaak["url"]):
            yield (soort, record), f"{day}T{time}:00Z", {"oud": None, "nieuw": record}


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
