"""Records and the resource of the Autorisaties API 1.0.0."""

from __future__ import annotations

from msgspec import field

from sources.records import Code, Entity, Link, Record, Text
from sources.resource import Privacy, Resource


class AutorisatieRecord(Record):
    """What an applicatie may do at one component; which links are there depends on it."""

    component: str
    scopes: list[str] = field(default_factory=list)
    zaaktype_url: Link = field(default=None, name="zaaktype")
    informatieobjecttype_url: Link = field(default=None, name="informatieobjecttype")
    besluittype_url: Link = field(default=None, name="besluittype")
    max_vertrouwelijkheidaanduiding: Code = None


class ApplicatieRecord(Entity):
    """An application, by the client_ids it is known by."""

    client_ids: list[str] = field(default_factory=list)
    label: Text = None
    heeft_alle_autorisaties: bool = False
    autorisaties: list[AutorisatieRecord] = field(default_factory=list)


APPLICATIE = Resource(
    api="autorisaties", path="applicaties", record=ApplicatieRecord, privacy=Privacy.PUBLIC
)
