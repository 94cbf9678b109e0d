"""What is known of one caller during one request: their grants, and what they turned out to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from policy.identity import Principal, Subject
from resolvers.access.facts import RULES, Facts, Grants
from resolvers.access.types import Ceilings, Key, TypeIndex, key_of
from sources.call import Call
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, ContractError, OutsideLandscapeError, SourceError
from sources.loader import Loaders, each, settled
from sources.resource import Resource
from sources.urls import last_segment
from sources.zaken.resources import ZAAK

NONE: Grants = frozenset()


class Case:
    """One caller in one request."""

    def __init__(
        self, principal: Principal, facts: Facts, loaders: Loaders, types: TypeIndex
    ) -> None:
        self.rights, self.grants, self.is_own = facts.rights, facts.grants, facts.is_own
        self.splits = facts.splits
        self.reaching, self.is_open = facts.reaching, facts.is_open
        self.learns_from, self.is_let_through = facts.learns_from, facts.is_let_through
        self.subject = principal.subject or Subject()
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

    @cached_property
    def behind(self) -> Loaders:
        """Reads what decides, as the gateway itself."""
        loaders = self.loaders
        return Loaders(loaders.landscape, loaders.catalogus, loaders.call.unguarded())

    def key(self, resource: Resource[Any], url: str | None) -> Key:
        """Return the identity of what a link points to."""
        return key_of(self.loaders.landscape, resource, url or "")

    def having(self, client: UpstreamClient, scope: str) -> Grants:
        """Return which grants reach this register with this scope."""
        api = client.settings.api
        return frozenset(
            place
            for place, grant in enumerate(self.grants)
            if grant.allows(api, client.name) and grant.allows(api, client.name, scope)
        )

    async def ceilings(self, place: int, api: str, types: Resource[Any]) -> Ceilings:
        """Return what one grant's rules for this API come to, per type."""
        found = self._ceilings.get((place, api))
        if found is None:
            rules = RULES[api](self.grants[place])
            found = await self._types.ceilings(self.behind, types, rules)
            self._ceilings[place, api] = found
        return found

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
