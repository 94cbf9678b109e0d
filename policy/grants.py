"""What a caller may see: rules over values, without any upstream.

A `Grant` is what one role, client or applicatie gives: all its conditions hold together. A caller
may see what at least one of its grants allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

OPENBAARHEID = (
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
)
"""vertrouwelijkheidaanduiding from open to secret (ZGW 1.x)."""
INTERN = "intern"
EVERY = "*"
SCOPES = {
    "zaken": "zaken.lezen",
    "catalogi": "catalogi.lezen",
    "documenten": "documenten.lezen",
    "besluiten": "besluiten.lezen",
    "klantinteracties": "klantinteracties.lezen",
    "brp": "brp.lezen",
    "objecten": "objecten.lezen",
    "objecttypen": "objecten.lezen",
    "bag": "bag.lezen",
    "kvk": "kvk.lezen",
    "klanten": "klanten.lezen",
    "contactmomenten": "contactmomenten.lezen",
    "bewoning": "bewoning.lezen",
    "brphistorie": "brphistorie.lezen",
}
"""The scope each API needs; ZGW's own names where the standard has one."""
WRITE_SCOPES = {
    "zaken": (
        "zaken.aanmaken",
        "zaken.bijwerken",
        "zaken.geforceerd-bijwerken",
        "zaken.heropenen",
        "zaken.statussen.toevoegen",
    ),
    "documenten": ("documenten.aanmaken", "documenten.bijwerken", "documenten.lock"),
    "besluiten": ("besluiten.aanmaken", "besluiten.bijwerken"),
    "klantinteracties": ("klantinteracties.schrijven",),
}
"""The scopes that change something, per API: ZGW's own names where the standard has them."""
FORCED = frozenset({"zaken.geforceerd-bijwerken"})
"""Changing what is closed: this is not in `zaken.schrijven`."""
WRITING = frozenset(scope for scopes in WRITE_SCOPES.values() for scope in scopes)
WRITE_ALL = frozenset(f"{api}.schrijven" for api in WRITE_SCOPES)
"""Every scope of an API that writes, but for those in `FORCED`."""
SEARCH_PERSONS = "brp.zoeken"
"""Finding persons by something else than their BSN."""
READ_TRAILS = "audittrails.lezen"
"""Reading who changed what, of what may be seen already (ZGW's own name)."""


