"""Zaaktypen and what belongs to them (Catalogi API 1.3.1)."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry

from resolvers.catalogi import documenten_of_zaaktype, statustypen_in_order
from resolvers.edges import links, one
from schema.base import UNKNOWN, Node, edge, graph_enum, graph_type, prop
from schema.catalogus_parts import (
    Broncatalogus,
    BrondatumArchiefprocedure,
    Bronzaaktype,
    ChecklistItem,
    EigenschapSpecificatie,
    InformatieobjecttypeOmschrijvingGeneriek,
    Referentieproces,
)
from schema.enums import Archiefnominatie, RolOmschrijvingGeneriek, Vertrouwelijkheidaanduiding
from schema.scalars import Date, Duration
from sources.catalogi import resources as records

_HERE = strawberry.lazy("schema.catalogi")


@graph_enum("Of de zaak van binnen of van buiten de organisatie komt.")
class InternOfExtern(Enum):
    """Zaaktype.indicatieInternOfExtern."""

    INTERN = "intern"
    EXTERN = "extern"
    ONBEKEND = UNKNOWN


@graph_enum("Welke kant een document op gaat.")
class Richting(Enum):
    """ZaaktypeInformatieobjecttype.richting."""

    INKOMEND = "inkomend"
    INTERN = "intern"
    UITGAAND = "uitgaand"
    ONBEKEND = UNKNOWN


@graph_enum("Wat het ene zaaktype met het andere te maken heeft.")
class ZaaktypeAardRelatie(Enum):
    """ZaakTypenRelatie.aardRelatie."""

    VERVOLG = "vervolg"
    BIJDRAGE = "bijdrage"
    ONDERWERP = "onderwerp"
    ONBEKEND = UNKNOWN


@graph_type("Een verzameling samenhangende typen van een organisatie.", resource=records.CATALOGUS)
class Catalogus(Node):
    """Catalogus (Catalogi API 1.3.1)."""

    domein: str | None = prop("De afkorting van het domein waarvoor de catalogus geldt.")
    rsin: str | None = prop("RSIN van de organisatie die de catalogus beheert.")
    naam: str | None = prop("De naam van de catalogus.")
    versie: str | None = prop("De versie van de catalogus.")
    begindatum_versie: Date | None = prop("De dag waarop deze versie begon.")
    contactpersoon_beheer_naam: str | None = prop("Wie de catalogus beheert.")
    contactpersoon_beheer_telefoonnummer: str | None = prop("Het telefoonnummer van de beheerder.")
    contactpersoon_beheer_emailadres: str | None = prop("Het e-mailadres van de beheerder.")
    zaaktypen: list[Annotated[Zaaktype, _HERE] | None] | None = edge(
        links(records.ZAAKTYPE, "zaaktypen_urls"), "De zaaktypen in de catalogus."
    )
    besluittypen: list[Annotated[Besluittype, _HERE] | None] | None = edge(
        links(records.BESLUITTYPE, "besluittypen_urls"), "De besluittypen in de catalogus."
    )
    informatieobjecttypen: list[Annotated[Informatieobjecttype, _HERE] | None] | None = edge(
        links(records.INFORMATIEOBJECTTYPE, "informatieobjecttypen_urls"),
        "De informatieobjecttypen in de catalogus.",
    )


@graph_type("Een zaaktype dat met dit zaaktype samenhangt.", record=records.GerelateerdZaaktype)
class GerelateerdZaaktype:
    """Zaaktype.gerelateerdeZaaktypen[]."""

    zaaktype: Annotated[Zaaktype, _HERE] | None = edge(
        one(records.ZAAKTYPE, "zaaktype_url"), "Het andere zaaktype."
    )
    aard_relatie: ZaaktypeAardRelatie | None = prop("De aard van de samenhang.")
    toelichting: str | None = prop("Toelichting op de samenhang.")


@graph_type("Het geheel van kenmerken van zaken van dezelfde soort.", resource=records.ZAAKTYPE)
class Zaaktype(Node):
    """Zaaktype (Catalogi API 1.3.1)."""

    identificatie: str | None = prop("De aanduiding van het zaaktype binnen de catalogus.")
    omschrijving: str | None = prop("Omschrijving van de aard van zaken van dit type.")
    omschrijving_generiek: str | None = prop("Algemeen gehanteerde omschrijving.")
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = prop(
        "Hoe openbaar zaakdossiers van dit type in de regel zijn."
    )
    doel: str | None = prop("Wat met zaken van dit type bereikt wordt.")
    aanleiding: str | None = prop("Waardoor een zaak van dit type start.")
    toelichting: str | None = prop("Toelichting op het zaaktype.")
    indicatie_intern_of_extern: InternOfExtern | None = prop("Van binnen of van buiten.")
    handeling_initiator: str | None = prop("Wat de initiator doet, zoals aanvragen.")
    onderwerp: str | None = prop("Waar zaken van dit type over gaan.")
    handeling_behandelaar: str | None = prop("Wat de behandelaar doet, zoals behandelen.")
    doorlooptijd: Duration | None = prop("De wettelijke termijn voor de afhandeling.")
    servicenorm: Duration | None = prop("De termijn die de organisatie nastreeft.")
    opschorting_en_aanhouding_mogelijk: bool | None = prop("Of de behandeling stil mag liggen.")
    verlenging_mogelijk: bool | None = prop("Of de behandeling verlengd mag worden.")
    verlengingstermijn: Duration | None = prop("Met hoeveel tijd verlengd mag worden.")
    trefwoorden: list[str] = prop("Trefwoorden om het zaaktype te vinden.")
    publicatie_indicatie: bool | None = prop("Of het starten van een zaak gepubliceerd wordt.")
    publicatietekst: str | None = prop("De tekst van die publicatie.")
    verantwoordingsrelatie: list[str] = prop("Waarover met deze zaken verantwoord wordt.")
    producten_of_diensten: list[str] = prop("De producten of diensten (URL's).")
    selectielijst_procestype: str | None = prop("Het procestype in de selectielijst (URL).")
    referentieproces: Referentieproces | None = prop("Het proces waarop dit type gebaseerd is.")
    concept: bool | None = prop("Of het zaaktype nog een concept is.")
    verantwoordelijke: str | None = prop("Wie verantwoordelijk is voor zaken van dit type.")
    begin_geldigheid: Date | None = prop("De eerste dag waarop het type geldt.")
    einde_geldigheid: Date | None = prop("De dag vanaf wanneer het type niet meer geldt.")
    begin_object: Date | None = prop("De dag waarop de eerste versie begon.")
    einde_object: Date | None = prop("De dag waarop de laatste versie eindigde.")
    versiedatum: Date | None = prop("De dag waarop deze versie begon.")
    broncatalogus: Broncatalogus | None = prop("De catalogus waaruit het is overgenomen.")
    bronzaaktype: Bronzaaktype | None = prop("Het zaaktype waarvan het is afgeleid.")
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus van het zaaktype."
    )
    statustypen: list[Annotated[Statustype, _HERE] | None] | None = edge(
        statustypen_in_order, "De statussen die een zaak kan hebben, op volgorde."
    )
    resultaattypen: list[Annotated[Resultaattype, _HERE] | None] | None = edge(
        links(records.RESULTAATTYPE, "resultaattypen_urls"), "De mogelijke uitkomsten."
    )
    roltypen: list[Annotated[Roltype, _HERE] | None] | None = edge(
        links(records.ROLTYPE, "roltypen_urls"), "De mogelijke rollen."
    )
    eigenschappen: list[Annotated[Eigenschap, _HERE] | None] | None = edge(
        links(records.EIGENSCHAP, "eigenschappen_urls"), "Wat van een zaak wordt vastgelegd."
    )
    informatieobjecttypen: list[Annotated[Informatieobjecttype, _HERE] | None] | None = edge(
        links(records.INFORMATIEOBJECTTYPE, "informatieobjecttypen_urls"),
        "De soorten documenten die bij een zaak horen.",
    )
    zaaktype_informatieobjecttypen: list[Annotated[ZaaktypeInformatieobjecttype, _HERE]] | None = (
        edge(documenten_of_zaaktype, "Welke documenten, in welke richting, bij welke status.")
    )
    besluittypen: list[Annotated[Besluittype, _HERE] | None] | None = edge(
        links(records.BESLUITTYPE, "besluittypen_urls"), "De mogelijke besluiten."
    )
    zaakobjecttypen: list[Annotated[Zaakobjecttype, _HERE] | None] | None = edge(
        links(records.ZAAKOBJECTTYPE, "zaakobjecttypen_urls"), "De mogelijke objecten."
    )
    deelzaaktypen: list[Annotated[Zaaktype, _HERE] | None] | None = edge(
        links(records.ZAAKTYPE, "deelzaaktypen_urls"), "De typen van mogelijke deelzaken."
    )
    gerelateerde_zaaktypen: list[GerelateerdZaaktype] = prop("Zaaktypen die samenhangen.")


@graph_type("Een stand die een zaak van een type kan hebben.", resource=records.STATUSTYPE)
class Statustype(Node):
    """Statustype (Catalogi API 1.3.1)."""

    omschrijving: str | None = prop("Omschrijving van de status.")
    omschrijving_generiek: str | None = prop("Algemeen gehanteerde omschrijving.")
    statustekst: str | None = prop("De tekst waarmee betrokkenen worden ingelicht.")
    volgnummer: int | None = prop("De plaats in de volgorde.")
    is_eindstatus: bool | None = prop("Of de zaak met deze status klaar is.")
    informeren: bool | None = prop("Of betrokkenen worden ingelicht.")
    doorlooptijd: Duration | None = prop("De termijn voor het bereiken van deze status.")
    toelichting: str | None = prop("Toelichting op de status.")
    checklistitems: list[ChecklistItem] = prop(
        "Wat er gedaan moet zijn (checklistitemStatustype).", attr="checklistitem_statustype"
    )
    zaaktype_identificatie: str | None = prop("De identificatie van het zaaktype.")
    begin_geldigheid: Date | None = prop("De eerste dag waarop het type geldt.")
    einde_geldigheid: Date | None = prop("De dag vanaf wanneer het type niet meer geldt.")
    begin_object: Date | None = prop("De dag waarop de eerste versie begon.")
    einde_object: Date | None = prop("De dag waarop de laatste versie eindigde.")
    zaaktype: Annotated[Zaaktype, _HERE] | None = edge(
        one(records.ZAAKTYPE, "zaaktype_url"), "Het zaaktype."
    )
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus."
    )
    eigenschappen: list[Annotated[Eigenschap, _HERE] | None] | None = edge(
        links(records.EIGENSCHAP, "eigenschappen_urls"),
        "De eigenschappen die bij deze status bekend moeten zijn.",
    )
    zaakobjecttypen: list[Annotated[Zaakobjecttype, _HERE] | None] | None = edge(
        links(records.ZAAKOBJECTTYPE, "zaakobjecttypen_urls"),
        "De objecten die bij deze status bekend moeten zijn.",
    )


@graph_type("Een mogelijke uitkomst van een zaak.", resource=records.RESULTAATTYPE)
class Resultaattype(Node):
    """Resultaattype (Catalogi API 1.3.1)."""

    omschrijving: str | None = prop("Omschrijving van de uitkomst.")
    resultaattypeomschrijving: str | None = prop("De algemene omschrijving (URL).")
    omschrijving_generiek: str | None = prop("De algemene omschrijving in woorden.")
    selectielijstklasse: str | None = prop("De klasse in de selectielijst (URL).")
    toelichting: str | None = prop("Toelichting op de uitkomst.")
    archiefnominatie: Archiefnominatie | None = prop("Of het dossier blijft of vernietigd wordt.")
    archiefactietermijn: Duration | None = prop("Na hoeveel tijd dat gebeurt.")
    brondatum_archiefprocedure: BrondatumArchiefprocedure | None = prop(
        "Hoe de datum bepaald wordt waarop die tijd begint."
    )
    procesobjectaard: str | None = prop("Omschrijving van het processobject.")
    indicatie_specifiek: bool | None = prop("Of de bewaartermijn specifiek is bepaald.")
    procestermijn: Duration | None = prop("De periode dat het proces nog loopt.")
    besluittype_omschrijving: list[str] = prop("De omschrijvingen van de besluittypen.")
    informatieobjecttype_omschrijving: list[str] = prop("De omschrijvingen van documenttypen.")
    zaaktype_identificatie: str | None = prop("De identificatie van het zaaktype.")
    begin_geldigheid: Date | None = prop("De eerste dag waarop het type geldt.")
    einde_geldigheid: Date | None = prop("De dag vanaf wanneer het type niet meer geldt.")
    begin_object: Date | None = prop("De dag waarop de eerste versie begon.")
    einde_object: Date | None = prop("De dag waarop de laatste versie eindigde.")
    zaaktype: Annotated[Zaaktype, _HERE] | None = edge(
        one(records.ZAAKTYPE, "zaaktype_url"), "Het zaaktype."
    )
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus."
    )
    besluittypen: list[Annotated[Besluittype, _HERE] | None] | None = edge(
        links(records.BESLUITTYPE, "besluittypen_urls"), "De besluiten die erbij horen."
    )
    informatieobjecttypen: list[Annotated[Informatieobjecttype, _HERE] | None] | None = edge(
        links(records.INFORMATIEOBJECTTYPE, "informatieobjecttypen_urls"),
        "De documenten die erbij horen.",
    )


@graph_type("Een hoedanigheid waarin iemand bij een zaak betrokken is.", resource=records.ROLTYPE)
class Roltype(Node):
    """Roltype (Catalogi API 1.3.1)."""

    omschrijving: str | None = prop("Omschrijving van de rol.")
    omschrijving_generiek: RolOmschrijvingGeneriek | None = prop("De rol in algemene termen.")
    zaaktype_identificatie: str | None = prop("De identificatie van het zaaktype.")
    begin_geldigheid: Date | None = prop("De eerste dag waarop het type geldt.")
    einde_geldigheid: Date | None = prop("De dag vanaf wanneer het type niet meer geldt.")
    begin_object: Date | None = prop("De dag waarop de eerste versie begon.")
    einde_object: Date | None = prop("De dag waarop de laatste versie eindigde.")
    zaaktype: Annotated[Zaaktype, _HERE] | None = edge(
        one(records.ZAAKTYPE, "zaaktype_url"), "Het zaaktype."
    )
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus."
    )


@graph_type("Een gegeven dat van zaken van een type wordt vastgelegd.", resource=records.EIGENSCHAP)
class Eigenschap(Node):
    """Eigenschap (Catalogi API 1.3.1)."""

    naam: str | None = prop("De naam van het gegeven.")
    definitie: str | None = prop("Wat het gegeven betekent.")
    specificatie: EigenschapSpecificatie | None = prop("Hoe een waarde eruit moet zien.")
    toelichting: str | None = prop("Toelichting op het gegeven.")
    zaaktype_identificatie: str | None = prop("De identificatie van het zaaktype.")
    begin_geldigheid: Date | None = prop("De eerste dag waarop het type geldt.")
    einde_geldigheid: Date | None = prop("De dag vanaf wanneer het type niet meer geldt.")
    begin_object: Date | None = prop("De dag waarop de eerste versie begon.")
    einde_object: Date | None = prop("De dag waarop de laatste versie eindigde.")
    zaaktype: Annotated[Zaaktype, _HERE] | None = edge(
        one(records.ZAAKTYPE, "zaaktype_url"), "Het zaaktype."
    )
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus."
    )
    statustype: Annotated[Statustype, _HERE] | None = edge(
        one(records.STATUSTYPE, "statustype_url"), "De status waarbij het bekend moet zijn."
    )


@graph_type("Een soort document.", resource=records.INFORMATIEOBJECTTYPE)
class Informatieobjecttype(Node):
    """Informatieobjecttype (Catalogi API 1.3.1)."""

    omschrijving: str | None = prop("Omschrijving van de soort.")
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = prop(
        "Hoe openbaar zulke documenten in de regel zijn."
    )
    concept: bool | None = prop("Of het type nog een concept is.")
    informatieobjectcategorie: str | None = prop("De categorie van de soort.")
    trefwoord: list[str] = prop("Trefwoorden om de soort te vinden.")
    omschrijving_generiek: InformatieobjecttypeOmschrijvingGeneriek | None = prop(
        "De algemeen gehanteerde omschrijving."
    )
    begin_geldigheid: Date | None = prop("De eerste dag waarop het type geldt.")
    einde_geldigheid: Date | None = prop("De dag vanaf wanneer het type niet meer geldt.")
    begin_object: Date | None = prop("De dag waarop de eerste versie begon.")
    einde_object: Date | None = prop("De dag waarop de laatste versie eindigde.")
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus."
    )
    zaaktypen: list[Annotated[Zaaktype, _HERE] | None] | None = edge(
        links(records.ZAAKTYPE, "zaaktypen_urls"), "De zaaktypen waarbij de soort hoort."
    )
    besluittypen: list[Annotated[Besluittype, _HERE] | None] | None = edge(
        links(records.BESLUITTYPE, "besluittypen_urls"), "De besluiten die erin staan."
    )


@graph_type("Een soort besluit.", resource=records.BESLUITTYPE)
class Besluittype(Node):
    """Besluittype (Catalogi API 1.3.1)."""

    omschrijving: str | None = prop("Omschrijving van de soort.")
    omschrijving_generiek: str | None = prop("Algemeen gehanteerde omschrijving.")
    besluitcategorie: str | None = prop("De categorie van de soort.")
    reactietermijn: Duration | None = prop("De tijd waarin men kan reageren.")
    publicatie_indicatie: bool | None = prop("Of zulke besluiten gepubliceerd worden.")
    publicatietekst: str | None = prop("De tekst van die publicatie.")
    publicatietermijn: Duration | None = prop("Hoelang de publicatie blijft.")
    toelichting: str | None = prop("Toelichting op de soort.")
    concept: bool | None = prop("Of het type nog een concept is.")
    resultaattypen_omschrijving: list[str] = prop("De omschrijvingen van de resultaattypen.")
    vastgelegd_in: list[str] = prop("In welke soorten documenten het besluit staat.")
    begin_geldigheid: Date | None = prop("De eerste dag waarop het type geldt.")
    einde_geldigheid: Date | None = prop("De dag vanaf wanneer het type niet meer geldt.")
    begin_object: Date | None = prop("De dag waarop de eerste versie begon.")
    einde_object: Date | None = prop("De dag waarop de laatste versie eindigde.")
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus."
    )
    zaaktypen: list[Annotated[Zaaktype, _HERE] | None] | None = edge(
        links(records.ZAAKTYPE, "zaaktypen_urls"), "De zaaktypen waarbij de soort hoort."
    )
    informatieobjecttypen: list[Annotated[Informatieobjecttype, _HERE] | None] | None = edge(
        links(records.INFORMATIEOBJECTTYPE, "informatieobjecttypen_urls"),
        "De documenten waarin het besluit staat.",
    )
    resultaattypen: list[Annotated[Resultaattype, _HERE] | None] | None = edge(
        links(records.RESULTAATTYPE, "resultaattypen_urls"), "De uitkomsten waarbij het hoort."
    )


@graph_type("Een soort object waar zaken van een type over gaan.", resource=records.ZAAKOBJECTTYPE)
class Zaakobjecttype(Node):
    """Zaakobjecttype (Catalogi API 1.3.1)."""

    ander_objecttype: bool | None = prop("Of het een objecttype buiten de standaard is.")
    objecttype: str | None = prop("Het objecttype (URL).")
    relatie_omschrijving: str | None = prop("Wat het object met de zaak te maken heeft.")
    zaaktype_identificatie: str | None = prop("De identificatie van het zaaktype.")
    begin_geldigheid: Date | None = prop("De eerste dag waarop het type geldt.")
    einde_geldigheid: Date | None = prop("De dag vanaf wanneer het type niet meer geldt.")
    begin_object: Date | None = prop("De dag waarop de eerste versie begon.")
    einde_object: Date | None = prop("De dag waarop de laatste versie eindigde.")
    zaaktype: Annotated[Zaaktype, _HERE] | None = edge(
        one(records.ZAAKTYPE, "zaaktype_url"), "Het zaaktype."
    )
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus."
    )
    resultaattypen: list[Annotated[Resultaattype, _HERE] | None] | None = edge(
        links(records.RESULTAATTYPE, "resultaattypen_urls"), "De uitkomsten waarbij het hoort."
    )
    statustype: Annotated[Statustype, _HERE] | None = edge(
        one(records.STATUSTYPE, "statustype_url"), "De status waarbij het bekend moet zijn."
    )
    statustypen: list[Annotated[Statustype, _HERE] | None] | None = edge(
        statustypen_in_order,
        "De statussen waarbij het bekend moet zijn (standaard; Open Zaak kent er een).",
    )


@graph_type(
    "Dat een soort document bij een zaaktype hoort.",
    resource=records.ZAAKTYPE_INFORMATIEOBJECTTYPE,
)
class ZaaktypeInformatieobjecttype(Node):
    """ZaaktypeInformatieobjecttype (Catalogi API 1.3.1)."""

    volgnummer: int | None = prop("De plaats in de volgorde.")
    richting: Richting | None = prop("Welke kant het document op gaat.")
    zaaktype_identificatie: str | None = prop("De identificatie van het zaaktype.")
    zaaktype: Annotated[Zaaktype, _HERE] | None = edge(
        one(records.ZAAKTYPE, "zaaktype_url"), "Het zaaktype."
    )
    informatieobjecttype: Annotated[Informatieobjecttype, _HERE] | None = edge(
        one(records.INFORMATIEOBJECTTYPE, "informatieobjecttype_url"), "De soort document."
    )
    statustype: Annotated[Statustype, _HERE] | None = edge(
        one(records.STATUSTYPE, "statustype_url"), "De status waarbij het document hoort."
    )
    catalogus: Annotated[Catalogus, _HERE] | None = edge(
        one(records.CATALOGUS, "catalogus_url"), "De catalogus."
    )
