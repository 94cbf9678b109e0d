"""The examples that change and follow, over real sockets: once, and on from where they were."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from shutil import which
from typing import Any

import httpx
import pytest
from starlette.routing import Route
from test_examples import EXAMPLES, curl

from day_support import serving, wide_gateway
from sandbox import Sandbox
from schema.voorbeelden import BESLUIT_GENOMEN, ZAAK


@dataclass
class Live:
    """A gateway that is served, and who listens to it."""

    origin: str
    sandbox: Sandbox
    streams: Any

    @property
    def statussen(self) -> int:
        """How many statussen the zaak has in the register itself."""
        return sum(row["zaak"].endswith(ZAAK) for row in self.sandbox.zgw.data.statussen)

    def listened(self) -> None:
        """Wait until somebody listens."""
        until = time.monotonic() + 20
        while not self.streams.dispatcher.index.count:
            assert time.monotonic() < until
            time.sleep(0.01)


@pytest.fixture(scope="module")
def gateway() -> Iterator[Live]:
    app, sandbox = wide_gateway(is_told=True)
    served: Any = next(
        route.endpoint
        for route in app.routes
        if isinstance(route, Route) and route.path == "/graphql"
    )
    streams = served.answer.__self__.stopping.listeners[0].__self__
    with serving(app) as origin:
        yield Live(origin, sandbox, streams)
    sandbox.restore()


@pytest.fixture
def component() -> Any:
    spec = importlib.util.spec_from_file_location(
        "wijzigingen", EXAMPLES / "python" / "wijzigingen.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(which("curl") is None, reason="no curl")
def test_curl_follows_what_curl_changes_once(gateway: Live) -> None:
    origin, before = gateway.origin, gateway.statussen
    command = ["/bin/sh", str(EXAMPLES / "curl" / "volgen.sh")]
    with subprocess.Popen(  # noqa: S603
        command, env={**os.environ, "GATEWAY": origin}, stdout=subprocess.PIPE, text=True
    ) as following:
        gateway.listened()
        told = [curl("status", origin, KEY="een-sleutel-van-deze-proef") for _ in range(2)]
        assert following.stdout is not None
        lines = [following.stdout.readline() for _ in range(3)]
        following.terminate()
    first, again = [one["data"]["statusZetten"] for one in told]
    assert (first["fouten"], first["herhaald"], again["herhaald"]) == ([], False, True)
    assert gateway.statussen == before + 1
    assert lines[0].startswith("id: ")
    assert lines[1] == "event: next\n"
    zaak = json.loads(lines[2].removeprefix("data: "))["data"]["zaakGewijzigd"]["zaak"]
    assert zaak["status"]["statustype"]["omschrijving"] == "Besluit genomen"


def test_the_component_sends_an_order_again_under_its_key(component: Any, gateway: Live) -> None:
    before = gateway.statussen
    waited: list[float] = []
    asked = component.Gateway(f"{gateway.origin}/graphql", wait=waited.append)
    post = asked._http.post

    def loses_the_answer(*given: Any, **more: Any) -> httpx.Response:
        answer: httpx.Response = post(*given, **more)
        if not waited:
            raise httpx.ReadError("lost")
        return answer

    asked._http.post = loses_the_answer
    result = asked.zet_status(ZAAK, BESLUIT_GENOMEN)
    asked.close()
    assert (result["herhaald"], result["fouten"], waited) == (True, [], [2.0])
    assert gateway.statussen == before + 1


def test_the_component_follows_on_from_where_it_was(component: Any, gateway: Live) -> None:
    changing = component.Gateway(f"{gateway.origin}/graphql")
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        changing.zet_status(ZAAK, BESLUIT_GENOMEN)  # while nobody listens

    following = component.Gateway(f"{gateway.origin}/graphql", wait=wait)
    lines = component.events
    broken: list[int] = []

    def breaking(stream: httpx.Response) -> Iterator[dict[str, str]]:
        for event in lines(stream):
            yield event
            if not broken:
                broken.append(1)
                raise httpx.ReadError("lost")

    component.events = breaking
    changes = following.volg(ZAAK)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(next, changes)
        gateway.listened()
        changing.zet_status(ZAAK, BESLUIT_GENOMEN)
        assert first.result(20)["resource"] == "status"
    assert next(changes)["resource"] == "status"
    assert waited == [2.0]
    changes.close()
    following.close()
    changing.close()


def test_who_may_not_is_told_so(component: Any, gateway: Live) -> None:
    asked = component.Gateway(f"{gateway.origin}/graphql", "nonsense")
    with pytest.raises(component.RefusedError, match="UNAUTHENTICATED"):
        asked.zet_status(ZAAK, BESLUIT_GENOMEN)
    with pytest.raises(component.RefusedError, match="UNAUTHENTICATED"):
        next(asked.volg(ZAAK))
    asked.close()
