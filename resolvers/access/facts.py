"""What follows from the grants of a caller alone, whatever they ask: kept between requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from policy.grants import EVERY, READ_TRAILS, Grant, Rights, Rule
from sources.client import UpstreamClient
from sources.landscape import Landscape
from sources.objecten.resources import API as OBJECTEN
from sources.resource import Privacy, Resource, Sight
from sources.zaken.resources import ZAAK

Grants = frozenset[int]
"""Which of the caller's grants show something, by their place."""
RULES: Mapping[str, Callable[[Grant], tuple[Rule, ...]]] = {
    "zaken": attrgetter("zaken"),
    "documenten": attrgetter("documenten"),
    "besluiten": attrgetter("besluiten"),
}
"""The rules of a grant, per API that has them."""
MAX_KEPT = 1_000


class Facts:
    """What the grants of one caller come to over one landscape; nothing of it changes."""

    def __init__(self, rights: Rights, landscape: Landscape, *, is_own_only: bool) -> None:
        self.rights, self._landscape = rights, landscape
        self.grants: Sequence[Grant] = rights.grants
        self.is_own = is_own_only or any(grant.own for grant in rights.grants)
        self.is_unlimited = rights.is_unlimited and not is_own_only
        """Whether nothing at all is held back."""
        self.has_via_zaak = any(grant.via_zaak for grant in rights.grants)
        having = [grant.scopes & {EVERY, READ_TRAILS} for grant in rights.grants]
        self.splits = any(having) and not all(having)
        """Whether some grants have a scope on top that others lack.

        It matters then by which of them something is seen: grants do not lend each other parts.
        """
        self._reaching: dict[str, Sequence[int]] = {}
        self._open: dict[tuple[str, str], bool] = {}

    def reaching(self, client: UpstreamClient) -> Sequence[int]:
        """Return which grants reach this register."""
        found = self._reaching.get(client.name)
        if found is None:
            api = client.settings.api
            found = self._reaching[client.name] = tuple(
                place for place, grant in enumerate(self.grants) if grant.allows(api, client.name)
            )
        return found

    def is_open(self, resource: Resource[Any]) -> bool:
        """Whether this caller may see all there is of this kind, wherever it is reached."""
        known = self._open.get(resource.key)
        if known is None:
            known = self._open[resource.key] = self._is_open(resource)
        return known

    def _is_open(self, resource: Resource[Any]) -> bool:
        if resource.privacy is not Privacy.PERSONAL:
            return True
        if self.is_own or resource.scope:
            return False
        if resource.sight is Sight.TYPED:
            return self._shows_all(resource)
        if resource.sight is Sight.OBJECT:
            return self._shows_all_objects()
        parts = all(self.is_open(part.of) for part in resource.part_of)
        if resource.sight is Sight.RELATION:
            return parts and self.is_open(ZAAK) and not self.has_via_zaak
        return parts

    def _shows_all(self, resource: Resource[Any]) -> bool:
        registers = [client for client in self._landscape if client.settings.api == resource.api]
        free = resource is ZAAK
        return all(
            any(
                any(rule.is_open for rule in RULES[resource.api](self.grants[place]))
                and (free or not self.grants[place].via_zaak)
                for place in self.reaching(client)
            )
            for client in registers
        )

    def _shows_all_objects(self) -> bool:
        return all(
            any(
                rule.is_open for place in self.reaching(one) for rule in self.grants[place].objecten
            )
            for one in self._landscape
            if one.settings.api == OBJECTEN
        )

    def learns_from(self, resource: Resource[Any]) -> bool:
        """Whether it matters by which grants such a record is seen: documents depend on zaken."""
        return self.has_via_zaak and resource.key == ZAAK.key

    def is_let_through(self, resource: Resource[Any]) -> bool:
        """Whether records of this kind need no judgement: all may be seen, and it matters not why.

        By which grants one is seen matters where grants differ in a scope; see `splits`.
        """
        if self.learns_from(resource) or (self.splits and resource.sight is Sight.TYPED):
            return False
        return self.is_open(resource)


class KnownFacts:
    """The facts of the callers that asked last, over one landscape."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, bool], Facts] = {}

    def of(self, rights: Rights, landscape: Landscape, *, is_own_only: bool) -> Facts:
        """Return what these rights come to; the same for the same object with the same rights."""
        key = id(rights), is_own_only
        found = self._kept.get(key)
        if found is None:  # what is kept holds its rights, so that no other object has their id
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            found = self._kept[key] = Facts(rights, landscape, is_own_only=is_own_only)
        return found


__all__ = ["RULES", "Facts", "Grants", "KnownFacts"]
