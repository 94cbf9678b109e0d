"""The `expand` parameter: which paths are legal, and the related records in `_expand`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sandbox.zgw.auth import Applicatie
from sandbox.zgw.data import Json
from sandbox.zgw.problems import InvalidParam, forbidden, invalid, not_found
from sandbox.zgw.resource import Resource

Tree = dict[str, Any]

_BELOW_ZAAK = (
    "resultaat",
    "resultaat.resultaattype",
    "rollen",
    "rollen.roltype",
    "status",
    "status.statustype",
    "zaakinformatieobjecten",
    "zaakobjecten",
    "zaaktype",
)
ZAAK_PATHS = frozenset(
    (
        *_BELOW_ZAAK,
        "deelzaken",
        *(f"deelzaken.{path}" for path in _BELOW_ZAAK),
        "hoofdzaak",
        *(f"hoofdzaak.{path}" for path in _BELOW_ZAAK),
        "eigenschappen",
        "eigenschappen.eigenschap",
    )
)
STANDARD_ZAAK_PATHS = ZAAK_PATHS | {
    "rollen.statussen",
    "status.gezetdoor",
    "zaakobjecten.zaakobjecttype",
}
DOCUMENT_PATHS = frozenset({"informatieobjecttype"})
DOCUMENT_RELATION_PATHS = frozenset({"informatieobject", "informatieobject.informatieobjecttype"})

_CATALOGI = frozenset(
    {
        "zaaktype",
        "statustype",
        "resultaattype",
        "roltype",
        "eigenschap",
        "informatieobjecttype",
        "zaakobjecttype",
    }
)
_ZAKEN = frozenset({"hoofdzaak", "deelzaken"})


def parse_expand(resource: Resource, names: Iterable[str], applicatie: Applicatie) -> Tree:
    """The paths as a tree; every prefix of a path is expanded too."""
    tree: Tree = {}
    for name in names:
        if name not in resource.expand_paths:
            raise _unknown_path(resource, name)
        node = tree
        for part in name.split("."):
            if part in _CATALOGI:
                applicatie.require("catalogi.lezen")
            node = node.setdefault(part, {})
    return tree


def _unknown_path(resource: Resource, name: str) -> Exception:
    """Open Zaak calls it invalid; the standard says not found (zrc-027)."""
    if resource.empty_expansions:
        return not_found(f"{name} kan niet worden uitgebreid.")
    reason = f"Selecteer een geldige keuze. {name} is geen beschikbare keuze."
    return invalid(InvalidParam("expand", "invalid_choice", reason))


def split_expand(raw: str) -> list[str]:
    return [part.strip() for part in raw.split(",") if part.strip()]


def make_renderer(
    resource: Resource, tree: Tree, by_url: Mapping[str, Json], applicatie: Applicatie
) -> Callable[[Json], Json]:
    """How one record of a resource is answered, with what was asked to be expanded."""
    if not resource.expand_paths or not (tree or resource.always_expand_key):
        return _as_stored
    expansion = _Expansion(by_url, applicatie, keep_empty=resource.empty_expansions)
    return lambda record: {**record, "_expand": expansion.children(record, tree)}


def _as_stored(record: Json) -> Json:
    return record


class _Expansion:
    """Follows links from a record, within what the applicatie may see."""

    def __init__(
        self, by_url: Mapping[str, Json], applicatie: Applicatie, *, keep_empty: bool
    ) -> None:
        self._by_url = by_url
        self._applicatie = applicatie
        self._keep_empty = keep_empty

    def children(self, record: Json, tree: Tree) -> Json:
        found: Json = {}
        for name in (field for field in record if field in tree):
            value = record[name]
            if isinstance(value, list):
                related: Any = [self._render(url, name, tree[name]) for url in value]
            else:
                known = value in self._by_url
                related = self._render(value, name, tree[name]) if known else {}
            if related or self._keep_empty:
                found[name] = related
        return found

    def _render(self, url: str, name: str, tree: Tree) -> Json:
        record = self._by_url[url]
        if name in _ZAKEN and not self._applicatie.may_see(record):
            raise forbidden()
        nested = self.children(record, tree) if tree else {}
        return {**record, "_expand": nested} if nested else record
