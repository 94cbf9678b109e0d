"""Questions to the sandbox Open Klant over ASGI."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from sandbox import KLANT_ROOT, KLANT_TOKEN, Sandbox, build_sandbox
from zgw_support import TODAY

Row = dict[str, Any]


@cache
def landscape() -> Sandbox:
    """Return the whole sandbox on one day: klantcontacten are about its zaken."""
    return build_sandbox(TODAY)


async def fetch(
    path: str,
    params: Mapping[str, str] | None = None,
    *,
    authorization: str = f"Token {KLANT_TOKEN}",
    method: str = "GET",
    encoding: str = "identity",
) -> httpx.Response:
    """Return the answer to one call, unpacked unless asked otherwise."""
    headers = {"Accept-Encoding": encoding}
    if authorization:
        headers["Authorization"] = authorization
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(landscape().klanten.app),
        base_url=KLANT_ROOT,
        headers=headers,
    ) as client:
        return await client.request(method, path, params=params)


async def get(path: str, params: Mapping[str, str] | None = None) -> Row:
    """Return the body of a call that must succeed."""
    response = await fetch(path, params)
    assert response.status_code == 200, response.text
    body: Row = response.json()
    return body


async def everything(resource: str, params: Mapping[str, str] | None = None) -> list[Row]:
    """Return every row of a list, over as many pages as that takes."""
    rows: list[Row] = []
    page = await get(resource, {**(params or {}), "pageSize": "500"})
    while True:
        rows += page["results"]
        if page["next"] is None:
            return rows
        page = await get(page["next"])
