"""Which types of the catalogus a rule is about, and how secret what is of such a type may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.grants import OPENBAARHEID, Rule, TypeFacts, TypeSelector, level
from sources.catalogi.resources import CATALOGUS
from sources.catalogus import Snapshot
from sources.errors import SourceError
from sources.landscape import Landscape
from sources.loader import Loaders
from sources.resource import Resource
from sources.urls import last_segment

Key = tuple[str, str]
"""Upstream and uuid: what a resource is, whatever URL it was seen at."""
TOP = len(OPENBAARHEID) - 1
NEVER = -1


def key_of(landscape: Landscape, resource: Resource[Any], url: str) -> Key:
    """Return the identity of what a link points to; a link elsewhere is its own identity."""
    try:
        ref = landscape.ref(resource, url)
    except SourceError:
        return "", url
    return ref.client.name, ref.uuid


@dataclass(slots=True)
class Ceilings:
    """How secret a zaak or document may be, per type."""

    everywhere: int = NEVER
    """For every type; NEVER when only some types may be seen."""
    is_open: bool = False
    """Whether nothing is held back, not even what has no known confidentiality."""
    per_type: dict[Key, int] = field(default_factory=dict)
    urls: dict[Key, str] = field(default_factory=dict)
    """The URL of each of these types, as its register writes it."""

    def of(self, key: Key) -> int:
        """Return the highest level for this type; NEVER when it may not be seen."""
        return max(self.everywhere, self.per_type.get(key, NEVER))

    def allows(self, key: Key, aanduiding: str | None) -> bool:
        """Whether something of this type and confidentiality may be seen."""
        return self.is_open or level(aanduiding) <= self.of(key)

    def add(self, other: Ceilings) -> None:
        """Take in what another grant allows."""
        self.everywhere = max(self.everywhere, other.everywhere)
        self.is_open = self.is_open or other.is_open
        self.urls |= other.urls
        for key, highest in other.per_type.items():
            self.per_type[key] = max(highest, self.per_type.get(key, NEVER))


class TypeIndex:
    """Which types a selector selects; remembered as long as the catalogus stays the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple[list[Snapshot[Any]], Mapping[Key, str]]] = {}

    async def ceilings(
        self, loaders: Loaders, resource: Resource[Any], rules: Iterable[Rule]
    ) -> Ceilings:
        """Return what these rules come to. Raises SourceError when the catalogus is not there."""
        found = Ceilings()
        for rule in rules:
            if rule.types is None:
                found.add(Ceilings(rule.level, rule.is_open))
                continue
            urls = await self._selected(loaders, resource, rule.types)
            found.add(Ceilings(per_type=dict.fromkeys(urls, rule.level), urls=dict(urls)))
        return found

    async def _selected(
        self, loaders: Loaders, resource: Resource[Any], selector: TypeSelector
    ) -> Mapping[Key, str]:
        landscape = loaders.landscape
        named = {key_of(landscape, resource, url): url for url in selector.urls}
        if not selector.needs_catalogus:
            return named
        snapshots = await _snapshots(loaders, resource)
        known = self._known.get((resource.key, selector))
        if known is not None and list(map(id, known[0])) == list(map(id, snapshots)):
            return known[1]
        found = {**named, **_select(loaders, resource, selector, snapshots)}
        self._known[resource.key, selector] = snapshots, found
        return found


async def _snapshots(loaders: Loaders, resource: Resource[Any]) -> list[Snapshot[Any]]:
    """Return the lists of types and of catalogussen of every Catalogi API, loaded when needed."""
    catalogus, call = loaders.catalogus, loaders.call
    found: list[Snapshot[Any]] = []
    for client in loaders.landscape.of(resource.api):
        for wanted in (resource, CATALOGUS):
            snapshot = catalogus.snapshot(client, wanted, call)
            if snapshot is None:
                await catalogus.all(client, wanted, call)
                snapshot = catalogus.snapshot(client, wanted, call)
            if snapshot is not None:
                found.append(snapshot)
    return found


def _select(
    loaders: Loaders,
    resource: Resource[Any],
    selector: TypeSelector,
    snapshots: list[Snapshot[Any]],
) -> dict[Key, str]:
    found: dict[Key, str] = {}
    clients = loaders.landscape.of(resource.api)
    for client, types, catalogussen in zip(clients, snapshots[::2], snapshots[1::2], strict=True):
        for uuid, row in types.by_uuid.items():
            catalogus = catalogussen.by_uuid.get(last_segment(row.catalogus_url or ""))
            facts = TypeFacts(
                row.url,
                getattr(row, "identificatie", None) or row.omschrijving or "",
                (catalogus.domein if catalogus is not None else None) or "",
            )
            if selector.selects(facts):
                found[client.name, uuid] = row.url
    return found
