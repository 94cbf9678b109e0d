"""Whether a value is what an eigenschap of a zaaktype asks for (Catalogi API 1.3.1).

The standard writes dates as JJJJMMDD and moments as JJJJMMDDUUMMSS, and the length of a number as
the digits before and after its comma.
"""

from __future__ import annotations

import re
from datetime import datetime

from sources.catalogi.resources import EigenschapRecord, EigenschapSpecificatie

WRONG_VALUE = "WRONG_VALUE"
DATES = {"datum": "%Y%m%d", "datum_tijd": "%Y%m%d%H%M%S"}
SHAPES = {"datum": "JJJJMMDD", "datum_tijd": "JJJJMMDDUUMMSS"}
LENGTHS = {"datum": 8, "datum_tijd": 14}


def complaint(eigenschap: EigenschapRecord, waarde: str) -> str | None:
    """Return what is wrong with a value, in Dutch; None when it fits."""
    asked = eigenschap.specificatie
    if asked is None:
        return None
    if asked.waardenverzameling:
        if waarde in asked.waardenverzameling:
            return None
        return f"Kies een van: {', '.join(asked.waardenverzameling)}."
    if asked.formaat in DATES:
        return _date_complaint(asked.formaat, waarde)
    if asked.formaat == "getal":
        return _number_complaint(asked, waarde)
    length = asked.lengte or ""
    longest = int(length) if length.isdigit() else None
    if longest is not None and len(waarde) > longest:
        return f"Gebruik hoogstens {longest} tekens."
    return None


def _date_complaint(formaat: str, waarde: str) -> str | None:
    try:
        datetime.strptime(waarde, DATES[formaat])
    except ValueError:
        return f"Schrijf dit als {SHAPES[formaat]}."
    return None if len(waarde) == LENGTHS[formaat] else f"Schrijf dit als {SHAPES[formaat]}."


def _number_complaint(asked: EigenschapSpecificatie, waarde: str) -> str | None:
    whole, _, fraction = (asked.lengte or "").partition(",")
    before = f"{{1,{whole}}}" if whole.isdigit() and int(whole) else "+"
    after = rf"(,\d{{1,{fraction}}})?" if fraction.isdigit() and int(fraction) else ""
    if re.fullmatch(rf"\d{before}{after}", waarde, re.ASCII):
        return None
    digits = f"hoogstens {whole} cijfers" if whole.isdigit() else "cijfers"
    more = f", en {fraction} achter de komma" if after else ""
    return f"Schrijf een getal van {digits}{more}."
