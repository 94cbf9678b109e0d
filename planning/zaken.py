"""Reads zaken with what their selected edges need, as the cost model of their register advises.

The choice is made per level of zaken: a list, one zaak, or zaken that another edge led to.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from planning.cached import hoping, may_confirm, take
from planning.choices import CHUNK, PATHS, Choice, choose_level, choose_root, paths_of
from planning.expand import (
    DOCUMENTS,
    UNEXPANDABLE,
    Lacking,
    absorb,
    expanded,
    lacking,
    with_documents,
    without_documents,
)
from sources.call import Step
from sources.client import UpstreamClient
from sources.errors import NotServedError, RejectedError, SourceError
from sources.loader import Loaders, settled
from sources.paging import fetch_page
from sources.urls import last_segment
from sources.watch import Doing
from sources.zaken.resources import STATUS, ZAAK, ZaakRecord


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
    choice = hoping(loaders, client, choice, count)
    why = f"{count} zaken with {', '.join(paths) or 'nothing more'}"
    choice = choice._replace(expand=with_documents(loaders, client, choice.expand, asked))
    step = _step(loaders, "zaken", choice, why)

    async def ask(expand: tuple[str, ...]) -> Any:
        start = time.perf_counter()
        with Doing(f"plan {step.step}", step=step):
            found = await window(count, split=choice.split, expand=expand)
        step.measured_ms = round((time.perf_counter() - start) * 1000, 1)
        client.costs.observe(
            step.measured_ms, len(found.places), expand, choice.split, loaders.call.sharers
        )
        return found

    found = await expanded(client, choice.expand, ask)
    await absorb(loaders, client, found.rows, choice.expand)
    return found


async def read_zaak(
    loaders: Loaders, client: UpstreamClient, uuid: str, asked: frozenset[str]
) -> ZaakRecord | None:
    """Return one zaak by uuid, with what its selected edges need where that pays."""
    entities = loaders.entities(client, ZAAK)
    if loaders.call.cache is not None and not entities.knows(uuid):
        await entities.take([uuid])
    if entities.knows(uuid):
        return await settled(entities.get(uuid))
    if not paths_of(asked):
        alone = loaders.call.is_single
        return await (entities.read_alone(uuid) if alone else settled(entities.get(uuid)))
    task = loaders.once(
        ("zaak", client.name, uuid),
        lambda: asyncio.ensure_future(_read_zaak(loaders, client, uuid, asked)),
    )
    entities.expect(uuid, task)
    return await asyncio.shield(task)


async def _read_zaak(
    loaders: Loaders, client: UpstreamClient, uuid: str, asked: frozenset[str]
) -> ZaakRecord | None:
    paths = paths_of(asked) if client.expands else ()
    choice = choose_root(client.costs, 1, paths, loaders.call)
    choice = choice._replace(expand=with_documents(loaders, client, choice.expand, asked))
    if await may_confirm(loaders, client, uuid, paths):
        choice = Choice("ETag", (), 1, client.costs.call_ms, 1)
    step = _step(loaders, "zaak", choice, f"one zaak with {', '.join(paths) or 'nothing more'}")
    entities = loaders.entities(client, ZAAK)

    async def ask(expand: tuple[str, ...]) -> ZaakRecord | None:
        start = time.perf_counter()
        with Doing(f"plan {step.step}", step=step):
            zaak = await entities.read(uuid, {"expand": ",".join(expand)} if expand else None)
        if zaak is None and expand:
            raise RejectedError(client.name, ZAAK.path, reason="expand is not known")
        step.measured_ms = round((time.perf_counter() - start) * 1000, 1)
        client.costs.observe(step.measured_ms, 1, expand, sharers=loaders.call.sharers)
        return zaak

    zaak = await expanded(client, choice.expand, ask)
    if zaak is not None:
        await absorb(loaders, client, [zaak], choice.expand)
    entities.prime(uuid, zaak)
    return zaak


def _step(loaders: Loaders, name: str, choice: Choice, why: str) -> Step:
    step = Step(name, choice.strategy, why, round(choice.ms, 1))
    loaders.call.steps.append(step)
    return step


def prefetch(context: Any, selection: Any, zaken: list[Any]) -> dict[str, Awaitable[object]]:
    """Start what a level of zaken lacks; return per field of Zaak what it waits for."""
    loaders: Loaders = context.loaders
    names = selection.names
    gates: dict[str, Awaitable[object]] = {}
    of_status = [name for name in names if PATHS.get(name) == "status"]
    if of_status and "statussen" in names:
        task: Awaitable[object] = asyncio.create_task(_statussen(loaders, zaken))
        gates.update(dict.fromkeys(of_status, task))
    paths = paths_of(names)
    if not paths:
        return gates
    lacks = lacking(loaders, zaken, paths)
    if loaders.call.cache is not None and lacks:
        task = asyncio.create_task(_take_and_read(loaders, zaken, lacks, names))
        wanted = {path for paths_of_one in lacks.values() for path in paths_of_one}
        return dict.fromkeys((name for name in names if PATHS.get(name) in wanted), task) | gates
    for found, task in _read_lacking(loaders, lacks, names):
        for name in names:
            if PATHS.get(name) in found:
                gates.setdefault(name, task)
    return gates


async def _take_and_read(
    loaders: Loaders, zaken: list[ZaakRecord], lacks: Lacking, names: Collection[str]
) -> None:
    """Make known what the zaak cache has of what is lacking, and read the rest together."""
    await take(loaders, zaken, lacks)
    paths = tuple({path: None for wanted in lacks.values() for path in wanted})
    reads = [task for _, task in _read_lacking(loaders, lacking(loaders, zaken, paths), names)]
    if reads:
        await asyncio.gather(*reads)


def _read_lacking(
    loaders: Loaders, lacks: Lacking, names: Collection[str]
) -> list[tuple[Collection[str], asyncio.Task[bool]]]:
    """Start reading together what a level of zaken lacks; return the paths of each read."""
    reads: list[tuple[Collection[str], asyncio.Task[bool]]] = []
    for client, wanted in lacks.items():
        missing = {path: len(urls) for path, urls in wanted.items()}
        rows = list(dict.fromkeys(url for urls in wanted.values() for url in urls))
        if not client.expands or not client.searches:
            continue
        choice = choose_level(client.costs, missing, len(rows), loaders.call)
        choice = choice._replace(expand=with_documents(loaders, client, choice.expand, names))
        step = _step(loaders, "zaken", choice, _why(missing, len(rows)))
        if choice.expand:
            read = _read_chunks(loaders, client, rows, choice, step)
            reads.append((wanted, asyncio.create_task(read)))
    return reads


async def read_linked(
    loaders: Loaders, client: UpstreamClient, uuids: Sequence[str], asked: frozenset[str]
) -> bool:
    """Read zaken that links led to with what their selected fields need, where that pays.

    What fails is left to the loader that asked. Returns whether all were looked for.
    """
    paths = paths_of(asked) if client.expands else ()
    choice = choose_root(client.costs, len(uuids), paths, loaders.call, CHUNK)
    if not choice.expand:
        return False
    entities = loaders.entities(client, ZAAK)
    if len(uuids) == 1:
        try:
            await _read_zaak(loaders, client, uuids[0], asked)
        except SourceError as error:
            entities.prime(uuids[0], error)
        return True
    if not client.searches:
        return False
    step = _step(loaders, "zaken", choice, f"{len(uuids)} linked zaken with {', '.join(paths)}")
    urls = [loaders.landscape.url(client, ZAAK, uuid) for uuid in uuids]
    return await _read_chunks(loaders, client, urls, choice, step)


def _why(missing: Mapping[str, int], rows: int) -> str:
    counts = ", ".join(f"{path} of {count}" for path, count in missing.items())
    return f"{rows} zaken lack {counts}"


async def _read_chunks(
    loaders: Loaders, client: UpstreamClient, urls: Sequence[str], choice: Choice, step: Step
) -> bool:
    """Read zaken with what they lack; what fails is left to the loaders. Whether nothing did."""
    size = -(-len(urls) // choice.split)
    chunks = [urls[at : at + size] for at in range(0, len(urls), size)]
    start = time.perf_counter()
    reads = (read_chunk(loaders, client, chunk, choice.expand) for chunk in chunks)
    with Doing(f"plan {step.step}", step=step):
        answered = await asyncio.gather(*reads)
    step.measured_ms = round((time.perf_counter() - start) * 1000, 1)
    if all(answered):
        client.costs.observe(
            step.measured_ms, len(urls), choice.expand, len(chunks), loaders.call.sharers
        )
    return all(answered)


async def read_chunk(
    loaders: Loaders, client: UpstreamClient, urls: Sequence[str], paths: tuple[str, ...]
) -> bool:
    """Read these zaken with what belongs to them; return whether the register answered."""
    params = {"uuid__in": ",".join(map(last_segment, urls))}
    try:
        page = await fetch_page(
            client, ZAAK, params, loaders.call, size=len(urls), in_body=True, expand=paths
        )
    except NotServedError:
        return False
    except UNEXPANDABLE:
        if DOCUMENTS in paths:
            client.capabilities.refuses_crossing()
            return await read_chunk(loaders, client, urls, without_documents(paths))
        client.refuses_expand()
        return False
    except SourceError:
        return False
    await absorb(loaders, client, page.results, paths)
    loaders.entities(client, ZAAK).prime_rows(page.results)
    return True


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
