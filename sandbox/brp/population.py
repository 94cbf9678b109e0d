"""Who lives in Voorbeeldstad and how they are related. Facts only, no BRP shapes."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from sandbox.brp.names import GESLACHTSNAMEN, JAN_NAMEN, MANNEN, NIEUWKOMERS, STRATEN, VROUWEN
from sandbox.brp.values import iter_bsns, years_before

PERSON_COUNT = 240
LARGEST_FAMILY = 16
SPECIAL_COUNT = 12  # single persons at the end that hold the rare shapes
RESIDENT_COUNT = 33  # in one zorginstelling: more than an address search may answer


@dataclass(frozen=True)
class Adres:
    straat: str
    huisnummer: int
    postcode: str
    volgnummer: int
    huisletter: str = ""
    huisnummertoevoeging: str = ""


@dataclass(eq=False)
class Inwoner:
    """One human. Without a bsn: known only as someone's relative, not a person in the register."""

    bsn: str
    voornamen: str
    voorvoegsel: str
    geslachtsnaam: str
    geslacht: str
    geboren: date
    adres: Adres | None = None
    partner: Inwoner | None = None
    verbonden_op: date | None = None
    ontbonden_op: date | None = None
    soort_verbintenis: str = "H"
    naamgebruik: str = "E"
    overleden_op: date | None = None
    herkomst: tuple[str, str] | None = None
    nationaliteit: tuple[str, str] | None = None
    geboorteplaats: str = ""
    ouders: list[Inwoner] = field(default_factory=list)
    kinderen: list[Inwoner] = field(default_factory=list)


