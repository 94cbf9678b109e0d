"""Whom a rol is for, from a typed input to the two properties that a register takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from resolvers.writing.lichaam import REQUIRED, given
from resolvers.writing.uitkomst import Afgekeurd, Fout
from sources.betrokkenen import Betrokkene, betrokkenen_in
from sources.zaken.resources import RolRecord

WAYS = (
    "bsn",
    "rsin",
    "kvk_nummer",
    "vestigingsnummer",
    "medewerker",
    "organisatorische_eenheid",
    "url",
)
"""The attributes of an input of which exactly one says whom it is about."""
ONE = "Noem de betrokkene op precies één manier."
SOORTEN = {
    "bsn": ("natuurlijk_persoon", "inpBsn"),
    "rsin": ("niet_natuurlijk_persoon", "innNnpId"),
    "kvk_nummer": ("niet_natuurlijk_persoon", "kvkNummer"),
    "vestigingsnummer": ("vestiging", "vestigingsNummer"),
    "medewerker": ("medewerker", "identificatie"),
    "organisatorische_eenheid": ("organisatorische_eenheid", "identificatie"),
}
"""Per way, the betrokkeneType and the property of its identificatie (Zaken API 1.5.1)."""


def betrokkene_body(invoer: Any, veld: str) -> dict[str, Any]:
    """Return betrokkeneType with betrokkeneIdentificatie, or with betrokkene for a URL.

    A company by its KVK-nummer and a vestigingsnummer together is a vestiging. Raises Afgekeurd.
    """
    named = {name: given(getattr(invoer, name, None)) for name in WAYS}
    ways = [name for name, value in named.items() if value]
    if set(ways) == {"kvk_nummer", "vestigingsnummer"}:
        identificatie = {
            "vestigingsNummer": named["vestigingsnummer"],
            "kvkNummer": named["kvk_nummer"],
        }
        return {"betrokkeneType": "vestiging", "betrokkeneIdentificatie": identificatie}
    if len(ways) != 1:
        raise Afgekeurd(Fout(REQUIRED, veld, ONE))
    way = ways[0]
    if way == "url":
        soort = given(invoer.betrokkene_type)
        if soort is None:
            melding = "Noem bij een URL ook het soort betrokkene."
            raise Afgekeurd(Fout(REQUIRED, f"{veld}.betrokkeneType", melding))
        return {"betrokkeneType": soort.value, "betrokkene": named["url"]}
    kind, name = SOORTEN[way]
    return {"betrokkeneType": kind, "betrokkeneIdentificatie": {name: named[way]}}


def rol_of(body: dict[str, Any], generiek: str | None = None) -> RolRecord:
    """Return the rol as it will be, for the policy and for the log of processing."""
    return RolRecord(
        url="",
        betrokkene=body.get("betrokkene"),
        betrokkene_type=body.get("betrokkeneType"),
        betrokkene_identificatie=body.get("betrokkeneIdentificatie"),
        omschrijving_generiek=generiek,
    )


def about_rol(body: dict[str, Any]) -> Sequence[Betrokkene]:
    """Return whose data a rol holds."""
    return list(betrokkenen_in([rol_of(body)], {}))
