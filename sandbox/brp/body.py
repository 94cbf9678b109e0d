"""From an inhabitant to the Persoon body of the BRP; the ordinary groups, not the rare ones."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.brp.names import KORTE_STRAATNAMEN
from sandbox.brp.population import Adres, Inwoner
from sandbox.brp.values import (
    GEMEENTE,
    GEMEENTE_CODE,
    GESLACHT,
    NAAMGEBRUIK,
    NEDERLAND,
    PLAATSEN,
    VOORBEELDSTAD,
    Body,
    age_on,
    datum,
    lean,
    waarde,
)

SOORT_VERBINTENIS = {"H": waarde("H", "huwelijk"), "P": waarde("P", "geregistreerd partnerschap")}
ELECTION_DAY = date(2029, 6, 7)


def make_body(person: Inwoner, today: date) -> Body:
    return lean(
        aNummer=f"{int(person.bsn) * 7 % 10**10:010d}",
        burgerservicenummer=person.bsn,
        datumEersteInschrijvingGBA=datum(max(person.geboren, date(1994, 10, 1))),
        geslacht=GESLACHT[person.geslacht],
        leeftijd=None if person.overleden_op else age_on(today, person.geboren),
        naam=make_naam(person),
        nationaliteiten=[make_nationaliteit(person)],
        geboorte=make_geboorte(person),
        overlijden=_overlijden(person),
        opschortingBijhouding=_opschorting(person),
        verblijfplaats=make_verblijfplaats(person, today),
        gemeenteVanInschrijving=VOORBEELDSTAD,
        datumInschrijvingInGemeente=datum(_moved_in(person, today)),
        adressering=make_adressering(person),
        kinderen=[_kind(kind) for kind in person.kinderen],
        ouders=[_ouder(ouder, nr, person) for nr, ouder in enumerate(person.ouders, 1)],
        partners=_partners(person),
        immigratie=_immigratie(person, today),
    )


def make_naam(person: Inwoner) -> Body:
    return {
        **make_naam_gerelateerde(person),
        "volledigeNaam": volledige_naam(person),
        "aanduidingNaamgebruik": NAAMGEBRUIK[person.naamgebruik],
    }


def make_naam_gerelateerde(person: Inwoner) -> Body:
    return lean(
        voornamen=person.voornamen,
        voorvoegsel=person.voorvoegsel,
        geslachtsnaam=person.geslachtsnaam,
        voorletters=voorletters(person),
    )


def voorletters(person: Inwoner) -> str:
    return "".join(f"{voornaam[0]}." for voornaam in person.voornamen.split())


def achternaam(person: Inwoner) -> str:
    return f"{person.voorvoegsel} {person.geslachtsnaam}".strip()


def volledige_naam(person: Inwoner) -> str:
    return f"{person.voornamen} {achternaam(person)}"


def gebruikte_naam(person: Inwoner) -> str:
    """The achternaam a person wants to be addressed with, by aanduidingNaamgebruik."""
    own = achternaam(person)
    if person.partner is None:
        return own
    other = achternaam(person.partner)
    return {"E": own, "P": other, "V": f"{other}-{own}", "N": f"{own}-{other}"}[person.naamgebruik]


def make_geboorte(person: Inwoner) -> Body:
    if person.herkomst:
        plaats = {"omschrijving": person.geboorteplaats}
        return {"datum": datum(person.geboren), "land": waarde(*person.herkomst), "plaats": plaats}
    plaats = PLAATSEN[person.geboren.toordinal() % len(PLAATSEN)]
    return {"datum": datum(person.geboren), "land": NEDERLAND, "plaats": plaats}


def make_nationaliteit(person: Inwoner) -> Body:
    if person.nationaliteit:
        reden, nationaliteit = (
            waarde("301", "Vaststelling bezit vreemde nationaliteit"),
            (waarde(*person.nationaliteit)),
        )
    else:
        reden, nationaliteit = (
            waarde("017", "Wet op het Nederlanderschap 1892, art. 1"),
            (waarde("0001", "Nederlandse")),
        )
    return {
        "type": "Nationaliteit",
        "nationaliteit": nationaliteit,
        "redenOpname": reden,
        "datumIngangGeldigheid": datum(person.geboren),
    }


def _overlijden(person: Inwoner) -> Body | None:
    if person.overleden_op is None:
        return None
    return {"datum": datum(person.overleden_op), "land": NEDERLAND, "plaats": VOORBEELDSTAD}


def _opschorting(person: Inwoner) -> Body | None:
    if person.overleden_op is None:
        return None
    return {"reden": waarde("O", "overlijden"), "datum": datum(person.overleden_op)}


def _moved_in(person: Inwoner, today: date) -> date:
    years = 2 + (person.adres.volgnummer * 7) % 15 if person.adres else 2
    return max(person.geboren, today - timedelta(days=365 * years))


def make_verblijfplaats(person: Inwoner, today: date) -> Body | None:
    adres = person.adres
    if adres is None:
        return None
    return {
        "type": "Adres",
        "verblijfadres": make_verblijfadres(adres),
        "functieAdres": waarde("W", "woonadres"),
        "adresseerbaarObjectIdentificatie": f"{GEMEENTE_CODE}01{adres.volgnummer:010d}",
        "nummeraanduidingIdentificatie": f"{GEMEENTE_CODE}20{adres.volgnummer:010d}",
        "datumVan": datum(_moved_in(person, today)),
        "datumIngangGeldigheid": datum(_moved_in(person, today)),
    }


def make_verblijfadres(adres: Adres) -> Body:
    return lean(
        officieleStraatnaam=adres.straat,
        korteStraatnaam=KORTE_STRAATNAMEN.get(adres.straat, adres.straat),
        huisnummer=adres.huisnummer,
        huisletter=adres.huisletter,
        huisnummertoevoeging=adres.huisnummertoevoeging,
        postcode=adres.postcode,
        woonplaats=GEMEENTE,
    )


def make_adressering(person: Inwoner) -> Body:
    aanspreek = {"V": "mevrouw", "M": "heer"}[person.geslacht]
    tekst = {"V": "mevrouw", "M": "de heer"}[person.geslacht]
    naam = gebruikte_naam(person)
    capital = naam[0].upper() + naam[1:]
    return {
        **make_adresregels(person.adres),
        "aanhef": f"Geachte {aanspreek} {capital}",
        "aanschrijfwijze": {"naam": f"{voorletters(person)} {naam}"},
        "gebruikInLopendeTekst": f"{tekst} {capital}",
    }


def make_adresregels(adres: Adres | None) -> Body:
    if adres is None:
        return {}
    house = f"{adres.huisnummer}{adres.huisletter}"
    house += f"-{adres.huisnummertoevoeging}" if adres.huisnummertoevoeging else ""
    straat = KORTE_STRAATNAMEN.get(adres.straat, adres.straat)
    return {
        "adresregel1": f"{straat} {house}",
        "adresregel2": f"{adres.postcode[:4]} {adres.postcode[4:]}  {GEMEENTE.upper()}",
    }


def _kind(kind: Inwoner) -> Body:
    return lean(
        burgerservicenummer=kind.bsn,
        naam=make_naam_gerelateerde(kind),
        geboorte=make_geboorte(kind),
    )


def _ouder(ouder: Inwoner, number: int, kind: Inwoner) -> Body:
    return lean(
        burgerservicenummer=ouder.bsn,
        geslacht=GESLACHT[ouder.geslacht],
        ouderAanduiding=str(number),
        datumIngangFamilierechtelijkeBetrekking=datum(kind.geboren),
        naam=make_naam_gerelateerde(ouder),
        geboorte=make_geboorte(ouder),
    )


def _partners(person: Inwoner) -> list[Body]:
    partner = person.partner
    if partner is None or person.verbonden_op is None:
        return []
    aangaan = {"datum": datum(person.verbonden_op), "land": NEDERLAND, "plaats": VOORBEELDSTAD}
    ontbinding = {"datum": datum(person.ontbonden_op)} if person.ontbonden_op else None
    partnerschap = lean(
        burgerservicenummer=partner.bsn,
        geslacht=GESLACHT[partner.geslacht],
        soortVerbintenis=SOORT_VERBINTENIS[person.soort_verbintenis],
        naam=make_naam_gerelateerde(partner),
        geboorte=make_geboorte(partner),
        aangaanHuwelijkPartnerschap=aangaan,
        ontbindingHuwelijkPartnerschap=ontbinding,
    )
    return [partnerschap]


def _immigratie(person: Inwoner, today: date) -> Body | None:
    if person.herkomst is None:
        return None
    return {
        "landVanwaarIngeschreven": waarde(*person.herkomst),
        "datumVestigingInNederland": datum(_moved_in(person, today)),
        "indicatieVestigingVanuitBuitenland": True,
    }
