"""Questions to the sandbox Objects API."""

from __future__ import annotations

from typing import Any

import httpx

from landscape_support import Params, Row, ask
from sandbox.landscape import OBJECTEN_ROOT, OBJECTEN_TOKEN

CRS = {"Content-Crs": "EPSG:4326"}


async def fetch(
    path: str,
    params: Params | None = None,
    *,
    token: str = OBJECTEN_TOKEN,
    json: Any = None,
    **headers: str,
) -> httpx.Response:
    """Return the answer to a GET, or to a POST when there is something to send."""
    given = {"Authorization": f"Token {token}", **(CRS if json is not None else {}), **headers}
    sent = {name: value for name, value in given.items() if value}
    method = "GET" if json is None else "POST"
    return await ask("objecten", path, params, headers=sent, method=method, json=json)


async def get(path: str, params: Params | None = None, **options: Any) -> Row:
    """Return the body of a call that must succeed."""
    response = await fetch(path, params, **options)
    assert response.status_code == 200, response.text
    body: Row = response.json()
    return body


async def rows_of(params: Params | None = None, **options: Any) -> list[Row]:
    """Return every object that a question finds, on one page."""
    page = await get("objects", {"pageSize": "500", **(params or {})}, **options)
    assert page["next"] is None
    assert page["count"] == len(page["results"])
    rows: list[Row] = page["results"]
    return rows


async def refusal(path: str, params: Params | None = None, **options: Any) -> tuple[Any, ...]:
    """Return status, code and the first parameter that was wrong."""
    response = await fetch(path, params, **options)
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    faults = body.get("invalidParams") or [{}]
    return response.status_code, body["code"], faults[0].get("name"), faults[0].get("code")


def type_url(type_: Any) -> str:
    """Return the url of an objecttype."""
    return f"{OBJECTEN_ROOT}objecttypes/{type_.uuid}"
