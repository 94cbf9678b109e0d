"""Per-request loaders: nothing is fetched twice in one operation, many keys share one read.

A key that is known already (primed, or loaded before) is answered without waiting; see
`Known`. Deadlines are the client's: a timeout around a loader future would poison it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from sources.betrokkenen import betrokkenen_in
from sources.call import Call
from sources.catalogus import Catalogus
from sources.client import UpstreamClient
from sources.errors import AccessDeniedError, NotServedError
from sources.landscape import Landscape
from sources.loading import Loader as Loader
from sources.loading import each as each
from sources.loading import settled as settled
from sources.loading import weakly
from sources.paging import STANDARD_PAGE_SIZE, fetch_all, search_all
from sources.resource import Privacy, R, Resource
from sources.urls import last_segment

V = TypeVar("V")
Params = tuple[tuple[str, str], ...]
NOTHING_MORE: frozenset[str] = frozenset()
ReadAlong = Callable[[UpstreamClient, Sequence[str], frozenset[str]], Awaitable[bool]]
"""Reads records with what their selected fields need; returns whether all were looked for."""


class EntityLoader(Loader[str, R | None]):
    """Reads resources of one type from one upstream by their uuid."""

    def __init__(self, client: UpstreamClient, resource: Resource[R], call: Call) -> None:
        super().__init__()
        self._client, self._resource, self._call = client, resource, call
        self._listed: list[Sequence[R]] = []
        self.asked = NOTHING_MORE
        self.read_along: ReadAlong | None = None
        self._offered: dict[str, R] = {}
        self._expected: dict[str, asyncio.Future[R | None]] = {}

    @property
    def label(self) -> str:
        """What traces and metrics call it."""
        return f"{self._resource.path}.id"

    def offer(self, rows: Sequence[R]) -> None:
        """Keep rows that came along unjudged: they pass the guard when one is asked."""
        self._call.note_fetched(rows)
        self._offered.update((last_segment(row.url), row) for row in rows)

    def expect(self, key: str, coming: asyncio.Future[R | None]) -> None:
        """Take a record from the read of it that has begun, instead of asking for it as well."""
        self._expected[key] = coming

    def prime_rows(self, rows: Sequence[R]) -> None:
        """Make listed rows known by their uuid; they are only looked at when one is asked."""
        self._listed.append(rows)

    def knows(self, key: str) -> bool:
        """Whether `get` would answer at once."""
        if key not in self._known and self._listed:
            self._index()
        return key in self._known

    def _index(self) -> None:
        for rows in self._listed:
            for row in rows:
                self._known.setdefault(last_segment(row.url), row)
        self._listed.clear()

    async def take(self, keys: Sequence[str]) -> None:
        """Make known what the zaak cache has of these, as the guard shows it."""
        cache = self._call.cache
        if cache is None:
            return
        rows = await cache.kept_records(self._client, self._resource, keys, self._call)
        if not rows:
            return
        (answer,) = await each([self._admit(rows)])
        seen = [answer] * len(rows) if isinstance(answer, Exception) else answer
        for row, shown in zip(rows, seen, strict=True):
            self.prime(last_segment(row.url), shown)

    async def fetch(self, keys: Sequence[str]) -> list[R | Exception | None]:
        """Return the records; None where the upstream has none (404)."""
        if self._call.cache is None:
            return await self._fetch_all(keys)
        await self.take(keys)
        left = [key for key in keys if key not in self._known]
        if not left:
            self.asked = NOTHING_MORE
        found = dict(zip(left, await self._fetch_all(left), strict=True)) if left else {}
        return [found[key] if key in found else self._known[key] for key in keys]

    async def _fetch_all(self, keys: Sequence[str]) -> list[R | Exception | None]:
        asked, self.asked = self.asked, NOTHING_MORE
        coming = [key for key in keys if key in self._expected]
        if not coming:
            return await self._fetch_with(keys, asked)
        rest = [key for key in keys if key not in self._expected]
        came, found = await asyncio.gather(
            each([asyncio.shield(self._expected[key]) for key in coming]),
            self._fetch_with(rest, asked),
        )
        answers = dict(zip([*coming, *rest], [*came, *found], strict=True))
        return [answers[key] for key in keys]

    async def _fetch_with(
        self, keys: Sequence[str], asked: frozenset[str]
    ) -> list[R | Exception | None]:
        """Return the records, read with what is selected of them where somebody knows how."""
        if not asked or not keys or self.read_along is None:
            return await self._fetch(keys)
        looked = await self.read_along(self._client, keys, asked)
        left = [key for key in keys if not self.knows(key)]
        read = each([self.read(key) for key in left]) if looked else self._fetch(left)
        found = dict(zip(left, await read, strict=True))
        return [found[key] if key in found else self._known[key] for key in keys]

    async def _fetch(self, keys: Sequence[str]) -> list[R | Exception | None]:
        here = [key for key in keys if key in self._offered]
        if here:
            return await self._fetch_beside(keys, here)
        if self._resource.zoek and len(keys) > 1 and self._client.searches:
            return await self._fetch_by_zoek(keys)
        return await each([self.read(key) for key in keys])

    async def _fetch_beside(
        self, keys: Sequence[str], here: Sequence[str]
    ) -> list[R | Exception | None]:
        """Return what was offered as the guard shows it, and the others from the upstream."""
        (answer,) = await each([self._admit([self._offered.pop(key) for key in here])])
        rows = [answer] * len(here) if isinstance(answer, Exception) else answer
        found: dict[str, Any] = dict(zip(here, rows, strict=True))
        others = [key for key in keys if key not in found]
        if others:
            found |= dict(zip(others, await self._fetch_all(others), strict=True))
        return [found[key] for key in keys]

    async def _admit(self, rows: Sequence[R]) -> list[R | None]:
        """Return the rows as the guard shows them. Raises SourceError."""
        if not self._call.guard.reaches(self._client, self._resource):
            return [None] * len(rows)
        return await self._call.guard.admit(self._client, self._resource, rows)

    async def read(self, uuid: str, params: Mapping[str, str] | None = None) -> R | None:
        """Return the record of a detail read, None when there is none to see.

        Raises SourceError.
        """
        guard = self._call.guard
        if not guard.reaches(self._client, self._resource):
            return None
        path = f"{self._resource.path}/{uuid}"
        template = f"{self._resource.path}/{{uuid}}"
        headers = self._resource.headers
        about = self._call.about()
        held = None
        if self._call.cache is not None:
            again = "" if params else uuid
            held = await self._call.cache.holding(self._client, self._resource, again)
            headers = headers if held is None else {**headers, **held.told.headers}
        body = await self._client.get(
            path,
            self._call,
            template=template,
            params=params,
            headers=headers,
            about=about,
            told=held.told if held is not None else None,
        )
        if body is None:
            return None
        record: R | None = held.unchanged if held is not None else None
        if record is None:
            record = self._call.form(self._resource).parse_one(body, self._client.name)
        if held is not None:
            await held.keep(record)
        self._call.note_fetched((record,))
        if about is not None:
            about.extend(betrokkenen_in([record], self._client.settings.bsn_velden))
        seen: R | None = (await guard.admit(self._client, self._resource, [record]))[0]
        return seen

    async def read_alone(self, uuid: str) -> R | None:
        """Read and remember one record that nothing can be batched with. Raises SourceError."""
        (answer,) = await each([self.read(uuid)])
        self.prime(uuid, answer)
        return await settled(self.get(uuid))

    async def _fetch_by_zoek(self, keys: Sequence[str]) -> list[R | Exception | None]:
        chunks = [
            keys[at : at + STANDARD_PAGE_SIZE] for at in range(0, len(keys), STANDARD_PAGE_SIZE)
        ]
        parts = await each([self._zoek_chunk(chunk) for chunk in chunks])
        found: dict[str, R | Exception | None] = {}
        for chunk, part in zip(chunks, parts, strict=True):
            found.update(dict.fromkeys(chunk, part) if isinstance(part, Exception) else part)
        return [found[key] for key in keys]

    async def _zoek_chunk(self, keys: Sequence[str]) -> dict[str, R | Exception | None]:
        """Return what `_zoek` finds, and what a detail read says of the keys it leaves out.

        `_zoek` silently leaves out what is absent and what is forbidden alike (reference,
        section 0.9), and a malformed row has no id; the detail read tells them apart. A server
        without `_zoek` is read key by key.
        """
        guard = self._call.guard
        if not guard.reaches(self._client, self._resource):
            return dict.fromkeys(keys)
        asked = await guard.narrow(
            self._client, self._resource, {"uuid__in": ",".join(keys)}, in_body=True
        )
        if asked is None:
            return dict.fromkeys(keys)
        body = {**asked.params, "uuid__in": list(keys)}
        try:
            rows = await search_all(self._client, self._resource, body, self._call, len(keys))
        except NotServedError:
            return dict(zip(keys, await each([self.read(key) for key in keys]), strict=True))
        records = [row for row in rows if not isinstance(row, Exception)]
        seen = await guard.admit(self._client, self._resource, records, is_proof=asked.is_proof)
        found: dict[str, R | Exception | None] = {
            last_segment(record.url): row for record, row in zip(records, seen, strict=True)
        }
        missing = [key for key in keys if key not in found]
        if asked.is_proof:
            return found | dict.fromkeys(missing)
        answers = await each([self.read(key) for key in missing])
        return found | dict(zip(missing, answers, strict=True))


class ListLoader(Loader[Params, list[R]]):
    """Reads whole lists of one upstream by their query parameters, say `zaak=<url>`."""

    def __init__(
        self,
        client: UpstreamClient,
        resource: Resource[R],
        call: Call,
        parent: str = "",
        entities: EntityLoader[R] | None = None,
    ) -> None:
        super().__init__()
        self._client, self._resource, self._call = client, resource, call
        self._parent = parent
        self._entities = entities

    @property
    def label(self) -> str:
        """What traces and metrics call it."""
        return f"{self._resource.path}.list"

    async def fetch(self, keys: Sequence[Params]) -> list[list[R] | Exception]:
        """Return every row per key; the calls run at the same time."""
        answers = await each(
            [
                fetch_all(self._client, self._resource, dict(key), self._call, parent=self._parent)
                for key in keys
            ]
        )
        for answer in answers:
            if isinstance(answer, list):
                self._make_known(answer)
        return answers

    def prime_rows(self, key: Params, rows: list[R]) -> None:
        """Make a whole list known that came along with another read, and each of its rows."""
        self.prime(key, rows)
        self._make_known(rows)

    def _make_known(self, rows: list[R]) -> None:
        if self._entities is not None and rows:
            self._entities.prime_rows(rows)


ReadMore = Callable[["Loaders", UpstreamClient, Sequence[str], frozenset[str]], Awaitable[bool]]
"""A `ReadAlong` that is told whose loaders it reads for."""


class Loaders:
    """All loaders of one request, made when first needed."""

    def __init__(self, landscape: Landscape, catalogus: Catalogus, call: Call) -> None:
        self.landscape = landscape
        self.catalogus = catalogus
        self.call = call
        self._made: dict[Hashable, Any] = {}
        self.read_along: Mapping[tuple[str, str], ReadMore] = {}
        """What reads more along with records of a type, per key of its resource."""

    def once(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the one object of this request under `key`, made at its first use."""
        made: V | None = self._made.get(key)
        if made is None:
            made = self._made[key] = make()
        return made

    def forget(self) -> None:
        """Forget all that was read: something was changed, and is to be read again."""
        self._made.clear()
        self.call.guard.forget()

    def entities(self, client: UpstreamClient, resource: Resource[R]) -> EntityLoader[R]:
        """Return the loader by uuid for `resource` at `client`."""
        return self.once(
            ("one", client.name, resource.path),
            lambda: self._entities(client, resource),
        )

    def _entities(self, client: UpstreamClient, resource: Resource[R]) -> EntityLoader[R]:
        loader = EntityLoader(client, resource, self.call)
        more = self.read_along.get(resource.key)
        if more is not None:
            loader.read_along = weakly(self, more)
        return loader

    def lists(
        self, client: UpstreamClient, resource: Resource[R], parent: str = ""
    ) -> ListLoader[R]:
        """Return the loader by query parameters for `resource` at `client`."""
        return self.once(
            ("list", client.name, resource.path, parent),
            lambda: ListLoader(
                client,
                resource,
                self.call,
                parent,
                None if parent else self.entities(client, resource),
            ),
        )

    def links(self, resource: Resource[R]) -> dict[str, R | None]:
        """Return what is known of this type by the literal URL of a link: a short cut."""
        return self.once(("links", resource.api, resource.path), dict)

    def children_of(self, resource: Resource[R], by: str) -> dict[str, list[R]]:
        """Return the known lists of this type by the literal URL of their parent."""
        return self.once(("children", resource.api, resource.path, by), dict)

    def by_url(
        self, resource: Resource[R], url: str, asked: frozenset[str] = NOTHING_MORE
    ) -> R | Awaitable[R | None] | None:
        """Return the resource a link points to, at once when it is known.

        Catalogus types come from the shared cache. `asked` names the fields selected of it, which
        may come along in the same read. Raises SourceError.
        """
        client, uuid = self.landscape.ref(resource, url)
        return self.by_uuid(resource, client, uuid, asked)

    def by_uuid(
        self,
        resource: Resource[R],
        client: UpstreamClient,
        uuid: str,
        asked: frozenset[str] = NOTHING_MORE,
    ) -> R | Awaitable[R | None] | None:
        """Return the resource with this id at `client`, at once when it is known."""
        if resource.privacy is Privacy.PUBLIC:
            return self.catalogus.get(client, resource, uuid, self.call)
        loader = self.entities(client, resource)
        if asked and not loader.knows(uuid):
            loader.asked |= asked
        return loader.get(uuid)

    async def children(
        self, api: str, resource: Resource[R], params: Params, parent: str = ""
    ) -> list[R]:
        """Return a list from every upstream that speaks `api`, put together in their order.

        One that the caller may not read adds nothing, unless they may read none of them.
        """
        asked = [
            settled(self.lists(client, resource, parent).get(params))
            for client in self.landscape.of(api)
        ]
        parts = await each(asked)
        denied = [part for part in parts if isinstance(part, AccessDeniedError)]
        rows: list[R] = []
        for part in denied if len(denied) == len(parts) else parts:
            if isinstance(part, list):
                rows.extend(part)
            elif len(denied) == len(parts) or not isinstance(part, AccessDeniedError):
                raise part
        return rows
