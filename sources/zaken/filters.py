"""Filters of the zaken list that only Open Zaak has (1.30); no version of the standard does.

A list refuses a parameter that it does not know. `_zoek` takes a body, of which servers ignore what
they do not know: it would give zaken that were not asked.
"""

from __future__ import annotations

_ROL = "rol__betrokkeneIdentificatie__"
OPEN_ZAAK_FILTERS = frozenset(
    {
        "identificatie__icontains",
        "kenmerk",
        "kenmerk__bron",
        "omschrijving",
        "resultaat__resultaattype",
        "rol__machtiging",
        "rol__machtiging__loa",
        "status__statustype",
        "zaaktype__omschrijving",
        f"{_ROL}nietNatuurlijkPersoon__kvkNummer",
        f"{_ROL}nietNatuurlijkPersoon__vestigingsNummer",
        f"{_ROL}vestiging__kvkNummer",
    }
)
