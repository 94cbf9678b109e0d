"""The example operations of docs/operaties, one per screen: what GraphiQL opens with.

They are read when GraphiQL asks for them, and not kept: their variables hold BSNs of test persons.
Tests, docs/schermen.md and the manifest of trusted documents are
made of the same files (tests/screen_support.py).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

OPERATIES = Path(__file__).parent.parent / "docs" / "operaties"
FIRST = "zaak"
"""The operation of the README, which stands in front."""
ZAAK = "dcebb2b4-4ce3-5992-a313-7e4c21768f0a"
"""An open zaak of the sandbox."""
BESLUIT_GENOMEN = "4f0e2629-89d4-5abc-bf00-671bcd99f482"
"""The statustype that comes next for that zaak."""
LAST: dict[str, dict[str, Any]] = {
    "mutaties/status-zetten": {
        "invoer": {"zaak": ZAAK, "statustype": BESLUIT_GENOMEN},
        "toelichting": "Een proef in GraphiQL",
    },
    "zaak-volgen": {"uuid": ZAAK},
}
"""A mutation, and a subscription that tells of it when it runs in another tab of the browser."""
MAX_SCREENS = 1_000
_DAY = re.compile(r"(vandaag|maand)(-\d{1,3})?\Z")


@dataclass(frozen=True)
class Scherm:
    """One screen, as docs/operaties/schermen.toml tells it."""

    nummer: str
    bestand: str
    naam: str
    zac: str
    ours: str
    doel: int
    """The most upstream calls it may take with these variables and a warm catalogus."""
    nlportal: str = ""
    uitleg: str = ""
    ook: Sequence[str] = ()
    """The registers of the wider landscape that it reads."""
    variabelen: dict[str, Any] = field(default_factory=dict)
    inhoud: Sequence[str] = ()
    """Places in the answer where the sandbox has something."""

    @property
    def text(self) -> str:
        """The operation."""
        return _text(self.bestand)

    def variables(self, today: date) -> dict[str, Any]:
        """Return the variables as they are on a day."""
        return {name: _on(value, today) for name, value in self.variabelen.items()}


def schermen() -> list[Scherm]:
    """Return every screen, by its number; what is none of them last."""
    told = tomllib.loads((OPERATIES / "schermen.toml").read_text("utf-8"))
    return sorted((Scherm(**row) for row in told["scherm"]), key=_place)


def _place(scherm: Scherm) -> int:
    number = scherm.nummer.removeprefix("S")
    return int(number) if number.isdecimal() else MAX_SCREENS


def tabs(today: date) -> list[dict[str, str]]:
    """Return what GraphiQL opens: an operation with its variables per tab."""
    found = [{"query": _text(FIRST), "variables": ""}]
    for scherm in schermen():
        values = json.dumps(scherm.variables(today), indent=2)
        found.append({"query": scherm.text, "variables": values})
    for name, given in LAST.items():
        found.append({"query": _text(name), "variables": json.dumps(given, indent=2)})
    return found


def _text(name: str) -> str:
    return (OPERATIES / f"{name}.graphql").read_text("utf-8")


def _on(value: Any, today: date) -> Any:
    """Return a value, `vandaag-30` and `maand-6` (the first of a month) as dates."""
    if isinstance(value, dict):
        return {name: _on(inner, today) for name, inner in value.items()}
    if isinstance(value, list):
        return [_on(inner, today) for inner in value]
    found = _DAY.match(value) if isinstance(value, str) else None
    if found is None:
        return value
    back = -int(found[2] or 0)
    if found[1] == "vandaag":
        return (today - timedelta(days=back)).isoformat()
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1).isoformat()
