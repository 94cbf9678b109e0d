"""Verzendingen: from or to whom a document went (Documenten API 1.4.2)."""

from __future__ import annotations

from enum import Enum

from resolvers.documenten import linked
from resolvers.edges import one
from schema.base import UNKNOWN, Node, edge, graph_enum, graph_type, prop
from schema.documenten import Document
from schema.klantinteracties import Actor
from schema.partijen import Partij
from schema.scalars import Date
from sources.documenten import resources as records
from sources.klantinteracties.resources import ACTOR, PARTIJ


@graph_enum("Of iemand een document stuurde of kreeg.")
class VerzendingAardRelatie(Enum):
    """Verzending.aardRelatie."""

    AFZENDER = "afzender"
    GEADRESSEERDE = "geadresseerde"
    ONBEKEND = UNKNOWN


@graph_enum("Wat voor postadres het is.")
class PostadresType(Enum):
    """CorrespondentiePostadres.postadresType."""

    ANTWOORDNUMMER = "antwoordnummer"
    POSTBUSNUMMER = "postbusnummer"
    ONBEKEND = UNKNOWN


@graph_type(
    "Een adres in Nederland om post heen te sturen.", record=records.BinnenlandsCorrespondentieadres
)
class BinnenlandsCorrespondentieadres:
    """Verzending.binnenlandsCorrespondentieadres."""

    naam_openbare_ruimte: str | None = prop("De straat.")
    huisnummer: int | None = prop("Het huisnummer.")
    huisletter: str | None = prop("De huisletter.")
    huisnummer_toevoeging: str | None = prop("De toevoeging bij het huisnummer.")
    postcode: str | None = prop("De postcode.")
    woonplaatsnaam: str | None = prop("De woonplaats.")


@graph_type(
    "Een adres in het buitenland om post heen te sturen.",
    record=records.BuitenlandsCorrespondentieadres,
)
class BuitenlandsCorrespondentieadres:
    """Verzending.buitenlandsCorrespondentieadres."""

    adres_buitenland1: str | None = prop("Eerste adresregel.")
    adres_buitenland2: str | None = prop("Tweede adresregel.")
    adres_buitenland3: str | None = prop("Derde adresregel.")
    land_postadres: str | None = prop("Het land (URL).")


@graph_type("Een postbus of antwoordnummer.", record=records.CorrespondentiePostadres)
class CorrespondentiePostadres:
    """Verzending.correspondentiePostadres."""

    postadres_type: PostadresType | None = prop("Postbus of antwoordnummer.")
    post_bus_of_antwoordnummer: int | None = prop("Het nummer.")
    postadres_postcode: str | None = prop("De postcode.")
    woonplaatsnaam: str | None = prop("De woonplaats.")


@graph_type(
    "Van wie een document is ontvangen, of aan wie het is verzonden.", resource=records.VERZENDING
)
class Verzending(Node):
    """Verzending (Documenten API 1.4.2)."""

    aard_relatie: VerzendingAardRelatie | None = prop("Of de betrokkene het stuurde of kreeg.")
    betrokkene: str | None = prop("Het adres (URL) van de betrokkene, in welk register ook.")
    contact_persoon: str | None = prop(
        "Het adres (URL) van wie namens de betrokkene het aanspreekpunt is."
    )
    contactpersoonnaam: str | None = prop("De naam van het aanspreekpunt.")
    toelichting: str | None = prop("Toelichting op de verzending.")
    ontvangstdatum: Date | None = prop("Wanneer het document is ontvangen.")
    verzenddatum: Date | None = prop("Wanneer het document is verzonden.")
    binnenlands_correspondentieadres: BinnenlandsCorrespondentieadres | None = prop(
        "Het adres in Nederland, als het afwijkt van dat van de betrokkene."
    )
    buitenlands_correspondentieadres: BuitenlandsCorrespondentieadres | None = prop(
        "Het adres in het buitenland, als het afwijkt van dat van de betrokkene."
    )
    correspondentie_postadres: CorrespondentiePostadres | None = prop(
        "De postbus of het antwoordnummer, als het afwijkt van dat van de betrokkene."
    )
    emailadres: str | None = prop("Het e-mailadres van ontvanger of afzender.")
    telefoonnummer: str | None = prop("Het telefoonnummer van ontvanger of afzender.")
    faxnummer: str | None = prop("Het faxnummer van ontvanger of afzender.")
    mijn_overheid: bool | None = prop("Of het document via MijnOverheid is verzonden.")
    document: Document | None = edge(
        one(records.ENKELVOUDIGINFORMATIEOBJECT, "informatieobject_url"), "Het document."
    )
    partij: Partij | None = edge(
        linked(PARTIJ, "betrokkene"), "De betrokkene, als dat een partij in dit landschap is."
    )
    contactpersoon_actor: Actor | None = edge(
        linked(ACTOR, "contact_persoon"),
        "Het aanspreekpunt, als dat een actor in dit landschap is.",
    )
