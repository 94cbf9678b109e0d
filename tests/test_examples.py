"""The examples do what they say, over real sockets against the wide sandbox."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from types import ModuleType
from typing import Any

import pytest

from day_support import serving, wide_gateway
from sandbox import Sandbox
from sandbox.callers import CLIENTS, login_token

EXAMPLES = Path(__file__).parent.parent / "examples"
COMPONENT = EXAMPLES / "python" / "component.py"
CLIENT, ZAAKTYPE = "zaaksysteem", "EVENEMENTENVERGUNNING"
UP_TO_ZAAKVERTROUWELIJK = ("openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk")


@pytest.fixture(scope="module")
def gateway() -> Iterator[tuple[str, Sandbox]]:
    app, sandbox = wide_gateway()
    with serving(app) as origin:
        yield origin, sandbox


@pytest.fixture
def component(gateway: tuple[str, Sandbox]) -> Iterator[Any]:
    """Give the module of the Python example."""
    spec = importlib.util.spec_from_file_location("component", COMPONENT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = []
    opened = module.Gateway

    def opening(*given: str) -> Any:
        made.append(opened(*given))
        return made[-1]

    module.Gateway = opening  # type: ignore[attr-defined]
    yield module
    gateway[1].faults.clear()
    for one in made:
        one.close()


def zaken_of(module: ModuleType, origin: str, wait: Any = None) -> Any:
    asked = module.Gateway(f"{origin}/graphql", CLIENT, CLIENTS[CLIENT])
    return module.OpenZaken(asked, wait) if wait else module.OpenZaken(asked)


def open_zaken(sandbox: Sandbox) -> set[str]:
    """Return the numbers of the open zaken that the Autorisaties API gives the application."""
    data = sandbox.zgw.data
    kinds = {row["url"] for row in data.zaaktypen if row["identificatie"] == ZAAKTYPE}
    return {
        row["identificatie"]
        for row in data.zaken
        if not row["einddatum"]
        and row["zaaktype"] in kinds
        and row["vertrouwelijkheidaanduiding"] in UP_TO_ZAAKVERTROUWELIJK
    }


def test_the_component_reads_every_zaak_once(gateway: tuple[str, Sandbox]) -> None:
    origin, sandbox = gateway
    env = {
        **os.environ,
        "GATEWAY_URL": f"{origin}/graphql",
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": CLIENTS[CLIENT],
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(COMPONENT)], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.splitlines()[1:]) == (0, [])
    numbers = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert len(numbers) == len(set(numbers)) > 0
    assert set(numbers) == open_zaken(sandbox)


def test_the_component_asks_again_while_a_register_recovers(
    component: Any, gateway: tuple[str, Sandbox]
) -> None:
    origin, sandbox = gateway
    whole = [row["identificatie"] for row in zaken_of(component, origin)]
    sandbox.faults.set("openzaak-zaken", status=429)
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        sandbox.faults.clear()

    again = zaken_of(component, origin, wait)
    assert [row["identificatie"] for row in again] == whole
    assert waited == [2.0]
    assert again.missing == {}


def test_the_component_names_a_register_that_stays_away(
    component: Any, gateway: tuple[str, Sandbox]
) -> None:
    origin, sandbox = gateway
    sandbox.faults.set("zaaksysteem-zaken", status=403)
    zaken = zaken_of(component, origin)
    assert {row["identificatie"] for row in zaken} == open_zaken(sandbox)
    assert zaken.missing == {"zaaksysteem-zaken": "UPSTREAM_FORBIDDEN"}


def test_a_wrong_secret_is_an_error_and_not_an_empty_list(
    component: Any, gateway: tuple[str, Sandbox]
) -> None:
    asked = component.Gateway(f"{gateway[0]}/graphql", CLIENT, "x" * 32)
    with pytest.raises(component.GatewayError, match="UNAUTHENTICATED"):
        list(component.OpenZaken(asked))


def curl(name: str, origin: str, **env: str) -> Any:
    """Return the answer that a command prints."""
    done = subprocess.run(  # noqa: S603
        ["/bin/sh", str(EXAMPLES / "curl" / f"{name}.sh")],
        env={**os.environ, "GATEWAY": origin, **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(which("curl") is None, reason="no curl")
def test_the_commands_answer(gateway: tuple[str, Sandbox]) -> None:
    origin, sandbox = gateway
    zaken = curl("zaken", origin)["data"]["zaken"]
    assert zaken["totalCount"] > len(zaken["nodes"]) == 5
    assert [one["fout"] for one in zaken["bronnen"]] == [None, None]
    telling = curl("tellen", origin)["data"]["zakenTelling"]
    assert telling["totaal"] == sum(group["aantal"] for group in telling["groepen"])
    klant = curl("klant", origin)["data"]["klant"]
    assert klant["weergavenaam"] == "Suzanne Marije de Vries"
    assert klant["zaken"]["totalCount"] == 6
    own = curl("klant", origin, TOKEN=login_token("proef", ["management"]))
    assert own["data"]["klant"] is None or own["errors"]
    assert curl("zaken", origin, TOKEN="nonsense")["errors"][0]["extensions"] == {
        "code": "UNAUTHENTICATED"
    }
    assert len(sandbox.zgw.data.zaken) < telling["totaal"]
