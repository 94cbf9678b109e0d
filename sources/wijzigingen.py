"""What changed between two versions of an object: leaf by leaf, with what nobody may read left out.

Pure functions over what a register wrote. An audittrail shows no more of an object than its type in
the graph does, and identifies nobody: who that is, is read through the rol itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from sources.besluiten.resources import BESLUIT, BESLUITINFORMATIEOBJECT
from sources.documenten.resources import (
    ENKELVOUDIGINFORMATIEOBJECT,
    GEBRUIKSRECHTEN,
    OBJECTINFORMATIEOBJECT,
)
from sources.records import Json, blank_fields
from sources.resource import Resource
from sources.zaken.resources import (
    RESULTAAT,
    ROL,
    STATUS,
    ZAAK,
    ZAAKEIGENSCHAP,
    ZAAKINFORMATIEOBJECT,
    ZAAKNOTITIE,
    ZAAKOBJECT,
)

KINDS: Mapping[str, Resource[Any]] = {
    "zaak": ZAAK,
    "status": STATUS,
    "resultaat": RESULTAAT,
    "rol": ROL,
    "zaakobject": ZAAKOBJECT,
    "zaakinformatieobject": ZAAKINFORMATIEOBJECT,
    "zaakeigenschap": ZAAKEIGENSCHAP,
    "zaaknotitie": ZAAKNOTITIE,
    "besluit": BESLUIT,
    "besluitinformatieobject": BESLUITINFORMATIEOBJECT,
    "enkelvoudiginformatieobject": ENKELVOUDIGINFORMATIEOBJECT,
    "objectinformatieobject": OBJECTINFORMATIEOBJECT,
    "gebruiksrechten": GEBRUIKSRECHTEN,
}
"""AuditTrail.resource: the kinds of object of which changes are shown; of others only that."""
WITHHELD: Mapping[str, frozenset[str]] = {
    "rol": frozenset(
        {
            "betrokkene",
            "betrokkeneIdentificatie",
            "afwijkendeNaamBetrokkene",
            "contactpersoonRol",
            "authenticatieContext",
            "roltoelichting",
        }
    ),
    "zaakobject": frozenset({"object", "objectIdentificatie", "objectTypeOverigeDefinitie"}),
}
"""Properties that say who somebody is: shown is that they changed, never what they were."""
IDENTITY = frozenset({"url", "uuid", "_expand"})
IMPERSONAL_NAMES = frozenset(
    {"bronorganisatie", "verantwoordelijkeOrganisatie", "opdrachtgevendeOrganisatie"}
)
"""Properties that hold an RSIN, which looks like a BSN."""
NAMES_PEOPLE = frozenset({"rol", "zaakobject", "klantcontact"})
"""Kinds of which the register's own text (`resourceWeergave`) may say who somebody is."""


@dataclass(slots=True, frozen=True)
class Leaf:
    """One value that changed."""

    veld: str
    """Where it stands: names with dots in between; items of a list have the name of the list."""
    oud: Any = None
    nieuw: Any = None
    is_code: bool = False
    """Whether the standard calls it an enumeration."""
    is_withheld: bool = False


def changes(kind: str, before: Json, after: Json) -> list[Leaf] | None:
    """Return what changed of an object of this kind; None for a kind not known here."""
    resource = KINDS.get(kind)
    if resource is None:
        return None
    record: Any = resource.record
    shown, codes = _known(record)
    withheld = WITHHELD.get(kind, frozenset())
    found: list[Leaf] = []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if name in IDENTITY or _same(old, new):
            continue
        if name not in shown or name in withheld:
            found.append(Leaf(name, is_withheld=True))
            continue
        found.extend(_leaves(name, old, new, name in codes))
    return found


@cache
def _known(record: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Return which properties the graph reads of a kind, and which of those are enumerations."""
    fields = msgspec.structs.fields(record)
    codes = set(blank_fields(record))
    return (
        frozenset(field.encode_name for field in fields),
        frozenset(field.encode_name for field in fields if field.name in codes),
    )


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _same(old: Any, new: Any) -> bool:
    return old == new or (_is_empty(old) and _is_empty(new))


def _leaves(veld: str, old: Any, new: Any, is_code: bool) -> Iterator[Leaf]:
    """Return what differs: groups by their parts, lists by what went and what came."""
    if _same(old, new):
        return
    if isinstance(old, list) or isinstance(new, list):
        was, now = _items(old), _items(new)
        for gone in (item for item in was if item not in now):
            yield from _leaves(veld, gone, None, is_code)
        for came in (item for item in now if item not in was):
            yield from _leaves(veld, None, came, is_code)
        return
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = _group(old), _group(new)
        for name in dict.fromkeys((*before, *after)):
            yield from _leaves(f"{veld}.{name}", before.get(name), after.get(name), False)
        if old is None or isinstance(old, dict):
            return
        new = None
    yield Leaf(veld, None if _is_empty(old) else old, None if _is_empty(new) else new, is_code)


def _items(value: Any) -> list[Any]:
    if _is_empty(value):
        return []
    return value if isinstance(value, list) else [value]


def _group(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
