"""What may be kept, and under which key: a family of records, and the part of it.

A family is a zaak, document or besluit with what belongs to it, as one register has it. Keys hold
names, paths and uuids only: never a number of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sources.besluiten.resources import BESLUIT, BESLUITINFORMATIEOBJECT
from sources.client import UpstreamClient
from sources.documenten.resources import (
    ENKELVOUDIGINFORMATIEOBJECT,
    GEBRUIKSRECHTEN,
    VERZENDING,
)
from sources.errors import SourceError
from sources.landscape import Landscape
from sources.resource import Part, Resource
from sources.zaken.resources import (
    RESULTAAT,
    ROL,
    STATUS,
    ZAAK,
    ZAAKEIGENSCHAP,
    ZAAKINFORMATIEOBJECT,
    ZAAKNOTITIE,
    ZAAKOBJECT,
)

ROOTS: tuple[Resource[Any], ...] = (ZAAK, ENKELVOUDIGINFORMATIEOBJECT, BESLUIT)
"""What a family is of; kept record by record."""
CURRENT: Mapping[str, Resource[Any]] = {"status": STATUS, "resultaat": RESULTAAT}
"""Of which a zaak names one; kept under that name."""
KEPT: tuple[Resource[Any], ...] = (
    *ROOTS,
    STATUS,
    RESULTAAT,
    ROL,
    ZAAKINFORMATIEOBJECT,
    ZAAKOBJECT,
    ZAAKEIGENSCHAP,
    ZAAKNOTITIE,
    GEBRUIKSRECHTEN,
    VERZENDING,
    BESLUITINFORMATIEOBJECT,
)
"""All that may be kept. Not persons, companies, klanten, objects or the content of documents."""
SELF = ""
"""The part of a family that is the zaak, document or besluit itself."""


class Family(NamedTuple):
    """A zaak, document or besluit and what belongs to it, at one register."""

    upstream: str
    """Where it was read."""
    owner: str
    """Where the zaak, document or besluit itself is."""
    path: str
    uuid: str


class Place(NamedTuple):
    """One record, or one whole list of records."""

    family: Family
    part: str

    @property
    def kind(self) -> Kind:
        """All such parts at this register."""
        return self.family.upstream, self.family.path, self.part


Kind = tuple[str, str, str]
"""Register, path of what a family is of, and part."""


def name_of(resource: Resource[Any]) -> str:
    """Return what the settings call a resource: the end of its path."""
    return resource.path.rpartition("/")[2]


_RECORDS = {resource.record: resource for resource in KEPT}


def is_kept(resource: Resource[Any]) -> bool:
    """Whether records of this very class may be kept; those of older versions, say, may not."""
    return resource.record in _RECORDS


def family_of(client: UpstreamClient, resource: Resource[Any], uuid: str) -> Family:
    """Return the family of a zaak, document or besluit at its own register."""
    return Family(client.name, client.name, resource.path, uuid)


def place_of_record(
    landscape: Landscape, client: UpstreamClient, resource: Resource[Any], record: Any
) -> Place | None:
    """Return where a record that was read by itself is kept; None when it is not."""
    if resource.record is STATUS.record or resource.record is RESULTAAT.record:
        family = _family_at(landscape, client, resource.part_of[0], record.zaak_url)
        part = "status" if resource.record is STATUS.record else "resultaat"
        return None if family is None else Place(family, part)
    uuid = record.url.rpartition("/")[2]
    if not uuid or all(resource.record is not root.record for root in ROOTS):
        return None
    return Place(family_of(client, resource, uuid), SELF)


def place_of_list(
    landscape: Landscape,
    client: UpstreamClient,
    resource: Resource[Any],
    params: Mapping[str, str],
    parent: str = "",
) -> Place | None:
    """Return where the whole list of what belongs to one parent is kept; None for other lists."""
    if not is_kept(resource) or not resource.part_of:
        return None
    if parent:
        part = resource.part_of[0]
        return None if params else Place(family_of(client, part.of, parent), name_of(resource))
    if len(params) != 1:
        return None
    ((name, url),) = params.items()
    for part in resource.part_of:
        if part.param == name:
            family = _family_at(landscape, client, part, url)
            return None if family is None else Place(family, name_of(resource))
    return None


def _family_at(
    landscape: Landscape, client: UpstreamClient, part: Part, url: str | None
) -> Family | None:
    try:
        owner, uuid = landscape.ref(part.of, url or "")
    except SourceError:
        return None
    return Family(client.name, owner.name, part.of.path, uuid)
