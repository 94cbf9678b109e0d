"""A gateway that is told of changes, and a small Notificaties API 1.0 that tells them."""

from __future__ import annotations

import dataclasses
from typing import Any

import httpx
import msgspec
from starlette.routing import Route

from gateway import build_app
from graph_support import sandbox_with
from schema.notificaties import Door
from settings import GatewaySettings, Secret, Settings
from settings_notificaties import NotificatiesSettings
from sources.notificaties.hub import Notificatie
from spec_support import load_spec_named

AUTH = "Bearer een-waarde-van-de-gateway-die-niemand-raadt"
CALLBACK = "http://gateway/notificaties"
ZAKEN = "http://openzaak.sandbox/zaken/api/v1/"
CATALOGI = "http://openzaak.sandbox/catalogi/api/v1/"
UUID = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
ZAAK_URL = f"{ZAKEN}zaken/{UUID}"
STATUS_URL = f"{ZAKEN}statussen/{OTHER}"
NOW = "2026-11-24T22:50:31.123456Z"


def message(**changes: Any) -> dict[str, Any]:
    """Return what Open Notificaties sends when a status was set."""
    told = {
        "kanaal": "zaken",
        "hoofdObject": ZAAK_URL,
        "resource": "status",
        "resourceUrl": STATUS_URL,
        "actie": "create",
        "aanmaakdatum": NOW,
        "kenmerken": {"bronorganisatie": "517439943", "vertrouwelijkheidaanduiding": "openbaar"},
    }
    return {**told, **changes}


def event(kind: str, **changes: Any) -> dict[str, Any]:
    """Return a CloudEvent."""
    told = {
        "specversion": "1.0",
        "id": "b386ff52-de66-4fde-805f-6c80b4f3cc68",
        "source": "urn:nld:oin:01823288444:zakensysteem",
        "type": f"nl.overheid.{kind}",
        "subject": UUID,
        "time": "2026-11-24T22:50:31Z",
        "datacontenttype": "application/json",
        "data": {},
    }
    return {**told, **changes}


class Receiver:
    """A gateway over the sandbox with its door open, and what the hub was told."""

    def __init__(self, queue: int = 20_000, also: tuple[str, ...] = (), **gateway: Any) -> None:
        own = NotificatiesSettings(
            callback=CALLBACK, auth={"nrc": Secret("x" * 40), "nrc2": Secret(AUTH)}, queue=queue
        )
        values = {"rate_requests": 0, "rate_cost": 0, **gateway}
        settings = Settings(
            gateway=dataclasses.replace(GatewaySettings(), **values),
            upstreams=(),
            notificaties=own,
        )
        self.sandbox = sandbox_with("openzaak", also)
        self.sandbox.faults.clear()
        self.app = build_app(settings, self.sandbox)
        served: Any = next(
            route.endpoint
            for route in self.app.routes
            if isinstance(route, Route) and route.path == "/notificaties"
        )
        self.door: Door = served.__self__
        self.inbox, self.landscape = self.door.inbox, self.door._landscape
        self.told: list[Notificatie] = []
        self.landscape.hub.listen(self.told.append)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://gateway"
        )

    async def post(self, body: Any = None, **headers: str) -> httpx.Response:
        """Send a message as an abonnement sends it; bytes as they are."""
        content = body if isinstance(body, bytes) else msgspec.json.encode(body or message())
        given = {"Authorization": AUTH, "Content-Type": "application/json"}
        given.update({name.replace("_", "-"): value for name, value in headers.items()})
        sent = {name: value for name, value in given.items() if value}
        return await self.http.post("/notificaties", content=content, headers=sent)

    async def idle(self) -> None:
        """Wait until everything taken was told."""
        while self.inbox._telling is not None:
            await self.inbox._telling


class NotificatieApi:
    """A strict Notificaties API 1.0: it tries callbacks, and shows no auth when it is new."""

    root = "http://nrc.test/api/v1/"

    def __init__(self, *kanalen: str, shows_auth: bool = False) -> None:
        self.spec = load_spec_named("vng-notificaties-1.0.1")
        self.kanalen = list(kanalen)
        self.shows_auth = shows_auth
        self.abonnementen: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.reach: httpx.AsyncBaseTransport | None = None
        """The way to the callbacks; without one they cannot be reached."""
        self.allowed = True

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1/")
        self.asked.append(f"{request.method} {path}")
        if request.url.host != "nrc.test" or path.startswith("abonnement/00000000"):
            return httpx.Response(404)
        assert request.headers["authorization"].startswith("Bearer ey")
        if not self.allowed:
            return httpx.Response(403, json={"code": "permission_denied"})
        assert not request.url.query
        if path == "kanaal":
            rows = [{"url": f"{self.root}kanaal/{name}", "naam": name} for name in self.kanalen]
            return httpx.Response(200, json=rows)
        if request.method == "GET":
            return httpx.Response(200, json=[self._shown(one) for one in self.abonnementen])
        uuid = path.removeprefix("abonnement").strip("/")
        if request.method == "DELETE":
            del self.abonnementen[uuid]
            return httpx.Response(204)
        body = msgspec.json.decode(request.content)
        assert not self.spec.complaints("Abonnement", {"url": self.root, **body})
        if refused := await self._refusal(body):
            return httpx.Response(
                400, json={"code": "invalid", "invalidParams": [{**refused, "reason": "Nee."}]}
            )
        uuid = uuid or f"{len(self.asked):08d}-0000-4000-8000-000000000000"
        self.abonnementen[uuid] = body
        return httpx.Response(201 if request.method == "POST" else 200, json=self._shown(uuid))

    def _shown(self, uuid: str) -> dict[str, Any]:
        shown = {"url": f"{self.root}abonnement/{uuid}", **self.abonnementen[uuid]}
        if not self.shows_auth:
            del shown["auth"]
        return shown

    async def _refusal(self, body: dict[str, Any]) -> dict[str, str] | None:
        """Try the callback as Open Notificaties does: without its auth, then with it."""
        statuses = []
        for headers in ({}, {"Authorization": body["auth"]}):
            tried = message(
                kanaal="test",
                hoofdObject="http://some.hoofdobject.nl/",
                resource="some_resource",
                resourceUrl="http://some.resource.nl/",
                aanmaakdatum="2019-01-01T12:00:00Z",
                kenmerken={},
            )
            if self.reach is None:
                statuses.append(502)
                continue
            async with httpx.AsyncClient(transport=self.reach) as http:
                answer = await http.post(body["callbackUrl"], json=tried, headers=headers)
                statuses.append(answer.status_code)
        if statuses[1] != 204:
            return {"name": "nonFieldErrors", "code": "invalid-callback-url"}
        if statuses[0] not in (401, 403):
            return {"name": "callbackUrl", "code": "no-auth-on-callback-url"}
        unknown = [one["naam"] for one in body["kanalen"] if one["naam"] not in self.kanalen]
        return {"name": "naam", "code": "kanaal_naam"} if unknown else None
