"""Records and resources of Klantinteracties 0.9.0."""

from __future__ import annotations

from msgspec import field

from sources.records import Code, Date, DateTime, Entity, Json, Link, Record, Text
from sources.resource import Resource


class Reference(Record):
    """How this API links: a uuid and a URL."""

    uuid: Text = None
    url: Text = None


Refs = list[Reference] | None


class Adres(Record):
    """Bezoekadres and correspondentieadres."""

    nummeraanduiding_id: Text = None
    straatnaam: Text = None
    huisnummer: int | None = None
    huisnummertoevoeging: Text = None
    postcode: Text = None
    stad: Text = None
    adresregel1: Text = None
    adresregel2: Text = None
    adresregel3: Text = None
    land: Text = None


class Identificator(Record):
    """What identifies an object in another register."""

    code_objecttype: Text = None
    code_register: Text = None
    code_soort_object_id: Text = None
    object_id: Text = None


class Contactnaam(Record):
    """A name in parts."""

    voorletters: Text = None
    voornaam: Text = None
    voorvoegsel_achternaam: Text = None
    achternaam: Text = None


class PartijidentificatorRecord(Record):
    """One identification of a partij: BSN, KVK-nummer, RSIN or vestigingsnummer."""

    uuid: Text = None
    url: Text = None
    partij_identificator: Identificator | None = None
    andere_partij_identificator: Text = None


class CategorierelatieRef(Record):
    """A category a partij belongs to."""

    uuid: Text = None
    url: Text = None
    categorie_naam: Text = None
    begin_datum: Date = None
    eind_datum: Date = None


class PartijIdentificatie(Record):
    """Partij.partijIdentificatie: persoon, organisatie and contactpersoon in one."""

    contactnaam: Contactnaam | None = None
    volledige_naam: Text = None
    naam: Text = None
    werkte_voor_partij: Reference | None = None


class PartijRecord(Entity):
    """A partij: somebody the municipality has contact with."""

    uuid: Text = None
    nummer: Text = None
    interne_notitie: Text = None
    soort_partij: Code = None
    indicatie_geheimhouding: bool | None = None
    indicatie_actief: bool | None = None
    voorkeurstaal: Text = None
    bezoekadres: Adres | None = None
    correspondentieadres: Adres | None = None
    partij_identificatie: PartijIdentificatie | None = None
    partij_identificatoren: list[PartijidentificatorRecord] | None = None
    categorie_relaties: list[CategorierelatieRef] | None = None
    betrokkenen_refs: Refs = field(default=None, name="betrokkenen")
    digitale_adressen_refs: Refs = field(default=None, name="digitaleAdressen")
    voorkeurs_digitaal_adres_ref: Reference | None = field(
        default=None, name="voorkeursDigitaalAdres"
    )
    vertegenwoordigden_refs: Refs = field(default=None, name="vertegenwoordigden")
    rekeningnummers_refs: Refs = field(default=None, name="rekeningnummers")

    @property
    def naam(self) -> str | None:
        """The name of an organisatie."""
        return self.partij_identificatie.naam if self.partij_identificatie else None

    @property
    def volledige_naam(self) -> str | None:
        """The full name of a persoon or contactpersoon."""
        return self.partij_identificatie.volledige_naam if self.partij_identificatie else None

    @property
    def contactnaam(self) -> Contactnaam | None:
        """The name of a persoon or contactpersoon in parts."""
        return self.partij_identificatie.contactnaam if self.partij_identificatie else None

    @property
    def werkte_voor_partij(self) -> Reference | None:
        """The organisatie a contactpersoon works for."""
        return self.partij_identificatie.werkte_voor_partij if self.partij_identificatie else None


class BetrokkeneRecord(Entity):
    """A betrokkene of a klantcontact."""

    uuid: Text = None
    was_partij_ref: Reference | None = field(default=None, name="wasPartij")
    had_klantcontact_ref: Reference | None = field(default=None, name="hadKlantcontact")
    digitale_adressen_refs: Refs = field(default=None, name="digitaleAdressen")
    bezoekadres: Adres | None = None
    correspondentieadres: Adres | None = None
    contactnaam: Contactnaam | None = None
    volledige_naam: Text = None
    rol: Code = None
    organisatienaam: Text = None
    initiator: bool | None = None


class ActorRef(Record):
    """An actor as klantcontacten hold it: complete, or a reference."""

    uuid: Text = None
    url: Text = None


