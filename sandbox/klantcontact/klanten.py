"""A klant for every partij, with the BRP or the Handelsregister behind it as its subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.klant import Klanten
from sandbox.kvk.register import Adres, Handelsregister, Onderneming
from sandbox.zgw.data import BRONORGANISATIE
from sandbox.zgw.data.context import Json, make_uuid

LANDCODE = "6030"  # Nederland
RECHTSVORMEN = {
    "BeslotenVennootschap": "besloten_vennootschap",
    "Stichting": "stichting",
    "Vereniging": "vereniging",
    "VennootschapOnderFirma": "vennootschap_onder_firma",
    "VerenigingVanEigenaars": "vereniging_van_eigenaars",
}


class KlantBuilder:
    """Makes klanten of partijen; an organisatie is a vestiging when it is known as one."""

    def __init__(
        self,
        root: str,
        register: Klanten,
        personen: Mapping[str, Json],
        ondernemingen: Handelsregister,
    ) -> None:
        self._root = root
        self._store = register.data
        self._personen = personen
        self._ondernemingen = ondernemingen

    def build(self) -> list[Json]:
        return [self._klant(partij) for partij in self._store.list("partijen")]

    def url(self, partij_uuid: str) -> str:
        return f"{self._root}klanten/{make_uuid('klant', partij_uuid)}"

    def _klant(self, partij: Json) -> Json:
        ids = {
            item["partijIdentificator"]["codeSoortObjectId"]: item["partijIdentificator"][
                "objectId"
            ]
            for item in partij["partijIdentificatoren"]
        }
        details = self._persoon(partij, ids) if "bsn" in ids else self._other(partij, ids)
        return {
            "url": self.url(partij["uuid"]),
            "bronorganisatie": BRONORGANISATIE,
            "klantnummer": partij["nummer"][-8:],
            "bedrijfsnaam": "",
            "functie": "",
            "websiteUrl": "https://www.voorbeeldstad.nl/",
            "voornaam": "",
            "voorvoegselAchternaam": "",
            "achternaam": "",
            "telefoonnummer": self._digitaal(partij, "telefoonnummer"),
            "emailadres": self._digitaal(partij, "email"),
            "adres": _adres(partij.get("bezoekadres")),
            "subject": "",
            **details,
        }

    def _persoon(self, partij: Json, ids: Mapping[str, str]) -> Json:
        persoon = self._personen[ids["bsn"]]
        return _contactnaam(partij) | {
            "subjectType": "natuurlijk_persoon",
            "subjectIdentificatie": _natuurlijk_persoon(persoon),
        }

    def _other(self, partij: Json, ids: Mapping[str, str]) -> Json:
        identificatie = partij["partijIdentificatie"]
        if partij["soortPartij"] == "contactpersoon":
            werkgever = self._store.find(identificatie["werkteVoorPartij"]["uuid"]) or {}
            return _contactnaam(partij) | {
                "bedrijfsnaam": werkgever["partijIdentificatie"]["naam"],
                "functie": "Contactpersoon",
                "subjectType": "natuurlijk_persoon",
                "subjectIdentificatie": {"inpBsn": "", "anpIdentificatie": ""},
            }
        named: Json = {"bedrijfsnaam": identificatie["naam"]}
        if "vestigingsnummer" in ids:
            _, vestiging = self._ondernemingen.by_vestiging[ids["vestigingsnummer"]]
            return named | {
                "subjectType": "vestiging",
                "subjectIdentificatie": {
                    "vestigingsNummer": vestiging.nummer,
                    "handelsnaam": [vestiging.naam],
                    "verblijfsadres": _verblijfsadres(vestiging.adres),
                },
            }
        onderneming = self._ondernemingen.by_kvk_nummer[ids["kvk_nummer"]]
        return named | {
            "subjectType": "niet_natuurlijk_persoon",
            "subjectIdentificatie": _niet_natuurlijk_persoon(onderneming),
        }

    def _digitaal(self, partij: Json, soort: str) -> str:
        for link in partij["digitaleAdressen"]:
            adres = self._store.find(link["uuid"])
            if adres is not None and adres["soortDigitaalAdres"] == soort:
                found: str = adres["adres"]
                return found
        return ""


def _contactnaam(partij: Json) -> Json:
    naam = partij["partijIdentificatie"]["contactnaam"]
    return {name: naam[name] for name in ("voornaam", "voorvoegselAchternaam", "achternaam")}


def _natuurlijk_persoon(persoon: Json) -> Json:
    naam, waar = persoon["naam"], persoon.get("verblijfplaats") or {}
    geboren = persoon.get("geboorte", {}).get("datum", {}).get("datum", "")
    subject: Json = {
        "inpBsn": persoon["burgerservicenummer"],
        "anpIdentificatie": "",
        "geslachtsnaam": naam["geslachtsnaam"],
        "voorvoegselGeslachtsnaam": naam.get("voorvoegsel", ""),
        "voorletters": naam["voorletters"],
        "voornamen": naam["voornamen"],
        "geboortedatum": geboren.replace("-", ""),
    }
    geslacht = persoon.get("geslacht", {}).get("code", "").lower()
    if geslacht in ("m", "v", "o"):
        subject["geslachtsaanduiding"] = geslacht
    if waar.get("type") == "Adres":
        adres = waar["verblijfadres"]
        subject["verblijfsadres"] = {
            "aoaIdentificatie": waar["adresseerbaarObjectIdentificatie"],
            "wplWoonplaatsNaam": adres["woonplaats"],
            "gorOpenbareRuimteNaam": adres["officieleStraatnaam"],
            "aoaPostcode": adres["postcode"],
            "aoaHuisnummer": adres["huisnummer"],
            "aoaHuisletter": adres.get("huisletter", ""),
            "aoaHuisnummertoevoeging": adres.get("huisnummertoevoeging", ""),
            "inpLocatiebeschrijving": "",
        }
    return subject


def _niet_natuurlijk_persoon(item: Onderneming) -> Json:
    subject: Json = {
        "innNnpId": item.rsin,
        "annIdentificatie": "",
        "statutaireNaam": item.naam,
        "bezoekadres": f"{item.adres.straat} {item.adres.huisnummer}, {item.adres.plaats}",
    }
    if item.rechtsvorm in RECHTSVORMEN:
        subject["innRechtsvorm"] = RECHTSVORMEN[item.rechtsvorm]
    return subject


def _verblijfsadres(adres: Adres) -> Json:
    return {
        "aoaIdentificatie": adres.object,
        "wplWoonplaatsNaam": adres.plaats,
        "gorOpenbareRuimteNaam": adres.straat,
        "aoaPostcode": adres.postcode,
        "aoaHuisnummer": adres.huisnummer,
        "aoaHuisletter": "",
        "aoaHuisnummertoevoeging": "",
        "inpLocatiebeschrijving": "",
    }


def _adres(adres: Mapping[str, Any] | None) -> Json | None:
    if adres is None:
        return None
    letter, _, toevoeging = adres["huisnummertoevoeging"].rpartition(" ")
    if len(toevoeging) == 1 and toevoeging.isalpha():
        letter, toevoeging = toevoeging, ""
    return {
        "straatnaam": adres["straatnaam"],
        "huisnummer": adres["huisnummer"],
        "huisletter": letter,
        "huisnummertoevoeging": toevoeging,
        "postcode": adres["postcode"].replace(" ", ""),
        "woonplaatsnaam": adres["stad"],
        "landcode": LANDCODE,
    }
