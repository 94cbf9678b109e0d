"""Records and resources of the Objects API 2.7.0 and the objecttypes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import field

from sources.objecten.expressions import as_body, value_at
from sources.records import Code, Date, Entity, Json, Link, Record, Text, empty_blanks
from sources.resource import Part, Privacy, Resource, Sight

API = "objecten"
TYPES_API = "objecttypen"
CRS = "EPSG:4326"


class Referentie(Record):
    """ObjectRecord.references[]; the standard knows the type `zaak`."""

    type: Code = None
    url: Link = None


class ObjectInhoudRecord(Entity):
    """What an object holds from one day to another: ObjectRecord and HistoryRecord."""

    url: str = ""
    """It has none: it is a part of its object."""
    index: int | None = None
    type_version: int | None = None
    data: Json | None = None
    geometry: Json | None = None
    references: list[Referentie] | None = None
    start_at: Date = None
    end_at: Date = None
    registration_at: Date = None
    correction_for: int | None = None
    corrected_by: int | None = None
    object_url: Text = field(default=None, name="_object")
    """Of which object it is; the gateway fills it in, no server says it here."""
    type_url: Text = field(default=None, name="_type")
    shown: tuple[str, ...] | None = field(default=None, name="_shown")
    """Paths of the data that the policy shows of it; None: all of them."""
    whole: Json | None = field(default=None, name="_whole")
    """The data before it was cut to those paths; for who decides, never for the graph."""

    def holds(self, pad: str) -> object:
        """Return what stands at a path of the data, shown or not; None when there is nothing."""
        return value_at(self.data if self.whole is None else self.whole, pad)

    def belongs_to(self, url: str, type_url: str | None) -> None:
        """Note of which object this is."""
        self.object_url, self.type_url, self.shown = url, type_url, None


class ObjectRecord(Entity):
    """An object, and what it holds on the day that was asked."""

    uuid: Text = None
    type_url: Link = field(default=None, name="type")
    record: ObjectInhoudRecord | None = None

    def __post_init__(self) -> None:
        """Tell the record of which object it is, and empty what was written as none."""
        empty_blanks(self)
        if self.record is not None:
            self.record.belongs_to(self.url, self.type_url)


class ObjecttypeRecord(Entity):
    """A kind of objects."""

    uuid: Text = None
    name: Text = None
    name_plural: Text = None
    description: Text = None
    data_classification: Code = None
    maintainer_organization: Text = None
    maintainer_department: Text = None
    contact_person: Text = None
    contact_email: Text = None
    source: Text = None
    update_frequency: Code = None
    provider_organization: Text = None
    documentation_url: Link = None
    labels: Json | None = None
    created_at: Date = None
    modified_at: Date = None
    allow_geometry: bool | None = None


class ObjecttypeVersieRecord(Entity):
    """One version of an objecttype: what its objects must look like."""

    version: int | None = None
    object_type_url: Link = field(default=None, name="objectType")
    status: Code = None
    json_schema: Json | None = None
    created_at: Date = None
    modified_at: Date = None
    published_at: Date = None


class PermissieRecord(Entity):
    """What the gateway's own token may see of one objecttype, which also is its identity."""

    url: str = field(name="type")
    use_fields: bool = field(default=False, name="use_fields")
    fields: dict[str, list[str]] | None = None
    """Per version the fields it may see, as `record__data__naam`."""

    def sees(self, path: str, version: int | None) -> bool:
        """Return whether the token may see this path of the data of such an object."""
        if not self.use_fields:
            return True
        name = f"record__data__{path.replace('.', '__')}__"
        allowed = (self.fields or {}).get(str(version), ())
        return any(name.startswith(f"{one}__") or f"{one}__".startswith(name) for one in allowed)


IN_QUERY = ("date", "registrationDate", "ordering", "fields")


def as_search(params: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the body of a POST search, and what must stand in its query string."""
    query = {name: params[name] for name in IN_QUERY if name in params}
    body: dict[str, Any] = {name: value for name, value in params.items() if name != "fields"}
    body |= as_body(body.pop("data", ""))
    if "geometry" in body:
        body["geometry"] = {"within": msgspec.json.decode(body["geometry"])}
    if "typeVersion" in body:
        body["typeVersion"] = int(body["typeVersion"])
    return body, query


OBJECT = Resource(
    api=API,
    path="objects",
    record=ObjectRecord,
    search="objects/search",
    as_search=as_search,
    headers={"Accept-Crs": CRS},
    search_headers={"Content-Crs": CRS},
    sight=Sight.OBJECT,
)
HISTORIE = Resource(
    api=API,
    path="objects/{}/history",
    record=ObjectInhoudRecord,
    headers={"Accept-Crs": CRS},
    sight=Sight.OBJECT,
    part_of=(Part("object_url", OBJECT),),
    intern=True,
    expected=3,
)
OBJECTTYPE = Resource(
    api=TYPES_API, path="objecttypes", record=ObjecttypeRecord, privacy=Privacy.PUBLIC, expected=10
)
PERMISSIE = Resource(
    api=API, path="permissions", record=PermissieRecord, privacy=Privacy.PUBLIC, expected=10
)
OBJECTTYPEVERSIE = Resource(
    api=TYPES_API,
    path="objecttypes/{}/versions",
    record=ObjecttypeVersieRecord,
    privacy=Privacy.PUBLIC,
    expected=2,
)


def versies_of(uuid: str) -> Resource[ObjecttypeVersieRecord]:
    """Return the versions of one objecttype as a list that the catalogus can keep."""
    return replace(OBJECTTYPEVERSIE, path=OBJECTTYPEVERSIE.path.format(uuid))
