"""What must hold of every answer, whatever was asked and whatever the registers did."""

from __future__ import annotations

import asyncio
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fuzz.asgi import Request, Response, send
from fuzz.clock import ClockLoop, Hang, clock_loop
from fuzz.world import Ear, Fault, World, listening

ERRORS = Path(__file__).parent.parent.parent / "docs" / "errors.md"
STATUSES = frozenset({200, 206, 304, 400, 401, 403, 404, 405, 406, 413, 415, 416, 429, 431, 503})
GRACE = 5.0
"""Seconds of the loop's clock that a request may take beyond `request_timeout`."""
SHARED = ("Catalogus.",)
"""Tasks that outlive a request by design: the loads of the shared catalogus."""
LONGEST_MESSAGE = 2_000


class Case(NamedTuple):
    """One request of the fuzzer."""

    family: str
    request: Request
    fault: Fault | None = None


class Verdict(NamedTuple):
    """What was found of one request."""

    response: Response
    wrong: list[str]


@cache
def known_codes() -> frozenset[str]:
    """Return the documented error codes."""
    return frozenset(re.findall(r"^\| `([A-Z_]+)`", ERRORS.read_text("utf-8"), re.MULTILINE))


def judge(loop: ClockLoop, world: World, ear: Ear, case: Case) -> Verdict:
    """Send one request and return what is wrong with what came of it. Raises Hang."""
    world.begin(case.fault)
    ear.heard.clear()
    started = loop.now
    response, wrong = loop.run(_ask(world, case.request))
    if loop.now - started > world.settings.request_timeout + GRACE:
        wrong.append(f"took {loop.now - started:.0f} s of the loop's clock")
    wrong += world.wrong
    wrong += _in_logs(world, ear)
    if response.status:
        wrong += _in_headers(world, response)
        if case.request.path == "/graphql" and case.request.method == "POST":
            wrong += in_graphql(world, response)
        elif response.status not in STATUSES:
            wrong.append(f"status {response.status}")
    return Verdict(response, wrong)


def judged(case: Case) -> Verdict:
    """Return what one new gateway, on a loop of its own, makes of one request. Raises Hang."""
    with clock_loop() as loop, listening() as ear:
        return judge(loop, World(), ear, case)


async def _ask(world: World, request: Request) -> tuple[Response, list[str]]:
    wrong: list[str] = []
    response = Response()
    try:
        response = await send(world.app, request)
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        wrong.append(f"raised {type(error).__name__}: {_place(error)}")
    wrong += await _tasks_left()
    return response, wrong


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""


async def _tasks_left() -> list[str]:
    """Return the tasks that a request leaves behind; the shared loads must end by themselves."""
    me = asyncio.current_task()
    for _ in range(50):
        left = [task for task in asyncio.all_tasks() if task is not me]
        if not left:
            return []
        await asyncio.sleep(0)
    if any(_name(task).startswith(SHARED) for task in left):
        await asyncio.wait(left, timeout=600)
        left = [task for task in asyncio.all_tasks() if task is not me]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    return [f"a task was left: {_name(task)}" for task in left]


def _name(task: asyncio.Task[Any]) -> str:
    return str(getattr(task.get_coro(), "__qualname__", task))


def in_graphql(world: World, response: Response) -> list[str]:
    """Return what is wrong with an answer of the graph."""
    if response.status not in STATUSES - {304}:
        return [f"status {response.status}"]
    try:
        body = json.loads(response.body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return [f"not JSON: {type(error).__name__}"]
    if not isinstance(body, dict) or not set(body) <= {"data", "errors", "extensions"}:
        return ["not a GraphQL response"]
    if "data" not in body and not body.get("errors"):
        return ["neither data nor errors"]
    if not isinstance(body.get("data"), dict | None):
        return ["data is not an object"]
    whole = response.body.decode()
    wrong = [f"a credential in the answer: {found}" for found in _credentials(world, whole)]
    for shown in body.get("errors", []):
        wrong += _in_error(shown)
    told = json.dumps([body.get("errors"), body.get("extensions")])
    return wrong + [f"in errors: {found}" for found in world.secrets.in_text(told)]


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _credentials(world: World, text: str) -> list[str]:
    return [secret for secret in world.secrets.credentials if secret in text]


def _in_error(error: Any) -> list[str]:
    if not isinstance(error, dict) or not isinstance(error.get("message"), str):
        return ["an error without a message"]
    code = (error.get("extensions") or {}).get("code")
    wrong = []
    if code not in known_codes():
        wrong.append(f"an unknown code: {code}")
    if code == "INTERNAL_ERROR":
        wrong.append("INTERNAL_ERROR")
    if len(error["message"]) > LONGEST_MESSAGE:
        wrong.append("a very long message")
    return wrong


def _in_headers(world: World, response: Response) -> list[str]:
    text = "\n".join(f"{name!r}: {value!r}" for name, value in response.headers)
    return [f"in response headers: {found}" for found in world.secrets.in_text(text)]


def _in_logs(world: World, ear: Ear) -> list[str]:
    wrong = []
    for heard in ear.heard:
        wrong += [f"in a log: {found}" for found in world.secrets.in_text(heard)]
        if "INTERNAL_ERROR at" in heard:
            wrong.append(heard.splitlines()[0])
        if "was never retrieved" in heard or "was destroyed but it is pending" in heard:
            wrong.append(heard.splitlines()[0])
    return wrong


__all__ = ["Case", "Hang", "Verdict", "judge", "judged"]
