"""The real gateway over the real sandbox, asked over ASGI; only the network is replaced."""

from __future__ import annotations

import dataclasses
from collections import Counter
from functools import cache
from typing import Any

import httpx
from starlette.routing import Route

from gateway import build_app
from sandbox import Sandbox, build_sandbox
from sandbox.zgw.dialect import Dialect
from schema.endpoint import Endpoint
from settings import CacheSettings, GatewaySettings, Settings
from settings_documenten import DocumentenSettings
from settings_notificaties import NotificatiesSettings


@cache
def _groot(dialect: Dialect) -> Sandbox:
    return build_sandbox(dialect=dialect, landscape="groot")


def sandbox_with(dialect: Dialect, also: tuple[str, ...]) -> Sandbox:
    """Return the sandbox with these further registers of the wider landscape (`("bag", "kvk")`).

    A name stands for every upstream that starts with it: `zaaksysteem` for all of its APIs.
    """
    return _groot_with(dialect, also) if also else shared_sandbox(dialect)


@cache
def _groot_with(dialect: Dialect, also: tuple[str, ...]) -> Sandbox:
    wide, names = _groot(dialect), {item["name"] for item in shared_sandbox(dialect).upstreams}
    kept = tuple(
        item
        for item in wide.upstreams
        if item["name"] in names or item["name"].startswith(also) or also == ("*",)
    )
    return dataclasses.replace(wide, upstreams=kept)


@cache
def shared_sandbox(dialect: Dialect) -> Sandbox:
    """Return the sandbox all tests share: a new Graph undoes what was written and its faults."""
    return build_sandbox(dialect=dialect)


class Graph:
    """A gateway with its sandbox, and what the registers were asked."""

    def __init__(
        self,
        dialect: Dialect = "openzaak",
        also: tuple[str, ...] = (),
        cache: CacheSettings | None = None,
        documenten: DocumentenSettings | None = None,
        notificaties: NotificatiesSettings | None = None,
        **gateway: Any,
    ) -> None:
        gateway = {"rate_requests": 0, "rate_cost": 0, **gateway}
        self.sandbox = sandbox_with(dialect, also)
        self.sandbox.restore()
        settings = Settings(
            gateway=dataclasses.replace(GatewaySettings(), **gateway),
            upstreams=(),
            cache=cache or CacheSettings(),
            documenten=documenten or DocumentenSettings(),
            notificaties=notificaties,
        )
        self.app = build_app(settings, self.sandbox)
        served: Any = next(
            route.endpoint
            for route in self.app.routes
            if isinstance(route, Route) and route.path == "/graphql"
        )
        self.endpoint: Endpoint = served.answer.__self__
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://gateway",
        )

    async def post(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the whole response body."""
        response = await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"X-Gateway-Explain": "true"},
        )
        body: dict[str, Any] = response.json()
        return body

    async def ask(self, query: str, **variables: Any) -> Any:
        """Return the data of an operation that must not give errors."""
        body = await self.post(query, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def warm(self) -> None:
        """Load every catalogus list the queries here need."""
        await self.ask(WARM)
        self.forget()

    def forget(self) -> None:
        """Forget what was asked so far."""
        self.sandbox.faults.forget()

    @property
    def calls(self) -> Counter[str]:
        """How often each upstream was asked since `forget`."""
        return Counter(request.upstream for request in self.sandbox.faults.requests)

    @property
    def asked(self) -> list[tuple[str, str, str, bytes]]:
        """Every request since `forget`: method, path, query, body."""
        return [
            (request.method, request.path, request.query, request.body)
            for request in self.sandbox.faults.requests
        ]


WARM = """{
  zaaktypen {
    catalogus { domein }
    statustypen { omschrijving }
    resultaattypen { omschrijving }
    roltypen { omschrijving }
    eigenschappen { naam }
    informatieobjecttypen { omschrijving }
    besluittypen { omschrijving }
    zaakobjecttypen { relatieOmschrijving }
  }
}"""
