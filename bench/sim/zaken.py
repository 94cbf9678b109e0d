"""A thousand zaken with their statussen, rollen, resultaten, objecten and eigenschappen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bench.sim.catalogi import EIGENSCHAPPEN, ROLTYPEN, STATUSTYPEN, ZAAKTYPEN, Catalogi
from bench.sim.shapes import GEEN_CONTACT, RSIN, Json, Roots, make_uuid
from bench.sim.zaakvelden import MOMENT, TOELICHTING, archive, constants, dates

ZAAK_COUNT = 1000
PATHS = ("zaken", "statussen", "rollen", "resultaten", "zaakobjecten", "zaakinformatieobjecten")
DETAIL_ZAAK = 0
DETAIL_DOCUMENTS = 10


class ZaakMaker:
    """Makes the tables of the Zaken API; `tables` holds them by path."""

    def __init__(
        self, roots: Roots, catalogi: Catalogi, personen: Sequence[Mapping[str, object]]
    ) -> None:
        self._roots, self._catalogi, self._personen = roots, catalogi, personen
        self.tables: dict[str, list[Json]] = {path: [] for path in (*PATHS, "zaakeigenschappen")}

    def make(self) -> dict[str, list[Json]]:
        """Return all tables, oldest records first."""
        for number in range(ZAAK_COUNT):
            self._add_zaak(number)
        return self.tables

    def url(self, path: str, *numbers: int) -> str:
        """Return the URL of a record of the Zaken API."""
        return self._roots.url("zaken", path, make_uuid(path, *numbers))

    def _add(self, path: str, zaak: int, number: int, **fields: object) -> str:
        uuid = make_uuid(path, zaak, number)
        below = f"zaken/{make_uuid('zaken', zaak)}/" if path == "zaakeigenschappen" else ""
        url = self._roots.url("zaken", f"{below}{path}", uuid)
        record = {"url": url, "uuid": uuid, "zaak": self.url("zaken", zaak), **fields}
        self.tables[path].append(record)
        return url

    def _add_zaak(self, number: int) -> None:
        zaaktype = number % len(ZAAKTYPEN)
        start = date(2026, 11, 22) - timedelta(days=(ZAAK_COUNT - number) // 3)
        resultaat = self._add_resultaat(number, zaaktype) if number % 2 == 0 else None
        record = {
            **self._identification(number, zaaktype),
            **dates(start, closed=resultaat is not None),
            **constants(number),
            "eigenschappen": self._add_eigenschappen(number, zaaktype),
            "rollen": self._add_rollen(number, zaaktype),
            "status": self._add_statussen(number, zaaktype, start),
            "zaakinformatieobjecten": self._add_documents(number),
            "zaakobjecten": [self._add_object(number, zaaktype)],
            **archive(number),
            "resultaat": resultaat,
        }
        self.tables["zaken"].append(record)

    def _identification(self, number: int, zaaktype: int) -> Json:
        uuid = make_uuid("zaken", number)
        return {
            "url": self.url("zaken", number),
            "uuid": uuid,
            "identificatie": f"ZAAK-2026-{number + 1:010d}",
            "bronorganisatie": RSIN,
            "omschrijving": f"Zaak {number + 1}: {ZAAKTYPEN[zaaktype]}",
            "toelichting": TOELICHTING,
            "zaaktype": self._catalogi.url("zaaktypen", zaaktype),
        }

    def _add_statussen(self, zaak: int, zaaktype: int, start: date) -> str | None:
        """Return the newest status; one in 25 has none yet."""
        if zaak % 25 == 7:
            return None
        many = len(STATUSTYPEN) if zaak == DETAIL_ZAAK else 1 + zaak % len(STATUSTYPEN)
        url = None
        for number in range(many):
            url = self._add(
                "statussen",
                zaak,
                number,
                statustype=self._catalogi.url("statustypen", zaaktype, number),
                datumStatusGezet=f"{start + timedelta(days=number * 4)}T12:16:00Z",
                statustoelichting=f"stap {number + 1}",
                indicatieLaatstGezetteStatus=number == many - 1,
                gezetdoor=None,
                zaakinformatieobjecten=[],
            )
        return url

    def _add_rollen(self, zaak: int, zaaktype: int) -> list[str]:
        """Two and a half rollen a zaak on average, as in the measured Open Zaak."""
        persons = len(self._personen)
        urls = [self._add_rol(zaak, zaaktype, 0, 0 if zaak % 100 == 0 else zaak * 7 % persons)]
        urls.append(self._add_rol(zaak, zaaktype, 2, None))
        if zaak % 2 == 0:
            urls.append(self._add_rol(zaak, zaaktype, 1, (zaak * 7 + 300) % persons))
        return urls

    def _add_rol(self, zaak: int, zaaktype: int, number: int, persoon: int | None) -> str:
        omschrijving, generiek = ROLTYPEN[number]
        is_person = persoon is not None
        return self._add(
            "rollen",
            zaak,
            number,
            betrokkene="",
            betrokkeneType="natuurlijk_persoon" if is_person else "medewerker",
            afwijkendeNaamBetrokkene="",
            roltype=self._catalogi.url("roltypen", zaaktype, number),
            omschrijving=omschrijving,
            omschrijvingGeneriek=generiek,
            roltoelichting=omschrijving,
            registratiedatum=MOMENT,
            indicatieMachtiging="",
            contactpersoonRol=GEEN_CONTACT,
            statussen=[],
            beginGeldigheid=None,
            eindeGeldigheid=None,
            betrokkeneIdentificatie=self._identify(persoon),
            authenticatieContext=None,
        )

    def _identify(self, persoon: int | None) -> Json:
        if persoon is None:
            return {"identificatie": "medewerker01", "achternaam": "Jansen", "voorletters": "A."}
        return {
            "inpBsn": self._personen[persoon]["burgerservicenummer"],
            "anpIdentificatie": "",
            "inpA_nummer": "",
            "geslachtsnaam": "Visser",
            "voorvoegselGeslachtsnaam": "",
            "voorletters": "M.",
            "voornamen": "Mohammed",
            "geslachtsaanduiding": "v",
            "geboortedatum": "19620113",
            "verblijfsadres": None,
            "subVerblijfBuitenland": None,
        }

    def _add_resultaat(self, zaak: int, zaaktype: int) -> str:
        resultaattype = self._catalogi.url("resultaattypen", zaaktype, zaak // 2 % 2)
        fields = {"resultaattype": resultaattype, "toelichting": "Resultaat bepaald"}
        return self._add("resultaten", zaak, 0, **fields)

    def _add_documents(self, zaak: int) -> list[str]:
        many = DETAIL_DOCUMENTS if zaak == DETAIL_ZAAK else 2
        return [
            self._add(
                "zaakinformatieobjecten",
                zaak,
                number,
                informatieobject=self._roots.url(
                    "documenten",
                    "enkelvoudiginformatieobjecten",
                    make_uuid("enkelvoudiginformatieobjecten", zaak, number),
                ),
                aardRelatieWeergave="Hoort bij, omgekeerd: kent",
                titel=f"Bijlage {number + 1}",
                beschrijving="bij zaak",
                registratiedatum=MOMENT,
                vernietigingsdatum=None,
                status=None,
            )
            for number in range(many)
        ]

    def _add_object(self, zaak: int, zaaktype: int) -> str:
        return self._add(
            "zaakobjecten",
            zaak,
            0,
            object="",
            zaakobjecttype=self._catalogi.url("zaakobjecttypen", zaaktype),
            objectType="adres",
            objectTypeOverige="",
            objectTypeOverigeDefinitie=None,
            relatieomschrijving="locatie",
            objectIdentificatie={
                "identificatie": f"{zaak:06d}",
                "wplWoonplaatsNaam": "Voorbeeldstad",
                "gorOpenbareRuimteNaam": "Dorpsstraat",
                "huisnummer": zaak % 200 + 1,
                "huisletter": "",
                "huisnummertoevoeging": "",
                "postcode": "1234AB",
            },
        )

    def _add_eigenschappen(self, zaak: int, zaaktype: int) -> list[str]:
        return [
            self._add(
                "zaakeigenschappen",
                zaak,
                number,
                eigenschap=self._catalogi.url("eigenschappen", zaaktype, number),
                naam=naam,
                waarde=f"waarde {number + 1}",
            )
            for number, naam in enumerate(EIGENSCHAPPEN)
        ]
