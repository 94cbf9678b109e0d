"""Questions to the sandbox BRP over ASGI."""

from __future__ import annotations

from typing import Any

import httpx

from sandbox import BRP_KEY, BRP_ROOT
from sandbox.brp import build_brp
from zgw_support import personen


async def post(body: Any, **headers: str) -> httpx.Response:
    """Return the answer to a question; bytes go out as they are."""
    content = {"content": body} if isinstance(body, bytes) else {"json": body}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build_brp(personen(), BRP_KEY)),
        base_url=BRP_ROOT,
        headers={"X-API-KEY": BRP_KEY, **headers},
    ) as client:
        return await client.post("personen", **content)


async def ask(kind: str, fields: list[str], **query: Any) -> list[dict[str, Any]]:
    """Return the persons of a question that must succeed."""
    response = await post({"type": kind, "fields": fields, **query})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    body = response.json()
    assert set(body) == {"type", "personen"}
    assert body["type"] == kind
    found: list[dict[str, Any]] = body["personen"]
    return found
