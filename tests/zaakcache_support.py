"""A small register of zaken that changes and tells of it, and what reads it with a zaak cache."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Coroutine
from typing import Any

import httpx

from client_support import JAN, ROOT
from redis_support import Clock
from settings import CacheSettings, UpstreamSettings
from sources.call import Call
from sources.catalogus import Catalogus
from sources.client import UpstreamClient
from sources.landscape import Landscape
from sources.loader import Loaders, settled
from sources.notificaties.hub import Notificatie
from sources.paging import fetch_all, fetch_page
from sources.zaakcache.cache import ZaakCache
from sources.zaakcache.store import LocalStore, Store
from sources.zaken.resources import ROL, STATUS, ZAAK

MAX_AGE = 60.0
PARTS = ("zaak", "rol", "status")
Seen = dict[tuple[int, str], int]
"""Per zaak and part, the version that was shown."""
Pair = tuple[int, str]


def settings_of(**values: Any) -> CacheSettings:
    """Return the settings of a cache that is on."""
    defaults = {"enabled": True, "max_age": MAX_AGE, "keep_for_etag": 1_000.0}
    return CacheSettings(**{**defaults, **values})


def store_of(clock: Clock, entries: int = 1_000, size: int = 10_000_000, **more: int) -> LocalStore:
    """Return a store in this process."""
    return LocalStore(entries, size, MAX_AGE, MAX_AGE + 1_000.0, clock, **more)


class Register:
    """Zaken with rollen and a status, each in a version that a write raises."""

    def __init__(self, zaken: int = 3) -> None:
        self.versions: dict[Pair, int] = {
            (zaak, part): 1 for zaak in range(zaken) for part in PARTS
        }
        self.changed: dict[Pair, list[float]] = {pair: [0.0] for pair in self.versions}
        """When each version began."""
        self.zaken = zaken
        self.asked: list[str] = []
        self.gate: asyncio.Event | None = None
        """What the next answer waits for, after it was made."""
        self.reached = asyncio.Event()
        """Set when such an answer was made."""

    def write(self, zaak: int, part: str, now: float) -> Notificatie:
        """Change a part, and return what tells of it."""
        self.versions[zaak, part] += 1
        self.changed[zaak, part].append(now)
        told = url_of(zaak) if part == "zaak" else f"{ROOT}{part}/{zaak}"
        actie = "partial_update" if part == "zaak" else "create"
        return Notificatie(
            kanaal="zaken", resource=part, actie=actie, url=told, hoofd_url=url_of(zaak)
        )

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer as it is now, when that is let through."""
        self.asked.append(request.url.path)
        answer = self._answer(request)
        gate, self.gate = self.gate, None
        if gate is not None:
            self.reached.set()
            await gate.wait()
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/zaken/api/v1/")
        expand = "expand" in request.url.params
        if path == "zaken":
            rows = [self.zaak(zaak, expand) for zaak in range(self.zaken)]
        elif path == "zaken/_zoek":
            wanted = json.loads(request.content)["uuid__in"]
            rows = [self.zaak(int(uuid), expand) for uuid in wanted]
        elif path == "rollen":
            rows = self.rollen(int(request.url.params["zaak"].rpartition("/")[2]))
        else:
            body = self.zaak(int(path.rpartition("/")[2]), expand)
            plain = {**body, "_expand": None}
            etag = hashlib.md5(json.dumps(plain).encode()).hexdigest()  # noqa: S324
            same = request.headers.get("if-none-match") == etag
            headers = {"etag": etag}
            return (
                httpx.Response(304, headers=headers)
                if same
                else httpx.Response(200, json=body, headers=headers)
            )
        return httpx.Response(200, json={"count": len(rows), "next": None, "results": rows})

    def zaak(self, zaak: int, expand: bool) -> dict[str, Any]:
        """Return a zaak as it is now."""
        body: dict[str, Any] = {
            "url": url_of(zaak),
            "uuid": str(zaak),
            "omschrijving": str(self.versions[zaak, "zaak"]),
            "rollen": [f"{ROOT}rollen/{zaak}"],
            "status": f"{ROOT}statussen/{zaak}",
            "_expand": None,
        }
        if expand:
            status = {"url": body["status"], "statustoelichting": self._text(zaak, "status")}
            body["_expand"] = {"rollen": self.rollen(zaak), "status": status}
        return body

    def rollen(self, zaak: int) -> list[dict[str, Any]]:
        """Return the one rol of a zaak."""
        url = f"{ROOT}rollen/{zaak}"
        return [{"url": url, "zaak": url_of(zaak), "roltoelichting": self._text(zaak, "rol")}]

    def _text(self, zaak: int, part: str) -> str:
        return str(self.versions[zaak, part])


