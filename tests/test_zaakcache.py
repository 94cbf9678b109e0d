"""The zaak cache through the gateway: what it saves, when it lets go, and what it never does."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from access_support import Acting, department, staff
from hypothesis import HealthCheck, Phase, assume, given, settings
from test_differential import LISTS, data_of, roots, run

import settings_cache
from gateway import build_landscape
from gateway_cache import add_zaakcache
from graph_support import Graph, shared_sandbox
from logboek_support import LoggingGraph
from notificaties_support import Receiver, message
from policy.logboek import SUBJECT
from query_support import Operation, operations
from redis_support import Clock
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from settings import CacheSettings, load
from sources.notificaties.hub import Notificatie
from sources.zaakcache.cache import METHOD, ZaakCache
from sources.zaakcache.places import KEPT, name_of
from zaakcache_support import settings_of, store_of

QUERIES = Path(__file__).parent.parent / "bench" / "queries"
W, D, S = ((QUERIES / f"{name}.graphql").read_text("utf-8") for name in "WDS")
DATA = shared_sandbox("openzaak").zgw.data
LIST = "{ zaken(first: 50) { nodes { identificatie status { url } rollen { url omschrijving } } } }"
ZAKEN, BRP = "openzaak-zaken", "brp"
UUID = {"uuid": SHOWCASE_ZAAK_UUID}
APIS = {"zaken", "documenten", "besluiten"}


def keep(graph: Any, **values: Any) -> tuple[ZaakCache, Clock]:
    """Turn the cache of a gateway on, with a clock that stands still."""
    own = isinstance(graph, Receiver)
    clock, landscape = Clock(), graph.landscape if own else graph.endpoint._landscape
    landscape.zaakcache = ZaakCache(settings_of(**values), store_of(clock), landscape, clock)
    return landscape.zaakcache, clock


async def warm(**values: Any) -> tuple[Graph, ZaakCache, Clock]:
    """Return a gateway that has seen the werklijst, and its cache."""
    graph = Graph()
    cache, clock = keep(graph, **values)
    await graph.warm()
    await graph.ask(W, first=50)
    graph.forget()
    return graph, cache, clock


def told(graph: Graph, resource: str, actie: str, hoofd: str, url: str, **more: Any) -> None:
    """Have a notification come in."""
    notificatie = Notificatie(
        kanaal=more.pop("kanaal", "zaken"),
        resource=resource,
        actie=actie,
        url=url,
        hoofd_url=hoofd,
        **more,
    )
    graph.endpoint._landscape.hub.tell(notificatie)


@contextmanager
def changed(body: dict[str, Any], **values: Any) -> Iterator[None]:
    """Change something in the register itself."""
    before = {name: body[name] for name in values}
    body.update(values)
    try:
        yield
    finally:
        body.update(before)


async def test_a_warm_werklijst_costs_one_call_to_the_register_of_zaken() -> None:
    graph, cache, _ = await warm()
    body = await graph.post(W, first=50)
    assert graph.calls == Counter({ZAKEN: 1, BRP: 3})
    [(method, path, query, _)] = [asked for asked in graph.asked if "/zaken/api" in asked[1]]
    assert (method, path) == ("GET", "/zaken/api/v1/zaken")
    assert "expand" not in query
    plan = body["extensions"]["upstream"]["plan"]
    assert [step["strategy"] for step in plan] == ["list, then cache", "cache"]
    assert plan[1]["why"] == "rollen, status of 50 of 50 zaken"
    assert body["extensions"]["upstream"]["cached"] >= 100
    assert (await Graph().ask(W, first=50)) == body["data"]
    assert cache.hits > 90


async def test_a_warm_zaak_is_not_asked_again() -> None:
    graph = Graph()
    keep(graph)
    await graph.warm()
    first = await graph.ask(D, **UUID)
    graph.forget()
    assert await graph.ask(D, **UUID) == first
    assert graph.calls == Counter({"openklant": 1, BRP: 1})


@pytest.mark.parametrize("is_own", [False, True])
async def test_a_change_is_seen_by_the_next_query_after_it_is_told(is_own: bool) -> None:
    graph, _, _ = await warm()
    page = await graph.ask(W, first=50)
    zaak = next(body for body in DATA.zaken if body["identificatie"] == _first(page))
    rol = next(body for body in DATA.rollen if body["zaak"] == zaak["url"])
    with changed(rol, omschrijving="Nieuw"):
        assert await graph.ask(W, first=50) == page
        told(graph, "rol", "update", zaak["url"], rol["url"], is_own=is_own)
        graph.forget()
        rollen = (await graph.ask(W, first=50))["zaken"]["nodes"][0]["rollen"]
        assert "Nieuw" in {row["omschrijving"] for row in rollen}
        assert graph.calls[ZAKEN] == 2
        told(graph, "rol", "update", zaak["url"], rol["url"])


async def test_a_change_in_the_register_is_seen_once_its_notification_came_in() -> None:
    receiver = Receiver()
    keep(receiver)

    async def ask() -> str:
        return (await receiver.http.post("/graphql", json={"query": LIST})).text

    for _ in range(2):
        first = await ask()
    rol = next(body for body in DATA.rollen if body["url"] in first)
    shown = f'"{rol["url"]}","omschrijving":"'
    with changed(rol, omschrijving="Nieuw"):
        assert await ask() == first
        told = {"resource": "rol", "actie": "update", "resourceUrl": rol["url"]}
        sent = await receiver.post(message(hoofdObject=rol["zaak"], **told))
        await receiver.idle()
        seen = await ask()
    assert sent.status_code == 204
    assert f"{shown}Nieuw" in seen
    assert f"{shown}Nieuw" not in first


def _first(page: Any) -> str:
    return str(page["zaken"]["nodes"][0]["identificatie"])


async def test_a_row_that_names_another_status_is_newer_than_what_is_kept() -> None:
    graph, _, _ = await warm()
    nodes = (await graph.ask(W, first=50))["zaken"]["nodes"]
    places = {row["identificatie"]: at for at, row in enumerate(nodes)}
    zaken = {body["url"]: body for body in DATA.zaken if body["identificatie"] in places}
    zaak, other = next(
        (zaken[body["zaak"]], body)
        for body in DATA.statussen
        if body["zaak"] in zaken and body["url"] != zaken[body["zaak"]]["status"]
    )
    with changed(zaak, status=other["url"]):
        page = await graph.ask(W, first=50)
        status = page["zaken"]["nodes"][places[zaak["identificatie"]]]["status"]
        assert status["datumStatusGezet"] == other["datumStatusGezet"]


async def test_an_answer_of_before_a_change_is_not_kept_when_that_was_told_meanwhile() -> None:
    graph = Graph()
    cache, _ = keep(graph)
    client = graph.endpoint._landscape.clients[ZAKEN]
    exchange = client._exchange

    async def overtaken(request: Any) -> Any:
        incoming = await exchange(request)
        url = str(request.url).partition("?")[0]
        told(graph, "zaak", "update", url, url)
        return incoming

    client._exchange = overtaken
    await graph.ask(S, **UUID)
    client._exchange = exchange
    graph.forget()
    await graph.ask(S, **UUID)
    assert (graph.calls[ZAKEN], cache.outcomes["refused"]) == (1, 1)
    graph.forget()
    await graph.ask(S, **UUID)
    assert graph.calls[ZAKEN] == 0


async def test_what_others_read_is_shown_to_nobody_who_may_not_see_it() -> None:
    zaak = next(body for body in DATA.zaken if body["uuid"] == SHOWCASE_ZAAK_UUID)
    zaaktype = next(body for body in DATA.zaaktypen if body["url"] == zaak["zaaktype"])
    others = [body["identificatie"] for body in DATA.zaaktypen if body is not zaaktype]
    graph, everybody = Acting(staff(department(*others))), Graph()
    keep(everybody)
    graph.endpoint._landscape.zaakcache = everybody.endpoint._landscape.zaakcache
    seen = await everybody.ask(D, **UUID)
    assert seen["zaak"]["rollen"]
    graph.forget()
    assert await graph.ask(D, **UUID) == {"zaak": None}
    assert graph.calls[ZAKEN] == 0
    page = await graph.ask(LIST)
    identificaties = {row["identificatie"] for row in page["zaken"]["nodes"]}
    assert identificaties
    assert zaak["identificatie"] not in identificaties
    graph.caller = staff(department(zaaktype["identificatie"]))
    graph.forget()
    assert (await graph.ask(S, **UUID))["zaak"]["identificatie"] == zaak["identificatie"]
    assert graph.calls[ZAKEN] == 0


async def test_a_zaak_is_kept_whole_whatever_was_asked_of_it() -> None:
    graph = Graph()
    keep(graph)
    fields = "registratiedatum archiefnominatie laatstGeopend einddatumGepland"
    text = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ {fields} }} }}'
    await graph.ask(S, **UUID)
    await graph.ask("{ zaken(first: 50) { nodes { identificatie } } }")
    graph.forget()
    assert await graph.ask(text) == await Graph().ask(text)
    assert graph.calls[ZAKEN] == 1  # of the gateway without a cache


async def test_what_is_too_old_is_confirmed_by_its_etag() -> None:
    graph = Graph()
    cache, clock = keep(graph)
    first = await graph.ask(S, **UUID)
    zaak = next(body for body in DATA.zaken if body["uuid"] == SHOWCASE_ZAAK_UUID)
    clock.now += 61
    body = await graph.post(S, **UUID)
    assert [read["status"] for read in body["extensions"]["upstream"]["reads"]] == [304]
    assert (body["data"], cache.confirmed) == (first, 1)
    graph.forget()
    clock.now += 59
    assert (await graph.ask(S, **UUID), graph.calls[ZAKEN]) == (first, 0)
    clock.now += 2
    with changed(zaak, omschrijving="Anders"):
        body = await graph.post(S, **UUID)
        assert [read["status"] for read in body["extensions"]["upstream"]["reads"]] == [200]
        assert body["data"]["zaak"]["omschrijving"] == "Anders"


async def test_each_resource_has_its_own_age() -> None:
    graph, _, clock = await warm(max_ages={"rollen": 5})
    clock.now += 6
    plan = (await graph.post(W, first=50))["extensions"]["upstream"]["plan"]
    assert [step["strategy"] for step in plan] == ["list, then cache", "cache", "_zoek with expand"]
    assert plan[2]["why"] == "49 zaken lack rollen of 49"


async def test_a_besluit_makes_the_lists_of_all_zaken_stale() -> None:
    graph = Graph()
    keep(graph)
    await graph.warm()
    await graph.ask(D, **UUID)
    url = "http://openzaak.sandbox/besluiten/api/v1/besluiten/00000000-0000-4000-8000-000000000000"
    told(graph, "besluit", "create", url, url, kanaal="besluiten")
    graph.forget()
    await graph.ask(D, **UUID)
    assert (graph.calls["openzaak-besluiten"], graph.calls[ZAKEN]) == (1, 0)


async def test_a_zaak_takes_what_is_related_to_it_along() -> None:
    zaak = next(body for body in DATA.zaken if body["deelzaken"])
    deelzaak = zaak["deelzaken"][0]
    graph = Graph()
    keep(graph)
    uuid = {"uuid": zaak["uuid"]}
    for of, calls in ((zaak["url"], 1), (deelzaak, 1), (DATA.zaken[7]["url"], 0)):
        await graph.ask(S, **uuid)
        told(graph, "status", "create", of, f"{of.rpartition('/zaken/')[0]}/statussen/1")
        graph.forget()
        await graph.ask(S, **uuid)
        assert graph.calls[ZAKEN] == calls


async def test_only_what_belongs_to_zaken_is_kept() -> None:
    graph = Graph(also=("*",))
    cache, _ = keep(graph)
    await graph.ask(D, **UUID)
    await graph.ask('{ klant(bsn: "999993653") { weergavenaam partij { nummer } } }')
    families: Any = cache.store._families  # type: ignore[attr-defined]
    clients = graph.endpoint._landscape.clients
    assert {clients[family.upstream].settings.api for family in families} == APIS
    assert not any("999993653" in str(family) for family in families)
    kept = {type(entry.value) for parts in families.values() for entry in parts.values()}
    assert kept <= {list, *(resource.record for resource in KEPT), *_subclasses(KEPT)}


def _subclasses(resources: Any) -> set[type[Any]]:
    return {sub for resource in resources for sub in resource.record.__subclasses__()}


async def test_herkomst_tells_when_it_was_really_read() -> None:
    text = "{ zaken(first: 5) { nodes { status { _herkomst { opgehaald uitCache } } } } }"
    graph = Graph(strategy="fewest")
    keep(graph)
    first, second = [(await graph.ask(text))["zaken"]["nodes"] for _ in range(2)]
    fresh, kept = (
        [row["status"]["_herkomst"] for row in rows if row["status"]] for rows in (first, second)
    )
    assert {row["uitCache"] for row in fresh} == {False}
    assert {row["uitCache"] for row in kept} == {True}
    assert max(row["opgehaald"] for row in kept) <= min(row["opgehaald"] for row in fresh)


async def test_what_comes_from_the_cache_is_logged_as_processing(tmp_path: Path) -> None:
    graph = LoggingGraph(tmp_path)
    keep(graph)
    text = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ rollen {{ omschrijving }} }} }}'
    async with graph:
        for _ in range(2):
            await graph.ask(text)
    subjects: dict[bool, set[Any]] = {True: set(), False: set()}
    for span in graph.spans:
        if SUBJECT in span["attributes"]:
            subjects[METHOD in span["name"]].add(span["attributes"][SUBJECT])
    assert subjects[True] == subjects[False] != set()


async def test_off_keeps_and_hears_nothing() -> None:
    graph = Graph()
    landscape = graph.endpoint._landscape
    assert landscape.zaakcache is None
    owners = [getattr(listener, "__self__", None) for listener in landscape.hub._listeners]
    assert not any(isinstance(owner, ZaakCache) for owner in owners)
    for _ in range(2):
        graph.forget()
        await graph.ask(S, **UUID)
        assert graph.calls == Counter({ZAKEN: 1})


def test_the_settings_turn_it_on() -> None:
    sandbox = shared_sandbox("openzaak")
    plain = load({})
    on = dataclasses.replace(plain, cache=CacheSettings(enabled=True))
    for chosen, is_on in ((plain, False), (on, True)):
        landscape = build_landscape(chosen, sandbox)
        add_zaakcache(chosen.cache, landscape)
        assert (landscape.zaakcache is not None) is is_on


def test_what_is_kept_is_what_the_settings_name_and_is_never_changed_for_a_caller() -> None:
    assert sorted(map(name_of, KEPT)) == sorted(settings_cache.RESOURCES)
    assert not any(resource.intern_fields for resource in KEPT)
    assert METHOD not in ("GET", "POST")


@settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@given(operation=operations(roots(), LISTS))
def test_a_warm_cache_gives_the_same_answer(operation: Operation) -> None:
    assume("uitCache" not in operation.text)  # that is what it tells apart

    async def again() -> list[dict[str, Any]]:
        graph = Graph()
        keep(graph)
        return [await graph.post(operation.text, **operation.variables) for _ in range(2)]

    plain = run(operation)
    for body in asyncio.run(again()):
        assert data_of(plain._replace(body=body)) == data_of(plain)
        assert body.get("errors") == plain.body.get("errors")
