"""Records with the indexes the registers answer from; records never change after building."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sandbox.zgw.data import Json, ZgwData, uuid_of


class Collection:
    """The records of one resource, oldest first."""

    def __init__(self, records: Sequence[Json]) -> None:
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
                index.setdefault(record["url"].rsplit("/", 2)[0], []).append(record)
            self._indexes[""] = index
        return index.get(parent_url, ())


def _group(records: Iterable[Json], field: str) -> dict[object, list[Json]]:
    index: dict[object, list[Json]] = {}
    for record in records:
        index.setdefault(record[field], []).append(record)
    return index


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

    def __getitem__(self, name: str) -> Collection:
        return self._collections[name]

    def zaaktype_of(self, record: Json) -> Json:
        """The zaaktype a record of the Catalogi API hangs below, or is."""
        return self.by_url[record["zaaktype"]] if "zaaktype" in record else record
