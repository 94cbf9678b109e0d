"""What `gateway.py check` reports: is every part of the configuration well?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple

import msgspec

from gateway_abonneer import abonnementen_of
from gateway_abonneer import verdict as verdict_of
from gateway_documenten import check_documenten
from policy.beleid import Beleid
from policy.beleid_check import Known, findings
from schema.callers import Callers
from schema.delivery import Delivery
from settings import GatewaySettings, Settings
from sources.client import UpstreamClient
from sources.errors import SourceError
from sources.health import foreign_links, probe
from sources.landscape import Landscape
from sources.notificaties.abonnementen import Abonnementen

OK = "ok"
ALONE = "several workers and no 'limit_redis_env': only one of them hears each notification"


class Row(NamedTuple):
    """One line of the report."""

    name: str
    api: str
    ms: str
    verdict: str


async def rows_of(
    settings: Settings,
    landscape: Landscape,
    callers: Callers,
    beleid: Beleid,
    delivery: Delivery | None,
) -> AsyncIterator[Row]:
    """Yield a line per upstream, issuer, finding in the policy file, for documents and the log."""
    for client in landscape:
        yield await _upstream(client)
    if settings.notificaties is not None and _is_alone(settings.gateway):
        yield Row("notificaties", "", "", ALONE)
    for one in abonnementen_of(settings, landscape):
        yield Row("abonnement", one.client.name, "", await _abonnement(one))
    async for name, verdict in callers.check():
        yield Row(name, "oidc", "", verdict)
    for verdict in check_beleid(settings, landscape, beleid) or [OK]:
        yield Row("beleid", "", "", verdict)
    async for name, verdict in check_documenten(settings.documenten):
        yield Row(name, "documenten", "", verdict)
    if delivery is not None:
        ms, verdict = await delivery.check()
        yield Row("logboek", "otlp", f"{ms:.0f}", verdict)


async def _upstream(client: UpstreamClient) -> Row:
    result = await probe(client)
    verdict = OK if result.reachable else result.reason
    if result.reachable:
        try:
            link = await foreign_links(client)
        except (SourceError, msgspec.DecodeError) as error:
            link, verdict = None, f"a list cannot be read: {error}"
        if link:
            verdict = f"writes its links as {link}: add that root to 'aliases'"
    return Row(client.name, client.settings.api, f"{result.ms:.0f}", verdict)


def _is_alone(gateway: GatewaySettings) -> bool:
    """Whether what one worker hears, others do not."""
    return gateway.workers > 1 and not gateway.limit_redis_env


async def _abonnement(one: Abonnementen) -> str:
    try:
        return verdict_of(await one.stand())
    except SourceError as error:
        return f"{error.code}: {error.text}"


def check_beleid(settings: Settings, landscape: Landscape, beleid: Beleid) -> list[str]:
    """Return what in the policy file is probably not meant."""
    known = Known(
        registers=landscape.clients,
        issuers=[issuer.name for issuer in settings.issuers],
        clients=[client.client_id for client in settings.clients],
        doelbindingen=[doelbinding.name for doelbinding in settings.doelbindingen],
    )
    return findings(beleid, known)


def table(rows: Iterable[Row]) -> str:
    """Return the report as text, in columns."""
    every = [Row("upstream", "api", "ms", "verdict"), *rows]
    widths = [max(len(row[column]) for row in every) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in every
    )
