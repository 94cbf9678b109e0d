"""Records of BRP Personen bevragen v2: everything may be absent, a date may be incomplete."""

from __future__ import annotations

from msgspec import field

from sources.records import Date, Json, Record, Text


class Waardetabel(Record):
    """A code with its description."""

    code: Text = None
    omschrijving: Text = None
    soort: Text = None


class BrpDatum(Record):
    """AbstractDatum: complete, or a year and month, a year, or unknown."""

    type: Text = None
    lang_formaat: Text = None
    datum: Date = None
    jaar: int | None = None
    maand: int | None = None
    onbekend: bool | None = None


class Naam(Record):
    """A name in parts and as one text."""

    voornamen: Text = None
    adellijke_titel_predicaat: Waardetabel | None = None
    voorvoegsel: Text = None
    geslachtsnaam: Text = None
    voorletters: Text = None
    volledige_naam: Text = None
    aanduiding_naamgebruik: Waardetabel | None = None
    in_onderzoek: Json | None = None


class Gebeurtenis(Record):
    """When and where: birth, death, marriage."""

    datum: BrpDatum | None = None
    land: Waardetabel | None = None
    plaats: Waardetabel | None = None
    in_onderzoek: Json | None = None


class OpschortingBijhouding(Record):
    """Why and since when the registration is not kept up any more."""

    reden: Waardetabel | None = None
    datum: BrpDatum | None = None


class Verblijfadres(Record):
    """The address itself, in the Netherlands, abroad or described."""

    officiele_straatnaam: Text = None
    korte_straatnaam: Text = None
    huisnummer: int | None = None
    huisletter: Text = None
    huisnummertoevoeging: Text = None
    aanduiding_bij_huisnummer: Waardetabel | None = None
    postcode: Text = None
    woonplaats: Text = None
    regel1: Text = None
    regel2: Text = None
    regel3: Text = None
    land: Waardetabel | None = None
    locatiebeschrijving: Text = None
    in_onderzoek: Json | None = None


class Verblijfplaats(Record):
    """Where somebody lives: Adres, VerblijfplaatsBuitenland, Locatie or VerblijfplaatsOnbekend.

    The last two properties are of the history of verblijfplaatsen only (sources/brphistorie).
    """

    type: Text = None
    verblijfadres: Verblijfadres | None = None
    functie_adres: Waardetabel | None = None
    adresseerbaar_object_identificatie: Text = None
    nummeraanduiding_identificatie: Text = None
    datum_van: BrpDatum | None = None
    datum_ingang_geldigheid: BrpDatum | None = None
    indicatie_vastgesteld_verblijft_niet_op_adres: bool | None = None
    in_onderzoek: Json | None = None
    datum_tot: BrpDatum | None = None
    adressering: Adressering | None = None


class Nationaliteit(Record):
    """A nationality, or that somebody has none or an unknown one."""

    type: Text = None
    nationaliteit: Waardetabel | None = None
    reden_opname: Waardetabel | None = None
    datum_ingang_geldigheid: BrpDatum | None = None
    in_onderzoek: Json | None = None


class Immigratie(Record):
    """Where somebody came from, and when."""

    land_vanwaar_ingeschreven: Waardetabel | None = None
    datum_vestiging_in_nederland: BrpDatum | None = None
    vanuit_verblijfplaats_onbekend: bool | None = None
    indicatie_vestiging_vanuit_buitenland: bool | None = None
    in_onderzoek: Json | None = None


class Aanschrijfwijze(Record):
    """How to write a name on an envelope."""

    naam: Text = None
    aanspreekvorm: Text = None


class Adressering(Record):
    """How to address somebody."""

    adresregel1: Text = None
    adresregel2: Text = None
    adresregel3: Text = None
    land: Waardetabel | None = None
    indicatie_vastgesteld_verblijft_niet_op_adres: bool | None = None
    aanhef: Text = None
    aanschrijfwijze: Aanschrijfwijze | None = None
    gebruik_in_lopende_tekst: Text = None
    in_onderzoek: Json | None = None


