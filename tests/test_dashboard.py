"""The dashboard as files: with the sandbox only, under a strict policy, asking what is there."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from graphql import parse, validate
from test_open_zaak import landscape_of_the_page
from test_schema import CORE

from day_support import wide_gateway
from gateway import build_app
from gateway_dashboard import CONTENT_SECURITY, DASHBOARD
from settings import load

FILES = sorted(path for path in DASHBOARD.rglob("*") if path.is_file())
OURS = [path for path in FILES if path.suffix in (".html", ".js", ".css", ".svg")]
QUERY = re.compile(r"export const (\w+) = `(.*?)`", re.DOTALL)


async def get(app: object, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        return await http.get(path)


async def test_the_sandbox_serves_it_under_a_strict_policy() -> None:
    app, _ = wide_gateway()
    moved = await get(app, "/dashboard?bsn=999993653")
    assert (moved.status_code, moved.headers["location"]) == (308, "/dashboard/")
    for path in ("/dashboard/", "/dashboard/app.js", "/dashboard/vendor/utrecht.css"):
        answer = await get(app, path)
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert "unsafe" not in CONTENT_SECURITY
    assert (await get(app, "/dashboard/../gateway.py")).status_code == 404
    assert (await get(app, "/dashboard/%2e%2e/%2e%2e/gateway.py")).status_code == 404


async def test_a_real_landscape_does_not_serve_it(tmp_path: Path) -> None:
    app = build_app(load(landscape_of_the_page(tmp_path)))
    assert (await get(app, "/dashboard")).status_code == 404
    assert (await get(app, "/dashboard/")).status_code == 404


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_it_needs_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.sub(r"/\*.*?\*/", "", text))
    if path.suffix == ".html":
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]+src)", text)
    if path.suffix == ".js":
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|eval\(|document\.write", text)
        assert not re.search(r"(?:local|session)Storage\.\w|document\.cookie", text)


def test_what_is_vendored_has_its_licence() -> None:
    named = (DASHBOARD / "vendor" / "README.md").read_text("utf-8")
    styles = (DASHBOARD / "vendor" / "utrecht.css").read_text("utf-8")
    assert styles.count("/*! @utrecht/") == styles.count("@license EUPL-1.2") == 18
    assert "EUPL-1.2" in named
    assert (DASHBOARD / "vendor" / "LICENSE-utrecht.md").is_file()
    assert (DASHBOARD / "vendor" / "fonts" / "LICENSE").is_file()


def test_every_question_fits_the_schema_and_holds_no_value() -> None:
    text = (DASHBOARD / "queries.js").read_text("utf-8")
    parts = dict(re.findall(r"^const (\w+) = `(.*?)`", text, re.DOTALL | re.MULTILINE))
    found = QUERY.findall(text)
    assert len(found) >= 6
    for name, query in found:
        whole = query
        while "${" in whole:
            whole = re.sub(r"\$\{(\w+)\}", lambda part: parts[part[1]], whole)
        assert validate(CORE, parse(whole)) == [], name
        assert not re.search(r'"', whole), name
