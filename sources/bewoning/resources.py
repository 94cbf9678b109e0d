"""Records of BRP Bewoning v2.

Of a bewoner only the BSN and what must be respected is decoded: who they are is asked of the BRP,
where the fields can be chosen and the policy has its say.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import field

from sources.records import MAX_ROWS, Date, Entity, Json, Record, Text
from sources.resource import Resource


class BewonerRecord(Record):
    """Somebody who lives, or may live, at an address."""

    burgerservicenummer: Text = None
    geheimhouding_persoonsgegevens: bool | None = None
    in_onderzoek: Json | None = None
    is_mogelijk: bool = False
    """Set by the reader: whether it is not certain that they live there."""


class BewoningPeriode(Record):
    """From a day up to, not including, another."""

    datum_van: Date = None
    datum_tot: Date = None


Bewoners = Annotated[list[BewonerRecord], msgspec.Meta(max_length=MAX_ROWS)]


class BewoningRecord(Entity):
    """Who lived at an address in a period in which nobody came or went; it has no URL."""

    url: str = ""
    adresseerbaar_object_identificatie: Text = None
    periode: BewoningPeriode | None = None
    bewoners: Bewoners = field(default_factory=list)
    mogelijke_bewoners: Bewoners = field(default_factory=list)
    indicatie_veel_bewoners: bool | None = None


class BewoningenAntwoord(Record):
    """The answer of POST /bewoningen."""

    bewoningen: Annotated[list[BewoningRecord], msgspec.Meta(max_length=MAX_ROWS)] = field(
        default_factory=list
    )


BEWONING = Resource(
    api="bewoning", path="bewoningen", record=BewoningRecord, paged=False, intern=True, expected=4
)
"""Who lives where is for the municipality only: for a citizen or company there are none."""
