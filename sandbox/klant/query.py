"""Finds and expands: what a request for a list or an object asks of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.klant.filters import FILTERS, Filter
from sandbox.klant.problems import InvalidParam, invalid
from sandbox.klant.store import Body, Store

EXPAND: dict[str, frozenset[str]] = {
    "partijen": frozenset(
        {"betrokkenen", "betrokkenen.hadKlantcontact", "categorieRelaties", "digitaleAdressen"}
    ),
    "klantcontacten": frozenset(
        {
            "gingOverOnderwerpobjecten",
            "hadBetrokkenen",
            "hadBetrokkenen.digitaleAdressen",
            "hadBetrokkenen.wasPartij",
            "leiddeTotInterneTaken",
            "omvatteBijlagen",
        }
    ),
    "betrokkenen": frozenset({"digitaleAdressen"}),
    "digitaleadressen": frozenset(
        {
            "verstrektDoorBetrokkene",
            "verstrektDoorBetrokkene.hadKlantcontact",
            "verstrektDoorBetrokkene.hadKlantcontact.leiddeTotInterneTaken",
        }
    ),
}
PAGING = ("page", "pageSize")
Selection = dict[str, Any]


def check_params(
    resource: str, params: Mapping[str, str], is_list: bool
) -> tuple[dict[str, Any], list[InvalidParam]]:
    """The values of the filters, and every fault in the parameters."""
    known = dict(FILTERS[resource]) if is_list else {}
    allowed = {*known, *(PAGING if is_list else ()), *(("expand",) if resource in EXPAND else ())}
    unknown = [name for name in params if name not in allowed]
    faults: list[InvalidParam] = []
    if unknown:
        reason = f"Onbekende query parameters: {', '.join(unknown)}"
        faults.append(invalid("nonFieldErrors", "unknown-parameters", reason))
    for path in split_expand(params) if resource in EXPAND else ():
        if path not in EXPAND[resource]:
            faults.append(invalid("expand", "invalid_choice", f"{path} is geen geldige keuze."))
    values: dict[str, Any] = {}
    for name, raw in params.items():
        if name in known and raw != "":
            try:
                values[name] = known[name].read(raw)
            except (ValueError, KeyError):
                faults.append(invalid(name, "invalid", "Voer een geldige waarde in."))
    return values, faults


def split_expand(params: Mapping[str, str]) -> list[str]:
    return [path for path in params.get("expand", "").split(",") if path]


class Finder:
    """Answers filters; the exact ones from an index that is made the first time it is used."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._indexes: dict[tuple[str, str], dict[Any, set[str]]] = {}

    def forget(self) -> None:
        """Make the indexes anew: something was written."""
        self._indexes.clear()

    def find(self, resource: str, values: Mapping[str, Any]) -> list[Body]:
        """Each filter by itself, as Django does: they may match different related objects."""
        found = self._store.list(resource)
        for name, wanted in values.items():
            uuids = self._matching(resource, FILTERS[resource][name], wanted)
            found = [body for body in found if body["uuid"] in uuids]
        return found

    def _matching(self, resource: str, filter_: Filter, wanted: Any) -> set[str]:
        index = self._index(resource, filter_)
        if filter_.matches is None:
            return index.get(wanted, set())
        uuids = (
            uuids
            for found, uuids in index.items()
            if found is not None and filter_.matches(found, wanted)
        )
        return set().union(*uuids)

    def _index(self, resource: str, filter_: Filter) -> dict[Any, set[str]]:
        key = (resource, f"{filter_.path}?" if filter_.is_presence else filter_.path)
        if key not in self._indexes:
            self._indexes[key] = self._make_index(self._store.list(resource), filter_)
        return self._indexes[key]

    def _make_index(self, bodies: Iterable[Body], filter_: Filter) -> dict[Any, set[str]]:
        index: dict[Any, set[str]] = {}
        for body in bodies:
            found = list(self._store.iter_values(body, filter_.path))
            if filter_.is_presence:
                found = [any(value is not None for value in found)]
            for value in found:
                index.setdefault(value, set()).add(body["uuid"])
        return index


def make_selection(paths: Iterable[str]) -> Selection:
    selection: Selection = {}
    for path in paths:
        node = selection
        for name in path.split("."):
            node = node.setdefault(name, {})
    return selection


def expand(store: Store, body: Body, selection: Selection) -> Body:
    """The body with `_expand`; an empty list stays a list, as in Open Klant (not as Open Zaak)."""
    if not selection:
        return body
    expanded: dict[str, Any] = {}
    for name, below in selection.items():
        links = body[name]
        if isinstance(links, list):
            expanded[name] = [_follow(store, link, below) for link in links]
        else:
            expanded[name] = None if links is None else _follow(store, links, below)
    return body | {"_expand": expanded}


def _follow(store: Store, link: Body, selection: Selection) -> Body:
    body = store.find(link["uuid"])
    assert body is not None, "the store holds no links to nowhere"  # noqa: S101
    return expand(store, body, selection)