class Kiesrecht(Record):
    """Exclusion from voting, and the European vote."""

    uitgesloten_van_kiesrecht: bool | None = None
    einddatum: BrpDatum | None = None
    aanduiding: Waardetabel | None = None
    einddatum_uitsluiting: BrpDatum | None = None


class Verblijfstitel(Record):
    """The right to stay of somebody without Dutch nationality."""

    aanduiding: Waardetabel | None = None
    datum_einde: BrpDatum | None = None
    datum_ingang: BrpDatum | None = None
    in_onderzoek: Json | None = None


class Familielid(Record):
    """A child, parent or partner, as far as the person's own record tells."""

    burgerservicenummer: Text = None
    geslacht: Waardetabel | None = None
    naam: Naam | None = None
    geboorte: Gebeurtenis | None = None
    ouder_aanduiding: Text = None
    datum_ingang_familierechtelijke_betrekking: BrpDatum | None = None
    soort_verbintenis: Waardetabel | None = None
    aangaan_huwelijk_partnerschap: Gebeurtenis | None = None
    ontbinding_huwelijk_partnerschap: Gebeurtenis | None = None
    in_onderzoek: Json | None = None


class GezagPersoon(Record):
    """A minor, parent or third in a gezagsrelatie."""

    type: Text = None
    burgerservicenummer: Text = None
    naam: Naam | None = None
    leeftijd: int | None = None


class Gezag(Record):
    """One gezagsrelatie; which groups are filled depends on `type` (specification 2.7)."""

    type: Text = None
    minderjarige: GezagPersoon | None = None
    ouders: list[GezagPersoon] | None = None
    ouder: GezagPersoon | None = None
    derde: GezagPersoon | None = None
    derden: list[GezagPersoon] | None = None
    toelichting: Text = None
    in_onderzoek: bool | Json | None = None


class Rni(Record):
    """A registration of a non-resident."""

    deelnemer: Waardetabel | None = None
    omschrijving_verdrag: Text = None
    categorie: Text = None


class Verificatie(Record):
    """When the registration of a non-resident was verified."""

    datum: BrpDatum | None = None
    omschrijving: Text = None


class PersoonRecord(Record):
    """A person as the BRP gives it; only what `fields` asked for is filled."""

    a_nummer: Text = field(default=None, name="aNummer")
    burgerservicenummer: Text = None
    datum_eerste_inschrijving_gba: BrpDatum | None = field(
        default=None, name="datumEersteInschrijvingGBA"
    )
    geheimhouding_persoonsgegevens: bool | None = None
    geslacht: Waardetabel | None = None
    leeftijd: int | None = None
    naam: Naam | None = None
    geboorte: Gebeurtenis | None = None
    overlijden: Gebeurtenis | None = None
    nationaliteiten: list[Nationaliteit] | None = None
    verblijfplaats: Verblijfplaats | None = None
    immigratie: Immigratie | None = None
    gemeente_van_inschrijving: Waardetabel | None = None
    datum_inschrijving_in_gemeente: BrpDatum | None = None
    adressering: Adressering | None = None
    indicatie_curatele_register: bool | None = None
    indicatie_gezag_minderjarige: Waardetabel | None = None
    gezag: list[Gezag] | None = None
    uitsluiting_kiesrecht: Kiesrecht | None = None
    europees_kiesrecht: Kiesrecht | None = None
    verblijfstitel: Verblijfstitel | None = None
    kinderen: list[Familielid] | None = None
    ouders: list[Familielid] | None = None
    partners: list[Familielid] | None = None
    opschorting_bijhouding: OpschortingBijhouding | None = None
    rni: list[Rni] | None = None
    verificatie: Verificatie | None = None
    in_onderzoek: Json | None = None


class PersoonBeperktRecord(PersoonRecord):
    """A person as a search gives it: fewer fields."""


class PersonenAntwoord(Record):
    """The answer of POST /personen."""

    personen: list[PersoonRecord] = field(default_factory=list)


class PersonenBeperktAntwoord(Record):
    """The answer of a search."""

    personen: list[PersoonBeperktRecord] = field(default_factory=list)
