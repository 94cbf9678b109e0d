"""What stands within a document: enumerations and groups (Documenten API 1.4.2)."""

from __future__ import annotations

from enum import Enum

from schema.base import UNKNOWN, graph_enum, graph_type, prop
from schema.scalars import Date
from sources.documenten import resources as records


@graph_enum("Hoever een document is.")
class DocumentStatus(Enum):
    """EnkelvoudigInformatieObject.status."""

    IN_BEWERKING = "in_bewerking"
    TER_VASTSTELLING = "ter_vaststelling"
    DEFINITIEF = "definitief"
    GEARCHIVEERD = "gearchiveerd"
    ONBEKEND = UNKNOWN


@graph_enum("Hoe een document is ondertekend.")
class OndertekeningSoort(Enum):
    """Ondertekening.soort."""

    ANALOOG = "analoog"
    DIGITAAL = "digitaal"
    PKI = "pki"
    ONBEKEND = UNKNOWN


@graph_enum("Waar een document bij hoort.")
class InformatieobjectObjectType(Enum):
    """ObjectInformatieObject.objectType."""

    ZAAK = "zaak"
    BESLUIT = "besluit"
    VERZOEK = "verzoek"
    ONBEKEND = UNKNOWN


@graph_type("De ondertekening van een document.", record=records.Ondertekening)
class Ondertekening:
    """EnkelvoudigInformatieObject.ondertekening."""

    soort: OndertekeningSoort | None = prop("Hoe er is ondertekend.")
    datum: Date | None = prop("Wanneer er is ondertekend.")


@graph_type("Waaraan te zien is dat een document ongewijzigd is.", record=records.Integriteit)
class Integriteit:
    """EnkelvoudigInformatieObject.integriteit."""

    algoritme: str | None = prop("Het algoritme, zoals de standaard het noemt.")
    waarde: str | None = prop("De controlewaarde.")
    datum: Date | None = prop("Wanneer de waarde is berekend.")


@graph_type("Een deel van een groot bestand dat geüpload wordt.", record=records.Bestandsdeel)
class Bestandsdeel:
    """EnkelvoudigInformatieObject.bestandsdelen[]."""

    url: str | None = prop("Het adres van het deel.")
    volgnummer: int | None = prop("De plaats in de volgorde.")
    omvang: int | None = prop("De omvang in bytes.")
    voltooid: bool | None = prop("Of het deel binnen is.")
