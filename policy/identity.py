"""Who asks: what a token established of a caller. Values only; nothing here reads a token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What sort of caller it is; decides how far it may see."""

    MEDEWERKER = "medewerker"
    """Somebody who works for the municipality: what their roles give."""
    BURGER = "burger"
    """A citizen: their own zaken and data only."""
    BEDRIJF = "bedrijf"
    """A company or branch: its own zaken and data only."""
    APPLICATIE = "applicatie"
    """A Common Ground component, on its own behalf."""
    ONTWIKKELAAR = "ontwikkelaar"
    """Development mode, with the sandbox only: everything."""


class PersonalNumber:
    """A BSN or other number of a person or company that does not print itself."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "PersonalNumber(*********)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PersonalNumber) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def reveal(self) -> str:
        """Return the number itself, for the read or comparison that needs it."""
        return self._value


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data a citizen or company may see: their own, or that of whom they represent."""

    bsn: PersonalNumber | None = None
    kvk_nummer: PersonalNumber | None = None
    rsin: PersonalNumber | None = None
    vestigingsnummer: PersonalNumber | None = None

    @property
    def is_known(self) -> bool:
        """Whether any number identifies the subject."""
        return any((self.bsn, self.kvk_nummer, self.rsin, self.vestigingsnummer))


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose identity has been established."""

    kind: Kind
    issuer: str
    """Name of the configured issuer or ZGW client table that vouched for it."""
    identifier: str = field(repr=False)
    """`sub` at that issuer; may be a BSN (DigiD), so it is never shown: see `pseudonym`."""
    client_id: str
    """The application that asks: `azp` or `client_id`."""
    user_id: str = field(repr=False)
    """Whom the registers' audit trail names; never a BSN."""
    representation: str = field(repr=False)
    """The name beside it."""
    roles: frozenset[str] = frozenset()
    subject: Subject | None = field(default=None, repr=False)
    """For a burger or bedrijf: whose data it is about."""
    acts_for_another: bool = False
    """Whether the subject is represented by somebody else (gemachtigde)."""
    expires_at: float | None = None
    """Unix time after which the token no longer holds."""

    @property
    def is_own_only(self) -> bool:
        """Whether this caller may see only what concerns its subject."""
        return self.kind in (Kind.BURGER, Kind.BEDRIJF)

    def pseudonym(self, secret: bytes) -> str:
        """Return a stable name of this caller that tells nothing: for limits, logs and metrics."""
        text = "\0".join((self.issuer, self.client_id, self.identifier))
        return hmac.digest(secret, text.encode(), "sha256").hex()[:32]


ZGW = "zgw"
"""`issuer` of the callers that the client table vouches for."""
DEVELOPER = Principal(
    kind=Kind.ONTWIKKELAAR,
    issuer="development",
    identifier="development",
    client_id="development",
    user_id="gateway",
    representation="Gateway",
)
"""The caller of development mode."""