class Population:
    """Draws the inhabitants, always the same ones for the same day."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.inwoners: list[Inwoner] = []
        self._rng = random.Random(20260401)
        self._bsns = iter_bsns(self._rng)
        self._adres_count = 0

    def settle(self) -> list[Inwoner]:
        self._add_showcase()
        reserved = RESIDENT_COUNT + SPECIAL_COUNT
        while len(self.inwoners) + reserved + LARGEST_FAMILY <= PERSON_COUNT:
            self._add_family()
        while len(self.inwoners) + reserved < PERSON_COUNT:
            self._add_single(self._rng.randrange(22, 60))
        self._add_residents()
        self._add_specials()
        return self.inwoners

    def _add_showcase(self) -> None:
        adres = self._adres("Dorpsstraat", "1234AB", 12)
        suzanne = self._person("V", 41, ("de", "Vries"), "Suzanne Marije", adres)
        daan = self._person("M", 43, ("van den", "Berg"), "Daan Willem", adres)
        emma = self._person("V", 12, ("van den", "Berg"), "Emma Sophie", adres)
        thijs = self._person("M", 9, ("van den", "Berg"), "Thijs Johannes", adres)
        suzanne.naamgebruik = "V"
        self._join(suzanne, daan)
        for kind in (emma, thijs):
            self._link(kind, [suzanne, daan])
        self._add_grootouders(suzanne)
        self._add_unregistered_ouders(daan)

    def _add_family(self) -> None:
        naam = self._rng.choice(GESLACHTSNAMEN)
        grootouders = self._couple(naam, self._rng.randrange(68, 86), self._new_adres())
        for _ in range(self._rng.choice((1, 2, 2))):
            kind = self._household(naam, self._rng.randrange(34, 46))
            self._link(kind, grootouders)
        for ouder in grootouders:
            self._add_unregistered_ouders(ouder)
        if self._rng.random() < 0.3:
            self._bury(grootouders[self._rng.randrange(2)])

    def _household(self, naam: tuple[str, str], age: int) -> Inwoner:
        """A child of the family with partner and children; the partner came from elsewhere."""
        adres = self._new_adres()
        if self._rng.random() < 0.2:
            alone = self._person(self._rng.choice("MV"), age, naam, "", adres)
            self._add_kinderen([alone], naam, adres, age)
            return alone
        couple = self._couple(naam, age, adres)
        self._add_unregistered_ouders(couple[1])
        self._add_kinderen(couple, naam, adres, age)
        if self._rng.random() < 0.15:
            self._divorce(couple[0], couple[1])
        return couple[0]

    def _couple(self, naam: tuple[str, str], age: int, adres: Adres) -> list[Inwoner]:
        geslacht = self._rng.choice("MV")
        other = geslacht if self._rng.random() < 0.1 else "MV"["VM".index(geslacht)]
        first = self._person(geslacht, age, naam, "", adres)
        second = self._person(other, age - 2, self._rng.choice(GESLACHTSNAMEN), "", adres)
        second.naamgebruik = self._rng.choice("EEPVN") if other == "V" else "E"
        self._join(first, second)
        return [first, second]

    def _add_kinderen(
        self, ouders: list[Inwoner], naam: tuple[str, str], adres: Adres, age: int
    ) -> None:
        for order in range(self._rng.choice((0, 1, 2, 2, 3))):
            kind_age = max(age - self._rng.randrange(26, 32) - 2 * order, 0)
            kind = self._person(self._rng.choice("MV"), kind_age, naam, "", adres)
            self._link(kind, ouders)

    def _add_single(self, age: int, adres: Adres | None = None) -> Inwoner:
        geslacht = self._rng.choice("MV")
        naam = self._rng.choice(GESLACHTSNAMEN)
        person = self._person(geslacht, age, naam, "", adres or self._new_adres())
        self._add_unregistered_ouders(person)
        return person

    def _add_residents(self) -> None:
        """A zorginstelling at one address, where names like Johanna Jansen are common."""
        adres = self._adres("Raadhuisplein", "1236AA", 100)
        for number in range(RESIDENT_COUNT):
            resident = self._add_single(self._rng.randrange(79, 98), adres)
            if number < 14:
                resident.voorvoegsel = ""
                resident.geslachtsnaam = JAN_NAMEN[number % len(JAN_NAMEN)]
                resident.voornamen = "Johanna Maria" if resident.geslacht == "V" else "Johannes"

    def _add_specials(self) -> None:
        """Newcomers first, then people on whom the rare shapes are put."""
        for (
            voornaam,
            voorvoegsel,
            geslachtsnaam,
            geslacht,
            land,
            nationaliteit,
            plaats,
        ) in NIEUWKOMERS:
            person = self._person(
                geslacht, self._rng.randrange(24, 50), (voorvoegsel, geslachtsnaam), voornaam
            )
            person.adres = self._new_adres()
            person.herkomst, person.nationaliteit = land, nationaliteit
            person.geboorteplaats = plaats
        for _ in range(SPECIAL_COUNT - len(NIEUWKOMERS)):
            self._add_single(self._rng.randrange(30, 70))

    def _person(
        self,
        geslacht: str,
        age: int,
        naam: tuple[str, str],
        voornamen: str,
        adres: Adres | None = None,
        registered: bool = True,
    ) -> Inwoner:
        geboren = years_before(
            self.today, age, self._rng.randrange(1, 13), self._rng.randrange(1, 29)
        )
        bsn = next(self._bsns) if registered else ""
        voornamen = voornamen or self._voornamen(geslacht)
        person = Inwoner(bsn, voornamen, naam[0], naam[1], geslacht, geboren, adres)
        if registered:
            self.inwoners.append(person)
        return person

    def _voornamen(self, geslacht: str) -> str:
        names = VROUWEN if geslacht == "V" else MANNEN
        return " ".join(self._rng.sample(names, self._rng.choice((1, 1, 2, 3))))

    def _new_adres(self) -> Adres:
        straat, postcode = self._rng.choice(STRATEN)
        letter = self._rng.choice(("", "", "", "", "a", "b"))
        toevoeging = self._rng.choice(("", "", "", "", "", "2", "bis"))
        return self._adres(straat, postcode, self._rng.randrange(1, 90), letter, toevoeging)

    def _adres(
        self, straat: str, postcode: str, huisnummer: int, letter: str = "", toevoeging: str = ""
    ) -> Adres:
        self._adres_count += 1
        return Adres(straat, huisnummer, postcode, self._adres_count, letter, toevoeging)

    def _add_grootouders(self, person: Inwoner) -> None:
        naam = (person.voorvoegsel, person.geslachtsnaam)
        self._link(person, self._couple(naam, 70, self._new_adres()))
        for ouder in person.ouders:
            self._add_unregistered_ouders(ouder)

    def _add_unregistered_ouders(self, person: Inwoner) -> None:
        """Parents of whom only the name and birth are known, as in an old akte."""
        age = self.today.year - person.geboren.year + 28
        naam = (person.voorvoegsel, person.geslachtsnaam)
        vader = self._person("M", age + 2, naam, "", registered=False)
        moeder = self._person("V", age, self._rng.choice(GESLACHTSNAMEN), "", registered=False)
        self._link(person, [moeder, vader])

    def _join(self, first: Inwoner, second: Inwoner) -> None:
        married = max(first.geboren, second.geboren) + timedelta(days=27 * 365)
        soort = self._rng.choice("HHHP")
        for one, other in ((first, second), (second, first)):
            one.partner, one.verbonden_op, one.soort_verbintenis = other, married, soort

    def _divorce(self, first: Inwoner, second: Inwoner) -> None:
        ended = self.today - timedelta(days=self._rng.randrange(100, 1500))
        first.ontbonden_op = second.ontbonden_op = ended
        second.adres = self._new_adres()

    def _bury(self, person: Inwoner) -> None:
        person.overleden_op = self.today - timedelta(days=self._rng.randrange(30, 2500))
        for one in (person, person.partner):
            if one is not None:
                one.ontbonden_op = person.overleden_op

    @staticmethod
    def _link(kind: Inwoner, ouders: list[Inwoner]) -> None:
        kind.ouders = list(ouders)
        for ouder in ouders:
            ouder.kinderen.append(kind)
