"""Builds the ZGW registers over one coherent set of made-up records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.types import ASGIApp

from sandbox.zgw.api import Api
from sandbox.zgw.auth import DEFAULT_CLIENTS, make_applicaties
from sandbox.zgw.autorisaties import autorisaties_register
from sandbox.zgw.besluiten import besluiten_register
from sandbox.zgw.catalogi import catalogi_register
from sandbox.zgw.data import Context, ZgwData, make_data
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
    for name in roots:
        make_register = _REGISTERS[name]
        title, version = f"{name.capitalize()} API", VERSIONS[dialect][name]
        api = Api(title, version, roots[name], applicaties, store.by_url)
        register = make_register(api, store, standard=standard)
        if dialect == "oud":
            register = register.without_expand()
        if dialect == "nieuw":
            register = as_newest(register, name, api, store)
        resources = [endpoints.resource for endpoints in register.endpoints]
        apps[name] = api.app(register.routes(), make_openapi(title, version, resources))
    secrets = {client_id: applicatie.secret for client_id, applicatie in applicaties.items()}
    return ZgwRegisters(apps, data, secrets)
