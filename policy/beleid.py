"""The policy file (beleid.toml): which role, client, citizen or company may see what.

Read once at start; a mistake in it is an error then, never a silent grant. See docs/beleid.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.grants import (
    OPENBAARHEID,
    READ_TRAILS,
    SCOPES,
    SEARCH_PERSONS,
    UNLIMITED,
    WRITE_ALL,
    WRITING,
    Grant,
    ObjectRule,
    OwnOnly,
    Rights,
    Rule,
    TypeSelector,
)
from policy.identity import ZGW, Kind, Principal

KNOWN_SCOPES = frozenset({"*", *SCOPES.values(), SEARCH_PERSONS, READ_TRAILS, *WRITING, *WRITE_ALL})
GENERIEK = frozenset(
    {
        "adviseur",
        "behandelaar",
        "belanghebbende",
        "beslisser",
        "initiator",
        "klantcontacter",
        "zaakcoordinator",
        "mede_initiator",
    }
)
"""Rol.omschrijvingGeneriek (Zaken API 1.5.1)."""
_GRANT_KEYS = {
    "scopes",
    "registers",
    "zaken",
    "documenten",
    "besluiten",
    "objecten",
    "doelbindingen",
    "brp_velden",
    "alleen_via_zaak",
}
_STAR = frozenset({"*"})
_ZGW_ONLY = frozenset({ZGW})
_OWN_KEYS = {"rollen", "document_statussen", "intern_zichtbaar"}


class BeleidError(Exception):
    """The policy file is wrong; the message names the place."""


@dataclass(frozen=True, slots=True)
class Beleid:
    """The whole policy."""

    rollen: Mapping[str, tuple[tuple[frozenset[str] | None, Grant], ...]]
    """Per role of a token: from which issuers it counts (None: any), and what it gives."""
    applicaties: Mapping[str, Grant]
    """Per client_id."""
    from_autorisaties: frozenset[str]
    """client_ids whose grants are read from an Autorisaties API; "*" means all others."""
    burger: Grant | None = None
    bedrijf: Grant | None = None
    uitgevers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Per client_id: the issuers whose client of that name is meant; absent: the ZGW client."""

    def rights_of(self, principal: Principal) -> Rights:
        """Return what this file gives a caller; nothing when it does not name them.

        What an Autorisaties API gives an applicatie comes besides; see `uses_autorisaties`.
        """
        if principal.kind is Kind.ONTWIKKELAAR:
            return UNLIMITED
        if principal.is_own_only:
            grant = self.burger if principal.kind is Kind.BURGER else self.bedrijf
            known = principal.subject is not None and principal.subject.is_known
            return Rights((grant,)) if grant is not None and known else Rights()
        if principal.kind is Kind.APPLICATIE:
            own = self.applicaties.get(principal.client_id) if self._is_meant(principal) else None
            return Rights((own,)) if own is not None else Rights()
        return Rights(tuple(self._of_roles(principal)))

    def _of_roles(self, principal: Principal) -> list[Grant]:
        return [
            grant
            for role in sorted(principal.roles)
            for issuers, grant in self.rollen.get(role, ())
            if issuers is None or principal.issuer in issuers
        ]

    def _is_meant(self, principal: Principal) -> bool:
        """Whether this client_id is the one of the file: names are unique per issuer only."""
        return principal.issuer in self.uitgevers.get(principal.client_id, _ZGW_ONLY)

    def uses_autorisaties(self, principal: Principal) -> bool:
        """Whether the grants of this caller are (also) in an Autorisaties API."""
        if principal.kind is not Kind.APPLICATIE or not self._is_meant(principal):
            return False
        if principal.client_id in self.applicaties:
            return principal.client_id in self.from_autorisaties
        return bool({principal.client_id, "*"} & self.from_autorisaties)


EMPTY = Beleid({}, {}, frozenset())
"""A policy that gives nobody anything."""


def parse_beleid(text: str) -> Beleid:
    """Return the policy in a TOML text. Raises BeleidError naming what is wrong."""
    try:
        document = tomllib.loads(text)
    except ValueError as error:
        raise BeleidError(f"not valid TOML: {error}") from None
    _only(document, {"rol", "applicatie", "burger", "bedrijf", "autorisaties"}, "the file")
    rollen: dict[str, list[tuple[frozenset[str] | None, Grant]]] = {}
    for table in _tables(document, "rol"):
        name = _text(table, "naam", "rol")
        where = f"rol {name!r}"
        issuers = _names(table, "uitgevers", where)
        grant = _grant(table, where, {"naam", "uitgevers"})
        rollen.setdefault(name, []).append((issuers, grant))
    applicaties, remote, vouchers = _applicaties(document)
    return Beleid(
        {name: tuple(grants) for name, grants in rollen.items()},
        applicaties,
        remote,
        _own(document, "burger"),
        _own(document, "bedrijf"),
        vouchers,
    )


