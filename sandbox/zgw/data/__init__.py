"""The made-up records of the ZGW registers; knows nothing of HTTP."""

from sandbox.zgw.data.context import BRONORGANISATIE, Context, Json, uuid_of
from sandbox.zgw.data.dataset import ZgwData
from sandbox.zgw.data.plan import (
    OPENBAARHEID,
    SHOWCASE_ZAAK_IDENTIFICATIE,
    SHOWCASE_ZAAK_UUID,
)
from sandbox.zgw.data.zaken import make_data

__all__ = [
    "BRONORGANISATIE",
    "OPENBAARHEID",
    "SHOWCASE_ZAAK_IDENTIFICATIE",
    "SHOWCASE_ZAAK_UUID",
    "Context",
    "Json",
    "ZgwData",
    "make_data",
    "uuid_of",
]
