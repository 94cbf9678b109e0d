"""The generic edges of the graph: from a record to the records it refers to.

Each function returns a graphql-core resolver. It answers synchronously when the loaders know
the answer, and with an awaitable otherwise: graphql-core pays 9 µs more per awaited field.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from inspect import isawaitable
from operator import attrgetter
from typing import Any

from planning.choices import PATHS
from planning.compile import FieldPlan
from planning.reads import Reads, Way, reading
from resolvers.context import RequestContext, ResolveInfo, context_of
from sources.errors import SourceError
from sources.loader import NOTHING_MORE, Loaders, Params, each
from sources.records import in_order
from sources.resource import R, Resource
from sources.zaken.resources import ZAAK

ALONG = frozenset({*PATHS, "statussen"})
"""The fields of a zaak on which depends what is read along with it."""
NO_LINK = frozenset({None})
Resolver = Callable[..., Any]


def one(resource: Resource[R], link: str) -> Resolver:
    """Return a resolver of the single resource that attribute `link` points to."""
    link_of = attrgetter(link)

    def resolve(source: Any, info: ResolveInfo) -> R | Awaitable[R | None] | None:
        url = link_of(source)
        if url is None:
            return None
        return context_of(info).loaders.by_url(resource, url, along(resource, info))

    def resolve_all(sources: Sequence[Any], info: ResolveInfo) -> list[Any]:
        loaders = context_of(info).loaders
        known, asked = loaders.links(resource), along(resource, info)
        urls = list(map(link_of, sources))
        found: list[Any] = list(map(known.get, urls))
        if None not in found or not {*urls}.difference(known, NO_LINK):
            return found
        coming = {}
        for url in dict.fromkeys(urls):
            if url is not None and url not in known:
                value = _look_up(loaders, resource, url, known, asked)
                if url not in known:
                    coming[url] = value
        found = list(map(known.get, urls))
        for place, url in enumerate(urls) if coming else ():
            if url is not None and url not in known:
                # one that waits is for one place: the loader has another for the next
                here = coming.pop(url, None)
                found[place] = here or _look_up(loaders, resource, url, known, asked)
        return found

    return reading(batched(resolve, resolve_all), Reads(Way.ONE, resource))


def along(resource: Resource[Any], info: ResolveInfo) -> frozenset[str]:
    """Return the fields selected of a linked zaak that may come along with it; else nothing."""
    if resource.key != ZAAK.key:
        return NOTHING_MORE
    plan: FieldPlan | None = getattr(info, "plan", None)
    if plan is None:
        return NOTHING_MORE
    known: frozenset[str] | None = plan.memo.get("along")
    if known is None:
        known = plan.memo["along"] = plan.below("Zaak").names & ALONG
    return known


def batched(resolve: Resolver, resolve_all: Callable[..., list[Any]]) -> Resolver:
    """Return the resolver with what resolves many parents at once, for the compiled engine.

    `resolve_all(sources, info)` returns a value, an awaitable or an exception per source.
    """
    resolve.batch = resolve_all  # type: ignore[attr-defined]
    return resolve


def _look_up(
    loaders: Loaders,
    resource: Resource[R],
    url: str,
    known: dict[str, R | None],
    asked: frozenset[str],
) -> R | Exception | Awaitable[R | None] | None:
    """Return what a link points to, remembered by its URL once it is there."""
    try:
        found = loaders.by_url(resource, url, asked)
    except SourceError as error:
        return error
    if not isinstance(found, Awaitable):
        known[url] = found
    return found


def links(resource: Resource[R], attribute: str) -> Resolver:
    """Return a resolver of a list of URLs: an item that fails is an error on that item alone."""
    urls_of = attrgetter(attribute)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        urls = urls_of(source) or ()
        return load_links(context_of(info), resource, urls, along(resource, info))

    return reading(resolve, Reads(Way.LINKS, resource))


def load_links(
    context: RequestContext,
    resource: Resource[R],
    urls: Sequence[str],
    asked: frozenset[str] = NOTHING_MORE,
) -> list[Any] | Awaitable[list[Any]]:
    """Return the resources at `urls`, in order; an absent one is None, a failed one its error.

    `asked` names the fields that may come along with them; see `along`.
    """
    found: list[Any] = []
    for url in urls:
        try:
            found.append(context.loaders.by_url(resource, url, asked))
        except SourceError as error:
            found.append(error)
    return gathered(found) if any(map(isawaitable, found)) else found


async def gathered(found: list[Any]) -> list[Any]:
    """Return the list with what was awaited in its place, each failure as its error."""
    waiting = [position for position, item in enumerate(found) if isawaitable(item)]
    answers = await each([found[position] for position in waiting])
    for position, answer in zip(waiting, answers, strict=True):
        found[position] = answer
    return found


def many(
    resource: Resource[R], by: str, *, known: str = "", url: str = "url", nested: bool = False
) -> Resolver:
    """Return a resolver of the children that filter `by` selects with the parent's own URL.

    `known` names an attribute of the parent that lists the children's URLs: when that list is
    empty the upstream is not asked, and the children stand in its order. `nested` children live
    below the parent's path (`zaken/{uuid}/zaakeigenschappen`) and take no filter.
    """
    url_of = attrgetter(url)

    def resolve(source: Any, info: ResolveInfo) -> list[R] | Awaitable[list[R]]:
        if known and getattr(source, known) == []:
            return []
        context = context_of(info)
        if nested:
            rows = load_nested(context, resource, url_of(source))
        else:
            rows = load_children(context, resource, by, url_of(source))
        urls = getattr(source, known) if known else None
        if not urls:
            return rows
        return in_order(rows, urls) if isinstance(rows, list) else _in_order_later(rows, urls)

    def resolve_all(sources: Sequence[Any], info: ResolveInfo) -> list[Any]:
        lists = {} if nested else context_of(info).loaders.children_of(resource, by)
        found: list[Any] = []
        for source in sources:
            rows: Any = lists.get(url_of(source))
            if rows is None:
                try:
                    rows = resolve(source, info)
                except SourceError as error:
                    rows = error
            found.append(rows)
        return found

    return reading(batched(resolve, resolve_all), Reads(Way.CHILDREN, resource))


async def _in_order_later(rows: Awaitable[list[R]], urls: Sequence[str]) -> list[R]:
    return in_order(await rows, urls)


def load_children(
    context: RequestContext, resource: Resource[R], by: str, parent_url: str
) -> list[R] | Awaitable[list[R]]:
    """Return the children of the resource at `parent_url`.

    Asked of the parent's own upstream when that serves them, else of every upstream that
    speaks their API.
    """
    params: Params = ((by, parent_url),)
    client, _ = context.landscape.locate(parent_url)
    if client.settings.api == resource.api:
        return context.loaders.lists(client, resource).get(params)
    return context.loaders.children(resource.api, resource, params)


def load_nested(
    context: RequestContext, resource: Resource[R], parent_url: str
) -> list[R] | Awaitable[list[R]]:
    """Return the children below the parent's own path."""
    client, path = context.landscape.locate(parent_url)
    uuid = path.rpartition("/")[2]
    return context.loaders.lists(client, resource, uuid).get(())


def through(
    relation: Resource[Any], by: str, target: Resource[R], link: str, *, known: str = ""
) -> Resolver:
    """Return a resolver that follows a relation resource to what it relates: zaak to document."""
    relations = many(relation, by, known=known)
    link_of = attrgetter(link)

    def resolve(source: Any, info: ResolveInfo) -> Any:
        context = context_of(info)
        rows = relations(source, info)
        if isawaitable(rows):
            return _follow(context, target, link_of, rows)
        return load_links(context, target, _urls(rows, link_of))

    steps = Reads(Way.CHILDREN, relation, then=Reads(Way.ONE, target))
    return reading(resolve, steps)


async def _follow(
    context: RequestContext,
    target: Resource[R],
    link_of: Callable[[Any], str | None],
    rows: Awaitable[list[Any]],
) -> list[Any]:
    found = load_links(context, target, _urls(await rows, link_of))
    return await found if isawaitable(found) else found


def _urls(rows: Sequence[Any], link_of: Callable[[Any], str | None]) -> list[str]:
    """Return each link once, in order: the same document may be related twice."""
    return list(dict.fromkeys(url for row in rows if (url := link_of(row)) is not None))
