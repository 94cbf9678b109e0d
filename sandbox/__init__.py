"""The embedded landscape: every upstream as an in-process ASGI app over one municipality.

An independent implementation of the upstream standards: it imports nothing of the gateway but
is reached through the gateway's own HTTP client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.types import ASGIApp

from sandbox.brp import build_brp
from sandbox.brp.data import make_personen
from sandbox.callers import AUDIENCE, CLAIMS, CLIENTS, ISSUER, build_login
from sandbox.faults import Faults, RecordedRequest
from sandbox.klant import Klanten, build_klanten
from sandbox.landscape import Extra, Landscape, build_extra
from sandbox.links import link_registers
from sandbox.logboek import Collector
from sandbox.notificaties import Notificaties, build_notificaties
from sandbox.notificaties.delivery import Transport
from sandbox.zgw import SHOWCASE_ZAAK_UUID, ZgwRegisters, build_zgw
from sandbox.zgw.dialect import Dialect

HOST = "http://openzaak.sandbox"
ZGW_APIS = ("zaken", "catalogi", "documenten", "besluiten", "autorisaties")
ROOTS = {api: f"{HOST}/{api}/api/v1/" for api in ZGW_APIS}
KLANT_ROOT = "http://openklant.sandbox/klantinteracties/api/v1/"
BRP_ROOT = "http://brp.sandbox/haalcentraal/api/brp/"
NOTIFICATIES_ROOT = "http://opennotificaties.sandbox/api/v1/"
LOGBOEK_ROOT = "http://logboek.sandbox/otlp/"
KLANT_TOKEN = "sandbox-klant-token"  # noqa: S105  guards made-up data
BRP_KEY = "sandbox-brp-sleutel"
LOGIN = "login"


@dataclass(frozen=True)
class Sandbox:
    """The apps by upstream name, what they hold, and the switches for faults."""

    apps: dict[str, ASGIApp]
    faults: Faults
    upstreams: tuple[dict[str, Any], ...]
    issuers: tuple[dict[str, Any], ...]
    """What landschap.toml would say of the login, whose app is in `apps` too."""
    clients: dict[str, str]
    """Applications that may ask the gateway, with their secrets."""
    zgw: ZgwRegisters
    klanten: Klanten
    logboek: Collector
    notificaties: Notificaties
    extra: Extra | None = None
    """The registers of the wider landscape, when it was asked for."""

    @property
    def writes(self) -> list[RecordedRequest]:
        """Every request that asked a register to change something, in order of arrival."""
        return self.faults.writes

    def deliver_over(self, transport: Transport | None) -> None:
        """Bring notifications to their callbacks over this transport from now on."""
        self.notificaties.deliver_over(transport)

    def restore(self) -> None:
        """As built: every write undone, every register healthy, no request remembered.

        Nobody is subscribed to notifications then, and they go nowhere.
        """
        self.faults.clear()
        self.zgw.restore()
        self.klanten.restore()
        self.notificaties.restore()
        if self.extra is not None:
            self.extra.zaaksysteem.restore()


def build_sandbox(
    today: date | None = None, dialect: Dialect = "openzaak", landscape: Landscape = "klein"
) -> Sandbox:
    """Return the landscape as it is on one day; `groot` adds every register there is."""
    day = today or date.today()
    personen = make_personen(day)
    zgw = build_zgw(ROOTS, personen, day, dialect=dialect)
    klanten = build_klanten(KLANT_ROOT, personen, _zaken_with_initiator(zgw), day, KLANT_TOKEN)
    link_registers(zgw, klanten)
    faults = Faults()
    plain: dict[str, ASGIApp] = {f"openzaak-{api}": app for api, app in zgw.apps.items()}
    plain["openklant"] = klanten.app
    plain["brp"] = build_brp(personen, BRP_KEY, BRP_ROOT)
    plain[LOGIN] = build_login()
    logboek = Collector("/otlp")
    plain["logboek"] = logboek.app
    notificaties = build_notificaties(NOTIFICATIES_ROOT, zgw.applicaties)
    plain["opennotificaties"] = notificaties.app
    extra = build_extra(personen, zgw.data, klanten, day) if landscape == "groot" else None
    if extra is not None:
        plain |= extra.apps
    for register in (zgw, klanten, *((extra.zaaksysteem,) if extra else ())):
        register.listeners.append(notificaties.publish)
    apps = {name: faults.wrap(name, app) for name, app in plain.items()}
    issuers = ({"name": LOGIN, "issuer": ISSUER, "audience": (AUDIENCE,), "claims": CLAIMS},)
    upstreams = (*_upstreams(zgw), *(extra.upstreams if extra else ()))
    return Sandbox(
        apps,
        faults,
        upstreams,
        issuers,
        dict(CLIENTS),
        zgw,
        klanten,
        logboek,
        notificaties,
        extra,
    )


def _upstreams(zgw: ZgwRegisters) -> tuple[dict[str, Any], ...]:
    """Return what landschap.toml would say of the sandbox, secrets included."""
    client_id, secret = next(iter(zgw.clients.items()))
    zgw_auth = {"type": "zgw", "client_id": client_id, "secret": secret}
    return (
        *(
            {"name": f"openzaak-{api}", "api": api, "root": root, "auth": zgw_auth}
            for api, root in ROOTS.items()
        ),
        {
            "name": "openklant",
            "api": "klantinteracties",
            "root": KLANT_ROOT,
            "auth": {"type": "token", "secret": KLANT_TOKEN},
        },
        {
            "name": "brp",
            "api": "brp",
            "root": BRP_ROOT,
            "auth": {"type": "api_key", "secret": BRP_KEY},
        },
    )


def _zaken_with_initiator(zgw: ZgwRegisters) -> list[tuple[str, str]]:
    initiators = {
        rol["zaak"]: rol["betrokkeneIdentificatie"].get("inpBsn", "")
        for rol in zgw.data.rollen
        if rol["omschrijvingGeneriek"] == "initiator"
    }
    showcase_first = sorted(zgw.data.zaken, key=lambda zaak: zaak["uuid"] != SHOWCASE_ZAAK_UUID)
    return [(zaak["uuid"], initiators.get(zaak["url"], "")) for zaak in showcase_first]
