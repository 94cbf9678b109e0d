"""Whose data a read is about: the people and companies its question or answer identifies.

Only numbers identify (BSN, RSIN, KVK, vestigingsnummer): the log of processing needs what can be
found again. Of somebody with several numbers the strongest counts, so that one betrokkene is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sources.bewoning.resources import BewoningRecord
from sources.brp.resources import PersoonBeperktRecord, PersoonRecord
from sources.historie import AuditRecord
from sources.klanten.resources import SUBJECT_FILTERS, KlantRecord
from sources.klantinteracties.resources import (
    KlantcontactRecord,
    PartijidentificatorRecord,
    PartijRecord,
)
from sources.kvk.resources import BasisprofielRecord, VestigingRecord, ZoekResultaatRecord
from sources.objecten.expressions import values_asked
from sources.objecten.resources import ObjectRecord
from sources.records import MAX_KNOWN
from sources.urls import last_segment
from sources.zaken.resources import RolRecord, ZaakObjectRecord, ZaakRecord

BSN, RSIN, KVK, VESTIGING = "BSN", "RSIN", "KVK", "VESTIGINGSNUMMER"
SOORTEN = {"bsn": BSN, "rsin": RSIN, "kvk_nummer": KVK, "vestigingsnummer": VESTIGING}
"""codeSoortObjectId (Klantinteracties 0.9.0), the strongest first."""
NO_PATHS: Mapping[str, str] = {}
_ATTRIBUTES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "natuurlijk_persoon": (("inpBsn", BSN),),
    "niet_natuurlijk_persoon": (("innNnpId", RSIN), ("kvkNummer", KVK)),
    "vestiging": (("vestigingsNummer", VESTIGING), ("kvkNummer", KVK)),
}
"""Per betrokkeneType (or objectType) which attribute identifies, the strongest first."""
_FILTERS = {name: soort for pairs in _ATTRIBUTES.values() for name, soort in pairs} | {
    SUBJECT_FILTERS["vestigingsnummer"]: VESTIGING
}


class Betrokkene:
    """A person or company by a number that does not print itself."""

    __slots__ = ("nummer", "soort")

    def __init__(self, soort: str, nummer: str) -> None:
        self.soort = soort
        self.nummer = nummer

    def __repr__(self) -> str:
        return f"Betrokkene({self.soort}, *********)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Betrokkene):
            return NotImplemented
        return (self.soort, self.nummer) == (other.soort, other.nummer)

    def __hash__(self) -> int:
        return hash((self.soort, self.nummer))


def betrokkenen_in(
    rows: Iterable[Any], bsn_velden: Mapping[str, str] = NO_PATHS
) -> Iterator[Betrokkene]:
    """Return whom these records identify.

    `bsn_velden` says per objecttype at which path of its data an object holds a BSN.
    """
    for row in rows:
        kind: Any = type(row)
        if bsn_velden and isinstance(row, ObjectRecord):
            yield from _of_object(row, bsn_velden)
            continue
        find = _finder(kind)
        if find is not None:
            yield from find(row)


@lru_cache(MAX_KNOWN)
def _finder(kind: type[Any]) -> Callable[[Any], Iterator[Betrokkene]] | None:
    """Return what finds whom a record identifies; one that left something out is of its parent."""
    return next((_FIND[base] for base in kind.__mro__ if base in _FIND), None)


def betrokkenen_asked(
    params: Mapping[str, str], bsn_velden: Mapping[str, str] = NO_PATHS
) -> Iterator[Betrokkene]:
    """Return whom the filters of a list name."""
    pad = bsn_velden.get(last_segment(params.get("type", "")))
    if pad is not None:
        yield from (Betrokkene(BSN, bsn) for bsn in values_asked(params, pad))
    for name, value in params.items():
        prefix, _, last = name.rpartition("__")
        if last in _FILTERS and value:
            yield Betrokkene(_FILTERS[last], value)
        elif last == "objectId" and value:
            soort = SOORTEN.get(params.get(f"{prefix}__codeSoortObjectId", ""))
            if soort is not None:
                yield Betrokkene(soort, value)


def _of_kind(kind: Any, data: Any) -> Iterator[Betrokkene]:
    for name, soort in _ATTRIBUTES.get(kind if isinstance(kind, str) else "", ()):
        nummer = data.get(name) if isinstance(data, Mapping) else None
        if nummer and isinstance(nummer, str):
            yield Betrokkene(soort, nummer)
            return


def _of_object(row: ObjectRecord, bsn_velden: Mapping[str, str]) -> Iterator[Betrokkene]:
    pad = bsn_velden.get(last_segment(row.type_url or ""))
    bsn = row.record.holds(pad) if pad is not None and row.record is not None else None
    if bsn and isinstance(bsn, str):
        yield Betrokkene(BSN, bsn)


def _of_rol(rol: RolRecord) -> Iterator[Betrokkene]:
    return _of_kind(rol.betrokkene_type, rol.betrokkene_identificatie)


def _of_zaakobject(zaakobject: ZaakObjectRecord) -> Iterator[Betrokkene]:
    return _of_kind(zaakobject.object_type, zaakobject.object_identificatie)


def _of_zaak(zaak: ZaakRecord) -> Iterator[Betrokkene]:
    if zaak.expanded is not None:
        yield from betrokkenen_in(zaak.expanded.rollen or ())
        yield from betrokkenen_in(zaak.expanded.zaakobjecten or ())


def _of_line(line: AuditRecord) -> Iterator[Betrokkene]:
    """Return whom a line of an audittrail names: the betrokkene of a rol, before and after."""
    for body in line.bodies:
        yield from _of_kind(body.get("betrokkeneType"), body.get("betrokkeneIdentificatie"))
        yield from _of_kind(body.get("objectType"), body.get("objectIdentificatie"))


def _of_identificator(row: PartijidentificatorRecord) -> Iterator[Betrokkene]:
    found = row.partij_identificator
    soort = SOORTEN.get(found.code_soort_object_id or "") if found is not None else None
    if found is not None and soort and found.object_id:
        yield Betrokkene(soort, found.object_id)


def _of_partij(partij: PartijRecord | KlantRecord) -> Iterator[Betrokkene]:
    found = [one for row in partij.partij_identificatoren or () for one in _of_identificator(row)]
    order = list(SOORTEN.values())
    yield from sorted(found, key=lambda one: order.index(one.soort))[:1]


def _of_klantcontact(contact: KlantcontactRecord) -> Iterator[Betrokkene]:
    """Return the partijen that came along with the betrokkenen."""
    rows = contact.expanded.had_betrokkenen if contact.expanded is not None else None
    for row in rows or ():
        if row.expanded is not None and row.expanded.was_partij is not None:
            yield from _of_partij(row.expanded.was_partij)


def _of_persoon(persoon: PersoonRecord) -> Iterator[Betrokkene]:
    """Return the person, and the relatives whose BSN the answer holds."""
    relatives: list[Any] = [persoon]
    for group in (persoon.kinderen, persoon.ouders, persoon.partners):
        relatives += group or ()
    for gezag in persoon.gezag or ():
        relatives += [gezag.minderjarige, gezag.ouder, gezag.derde]
        relatives += [*(gezag.ouders or ()), *(gezag.derden or ())]
    for one in relatives:
        if one is not None and one.burgerservicenummer:
            yield Betrokkene(BSN, one.burgerservicenummer)


def _of_bewoning(bewoning: BewoningRecord) -> Iterator[Betrokkene]:
    for bewoner in (*bewoning.bewoners, *bewoning.mogelijke_bewoners):
        if bewoner.burgerservicenummer:
            yield Betrokkene(BSN, bewoner.burgerservicenummer)


def _of_inschrijving(row: Any) -> Iterator[Betrokkene]:
    """Return a branch by its own number, a company by its RSIN or else its KVK-nummer."""
    vestiging = getattr(row, "vestigingsnummer", None)
    if vestiging:
        yield Betrokkene(VESTIGING, vestiging)
    elif row.rsin or row.kvk_nummer:
        yield Betrokkene(RSIN, row.rsin) if row.rsin else Betrokkene(KVK, row.kvk_nummer)


_FIND: Mapping[type[Any], Callable[[Any], Iterator[Betrokkene]]] = {
    RolRecord: _of_rol,
    ZaakObjectRecord: _of_zaakobject,
    ZaakRecord: _of_zaak,
    KlantcontactRecord: _of_klantcontact,
    AuditRecord: _of_line,
    PartijRecord: _of_partij,
    KlantRecord: _of_partij,
    PartijidentificatorRecord: _of_identificator,
    PersoonRecord: _of_persoon,
    PersoonBeperktRecord: _of_persoon,
    BewoningRecord: _of_bewoning,
    BasisprofielRecord: _of_inschrijving,
    VestigingRecord: _of_inschrijving,
    ZoekResultaatRecord: _of_inschrijving,
}
