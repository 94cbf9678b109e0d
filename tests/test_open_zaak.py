"""docs/open-zaak-aansluiten.md is a working configuration: what is copied from it starts."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

import gateway
from gateway import build_app
from graph_support import shared_sandbox
from settings import SettingsError, load

PAGE = Path(__file__).parent.parent / "docs" / "open-zaak-aansluiten.md"
SECRET = "een-geheim-van-meer-dan-32-bytes-voor-hs256"


def blocks(language: str) -> list[str]:
    """Return the blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.M)


def landscape_of_the_page(folder: Path) -> dict[str, str]:
    """Write the files of the page, for the sandbox's Open Zaak; give the environment of step 4."""
    landschap, beleid = blocks("toml")
    sandbox = shared_sandbox("openzaak")
    root = next(one["root"] for one in sandbox.upstreams if one["name"] == "openzaak-zaken")
    host = root.removesuffix("/zaken/api/v1/")
    client_id, secret = next(iter(sandbox.zgw.clients.items()))
    text = landschap.replace("https://openzaak.example.nl", host)
    text = text.replace('"gemeente-gateway"', f'"{client_id}"')
    (folder / "landschap.toml").write_text(text, "utf-8")
    (folder / "beleid.toml").write_text(beleid, "utf-8")
    return {
        "GATEWAY_LANDSCHAP": str(folder / "landschap.toml"),
        "OPENZAAK_SECRET": secret,
        "DASHBOARD_SECRET": SECRET,
    }


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give the page's environment, with the network leading to the sandbox."""
    apps = shared_sandbox("openzaak").apps
    shared_sandbox("openzaak").faults.clear()
    monkeypatch.setattr(
        gateway, "build_transport", lambda upstream: httpx.ASGITransport(apps[upstream.name])
    )
    return landscape_of_the_page(tmp_path)


async def ask(app: Any, **headers: str) -> httpx.Response:
    """Ask the question of the page."""
    (question,) = blocks("json")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        return await http.post("/graphql", json=json.loads(question), headers=headers)


async def test_the_page_is_a_working_configuration(environment: dict[str, str]) -> None:
    app = build_app(load(environment))
    claims = {"iss": "mijn-dashboard", "client_id": "mijn-dashboard", "iat": int(time.time())}
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    body = (await ask(app, Authorization=f"Bearer {token}")).json()
    assert "errors" not in body
    rows = shared_sandbox("openzaak").zgw.data.zaken
    allowed = ("openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk")
    seen = [row for row in rows if row["vertrouwelijkheidaanduiding"] in allowed]
    assert body["data"]["zaken"]["totalCount"] == len(seen)
    assert len(body["data"]["zaken"]["nodes"]) == 5
    assert all(node["zaaktype"]["omschrijving"] for node in body["data"]["zaken"]["nodes"])
    assert (await ask(app)).status_code == 401


def test_the_check_of_the_page_says_ok(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert gateway.check(load(environment), None) == 0  # type: ignore[arg-type]
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[-1] for line in lines] == ["ok"] * 5


def test_a_forgotten_secret_is_named(environment: dict[str, str]) -> None:
    del environment["OPENZAAK_SECRET"]
    with pytest.raises(SettingsError, match="OPENZAAK_SECRET"):
        load(environment)
