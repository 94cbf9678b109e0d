"""The settings of the embedded sandbox that no file says: its callers, purposes, notifications."""

from __future__ import annotations

import dataclasses
import logging
import secrets
from collections.abc import Iterator

from gateway_abonneer import abonneer
from sandbox import NOTIFICATIES_ROOT, Sandbox, build_sandbox
from sandbox.notificaties.delivery import Transport
from schema.callers import development
from settings import (
    AuthSettings,
    DoelbindingSettings,
    LogboekSettings,
    Secret,
    Settings,
    UpstreamSettings,
)
from settings_callers import ClaimSettings, ClientSettings, IssuerSettings
from settings_notificaties import API, NotificatiesSettings
from sources.landscape import Landscape

log = logging.getLogger("gateway")
NOTIFICATIES = "opennotificaties"
"""The Notificaties API of the sandbox, as an upstream."""
CALLBACK = "http://gateway.sandbox/notificaties"
"""Where the sandbox brings notifications; it is never looked up."""
PERSONS = ("brp", "brp-bewoning", "brp-historie")
HEADERS = {"X-DOELBINDING": "{doelbinding}", "X-GEBRUIKER": "{user_id}"}


def _example(name: str, *default_for: str) -> DoelbindingSettings:
    """Return a purpose of the sandbox."""
    return DoelbindingSettings(
        name=name,
        activity=f"https://example.com/verwerkingsactiviteiten/{name}/1",
        headers={"brp": dict(HEADERS)},
        default_for=default_for,
    )


DEVELOPMENT = _example("ontwikkeling", "*")
"""The purpose of who names none in the sandbox, so that a query works without further ado."""
CITIZENS = _example("mijn-gemeente")
EXAMPLES = (DEVELOPMENT, CITIZENS, _example("zaakbehandeling"), _example("klantcontact"))
"""The purposes of the sandbox: those its policy names."""


def sandbox_callers(settings: Settings, sandbox: Sandbox) -> Settings:
    """Return the settings with the sandbox's login and applications, and purposes if none are."""
    issuers = tuple(
        IssuerSettings(**{**values, "claims": ClaimSettings(**values["claims"])})
        for values in sandbox.issuers
    )
    clients = tuple(
        ClientSettings(client_id=name, secret_env="", secret=Secret(secret))
        for name, secret in sandbox.clients.items()
    )
    gateway, purposes = settings.gateway, settings.doelbindingen
    if not purposes:
        there = [item["name"] for item in sandbox.upstreams if item["name"] in PERSONS]
        headers = {name: dict(HEADERS) for name in there}
        purposes = tuple(dataclasses.replace(one, headers=headers) for one in EXAMPLES)
        gateway = dataclasses.replace(
            gateway, citizen_purpose=gateway.citizen_purpose or CITIZENS.name
        )
    return dataclasses.replace(
        settings, gateway=gateway, issuers=issuers, clients=clients, doelbindingen=purposes
    )


def sandbox_of(settings: Settings) -> Sandbox:
    """Return the embedded landscape that is asked for."""
    return build_sandbox(landscape="groot" if settings.gateway.sandbox == "groot" else "klein")


def with_sandbox_logboek(settings: Settings, spool: str) -> Settings:
    """Return the settings of a sandbox that also logs processing, to its own collector."""
    logboek = LogboekSettings(
        spool=spool,
        activity="https://example.com/verwerkingsactiviteiten/ontwikkeling/1",
        key_env="",
        key=Secret(secrets.token_hex(32)),
        fsync="never",
    )
    return dataclasses.replace(settings, logboek=logboek)


def with_sandbox_notificaties(settings: Settings) -> Settings:
    """Return the settings of a sandbox whose registers tell of their changes, by a value of now."""
    value = Secret(f"Bearer {secrets.token_hex(32)}")
    notificaties = NotificatiesSettings(callback=CALLBACK, auth={NOTIFICATIES: value})
    return dataclasses.replace(settings, notificaties=notificaties)


def notifying(settings: Settings, sandbox: Sandbox) -> list[UpstreamSettings]:
    """Return the settings that reach the sandbox's Notificaties API, when it is listened to."""
    if settings.notificaties is None or NOTIFICATIES not in settings.notificaties.auth:
        return []
    client_id, secret = next(iter(sandbox.zgw.clients.items()))
    auth = AuthSettings(type="zgw", client_id=client_id, secret=Secret(secret))
    return [UpstreamSettings(name=NOTIFICATIES, api=API, root=NOTIFICATIES_ROOT, auth=auth)]


def connect_sandbox(way: Transport, settings: Settings, sandbox: Sandbox) -> None:
    """Let the registers of the sandbox tell a gateway of writes in them; `way` leads to it.

    A gateway that does not know its Notificaties API cannot subscribe there: it is subscribed.
    """
    own = settings.notificaties
    if own is None:
        return
    sandbox.notificaties.restore()
    sandbox.deliver_over(way)
    if NOTIFICATIES not in own.auth:
        auth = next(iter(own.auth.values()))
        sandbox.notificaties.subscribe(own.callback, auth.reveal())


async def subscribe_sandbox(settings: Settings, landscape: Landscape) -> None:
    """Make the abonnement of this gateway, as `gateway.py abonneer maak` does; tell what fails."""
    own = settings.notificaties
    if not settings.is_sandbox or own is None or NOTIFICATIES not in own.auth:
        return
    async for line, is_well in abonneer(settings, landscape, "maak"):
        if not is_well:
            log.error("the abonnement of the sandbox: %s", line.strip())


def announced(settings: Settings, *, graphiql: bool) -> Iterator[str]:
    """Yield what `serve` says at its start."""
    gateway = settings.gateway
    origin = f"http://{gateway.host}:{gateway.port}"
    if settings.is_sandbox:
        yield "No landschap.toml: serving the embedded sandbox, with made-up data."
    if settings.is_sandbox and gateway.workers > 1:
        yield (
            f"WARNING: {gateway.workers} workers have a sandbox each: what is changed in one is "
            "not there in the others, nor told to who listens there. GATEWAY_WORKERS=1 to try it."
        )
    if development(settings):
        yield "DEVELOPMENT MODE: whoever sends no token sees everything of the sandbox."
        yield (
            f"DEVELOPMENT: who names no doelbinding reads the BRP under {DEVELOPMENT.name!r}; "
            "a real landscape refuses that."
        )
    name = "GraphiQL" if graphiql else "GraphQL, POST with a token"
    yield f"{name}: {origin}/graphql"
    if settings.is_sandbox:
        yield f"Dashboard: {origin}/dashboard"
