"""A gateway that logs processing: to the collector of the sandbox, over a spool in a folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from starlette.requests import Request

from gateway import DEVELOPMENT, build_app
from gateway_sandbox import with_sandbox_logboek
from graph_support import shared_sandbox
from policy.grants import UNLIMITED, Rights
from policy.identity import DEVELOPER, Principal
from policy.journal import Journal
from policy.logboek import Pseudoniemen
from policy.spool import SUFFIX, unframed
from sandbox.logboek import flat
from schema.endpoint import Endpoint
from settings import DoelbindingSettings, GatewaySettings, Secret, Settings

KEY = "een-sleutel-die-lang-genoeg-is-voor-de-test"
ACTIVITY = "https://gemeente.example/verwerkingen/raadplegen/1"
PSEUDONIEMEN = Pseudoniemen(KEY, "1")


class LoggingGraph:
    """A gateway over the shared sandbox, whose lifespan runs inside `async with`."""

    def __init__(
        self,
        spool: Path | None = None,
        *,
        doelbindingen: tuple[DoelbindingSettings, ...] = (DEVELOPMENT,),
        gateway: Mapping[str, Any] | None = None,
        principal: Principal = DEVELOPER,
        rights: Rights = UNLIMITED,
        **logboek: Any,
    ) -> None:
        self.sandbox = shared_sandbox("openzaak")
        self.sandbox.faults.clear()
        self.sandbox.logboek.spans.clear()
        self.sandbox.logboek.bodies.clear()
        settings = Settings(
            gateway=GatewaySettings(**(gateway or {})),
            upstreams=(),
            doelbindingen=doelbindingen,
        )
        if spool is not None:
            settings = with_sandbox_logboek(settings, str(spool))
            assert settings.logboek is not None
            values = {"key": Secret(KEY), "activity": ACTIVITY, "fsync": "always", **logboek}
            own = dataclasses.replace(settings.logboek, **values)
            settings = dataclasses.replace(settings, logboek=own)
        self.app = build_app(settings, self.sandbox)
        self.identify(principal, rights)
        transport = httpx.ASGITransport(self.app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://gateway")

    def identify(self, principal: Principal, rights: Rights) -> None:
        """Let every request come from this caller, whatever it says."""

        async def admit(_request: Request) -> tuple[Principal, Rights]:
            return principal, rights

        self.endpoint._admit = admit  # type: ignore[method-assign, assignment]

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that answers."""
        endpoints = (getattr(route, "endpoint", None) for route in self.app.routes)
        owners = {getattr(endpoint, "__self__", None) for endpoint in endpoints}
        (found,) = (owner for owner in owners if isinstance(owner, Endpoint))
        return found

    @property
    def journal(self) -> Journal:
        """Where records are kept."""
        assert self.endpoint.logboek is not None
        return self.endpoint.logboek._journal

    async def __aenter__(self) -> LoggingGraph:
        self._lifespan = self.app.router.lifespan_context(self.app)
        await self._lifespan.__aenter__()
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Stop; what can be delivered at once is."""
        await self.http.aclose()
        await self._lifespan.__aexit__(None, None, None)

    async def post(self, query: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Return the response to an operation."""
        return await self.http.post("/graphql", json={"query": query}, headers=dict(headers or {}))

    async def ask(self, query: str, headers: Mapping[str, str] | None = None) -> Any:
        """Return the data of an operation that must not give errors."""
        body = (await self.post(query, headers)).json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    @property
    def brp(self) -> list[Any]:
        """What the BRP was asked."""
        return self.sandbox.faults.requests_to("brp")

    @property
    def spans(self) -> list[dict[str, Any]]:
        """What the collector holds, with flat attributes."""
        found = self.sandbox.logboek.spans
        return [{**span, "attributes": flat(span["attributes"])} for span in found]


def spooled(root: Path) -> list[bytes]:
    """Return every record below a spool, in order, delivered or not."""
    paths = sorted(root.glob(f"*/*{SUFFIX}"))
    lines = [line for path in paths for line in path.read_bytes().splitlines()]
    return [record for line in lines if (record := unframed(line)) is not None]
