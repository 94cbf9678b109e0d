"""Builds the ZGW registers over one coherent set of made-up records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from starlette.types import ASGIApp

from sandbox.zgw.api import Api, Publish
from sandbox.zgw.auth import DEFAULT_CLIENTS, Applicatie, make_applicaties
from sandbox.zgw.autorisaties import autorisaties_register
from sandbox.zgw.besluiten import besluiten_register
from sandbox.zgw.catalogi import catalogi_register
from sandbox.zgw.data import Context, Json, ZgwData, make_data
from sandbox.zgw.dialect import VERSIONS, Dialect, to_newest_shape, to_standard_shape
from sandbox.zgw.discovery import make_openapi
from sandbox.zgw.documenten import documenten_register
from sandbox.zgw.newest import as_newest
from sandbox.zgw.store import Store
from sandbox.zgw.zaken import zaken_register

_REGISTERS = {
    "zaken": zaken_register,
    "catalogi": catalogi_register,
    "documenten": documenten_register,
    "besluiten": besluiten_register,
    "autorisaties": autorisaties_register,
}


@dataclass(frozen=True)
class ZgwRegisters:
    """The apps by the name of their API, and the records behind them."""

    apps: dict[str, ASGIApp]
    data: ZgwData
    clients: dict[str, str]
    applicaties: dict[str, Applicatie]
    store: Store
    built_scopes: dict[str, frozenset[str]]
    listeners: list[Publish] = field(default_factory=list)
    """Who is told what was written, each time after it can be read."""

    def restore(self) -> None:
        """As built: every write undone, and every applicatie with its rights."""
        self.store.restore()
        for client_id in self.clients:
            self.permit(client_id)

    def permit(self, client_id: str, scopes: Sequence[str] | None = None) -> None:
        """Let an applicatie have these scopes only; those it was built with by default."""
        built = self.applicaties[client_id]
        chosen = self.built_scopes[client_id] if scopes is None else frozenset(scopes)
        self.applicaties[client_id] = replace(built, scopes=chosen)

    def listen(self, listener: Publish) -> None:
        """Tell this listener every notification from now on."""
        self.listeners.append(listener)


def build_zgw(
    roots: Mapping[str, str],
    personen: Sequence[dict[str, Any]],
    today: date,
    *,
    clients: Mapping[str, str] = DEFAULT_CLIENTS,
    dialect: Dialect = "openzaak",
    data: ZgwData | None = None,
) -> ZgwRegisters:
    """The registers that have a root, on one day; a client has all rights, save for `beperkt`.

    They hold `data` when it is given, which then has to be made for the same roots.
    """
    data = data or make_data(Context(dict(roots), personen, today))
    standard = dialect != "openzaak"
    if standard:
        to_standard_shape(data)
    if dialect == "nieuw":
        to_newest_shape(data)
    store = Store(data)
    zaaktype = next(
        item["url"] for item in data.zaaktypen if item["identificatie"] == "OMGEVINGSVERGUNNING"
    )
    applicaties = make_applicaties(clients, zaaktype)
    apps: dict[str, ASGIApp] = {}
    listeners: list[Publish] = []

    def publish(message: Json) -> None:
        for listener in listeners:
            listener(message)

    for name in roots:
        make_register = _REGISTERS[name]
        title, version = f"{name.capitalize()} API", VERSIONS[dialect][name]
        api = Api(title, version, roots[name], applicaties, store.by_url, publish, dialect)
        register = make_register(api, store, standard=standard)
        if dialect == "oud":
            register = register.without_expand()
        if dialect == "nieuw":
            register = as_newest(register, name, api, store)
        resources = [endpoints.resource for endpoints in register.endpoints]
        document = make_openapi(title, version, resources, register.extra_routes)
        apps[name] = api.app(register.routes(), document)
    secrets = {client_id: applicatie.secret for client_id, applicatie in applicaties.items()}
    scopes = {client_id: applicatie.scopes for client_id, applicatie in applicaties.items()}
    return ZgwRegisters(apps, data, secrets, applicaties, store, scopes, listeners)
