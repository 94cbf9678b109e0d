"""What is known of one caller during one request: their grants, and what they turned out to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from operator import attrgetter
from typing import Any

from policy.grants import EVERY, READ_TRAILS, Grant, Rights, Rule
from policy.identity import Principal, Subject
from resolvers.access.types import Ceilings, Key, TypeIndex, key_of
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, ContractError, OutsideLandscapeError, SourceError
from sources.loader import Loaders, each, settled
from sources.objecten.resources import API as OBJECTEN
from sources.resource import Privacy, Resource, Sight
from sources.urls import last_segment
from sources.zaken.resources import ZAAK

Grants = frozenset[int]
"""Which of the caller's grants show something, by their place."""
NONE: Grants = frozenset()
RULES: Mapping[str, Callable[[Grant], tuple[Rule, ...]]] = {
    "zaken": attrgetter("zaken"),
    "documenten": attrgetter("documenten"),
    "besluiten": attrgetter("besluiten"),
}
"""The rules of a grant, per API that has them."""


class Case:
    """One caller in one request."""

    def __init__(
        self, principal: Principal, rights: Rights, loaders: Loaders, types: TypeIndex
    ) -> None:
        self.rights = rights
        self.grants: Sequence[Grant] = rights.grants
        self.subject = principal.subject or Subject()
        self.is_own = principal.is_own_only or any(grant.own for grant in rights.grants)
        self.loaders = loaders
        self.zaken: dict[Key, Grants] = {}
        self.besluiten: dict[Key, Grants] = {}
        self.contacten: set[Key] = set()
        """The contactmomenten that the subject took part in, as far as known."""
        self.related: dict[Key, set[int]] = {}
        """Per document: the grants known to show a zaak or besluit it belongs to."""
        self.asked: set[Key] = set()
        """The documents of which everything they belong to is known."""
        self.documenten: dict[Key, Grants] = {}
        """Only kept when the caller's grants differ in a scope; see `splits`."""
        self.own_kvk: set[str] = set()
        """KVK-nummers that the subject's own RSIN turned out to have."""
        self._types = types
        self._ceilings: dict[tuple[int, str], Ceilings] = {}
        self._reaching: dict[tuple[str, str], Sequence[int]] = {}
        self._open: dict[tuple[str, str], bool] = {}

    @cached_property
    def behind(self) -> Loaders:
        """Reads what decides, as the gateway itself."""
        loaders = self.loaders
        return Loaders(loaders.landscape, loaders.catalogus, loaders.call.unguarded())

    def key(self, resource: Resource[Any], url: str | None) -> Key:
        """Return the identity of what a link points to."""
        return key_of(self.loaders.landscape, resource, url or "")

    def reaching(self, client: UpstreamClient) -> Sequence[int]:
        """Return which grants reach this register."""
        api = client.settings.api
        found = self._reaching.get((api, client.name))
        if found is None:
            found = [
                place for place, grant in enumerate(self.grants) if grant.allows(api, client.name)
            ]
            self._reaching[api, client.name] = found
        return found

    def having(self, client: UpstreamClient, scope: str) -> Grants:
        """Return which grants reach this register with this scope."""
        api = client.settings.api
        return frozenset(
            place
            for place, grant in enumerate(self.grants)
            if grant.allows(api, client.name) and grant.allows(api, client.name, scope)
        )

    @cached_property
    def splits(self) -> bool:
        """Whether some grants have a scope on top that others lack.

        It matters then by which of them something is seen: grants do not lend each other parts.
        """
        having = [grant.scopes & {EVERY, READ_TRAILS} for grant in self.grants]
        return any(having) and not all(having)

    async def ceilings(self, place: int, api: str, types: Resource[Any]) -> Ceilings:
        """Return what one grant's rules for this API come to, per type."""
        found = self._ceilings.get((place, api))
        if found is None:
            rules = RULES[api](self.grants[place])
            found = await self._types.ceilings(self.behind, types, rules)
            self._ceilings[place, api] = found
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
            return parts and self.is_open(ZAAK) and not any(grant.via_zaak for grant in self.grants)
        return parts

    def _shows_all(self, resource: Resource[Any]) -> bool:
        registers = [
            client for client in self.loaders.landscape if client.settings.api == resource.api
        ]
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
            for one in self.loaders.landscape
            if one.settings.api == OBJECTEN
        )

    def learns_from(self, resource: Resource[Any]) -> bool:
        """Whether it matters by which grants such a record is seen: documents depend on zaken."""
        return resource.key == ZAAK.key and any(grant.via_zaak for grant in self.grants)

    def is_let_through(self, resource: Resource[Any]) -> bool:
        """Whether records of this kind need no judgement: all may be seen, and it matters not why.

        By which grants one is seen matters where grants differ in a scope; see `splits`.
        """
        if self.learns_from(resource) or (self.splits and resource.sight is Sight.TYPED):
            return False
        return self.is_open(resource)

    async def visible(self, resource: Resource[Any], urls: Iterable[str]) -> dict[str, bool]:
        """Return per URL whether the caller may see what is there; many are read together.

        Raises SourceError when a register that must tell is not there.
        """
        wanted = list(dict.fromkeys(urls))
        if self.is_open(resource):
            return dict.fromkeys(wanted, True)
        seen = self.zaken if resource is ZAAK else {}
        found: dict[str, bool] = {}
        unknown: list[str] = []
        for url in wanted:
            grants = seen.get(self.key(resource, url))
            if grants is None:
                unknown.append(url)
            else:
                found[url] = bool(grants)
        answers = await each([self._record(resource, url) for url in unknown])
        for url, answer in zip(unknown, answers, strict=True):
            if isinstance(answer, Exception) and not isinstance(answer, ELSEWHERE):
                raise answer
            found[url] = answer is not None and not isinstance(answer, Exception)
        return found

    async def learn(
        self, urls: Iterable[str], resource: Resource[Any] = ZAAK
    ) -> Mapping[Key, Grants]:
        """Find out by which grants the caller sees these, also when one shows them all.

        Returns what is known of this kind.
        """
        known = {"zaken": self.zaken, "besluiten": self.besluiten}.get(
            resource.path, self.documenten
        )
        unknown = [url for url in dict.fromkeys(urls) if self.key(resource, url) not in known]
        for answer in await each([self._record(resource, url) for url in unknown]):
            if isinstance(answer, Exception) and not isinstance(answer, UNSEEN):
                raise answer
        return known

    async def _record(self, resource: Resource[Any], url: str) -> Any:
        return await settled(self.loaders.by_url(resource, url))

    def forget(self) -> None:
        """Forget what turned out to be visible: something was changed."""
        for known in (self.zaken, self.besluiten, self.related, self.documenten):
            known.clear()
        self.contacten.clear()
        self.asked.clear()
        self.__dict__.pop("behind", None)

    def remember(
        self, seen: dict[Key, Grants], client: UpstreamClient, row: Any, grants: Grants
    ) -> None:
        """Keep what a judgement came to, for what belongs to this record."""
        seen[client.name, last_segment(row.url)] = grants


ELSEWHERE: tuple[type[SourceError], ...] = (OutsideLandscapeError, ContractError)
"""A link to where the landscape does not reach, or to another type: nothing to be seen there."""
UNSEEN: tuple[type[SourceError], ...] = (*ELSEWHERE, AccessDeniedError)
"""What makes that something gives no access to what belongs to it."""


@cache
def link_reader(path: str) -> Callable[[Any], str | None]:
    """Return what reads a link, also through a reference that may be absent."""
    steps = path.split(".")

    def read(row: Any) -> str | None:
        value = row
        for step in steps:
            value = getattr(value, step, None)
        return value if isinstance(value, str) and value else None

    return read


__all__ = ["ELSEWHERE", "NONE", "UNSEEN", "Case", "Grants", "link_reader"]


def behind(call: Call) -> Call:
    """Return the call for what is asked of a register to know it, not to show it."""
    return call.unguarded()
