"""Fills the store with partijen and all that hangs on them; no contact is made here."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sandbox.klant.store import Body, Store, link
from sandbox.klant.texts import CATEGORIEEN, ORGANISATIES

PERSOON_COUNT = 150
VESTIGING_COUNT = 8
CONTACTPERSOON_COUNT = 15
SHOWCASE_COUNT = 4  # the first persons are always known: two parents and two children
KVK_BASE, VESTIGING_BASE, RSIN_BASE = 68750110, 37178600, 823288440


class PartijBuilder:
    """Makes partijen; afterwards `by_bsn` and `organisaties` say who can make contact."""

    def __init__(self, store: Store, rng: random.Random, today: date) -> None:
        self.by_bsn: dict[str, Body] = {}
        self.organisaties: list[Body] = []
        self._store = store
        self._rng = rng
        self._today = today

    def build(self, personen: Sequence[Mapping[str, Any]], initiators: Sequence[str]) -> None:
        for persoon in _choose(personen, initiators):
            self._add_persoon(persoon)
        for number, naam in enumerate(ORGANISATIES):
            self._add_organisatie(naam, number)
        for number in range(CONTACTPERSOON_COUNT):
            self._add_contactpersoon(personen[-1 - number], self.organisaties[number])
        self._add_vertegenwoordigingen()
        self._add_categorieen()

    def _add_persoon(self, persoon: Mapping[str, Any]) -> None:
        partij = self._add_partij(
            "persoon",
            bezoekadres=_make_adres(persoon),
            geheim=bool(persoon.get("geheimhoudingPersoonsgegevens")),
            identificatie=_make_persoon_identificatie(persoon),
        )
        bsn = persoon["burgerservicenummer"]
        self.by_bsn[bsn] = partij
        self._identify(partij, "natuurlijk_persoon", "bsn", bsn, "brp")
        naam = partij["partijIdentificatie"]["contactnaam"]
        local = f"{naam['voornaam']}.{naam['achternaam']}.{len(self.by_bsn)}"
        self._add_adressen(partij, f"{_plain(local)}@voorbeeldmail.nl", "Privé")
        if len(self.by_bsn) % 4 == 1:
            self._add_rekeningnummer(partij)

    def _add_organisatie(self, naam: str, number: int) -> None:
        partij = self._add_partij("organisatie", identificatie={"naam": naam})
        self.organisaties.append(partij)
        kvk = self._identify(
            partij, "niet_natuurlijk_persoon", "kvk_nummer", f"{KVK_BASE + number * 7}", "hr"
        )
        if number < VESTIGING_COUNT:
            nummer = f"{VESTIGING_BASE + number * 13:012d}"
            self._identify(partij, "vestiging", "vestigingsnummer", nummer, "hr", kvk)
        if number % 5 == 0:
            rsin = f"{RSIN_BASE + number}"
            self._identify(partij, "niet_natuurlijk_persoon", "rsin", rsin, "hr")
        self._add_adressen(partij, f"info@{_plain(naam)}.voorbeeld.nl", "Algemeen")
        self._add_rekeningnummer(partij)

    def _add_contactpersoon(self, persoon: Mapping[str, Any], organisatie: Body) -> None:
        identificatie = {
            "werkteVoorPartij": link(organisatie),
            **_make_persoon_identificatie(persoon),
        }
        partij = self._add_partij("contactpersoon", identificatie=identificatie)
        identificatie["uuid"] = partij["uuid"]
        naam = _plain(organisatie["partijIdentificatie"]["naam"])
        voornaam = _plain(identificatie["contactnaam"]["voornaam"])
        self._add_adressen(partij, f"{voornaam}@{naam}.voorbeeld.nl", "Werk")
        self._represent(partij, organisatie)

    def _add_partij(
        self,
        soort: str,
        identificatie: Body,
        bezoekadres: Body | None = None,
        geheim: bool = False,
    ) -> Body:
        number = len(self._store.resources["partijen"]) + 1
        return self._store.add(
            "partijen",
            nummer=f"{number:010d}",
            interneNotitie="Wil bij voorkeur gebeld worden." if number % 9 == 0 else "",
            betrokkenen=[],
            categorieRelaties=[],
            digitaleAdressen=[],
            voorkeursDigitaalAdres=None,
            vertegenwoordigden=[],
            rekeningnummers=[],
            voorkeursRekeningnummer=None,
            partijIdentificatoren=[],
            soortPartij=soort,
            indicatieGeheimhouding=geheim,
            voorkeurstaal="eng" if number % 17 == 0 else "nld",
            indicatieActief=number % 31 != 0,
            bezoekadres=bezoekadres,
            correspondentieadres=bezoekadres if number % 6 == 0 else None,
            partijIdentificatie=identificatie,
        )

    def _identify(
        self,
        partij: Body,
        objecttype: str,
        soort: str,
        object_id: str,
        register: str,
        sub_van: Body | None = None,
    ) -> Body:
        identificator = self._store.add(
            "partij-identificatoren",
            identificeerdePartij=link(partij),
            anderePartijIdentificator="",
            partijIdentificator={
                "codeObjecttype": objecttype,
                "codeSoortObjectId": soort,
                "objectId": object_id,
                "codeRegister": register,
            },
            subIdentificatorVan=link(sub_van) if sub_van else None,
        )
        partij["partijIdentificatoren"].append(identificator)
        return identificator

    def _add_adressen(self, partij: Body, email: str, omschrijving: str) -> None:
        phone = f"06{self._rng.randrange(10**7, 10**8)}"
        for soort, adres in (("email", email[-80:]), ("telefoonnummer", phone)):
            verified = self._today - timedelta(days=self._rng.randrange(10, 900))
            digitaal_adres = self._store.add(
                "digitaleadressen",
                verstrektDoorBetrokkene=None,
                verstrektDoorPartij=link(partij),
                adres=adres,
                soortDigitaalAdres=soort,
                isStandaardAdres=soort == "email",
                omschrijving=omschrijving,
                referentie="portaalvoorkeur" if soort == "email" else "kcc",
                verificatieDatum=verified.isoformat() if self._rng.random() < 0.5 else None,
            )
            partij["digitaleAdressen"].append(link(digitaal_adres))
        partij["voorkeursDigitaalAdres"] = partij["digitaleAdressen"][0]

    def _add_rekeningnummer(self, partij: Body) -> None:
        iban = make_iban(self._rng.randrange(10**9, 10**10))
        rekening = self._store.add(
            "rekeningnummers", partij=link(partij), iban=iban, bic="ABNANL2A"
        )
        partij["rekeningnummers"].append(link(rekening))
        partij["voorkeursRekeningnummer"] = link(rekening)

    def _represent(self, vertegenwoordiger: Body, vertegenwoordigde: Body) -> None:
        self._store.add(
            "vertegenwoordigingen",
            vertegenwoordigendePartij=link(vertegenwoordiger),
            vertegenwoordigdePartij=link(vertegenwoordigde),
        )
        vertegenwoordiger["vertegenwoordigden"].append(link(vertegenwoordigde))
        self._store.hide(vertegenwoordigde, "vertegenwoordigers", vertegenwoordiger)

    def _add_vertegenwoordigingen(self) -> None:
        """The showcase parents act for their children."""
        showcase = list(self.by_bsn.values())[:SHOWCASE_COUNT]
        for ouder in showcase[:2]:
            for kind in showcase[2:]:
                self._represent(ouder, kind)

    def _add_categorieen(self) -> None:
        categorieen = [self._store.add("categorieen", naam=naam) for naam in CATEGORIEEN]
        for number, partij in enumerate(self._store.list("partijen")):
            if number % 3 == 0:
                self._categorise(partij, categorieen[number // 3 % len(categorieen)])

    def _categorise(self, partij: Body, categorie: Body) -> None:
        begin = self._today - timedelta(days=self._rng.randrange(30, 1200))
        ended = self._rng.random() < 0.2
        eind = (begin + timedelta(days=20)).isoformat() if ended else None
        relatie = self._store.add(
            "categorie-relaties",
            partij=link(partij),
            categorie=link(categorie) | {"naam": categorie["naam"]},
            beginDatum=begin.isoformat(),
            eindDatum=eind,
        )
        short = {"categorieNaam": categorie["naam"], "beginDatum": begin.isoformat()}
        partij["categorieRelaties"].append(link(relatie) | short | {"eindDatum": eind})


def _choose(
    personen: Sequence[Mapping[str, Any]], initiators: Sequence[str]
) -> list[Mapping[str, Any]]:
    """The showcase persons, then who started a zaak, then others until there are enough."""
    by_bsn = {persoon["burgerservicenummer"]: persoon for persoon in personen}
    bsns = [persoon["burgerservicenummer"] for persoon in personen]
    asked = [bsn for bsn in initiators if bsn in by_bsn]
    chosen = dict.fromkeys([*bsns[:SHOWCASE_COUNT], *asked])
    for bsn in bsns:
        if len(chosen) >= PERSOON_COUNT:
            break
        chosen.setdefault(bsn)
    return [by_bsn[bsn] for bsn in chosen]


def _make_persoon_identificatie(persoon: Mapping[str, Any]) -> Body:
    naam = persoon["naam"]
    contactnaam = {
        "voorletters": naam["voorletters"][:10],
        "voornaam": naam["voornamen"].split()[0],
        "voorvoegselAchternaam": naam.get("voorvoegsel", ""),
        "achternaam": naam["geslachtsnaam"],
    }
    return {"contactnaam": contactnaam, "volledigeNaam": make_volledige_naam(contactnaam)}


def make_volledige_naam(contactnaam: Mapping[str, str]) -> str:
    parts = ("voornaam", "voorvoegselAchternaam", "achternaam")
    return " ".join(contactnaam[part] for part in parts if contactnaam[part])


def _make_adres(persoon: Mapping[str, Any]) -> Body | None:
    verblijfplaats = persoon.get("verblijfplaats", {})
    if verblijfplaats.get("type") != "Adres":
        return None
    adres = verblijfplaats["verblijfadres"]
    letter, addition = adres.get("huisletter", ""), adres.get("huisnummertoevoeging", "")
    return {
        "nummeraanduidingId": verblijfplaats["nummeraanduidingIdentificatie"],
        "straatnaam": adres["officieleStraatnaam"],
        "huisnummer": adres["huisnummer"],
        "huisnummertoevoeging": f"{letter} {addition}".strip(),
        "postcode": f"{adres['postcode'][:4]} {adres['postcode'][4:]}",
        "stad": adres["woonplaats"],
        "adresregel1": persoon["adressering"]["adresregel1"],
        "adresregel2": persoon["adressering"]["adresregel2"],
        "adresregel3": "",
        "land": "NL",
    }


def _plain(text: str) -> str:
    return "".join(
        char for char in text.lower() if char.isascii() and (char.isalnum() or char == ".")
    )


def make_iban(account: int) -> str:
    """A Dutch IBAN of the bank ABNA, with its check digits."""
    digits = "".join(str(int(char, 36)) for char in f"ABNA{account:010d}NL00")
    return f"NL{98 - int(digits) % 97:02d}ABNA{account:010d}"
