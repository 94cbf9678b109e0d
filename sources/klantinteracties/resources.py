"""Records and resources of Klantinteracties 0.9.0."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import field

from sources.klantinteracties.groups import (
    Adres,
    Contactnaam,
    Identificator,
    Reference,
    Refs,
)
from sources.records import Code, Date, DateTime, Entity, Json, Link, Record, Text
from sources.resource import Part, Resource, Sight


class PartijidentificatorRecord(Entity):
    """One identification of a partij: BSN, KVK-nummer, RSIN or vestigingsnummer."""

    uuid: Text = None
    identificeerde_partij_ref: Reference | None = field(default=None, name="identificeerdePartij")
    andere_partij_identificator: Text = None
    partij_identificator: Identificator | None = None
    sub_identificator_van_ref: Reference | None = field(default=None, name="subIdentificatorVan")


class CategorieRecord(Entity):
    """A category of partijen."""

    uuid: Text = None
    naam: Text = None


class CategorieReference(Reference):
    """How a categorierelatie links to its categorie: with the name."""

    naam: Text = None


class CategorierelatieRecord(Entity):
    """That a partij belongs to a categorie.

    A partij shows it short: the name and the dates, without `partij` and `categorie`.
    """

    uuid: Text = None
    categorie_naam: Text = None
    begin_datum: Date = None
    eind_datum: Date = None
    partij_ref: Reference | None = field(default=None, name="partij")
    categorie_ref: CategorieReference | None = field(default=None, name="categorie")


class VertegenwoordigingRecord(Entity):
    """That one partij acts for another."""

    uuid: Text = None
    vertegenwoordigende_partij_ref: Reference | None = field(
        default=None, name="vertegenwoordigendePartij"
    )
    vertegenwoordigde_partij_ref: Reference | None = field(
        default=None, name="vertegenwoordigdePartij"
    )


class PartijRecord(Entity):
    """A partij: somebody the municipality has contact with."""

    bronorganisatie: ClassVar[None] = None
    functie: ClassVar[None] = None
    website_url: ClassVar[None] = None

    uuid: Text = None
    nummer: Text = None
    interne_notitie: Text = None
    soort_partij: Code = None
    indicatie_geheimhouding: bool | None = None
    indicatie_actief: bool | None = None
    voorkeurstaal: Text = None
    bezoekadres: Adres | None = None
    correspondentieadres: Adres | None = None
    partij_identificatie: Json | None = None
    partij_identificatoren: list[PartijidentificatorRecord] | None = None
    categorie_relaties: list[CategorierelatieRecord] | None = None
    betrokkenen_refs: Refs = field(default=None, name="betrokkenen")
    digitale_adressen_refs: Refs = field(default=None, name="digitaleAdressen")
    voorkeurs_digitaal_adres_ref: Reference | None = field(
        default=None, name="voorkeursDigitaalAdres"
    )
    vertegenwoordigden_refs: Refs = field(default=None, name="vertegenwoordigden")
    rekeningnummers_refs: Refs = field(default=None, name="rekeningnummers")
    voorkeurs_rekeningnummer_ref: Reference | None = field(
        default=None, name="voorkeursRekeningnummer"
    )
    expanded: PartijExpand | None = field(default=None, name="_expand")

    @property
    def weergavenaam(self) -> str | None:
        """The name to show: a person's full name, or that of an organisatie."""
        data: dict[str, Any] = self.partij_identificatie or {}
        name = data.get("volledigeNaam") or data.get("naam")
        return name if isinstance(name, str) else None


class PartijExpand(Record):
    """Partij._expand."""

    digitale_adressen: list[DigitaalAdresRecord] | None = None


class BetrokkeneExpand(Record):
    """Betrokkene._expand."""

    was_partij: PartijRecord | None = None
    digitale_adressen: list[DigitaalAdresRecord] | None = None


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
    expanded: BetrokkeneExpand | None = field(default=None, name="_expand")


class KlantcontactExpand(Record):
    """Klantcontact._expand."""

    had_betrokkenen: list[BetrokkeneRecord] | None = None
    ging_over_onderwerpobjecten: list[OnderwerpobjectRecord] | None = None
    leidde_tot_interne_taken: list[InternetaakRecord] | None = None
    omvatte_bijlagen: list[BijlageRecord] | None = None


