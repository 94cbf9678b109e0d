"""A little of every family of the fuzzer, and that its judge sees what it looks for."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz import own, sockets
from fuzz.__main__ import FAMILIES, Fuzzer
from fuzz.clock import Hang, clock_loop
from fuzz.documents import post
from fuzz.judge import Case, judge, judged
from fuzz.personal import BEARER
from fuzz.readers import readers
from fuzz.world import Answer, World, listening
from policy.grants import UNLIMITED, Rights
from policy.identity import DEVELOPER, Principal
from policy.numbers import is_bsn
from resolvers.nodes import decode_id, encode_id
from sources.urls import path_below

BSN = "999993653"
SMALL = 25
"""Requests per family in `make test`; `make fuzz` runs as many as one likes."""


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_gives_no_findings(family: str) -> None:
    fuzzer = Fuzzer(seed=20_261_124)
    with listening() as ear:
        for number in range(SMALL):
            fuzzer.run(family, number, ear)
    fuzzer.close()
    assert fuzzer.tally.findings == {}, fuzzer.tally.examples
    assert fuzzer.tally.requests[family] == SMALL


def test_valid_operations_are_answered() -> None:
    """Otherwise the families that damage answers would damage nothing."""
    fuzzer = Fuzzer(seed=7)
    with listening() as ear:
        bodies = [
            json.loads(verdict.response.body)
            for number in range(30)
            if (verdict := fuzzer.run("valid", number, ear)) is not None
        ]
    fuzzer.close()
    codes = {error["extensions"]["code"] for body in bodies for error in body.get("errors", ())}
    assert codes <= {"BAD_USER_INPUT", "LINK_OUTSIDE_LANDSCAPE", "UPSTREAM_NOT_CONFIGURED"}
    assert sum(body["data"] is not None for body in bodies) > 20


@pytest.mark.parametrize(
    ("family", "expected"),
    [("answers", {b"UPSTREAM_CONTRACT"}), ("wire", {b"UPSTREAM_CONTRACT", b"UPSTREAM_TIMEOUT"})],
)
def test_registers_really_misbehave(family: str, expected: set[bytes]) -> None:
    fuzzer = Fuzzer(seed=7)
    with listening() as ear:
        for number in range(40):
            fuzzer.run(family, number, ear)
    fuzzer.close()
    assert expected <= set(fuzzer.tally.codes)


App = Callable[[Any, Any, Any], Awaitable[None]]


def found_in(app: App) -> list[str]:
    """Return what the judge says of an app that answers like this."""
    world = World()
    world.app = app  # type: ignore[assignment]  # any ASGI app will do
    with clock_loop() as loop, listening() as ear:
        return judge(loop, world, ear, Case("one", post({"query": "{ __typename }"}))).wrong


def answering(status: int, body: bytes, *headers: tuple[bytes, bytes]) -> App:
    """Return an app that answers this."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def error(code: str = "BAD_REQUEST", message: str = "no") -> bytes:
    """Return a GraphQL response with one error."""
    return json.dumps({"errors": [{"message": message, "extensions": {"code": code}}]}).encode()


def test_the_judge_accepts_what_is_right() -> None:
    assert found_in(answering(200, b'{"data": {"bsn": "999993653"}}')) == []
    assert found_in(answering(400, error())) == []


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        pytest.param(answering(500, error()), "status 500", id="500"),
        pytest.param(answering(200, b"<html>"), "not JSON: JSONDecodeError", id="not JSON"),
        pytest.param(answering(200, b'{"data": NaN}'), "not JSON: ValueError", id="NaN"),
        pytest.param(answering(200, b"[]"), "not a GraphQL response", id="array"),
        pytest.param(answering(200, b'{"data": 1}'), "data is not an object", id="data"),
        pytest.param(answering(200, b"{}"), "neither data nor errors", id="empty"),
        pytest.param(answering(200, error("INTERNAL_ERROR")), "INTERNAL_ERROR", id="internal"),
        pytest.param(answering(200, error("NIEUW")), "an unknown code: NIEUW", id="code"),
        pytest.param(answering(200, error(message=BSN)), f"in errors: {BSN}", id="bsn"),
        pytest.param(answering(200, error(message="x" * 2_001)), "a very long message", id="long"),
        pytest.param(
            answering(200, error(), (b"location", BSN.encode())),
            f"in response headers: {BSN}",
            id="header",
        ),
        pytest.param(
            answering(200, b'{"data": {"sleutel": "sandbox-brp-sleutel"}}'),
            "a credential in the answer: sandbox-brp-sleutel",
            id="credential",
        ),
    ],
)
def test_the_judge_sees_a_wrong_answer(app: App, expected: str) -> None:
    assert expected in found_in(app)


