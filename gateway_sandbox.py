"""The settings of the embedded sandbox that no file says: its callers, purposes, notifications."""

from __future__ import annotations

import dataclasses
import secrets

from sandbox import Sandbox, build_sandbox
from sandbox.notificaties.delivery import Transport
from settings import DoelbindingSettings, LogboekSettings, Secret, Settings
from settings_callers import ClaimSettings, ClientSettings, IssuerSettings
from settings_notificaties import NotificatiesSettings

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


def with_sandbox_notificaties(settings: Settings) -> Settings:
    """Return the settings of a sandbox whose registers tell of their changes, by a value of now."""
    name, value = "opennotificaties", Secret(f"Bearer {secrets.token_hex(32)}")
    notificaties = NotificatiesSettings(callback=CALLBACK, auth={name: value})
    return dataclasses.replace(settings, notificaties=notificaties)


def connect_sandbox(way: Transport, settings: Settings, sandbox: Sandbox) -> None:
    """Let the registers of the sandbox tell a gateway of writes in them; `way` leads to it."""
    own = settings.notificaties
    if own is not None:
        sandbox.notificaties.restore()
        sandbox.deliver_over(way)
        auth = next(iter(own.auth.values()))
        sandbox.notificaties.subscribe(own.callback, auth.reveal())


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