class KlantcontactRecord(Entity):
    """A klantcontact."""

    bronorganisatie: ClassVar[None] = None
    voorkeurskanaal: ClassVar[None] = None
    onderwerp_links: ClassVar[None] = None

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
    had_betrokken_actoren: list[Json] | None = None
    omvatte_bijlagen_refs: Refs = field(default=None, name="omvatteBijlagen")
    had_betrokkenen_refs: Refs = field(default=None, name="hadBetrokkenen")
    leidde_tot_interne_taken_refs: Refs = field(default=None, name="leiddeTotInterneTaken")
    expanded: KlantcontactExpand | None = field(default=None, name="_expand")


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


class ActorRecord(Entity):
    """An actor of the municipality."""

    uuid: Text = None
    naam: Text = None
    soort_actor: Code = None
    indicatie_actief: bool | None = None
    actoridentificator: Identificator | None = None
    actor_identificatie: Json | None = None


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
    partij_ref: Reference | None = field(default=None, name="partij")
    iban: Text = None
    bic: Text = None


API = "klantinteracties"
PARTIJ = Resource(
    api=API,
    path="partijen",
    record=PartijRecord,
    sight=Sight.OWN,
    own_filter="partijIdentificator",
    intern_fields=("interne_notitie", "categorie_relaties"),
    expected=2,
)
KLANTCONTACT = Resource(
    api=API,
    path="klantcontacten",
    record=KlantcontactRecord,
    sight=Sight.OWN,
    own_filter="hadBetrokkene__wasPartij__partijIdentificator",
    intern_fields=("had_betrokken_actoren", "leidde_tot_interne_taken_refs", "metadata"),
    expected=5,
)
BETROKKENE = Resource(
    api=API,
    path="betrokkenen",
    record=BetrokkeneRecord,
    part_of=(Part("was_partij_ref.url", PARTIJ, "wasPartij__uuid"),),
    own_filter="wasPartij__partijIdentificator",
    expected=2,
)
DIGITAALADRES = Resource(
    api=API,
    path="digitaleadressen",
    record=DigitaalAdresRecord,
    part_of=(
        Part("verstrekt_door_partij_ref.url", PARTIJ, "verstrektDoorPartij__uuid"),
        Part("verstrekt_door_betrokkene_ref.url", BETROKKENE, "verstrektDoorBetrokkene__uuid"),
    ),
    any_part=True,
    expected=2,
)
OF_KLANTCONTACT = (Part("klantcontact_ref.url", KLANTCONTACT, "klantcontact__uuid"),)
ONDERWERPOBJECT = Resource(
    api=API,
    path="onderwerpobjecten",
    record=OnderwerpobjectRecord,
    part_of=OF_KLANTCONTACT,
    expected=1,
)
BIJLAGE = Resource(
    api=API,
    path="bijlagen",
    record=BijlageRecord,
    part_of=(Part("was_bijlage_van_klantcontact_ref.url", KLANTCONTACT, "klantcontact__uuid"),),
    expected=1,
)
ACTOR = Resource(api=API, path="actoren", record=ActorRecord, intern=True, expected=1)
INTERNETAAK = Resource(
    api=API, path="internetaken", record=InternetaakRecord, intern=True, expected=1
)
REKENINGNUMMER = Resource(
    api=API,
    path="rekeningnummers",
    record=RekeningnummerRecord,
    part_of=(Part("partij_ref.url", PARTIJ),),
    expected=1,
)
PARTIJIDENTIFICATOR = Resource(
    api=API,
    path="partij-identificatoren",
    record=PartijidentificatorRecord,
    part_of=(Part("identificeerde_partij_ref.url", PARTIJ),),
)
CATEGORIE = Resource(api=API, path="categorieen", record=CategorieRecord, intern=True)
CATEGORIERELATIE = Resource(
    api=API, path="categorie-relaties", record=CategorierelatieRecord, intern=True, expected=1
)
VERTEGENWOORDIGING = Resource(
    api=API,
    path="vertegenwoordigingen",
    record=VertegenwoordigingRecord,
    part_of=(
        Part("vertegenwoordigende_partij_ref.url", PARTIJ, "vertegenwoordigendePartij__uuid"),
        Part("vertegenwoordigde_partij_ref.url", PARTIJ, "vertegenwoordigdePartij__uuid"),
    ),
    any_part=True,
    expected=1,
)
