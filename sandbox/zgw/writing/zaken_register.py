"""All that can be written in the Zaken API."""

from __future__ import annotations

from starlette.routing import Route

from sandbox.zgw.api import Api
from sandbox.zgw.audittrail import Trail
from sandbox.zgw.store import Store
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
"""Resources that only Open Zaak has."""


def zaken_writes(api: Api, store: Store, trail: Trail, *, standard: bool) -> list[Route]:
    """The routes that write, for a server of the standard or for Open Zaak."""
    register = Register(api, store, trail, standard)
    kinds = STANDARD if standard else (*STANDARD, *EXPERIMENTAL)
    return [route for kind in kinds for route in kind(register).routes()]
