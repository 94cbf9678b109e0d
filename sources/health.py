"""Is every upstream reachable, does it accept our credentials, and how fast is it?"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import msgspec

from sources.call import Call, Caller, Purpose
from sources.client import UpstreamClient
from sources.errors import RejectedError, SourceError
from sources.landscape import Landscape
from sources.urls import path_below

REPORT_SECONDS = 5.0
NOBODY = "00000000-0000-4000-8000-000000000000"
PROBES = {
    "zaken": f"zaken/{NOBODY}",
    "catalogi": f"catalogussen/{NOBODY}",
    "documenten": f"enkelvoudiginformatieobjecten/{NOBODY}",
    "besluiten": f"besluiten/{NOBODY}",
    "klantinteracties": f"partijen/{NOBODY}",
    "brp": "personen",
    "autorisaties": f"applicaties/{NOBODY}",
    "objecten": f"objects/{NOBODY}",
    "objecttypen": f"objecttypes/{NOBODY}",
    "bag": "adressen/0000000000000000",
    "kvk": "v1/basisprofielen/0",  # no such number can be: refused, so never paid for
    "klanten": f"klanten/{NOBODY}",
    "contactmomenten": f"contactmomenten/{NOBODY}",
    "bewoning": "bewoningen",
    "brphistorie": "verblijfplaatshistorie",
    "notificaties": f"abonnement/{NOBODY}",
}
"""A path per API that reads nobody's data: a resource that does not exist."""
LISTS = {
    "zaken": "zaken",
    "catalogi": "catalogussen",
    "documenten": "enkelvoudiginformatieobjecten",
    "besluiten": "besluiten",
    "klantinteracties": "actoren",
    "autorisaties": "applicaties",
    "objecten": "objecttypes",
    "objecttypen": "objecttypes",
}
GATEWAY = Caller("gateway-health", "Gateway health check")
NOBODYS = Purpose("")
"""Nobody's data is read, so for no purpose."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What one upstream answered."""

    upstream: str
    reachable: bool
    ms: float
    reason: str = ""


class _Url(msgspec.Struct):
    url: str = ""


class _Urls(msgspec.Struct):
    results: list[_Url] = []


async def probe(client: UpstreamClient) -> Probe:
    """Return whether the upstream answers; 404 (and BRP's 405 to a GET) is an answer."""
    start = time.perf_counter()
    reason, reachable = "", True
    headers = {"Accept-Crs": "EPSG:4326"} if client.settings.api == "zaken" else {}
    try:
        await client.get(
            PROBES[client.settings.api], Call(GATEWAY, purpose=NOBODYS), headers=headers
        )
    except RejectedError:
        pass
    except SourceError as error:
        reachable, reason = False, f"{error.code}: {error.text}"
        if error.reason:
            reason += f" ({error.reason})"
    return Probe(client.name, reachable, round((time.perf_counter() - start) * 1000, 1), reason)


async def foreign_links(client: UpstreamClient) -> str | None:
    """Return a link of the upstream that no root or alias covers, or None.

    For the configuration check: such a register needs an `aliases` entry.
    """
    path = LISTS.get(client.settings.api)
    if path is None:
        return None
    headers = {"Accept-Crs": "EPSG:4326"} if client.settings.api == "zaken" else {}
    body = await client.get(path, Call(GATEWAY, purpose=NOBODYS), headers=headers)
    rows = msgspec.json.decode(body or b"{}", type=_Urls).results
    roots = (client.settings.root, *client.settings.aliases)
    for row in rows[:1]:
        if row.url and all(path_below(root, row.url) is None for root in roots):
            return row.url.rsplit("/", 2)[0]
    return None


class Health:
    """A readiness report that is made at most once per `REPORT_SECONDS`."""

    def __init__(self, landscape: Landscape) -> None:
        self._landscape = landscape
        self._made = -REPORT_SECONDS
        self._report: dict[str, Any] = {}
        self._lock = asyncio.Lock()

    async def report(self) -> dict[str, Any]:
        """Return status `ok`, `degraded` (some unreachable) or `down` (all), with each upstream."""
        async with self._lock:
            if time.monotonic() - self._made >= REPORT_SECONDS:
                self._report = await self._probe_all()
                self._made = time.monotonic()
            return self._report

    async def _probe_all(self) -> dict[str, Any]:
        probes = await asyncio.gather(*(probe(client) for client in self._landscape))
        up = [result.reachable for result in probes]
        status = "ok" if all(up) else "degraded" if any(up) else "down"
        return {
            "status": status,
            "upstreams": [
                {
                    "name": result.upstream,
                    "reachable": result.reachable,
                    "ms": result.ms,
                    **({"reason": result.reason} if result.reason else {}),
                }
                for result in probes
            ],
        }
