"""Contactmomenten API 1.0.0: contactmomenten, and what ties them to klanten and zaken.

The graph has one type for a contactmoment and a klantcontact (docs/adr/0013): a contactmoment
answers under the names of a klantcontact. What only one of the standards has is None in the other.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import field

from sources.klanten.resources import KLANT
from sources.klantinteracties.groups import Identificator, Reference
from sources.klantinteracties.resources import ActorRecord
from sources.records import Code, DateTime, Entity, Link, Record, Text
from sources.resource import Part, Resource, Sight
from sources.urls import last_segment
from sources.zaken.resources import ZAAK


class Medewerker(Record):
    """Contactmoment.medewerkerIdentificatie."""

    identificatie: Text = None
    achternaam: Text = None
    voorletters: Text = None
    voorvoegsel_achternaam: Text = None


class ContactmomentActor(ActorRecord):
    """The employee in a contactmoment."""


class ContactmomentRecord(Entity):
    """A contactmoment."""

    vorig_contactmoment_url: Link = field(default=None, name="vorigContactmoment")
    volgend_contactmoment_url: Link = field(default=None, name="volgendContactmoment")
    bronorganisatie: Text = None
    klant_url: Link = field(default=None, name="klant")
    plaatsgevonden_op: DateTime = field(default=None, name="registratiedatum")
    """When the contact was noted: the only moment this API knows."""
    kanaal: Text = None
    voorkeurskanaal: Text = None
    voorkeurstaal: Text = None
    tekst: Text = None
    onderwerp_links: list[str] | None = None
    initiatiefnemer: Code = None
    medewerker_url: Link = field(default=None, name="medewerker")
    medewerker_identificatie: Medewerker | None = None

    referentienummer: ClassVar[None] = None
    nummer: ClassVar[None] = None
    onderwerp: ClassVar[None] = None
    reactie: ClassVar[None] = None
    indicatie_contact_gelukt: ClassVar[None] = None
    hoofd_onderwerp_type: ClassVar[None] = None
    verdere_actie_ondernomen: ClassVar[None] = None
    vertrouwelijk: ClassVar[None] = None
    metadata: ClassVar[None] = None

    @property
    def uuid(self) -> str:
        """The id; this API writes it in the URL only."""
        return last_segment(self.url)

    @property
    def inhoud(self) -> str | None:
        """The text, which holds subject, question and answer together."""
        return self.tekst

    @property
    def taal(self) -> str | None:
        """The language; the standard calls it voorkeurstaal and means that of the text."""
        return self.voorkeurstaal

    @property
    def actoren(self) -> list[ContactmomentActor]:
        """The employee who had the contact, when the contactmoment names one."""
        found = self.medewerker_identificatie
        if found is None:
            return []
        parts = (found.voorletters, found.voorvoegsel_achternaam, found.achternaam)
        named = Identificator(
            code_objecttype="medewerker",
            code_soort_object_id="identificatie",
            object_id=found.identificatie or None,
        )
        return [
            ContactmomentActor(
                url=f"{self.url}#/medewerkerIdentificatie",
                naam=" ".join(filter(None, parts)) or None,
                soort_actor="medewerker",
                actoridentificator=named,
            )
        ]

    @property
    def parts(self) -> list[Entity]:
        """What stands inside this contactmoment and has a place of its own in the graph."""
        return list(self.actoren)


class KlantcontactmomentRecord(Entity):
    """That a klant took part in a contactmoment, or that it was about them."""

    contactmoment_url: Link = field(default=None, name="contactmoment")
    klant_url: Link = field(default=None, name="klant")
    rol: Code = None

    initiator: ClassVar[None] = None
    volledige_naam: ClassVar[None] = None
    contactnaam: ClassVar[None] = None
    organisatienaam: ClassVar[None] = None
    bezoekadres: ClassVar[None] = None
    correspondentieadres: ClassVar[None] = None

    @property
    def uuid(self) -> str:
        """The id; this API writes it in the URL only."""
        return last_segment(self.url)

    @property
    def was_partij_ref(self) -> Reference:
        """The klant."""
        return Reference(url=self.klant_url)

    @property
    def had_klantcontact_ref(self) -> Reference:
        """The contactmoment."""
        return Reference(url=self.contactmoment_url)


class ObjectcontactmomentRecord(Entity):
    """That a contactmoment was about a zaak."""

    contactmoment_url: Link = field(default=None, name="contactmoment")
    object_url: Link = field(default=None, name="object")
    object_type: Code = None

    @property
    def uuid(self) -> str:
        """The id; this API writes it in the URL only."""
        return last_segment(self.url)

    @property
    def klantcontact_ref(self) -> Reference:
        """The contactmoment."""
        return Reference(url=self.contactmoment_url)

    @property
    def onderwerpobjectidentificator(self) -> Identificator | None:
        """What the contact was about; the URL tells the id, not by which name a register goes."""
        if self.object_url is None:
            return None
        return Identificator(
            code_objecttype=self.object_type,
            code_soort_object_id="uuid",
            object_id=last_segment(self.object_url),
        )


API = "contactmomenten"
CONTACTMOMENT = Resource(
    api=API,
    path="contactmomenten",
    record=ContactmomentRecord,
    sight=Sight.OWN,
    intern_fields=("medewerker_url", "medewerker_identificatie"),
    expected=5,
)
KLANTCONTACTMOMENT = Resource(
    api=API,
    path="klantcontactmomenten",
    record=KlantcontactmomentRecord,
    paged=False,
    part_of=(Part("klant_url", KLANT, "klant"),),
    expected=5,
)
OBJECTCONTACTMOMENT = Resource(
    api=API,
    path="objectcontactmomenten",
    record=ObjectcontactmomentRecord,
    part_of=(
        Part("object_url", ZAAK, "object"),
        Part("contactmoment_url", CONTACTMOMENT, "contactmoment"),
    ),
    expected=2,
)
