"""What a search found, and what it covered: one row per filter of a register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sources.answers import TOO_MANY
from sources.errors import (
    AccessDeniedError,
    ForbiddenError,
    NotConfiguredError,
    PurposeError,
    RejectedError,
    SourceError,
)


class Soort(Enum):
    """What is searched for."""

    ZAAK = "zaak"
    DOCUMENT = "document"
    KLANT = "klant"
    BEDRIJF = "bedrijf"
    PERSOON = "persoon"


class Reden(Enum):
    """Why something was not searched."""

    NIET_GECONFIGUREERD = "niet geconfigureerd"
    NIET_TOEGESTAAN = "niet toegestaan"
    GEEN_DOELBINDING = "geen doelbinding"
    GEEN_FILTER = "geen filter"
    PAST_FILTER_NIET_TOE = "past filter niet toe"
    PERSOONSGEGEVENS = "persoonsgegevens"
    NIET_VAN_TOEPASSING = "niet van toepassing"
    TE_VEEL = "te veel"
    FOUT = "fout"


REASONS: Sequence[tuple[type[SourceError], Reden]] = (
    (NotConfiguredError, Reden.NIET_GECONFIGUREERD),
    (AccessDeniedError, Reden.NIET_TOEGESTAAN),
    (ForbiddenError, Reden.NIET_TOEGESTAAN),
    (PurposeError, Reden.GEEN_DOELBINDING),
)


@dataclass(slots=True)
class Treffer:
    """One thing that was found, by one or more filters."""

    soort: Soort
    bron: str
    sleutel: str = field(repr=False)
    """What tells it apart within its register and sort."""
    gevonden: Any = field(repr=False)
    rang: int
    """0: exactly the text; 1: begins with it; 2: holds it."""
    gevonden_op: list[str] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether what it was found by is exactly the text."""
        return self.rang == 0


@dataclass(slots=True)
class Dekking:
    """Whether and how one filter of one register was searched."""

    soort: Soort
    bron: str | None
    hoe: str
    doorzocht: bool = False
    reden: Reden | None = None
    foutcode: str | None = None
    aantal: int = 0
    meer: bool | None = None
    """Whether the register has more than was looked at; None when it does not tell."""


@dataclass(slots=True)
class Uitkomst:
    """What the search of one filter came to."""

    dekking: Dekking
    treffers: list[Treffer] = field(default_factory=list)


def not_searched(
    soort: Soort, bron: str | None, hoe: str, reden: Reden, foutcode: str | None = None
) -> Uitkomst:
    """Return that a filter was not searched, and why."""
    return Uitkomst(Dekking(soort, bron, hoe, reden=reden, foutcode=foutcode))


def failed(soort: Soort, bron: str | None, hoe: str, error: SourceError) -> Uitkomst:
    """Return that searching a filter failed, by the code of the error."""
    reden = next((reden for kind, reden in REASONS if isinstance(error, kind)), Reden.FOUT)
    if isinstance(error, RejectedError) and any(
        param.code == TOO_MANY for param in error.invalid_params
    ):
        reden = Reden.TE_VEEL
    return not_searched(soort, bron, hoe, reden, error.code)


def rank(tekst: str, value: str | None) -> int | None:
    """Return how well a value matches a text; None when the text is not in it.

    Databases differ in how they fold case, so more than one way will do.
    """
    for fold in (str.casefold, str.lower, str.upper):
        asked, found = fold(tekst), fold(value or "")
        if asked == found:
            return 0
        if found.startswith(asked):
            return 1
        if asked in found:
            return 2
    return None


def merged(uitkomsten: Iterable[Uitkomst], first: int) -> list[Treffer]:
    """Return the best hits, each thing once: exact ones before partial ones, else in the order."""
    found: dict[tuple[Soort, str, str], Treffer] = {}
    for treffer in (treffer for uitkomst in uitkomsten for treffer in uitkomst.treffers):
        key = (treffer.soort, treffer.bron, treffer.sleutel)
        known = found.setdefault(key, treffer)
        if known is not treffer:
            known.rang = min(known.rang, treffer.rang)
            known.gevonden_op += [
                name for name in treffer.gevonden_op if name not in known.gevonden_op
            ]
    return sorted(found.values(), key=lambda treffer: treffer.rang)[:first]
