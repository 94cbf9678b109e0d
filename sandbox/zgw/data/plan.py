"""Decides, with a seeded random generator, what each zaak will hold; makes no records."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from sandbox.zgw.data.context import make_uuid
from sandbox.zgw.data.vocabulary import BEDRIJVEN, EENHEDEN, MEDEWERKERS, STRATEN
from sandbox.zgw.data.zaaktypen import (
    BEZWAAR,
    GEBRUIKT,
    OMGEVINGSVERGUNNING,
    Zaaktype,
)

NUMBER_OF_ZAKEN = 500
SPAN_IN_DAYS = 730
SHOWCASE_INDEX = 380
SHOWCASE_ZAAK_UUID = "5c9d0e0a-5f6e-4c6e-9d0e-000000000001"
SHOWCASE_ZAAK_IDENTIFICATIE = "ZAAK-2026-0000000001"
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
SEED = 20260101


@dataclass(frozen=True)
class RolPlan:
    """One rol: its generic omschrijving, the kind of betrokkene and which one of that kind."""

    generiek: str
    betrokkene_type: str
    nummer: int
    machtiging: str = ""


@dataclass(frozen=True)
class ZaakPlan:
    """Everything about one zaak that chance decides."""

    index: int
    zaaktype: Zaaktype
    days_ago: int
    days_open: int | None
    statussen: tuple[int, ...]
    resultaat: int | None
    rollen: tuple[RolPlan, ...]
    objecten: tuple[str, ...]
    documenten: int
    besluiten: int
    onderwerp: str
    straat: int
    huisnummer: int
    vertrouwelijkheid: str
    geometrie: str
    waarden: int
    opgeschort: bool = False
    verlengd: bool = False
    hoofdzaak: int | None = None
    gerelateerd: int | None = None

    @property
    def uuid(self) -> str:
        if self.index == SHOWCASE_INDEX:
            return SHOWCASE_ZAAK_UUID
        return make_uuid("zaak", self.index)

    @property
    def identificatie(self) -> str:
        if self.index >= SHOWCASE_INDEX:
            return f"ZAAK-2026-{self.index - SHOWCASE_INDEX + 1:010d}"
        return f"ZAAK-2025-{self.index + 1:010d}"


def make_plans(number_of_personen: int, seed: int = SEED) -> list[ZaakPlan]:
    """The plans of all zaken, the oldest first; the showcase zaak is one of them."""
    if number_of_personen < 4:
        raise ValueError("the showcase zaak needs four personen")
    rng = random.Random(seed)
    plans = [_plan(rng, index, number_of_personen) for index in range(NUMBER_OF_ZAKEN)]
    plans[SHOWCASE_INDEX] = _showcase(plans[SHOWCASE_INDEX])
    deelzaak, related = plans[SHOWCASE_INDEX + 1], plans[SHOWCASE_INDEX + 2]
    plans[deelzaak.index] = _as_deelzaak(deelzaak, plans[SHOWCASE_INDEX])
    plans[related.index] = replace(_retype(related, BEZWAAR), hoofdzaak=None)
    return _relate(plans)


def _plan(rng: random.Random, index: int, number_of_personen: int) -> ZaakPlan:
    zaaktype = rng.choices(GEBRUIKT, weights=(30, 34, 14, 12, 10))[0]
    days_ago = SPAN_IN_DAYS - index * SPAN_IN_DAYS // NUMBER_OF_ZAKEN
    days_open = _days_open(rng, zaaktype, days_ago)
    return ZaakPlan(
        index=index,
        zaaktype=zaaktype,
        days_ago=days_ago,
        days_open=days_open,
        statussen=_statussen(rng, zaaktype, index, closed=days_open is not None),
        resultaat=_resultaat(rng, zaaktype, index, closed=days_open is not None),
        rollen=_rollen(rng, zaaktype, index, number_of_personen),
        objecten=_objecten(rng, zaaktype),
        documenten=rng.choice((0, 1, 1, 2, 2, 3, 4)),
        besluiten=_besluiten(rng, zaaktype, closed=days_open is not None),
        onderwerp=rng.choice(zaaktype.onderwerpen),
        straat=rng.randrange(len(STRATEN)),
        huisnummer=rng.randrange(1, 180),
        vertrouwelijkheid=_vertrouwelijkheid(rng, zaaktype),
        geometrie=rng.choice(("", "Point", "Point", "Polygon")),
        waarden=rng.randrange(1000),
        opgeschort=rng.random() < 0.06,
        verlengd=rng.random() < 0.08,
    )


def _days_open(rng: random.Random, zaaktype: Zaaktype, days_ago: int) -> int | None:
    """How long the zaak was open; none while it still is."""
    duration = rng.randrange(1, zaaktype.doorlooptijd + 10)
    likelihood = 0.95 if days_ago > 150 else 0.6
    closed = rng.random() < likelihood and duration < days_ago
    return duration if closed else None


def _statussen(
    rng: random.Random, zaaktype: Zaaktype, index: int, *, closed: bool
) -> tuple[int, ...]:
    last = len(zaaktype.statussen)
    if closed:
        skipped = rng.choice((None, 2, 3)) if last > 3 else None
        return tuple(number for number in range(1, last + 1) if number != skipped)
    return () if index % 50 == 49 else tuple(range(1, rng.randrange(1, last) + 1))


def _resultaat(rng: random.Random, zaaktype: Zaaktype, index: int, *, closed: bool) -> int | None:
    chosen = rng.randrange(len(zaaktype.resultaten))
    return chosen if closed or index % 60 == 59 else None


def _rollen(
    rng: random.Random, zaaktype: Zaaktype, index: int, number_of_personen: int
) -> tuple[RolPlan, ...]:
    if index % 83 == 82:
        return ()
    kind = rng.choices(
        ("natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging", "organisatorische_eenheid"),
        weights=(70, 14, 10, 6),
    )[0]
    numbers = {
        "natuurlijk_persoon": number_of_personen,
        "niet_natuurlijk_persoon": len(BEDRIJVEN),
        "vestiging": len(BEDRIJVEN),
        "organisatorische_eenheid": len(EENHEDEN),
    }
    eenheid = next(n for n, item in enumerate(EENHEDEN) if item.identificatie == zaaktype.eenheid)
    rollen = [
        RolPlan("initiator", kind, rng.randrange(numbers[kind])),
        rng.choice(
            (
                RolPlan("behandelaar", "medewerker", rng.randrange(len(MEDEWERKERS))),
                RolPlan("behandelaar", "medewerker", rng.randrange(len(MEDEWERKERS))),
                RolPlan("behandelaar", "organisatorische_eenheid", eenheid),
            )
        ),
    ]
    persoon = rng.randrange(number_of_personen)
    if rng.random() < 0.25:
        rollen.append(RolPlan("belanghebbende", "natuurlijk_persoon", persoon))
    if rng.random() < 0.1:
        rollen.append(RolPlan("mede_initiator", "natuurlijk_persoon", persoon, "gemachtigde"))
    if rng.random() < 0.3:
        beslisser = rng.randrange(len(MEDEWERKERS))
        rollen.append(RolPlan("beslisser", "medewerker", beslisser))
    return tuple(rollen)


def _objecten(rng: random.Random, zaaktype: Zaaktype) -> tuple[str, ...]:
    number = min(rng.choice((0, 1, 1, 2)), len(zaaktype.objecttypen))
    extra = ("buurt",) if rng.random() < 0.05 else ()
    return zaaktype.objecttypen[:number] + extra


def _besluiten(rng: random.Random, zaaktype: Zaaktype, *, closed: bool) -> int:
    return 1 if zaaktype.besluittypen and closed and rng.random() < 0.7 else 0


def _vertrouwelijkheid(rng: random.Random, zaaktype: Zaaktype) -> str:
    return zaaktype.vertrouwelijkheid if rng.random() < 0.85 else rng.choice(OPENBAARHEID)


def _relate(plans: list[ZaakPlan]) -> list[ZaakPlan]:
    """Some deelzaken and related zaken; those of the showcase are settled already."""
    settled = range(SHOWCASE_INDEX - 2, SHOWCASE_INDEX + 3)
    for index in range(10, len(plans)):
        if index in settled:
            continue
        if index % 20 == 8:
            plans[index] = _as_deelzaak(plans[index], plans[index - 1])
        if index % 16 == 3:
            plans[index] = replace(plans[index], gerelateerd=index - 9)
    return plans


def _as_deelzaak(plan: ZaakPlan, hoofdzaak: ZaakPlan) -> ZaakPlan:
    same_type = plan.zaaktype is hoofdzaak.zaaktype
    retyped = plan if same_type else _retype(plan, hoofdzaak.zaaktype)
    return replace(retyped, hoofdzaak=hoofdzaak.index)


def _retype(plan: ZaakPlan, zaaktype: Zaaktype) -> ZaakPlan:
    """The same zaak as an open one of another zaaktype."""
    return replace(
        plan,
        zaaktype=zaaktype,
        days_open=None,
        statussen=(1, 2),
        resultaat=None,
        besluiten=0,
        objecten=zaaktype.objecttypen[:1],
        onderwerp=zaaktype.onderwerpen[0],
        vertrouwelijkheid=zaaktype.vertrouwelijkheid,
    )


def _showcase(plan: ZaakPlan) -> ZaakPlan:
    """The zaak the README asks for; every number in it is a promise."""
    return replace(
        plan,
        zaaktype=OMGEVINGSVERGUNNING,
        days_open=48,
        statussen=(1, 2, 3, 4),
        resultaat=0,
        rollen=(
            RolPlan("initiator", "natuurlijk_persoon", 0),
            RolPlan("mede_initiator", "natuurlijk_persoon", 1),
            RolPlan("belanghebbende", "natuurlijk_persoon", 2),
            RolPlan("belanghebbende", "natuurlijk_persoon", 3),
            RolPlan("behandelaar", "medewerker", 0),
            RolPlan("adviseur", "niet_natuurlijk_persoon", 1),
        ),
        objecten=("adres", "pand", "kadastrale_onroerende_zaak"),
        documenten=10,
        besluiten=2,
        onderwerp="Dakkapel plaatsen",
        straat=0,
        huisnummer=12,
        vertrouwelijkheid="openbaar",
        geometrie="Point",
        waarden=0,
        opgeschort=False,
        verlengd=True,
        gerelateerd=SHOWCASE_INDEX + 2,
    )
