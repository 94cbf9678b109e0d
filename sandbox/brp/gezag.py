"""Who has authority over which minor (shapes of 2.7), told at the minor and its gezagdragers."""

from __future__ import annotations

from datetime import date

from sandbox.brp.body import volledige_naam
from sandbox.brp.population import Inwoner
from sandbox.brp.values import Body, age_on, lean

ADULT_AGE = 18
UNUSUAL = (
    "GezamenlijkGezag",
    "OnbekendeDerde",
    "Voogdij",
    "TijdelijkGeenGezag",
    "GezagNietTeBepalen",
)


def add_gezag(inwoners: list[Inwoner], bodies: dict[str, Body], today: date) -> None:
    minors = [person for person in inwoners if age_on(today, person.geboren) < ADULT_AGE]
    adult = next(person for person in inwoners if not person.kinderen and person not in minors)
    for number, minor in enumerate(minors):
        # the showcase children come first and stay ordinary; every third minor after is not
        unusual = UNUSUAL[number // 3 % len(UNUSUAL)] if number % 3 == 2 else ""
        relatie = _make_relatie(minor, unusual, adult, today)
        for bsn in [minor.bsn, *_holders(relatie)]:
            bodies[bsn].setdefault("gezag", []).append(relatie)


def _holders(relatie: Body) -> list[str]:
    roles = [*relatie.get("ouders", ()), *relatie.get("derden", ())]
    roles += [relatie[name] for name in ("ouder", "derde") if name in relatie]
    return [role["burgerservicenummer"] for role in roles if "burgerservicenummer" in role]


def _make_relatie(minor: Inwoner, unusual: str, adult: Inwoner, today: date) -> Body:
    ouders = [_gezag_ouder(ouder) for ouder in minor.ouders]
    derde = {"type": "BekendeDerde", **_gezag_ouder(adult)}
    toelichting = "gezag kan niet worden bepaald omdat een van de ouders niet bekend is."
    shapes: dict[str, Body] = {
        "GezamenlijkGezag": {"ouder": ouders[0], "derde": derde},
        "OnbekendeDerde": {"ouder": ouders[0], "derde": {"type": "OnbekendeDerde"}},
        "Voogdij": {"derden": [derde]},
        "TijdelijkGeenGezag": {"toelichting": "Tijdelijk geen gezag: ouder is minderjarig."},
        "GezagNietTeBepalen": {"toelichting": toelichting},
    }
    kind = "GezamenlijkGezag" if unusual == "OnbekendeDerde" else unusual
    if unusual:
        return {"type": kind, "minderjarige": _minderjarige(minor, today), **shapes[unusual]}
    if len(ouders) == 2:
        together: Body = {"type": "GezamenlijkOuderlijkGezag", "ouders": ouders}
        return {**together, "minderjarige": _minderjarige(minor, today)}
    alone: Body = {"type": "EenhoofdigOuderlijkGezag", "ouder": ouders[0]}
    return {**alone, "minderjarige": _minderjarige(minor, today)}


def _gezag_ouder(person: Inwoner) -> Body:
    naam = {"volledigeNaam": volledige_naam(person)}
    return lean(burgerservicenummer=person.bsn, naam=naam)


def _minderjarige(minor: Inwoner, today: date) -> Body:
    return {
        "burgerservicenummer": minor.bsn,
        "naam": {"volledigeNaam": volledige_naam(minor)},
        "leeftijd": age_on(today, minor.geboren),
    }