class KlantcontactRecord(Entity):
    """A klantcontact."""

    uuid: Text = None
    nummer: Text = None
    referentienummer: Text = None
    kanaal: Text = None
    onderwerp: Text = None
    inhoud: Text = None
    reactie: Text = None
    indicatie_contact_gelukt: bool | None = None
    hoofd_onderwerp_type: Link = None
    verdere_actie_ondernomen: bool | None = None
    taal: Text = None
    vertrouwelijk: bool | None = None
    plaatsgevonden_op: DateTime = None
    metadata: Json | None = None
    ging_over_onderwerpobjecten_refs: Refs = field(default=None, name="gingOverOnderwerpobjecten")
    had_betrokken_actoren_refs: list[ActorRef] | None = field(
        default=None, name="hadBetrokkenActoren"
    )
    omvatte_bijlagen_refs: Refs = field(default=None, name="omvatteBijlagen")
    had_betrokkenen_refs: Refs = field(default=None, name="hadBetrokkenen")
    leidde_tot_interne_taken_refs: Refs = field(default=None, name="leiddeTotInterneTaken")


class DigitaalAdresRecord(Entity):
    """A digitaal adres: e-mail, telephone or other."""

    uuid: Text = None
    adres: Text = None
    soort_digitaal_adres: Code = None
    is_standaard_adres: bool | None = None
    omschrijving: Text = None
    referentie: Text = None
    verificatie_datum: Date = None
    verstrekt_door_betrokkene_ref: Reference | None = field(
        default=None, name="verstrektDoorBetrokkene"
    )
    verstrekt_door_partij_ref: Reference | None = field(default=None, name="verstrektDoorPartij")


class OnderwerpobjectRecord(Entity):
    """What a klantcontact was about."""

    uuid: Text = None
    klantcontact_ref: Reference | None = field(default=None, name="klantcontact")
    was_klantcontact_ref: Reference | None = field(default=None, name="wasKlantcontact")
    onderwerpobjectidentificator: Identificator | None = None


class BijlageRecord(Entity):
    """A document that came with a klantcontact."""

    uuid: Text = None
    was_bijlage_van_klantcontact_ref: Reference | None = field(
        default=None, name="wasBijlageVanKlantcontact"
    )
    bijlageidentificator: Identificator | None = None


class ActorIdentificatie(Record):
    """Actor.actorIdentificatie: medewerker, geautomatiseerde actor and afdeling in one."""

    functie: Text = None
    omschrijving: Text = None
    emailadres: Text = None
    telefoonnummer: Text = None
    faxnummer: Text = None


class ActorRecord(Entity):
    """An actor of the municipality."""

    uuid: Text = None
    naam: Text = None
    soort_actor: Code = None
    indicatie_actief: bool | None = None
    actoridentificator: Identificator | None = None
    actor_identificatie: ActorIdentificatie | None = None


class InternetaakRecord(Entity):
    """An interne taak that follows from a klantcontact."""

    uuid: Text = None
    nummer: Text = None
    referentienummer: Text = None
    gevraagde_handeling: Text = None
    aanleidinggevend_klantcontact_ref: Reference | None = field(
        default=None, name="aanleidinggevendKlantcontact"
    )
    toegewezen_aan_actoren_refs: Refs = field(default=None, name="toegewezenAanActoren")
    toelichting: Text = None
    status: Code = None
    toegewezen_op: DateTime = None
    afgehandeld_op: DateTime = None


class RekeningnummerRecord(Entity):
    """A bank account of a partij."""

    uuid: Text = None
    iban: Text = None
    bic: Text = None


API = "klantinteracties"
PARTIJ = Resource(api=API, path="partijen", record=PartijRecord)
BETROKKENE = Resource(api=API, path="betrokkenen", record=BetrokkeneRecord)
KLANTCONTACT = Resource(api=API, path="klantcontacten", record=KlantcontactRecord)
DIGITAALADRES = Resource(api=API, path="digitaleadressen", record=DigitaalAdresRecord)
ONDERWERPOBJECT = Resource(api=API, path="onderwerpobjecten", record=OnderwerpobjectRecord)
BIJLAGE = Resource(api=API, path="bijlagen", record=BijlageRecord)
ACTOR = Resource(api=API, path="actoren", record=ActorRecord)
INTERNETAAK = Resource(api=API, path="internetaken", record=InternetaakRecord)
REKENINGNUMMER = Resource(api=API, path="rekeningnummers", record=RekeningnummerRecord)
