"""Fills the store with two years of klantcontacten between the partijen and the municipality."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid5

from sandbox.klant.partijen import make_volledige_naam
from sandbox.klant.store import NAMESPACE, Body, Store, link
from sandbox.klant.texts import (
    AFDELINGEN,
    ALGEMENE_VRAGEN,
    AUTOMAAT,
    KANALEN,
    MEDEWERKERS,
    REACTIES,
    SHOWCASE_CONTACTEN,
    ZAAKVRAGEN,
)

CONTACT_COUNT = 500
DAYS = 730
ONDERWERPEN = "https://www.voorbeeldstad.nl/onderwerpen/"
Vraag = tuple[str, str, str]


class ContactBuilder:
    """Makes klantcontacten from old to new, so that a follow-up can name an earlier one."""

    def __init__(self, store: Store, rng: random.Random, today: date) -> None:
        self._store = store
        self._rng = rng
        self._today = today
        self._medewerkers: list[Body] = []
        self._actoren: list[Body] = []

    def build(self, zaken: Sequence[tuple[str, str]], by_bsn: dict[str, Body]) -> None:
        self._add_actoren()
        partijen = self._store.list("partijen")
        moments = sorted(self._moment() for _ in range(CONTACT_COUNT))
        previous: Body | None = None
        for moment in moments:
            zaak, bsn = "", ""
            if len(zaken) > 1 and self._rng.random() < 0.4:
                zaak, bsn = self._rng.choice(zaken[1:])
            partij = by_bsn.get(bsn) or self._choose_partij(partijen)
            contact = self._add_contact(moment, partij, zaak)
            if previous is not None and self._rng.random() < 0.05:
                self._follow_up(contact, previous)
            previous = contact
        if zaken:
            self._add_showcase(zaken[0], by_bsn, partijen)
        newest = sorted(
            self._store.list("klantcontacten"),
            key=lambda contact: str(contact["plaatsgevondenOp"]),
            reverse=True,
        )
        self._store.resources["klantcontacten"] = {body["uuid"]: body for body in newest}

    def _moment(self) -> datetime:
        day = self._today - timedelta(days=self._rng.randrange(1, DAYS))
        hour, minute = self._rng.randrange(8, 17), self._rng.randrange(60)
        return datetime.combine(day, time(hour, minute), UTC)

    def _choose_partij(self, partijen: list[Body]) -> Body | None:
        """One in ten keeps the name to themselves."""
        return None if self._rng.random() < 0.1 else self._rng.choice(partijen)

    def _add_showcase(
        self, zaak: tuple[str, str], by_bsn: dict[str, Body], partijen: list[Body]
    ) -> None:
        partij = by_bsn.get(zaak[1], partijen[0])
        for number, (days, kanaal, vraag) in enumerate(SHOWCASE_CONTACTEN):
            day = self._today - timedelta(days=days)
            moment = datetime.combine(day, time(10 + number, 15), UTC)
            contact = self._add_klantcontact(moment, kanaal, ZAAKVRAGEN[vraag])
            self._add_betrokkene(contact, partij, initiator=True)
            self._add_onderwerpobject(contact, zaak[0])
            self._involve(contact, self._medewerkers[number])
            if number == 1:
                self._add_taak(contact, moment, ZAAKVRAGEN[vraag][2], is_done=False)

    def _add_contact(self, moment: datetime, partij: Body | None, zaak: str) -> Body:
        vraag = self._rng.choice(ZAAKVRAGEN if zaak else ALGEMENE_VRAGEN)
        contact = self._add_klantcontact(moment, self._rng.choice(KANALEN), vraag)
        betrokkene = self._add_betrokkene(contact, partij, initiator=True)
        if self._rng.random() < 0.15:
            self._give_adres(betrokkene)
        self._involve(contact, self._rng.choice(self._medewerkers))
        if zaak:
            self._add_onderwerpobject(contact, zaak)
        if self._rng.random() < 0.15:
            is_old = moment.date() < self._today - timedelta(days=7)
            is_done = self._rng.random() < 0.6 and is_old
            self._add_taak(contact, moment, vraag[2], is_done)
        if self._rng.random() < 0.08:
            self._add_bijlage(contact)
        return contact

    def _add_klantcontact(self, moment: datetime, kanaal: str, vraag: Vraag) -> Body:
        number = len(self._store.resources["klantcontacten"]) + 1
        slug = vraag[0].lower().replace(" ", "-")
        return self._store.add(
            "klantcontacten",
            gingOverOnderwerpobjecten=[],
            hadBetrokkenActoren=[],
            omvatteBijlagen=[],
            hadBetrokkenen=[],
            leiddeTotInterneTaken=[],
            nummer=f"{number:010d}",
            referentienummer=f"KC{number:08d}",
            kanaal=kanaal,
            onderwerp=vraag[0],
            inhoud=vraag[1],
            reactie=self._rng.choice(REACTIES),
            indicatieContactGelukt=None if kanaal == "website" else self._rng.random() < 0.9,
            hoofdOnderwerpType=f"{ONDERWERPEN}{slug}",
            verdereActieOndernomen=False,
            taal="nld",
            vertrouwelijk=self._rng.random() < 0.1,
            plaatsgevondenOp=_stamp(moment),
            metadata={"bron": "kcc"} if kanaal == "telefoon" else {},
        )

    def _add_betrokkene(self, contact: Body, partij: Body | None, initiator: bool) -> Body:
        identificatie = partij["partijIdentificatie"] if partij else {}
        contactnaam = identificatie.get("contactnaam")
        is_agent = partij is not None and partij["soortPartij"] == "contactpersoon"
        betrokkene = self._store.add(
            "betrokkenen",
            wasPartij=link(partij) if partij else None,
            hadKlantcontact=link(contact),
            digitaleAdressen=[],
            bezoekadres=partij["bezoekadres"] if partij else None,
            correspondentieadres=None,
            contactnaam=contactnaam,
            volledigeNaam=make_volledige_naam(contactnaam) if contactnaam else "",
            rol="vertegenwoordiger" if is_agent else "klant",
            organisatienaam=identificatie.get("naam", ""),
            initiator=initiator,
        )
        contact["hadBetrokkenen"].append(link(betrokkene))
        if partij:
            partij["betrokkenen"].append(link(betrokkene))
        return betrokkene

    def _give_adres(self, betrokkene: Body) -> None:
        """An address given for this one contact, for instance to be called back on."""
        adres = self._store.add(
            "digitaleadressen",
            verstrektDoorBetrokkene=link(betrokkene),
            verstrektDoorPartij=None,
            adres=f"06{self._rng.randrange(10**7, 10**8)}",
            soortDigitaalAdres="telefoonnummer",
            isStandaardAdres=False,
            omschrijving="Terugbelnummer",
            referentie="terugbelverzoek",
            verificatieDatum=None,
        )
        betrokkene["digitaleAdressen"].append(link(adres))

    def _involve(self, contact: Body, actor: Body) -> None:
        self._store.add("actorklantcontacten", actor=link(actor), klantcontact=link(contact))
        contact["hadBetrokkenActoren"].append(actor)

    def _add_onderwerpobject(self, contact: Body, zaak: str) -> None:
        identificator = {
            "objectId": zaak,
            "codeObjecttype": "zaak",
            "codeRegister": "open-zaak",
            "codeSoortObjectId": "uuid",
        }
        onderwerpobject = self._store.add(
            "onderwerpobjecten",
            klantcontact=link(contact),
            wasKlantcontact=None,
            onderwerpobjectidentificator=identificator,
        )
        contact["gingOverOnderwerpobjecten"].append(link(onderwerpobject))

    def _follow_up(self, contact: Body, previous: Body) -> None:
        onderwerpobject = self._store.add(
            "onderwerpobjecten",
            klantcontact=link(contact),
            wasKlantcontact=link(previous),
            onderwerpobjectidentificator=None,
        )
        contact["gingOverOnderwerpobjecten"].append(link(onderwerpobject))
        self._store.hide(previous, "wasOnderwerpobjecten", onderwerpobject)

    def _add_taak(self, contact: Body, moment: datetime, handeling: str, is_done: bool) -> None:
        number = len(self._store.resources["internetaken"]) + 1
        actoren = self._rng.sample(self._actoren, self._rng.choice((1, 1, 2)))
        done = _stamp(moment + timedelta(days=self._rng.randrange(1, 6)))
        taak = self._store.add(
            "internetaken",
            nummer=f"{number:010d}",
            referentienummer=f"IT{number:08d}",
            gevraagdeHandeling=handeling,
            aanleidinggevendKlantcontact=link(contact),
            toegewezenAanActor=link(actoren[0]),
            toegewezenAanActoren=[link(actor) for actor in actoren],
            toelichting=f"Naar aanleiding van: {contact['onderwerp']}.",
            status="verwerkt" if is_done else "te_verwerken",
            toegewezenOp=_stamp(moment + timedelta(minutes=5)),
            afgehandeldOp=done if is_done else None,
        )
        contact["leiddeTotInterneTaken"].append(link(taak))
        contact["verdereActieOndernomen"] = True

    def _add_bijlage(self, contact: Body) -> None:
        number = len(self._store.resources["bijlagen"])
        identificator = {
            "objectId": str(uuid5(NAMESPACE, f"document/{number}")),
            "codeObjecttype": "enkelvoudiginformatieobject",
            "codeRegister": "open-zaak",
            "codeSoortObjectId": "uuid",
        }
        bijlage = self._store.add(
            "bijlagen",
            wasBijlageVanKlantcontact=link(contact),
            bijlageidentificator=identificator,
        )
        contact["omvatteBijlagen"].append(link(bijlage))

    def _add_actoren(self) -> None:
        for number, (naam, functie) in enumerate(MEDEWERKERS):
            account = naam.lower().replace(" ", ".")
            identificatie = {
                "functie": functie,
                "emailadres": f"{account}@voorbeeldstad.nl",
                "telefoonnummer": f"0140998{number:03d}",
            }
            self._medewerkers.append(self._add_actor(naam, "medewerker", account, identificatie))
        for naam, omschrijving in AFDELINGEN:
            identificatie = {
                "omschrijving": omschrijving,
                "emailadres": f"{naam.lower().replace(' ', '.')}@voorbeeldstad.nl",
                "faxnummer": "",
                "telefoonnummer": "0140998000",
            }
            self._add_actor(naam, "organisatorische_eenheid", naam.lower(), identificatie)
        automaat = {"functie": "Registratie", "omschrijving": AUTOMAAT[1]}
        self._add_actor(AUTOMAAT[0], "geautomatiseerde_actor", "formulieren", automaat)

    def _add_actor(self, naam: str, soort: str, object_id: str, identificatie: Body) -> Body:
        codes = {"medewerker": "mdw", "organisatorische_eenheid": "afd"}
        identificator = {
            "objectId": object_id,
            "codeObjecttype": codes.get(soort, "app"),
            "codeRegister": "obj" if soort == "organisatorische_eenheid" else "msei",
            "codeSoortObjectId": "idf",
        }
        actor = self._store.add(
            "actoren",
            naam=naam,
            soortActor=soort,
            indicatieActief=naam != MEDEWERKERS[-1][0],
            actoridentificator=identificator,
            actorIdentificatie=identificatie,
        )
        self._actoren.append(actor)
        return actor


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
