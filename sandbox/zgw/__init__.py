"""The ZGW registers of the sandbox: zaken, catalogi, documenten and besluiten as ASGI apps."""

from sandbox.zgw.auth import BEPERKT_CLIENT_ID, BEPERKT_SECRET, DEFAULT_CLIENTS
from sandbox.zgw.data import (
    BRONORGANISATIE,
    SHOWCASE_ZAAK_IDENTIFICATIE,
    SHOWCASE_ZAAK_UUID,
    ZgwData,
)
from sandbox.zgw.registers import ZgwRegisters, build_zgw

__all__ = [
    "BEPERKT_CLIENT_ID",
    "BEPERKT_SECRET",
    "BRONORGANISATIE",
    "DEFAULT_CLIENTS",
    "SHOWCASE_ZAAK_IDENTIFICATIE",
    "SHOWCASE_ZAAK_UUID",
    "ZgwData",
    "ZgwRegisters",
    "build_zgw",
]