async def raising(_scope: Any, _receive: Any, _send: Any) -> None:
    raise ZeroDivisionError


async def logging_a_number(scope: Any, receive: Any, send: Any) -> None:
    logging.getLogger("gateway.other").debug("asked", extra={"bsn": BSN})
    await answering(200, error())(scope, receive, send)


async def logging_a_token(scope: Any, receive: Any, send: Any) -> None:
    logging.getLogger("httpx").debug("sent %s", f"Bearer {BEARER}")
    await answering(200, error())(scope, receive, send)


_KEPT: set[asyncio.Task[Any]] = set()


async def leaving_a_task(scope: Any, receive: Any, send: Any) -> None:
    _KEPT.add(asyncio.create_task(asyncio.sleep(5)))
    await answering(200, error())(scope, receive, send)


async def taking_long(scope: Any, receive: Any, send: Any) -> None:
    await asyncio.sleep(100)
    await answering(200, error())(scope, receive, send)


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        (raising, "raised ZeroDivisionError"),
        (logging_a_number, f"in a log: {BSN}"),
        (logging_a_token, "in a log: eyJ"),
        (leaving_a_task, "a task was left: sleep"),
        (taking_long, "took 100 s"),
    ],
)
def test_the_judge_sees_what_stays_behind(app: App, expected: str) -> None:
    assert any(found.startswith(expected) for found in found_in(app))


async def waiting(_scope: Any, _receive: Any, _send: Any) -> None:
    await asyncio.Event().wait()


async def turning(_scope: Any, _receive: Any, _send: Any) -> None:
    while True:  # noqa: ASYNC110  it is to be caught turning
        await asyncio.sleep(0)


