"""The groups inside catalogus types (Catalogi API 1.3.1)."""

from __future__ import annotations

from enum import Enum

from schema.base import UNKNOWN, graph_enum, graph_type, prop
from schema.scalars import Duration
from sources.catalogi import resources as records


@graph_enum("Hoe de datum bepaald wordt waarop de bewaartermijn begint.")
class Afleidingswijze(Enum):
    """BrondatumArchiefprocedure.afleidingswijze."""

    AFGEHANDELD = "afgehandeld"
    ANDER_DATUMKENMERK = "ander_datumkenmerk"
    EIGENSCHAP = "eigenschap"
    GERELATEERDE_ZAAK = "gerelateerde_zaak"
    HOOFDZAAK = "hoofdzaak"
    INGANGSDATUM_BESLUIT = "ingangsdatum_besluit"
    TERMIJN = "termijn"
    VERVALDATUM_BESLUIT = "vervaldatum_besluit"
    ZAAKOBJECT = "zaakobject"
    ONBEKEND = UNKNOWN


@graph_enum("De vorm van een waarde.")
class EigenschapFormaat(Enum):
    """EigenschapSpecificatie.formaat."""

    TEKST = "tekst"
    GETAL = "getal"
    DATUM = "datum"
    DATUM_TIJD = "datum_tijd"
    ONBEKEND = UNKNOWN


@graph_type("Het proces waarop een zaaktype gebaseerd is.", record=records.Referentieproces)
class Referentieproces:
    """Zaaktype.referentieproces."""

    naam: str | None = prop("De naam van het proces.")
    link: str | None = prop("Waar het proces beschreven staat (URL).")


@graph_type("De catalogus waaruit een type is overgenomen.", record=records.Broncatalogus)
class Broncatalogus:
    """Zaaktype.broncatalogus."""

    url: str | None = prop("Het adres van de catalogus.")
    domein: str | None = prop("Het domein van de catalogus.")
    rsin: str | None = prop("RSIN van de beheerder.")


@graph_type("Het zaaktype waarvan een type is afgeleid.", record=records.Bronzaaktype)
class Bronzaaktype:
    """Zaaktype.bronzaaktype."""

    url: str | None = prop("Het adres van het zaaktype.")
    identificatie: str | None = prop("De identificatie van het zaaktype.")
    omschrijving: str | None = prop("De omschrijving van het zaaktype.")


@graph_type("Iets dat gedaan moet zijn voor een status.", record=records.ChecklistItem)
class ChecklistItem:
    """Statustype.checklistitemStatustype[]."""

    itemnaam: str | None = prop("De naam.")
    vraagstelling: str | None = prop("De vraag die beantwoord moet zijn.")
    verplicht: bool | None = prop("Of het verplicht is.")
    toelichting: str | None = prop("Toelichting op de vraag.")


@graph_type(
    "Hoe de datum bepaald wordt waarop de bewaartermijn begint.",
    record=records.BrondatumArchiefprocedure,
)
class BrondatumArchiefprocedure:
    """Resultaattype.brondatumArchiefprocedure."""

    afleidingswijze: Afleidingswijze | None = prop("De wijze van afleiden.")
    datumkenmerk: str | None = prop("De naam van het datumattribuut.")
    einddatum_bekend: bool | None = prop("Of de einddatum al bekend is.")
    objecttype: str | None = prop("Het soort object met de datum, zoals de standaard het noemt.")
    registratie: str | None = prop("De registratie waarin het object staat.")
    procestermijn: Duration | None = prop("De periode tot de bewaartermijn begint.")


@graph_type("Hoe een waarde eruit moet zien.", record=records.EigenschapSpecificatie)
class EigenschapSpecificatie:
    """Eigenschap.specificatie."""

    groep: str | None = prop("De groep waartoe de eigenschap hoort.")
    formaat: EigenschapFormaat | None = prop("De vorm van een waarde.")
    lengte: str | None = prop("Het aantal tekens.")
    kardinaliteit: str | None = prop("Hoeveel waarden er mogen zijn.")
    waardenverzameling: list[str] = prop("De waarden die mogen.")


@graph_type(
    "De algemeen gehanteerde omschrijving van een soort document.",
    record=records.OmschrijvingGeneriek,
)
class InformatieobjecttypeOmschrijvingGeneriek:
    """Informatieobjecttype.omschrijvingGeneriek, with short names."""

    omschrijving: str | None = prop(
        "De omschrijving (informatieobjecttypeOmschrijvingGeneriek).",
        attr="informatieobjecttype_omschrijving_generiek",
    )
    definitie: str | None = prop(
        "Wat ermee bedoeld wordt.", attr="definitie_informatieobjecttype_omschrijving_generiek"
    )
    herkomst: str | None = prop(
        "Waar de omschrijving vandaan komt.",
        attr="herkomst_informatieobjecttype_omschrijving_generiek",
    )
    hierarchie: str | None = prop(
        "De plaats tussen andere omschrijvingen.",
        attr="hierarchie_informatieobjecttype_omschrijving_generiek",
    )
    opmerking: str | None = prop(
        "Opmerking bij de omschrijving.",
        attr="opmerking_informatieobjecttype_omschrijving_generiek",
    )
