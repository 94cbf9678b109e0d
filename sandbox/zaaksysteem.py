"""A second, older zaaksysteem: four ZGW registers from before `expand` and without pageSize.

It has 500 zaken of the same persons, with uuids, numbers and a catalogus of its own. Its zaaktypen
carry the same identificatie as those of the first: that is how the same work is told apart or
taken together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sandbox.zgw import ZgwRegisters, build_zgw
from sandbox.zgw.data import Context, make_data
from sandbox.zgw.data.renaming import rename

ZAAKSYSTEEM_ROOTS = {
    api: f"http://zaaksysteem.sandbox/zgw/{api}/v1/"
    for api in ("zaken", "catalogi", "documenten", "besluiten")
}
ZAAKSYSTEEM_CLIENTS = {"gateway-oud": "oud-geheim-niet-geheim-maar-lang-genoeg"}
SEED = 20180601
PREFIX = "OUD"
CATALOGUS = "OU"
_SALT = UUID("0f1f8a3e-6a3d-4a55-9d57-2f7a6b0c9d10")


def build_zaaksysteem(personen: Sequence[dict[str, Any]], today: date) -> ZgwRegisters:
    """Return the four registers as they are on one day."""
    data = make_data(Context(ZAAKSYSTEEM_ROOTS, personen, today), SEED)
    return build_zgw(
        ZAAKSYSTEEM_ROOTS,
        personen,
        today,
        clients=ZAAKSYSTEEM_CLIENTS,
        dialect="oud",
        data=rename(data, _SALT, PREFIX, CATALOGUS),
    )
