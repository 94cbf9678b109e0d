"""No BSN and no token stays anywhere but in the data that was asked for."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import io
import logging
import sys
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

import httpx
import pytest
import uvicorn
from hygiene_support import (
    BSN,
    PLANTING,
    STRANGER,
    bodies,
    opaque_in,
    remembered,
    written_operations,
)

import gateway
from fuzz.asgi import Request
from fuzz.clock import clock_loop
from fuzz.documents import encoded, post
from fuzz.inputs import personal
from fuzz.judge import Case, judge, judged
from fuzz.personal import BEARER
from fuzz.world import Answer, World, listening
from graph_support import Graph, shared_sandbox
from policy.numbers import holds_personal
from settings import GatewaySettings, Settings
from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.logs import MaskingFormatter, configure_logging
from sources.transport import build_transport

KLANT = "query($bsn: BSN!) { klant(bsn: $bsn) { partij { weergavenaam } } }"
LITERAL = f'{{ persoon(bsn: "{BSN}") {{ weergavenaam }} }}'


def test_the_operations_of_the_project_are_found() -> None:
    assert len(list(written_operations())) > 100
    assert sum(BSN.encode() in body for _, body in bodies()) > 50


def test_every_operation_keeps_its_bsns_to_its_data() -> None:
    """Logs at DEBUG, errors, explain, headers, ids, cursors, and what the gateway remembers."""
    world = World()
    with clock_loop() as loop, listening() as ear:
        for text, body in bodies():
            case = Case("hygiene", Request(headers=PLANTING, chunks=(body,)))
            verdict = judge(loop, world, ear, case)
            assert verdict.wrong == [], text
            answer = verdict.response.body.decode()
            inside = [world.secrets.numbers_in(opaque) for opaque in opaque_in(answer)]
            assert not any(inside), text
        for _, body in islice(bodies(), 10):
            case = Case("hygiene", Request(headers=STRANGER, chunks=(body,)))
            verdict = judge(loop, world, ear, case)
            assert (verdict.wrong, verdict.response.status) == ([], 401)
        for number in range(150):
            verdict = judge(loop, world, ear, personal(Random(number)))
            assert verdict.wrong == [], number
    assert remembered(world.app, world.secrets) == []


def test_what_is_remembered_is_really_searched() -> None:
    world = World()
    kept = "query($bsn: BSN!) { persoon(bsn: $bsn) { weergavenaam } }"
    with clock_loop() as loop, listening() as ear:
        judge(loop, world, ear, Case("one", post({"query": kept, "variables": {"bsn": BSN}})))
    holder: Any = world.app.routes[0]
    assert remembered(world.app, world.secrets) == []
    holder.endpoint.answer.__self__._executor.operations._texts[LITERAL] = ""
    assert remembered(world.app, world.secrets) == [LITERAL]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LITERAL, True),
        (f"query Q{BSN} {{ __typename }}", True),
        (f"# {BSN}\n{{ __typename }}", True),
        (f"{{ a{BSN}: __typename }}", True),
        (f'{{ zaak(identificatie: "{BEARER}") {{ url }} }}', True),
        ('{ persoon(bsn: "99999365\\u0033") { weergavenaam } }', True),
        ("query($b: BSN!) { persoon(bsn: $b) { weergavenaam } }", False),
        (f'{{ zaak(uuid: "00000000-0000-4000-8000-000{BSN}") {{ url }} }}', False),
        ('{ zaken(filter: {identificatie: "999993654"}) { totalCount } }', False),
        ('{ zaak(identificatie: "ZAAK-2026-0000000001") { url } }', False),
    ],
)
async def test_a_document_with_a_personal_number_is_answered_and_not_kept(
    text: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert holds_personal(text) is expected
    parsed: list[str] = []
    operations = executor_of(graph := Graph()).operations
    parse = operations._parse

    def counted(text: str) -> Any:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr(operations, "_parse", counted)
    first, second = await graph.post(text), await graph.post(text)
    assert first["data"] == second["data"]
    assert len(parsed) == (2 if expected else 1)


def executor_of(graph: Graph) -> Any:
    """Return what runs the operations of a graph."""
    transport: Any = graph.http._transport
    route: Any = transport.app.routes[0]
    return route.endpoint.answer.__self__._executor


async def test_a_persisted_query_with_a_personal_number_is_not_registered() -> None:
    graph = Graph()
    sha256 = hashlib.sha256(LITERAL.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha256}}
    known = await graph.http.post("/graphql", json={"query": LITERAL, "extensions": extensions})
    assert known.json()["data"]["persoon"]["weergavenaam"]
    alone = await graph.http.post("/graphql", json={"extensions": extensions})
    assert alone.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


def test_the_url_that_must_hold_a_bsn_is_recorded_nowhere() -> None:
    """Klantinteracties filters a partij by its BSN in the query string; there is no other way."""
    urls: list[str] = []

    def fault(request: httpx.Request, answer: Answer) -> Answer:
        urls.append(str(request.url))
        return answer

    verdict = judged(
        Case("one", post({"query": KLANT, "variables": {"bsn": BSN}}, PLANTING), fault)
    )
    assert verdict.wrong == []
    assert any(BSN in url for url in urls)


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError(f"https://klant/?objectId={BSN}"),
        httpx.ReadError(f"GET https://klant/?objectId={BSN}"),
        httpx.RemoteProtocolError(BEARER),
        httpx.DecodingError(BSN),
        OSError(111, f"https://klant/?objectId={BSN}"),
        ZeroDivisionError(BSN),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_exception_that_holds_the_url_is_recorded_nowhere(failure: Exception) -> None:
    def fault(request: httpx.Request, answer: Answer) -> Answer:
        if BSN in str(request.url):
            raise failure
        return answer

    verdict = judged(
        Case("one", post({"query": KLANT, "variables": {"bsn": BSN}}, PLANTING), fault)
    )
    allowed = ("INTERNAL_ERROR", "graphql error: INTERNAL_ERROR")
    strange = [wrong for wrong in verdict.wrong if not wrong.startswith(allowed)]
    assert strange == []
    assert bool(verdict.wrong) is isinstance(failure, ZeroDivisionError)
    assert b'"errors"' in verdict.response.body


async def test_a_read_under_way_shows_no_bsn() -> None:
    """As a debugger, a stack dump or a log of pending tasks would print it."""
    shown: list[str] = []

    def fault(request: httpx.Request, answer: Answer) -> Answer:
        if BSN in str(request.url):
            tasks = asyncio.all_tasks()
            shown.extend(map(repr, tasks))
            for task in tasks:
                task.print_stack(file=(text := io.StringIO()))
                shown.append(text.getvalue())
        return answer

    graph = world_graph(fault)
    await graph.post("/graphql", json={"query": KLANT, "variables": {"bsn": BSN}})
    assert shown
    assert BSN not in "\n".join(shown)


def world_graph(fault: Any) -> httpx.AsyncClient:
    """Return a client of a gateway with this fault."""
    world = World()
    world.begin(fault)
    return httpx.AsyncClient(transport=httpx.ASGITransport(world.app), base_url="http://gateway")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Give what the gateway's own logging writes, at DEBUG."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    before = logging.root.handlers[:], logging.root.level
    configure_logging("DEBUG")
    yield stream
    logging.root.handlers[:], level = before
    logging.root.setLevel(level)


async def test_asyncio_in_debug_mode_writes_no_bsn(written: io.StringIO) -> None:
    """It logs every slow callback with the values of its futures; here all of them are slow."""
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0
    try:
        graph = Graph()
        for bsn in (BSN, "999990639"):
            future = loop.create_future()
            future.set_result([bsn])
            await graph.post(KLANT, bsn=bsn)
            await asyncio.gather(future)
    finally:
        loop.set_debug(False)
    assert "Executing <" in written.getvalue()
    assert shared_secrets_in(written.getvalue()) == []


def shared_secrets_in(text: str) -> list[str]:
    """Return the BSNs, tokens and credentials in a text."""
    return World().secrets.in_text(text)


def test_a_traceback_is_written_masked(written: io.StringIO) -> None:
    try:
        raise ValueError(f"no such person: {BSN} with {BEARER}")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception for %s", BSN)
    text = written.getvalue()
    assert "ValueError: no such person: ******** with ********" in text
    assert "Exception for ********" in text


def test_the_moment_of_a_record_is_not_masked() -> None:
    record = logging.LogRecord("gateway", logging.INFO, "x.py", 1, "bsn %s", (BSN,), None)
    line = MaskingFormatter("%(levelname)s %(message)s").format(record)
    assert line.endswith("INFO bsn ********")
    assert line[:4].isdigit()


async def test_a_real_transport_that_fails_records_no_url(written: io.StringIO) -> None:
    """aiohttp and asyncio at DEBUG, over a port where nobody listens."""
    for logger in ("aiohttp.client", "aiohttp.internal", "httpx", "httpcore", "asyncio"):
        logging.getLogger(logger).setLevel(logging.DEBUG)
    sandbox = shared_sandbox("openzaak")
    [klant] = [one for one in gateway.sandbox_upstreams(sandbox) if one.name == "openklant"]
    settings = dataclasses.replace(klant, root="http://127.0.0.1:1/", retries=1, backoff=0.001)
    client = UpstreamClient(settings, build_transport(settings))
    with pytest.raises(Exception, match="openklant") as caught:
        await client.get("partijen", Call(Caller("x", "X")), params={"objectId": BSN})
    await client.aclose()
    error: BaseException | None = caught.value
    while error is not None:
        assert BSN not in repr(error) + str(vars(error))
        assert error.__suppress_context__ or error.__context__ is None
        error = error.__cause__
    assert BSN not in written.getvalue()


@pytest.mark.parametrize("graphiql", [True, False])
async def test_a_query_in_a_url_is_refused(graphiql: bool) -> None:
    graph = Graph(graphiql=graphiql)
    response = await graph.http.get(
        "/graphql", params={"query": LITERAL}, headers={"Accept": "text/html"}
    )
    assert response.status_code == 405
    assert graph.asked == []
    assert BSN not in response.text + str(response.headers)


def test_serve_keeps_no_access_log_and_masks_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda *_args, **values: asked.update(values))
    monkeypatch.setattr(
        gateway, "configure_logging", lambda level, _form: asked.update(level=level)
    )
    monkeypatch.setattr(gateway, "spare_collector", lambda: None)
    monkeypatch.setattr(gateway, "print", lambda *_args, **_values: None, raising=False)
    settings = Settings(gateway=GatewaySettings(), upstreams=())
    assert gateway.serve(settings, None) == 0  # type: ignore[arg-type]  # it takes none
    assert asked["access_log"] is False
    assert asked["log_config"] is None
    assert asked["level"] == "INFO"


def test_a_body_is_planted_with_a_bsn_everywhere() -> None:
    assert BSN.encode() in b"".join(value for _, value in PLANTING)
    assert BEARER.encode() in b"".join(value for _, value in PLANTING)
    assert encoded({"bsn": BSN}) == b'{"bsn": "999993653"}'
