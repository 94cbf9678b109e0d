"""Fields of Zaak that the gateway derives: terms, lateness, progress, and single rollen.

Their definitions are in docs/begrippen.md.
"""

from __future__ import annotations

from enum import Enum

import strawberry

from resolvers import afgeleid
from resolvers.rollen import the_rol
from schema.base import edge, graph_enum, graph_type, prop
from schema.scalars import DateTime
from schema.zaak_parts import Rol


@graph_type(
    "Hoever de zaak is, geteld in statustypen van haar zaaktype.", record=afgeleid.Voortgang
)
class Voortgang:
    """resolvers.afgeleid.Voortgang."""

    volgnummer: int | None = prop("Het volgnummer van het statustype; leeg zonder status.")
    totaal: int = prop("Hoeveel statustypen het zaaktype heeft.")
    fractie: float = prop("De plaats van het statustype gedeeld door het totaal: 0 tot en met 1.")


@graph_enum("Waaruit blijkt wanneer de zaak het laatst is gewijzigd.")
class WijzigingBron(Enum):
    """What `laatsteWijziging` was taken from."""

    REGISTER = "register"
    STATUS = "status"


@graph_type("Wanneer de zaak het laatst is gewijzigd.", record=afgeleid.Wijziging)
class LaatsteWijziging:
    """resolvers.afgeleid.Wijziging."""

    tijdstip: DateTime = prop("Het moment.")
    bron: WijzigingBron = prop(
        "REGISTER: zoals het register het bijhoudt (laatstGemuteerd: wat voor de initiator van "
        "belang kan zijn). STATUS: het register houdt niets bij, dit is de huidige status."
    )


@strawberry.type(description="Wat uit een zaak is af te leiden.")
class ZaakAfgeleid:
    """A part of Zaak; not a type of the graph itself."""

    is_open: bool | None = edge(afgeleid.is_open, "Of de zaak nog loopt: zonder einddatum.")
    is_heropend: bool | None = edge(
        afgeleid.is_heropend, "Of de zaak weer loopt nadat zij een eindstatus had."
    )
    is_te_laat: bool | None = edge(
        afgeleid.is_te_laat,
        "Of de zaak na haar uiterlijke einddatum nog loopt of is afgesloten. Leeg zonder die "
        "datum, en zolang een lopende zaak is opgeschort.",
    )
    doorlooptijd: int | None = edge(
        afgeleid.doorlooptijd, "Kalenderdagen van startdatum tot einddatum, of tot vandaag."
    )
    dagen_tot_streefdatum: int | None = edge(
        afgeleid.dagen_tot_streefdatum,
        "Kalenderdagen tot einddatumGepland, negatief erna. Leeg als de zaak klaar of opgeschort "
        "is.",
    )
    dagen_tot_fatale_datum: int | None = edge(
        afgeleid.dagen_tot_fatale_datum,
        "Kalenderdagen tot uiterlijkeEinddatumAfdoening, negatief erna. Leeg als de zaak klaar of "
        "opgeschort is.",
    )
    laatste_wijziging: LaatsteWijziging | None = edge(
        afgeleid.laatste_wijziging, "Wanneer de zaak het laatst is gewijzigd, voor zover bekend."
    )
    voortgang: Voortgang | None = edge(afgeleid.voortgang, "Hoever de zaak is.")
    initiator: Rol | None = edge(
        the_rol("initiator"), "De rol van wie om de zaak vroeg; kost niets naast `rollen`."
    )
    behandelaar: Rol | None = edge(
        the_rol("behandelaar", "medewerker"), "De rol van de medewerker die de zaak behandelt."
    )
    coordinator: Rol | None = edge(
        the_rol("zaakcoordinator"), "De rol van wie de behandeling coördineert."
    )
    groep: Rol | None = edge(
        the_rol("behandelaar", "organisatorische_eenheid"),
        "De rol van de afdeling of groep die de zaak behandelt.",
    )