@pytest.mark.parametrize(("app", "why"), [(waiting, "no timer is set"), (turning, "keeps turning")])
def test_a_hang_is_seen(app: App, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.clock.OTHER_THREADS", 0.01)
    with pytest.raises(Hang, match=why):
        found_in(app)


async def call(world: World, upstream: str, url: str, **headers: str) -> None:
    """Ask a watched register."""
    client = world.clients[upstream]
    await client._transport.handle_async_request(httpx.Request("GET", url, headers=headers))


@pytest.mark.parametrize(
    ("upstream", "url", "headers", "expected"),
    [
        ("brp", "http://elders.example/", {"x-api-key": "sandbox-brp-sleutel"}, "outside the root"),
        (
            "brp",
            "http://brp.sandbox/haalcentraal/api/brp/%2e%2e/x",
            {"x-api-key": "sandbox-brp-sleutel"},
            "outside the root",
        ),
        ("brp", "http://brp.sandbox/haalcentraal/api/brp/personen", {}, "another credential"),
        (
            "openklant",
            "http://openklant.sandbox/klantinteracties/api/v1/partijen",
            {"authorization": f"Bearer {BEARER}"},
            "another credential",
        ),
        (
            "openzaak-zaken",
            f"http://openzaak.sandbox/zaken/api/v1/rollen?inpBsn={BSN}",
            {},
            "a BSN in a URL",
        ),
    ],
)
async def test_the_watch_sees_a_wrong_call(
    upstream: str, url: str, headers: dict[str, str], expected: str
) -> None:
    world = World()
    await call(world, upstream, url, **headers)
    assert any(expected in wrong for wrong in world.wrong)


async def test_the_watch_accepts_a_right_call() -> None:
    world = World()
    root = "http://brp.sandbox/haalcentraal/api/brp/"
    await call(world, "brp", f"{root}personen", **{"x-api-key": "sandbox-brp-sleutel"})
    assert world.wrong == []


def test_too_many_calls_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.world.MAX_CALLS", 0)
    assert (
        "too many upstream calls"
        in judged(Case("one", post({"query": "{ zaken { totalCount } }"}))).wrong
    )


def endless(request: httpx.Request, answer: Answer) -> Answer:
    """Say that there is always one more page, and give the same rows again."""
    try:
        page = json.loads(answer.body)
    except ValueError:
        return answer
    if answer.status != 200 and "page" in request.url.params:
        return answer.but(status=200, parts=[json.dumps(endless_page([])).encode()])
    if isinstance(page, dict) and page.get("results"):
        return answer.but(parts=[json.dumps(endless_page(page["results"])).encode()])
    return answer


def endless_page(rows: list[Any]) -> dict[str, Any]:
    """Return a page that promises another."""
    return {
        "count": len(rows),
        "next": "http://elders.example/",
        "results": rows or [{"url": "x/1"}],
    }


def test_endless_paging_ends() -> None:
    query = "{ zaaktypen { omschrijving statustypen { omschrijving } } }"
    world = World()
    with clock_loop() as loop, listening() as ear:
        verdict = judge(loop, world, ear, Case("one", post({"query": query}), endless))
    assert verdict.wrong == []
    assert b"UPSTREAM_TOO_LARGE" in verdict.response.body
    assert world.calls <= 2 * 50


READERS = readers()
ODD = (b"[" * 5_000, b'{"results":' + b"[" * 5_000, b"{" * 3_000, b"\xff\xfe", b"9" * 400, b"\n{}")
few = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(st.text())
def test_any_text_is_a_global_id_or_not(text: str) -> None:
    found = decode_id(text)
    assert found is None or len(found) == 3


@few
@given(st.text(), st.text(), st.text())
def test_a_global_id_comes_back_whole(kind: str, upstream: str, uuid: str) -> None:
    if ":" not in kind + upstream + uuid:
        assert decode_id(encode_id(kind, upstream, uuid)) == (kind, upstream, uuid)


@few
@given(st.text(alphabet="./\\;%25eE2Ff?#@:[]ab\t\n é", max_size=40))
def test_what_lies_below_a_root_has_no_way_out(tail: str) -> None:
    found = path_below("https://z.nl/zaken/api/v1/", f"https://z.nl/zaken/api/v1/{tail}")
    if found is None:
        return
    url = httpx.URL(f"https://z.nl/zaken/api/v1/{found}")
    assert url.host == "z.nl"
    assert url.path.startswith("/zaken/api/v1/")


@few
@given(st.text(alphabet="0123456789\n\u0661x", min_size=8, max_size=11))
def test_a_bsn_is_nine_ascii_digits(text: str) -> None:
    if is_bsn(text):
        assert len(text) == 9
        assert text.isascii()
        assert text.isdigit()


@pytest.mark.parametrize("number", range(len(READERS)))
@few
@given(st.one_of(st.binary(), st.text().map(str.encode), st.sampled_from(ODD)))
def test_a_reader_of_bytes_raises_only_what_it_promises(number: int, data: bytes) -> None:
    READERS[number](data)


def test_registers_that_mix_up_answers_show_a_citizen_nobody_else() -> None:
    assert list(own.run(25, seed=1)) == []


def test_somebody_elses_data_is_seen() -> None:
    """The check of that, with a citizen who may see everything."""
    seen = own.Own()
    text = '{ zaken(first: 50) { nodes { url } } klant(bsn: "999990639") { weergavenaam } }'

    async def everything(_request: object) -> tuple[Principal, Rights]:
        return DEVELOPER, UNLIMITED

    seen.world.endpoint._admit = everything
    with clock_loop() as loop, listening() as ear:
        body = judge(loop, seen.world, ear, Case("own", post({"query": text}))).response.body
    assert len(seen.foreign(body.decode(), text)) > 40


async def test_a_server_that_is_none_gives_no_findings() -> None:
    """Malformed HTTP over real sockets: no exception but a SourceError, no other's answer."""
    outcomes, wrong = await sockets.run(64, seed=3)
    assert wrong == []
    assert outcomes["read"]
    assert outcomes["UPSTREAM_UNAVAILABLE"]


def test_a_case_is_the_same_every_time() -> None:
    for make, _ in FAMILIES.values():
        first, second = make(Random(5)).request, make(Random(5)).request
        assert dataclasses.astuple(first) == dataclasses.astuple(second)
