"""Records with the indexes the registers answer from.

A record is never changed: a write puts another in its place. Whoever holds one of before the write
keeps what it read, and every write can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.zgw.data import Json, ZgwData, uuid_of

Undo = Callable[[], None]


class Collection:
    """The records of one resource, oldest first."""

    def __init__(self, records: list[Json]) -> None:
        self.records = records
        self._by_uuid = {uuid_of(record["url"]): record for record in records}
        self._indexes: dict[str, dict[object, list[Json]]] = {}

    def get(self, uid: str) -> Json | None:
        return self._by_uuid.get(uid)

    def where(self, field: str, value: object) -> Sequence[Json]:
        """The records with a value in a field, from an index made on first use."""
        index = self._indexes.get(field)
        if index is None:
            index = self._indexes[field] = _group(self.records, field)
        return index.get(value, ())

    def below(self, parent_url: str) -> Sequence[Json]:
        """The records of a nested resource: those whose url continues the parent's."""
        index = self._indexes.get("")
        if index is None:
            index = {}
            for record in self.records:
                index.setdefault(_key("", record), []).append(record)
            self._indexes[""] = index
        return index.get(parent_url, ())

    def insert(self, record: Json, position: int | None = None) -> None:
        """Put a record where it was before it was removed, or as the newest."""
        if position is None:
            self.records.append(record)
        else:
            self.records.insert(position, record)
        self._by_uuid[uuid_of(record["url"])] = record
        for field, index in self._indexes.items():
            siblings = index.setdefault(_key(field, record), [])
            siblings.append(record)
            if position is not None:
                siblings.sort(key=self._position)

    def replace(self, old: Json, new: Json) -> None:
        """Put a record in the place of an older version of it."""
        self.records[self._position(old)] = new
        self._by_uuid[uuid_of(new["url"])] = new
        for field, index in list(self._indexes.items()):
            key = _key(field, old)
            if key == _key(field, new):
                siblings = index[key]
                siblings[_index_of(siblings, old)] = new
            else:
                del self._indexes[field]

    def remove(self, record: Json) -> int:
        """Take a record out; answers where it was."""
        position = self._position(record)
        del self.records[position]
        del self._by_uuid[uuid_of(record["url"])]
        for field, index in self._indexes.items():
            siblings = index[_key(field, record)]
            del siblings[_index_of(siblings, record)]
        return position

    def _position(self, record: Json) -> int:
        return _index_of(self.records, record)


def _index_of(records: Sequence[Json], wanted: Json) -> int:
    """Newest first, since that is what is written most; by identity, since dicts compare slowly."""
    for position in range(len(records) - 1, -1, -1):
        if records[position] is wanted:
            return position
    raise LookupError(wanted["url"])


def _key(field: str, record: Json) -> object:
    return record[field] if field else record["url"].rsplit("/", 2)[0]


def _group(records: Iterable[Json], field: str) -> dict[object, list[Json]]:
    index: dict[object, list[Json]] = {}
    for record in records:
        index.setdefault(record[field], []).append(record)
    return index


@dataclass(frozen=True)
class Part:
    """A piece of a document (`bestandsdeel`); without content it is yet to come."""

    url: str
    document_url: str
    number: int
    size: int
    content: bytes | None = None


class Store:
    """All collections, and every record by its url."""

    def __init__(self, data: ZgwData) -> None:
        self.data = data
        self._collections = {
            name: Collection(records) for name, records in data.collections().items()
        }
        self.by_url = {
            record["url"]: record for records in data.collections().values() for record in records
        }
        self.trails: dict[str, list[Json]] = {}
        """By the url of a main object that was written: its audittrail, oldest line first."""
        self.locks: dict[str, str] = {}
        """By the url of a document that is locked: what unlocks it."""
        self.parts: dict[str, Part] = {}
        """Pieces of documents that are being uploaded, by their uuid."""
        self.reserved: dict[str, str] = {}
        """Identificaties given out before there is a zaak, with whose they are."""
        self._undos: list[Undo] = []

    def __getitem__(self, name: str) -> Collection:
        return self._collections[name]

    def zaaktype_of(self, record: Json) -> Json:
        """The zaaktype a record of the Catalogi API hangs below, or is."""
        return self.by_url[record["zaaktype"]] if "zaaktype" in record else record

    def add(self, name: str, record: Json) -> Json:
        """Register a record as the newest of its kind."""
        collection = self[name]
        collection.insert(record)
        self.by_url[record["url"]] = record

        def undo() -> None:
            collection.remove(record)
            del self.by_url[record["url"]]

        self._undos.append(undo)
        return record

    def change(self, name: str, record: Json, **values: object) -> Json:
        """Put a copy of a record with other values in its place; answers the copy."""
        return self.put(name, record, {**record, **values})

    def put(self, name: str, old: Json, new: Json) -> Json:
        """Put a record in the place of an older version of it."""
        collection = self[name]
        collection.replace(old, new)
        self.by_url[new["url"]] = new

        def undo() -> None:
            collection.replace(new, old)
            self.by_url[old["url"]] = old

        self._undos.append(undo)
        return new

    def remove(self, name: str, record: Json) -> None:
        """Take a record out."""
        collection = self[name]
        position = collection.remove(record)
        del self.by_url[record["url"]]

        def undo() -> None:
            collection.insert(record, position)
            self.by_url[record["url"]] = record

        self._undos.append(undo)

    def set_item(self, mapping: dict[Any, Any], key: Any, value: Any) -> None:
        """Set what a mapping beside the records holds, or take it out with None."""
        before = mapping.get(key)

        def undo() -> None:
            _set(mapping, key, before)

        _set(mapping, key, value)
        self._undos.append(undo)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Undo all that was written in this block when it fails."""
        start = len(self._undos)
        try:
            yield
        except BaseException:
            self._undo_to(start)
            raise

    def restore(self) -> None:
        """Undo everything that was ever written."""
        self._undo_to(0)

    def _undo_to(self, length: int) -> None:
        while len(self._undos) > length:
            self._undos.pop()()


def _set(mapping: dict[Any, Any], key: Any, value: Any) -> None:
    if value is None:
        mapping.pop(key, None)
    else:
        mapping[key] = value
