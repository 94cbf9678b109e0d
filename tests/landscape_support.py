"""Questions to the registers of the wider sandbox, over ASGI."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from sandbox import Sandbox, build_sandbox
from sandbox.landscape import Extra
from zgw_support import TODAY

Row = dict[str, Any]
Params = Mapping[str, str | list[str]]


@cache
def groot() -> Sandbox:
    """Return the whole wider landscape on one day."""
    return build_sandbox(TODAY, landscape="groot")


def extra() -> Extra:
    """Return the registers that only the wider landscape has."""
    found = groot().extra
    assert found is not None
    return found


def root_of(name: str) -> str:
    """Return the root below which an upstream is reached."""
    roots: list[str] = [item["root"] for item in groot().upstreams if item["name"] == name]
    return roots[0]


async def ask(
    name: str,
    path: str,
    params: Params | None = None,
    *,
    headers: Mapping[str, str],
    method: str = "GET",
    json: Any = None,
) -> httpx.Response:
    """Return the answer of one upstream to one call; `path` may be a whole url."""
    transport = httpx.ASGITransport(groot().apps[name])
    async with httpx.AsyncClient(
        transport=transport, base_url=root_of(name), headers=headers
    ) as client:
        return await client.request(method, path, params=params, json=json)
