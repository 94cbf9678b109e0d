"""The rare shapes of the BRP, each put on a known place in the population."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.brp.names import NIEUWKOMERS
from sandbox.brp.values import (
    NEDERLAND,
    Body,
    datum,
    datum_onbekend,
    jaar_datum,
    jaar_maand_datum,
    waarde,
)

RNI = waarde("1999", "Registratie Niet Ingezetenen (RNI)")
DUITSLAND = waarde("6029", "Duitsland")
BARON = {"code": "B", "omschrijving": "baron", "soort": "titel"}
JONKVROUW = {"code": "JV", "omschrijving": "jonkvrouw", "soort": "predicaat"}


def add_special_shapes(bodies: list[Body], specials: int, today: date) -> None:
    """`specials` persons at the end are single; the first of them are the newcomers."""
    newcomers = bodies[-specials:][: len(NIEUWKOMERS)]
    rare = bodies[-specials:][len(NIEUWKOMERS) :]
    for number, body in enumerate(newcomers):
        _add_newcomer(body, number, today)
    _move_abroad(rare[0], today)
    _lose_track(rare[1], today)
    _move_to_locatie(rare[2], today)
    _ennoble(rare[3])
    _withdraw(rare[4], "W", "wissen")
    _withdraw(rare[5], "F", "fout")
    _spread_over_ordinary(bodies[4:-specials], today)


def _spread_over_ordinary(bodies: list[Body], today: date) -> None:
    for body in bodies[5::23]:
        body["geheimhoudingPersoonsgegevens"] = True
    for body in bodies[9::41]:
        _put_in_onderzoek(body, today)
    for body in bodies[-1:-30:-9]:
        body["indicatieCurateleRegister"] = True
    for body in bodies[15::60]:
        _use_briefadres(body)
    for body in bodies[20::70]:
        body["verblijfplaats"]["indicatieVastgesteldVerblijftNietOpAdres"] = True
        body["adressering"]["indicatieVastgesteldVerblijftNietOpAdres"] = True
    until = datum(today + timedelta(days=400))
    bodies[-2]["uitsluitingKiesrecht"] = {"uitgeslotenVanKiesrecht": True, "einddatum": until}


def _add_newcomer(body: Body, number: int, today: date) -> None:
    jaar = int(body["geboorte"]["datum"]["datum"][:4])
    birth_dates = (
        None,
        jaar_maand_datum(jaar, 5),
        jaar_datum(jaar),
        None,
        datum_onbekend(),
        jaar_maand_datum(jaar, 11),
    )
    birth = birth_dates[number]
    if birth is not None:
        body["geboorte"]["datum"] = birth
        del body["leeftijd"]
    if birth is not None and birth["type"] == "JaarMaandDatum":
        body["leeftijd"] = today.year - jaar - (0 if birth["maand"] < today.month else 1)
    if number in (0, 1, 2, 4):
        body["verblijfstitel"] = {
            "aanduiding": waarde("37", "Asiel bepaalde tijd"),
            "datumIngang": datum(today - timedelta(days=700)),
            "datumEinde": datum(today + timedelta(days=1100)),
        }
    else:
        oproep = waarde("2", "persoon ontvangt oproep")
        body["europeesKiesrecht"] = {"aanduiding": oproep}
    _vary_nationaliteit(body, number)


def _vary_nationaliteit(body: Body, number: int) -> None:
    reden = waarde("311", "Vaststelling onbekende nationaliteit")
    since = body["datumInschrijvingInGemeente"]
    special = {1: "Staatloos", 2: "NationaliteitOnbekend", 4: "VastgesteldNietNederlander"}
    if number in special:
        nationaliteit = {"type": special[number], "redenOpname": reden}
        body["nationaliteiten"] = [{**nationaliteit, "datumIngangGeldigheid": since}]
    if number == 5:
        extra = {"type": "BehandeldAlsNederlander", "datumIngangGeldigheid": since}
        body["nationaliteiten"].append(
            {**extra, "redenOpname": waarde("019", "Wet van 9 september 1976")}
        )


def _move_abroad(body: Body, today: date) -> None:
    moved = datum(today - timedelta(days=900))
    adres = {"regel1": "Lindenstrasse 5", "regel2": "48149 Munster", "land": DUITSLAND}
    body["verblijfplaats"] = {
        "type": "VerblijfplaatsBuitenland",
        "verblijfadres": {**adres, "regel3": "Nordrhein-Westfalen"},
        "datumVan": moved,
    }
    body["adressering"] |= {
        "adresregel1": "Lindenstrasse 5",
        "adresregel2": "48149 Munster",
        "adresregel3": "Nordrhein-Westfalen",
        "land": DUITSLAND,
    }
    body["opschortingBijhouding"] = {
        "reden": waarde("R", "pl is aangelegd in de rni"),
        "datum": moved,
    }
    body["gemeenteVanInschrijving"] = RNI
    body["rni"] = [
        {
            "deelnemer": waarde("0201", "Sociale Verzekeringsbank (SVB)"),
            "omschrijvingVerdrag": "Verdrag sociale zekerheid",
            "categorie": "Persoon",
        }
    ]
    body["verificatie"] = {"datum": moved, "omschrijving": "bewijs van leven ontvangen"}


def _lose_track(body: Body, today: date) -> None:
    moved = datum(today - timedelta(days=300))
    body["verblijfplaats"] = {"type": "VerblijfplaatsOnbekend", "datumVan": moved}
    body["opschortingBijhouding"] = {"reden": waarde("E", "emigratie"), "datum": moved}
    for regel in ("adresregel1", "adresregel2"):
        del body["adressering"][regel]


def _move_to_locatie(body: Body, today: date) -> None:
    body["verblijfplaats"] = {
        "type": "Locatie",
        "verblijfadres": {"locatiebeschrijving": "Woonboot in de Grote Vliet"},
        "functieAdres": waarde("W", "woonadres"),
        "datumVan": datum(today - timedelta(days=2000)),
    }
    body["adressering"] |= {
        "adresregel1": "Woonboot in de Grote Vliet",
        "adresregel2": "VOORBEELDSTAD",
    }
    body["immigratie"] = {
        "landVanwaarIngeschreven": NEDERLAND,
        "datumVestigingInNederland": datum(today - timedelta(days=2000)),
        "vanuitVerblijfplaatsOnbekend": True,
    }


def _ennoble(body: Body) -> None:
    naam = body["naam"]
    titel = BARON if body["geslacht"]["code"] == "M" else JONKVROUW
    aanspreekvorm = (
        "De hoogwelgeboren heer" if body["geslacht"]["code"] == "M" else "De hoogwelgeboren vrouwe"
    )
    naam["adellijkeTitelPredicaat"] = titel
    achternaam = f"{naam.get('voorvoegsel', '')} {naam['geslachtsnaam']}".strip()
    if titel is BARON:
        naam["volledigeNaam"] = f"{naam['voornamen']} baron {achternaam}"
    else:
        naam["volledigeNaam"] = f"jonkvrouw {naam['voornamen']} {achternaam}"
    body["adressering"]["aanhef"] = aanspreekvorm.replace("De hoogwelgeboren", "Hoogwelgeboren")
    body["adressering"]["aanschrijfwijze"]["aanspreekvorm"] = aanspreekvorm


def _withdraw(body: Body, code: str, omschrijving: str) -> None:
    """A PL that was wiped or made in error: kept by the register, never delivered."""
    body["opschortingBijhouding"] = {
        "reden": waarde(code, omschrijving),
        "datum": body["datumInschrijvingInGemeente"],
    }


def _use_briefadres(body: Body) -> None:
    body["verblijfplaats"]["functieAdres"] = waarde("B", "briefadres")


def _put_in_onderzoek(body: Body, today: date) -> None:
    since = datum(today - timedelta(days=60))
    body["inOnderzoek"] = {"geslacht": True, "leeftijd": True, "datumIngangOnderzoekPersoon": since}
    body["naam"]["inOnderzoek"] = {
        "voornamen": True,
        "voorletters": True,
        "volledigeNaam": True,
        "datumIngangOnderzoek": since,
    }
    body["geboorte"]["inOnderzoek"] = {"datum": True, "datumIngangOnderzoek": since}
    body["verblijfplaats"]["inOnderzoek"] = {
        "type": True,
        "datumVan": True,
        "functieAdres": True,
        "datumIngangOnderzoek": since,
    }
    body["verblijfplaats"]["verblijfadres"]["inOnderzoek"] = {
        "postcode": True,
        "woonplaats": True,
        "datumIngangOnderzoek": since,
    }
    body["adressering"]["inOnderzoek"] = {
        "adresregel1": True,
        "adresregel2": True,
        "datumIngangOnderzoekVerblijfplaats": since,
    }
    body["ouders"][0]["inOnderzoek"] = {"geslacht": True, "datumIngangOnderzoek": since}
