"""Composition root and command line: settings -> sources -> schema -> Starlette app."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import gc
import logging
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

import httpx  # noqa: TID251  chooses the sandbox's transport; makes no call itself
import msgspec
import strawberry
import uvicorn
from starlette.applications import Starlette

from policy.buckets import LocalBuckets
from policy.quotas import Quotas
from policy.shared_buckets import SharedBuckets
from policy.trusted import ManifestError, TrustedDocuments
from sandbox import Sandbox, build_sandbox
from schema.build import build
from schema.endpoint import Endpoint
from schema.http import middleware
from schema.query import TYPES, Query
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
from sources.errors import SourceError
from sources.health import foreign_links, probe
from sources.landscape import Landscape
from sources.logs import configure_logging
from sources.transport import build_transport

SDL = Path(__file__).parent / "schema" / "schema.graphql"
GC_THRESHOLDS = (20_000, 20, 50)
"""A request makes thousands of short-lived containers; the default collects every 700."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
log = logging.getLogger("gateway")


def build_app(settings: Settings, sandbox: Sandbox | None = None) -> Starlette:
    """Return the gateway over the configured landscape, or over the sandbox."""
    if settings.is_sandbox:
        sandbox = sandbox or build_sandbox()
        gateway = dataclasses.replace(settings.gateway, explain=True)
        settings = dataclasses.replace(settings, gateway=gateway)
    landscape = build_landscape(settings, sandbox)
    catalogus = Catalogus()
    gateway = shown(settings)
    quotas, trusted = build_quotas(gateway), build_trusted(gateway)
    endpoint = Endpoint(build_schema(), landscape, catalogus, gateway, quotas, trusted)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        on_hangup(endpoint.documents.reload)
        yield
        await catalogus.aclose()
        await landscape.aclose()
        await quotas.buckets.aclose()

    layers = middleware(gateway.cors_origins, gateway.hsts_seconds)
    app = Starlette(routes=endpoint.routes(), lifespan=lifespan, middleware=layers)
    app.router.redirect_slashes = False  # a redirect would repeat the query string in a header
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


def build_trusted(gateway: GatewaySettings) -> TrustedDocuments | None:
    """Return the trusted documents. Raises SettingsError for a manifest that is wrong."""
    if gateway.trusted_documents == "off":
        return None
    try:
        return TrustedDocuments(gateway.trusted_manifests)
    except ManifestError as error:
        raise SettingsError(f"gateway: 'trusted_manifests': {error}") from None


def on_hangup(act: Callable[[], None]) -> None:
    """Do this at SIGHUP, where this process can be told so."""
    with suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, act)


@cache
def build_schema() -> strawberry.Schema:
    """Return the schema; it is the same for every app of a process."""
    return build(Query, TYPES)


def build_landscape(settings: Settings, sandbox: Sandbox | None = None) -> Landscape:
    """Return a client for every upstream; those of the sandbox are called in process."""
    if sandbox is None:
        return Landscape(
            UpstreamClient(upstream, build_transport(upstream)) for upstream in settings.upstreams
        )
    return Landscape(
        UpstreamClient(upstream, httpx.ASGITransport(sandbox.apps[upstream.name]))
        for upstream in sandbox_upstreams(sandbox)
    )


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


def app() -> Starlette:
    """Return the app for a uvicorn worker process, from its environment."""
    settings = load()
    configure_logging(settings.gateway.log_level)
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
    if not settings.is_sandbox and gateway.host not in LOOPBACK and not gateway.allow_anonymous:
        raise SettingsError(
            "this version has no authentication of callers: it serves a real landscape on "
            "loopback only, unless 'allow_anonymous' is true"
        )
    build_app(settings)
    configure_logging(gateway.log_level)
    if settings.is_sandbox:
        print("No landschap.toml: serving the embedded sandbox, with made-up data.")
    print(f"GraphiQL: http://{gateway.host}:{gateway.port}/graphql", flush=True)
    uvicorn.run(
        "gateway:app",
        factory=True,
        host=gateway.host,
        port=gateway.port,
        workers=gateway.workers,
        loop="auto",
        http="schema.protocol:BoundedProtocol",
        log_level=gateway.log_level.lower(),
        log_config=None,  # everything goes through the masking handler of `app`
        access_log=False,
        server_header=False,
        limit_concurrency=gateway.max_connections,
        timeout_keep_alive=15,
    )
    return 0


def check(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Validate the configuration and contact every upstream; 1 when one is not well."""
    return asyncio.run(_check(settings))


async def _check(settings: Settings) -> int:
    sandbox = build_sandbox() if settings.is_sandbox else None
    landscape = build_landscape(settings, sandbox)
    rows = [("upstream", "api", "ms", "verdict")]
    well = True
    for client in landscape:
        result = await probe(client)
        verdict = "ok" if result.reachable else result.reason
        if result.reachable:
            try:
                link = await foreign_links(client)
            except (SourceError, msgspec.DecodeError) as error:
                link, verdict = None, f"a list cannot be read: {error}"
            if link:
                verdict = f"writes its links as {link}: add that root to 'aliases'"
        well = well and verdict == "ok"
        rows.append((client.name, client.settings.api, f"{result.ms:.0f}", verdict))
    await landscape.aclose()
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[3]]))
    return 0 if well else 1


def schema(_settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the SDL, or compare it with the committed one."""
    sdl = build_schema().as_str() + "\n"
    if not arguments.check:
        print(sdl, end="")
        return 0
    if SDL.read_text("utf-8") == sdl:
        return 0
    print("schema/schema.graphql is not what the code makes: run `make schema`", file=sys.stderr)
    return 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 2 when a setting is missing or wrong."""
    parser = argparse.ArgumentParser(prog="gateway.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (serve, check, schema):
        sub = commands.add_parser(command.__name__, help=command.__doc__)
        sub.set_defaults(command=command)
        if command is schema:
            sub.add_argument("--check", action="store_true", help="compare, do not print")
    parsed = parser.parse_args(arguments)
    try:
        status: int = parsed.command(load(), parsed)
    except SettingsError as error:
        print(f"setting: {error}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
