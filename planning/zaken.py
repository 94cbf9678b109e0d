"""Plans the reads around zaken: `expand`, parallel chunks of `_zoek`, or a call per zaak.

What a zaak tells itself (no status, no rollen) is never asked, nor is what the loaders know.
Catalogus types are never expanded: they come from the shared cache. The choice is made per
level of zaken with the cost model of their register; see docs/planning.md.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sources.call import Call, Step
from sources.client import UpstreamClient
from sources.costs import CostModel
from sources.errors import ContractError, ForbiddenError, RejectedError, SourceError
from sources.loader import Loaders
from sources.paging import fetch_page
from sources.resource import Resource
from sources.urls import last_segment
from sources.zaken.resources import (
    RESULTAAT,
    ROL,
    STATUS,
    ZAAK,
    ZAAKEIGENSCHAP,
    ZAAKINFORMATIEOBJECT,
    ZAAKOBJECT,
    ZaakRecord,
)

T = TypeVar("T")
PATHS = {
    "status": "status",
    "resultaat": "resultaat",
    "rollen": "rollen",
    "zaakinformatieobjecten": "zaakinformatieobjecten",
    "documenten": "zaakinformatieobjecten",
    "zaakobjecten": "zaakobjecten",
    "eigenschappen": "eigenschappen",
}
"""Which `expand` path gives what a field of Zaak needs."""
SINGLES: Mapping[str, Resource[Any]] = {"status": STATUS, "resultaat": RESULTAAT}
LISTS: Mapping[str, Resource[Any]] = {
    "rollen": ROL,
    "zaakinformatieobjecten": ZAAKINFORMATIEOBJECT,
    "zaakobjecten": ZAAKOBJECT,
}
CHUNK = 100
EARNS_MS = 3.0
"""What every further call must save: it costs both sides work that the wait does not show."""
UNEXPANDABLE = (RejectedError, ForbiddenError, ContractError)


class Choice(NamedTuple):
    """How a level is read: which paths are expanded, in how many calls at once."""

    strategy: str
    expand: tuple[str, ...]
    split: int
    ms: float
    calls: int

    @property
    def price(self) -> float:
        """The wait, and what its calls cost besides."""
        return self.ms + self.calls * EARNS_MS


def paths_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the `expand` paths the selected fields of Zaak need, in a fixed order.

    With `statussen` selected the current status comes along in that list.
    """
    asked = set(names)
    if "statussen" in asked:
        asked.discard("status")
    return tuple(sorted({PATHS[name] for name in asked if name in PATHS}))


