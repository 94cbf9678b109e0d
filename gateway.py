"""Composition root and command line: settings -> sources -> schema -> Starlette app."""

from __future__ import annotations

import argparse
import asyncio
import atexit
import dataclasses
import gc
import logging
import math
import secrets
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx  # noqa: TID251  chooses the sandbox's transport; makes no call itself
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from gateway_abonneer import add_actions, run_abonneer
from gateway_cache import add_zaakcache
from gateway_check import OK, rows_of, table
from gateway_dashboard import dashboard_routes
from gateway_documenten import Documenten, with_sandbox_documenten
from gateway_notificaties import Notificaties
from gateway_sandbox import DEVELOPMENT as DEVELOPMENT
from gateway_sandbox import (
    announced,
    connect_sandbox,
    notifying,
    sandbox_callers,
    sandbox_of,
    subscribe_sandbox,
    with_sandbox_notificaties,
)
from gateway_sandbox import with_sandbox_logboek as with_sandbox_logboek
from gateway_schema import add_arguments, build_subgraph, schema
from gateway_schema import build_schema as build_schema
from gateway_schrijven import build_writing, with_writing
from gateway_signals import on_hangup, on_terminate
from gateway_streams import build_streams, server_options
from gateway_telemetry import Telemetry, share_metrics, unshare_metrics
from policy.beleid import EMPTY, Beleid, BeleidError, parse_beleid
from policy.buckets import LocalBuckets
from policy.quotas import Quotas
from policy.shared_buckets import SharedBuckets
from policy.trusted import ManifestError, TrustedDocuments
from resolvers.purpose import Purposes
from sandbox import LOGBOEK_ROOT, Sandbox
from sandbox.callers import CLIENTS, client_token, login_token
from schema.asgi import GatewayProtocol, Shortest
from schema.callers import Callers
from schema.delivery import Delivery
from schema.endpoint import GRAPHQL, Endpoint
from schema.http import Protecting, middleware
from schema.logboek import Logboek
from settings import (
    AuthSettings,
    GatewaySettings,
    Secret,
    Settings,
    SettingsError,
    UpstreamSettings,
    load,
)
from sources.catalogus import Catalogus
from sources.client import UpstreamClient
from sources.landscape import Landscape
from sources.logs import configure_logging
from sources.shared_catalogus import SharedCatalogus
from sources.transport import build_transport

GC_THRESHOLDS = (20_000, 20, 50)
"""A request makes thousands of short-lived containers; the default collects every 700."""
START_SECONDS = 60
"""A new worker may take this long before SIGHUP gives up on replacing the old one."""
BELEID = Path(__file__).parent / "beleid.example.toml"
"""The policy of the sandbox."""
log = logging.getLogger("gateway")


