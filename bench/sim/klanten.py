"""Klantinteracties: a partij per person, digitale adressen, and contacts about zaken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.sim.shapes import Json, Roots, make_uuid
from bench.sim.zaken import DETAIL_ZAAK, ZAAK_COUNT

API = "klantinteracties"
DETAIL_CONTACTS = 3
PATHS = (
    "partijen",
    "partij-identificatoren",
    "digitaleadressen",
    "betrokkenen",
    "klantcontacten",
    "onderwerpobjecten",
)


class KlantMaker:
    """Makes the tables; `tables` holds them by path."""

    def __init__(self, roots: Roots, personen: Sequence[Mapping[str, Any]]) -> None:
        self._roots, self._personen = roots, personen
        self.tables: dict[str, list[Json]] = {path: [] for path in PATHS}

    def make(self) -> dict[str, list[Json]]:
        """Return all tables."""
        for number in range(len(self._personen)):
            self._add_partij(number)
        for zaak in range(0, ZAAK_COUNT, 2):
            persoon = 0 if zaak % 100 == 0 else zaak * 7 % len(self._personen)
            for number in range(DETAIL_CONTACTS if zaak == DETAIL_ZAAK else 1):
                self._add_contact(zaak, number, persoon)
        return self.tables

    def link(self, path: str, *numbers: int) -> Json:
        """Return the {uuid, url} of a record."""
        uuid = make_uuid(path, *numbers)
        return {"uuid": uuid, "url": self._roots.url(API, path, uuid)}

    def _add(self, path: str, numbers: tuple[int, ...], **fields: object) -> Json:
        record = {**self.link(path, *numbers), **fields}
        self.tables[path].append(record)
        return record

    def _add_partij(self, number: int) -> None:
        persoon = self._personen[number]
        link = self.link("partijen", number)
        identificator = self._add(
            "partij-identificatoren",
            (number,),
            identificeerdePartij=link,
            anderePartijIdentificator="",
            partijIdentificator={
                "codeObjecttype": "natuurlijk_persoon",
                "codeSoortObjectId": "bsn",
                "objectId": persoon["burgerservicenummer"],
                "codeRegister": "brp",
            },
            subIdentificatorVan=None,
        )
        adressen = [
            self._add_adres(number, 0, "email", f"klant{number}@voorbeeldmail.nl"),
            self._add_adres(number, 1, "telefoonnummer", f"06{number:08d}"),
        ]
        self._add(
            "partijen",
            (number,),
            nummer=f"{number + 1:010d}",
            interneNotitie="",
            betrokkenen=[],
            categorieRelaties=[],
            digitaleAdressen=adressen,
            voorkeursDigitaalAdres=adressen[0],
            vertegenwoordigden=[],
            rekeningnummers=[],
            voorkeursRekeningnummer=None,
            partijIdentificatoren=[identificator],
            soortPartij="persoon",
            indicatieGeheimhouding=False,
            voorkeurstaal="nld",
            indicatieActief=True,
            bezoekadres=None,
            correspondentieadres=None,
            partijIdentificatie={
                "contactnaam": _contactnaam(persoon),
                "volledigeNaam": persoon["naam"]["volledigeNaam"],
            },
        )

    def _add_adres(self, partij: int, number: int, soort: str, adres: str) -> Json:
        self._add(
            "digitaleadressen",
            (partij, number),
            verstrektDoorBetrokkene=None,
            verstrektDoorPartij=self.link("partijen", partij),
            adres=adres,
            soortDigitaalAdres=soort,
            isStandaardAdres=number == 0,
            omschrijving="Privé",
            referentie="portaalvoorkeur",
            verificatieDatum=None,
        )
        return self.link("digitaleadressen", partij, number)

    def _add_contact(self, zaak: int, number: int, persoon: int) -> None:
        contact = self.link("klantcontacten", zaak, number)
        betrokkene = self._add_betrokkene((zaak, number), persoon, contact)
        onderwerp = self._add(
            "onderwerpobjecten",
            (zaak, number),
            klantcontact=contact,
            wasKlantcontact=None,
            onderwerpobjectidentificator={
                "objectId": make_uuid("zaken", zaak),
                "codeObjecttype": "zaak",
                "codeRegister": "open-zaak",
                "codeSoortObjectId": "uuid",
            },
        )
        at = len(self.tables["klantcontacten"]) + 1
        self._add(
            "klantcontacten",
            (zaak, number),
            gingOverOnderwerpobjecten=[_short(onderwerp)],
            hadBetrokkenActoren=[],
            omvatteBijlagen=[],
            hadBetrokkenen=[_short(betrokkene)],
            leiddeTotInterneTaken=[],
            nummer=f"{at:010d}",
            referentienummer=f"KC{at:08d}",
            kanaal=("telefoon", "e-mail", "balie")[at % 3],
            onderwerp="Vraag over de voortgang",
            inhoud="De klant vraagt hoe het met de zaak staat.",
            reactie="De behandelaar belt terug.",
            indicatieContactGelukt=True,
            hoofdOnderwerpType="",
            verdereActieOndernomen=False,
            taal="nld",
            vertrouwelijk=False,
            plaatsgevondenOp=f"2026-10-{1 + at % 28:02d}T10:15:00Z",
            metadata={},
        )

    def _add_betrokkene(self, numbers: tuple[int, int], persoon: int, contact: Json) -> Json:
        betrokkene = self._add(
            "betrokkenen",
            numbers,
            wasPartij=self.link("partijen", persoon),
            hadKlantcontact=contact,
            digitaleAdressen=[],
            bezoekadres=None,
            correspondentieadres=None,
            contactnaam=_contactnaam(self._personen[persoon]),
            volledigeNaam=self._personen[persoon]["naam"]["volledigeNaam"],
            rol="klant",
            organisatienaam="",
            initiator=True,
        )
        self.tables["partijen"][persoon]["betrokkenen"].append(_short(betrokkene))
        return betrokkene


def _short(record: Json) -> Json:
    return {"uuid": record["uuid"], "url": record["url"]}


def _contactnaam(persoon: Mapping[str, Any]) -> Json:
    naam = persoon["naam"]
    return {
        "voorletters": naam["voorletters"],
        "voornaam": naam["voornamen"],
        "voorvoegselAchternaam": naam.get("voorvoegsel", ""),
        "achternaam": naam["geslachtsnaam"],
    }
