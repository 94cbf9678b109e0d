"""All that can be written in the Zaken API."""

from __future__ import annotations

from starlette.routing import Route

from sandbox.zgw.api import Api
from sandbox.zgw.audittrail import Trail
from sandbox.zgw.store import Store
from sandbox.zgw.writing.composites import ZaakComposites
from sandbox.zgw.writing.core import Register, Writes
from sandbox.zgw.writing.statussen import StatusWrites, SubstatusWrites
from sandbox.zgw.writing.zaakdelen import EigenschapWrites, ResultaatWrites, RolWrites
from sandbox.zgw.writing.zaakrelaties import (
    KlantContactWrites,
    ZaakBesluitWrites,
    ZaakContactMomentWrites,
    ZaakInformatieObjectWrites,
    ZaakNotitieWrites,
    ZaakObjectWrites,
    ZaakVerzoekWrites,
)
from sandbox.zgw.writing.zaken import ZaakWrites

STANDARD: tuple[type[Writes], ...] = (
    ZaakWrites,
    StatusWrites,
    ResultaatWrites,
    RolWrites,
    EigenschapWrites,
    ZaakBesluitWrites,
    ZaakInformatieObjectWrites,
    ZaakObjectWrites,
    KlantContactWrites,
    ZaakContactMomentWrites,
    ZaakVerzoekWrites,
)
EXPERIMENTAL: tuple[type[Writes], ...] = (SubstatusWrites, ZaakNotitieWrites)
"""Resources that Open Zaak has besides; zaaknotities came into the standard with 1.7."""


def zaken_writes(api: Api, store: Store, trail: Trail) -> list[Route]:
    """The routes that write, as this kind of server has them."""
    register = Register(api, store, trail)
    kinds: tuple[type[Writes], ...] = STANDARD
    if not api.is_standard:
        kinds = (*STANDARD, *EXPERIMENTAL)
    elif api.dialect == "nieuw":
        kinds = (*STANDARD, ZaakNotitieWrites)
    routes = [route for kind in kinds for route in kind(register).routes()]
    return routes if api.is_standard else [*routes, *ZaakComposites(register).routes()]
