"""Objects with their records over time, their types, and what a token may see of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]
Fields = Mapping[str, list[str]]
"""Per version of an objecttype the fields that are allowed, as `record__data__naam`."""


@dataclass(frozen=True)
class Record:
    index: int
    type_version: int
    data: Json
    geometry: Json | None
    start: str
    registered: str
    end: str | None = None
    correction_for: int | None = None
    corrected_by: int | None = None

    def is_at(self, day: str) -> bool:
        return self.start <= day and (self.end is None or self.end > day)


@dataclass
class Object:
    uuid: str
    type_uuid: str
    zaken: tuple[str, ...] = ()
    records: list[Record] = field(default_factory=list)

    def add(
        self,
        data: Json,
        start: str,
        *,
        version: int = 1,
        geometry: Json | None = None,
        corrects: bool = False,
    ) -> None:
        """A new record ends the one before it; a correction says which one it corrects."""
        index = len(self.records) + 1
        if self.records:
            last = self.records[-1]
            by = index if corrects else None
            self.records[-1] = replace(last, end=start, corrected_by=by)
        corrected = index - 1 if corrects else None
        self.records.append(
            Record(index, version, data, geometry, start, start, correction_for=corrected)
        )


@dataclass(frozen=True)
class ObjectType:
    uuid: str
    name: str
    name_plural: str
    description: str
    classification: str
    allow_geometry: bool
    created: str
    schemas: tuple[Json, ...]
    """The JSON schema of every version, the first one first; the last one is published."""


@dataclass
class Objecten:
    """The register; `permissions` says per token and type what may be seen (None: everything)."""

    root: str
    types: dict[str, ObjectType] = field(default_factory=dict)
    objects: dict[str, Object] = field(default_factory=dict)
    permissions: dict[str, dict[str, Fields | None]] = field(default_factory=dict)

    def add(self, uuid: str, type_: ObjectType, zaken: tuple[str, ...] = ()) -> Object:
        created = Object(uuid, type_.uuid, zaken)
        self.objects[uuid] = created
        return created

    def records(self) -> Iterator[tuple[Object, Record]]:
        """Every record with its object; the newest object first."""
        for item in reversed(self.objects.values()):
            for record in item.records:
                yield item, record

    def url(self, path: str) -> str:
        return f"{self.root}{path}"