def _applicaties(
    document: Mapping[str, Any],
) -> tuple[dict[str, Grant], frozenset[str], dict[str, frozenset[str]]]:
    applicaties: dict[str, Grant] = {}
    remote: set[str] = set()
    vouchers: dict[str, frozenset[str]] = {}
    for table in _tables(document, "applicatie"):
        client_id = _text(table, "client_id", "applicatie")
        where = f"applicatie {client_id!r}"
        if client_id in applicaties or client_id in remote:
            raise BeleidError(f"{where} stands there twice")
        if _flag(table, "autorisaties", where):
            remote.add(client_id)
        issuers = _names(table, "uitgevers", where)
        if issuers is not None:
            vouchers[client_id] = issuers
        grant = _grant(table, where, {"client_id", "autorisaties", "uitgevers"})
        if client_id not in remote or grant.scopes:
            applicaties[client_id] = grant
    if _flag(document, "autorisaties", "the file"):
        remote.add("*")
    return applicaties, frozenset(remote), vouchers


def _own(document: Mapping[str, Any], name: str) -> Grant | None:
    if name not in document:
        return None
    table = document[name]
    if not isinstance(table, dict):
        raise BeleidError(f"write [{name}], a single table")
    rollen = _names(table, "rollen", name) or OwnOnly().rollen
    if not rollen <= GENERIEK:
        raise BeleidError(f"{name}: 'rollen' holds what no omschrijvingGeneriek is")
    statussen = _names(table, "document_statussen", name) or OwnOnly().document_statussen
    own = OwnOnly(rollen, statussen, _flag(table, "intern_zichtbaar", name))
    return _grant(table, name, _OWN_KEYS, own)


def _grant(
    table: Mapping[str, Any], where: str, extra: set[str], own: OwnOnly | None = None
) -> Grant:
    _only(table, _GRANT_KEYS | extra, where)
    scopes = _names(table, "scopes", where) or frozenset()
    unknown = sorted(scopes - KNOWN_SCOPES)
    if unknown:
        raise BeleidError(f"{where}: unknown scope {unknown[0]!r}")
    zaken = _rules(table, "zaken", where)
    via_zaak = own is not None or any(rule.types is not None for rule in zaken)
    if own is None and "alleen_via_zaak" in table:
        via_zaak = _flag(table, "alleen_via_zaak", where)
    doelbindingen = _names(table, "doelbindingen", where)
    fields = _names(table, "brp_velden", where)
    return Grant(
        name=where,
        scopes=scopes,
        registers=_names(table, "registers", where),
        zaken=zaken,
        documenten=_rules(table, "documenten", where),
        besluiten=_rules(table, "besluiten", where),
        objecten=_object_rules(table, where),
        doelbindingen=_every(doelbindingen),
        brp_velden=None if fields == _STAR else tuple(sorted(fields or ())),
        via_zaak=via_zaak,
        own=own,
    )


def _object_rules(table: Mapping[str, Any], where: str) -> tuple[ObjectRule, ...]:
    found = []
    for entry in _tables(table, "objecten"):
        place = f"{where}: objecten"
        _only(entry, {"objecttype", "velden"}, place)
        types, paths = _names(entry, "objecttype", place), _names(entry, "velden", place)
        if types == frozenset():
            raise BeleidError(f"{place}: an empty list of types; leave it out for every type")
        velden = None if paths is None or paths == _STAR else tuple(sorted(paths))
        found.append(ObjectRule(types, velden))
    return tuple(found)


def _every(names: frozenset[str] | None) -> frozenset[str] | None:
    return None if names == _STAR else names or frozenset()


def _rules(table: Mapping[str, Any], name: str, where: str) -> tuple[Rule, ...]:
    found = []
    for entry in _tables(table, name):
        place = f"{where}: {name}"
        _only(entry, {"tot_en_met", "url", "identificatie", "domein"}, place)
        ceiling = entry.get("tot_en_met", "openbaar")
        if ceiling not in OPENBAARHEID:
            raise BeleidError(f"{place}: 'tot_en_met' must be one of {', '.join(OPENBAARHEID)}")
        named = {key: _names(entry, key, place) for key in ("url", "identificatie", "domein")}
        if any(value == frozenset() for value in named.values()):
            raise BeleidError(f"{place}: an empty list of types; leave it out for every type")
        selector = TypeSelector(*(value or frozenset() for value in named.values()))
        found.append(Rule(ceiling, selector if any(named.values()) else None))
    return tuple(found)


def _tables(table: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BeleidError(f"'{name}' must be a list of tables")
    return found


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value:
        raise BeleidError(f"{where}: '{name}' is missing")
    return value


def _names(table: Mapping[str, Any], name: str, where: str) -> frozenset[str] | None:
    """Return the text or texts under a key, None when it is absent."""
    value = table.get(name)
    if value is None:
        return None
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) and item for item in values):
        raise BeleidError(f"{where}: '{name}' must be a text or a list of texts")
    return frozenset(values)


def _flag(table: Mapping[str, Any], name: str, where: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise BeleidError(f"{where}: '{name}' must be true or false")
    return value


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in table:
        if name not in known:
            raise BeleidError(f"{where}: unknown key {name!r}")