def build_app(settings: Settings, sandbox: Sandbox | None = None) -> Starlette:
    """Return the gateway over the configured landscape, or over the sandbox."""
    if settings.is_sandbox:
        sandbox = sandbox or sandbox_of(settings)
        gateway = dataclasses.replace(settings.gateway, explain=True)
        settings = sandbox_callers(dataclasses.replace(settings, gateway=gateway), sandbox)
        settings = with_sandbox_documenten(settings)
    landscape = build_landscape(settings, sandbox)
    add_zaakcache(settings.cache, landscape)
    gateway = with_writing(shown(settings), sandbox=settings.is_sandbox)
    catalogus = Catalogus(shared=build_shared_catalogus(gateway))
    quotas, trusted = build_quotas(gateway), build_trusted(gateway)
    purposes = Purposes(settings.doelbindingen, gateway, landscape.clients)
    delivery = build_delivery(settings, sandbox)
    callers = build_callers(settings, landscape, sandbox)
    logboek = None
    if delivery is not None and settings.logboek is not None:
        logboek = Logboek(settings.logboek, landscape, delivery.journal, delivery.drain)
    endpoint = Endpoint(
        build_subgraph() if gateway.federation else build_schema(),
        landscape,
        catalogus,
        gateway,
        quotas,
        callers.admissions,
        trusted,
        purposes,
        logboek,
        build_writing(gateway),
    )

    documenten = Documenten(settings.documenten, endpoint, writes=bool(gateway.schrijven))
    notificaties = Notificaties(settings, landscape, catalogus, callers)
    origins, purpose = gateway.cors_origins, gateway.purpose_header
    protecting = Protecting(gateway.hsts_seconds, endpoint.stopping)
    layers = middleware(origins, purpose, protecting)
    shortest = Middleware(Shortest, GRAPHQL, endpoint.graphql, protecting, crosses=bool(origins))
    layers.insert(0, shortest)
    streams = build_streams(gateway, endpoint, landscape, layers)
    inbox = notificaties.inbox
    telemetry = Telemetry(
        gateway, endpoint, landscape, catalogus, quotas, delivery, inbox=inbox, streams=streams
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        on_hangup(endpoint.documents.reload)
        on_terminate(endpoint.stopping, gateway.drain_seconds)
        if delivery is not None:
            delivery.start()
        telemetry.start()
        if streams is not None:
            streams.start()
        documenten.start()
        await subscribe_sandbox(settings, landscape)
        yield
        await documenten.aclose()
        await notificaties.aclose()  # what was taken in goes to the other processes yet
        if streams is not None:
            await streams.aclose()
        await telemetry.aclose()
        if delivery is not None:
            await delivery.aclose()
        await catalogus.aclose()
        await landscape.aclose()
        await callers.aclose()
        await quotas.buckets.aclose()
        await endpoint.writing.aclose()

    own = dashboard_routes() if settings.is_sandbox else ()
    routes = [*endpoint.routes(), *documenten.routes, *telemetry.routes, *notificaties.routes, *own]
    if sandbox is not None and logboek is not None:
        routes.append(Route("/sandbox/logboek", sandbox.logboek.show))
    app = Starlette(routes=routes, lifespan=lifespan, middleware=layers)
    app.router.redirect_slashes = False  # a redirect would repeat the query string in a header
    if sandbox is not None:
        connect_sandbox(httpx.ASGITransport(app), settings, sandbox)
    return app


def shown(settings: Settings) -> GatewaySettings:
    """Return the settings with what is shown to developers decided: only with the sandbox."""
    gateway, sandbox = settings.gateway, settings.is_sandbox
    return dataclasses.replace(
        gateway,
        graphiql=sandbox if gateway.graphiql is None else gateway.graphiql,
        introspection=sandbox if gateway.introspection is None else gateway.introspection,
    )


def build_quotas(gateway: GatewaySettings) -> Quotas:
    """Return the limits of clients: on the configured Redis or Valkey, else in this process."""
    url, key = gateway.limit_redis.reveal(), gateway.limit_secret.reveal()
    buckets = SharedBuckets(url) if url else LocalBuckets()
    secret = key.encode() or secrets.token_bytes(32)
    return Quotas.of(buckets, secret, gateway.rate_requests, gateway.rate_cost)


def build_shared_catalogus(gateway: GatewaySettings) -> SharedCatalogus | None:
    """Return what shares the catalogus between gateways, None when there is no server for it."""
    url, key = gateway.limit_redis.reveal(), gateway.limit_secret.reveal()
    return SharedCatalogus(url, key.encode()) if url and gateway.shared_catalogus else None


def build_trusted(gateway: GatewaySettings) -> TrustedDocuments | None:
    """Return the trusted documents. Raises SettingsError for a manifest that is wrong."""
    if gateway.trusted_documents == "off":
        return None
    try:
        return TrustedDocuments(gateway.trusted_manifests)
    except ManifestError as error:
        raise SettingsError(f"gateway: 'trusted_manifests': {error}") from None


def build_landscape(settings: Settings, sandbox: Sandbox | None = None) -> Landscape:
    """Return a client for every upstream; those of the sandbox are called in process."""
    if sandbox is None:
        return Landscape(
            UpstreamClient(upstream, build_transport(upstream))
            for upstream in settings.upstreams
            if upstream.api != "logboek"
        )
    return Landscape(
        UpstreamClient(upstream, httpx.ASGITransport(sandbox.apps[upstream.name]))
        for upstream in [*sandbox_upstreams(sandbox), *notifying(settings, sandbox)]
    )


def build_callers(
    settings: Settings, landscape: Landscape, sandbox: Sandbox | None = None
) -> Callers:
    """Return what lets callers in. Raises SettingsError, also for a policy file that is wrong."""

    def transport_of(issuer: UpstreamSettings) -> httpx.AsyncBaseTransport:
        if sandbox is not None and issuer.name in sandbox.apps:
            return httpx.ASGITransport(sandbox.apps[issuer.name])
        return build_transport(issuer)

    return Callers(settings, landscape, read_beleid(settings), transport_of)


def read_beleid(settings: Settings) -> Beleid:
    """Return the policy. Raises SettingsError naming what is wrong with it."""
    gateway = settings.gateway
    if not gateway.beleid and not settings.is_sandbox:
        return EMPTY
    path = Path(gateway.landschap).parent / gateway.beleid if gateway.beleid else BELEID
    try:
        return parse_beleid(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"gateway: 'beleid': no readable file at {path}") from None
    except BeleidError as error:
        raise SettingsError(f"beleid: {error}") from None


def sandbox_upstreams(sandbox: Sandbox) -> list[UpstreamSettings]:
    """Return the settings that reach the sandbox; its secrets guard made-up data."""
    upstreams = []
    for values in sandbox.upstreams:
        auth = dict(values["auth"])
        secret = Secret(auth.pop("secret"))
        upstreams.append(
            UpstreamSettings(
                **{**values, "auth": AuthSettings(**auth, secret=secret)},
                total_timeout=5.0,
                backoff=0.01,
            )
        )
    return upstreams


def build_delivery(settings: Settings, sandbox: Sandbox | None = None) -> Delivery | None:
    """Return what keeps and delivers the log of processing, None when there is none."""
    logboek = settings.logboek
    if logboek is None:
        return None
    transport: httpx.AsyncBaseTransport
    if sandbox is not None:
        upstream = UpstreamSettings(name="logboek", api="logboek", root=LOGBOEK_ROOT)
        transport = httpx.ASGITransport(sandbox.apps["logboek"])
    else:
        upstream = next(one for one in settings.upstreams if one.api == "logboek")
        transport = build_transport(upstream)
    return Delivery(logboek, UpstreamClient(upstream, transport))


def app() -> Starlette:
    """Return the app for a uvicorn worker process, from its environment."""
    settings = load()
    if settings.is_sandbox:
        spool = tempfile.mkdtemp(prefix="gateway-logboek-")
        atexit.register(shutil.rmtree, spool, ignore_errors=True)
        settings = with_sandbox_notificaties(with_sandbox_logboek(settings, spool))
    configure_logging(settings.gateway.log_level, settings.gateway.log_format)
    built = build_app(settings)
    spare_collector()
    return built


def spare_collector() -> None:
    """Keep the schema, which lives as long as the process, out of every garbage collection.

    A full collection over it took 75 ms, which is what the slowest request then waited.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def serve(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Serve the graph until stopped."""
    gateway = settings.gateway
    alone = app() if gateway.workers == 1 else None
    if alone is None:
        build_app(settings)  # so that what is wrong is told once, and not by every worker
        configure_logging(gateway.log_level, gateway.log_format)
    shared = share_metrics(gateway)
    print(*announced(settings, graphiql=bool(shown(settings).graphiql)), sep="\n", flush=True)
    uvicorn.run(
        alone or "gateway:app",
        factory=alone is None,
        host=gateway.host,
        port=gateway.port,
        workers=gateway.workers,
        loop="auto",
        http=GatewayProtocol,
        **server_options(gateway),
        log_level=gateway.log_level.lower(),
        log_config=None,  # everything goes through the masking handler of `app`
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nothing asks who the peer is; reading its address takes 2%
        limit_concurrency=gateway.max_connections,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=math.ceil(gateway.stop_seconds),
        timeout_worker_healthcheck=START_SECONDS,
    )
    unshare_metrics(shared)
    return 0


def check(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Validate the configuration and contact every upstream; 1 when one is not well."""
    return asyncio.run(_check(settings))


async def _check(settings: Settings) -> int:
    sandbox = sandbox_of(settings) if settings.is_sandbox else None
    if sandbox is not None:
        settings = sandbox_callers(settings, sandbox)
    landscape = build_landscape(settings, sandbox)
    callers = build_callers(settings, landscape, sandbox)
    found = rows_of(settings, landscape, callers, read_beleid(settings), build_delivery(settings))
    rows = [row async for row in found]
    await landscape.aclose()
    await callers.aclose()
    print(table(rows))
    return 0 if all(row.verdict == OK for row in rows) else 1


def abonneer(settings: Settings, arguments: argparse.Namespace) -> int:
    """Show, make, renew or remove the abonnementen at the configured Notificaties APIs."""
    return asyncio.run(run_abonneer(settings, build_landscape(settings), arguments.action))


def token(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print a token to try another role with; good for the sandbox only, for eight hours."""
    if not settings.is_sandbox:
        raise SettingsError("tokens for a real landscape come from its issuers and clients")
    if arguments.client:
        print(client_token(arguments.client))
        return 0
    numbers = {"bsn": arguments.bsn, "kvk": arguments.kvk}
    print(login_token("proef", arguments.role, **{k: v for k, v in numbers.items() if v}))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 2 when a setting is missing or wrong."""
    parser = argparse.ArgumentParser(prog="gateway.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (serve, check, abonneer, schema, token):
        sub = commands.add_parser(command.__name__, help=command.__doc__)
        sub.set_defaults(command=command)
        if command is schema:
            add_arguments(sub)
        if command is abonneer:
            add_actions(sub)
        if command is token:
            sub.add_argument("--role", action="append", default=[], help="a role of the policy")
            sub.add_argument("--bsn", help="of a citizen, such as 999993653")
            sub.add_argument("--kvk", help="of a company, such as 12345678")
            sub.add_argument("--client", choices=sorted(CLIENTS), help="a ZGW application")
    parsed = parser.parse_args(arguments)
    try:
        status: int = parsed.command(load(), parsed)
    except SettingsError as error:
        print(f"setting: {error}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
