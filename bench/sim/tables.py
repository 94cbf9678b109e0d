"""The records of one resource: serialised once, indexed on first use, expanded when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import msgspec

from bench.sim.filters import IGNORED, OPERATORS, PAGING, Follow, Json, Values, matches

Tree = dict[str, Any]
ALWAYS_EXPAND = ("zaken", "enkelvoudiginformatieobjecten")
"""Open Zaak writes `_expand` in these rows even when nothing was asked."""
encode = msgspec.json.encode


class UnknownParameterError(Exception):
    """A list does not know this query parameter: 400, as Open Zaak."""


class Table:
    """One resource; `rows` are the positions that a list answers, in its order."""

    def __init__(
        self, name: str, records: list[Json], special: Mapping[str, Values], follow: Follow
    ) -> None:
        self.name = name
        self.records = records
        self._special = special
        self._follow = follow
        self._indexes: dict[str, dict[Any, list[int]]] = {}
        self._expanded: dict[str, dict[int, bytes]] = {}

    @cached_property
    def plain(self) -> list[bytes]:
        """Every record as JSON."""
        extra: Json = {"_expand": {}} if self.name in ALWAYS_EXPAND else {}
        return [encode({**record, **extra}) for record in self.records]

    @cached_property
    def by_uuid(self) -> dict[str, int]:
        """The position of each record by the last part of its URL."""
        return {record["url"].rpartition("/")[2]: at for at, record in enumerate(self.records)}

    def select(self, filters: Mapping[str, str]) -> list[int]:
        """Return the positions that pass every filter. Raises UnknownParameterError."""
        found: list[int] | None = None
        for name, wanted in filters.items():
            if name in PAGING or name in IGNORED:
                continue
            positions = self._matching(name, wanted)
            if found is None:
                found = positions
            else:
                both = set(positions)
                found = [at for at in found if at in both]
        return list(range(len(self.records))) if found is None else found

    def _matching(self, name: str, wanted: str) -> list[int]:
        if name == "uuid__in":
            return [self.by_uuid[uuid] for uuid in wanted.split(",") if uuid in self.by_uuid]
        field, _, operator = name.rpartition("__")
        if name not in self._special and operator in OPERATORS and field in self.records[0]:
            rows = enumerate(self.records)
            return [at for at, row in rows if matches(row[field], operator, wanted)]
        return self._index(name).get(wanted, [])

    def _index(self, name: str) -> dict[Any, list[int]]:
        index = self._indexes.get(name)
        if index is None:
            index = self._indexes[name] = self._make_index(name)
        return index

    def _make_index(self, name: str) -> dict[Any, list[int]]:
        values: Callable[[Json], Iterable[Any]] | None = self._special.get(name)
        if values is None:
            if not self.records or name not in self.records[0]:
                raise UnknownParameterError(name)
            values = lambda record: (record[name],)  # noqa: E731  the plain case of a filter
        index: dict[Any, list[int]] = {}
        for at, record in enumerate(self.records):
            for value in dict.fromkeys(map(_as_text, values(record))):
                index.setdefault(value, []).append(at)
        return index

    def render(self, positions: Iterable[int], expand: str) -> list[bytes]:
        """Return the JSON of these rows, with the expanded paths (joined by commas) in them."""
        if not expand:
            plain = self.plain
            return [plain[at] for at in positions]
        known = self._expanded.setdefault(expand, {})
        tree = parse_expand(expand)
        rows = []
        for at in positions:
            row = known.get(at)
            if row is None:
                row = known[at] = encode(expanded(self.records[at], tree, self._follow, top=True))
            rows.append(row)
        return rows


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def parse_expand(expand: str) -> Tree:
    """Return the paths as a tree; every prefix of a path is expanded too."""
    tree: Tree = {}
    for path in expand.split(","):
        node = tree
        for part in path.split("."):
            node = node.setdefault(part, {})
    return tree


def expanded(record: Json, tree: Tree, follow: Follow, *, top: bool = False) -> Json:
    """Return the record with `_expand`; empty links of ZGW leave no key, as in Open Zaak."""
    found: Json = {}
    for name, value in record.items():
        if name not in tree:
            continue
        if isinstance(value, list):
            related: Any = [expanded(follow(_url(link)), tree[name], follow) for link in value]
        else:
            related = expanded(follow(_url(value)), tree[name], follow) if value else None
        if related or "nummer" in record or "initiator" in record:
            found[name] = related
    return {**record, "_expand": found} if found or top else record


def _url(link: Any) -> str:
    url: str = link["url"] if isinstance(link, dict) else link
    return url
