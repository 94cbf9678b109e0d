"""The real sources over the sandbox, without a graph; some reads can be made to fail."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec

from klant_support import landscape as sandbox_of_today
from sandbox.zgw.auth import BEPERKT_CLIENT_ID, BEPERKT_SECRET
from settings import AuthSettings, Secret, UpstreamSettings
from sources.call import Call, Caller
from sources.catalogus import Catalogus
from sources.client import UpstreamClient
from sources.landscape import Landscape
from sources.loader import Loaders

JAN = Caller("jan", "Jan")
LIMITED = AuthSettings(
    type="zgw", client_id=BEPERKT_CLIENT_ID, secret=Secret(BEPERKT_SECRET)
)  # may see open zaken of one zaaktype only


class Network(httpx.AsyncBaseTransport):
    """One register in process; keeps what it was asked, and fails where it is told to."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.ASGITransport(app)
        self.requests: list[httpx.Request] = []
        self.failing: dict[str, int] = {}
        """Status per text: a request whose path or body holds the text gets that status."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        asked = f"{request.url.path} {request.content.decode()}"
        for text, status in self.failing.items():
            if text in asked:
                return httpx.Response(status, json={})
        return await self._inner.handle_async_request(request)


class Sources:
    """Every upstream of the sandbox, and the loaders of one request."""

    def __init__(self, *, auth: AuthSettings | None = None, **values: Any) -> None:
        sandbox = sandbox_of_today()
        self.networks: dict[str, Network] = {}
        clients = []
        for upstream in sandbox.upstreams:
            name, own = upstream["name"], upstream["auth"]
            known = AuthSettings(**{**own, "secret": Secret(own["secret"])})
            used = auth if auth and known.type == "zgw" else known
            settings = UpstreamSettings(**{**upstream, "retries": 0, **values, "auth": used})
            network = self.networks[name] = Network(sandbox.apps[name])
            clients.append(UpstreamClient(settings, network))
        self.landscape = Landscape(clients)
        self.catalogus = Catalogus()
        self.loaders = self.next_request()

    def next_request(self) -> Loaders:
        """Return the loaders of a new request, over the same upstreams and catalogus."""
        return Loaders(self.landscape, self.catalogus, Call(JAN))

    def client(self, api: str) -> UpstreamClient:
        """Return the client of the one upstream that speaks `api`."""
        return self.landscape.of(api)[0]

    def network(self, api: str) -> Network:
        """Return the network behind that client."""
        return self.networks[self.client(api).name]

    def asked(self, api: str) -> list[str]:
        """Return what this upstream was asked, as `METHOD path?query`, and forget it."""
        requests = self.network(api).requests
        root = httpx.URL(self.client(api).settings.root).path
        asked = [
            f"{request.method} {request.url.raw_path.decode().removeprefix(root)}"
            for request in requests
        ]
        requests.clear()
        return asked


def body_of(request: httpx.Request) -> Any:
    """Return the JSON that a request carried."""
    return msgspec.json.decode(request.content)
