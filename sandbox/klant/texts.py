"""What people of Voorbeeldstad ask their municipality, and who answers."""

from __future__ import annotations

KANALEN = ("telefoon", "telefoon", "e-mail", "balie", "website")
# onderwerp, inhoud, what has to be done when it led to an interne taak
ZAAKVRAGEN = (
    (
        "Vraag over de voortgang van de aanvraag",
        "Klant wil weten wanneer er een besluit op de aanvraag komt.",
        "Bel de klant terug over de planning van het besluit",
    ),
    (
        "Aanvullende stukken bij de aanvraag",
        "Klant heeft de ontbrekende stukken ingeleverd en vraagt of de aanvraag nu compleet is.",
        "Controleer de aangeleverde stukken",
    ),
    (
        "Wijziging van de aanvraag",
        "Klant wil de aanvraag aanpassen en vraagt of dat nog mogelijk is.",
        "Beoordeel het verzoek om wijziging",
    ),
    (
        "Bezwaar tegen besluit",
        "Klant is het niet eens met het besluit en vraagt hoe bezwaar gemaakt kan worden.",
        "Leg de klant de bezwaarprocedure uit",
    ),
)
ALGEMENE_VRAGEN = (
    (
        "Grofvuil laten ophalen",
        "Klant wil een bankstel en een kast laten ophalen. Uitleg gegeven over de afspraak.",
        "Plan een ophaalafspraak voor grofvuil",
    ),
    (
        "Afspraak voor paspoort verplaatsen",
        "Klant kan niet op het afgesproken tijdstip en wil een nieuwe afspraak.",
        "Verplaats de afspraak aan de balie",
    ),
    (
        "Losse stoeptegel",
        "Voor de deur van de klant ligt een stoeptegel los. Melding doorgezet.",
        "Laat de stoeptegel herstellen",
    ),
    (
        "Kwijtschelding gemeentelijke belastingen",
        "Klant vraagt welke gegevens nodig zijn voor kwijtschelding.",
        "Stuur de klant het aanvraagformulier",
    ),
    (
        "Parkeervergunning voor bezoek",
        "Klant vraagt hoe de bezoekersregeling werkt en wat die kost.",
        "Controleer de bezoekersregeling van de klant",
    ),
    (
        "Geluidsoverlast van een evenement",
        "Klant ervaart overlast van muziek op het Raadhuisplein na 23.00 uur.",
        "Neem contact op met de organisator",
    ),
    (
        "Verhuizing doorgeven",
        "Klant verhuist binnen de gemeente en vraagt vanaf wanneer dat doorgegeven kan worden.",
        "Verwerk de verhuizing",
    ),
    (
        "Hulp bij het huishouden",
        "Klant zoekt ondersteuning thuis. Doorverwezen naar het wijkteam.",
        "Plan een keukentafelgesprek",
    ),
    (
        "Straatverlichting kapot",
        "De lantaarnpaal op de hoek van de straat brandt al een week niet.",
        "Geef de storing door aan de beheerder",
    ),
    (
        "Subsidie voor zonnepanelen",
        "Klant vraagt of er nog subsidie is voor zonnepanelen op een huurwoning.",
        "Zoek uit of de regeling nog open is",
    ),
)
REACTIES = (
    "Vraag is direct beantwoord.",
    "Klant is doorverwezen naar de website.",
    "Collega belt binnen twee werkdagen terug.",
    "",
)
# the three contacts about the showcase zaak: days ago, kanaal, vraag
SHOWCASE_CONTACTEN = ((45, "website", 1), (20, "telefoon", 0), (6, "e-mail", 2))

MEDEWERKERS = (
    ("Fatima Bennani", "Medewerker klantcontactcentrum"),
    ("Kees Verhoeven", "Medewerker klantcontactcentrum"),
    ("Linda Oosterhuis", "Medewerker klantcontactcentrum"),
    ("Tom Wijnands", "Baliemedewerker burgerzaken"),
    ("Nadia Lamrani", "Baliemedewerker burgerzaken"),
    ("Harm Dijkstra", "Vergunningverlener"),
    ("Petra van Rossum", "Vergunningverlener"),
    ("Sjoerd Hofman", "Consulent Wmo"),
    ("Marloes Kramer", "Consulent schuldhulpverlening"),
    ("Yvonne Peters", "Juridisch medewerker"),
)
AFDELINGEN = (
    ("Klantcontactcentrum", "Eerste aanspreekpunt van de gemeente"),
    ("Burgerzaken", "Paspoorten, rijbewijzen en akten"),
    ("Vergunningen", "Omgevings- en evenementenvergunningen"),
    ("Sociaal domein", "Wmo, jeugd en participatie"),
)
AUTOMAAT = ("Formulierenverwerker", "Zet ingezonden webformulieren om in klantcontacten")

CATEGORIEEN = ("Mantelzorger", "Ondernemer", "Vrijwilliger", "Inwonerpanel", "Raadslid")
ORGANISATIES = (
    "Bakkerij De Gouden Korenaar",
    "Bouwbedrijf Van Dalen",
    "Stichting Buurthuis De Linde",
    "Voetbalvereniging Voorwaarts",
    "Garage Dekker",
    "Restaurant De Vliet",
    "Kinderopvang Het Nestje",
    "Fietsenwinkel Tandem",
    "Woningcorporatie Goed Wonen",
    "Schildersbedrijf Kwast",
    "Apotheek Raadhuisplein",
    "Bloemenhuis Flora",
    "Hoveniersbedrijf Groenrijk",
    "Stichting Filmhuis Voorbeeldstad",
    "Tandartspraktijk Molenweg",
    "Transportbedrijf Snel",
    "Zorggroep Avondrood",
    "Boekhandel De Letter",
    "Evenementenbureau Podium",
    "Muziekvereniging Crescendo",
)
