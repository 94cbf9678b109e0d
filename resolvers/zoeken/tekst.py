"""What a text that somebody typed may be: a number, a person by name and birth date, or words."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from policy.numbers import holds_bsn, is_bsn

SHORTEST, LONGEST = 2, 100
MAANDEN = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli"),
    *("augustus", "september", "oktober", "november", "december"),
)
VOORVOEGSELS = frozenset(
    {
        *("aan", "bij", "d'", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "in", "la"),
        *("le", "op", "'s", "'t", "te", "ten", "ter", "toe", "tot", "uit", "uijt", "van", "vd"),
        *("von", "voor", "zu"),
    }
)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DUTCH = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_WORDS = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(MAANDEN)})\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ .\-]+(?=\d)")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Naam:
    """A name as the BRP is asked for it."""

    geslachtsnaam: str
    voorvoegsel: str = ""
    voornamen: str = ""


@dataclass(frozen=True, slots=True)
class Zoektekst:
    """A text, and what it may be; it does not print itself."""

    tekst: str = field(repr=False)
    bsn: str | None = field(default=None, repr=False)
    """The whole text is a BSN (or an RSIN, which looks the same)."""
    holds_bsn: bool = False
    """A BSN stands somewhere in it."""
    kvk_nummer: str | None = None
    vestigingsnummer: str | None = None
    naam: Naam | None = field(default=None, repr=False)
    geboortedatum: str | None = field(default=None, repr=False)

    @property
    def is_person(self) -> bool:
        """Whether it asks for a person by name and birth date."""
        return self.naam is not None and self.geboortedatum is not None

    @property
    def is_private(self) -> bool:
        """Whether it says who somebody is, so that no register may get it that need not."""
        return self.holds_bsn or self.is_person


def lees(tekst: str) -> Zoektekst:
    """Return what a text may be."""
    tekst = " ".join(tekst.split())
    joined = _BETWEEN_DIGITS.sub("", tekst)
    if is_bsn(joined):
        return Zoektekst(tekst, bsn=joined, holds_bsn=True)
    if holds_bsn(joined) or holds_bsn(tekst):
        return Zoektekst(tekst, holds_bsn=True)
    naam, geboortedatum = _persoon(tekst)
    return Zoektekst(
        tekst,
        kvk_nummer=tekst if re.fullmatch("[0-9]{8}", tekst) else None,
        vestigingsnummer=tekst if re.fullmatch("[0-9]{12}", tekst) else None,
        naam=naam,
        geboortedatum=geboortedatum,
    )


def _persoon(tekst: str) -> tuple[Naam | None, str | None]:
    """Return a name and a birth date when both stand in the text."""
    for pattern, order in ((_ISO, "ymd"), (_DUTCH, "dmy"), (_WORDS, "dmy"), (_COMPACT, "ymd")):
        found = pattern.search(tekst)
        if found is None:
            continue
        day = _day(dict(zip(order, found.groups(), strict=True)))
        rest = f"{tekst[: found.start()]} {tekst[found.end() :]}".strip(" ,;")
        if day is not None and _LETTER.search(rest) and not re.search(r"\d", rest):
            return _naam(rest), day
    return None, None


def _day(parts: dict[str, str]) -> str | None:
    month = parts["m"].lower()
    number = MAANDEN.index(month) + 1 if month in MAANDEN else int(month)
    try:
        return datetime.date(int(parts["y"]), number, int(parts["d"])).isoformat()
    except ValueError:
        return None


def _naam(text: str) -> Naam:
    """Return `Piet van der Berg`, `van der Berg` or `Berg, Piet van der` in its parts."""
    last, _, first = text.partition(",")
    words = last.split()
    if first.strip():
        given = first.split()
        at = next((n for n, word in enumerate(given) if word.lower() in VOORVOEGSELS), len(given))
        return Naam(last.strip(), " ".join(given[at:]), " ".join(given[:at]))
    start = next((n for n, word in enumerate(words[:-1]) if word.lower() in VOORVOEGSELS), None)
    if start is None:
        return Naam(words[-1], "", " ".join(words[:-1]))
    end = start
    while end < len(words) - 1 and words[end].lower() in VOORVOEGSELS:
        end += 1
    return Naam(" ".join(words[end:]), " ".join(words[start:end]), " ".join(words[:start]))
