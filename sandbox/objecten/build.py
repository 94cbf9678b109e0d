"""Fills the register: the objects that zaken point at, meldingen behind zaken, and taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sandbox.objecten.objecttypen import BOOM, MELDING, OBJECTTYPEN, STRAATMEUBILAIR, TAAK
from sandbox.objecten.register import Json, Objecten
from sandbox.zgw.data import ZgwData
from sandbox.zgw.data.context import make_uuid, uuid_of
from sandbox.zgw.data.vocabulary import STRATEN

NUMBER_OF_BOMEN = 120
SOORTEN = ("Linde", "Zomereik", "Plataan", "Haagbeuk", "Rode beuk", "Gewone es")
AFDELINGEN = (("BOR", "Beheer Openbare Ruimte"), ("VTH", "Vergunningen, Toezicht en Handhaving"))
TREFWOORDEN: tuple[list[str], ...] = (["verlichting"], ["afval", "container"], ["bestrating"], [])
TAKEN = ("Vul de ontbrekende gegevens aan", "Upload een plattegrond", "Betaal de leges")


def make_objecten(root: str, registers: Sequence[ZgwData], today: date) -> Objecten:
    """Return the register below a root; objects that zaken name have the uuid they name."""
    register = Objecten(root, {item.uuid: item for item in OBJECTTYPEN})
    builder = _Builder(register, today)
    builder.add_bomen()
    for zgw in registers:
        builder.add_linked(zgw)
        builder.add_objects_about(zgw)
    return register


class _Builder:
    def __init__(self, register: Objecten, today: date) -> None:
        self._register = register
        self._today = today

    def add_bomen(self) -> None:
        for number in range(NUMBER_OF_BOMEN):
            self._add_boom(make_uuid("objecten-boom", number), number)

    def add_linked(self, zgw: ZgwData) -> None:
        """What a zaakobject names by URL: a tree or a piece of street furniture."""
        for number, zaakobject in enumerate(zgw.zaakobjecten):
            if not zaakobject["object"].startswith(self._register.root):
                continue
            uuid, soort = uuid_of(zaakobject["object"]), zaakobject["objectTypeOverige"]
            if soort == "boom":
                self._add_boom(uuid, number, (zaakobject["zaak"],))
            else:
                self._add_meubel(uuid, number, soort, zaakobject["zaak"])

    def add_objects_about(self, zgw: ZgwData) -> None:
        """The melding behind a zaak, and what its initiator still has to do for it."""
        zaaktypen = {item["url"]: item["identificatie"] for item in zgw.zaaktypen}
        initiators = {
            rol["zaak"]: rol["betrokkeneIdentificatie"]["inpBsn"]
            for rol in zgw.rollen
            if rol["omschrijvingGeneriek"] == "initiator"
            and rol["betrokkeneType"] == "natuurlijk_persoon"
        }
        for number, zaak in enumerate(zgw.zaken):
            bsn = initiators.get(zaak["url"])
            if zaaktypen[zaak["zaaktype"]] == "MELDING-OPENBARE-RUIMTE":
                self._add_melding(number, zaak, bsn)
            if bsn is not None and (zaak["einddatum"] is None or number % 4 == 0):
                self._add_taak(number, zaak, bsn)

    def _add_boom(self, uuid: str, number: int, zaken: tuple[str, ...] = ()) -> None:
        boom = self._register.add(uuid, BOOM, zaken)
        code, afdeling = AFDELINGEN[number % 2]
        data: Json = {
            "boomsoort": SOORTEN[number % len(SOORTEN)],
            "hoogte": 4 + number % 18 + 0.5 * (number % 2),
            "plantjaar": 1950 + number % 70,
            "conditie": ("goed", "goed", "matig", "slecht")[number % 4],
            "laatsteInspectie": self._day(400 + number),
            "beheerder": {"code": code, "afdeling": afdeling},
            "locatie": _locatie(number),
        }
        point = _point(number)
        boom.add(data, self._day(1500 + number), geometry=point)
        if number % 3 == 0:
            inspected = {**data, "laatsteInspectie": self._day(30 + number % 60)}
            inspected["monumentaal"] = number % 9 == 0
            boom.add(inspected, self._day(30 + number % 60), version=2, geometry=point)
        if number % 12 == 0:
            taller = {**boom.records[-1].data, "hoogte": data["hoogte"] + 1}
            start = boom.records[-1].start
            boom.add(taller, start, version=2, geometry=point, corrects=True)
        if number % 10 == 0:
            felled = {**boom.records[-1].data, "conditie": "slecht"}
            version = boom.records[-1].type_version
            boom.add(felled, self._day(-60), version=version, geometry=point)

    def _add_meubel(self, uuid: str, number: int, soort: str, zaak: str) -> None:
        meubel = self._register.add(uuid, STRAATMEUBILAIR, (zaak,))
        data = {
            "soort": soort,
            "nummer": f"{soort[:2].upper()}-{number:05d}",
            "geplaatstOp": self._day(2000 + number % 900),
            "locatie": _locatie(number),
        }
        meubel.add(data, self._day(2000 + number % 900), geometry=_point(number))

    def _add_melding(self, number: int, zaak: Json, bsn: str | None) -> None:
        melding = self._register.add(make_uuid("melding", zaak["uuid"]), MELDING, (zaak["url"],))
        closed = zaak["einddatum"] is not None
        data: Json = {
            "meldingnummer": f"MOR-{number:05d}",
            "omschrijving": zaak["omschrijving"],
            "status": "nieuw",
            "gemeldOp": zaak["startdatum"],
            "spoed": number % 11 == 0,
            "aantalFotos": number % 4,
            "trefwoorden": TREFWOORDEN[number % 4],
            "locatie": _locatie(number),
            "zaak": zaak["url"],
        }
        if bsn is not None:
            data["bsn"] = bsn
        point = zaak["zaakgeometrie"]
        melding.add(data, zaak["startdatum"], geometry=point)
        status = "afgehandeld" if closed else "in_behandeling"
        changed = zaak["einddatum"] or zaak["startdatum"]
        melding.add({**data, "status": status}, changed, geometry=point)

    def _add_taak(self, number: int, zaak: Json, bsn: str) -> None:
        taak = self._register.add(make_uuid("taak", zaak["uuid"]), TAAK, (zaak["url"],))
        due = date.fromisoformat(zaak["startdatum"]) + timedelta(days=28)
        data: Json = {
            "titel": TAKEN[number % len(TAKEN)],
            "status": "open",
            "soort": "portaalformulier",
            "verloopdatum": due.isoformat(),
            "eigenaar": "gemeente-voorbeeldstad",
            "identificatie": {"type": "bsn", "value": bsn},
            "koppeling": {"registratie": "zaak", "uuid": zaak["uuid"]},
            "portaalformulier": {
                "formulier": f"https://formulieren.voorbeeldstad.example/{number}"
            },
        }
        taak.add(data, zaak["startdatum"])
        if zaak["einddatum"] is not None:
            taak.add({**data, "status": "verwerkt"}, zaak["einddatum"])

    def _day(self, days_ago: int) -> str:
        return (self._today - timedelta(days=days_ago)).isoformat()


def _locatie(number: int) -> Json:
    return {"straat": STRATEN[number % len(STRATEN)].naam, "huisnummer": 1 + number % 179}


def _point(number: int) -> Json:
    straat = STRATEN[number % len(STRATEN)]
    offset = (1 + number % 179) * 0.00001
    longitude, latitude = straat.longitude + offset, straat.latitude + offset / 2
    return {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}