def level(aanduiding: str | None) -> int:
    """Return how secret this is, 0 being open; what is unknown or absent counts as most secret."""
    try:
        return OPENBAARHEID.index(aanduiding or "")
    except ValueError:
        return len(OPENBAARHEID)


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What identifies a zaaktype, informatieobjecttype or besluittype."""

    url: str
    identificatie: str = ""
    """Its identificatie, or omschrijving where the type has none."""
    domein: str = ""
    """The domein of its catalogus."""


@dataclass(frozen=True, slots=True)
class TypeSelector:
    """Which types of a catalogus; each way to name them adds."""

    urls: frozenset[str] = frozenset()
    identificaties: frozenset[str] = frozenset()
    domeinen: frozenset[str] = frozenset()

    def selects(self, facts: TypeFacts) -> bool:
        """Whether this type is among them."""
        return (
            facts.url in self.urls
            or facts.identificatie in self.identificaties
            or facts.domein in self.domeinen
        )

    @property
    def needs_catalogus(self) -> bool:
        """Whether URLs alone do not tell."""
        return bool(self.identificaties or self.domeinen)


@dataclass(frozen=True, slots=True)
class Rule:
    """Types, and how secret what is of such a type may be."""

    ceiling: str = OPENBAARHEID[-1]
    types: TypeSelector | None = None
    """None: every type."""

    @property
    def level(self) -> int:
        """How secret it may be; see `level`."""
        return level(self.ceiling)

    @property
    def is_open(self) -> bool:
        """Whether nothing of this kind is held back."""
        return self.types is None and self.ceiling == OPENBAARHEID[-1]


@dataclass(frozen=True, slots=True)
class ObjectRule:
    """Objecttypes, and which part of the data of their objects may be seen."""

    types: frozenset[str] | None = None
    """UUIDs or names of objecttypes; None: every objecttype."""
    velden: tuple[str, ...] | None = None
    """Paths in the data, a group covers what is below it; None: all of it."""

    @property
    def is_open(self) -> bool:
        """Whether nothing of any object is held back."""
        return self.types is None and self.velden is None


@dataclass(frozen=True, slots=True)
class OwnOnly:
    """What a citizen or company may see: what concerns themselves."""

    rollen: frozenset[str] = frozenset({"initiator"})
    """omschrijvingGeneriek of the rollen that give access to a zaak."""
    document_statussen: frozenset[str] = frozenset({"definitief", "gearchiveerd"})
    """Documents in another status are still internal; what is received often has no status."""
    sees_intern: bool = False
    """Whether `intern` is shown: lower than zaakvertrouwelijk in the order, yet not theirs."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role, client or applicatie gives."""

    name: str
    scopes: frozenset[str] = frozenset()
    registers: frozenset[str] | None = None
    """Names of upstreams; None: every register."""
    zaken: tuple[Rule, ...] = ()
    documenten: tuple[Rule, ...] = ()
    besluiten: tuple[Rule, ...] = ()
    objecten: tuple[ObjectRule, ...] = ()
    doelbindingen: frozenset[str] | None = frozenset()
    """Purposes this grant may be used for; None: every purpose that is configured."""
    brp_velden: tuple[str, ...] | None = ()
    """BRP fields (paths, a group covers what is below it); None: every field."""
    via_zaak: bool = False
    """Whether documents and besluiten are seen only when a zaak of this grant holds them."""
    own: OwnOnly | None = None
    """Set for citizens and companies."""

    def allows(self, api: str, register: str, scope: str | None = None) -> bool:
        """Whether this grant reaches `register`, which speaks `api`, at all."""
        needed = scope or SCOPES.get(api, f"{api}.lezen")
        scoped = EVERY in self.scopes or needed in self.scopes
        return scoped and (self.registers is None or register in self.registers)

    def writes(self, api: str, register: str, scopes: Iterable[str]) -> bool:
        """Whether this grant may make a change at `register` that takes one of these scopes.

        `*` lets no citizen or company write: their section must name the scope.
        """
        if self.registers is not None and register not in self.registers:
            return False
        asked = frozenset(scopes)
        if EVERY in self.scopes and self.own is None:
            return True
        whole = f"{api}.schrijven" in self.scopes and bool(asked - FORCED)
        return whole or bool(asked & self.scopes)

    def allows_purpose(self, doelbinding: str) -> bool:
        """Whether this grant may be used for this purpose."""
        return self.doelbindingen is None or doelbinding in self.doelbindingen

    def allows_field(self, path: str) -> bool:
        """Whether this BRP field may be read."""
        if self.brp_velden is None:
            return True
        return any(path == given or path.startswith(f"{given}.") for given in self.brp_velden)


_ALL = (Rule(),)
EVERYTHING = Grant(
    name="alles",
    scopes=frozenset({EVERY}),
    zaken=_ALL,
    documenten=_ALL,
    besluiten=_ALL,
    objecten=(ObjectRule(),),
    doelbindingen=None,
    brp_velden=None,
)
"""Every register, type and field."""


@dataclass(frozen=True, slots=True)
class Rights:
    """All grants of one caller."""

    grants: tuple[Grant, ...] = field(default=())

    def allows(self, api: str, register: str, scope: str | None = None) -> bool:
        """Whether any grant reaches this register."""
        return any(grant.allows(api, register, scope) for grant in self.grants)

    def reaches_for(self, api: str, register: str, doelbinding: str) -> bool:
        """Whether a grant that may be used for this purpose reaches this register."""
        return any(
            grant.allows(api, register) and grant.allows_purpose(doelbinding)
            for grant in self.grants
        )

    def allows_purpose(self, doelbinding: str) -> bool:
        """Whether any grant may be used for this purpose."""
        return any(grant.allows_purpose(doelbinding) for grant in self.grants)

    def refused_fields(self, paths: Iterable[str], doelbinding: str) -> list[str]:
        """Return which of these BRP fields no grant for this purpose gives."""
        fit = [grant for grant in self.grants if grant.allows_purpose(doelbinding)]
        return [path for path in paths if not any(grant.allows_field(path) for grant in fit)]

    @property
    def is_unlimited(self) -> bool:
        """Whether nothing at all is held back."""
        return EVERYTHING in self.grants


NOTHING = Rights()
UNLIMITED = Rights((EVERYTHING,))
