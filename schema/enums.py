"""Enumerations that more than one domain uses (ZGW standards)."""

from __future__ import annotations

from enum import Enum

from schema.base import UNKNOWN, graph_enum

PER_REGISTER = " Wat een register niet kon geven staat als fout bij dit veld; de rest blijft staan."
"""What the description of a list says that comes from several registers."""


@graph_enum(
    "Mate waarin iets openbaar is, van minst naar meest vertrouwelijk. "
    "ONBEKEND: een waarde die deze graaf nog niet kent."
)
class Vertrouwelijkheidaanduiding(Enum):
    """Vertrouwelijkheidaanduiding (Zaken API 1.5.1)."""

    OPENBAAR = "openbaar"
    BEPERKT_OPENBAAR = "beperkt_openbaar"
    INTERN = "intern"
    ZAAKVERTROUWELIJK = "zaakvertrouwelijk"
    VERTROUWELIJK = "vertrouwelijk"
    CONFIDENTIEEL = "confidentieel"
    GEHEIM = "geheim"
    ZEER_GEHEIM = "zeer_geheim"
    ONBEKEND = UNKNOWN


@graph_enum("Of iets na de bewaartermijn blijft of vernietigd wordt.")
class Archiefnominatie(Enum):
    """Archiefnominatie (Zaken API, Catalogi API)."""

    BLIJVEND_BEWAREN = "blijvend_bewaren"
    VERNIETIGEN = "vernietigen"
    ONBEKEND = UNKNOWN


@graph_enum("Soort partij die bij een zaak betrokken is.")
class BetrokkeneType(Enum):
    """Rol.betrokkeneType (Zaken API 1.5.1)."""

    NATUURLIJK_PERSOON = "natuurlijk_persoon"
    NIET_NATUURLIJK_PERSOON = "niet_natuurlijk_persoon"
    VESTIGING = "vestiging"
    ORGANISATORISCHE_EENHEID = "organisatorische_eenheid"
    MEDEWERKER = "medewerker"
    ONBEKEND = UNKNOWN


@graph_enum("Algemene omschrijving van de aard van een rol.")
class RolOmschrijvingGeneriek(Enum):
    """Rol.omschrijvingGeneriek and Roltype.omschrijvingGeneriek."""

    ADVISEUR = "adviseur"
    BEHANDELAAR = "behandelaar"
    BELANGHEBBENDE = "belanghebbende"
    BESLISSER = "beslisser"
    INITIATOR = "initiator"
    KLANTCONTACTER = "klantcontacter"
    ZAAKCOORDINATOR = "zaakcoordinator"
    MEDE_INITIATOR = "mede_initiator"
    ONBEKEND = UNKNOWN


@graph_enum("Hoever de zaak is met archiveren.")
class Archiefstatus(Enum):
    """Zaak.archiefstatus."""

    NOG_TE_ARCHIVEREN = "nog_te_archiveren"
    GEARCHIVEERD = "gearchiveerd"
    GEARCHIVEERD_PROCESTERMIJN_ONBEKEND = "gearchiveerd_procestermijn_onbekend"
    OVERGEDRAGEN = "overgedragen"
    ONBEKEND = UNKNOWN


@graph_enum("Van wie een contact uitging.")
class Initiatiefnemer(Enum):
    """ContactMoment.initiatiefnemer."""

    KLANT = "klant"
    GEMEENTE = "gemeente"
    ONBEKEND = UNKNOWN
