"""The guard of one request: the policy applied to whatever a register is asked and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from policy.grants import SEARCH_PERSONS, Rights
from policy.identity import Principal
from resolvers.access.bedrijven import judge_bedrijven, narrow_bedrijven
from resolvers.access.besluiten import judge_besluiten, narrow_besluiten
from resolvers.access.case import Case, link_reader
from resolvers.access.documenten import OBJECTS, judge_documenten, narrow_documenten, relate
from resolvers.access.facts import Facts, KnownFacts
from resolvers.access.historie import judge_historie
from resolvers.access.klanten import judge_own, narrow_own, remember_contacten
from resolvers.access.objecten import judge_objecten, narrow_objecten
from resolvers.access.own import IMPERSONAL, is_own, numbers_of
from resolvers.access.types import TypeIndex
from resolvers.access.writing import require_new, require_write
from resolvers.access.zaken import judge_zaken, narrow_zaken
from sources.client import UpstreamClient
from sources.contactmomenten.resources import KLANTCONTACTMOMENT
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.errors import AccessDeniedError
from sources.guard import OPEN, Guard, Narrowed
from sources.kvk.resources import API as KVK
from sources.loader import Loaders
from sources.resource import Part, Resource, Sight
from sources.zaken.resources import ZAAK


class Guards:
    """Makes the guard of each request over one landscape."""

    def __init__(self) -> None:
        self._types, self._facts = TypeIndex(), KnownFacts()

    def of(self, principal: Principal, rights: Rights, loaders: Loaders) -> Guard:
        """Return what guards the reads of this caller."""
        facts = self._facts.of(rights, loaders.landscape, is_own_only=principal.is_own_only)
        if facts.is_unlimited:
            return OPEN
        return PolicyGuard(facts, lambda: Case(principal, facts, loaders, self._types))


class PolicyGuard:
    """Lets through what the grants of one caller show."""

    def __init__(self, facts: Facts, make_case: Callable[[], Case]) -> None:
        self._facts, self._make_case = facts, make_case
        self._made: Case | None = None
        self._reaches_any: bool | None = None

    @property
    def _case(self) -> Case:
        """What this caller turned out to see, made when it matters what is in a record."""
        if self._made is None:
            self._made = self._make_case()
        return self._made

    def reaches(self, client: UpstreamClient, resource: Resource[Any]) -> bool:
        """Return whether anything of this kind can be seen. Raises AccessDeniedError."""
        facts = self._facts
        if not facts.reaching(client):
            raise AccessDeniedError(client.name, resource.path)
        if resource.intern and facts.is_own:
            return False
        if resource.scope and not self._case.having(client, resource.scope):
            reason = f"this takes the scope {resource.scope}"
            raise AccessDeniedError(client.name, resource.path, reason=reason)
        return True

    async def narrow(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        params: Mapping[str, str],
        *,
        parent: str = "",
        in_body: bool = False,
    ) -> Narrowed | None:
        """Return what of a list may be asked; None when that is nothing."""
        if self._facts.is_open(resource):
            return Narrowed(params, in_body)
        case = self._case
        if resource.key == ZAAK.key:
            return await narrow_zaken(case, client, params, in_body)
        if resource.api == KVK:
            return narrow_bedrijven(case, client, params)
        if resource.sight is Sight.TYPED:
            narrow = narrow_besluiten if resource.part_of else narrow_documenten
            return await narrow(case, client, params, in_body)
        if not await self._sees_parent(client, resource, params, parent):
            return None
        if resource.sight is Sight.OBJECT:
            return await narrow_objecten(case, client, resource, params, parent, in_body)
        if case.is_own and (resource.own_filter or resource.own_filters):
            return await narrow_own(case, client, resource, params, in_body)
        return Narrowed(params, in_body, is_exact=False)

    async def _sees_parent(
        self, client: UpstreamClient, resource: Resource[Any], params: Mapping[str, str], uuid: str
    ) -> bool:
        """Whether the caller sees what the list is asked of, when the question names that."""
        case, landscape = self._case, self._case.loaders.landscape
        for part in resource.part_of:
            value = params.get(part.param) if part.param else None
            if value is not None and part.param.endswith("__uuid"):
                value = landscape.url(client, part.of, value)
            if value is None and uuid and part is resource.part_of[0]:
                value = landscape.url(client, part.of, uuid)
            if value is not None and not (await case.visible(part.of, [value]))[value]:
                return False
        return True

    async def admit(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        rows: Sequence[Any],
        *,
        is_proof: bool = False,
    ) -> list[Any]:
        """Return the rows, None in the place of each that may not be seen."""
        if not rows or self._facts.is_let_through(resource):
            return list(rows)
        case = self._case
        verdicts = await self._judge(client, resource, rows, is_proof)
        if case.is_own and resource.intern_fields:
            for row in rows:
                _blank(row, resource.intern_fields)
        seen = [row if verdict else None for row, verdict in zip(rows, verdicts, strict=True)]
        if case.is_own and resource.key == KLANTCONTACTMOMENT.key:
            remember_contacten(case, seen)
        return seen

    async def _judge(
        self, client: UpstreamClient, resource: Resource[Any], rows: Sequence[Any], is_proof: bool
    ) -> list[bool]:
        case = self._case
        if case.is_own and resource.intern:
            return [False] * len(rows)
        if resource.key == ZAAK.key:
            return await judge_zaken(case, client, rows, is_proof=is_proof)
        if resource.sight is Sight.TYPED:
            judge = judge_besluiten if resource.part_of else judge_documenten
            return await judge(case, client, rows)
        if resource.scope:
            return await judge_historie(case, client, resource, rows)
        if resource.sight is Sight.OBJECT:
            return await judge_objecten(case, client, resource, rows)
        if resource.sight is Sight.OWN:
            if not case.is_own:
                return [True] * len(rows)
            if resource.api == KVK:
                return judge_bedrijven(case, rows)
            return await judge_own(case, client, resource, rows, is_proof=is_proof)
        if is_proof:
            return [True] * len(rows)
        return await self._judge_parts(resource, rows)

    async def _judge_parts(self, resource: Resource[Any], rows: Sequence[Any]) -> list[bool]:
        """Return per row whether the caller sees what it belongs to."""
        parts = list(resource.part_of)
        if not parts:
            return [not self._case.is_own] * len(rows)
        seen = await self._part(parts[0], rows)
        if any(part.of is ENKELVOUDIGINFORMATIEOBJECT for part in parts[1:]):
            relate(self._case, [row for row, ok in zip(rows, seen, strict=True) if ok])
        for part in parts[1:]:
            more = await self._part(part, rows)
            pairs = zip(seen, more, strict=True)
            seen = [a or b if resource.any_part else a and b for a, b in pairs]
        if resource.sight is Sight.RELATION:
            seen = [a and b for a, b in zip(seen, await self._objects(rows), strict=True)]
        if self._case.is_own and resource.names is not None:
            seen = [
                ok and self._names_no_other(resource.names, row)
                for ok, row in zip(seen, rows, strict=True)
            ]
        return seen

    async def _part(self, part: Part, rows: Sequence[Any]) -> list[bool]:
        link_of = link_reader(part.link)
        urls = [link_of(row) for row in rows]
        visible = await self._case.visible(part.of, [url for url in urls if url])
        return [bool(url) and visible[url or ""] for url in urls]

    async def _objects(self, rows: Sequence[Any]) -> list[bool]:
        """Return per relation whether the caller sees the zaak or besluit it names."""
        found = [True] * len(rows)
        for object_type, resource in OBJECTS.items():
            places = [at for at, row in enumerate(rows) if row.object_type == object_type]
            urls = {at: rows[at].object for at in places if rows[at].object}
            visible = await self._case.visible(resource, urls.values())
            for at in places:
                found[at] = at in urls and visible[urls[at]]
        if self._case.is_own:
            found = [ok and row.object_type in OBJECTS for ok, row in zip(found, rows, strict=True)]
        return found

    def _names_no_other(self, names: tuple[str, str], row: Any) -> bool:
        """Whether a rol or zaakobject names nobody but the subject."""
        kind, data = getattr(row, names[0]), getattr(row, names[1])
        return kind in IMPERSONAL or is_own(numbers_of(self._case.subject), kind, data)

    def sees_klant(self, soort: str, nummer: str) -> bool:
        """Return whether this person or company may be seen."""
        case = self._case
        if self._reaches_any is None:
            self._reaches_any = any(case.reaching(client) for client in case.loaders.landscape)
        if not self._reaches_any:
            return False
        return not case.is_own or numbers_of(case.subject).get(soort) == nummer

    def require_persons(
        self, client: UpstreamClient, *, search: bool = False, anyone: bool = False
    ) -> None:
        """Raise AccessDeniedError when these persons may not be read, or not searched."""
        case = self._case
        scope = SEARCH_PERSONS if search else None
        allowed = case.rights.allows(client.settings.api, client.name, scope)
        if not allowed or ((search or anyone) and case.is_own):
            raise AccessDeniedError(client.name, "personen")

    async def require_write(
        self, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
    ) -> None:
        """Raise WriteDeniedError unless a grant that shows this row has one of these scopes."""
        await require_write(self._case, client, resource, row, scopes)

    async def require_new(
        self, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
    ) -> None:
        """Raise WriteDeniedError unless a grant with such a scope would show such a row."""
        await require_new(self._case, client, resource, row, scopes)

    def forget(self) -> None:
        """Forget what turned out to be visible."""
        self._case.forget()


def _blank(row: Any, names: Sequence[str]) -> None:
    """Empty what is the municipality's own: lists become empty, the rest None."""
    for name in names:
        value = getattr(row, name)
        if value is not None:
            setattr(row, name, [] if isinstance(value, list) else None)


__all__ = ["Guards", "PolicyGuard"]
