"""Records and resources of the Besluiten API 1.1.0."""

from __future__ import annotations

from msgspec import field

from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.records import Code, Date, Entity, Link, Text
from sources.resource import Part, Resource, Sight
from sources.zaken.resources import ZAAK


class BesluitRecord(Entity):
    """A besluit."""

    identificatie: Text = None
    verantwoordelijke_organisatie: Text = None
    besluittype_url: Link = field(default=None, name="besluittype")
    zaak_url: Link = field(default=None, name="zaak")
    datum: Date = None
    toelichting: Text = None
    bestuursorgaan: Text = None
    ingangsdatum: Date = None
    vervaldatum: Date = None
    vervalreden: Code = None
    vervalreden_weergave: Text = None
    publicatiedatum: Date = None
    verzenddatum: Date = None
    uiterlijke_reactiedatum: Date = None


class BesluitInformatieObjectRecord(Entity):
    """The relation between a besluit and a document."""

    informatieobject_url: Link = field(default=None, name="informatieobject")
    besluit_url: Link = field(default=None, name="besluit")


BESLUIT = Resource(
    api="besluiten",
    path="besluiten",
    record=BesluitRecord,
    sight=Sight.TYPED,
    part_of=(Part("zaak_url", ZAAK, "zaak"),),
    expected=1,
)
BESLUITINFORMATIEOBJECT = Resource(
    api="besluiten",
    path="besluitinformatieobjecten",
    record=BesluitInformatieObjectRecord,
    paged=False,
    part_of=(
        Part("besluit_url", BESLUIT, "besluit"),
        Part("informatieobject_url", ENKELVOUDIGINFORMATIEOBJECT),
    ),
    expected=2,
)