def choose_root(
    costs: CostModel, rows: int, paths: tuple[str, ...], call: Call, page_size: int = CHUNK
) -> Choice:
    """Return how to read `rows` zaken that are not there yet, with what belongs to them."""
    plain = costs.call(rows)
    if not paths:
        return Choice("list", (), 1, plain, 1)
    options = [
        Choice("expand", paths, split, costs.call(-(-rows // split), paths), split)
        for split in _splits(rows, costs.free, call, page_size)
    ]
    if not call.fewest:
        after = choose_level(costs, dict.fromkeys(paths, rows), rows, call)
        then = f"list, then {after.strategy}"
        options.append(Choice(then, (), 1, plain + after.ms, 1 + after.calls))
    return min(options, key=_price)


def choose_level(costs: CostModel, missing: Mapping[str, int], rows: int, call: Call) -> Choice:
    """Return how to read what `rows` zaken lack; `missing` counts the zaken per path."""
    paths = tuple(missing)
    calls = sum(missing.values())
    work = sum(count * (costs.call_ms + costs.path(path)) for path, count in missing.items())
    longest = max((costs.call_ms + costs.path(path) for path in paths), default=0.0)
    singles = Choice("singles", (), calls, max(work / costs.free, longest), calls)
    options = [
        Choice("_zoek with expand", paths, split, costs.call(-(-rows // split), paths), split)
        for split in _splits(rows, costs.free, call, CHUNK)
    ]
    if rows == 1 and len(paths) == 1:
        return singles
    if call.fewest:
        return min([singles, *options], key=lambda option: option.calls)
    return min([singles, *options], key=_price)


def _splits(rows: int, workers: int, call: Call, page_size: int) -> Sequence[int]:
    least = max(1, -(-rows // page_size))
    return [least] if call.fewest else range(least, max(least, min(workers, rows)) + 1)


_price = attrgetter("price")


async def expanded(
    client: UpstreamClient, paths: tuple[str, ...], ask: Callable[[tuple[str, ...]], Awaitable[T]]
) -> T:
    """Return what `ask` gives with these paths, or without any when the server refuses them.

    A server without `expand` answers 400 or 404, one that checks scopes 403 to the whole request
    (reference, section 0.8); it is remembered and served another way.
    """
    if not paths or not client.expands:
        return await ask(())
    try:
        return await ask(paths)
    except UNEXPANDABLE:
        plain = await ask(())
        client.refuses_expand()
        return plain


async def read_zaken(
    loaders: Loaders,
    client: UpstreamClient,
    count: int,
    asked: frozenset[str],
    window: Callable[..., Awaitable[Any]],
) -> Any:
    """Return a window of `count` zaken, with what their selected edges need where that pays."""
    paths = paths_of(asked) if client.expands else ()
    choice = choose_root(client.costs, count, paths, loaders.call, client.settings.page_size)
    why = f"{count} zaken with {', '.join(paths) or 'nothing more'}"
    step = _step(loaders, "zaken", choice, why)

    async def ask(expand: tuple[str, ...]) -> Any:
        start = time.perf_counter()
        found = await window(count, split=choice.split, expand=expand)
        step.measured_ms = round((time.perf_counter() - start) * 1000, 1)
        rows = -(-len(found.rows) // choice.split)
        client.costs.observe(step.measured_ms, rows, expand)
        return found

    found = await expanded(client, choice.expand, ask)
    absorb(loaders, client, found.rows)
    return found


async def read_zaak(
    loaders: Loaders, client: UpstreamClient, uuid: str, asked: frozenset[str]
) -> ZaakRecord | None:
    """Return one zaak by uuid, with what its selected edges need where that pays."""
    entities = loaders.entities(client, ZAAK)
    if entities.knows(uuid):
        return await settled(entities.get(uuid))
    task = loaders.once(
        ("zaak", client.name, uuid),
        lambda: asyncio.ensure_future(_read_zaak(loaders, client, uuid, asked)),
    )
    return await asyncio.shield(task)


async def _read_zaak(
    loaders: Loaders, client: UpstreamClient, uuid: str, asked: frozenset[str]
) -> ZaakRecord | None:
    paths = paths_of(asked) if client.expands else ()
    choice = choose_root(client.costs, 1, paths, loaders.call)
    step = _step(loaders, "zaak", choice, f"one zaak with {', '.join(paths) or 'nothing more'}")
    entities = loaders.entities(client, ZAAK)

    async def ask(expand: tuple[str, ...]) -> ZaakRecord | None:
        start = time.perf_counter()
        zaak = await entities.read(uuid, {"expand": ",".join(expand)} if expand else None)
        if zaak is None and expand:
            raise RejectedError(client.name, ZAAK.path, reason="expand is not known")
        step.measured_ms = round((time.perf_counter() - start) * 1000, 1)
        client.costs.observe(step.measured_ms, 1, expand)
        return zaak

    zaak = await expanded(client, choice.expand, ask)
    if zaak is not None:
        absorb(loaders, client, [zaak])
    entities.prime(uuid, zaak)
    return zaak


async def settled(value: T | Awaitable[T]) -> T:
    """Return the value, awaited when it is not there yet."""
    return await value if isinstance(value, Awaitable) else value


def _step(loaders: Loaders, name: str, choice: Choice, why: str) -> Step:
    step = Step(name, choice.strategy, why, round(choice.ms, 1))
    loaders.call.steps.append(step)
    return step


def absorb(loaders: Loaders, client: UpstreamClient, zaken: Sequence[ZaakRecord]) -> None:
    """Make what came along in `_expand` known to the loaders, and let go of it."""
    came = [(zaak, zaak.expanded) for zaak in zaken if zaak.expanded is not None]
    if not came:
        return
    for path, resource in SINGLES.items():
        _absorb_singles(loaders, client, resource, path, came)
    for path, resource in LISTS.items():
        _absorb_lists(loaders, client, resource, path, came)
    for zaak, found in came:
        zaak.expanded = None
        if found.eigenschappen:
            rows = _complete(zaak, found, "eigenschappen")
            if rows is not None:
                uuid = last_segment(zaak.url)
                loaders.lists(client, ZAAKEIGENSCHAP, uuid).prime_rows((), rows)


def _absorb_singles(
    loaders: Loaders,
    client: UpstreamClient,
    resource: Resource[Any],
    path: str,
    came: Sequence[tuple[ZaakRecord, Any]],
) -> None:
    link_of, part_of = attrgetter(f"{path}_url"), attrgetter(path)
    known = loaders.links(resource)
    records = []
    for zaak, found in came:
        url, record = link_of(zaak), part_of(found)
        if url and record is not None and last_segment(record.url) == last_segment(url):
            known[url] = record
            records.append(record)
    if records:
        loaders.entities(client, resource).prime_rows(records)


def _absorb_lists(
    loaders: Loaders,
    client: UpstreamClient,
    resource: Resource[Any],
    path: str,
    came: Sequence[tuple[ZaakRecord, Any]],
) -> None:
    lists = loaders.lists(client, resource)
    known = loaders.children_of(resource, "zaak")
    for zaak, found in came:
        rows = _complete(zaak, found, path)
        if rows is not None:
            known[zaak.url] = rows
            lists.prime_rows((("zaak", zaak.url),), rows)


def _complete(zaak: ZaakRecord, found: Any, path: str) -> list[Any] | None:
    """Return the expanded children, or None when they are not all there."""
    rows: list[Any] | None = getattr(found, path)
    if rows is None:
        return None
    urls = getattr(zaak, f"{path}_urls")
    return rows if urls is not None and len(rows) == len(urls) else None


def prefetch(context: Any, selection: Any, zaken: list[Any]) -> dict[str, Awaitable[object]]:
    """Start what a level of zaken lacks; return per field of Zaak what it waits for."""
    loaders: Loaders = context.loaders
    names = selection.names
    gates: dict[str, Awaitable[object]] = {}
    if "status" in names and "statussen" in names:
        gates["status"] = asyncio.create_task(_statussen(loaders, zaken))
    paths = paths_of(names)
    if not paths:
        return gates
    lacking = _lacking(loaders, zaken, paths)
    for client, wanted in lacking.items():
        missing = {path: len(urls) for path, urls in wanted.items()}
        rows = list(dict.fromkeys(url for urls in wanted.values() for url in urls))
        if not client.expands:
            continue
        choice = choose_level(client.costs, missing, len(rows), loaders.call)
        step = _step(loaders, "zaken", choice, _why(missing, len(rows)))
        if choice.expand:
            task = asyncio.create_task(_read_chunks(loaders, client, rows, choice, step))
            for name in names:
                if PATHS.get(name) in wanted:
                    gates.setdefault(name, task)
    return gates


def _why(missing: Mapping[str, int], rows: int) -> str:
    counts = ", ".join(f"{path} of {count}" for path, count in missing.items())
    return f"{rows} zaken lack {counts}"


def _lacking(
    loaders: Loaders, zaken: Sequence[ZaakRecord], paths: Sequence[str]
) -> dict[UpstreamClient, dict[str, list[str]]]:
    """Return per register and path the URLs of the zaken whose part is neither none nor known."""
    found: dict[UpstreamClient, dict[str, list[str]]] = {}
    for path in paths:
        for zaak in _unknown(loaders, zaken, path):
            try:
                client, uuid = loaders.landscape.ref(ZAAK, zaak.url)
            except SourceError:
                continue
            if not _knows(loaders, client, zaak, uuid, path):
                urls = found.setdefault(client, {}).setdefault(path, [])
                if zaak.url not in urls[-1:]:
                    urls.append(zaak.url)
    return found


def _unknown(loaders: Loaders, zaken: Sequence[ZaakRecord], path: str) -> Sequence[ZaakRecord]:
    """Return the zaken of which it is not plain at once that this part is none or known."""
    if path in SINGLES:
        link_of, links = attrgetter(f"{path}_url"), loaders.links(SINGLES[path])
        return [zaak for zaak in zaken if link_of(zaak) not in links and link_of(zaak) is not None]
    urls_of = attrgetter(f"{path}_urls")
    lists = loaders.children_of(LISTS[path], "zaak") if path in LISTS else {}
    return [zaak for zaak in zaken if zaak.url not in lists and urls_of(zaak) != []]


def _knows(
    loaders: Loaders, client: UpstreamClient, zaak: ZaakRecord, uuid: str, path: str
) -> bool:
    if path in SINGLES:
        url = getattr(zaak, f"{path}_url")
        return loaders.entities(client, SINGLES[path]).knows(last_segment(url))
    if path in LISTS:
        return loaders.lists(client, LISTS[path]).knows((("zaak", zaak.url),))
    return loaders.lists(client, ZAAKEIGENSCHAP, uuid).knows(())


async def _read_chunks(
    loaders: Loaders, client: UpstreamClient, urls: Sequence[str], choice: Choice, step: Step
) -> None:
    """Read the zaken again with what they lack; what fails is left to the loaders."""
    size = -(-len(urls) // choice.split)
    chunks = [urls[at : at + size] for at in range(0, len(urls), size)]
    start = time.perf_counter()
    await asyncio.gather(*(_read_chunk(loaders, client, chunk, choice.expand) for chunk in chunks))
    step.measured_ms = round((time.perf_counter() - start) * 1000, 1)


async def _read_chunk(
    loaders: Loaders, client: UpstreamClient, urls: Sequence[str], paths: tuple[str, ...]
) -> None:
    params = {"uuid__in": ",".join(map(last_segment, urls))}
    start = time.perf_counter()
    try:
        page = await fetch_page(
            client, ZAAK, params, loaders.call, size=len(urls), in_body=True, expand=paths
        )
    except UNEXPANDABLE:
        client.refuses_expand()
        return
    except SourceError:
        return
    client.costs.observe((time.perf_counter() - start) * 1000, len(urls), paths)
    absorb(loaders, client, page.results)


async def _statussen(loaders: Loaders, zaken: Iterable[ZaakRecord]) -> None:
    """Read the statussen of zaken that have a status; each list makes its rows known."""
    asked = []
    for zaak in zaken:
        if zaak.status_url is None:
            continue
        try:
            client, _ = loaders.landscape.ref(ZAAK, zaak.url)
            found = loaders.lists(client, STATUS).get((("zaak", zaak.url),))
        except SourceError:
            continue
        if isinstance(found, Awaitable):
            asked.append(found)
    await asyncio.gather(*asked, return_exceptions=True)
