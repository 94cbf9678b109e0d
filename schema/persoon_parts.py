"""The groups inside a person (BRP Personen bevragen v2)."""

from __future__ import annotations

from strawberry.scalars import JSON

from schema.base import graph_type, prop
from schema.scalars import Date

IN_ONDERZOEK = (
    "Welke van de gevraagde gegevens van deze groep in onderzoek zijn; is er verder niets van de "
    "groep gevraagd, dan van de hele groep."
)
NIET_OP_ADRES = "Of is vastgesteld dat iemand niet op dit adres verblijft."


@graph_type("Een code met haar omschrijving.")
class Waardetabel:
    """Waardetabel."""

    code: str | None = prop("De code.")
    omschrijving: str | None = prop("De omschrijving.")
    soort: str | None = prop("De soort, bij een adellijke titel of predicaat.")


@graph_type("Een datum die onvolledig of onbekend kan zijn.")
class BrpDatum:
    """AbstractDatum."""

    type: str | None = prop("`Datum`, `JaarMaandDatum`, `JaarDatum` of `DatumOnbekend`.")
    lang_formaat: str | None = prop("De datum in woorden.")
    datum: Date | None = prop("De volledige datum.")
    jaar: int | None = prop("Het jaar, als niet meer bekend is.")
    maand: int | None = prop("De maand, als de dag niet bekend is.")
    onbekend: bool | None = prop("Of de datum helemaal niet bekend is.")


@graph_type("De naam van een persoon.")
class PersoonNaam:
    """Persoon.naam."""

    voornamen: str | None = prop("De voornamen.")
    adellijke_titel_predicaat: Waardetabel | None = prop("De adellijke titel of het predicaat.")
    voorvoegsel: str | None = prop("Het voorvoegsel.")
    geslachtsnaam: str | None = prop("De geslachtsnaam.")
    voorletters: str | None = prop("De voorletters.")
    volledige_naam: str | None = prop("De naam voluit.")
    aanduiding_naamgebruik: Waardetabel | None = prop("Welke naam iemand gebruikt.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("De naam van een gevonden persoon.")
class NaamBeperkt:
    """PersoonBeperkt.naam."""

    voornamen: str | None = prop("De voornamen.")
    adellijke_titel_predicaat: Waardetabel | None = prop("De adellijke titel of het predicaat.")
    voorvoegsel: str | None = prop("Het voorvoegsel.")
    geslachtsnaam: str | None = prop("De geslachtsnaam.")
    voorletters: str | None = prop("De voorletters.")
    volledige_naam: str | None = prop("De naam voluit.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("De naam van een familielid.")
class FamilielidNaam:
    """Naam of a kind, ouder or partner."""

    voornamen: str | None = prop("De voornamen.")
    adellijke_titel_predicaat: Waardetabel | None = prop("De adellijke titel of het predicaat.")
    voorvoegsel: str | None = prop("Het voorvoegsel.")
    geslachtsnaam: str | None = prop("De geslachtsnaam.")
    voorletters: str | None = prop("De voorletters.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Wanneer en waar iets is gebeurd.")
class Gebeurtenis:
    """Geboorte, overlijden or the start of a huwelijk."""

    datum: BrpDatum | None = prop("Wanneer.")
    land: Waardetabel | None = prop("In welk land.")
    plaats: Waardetabel | None = prop("In welke plaats.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Wanneer iets is gebeurd.")
class Moment:
    """Geboorte of a search result, or the end of a huwelijk."""

    datum: BrpDatum | None = prop("Wanneer.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Dat en waarom iemands gegevens niet meer worden bijgehouden.")
class OpschortingBijhouding:
    """Persoon.opschortingBijhouding."""

    reden: Waardetabel | None = prop("Waarom, zoals overlijden of emigratie.")
    datum: BrpDatum | None = prop("Sinds wanneer.")


@graph_type("Waarvandaan en wanneer iemand naar Nederland kwam.")
class Immigratie:
    """Persoon.immigratie."""

    land_vanwaar_ingeschreven: Waardetabel | None = prop("Uit welk land.")
    datum_vestiging_in_nederland: BrpDatum | None = prop("Wanneer.")
    vanuit_verblijfplaats_onbekend: bool | None = prop("Of onbekend is waarvandaan.")
    indicatie_vestiging_vanuit_buitenland: bool | None = prop("Of het uit het buitenland was.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Hoe een naam op een brief komt.")
class Aanschrijfwijze:
    """Adressering.aanschrijfwijze."""

    naam: str | None = prop("De naam voor de adressering.")
    aanspreekvorm: str | None = prop("De aanspreekvorm bij een titel.")


@graph_type("Hoe iemand aan te schrijven is.")
class Adressering:
    """Persoon.adressering."""

    adresregel1: str | None = prop("Eerste adresregel.")
    adresregel2: str | None = prop("Tweede adresregel.")
    adresregel3: str | None = prop("Derde adresregel.")
    land: Waardetabel | None = prop("Het land.")
    aanhef: str | None = prop("De aanhef van een brief.")
    aanschrijfwijze: Aanschrijfwijze | None = prop("De naam op een brief.")
    gebruik_in_lopende_tekst: str | None = prop("De naam in een zin.")
    indicatie_vastgesteld_verblijft_niet_op_adres: bool | None = prop(
        NIET_OP_ADRES, brp=("adresregel2",)
    )
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Het adres van een gevonden persoon.")
class AdresseringBeperkt:
    """PersoonBeperkt.adressering."""

    adresregel1: str | None = prop("Eerste adresregel.")
    adresregel2: str | None = prop("Tweede adresregel.")
    adresregel3: str | None = prop("Derde adresregel.")
    land: Waardetabel | None = prop("Het land.")
    indicatie_vastgesteld_verblijft_niet_op_adres: bool | None = prop(
        NIET_OP_ADRES, brp=("adresregel2",)
    )
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Dat iemand niet mag stemmen.")
class UitsluitingKiesrecht:
    """Persoon.uitsluitingKiesrecht."""

    uitgesloten_van_kiesrecht: bool | None = prop("Of iemand is uitgesloten.")
    einddatum: BrpDatum | None = prop("Tot wanneer.")


@graph_type("Of iemand voor het Europees parlement stemt.")
class EuropeesKiesrecht:
    """Persoon.europeesKiesrecht."""

    aanduiding: Waardetabel | None = prop("Wel of niet opgeroepen.")
    einddatum_uitsluiting: BrpDatum | None = prop("Tot wanneer iemand is uitgesloten.")


@graph_type("Het recht om in Nederland te verblijven.")
class Verblijfstitel:
    """Persoon.verblijfstitel."""

    aanduiding: Waardetabel | None = prop("Welk recht.")
    datum_ingang: BrpDatum | None = prop("Sinds wanneer.")
    datum_einde: BrpDatum | None = prop("Tot wanneer.")
    in_onderzoek: JSON | None = prop(IN_ONDERZOEK)


@graph_type("Een registratie van een niet-ingezetene.")
class Rni:
    """Persoon.rni[]."""

    deelnemer: Waardetabel | None = prop("Wie de gegevens leverde.")
    omschrijving_verdrag: str | None = prop("Volgens welk verdrag.")
    categorie: str | None = prop("Welke gegevens.")


@graph_type("Wanneer gegevens van een niet-ingezetene zijn nagegaan.")
class Verificatie:
    """Persoon.verificatie."""

    datum: BrpDatum | None = prop("Wanneer.")
    omschrijving: str | None = prop("Hoe.")
