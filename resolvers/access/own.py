"""What is a citizen's or company's own: by the numbers that rollen and partijen hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy.identity import Subject

_ROL = "rol__betrokkeneIdentificatie__"
ROL_FILTERS: Mapping[str, str] = {
    "bsn": f"{_ROL}natuurlijkPersoon__inpBsn",
    "rsin": f"{_ROL}nietNatuurlijkPersoon__innNnpId",
    "kvk_nummer": f"{_ROL}nietNatuurlijkPersoon__kvkNummer",
    "vestigingsnummer": f"{_ROL}vestiging__vestigingsNummer",
}
"""Which filter of the zaken list finds a rol with this number (Zaken API 1.5.1; kvk: Open Zaak)."""
IMPERSONAL = frozenset(
    {
        "organisatorische_eenheid",
        "adres",
        "buurt",
        "gemeente",
        "gemeentelijke_openbare_ruimte",
        "inrichtingselement",
        "kadastrale_onroerende_zaak",
        "kunstwerkdeel",
        "openbare_ruimte",
        "pand",
        "spoorbaandeel",
        "terreindeel",
        "terrein_gebouwd_object",
        "waterdeel",
        "wegdeel",
        "wijk",
        "woonplaats",
    }
)
"""Kinds of betrokkene and of zaakobject that are nobody in particular."""


def numbers_of(subject: Subject) -> dict[str, str]:
    """Return the numbers that make something the subject's own, the first being the strongest.

    Who acts for one branch sees that branch, not the whole company.
    """
    if subject.bsn is not None:
        return {"bsn": subject.bsn.reveal()}
    if subject.vestigingsnummer is not None:
        return {"vestigingsnummer": subject.vestigingsnummer.reveal()}
    found = {"rsin": subject.rsin, "kvk_nummer": subject.kvk_nummer}
    return {name: number.reveal() for name, number in found.items() if number is not None}


def is_own(numbers: Mapping[str, str], kind: str | None, data: Mapping[str, Any] | None) -> bool:
    """Return whether this betrokkene (or zaakobject) is the one these numbers are of."""
    if not data:
        return False
    if kind == "natuurlijk_persoon":
        return _same(numbers, "bsn", data.get("inpBsn"))
    if kind == "niet_natuurlijk_persoon":
        return _same(numbers, "rsin", data.get("innNnpId")) or _same(
            numbers, "kvk_nummer", data.get("kvkNummer")
        )
    if kind == "vestiging":
        return _same(numbers, "vestigingsnummer", data.get("vestigingsNummer")) or _same(
            numbers, "kvk_nummer", data.get("kvkNummer")
        )
    return False


def _same(numbers: Mapping[str, str], soort: str, value: Any) -> bool:
    return bool(value) and numbers.get(soort) == value


def is_own_partij(numbers: Mapping[str, str], partij: Any) -> bool:
    """Return whether an identification of this partij is one of these numbers."""
    for entry in partij.partij_identificatoren or ():
        found = entry.partij_identificator
        if found is not None and _same(numbers, found.code_soort_object_id or "", found.object_id):
            return True
    return False