def url_of(zaak: int) -> str:
    """Return the URL of a zaak."""
    return f"{ROOT}zaken/{zaak}"


class Reader:
    """A gateway's part between the graph and that register, with a zaak cache."""

    def __init__(self, register: Register, clock: Clock, store: Store | None = None) -> None:
        self.register, self.clock = register, clock
        settings = UpstreamSettings(name="z", api="zaken", root=ROOT, retries=0)
        self.client = UpstreamClient(settings, httpx.MockTransport(register))
        self.client.accepts_page_size = True
        self.landscape = Landscape([self.client])
        self.store = store or store_of(clock)
        self.cache = ZaakCache(settings_of(), self.store, self.landscape, clock)

    def loaders(self) -> Loaders:
        """Return the loaders of a new request."""
        return Loaders(self.landscape, Catalogus(), Call(JAN, cache=self.cache))

    def reading(self, how: str, zaak: int) -> Coroutine[Any, Any, Seen]:
        """Return one of the ways to read."""
        kinds = {
            "detail": self.detail,
            "list": self.listed,
            "expand": self.expanded,
            "zoek": self.found,
            "rollen": self.rollen,
        }
        return kinds[how](zaak)

    async def detail(self, zaak: int) -> Seen:
        """Read a zaak, and what the cache has of it."""
        record = await settled(self.loaders().entities(self.client, ZAAK).get(str(zaak)))
        return await self._with_parts([record])

    async def listed(self, _zaak: int) -> Seen:
        """Read the list, and take what the cache has of each."""
        page = await fetch_page(self.client, ZAAK, {}, self.loaders().call, size=10)
        return await self._with_parts(page.results)

    async def expanded(self, _zaak: int) -> Seen:
        """Read the list with everything."""
        call = self.loaders().call
        paths = ("rollen", "status")
        page = await fetch_page(self.client, ZAAK, {}, call, size=10, expand=paths)
        seen: Seen = {}
        for row in page.results:
            number = int(row.uuid or "")
            seen[number, "zaak"] = int(row.omschrijving or 0)
            if row.expanded is not None and row.expanded.rollen and row.expanded.status:
                seen[number, "rol"] = int(row.expanded.rollen[0].roltoelichting or 0)
                seen[number, "status"] = int(row.expanded.status.statustoelichting or 0)
        return seen

    async def found(self, zaak: int) -> Seen:
        """Read two zaken by their uuid."""
        entities = self.loaders().entities(self.client, ZAAK)
        other = (zaak + 1) % self.register.zaken
        await entities.ensure([str(zaak), str(other)])
        rows = [await settled(entities.get(str(one))) for one in (zaak, other)]
        return await self._with_parts(rows)

    async def rollen(self, zaak: int) -> Seen:
        """Read the rollen of a zaak."""
        params = {"zaak": url_of(zaak)}
        (rol,) = await fetch_all(self.client, ROL, params, self.loaders().call)
        return {(zaak, "rol"): int(rol.roltoelichting or 0)}

    async def _with_parts(self, records: list[Any]) -> Seen:
        call = self.loaders().call
        pairs = [(record.uuid, record) for record in records]
        seen: Seen = {(int(one.uuid), "zaak"): int(one.omschrijving) for one in records}
        for zaak, found in await self.cache.kept_children(
            self.client, pairs, ("rollen", "status"), call
        ):
            number = int(zaak.uuid or "")
            if found.rollen:
                seen[number, "rol"] = int(found.rollen[0].roltoelichting or 0)
            if found.status is not None:
                seen[number, "status"] = int(found.status.statustoelichting or 0)
        return seen


__all__ = ["MAX_AGE", "PARTS", "STATUS", "Reader", "Register", "Seen", "settings_of", "store_of"]
