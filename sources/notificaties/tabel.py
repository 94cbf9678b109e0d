"""The table of consequences: per kanaal and resource, what a change of it makes stale.

A notification says where something changed, not what. So each row names everything that a reader
could have kept and that the change may have touched, dependent types included: to read once too
often costs a call, to read once too few shows what is no longer so. What registers do not notify
at all is in docs/notificaties.md; only the time to live of what is kept bounds that.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sources.autorisaties.resources import APPLICATIE
from sources.besluiten.resources import BESLUIT, BESLUITINFORMATIEOBJECT
from sources.catalogi.resources import (
    BESLUITTYPE,
    CATALOGUS,
    EIGENSCHAP,
    INFORMATIEOBJECTTYPE,
    RESULTAATTYPE,
    ROLTYPE,
    STATUSTYPE,
    ZAAKOBJECTTYPE,
    ZAAKTYPE,
    ZAAKTYPE_INFORMATIEOBJECTTYPE,
)
from sources.contactmomenten.resources import (
    CONTACTMOMENT,
    KLANTCONTACTMOMENT,
    OBJECTCONTACTMOMENT,
)
from sources.documenten.resources import (
    ENKELVOUDIGINFORMATIEOBJECT,
    GEBRUIKSRECHTEN,
    OBJECTINFORMATIEOBJECT,
    VERZENDING,
)
from sources.klanten.resources import KLANT
from sources.klantinteracties.resources import (
    BETROKKENE,
    BIJLAGE,
    CATEGORIERELATIE,
    DIGITAALADRES,
    INTERNETAAK,
    KLANTCONTACT,
    ONDERWERPOBJECT,
    PARTIJ,
    PARTIJIDENTIFICATOR,
    REKENINGNUMMER,
    VERTEGENWOORDIGING,
)
from sources.objecten.resources import HISTORIE, OBJECT
from sources.resource import Resource
from sources.zaken.resources import (
    RESULTAAT,
    ROL,
    STATUS,
    ZAAK,
    ZAAKEIGENSCHAP,
    ZAAKINFORMATIEOBJECT,
    ZAAKNOTITIE,
    ZAAKOBJECT,
)

Resources = tuple[Resource[Any], ...]
ACTIES = frozenset({"create", "update", "partial_update", "destroy"})
"""The acties of the standard, with the name that PATCH has on the wire."""
ANY = "*"
"""A resource that has no row of its own in its kanaal."""


class Gevolg(NamedTuple):
    """One row: what a change of this resource, told on this kanaal, makes stale.

    Always: the record itself, and the record of the hoofdobject that it is part of.
    """

    kanaal: str
    resource: str
    record: Resource[Any] | None = None
    """The type of `resourceUrl`; None for one that this gateway does not read."""
    children: Resources = ()
    """Types of which the hoofdobject's part may have changed."""
    lists: Resources = ()
    related: bool = False
    """Whether what is related to the hoofdobject may have changed with it."""
    catalogus: Resources = ()
    on_destroy: bool = False
    """Whether the end of it is the end of everything that belongs to it, told in one message."""
    ended: Resources = ()
    """Types of which the lists may then have changed that are not by the hoofdobject."""
    everything: bool = False
    """Whether anything of the hoofdobject may have changed."""


HOOFDOBJECT: dict[str, Resource[Any]] = {
    "zaken": ZAAK,
    "documenten": ENKELVOUDIGINFORMATIEOBJECT,
    "besluiten": BESLUIT,
    "zaaktypen": ZAAKTYPE,
    "besluittypen": BESLUITTYPE,
    "informatieobjecttypen": INFORMATIEOBJECTTYPE,
    "autorisaties": APPLICATIE,
    "objecten": OBJECT,
    "partijen": PARTIJ,
    "internetaken": INTERNETAAK,
    "klantcontacten": KLANTCONTACT,
    "klanten": KLANT,
    "contactmomenten": CONTACTMOMENT,
}
"""The kanalen that this gateway listens to, each with the type of its hoofdobject."""
KENMERKEN = frozenset(
    {
        "bronorganisatie",
        "verantwoordelijkeOrganisatie",
        "zaaktype",
        "zaaktype.catalogus",
        "informatieobjecttype",
        "informatieobjecttype.catalogus",
        "besluittype",
        "besluittype.catalogus",
        "catalogus",
        "vertrouwelijkheidaanduiding",
        "objectType",
        "soortPartij",
    }
)
"""The kenmerken that are passed on. Open Klant also sends free text (`interneNotitie`,
`toelichting`) and numbers of persons' records; those go no further than the door."""
OF_ZAAKTYPE: Resources = (
    ZAAKTYPE,
    STATUSTYPE,
    RESULTAATTYPE,
    ROLTYPE,
    EIGENSCHAP,
    ZAAKOBJECTTYPE,
    ZAAKTYPE_INFORMATIEOBJECTTYPE,
    BESLUITTYPE,
    INFORMATIEOBJECTTYPE,
    CATALOGUS,
)
"""Open Zaak tells nothing of the types below a zaaktype; the others hold links to it."""
OF_BESLUITTYPE: Resources = (
    BESLUITTYPE,
    ZAAKTYPE,
    RESULTAATTYPE,
    INFORMATIEOBJECTTYPE,
    CATALOGUS,
)
OF_INFORMATIEOBJECTTYPE: Resources = (
    INFORMATIEOBJECTTYPE,
    ZAAKTYPE_INFORMATIEOBJECTTYPE,
    ZAAKTYPE,
    BESLUITTYPE,
    CATALOGUS,
)
OF_PARTIJ: Resources = (
    PARTIJIDENTIFICATOR,
    DIGITAALADRES,
    REKENINGNUMMER,
    CATEGORIERELATIE,
    VERTEGENWOORDIGING,
    BETROKKENE,
)
OF_KLANTCONTACT: Resources = (BETROKKENE, ONDERWERPOBJECT, BIJLAGE, INTERNETAAK)

GEVOLGEN: tuple[Gevolg, ...] = (
    # The end of a zaak is that of its deelzaken, and of its relations with documents.
    Gevolg(
        "zaken",
        "zaak",
        ZAAK,
        lists=(ZAAK,),
        related=True,
        on_destroy=True,
        ended=(ZAAKINFORMATIEOBJECT, OBJECTINFORMATIEOBJECT),
    ),
    # A status also sets the einddatum and the archive dates, of deelzaken too, and takes
    # `indicatieLaatstGezetteStatus` from the one before.
    Gevolg("zaken", "status", STATUS, children=(STATUS,), lists=(ZAAK,), related=True),
    Gevolg("zaken", "substatus", children=(STATUS,), lists=(ZAAK,)),
    Gevolg("zaken", "rol", ROL, children=(ROL,), lists=(ZAAK,)),
    # The archive dates of a zaak, and of its deelzaken, follow from its resultaat.
    Gevolg("zaken", "resultaat", RESULTAAT, children=(RESULTAAT,), lists=(ZAAK,), related=True),
    Gevolg("zaken", "zaakobject", ZAAKOBJECT, children=(ZAAKOBJECT,), lists=(ZAAK, ZAAKOBJECT)),
    Gevolg("zaken", "zaakeigenschap", ZAAKEIGENSCHAP, children=(ZAAKEIGENSCHAP,), lists=(ZAAK,)),
    # The Documenten API holds the other side of it, of a document that the message does not name.
    Gevolg(
        "zaken",
        "zaakinformatieobject",
        ZAAKINFORMATIEOBJECT,
        children=(ZAAKINFORMATIEOBJECT,),
        lists=(ZAAK, ZAAKINFORMATIEOBJECT, OBJECTINFORMATIEOBJECT),
    ),
    Gevolg("zaken", "zaaknotitie", ZAAKNOTITIE, children=(ZAAKNOTITIE,), lists=(ZAAK,)),
    Gevolg("zaken", "zaakbesluit", children=(BESLUIT,), lists=(ZAAK, BESLUIT)),
    Gevolg("zaken", "klantcontact", lists=(ZAAK,)),
    Gevolg("zaken", "zaakcontactmoment", children=(OBJECTCONTACTMOMENT,), lists=(ZAAK,)),
    Gevolg("zaken", "zaakverzoek", lists=(ZAAK,)),
    # Newer servers also tell here what belongs to a zaak in the Besluiten API.
    Gevolg("zaken", "besluit", BESLUIT, children=(BESLUIT,), lists=(ZAAK, BESLUIT)),
    Gevolg(
        "zaken",
        "besluitinformatieobject",
        BESLUITINFORMATIEOBJECT,
        lists=(BESLUITINFORMATIEOBJECT, OBJECTINFORMATIEOBJECT),
    ),
    Gevolg("zaken", ANY, lists=(ZAAK,), related=True, everything=True),
    Gevolg(
        "documenten",
        "enkelvoudiginformatieobject",
        ENKELVOUDIGINFORMATIEOBJECT,
        # `titel` and others of it are shown where it is part of a zaak (Zaken API 1.6).
        children=(OBJECTINFORMATIEOBJECT,),
        lists=(ENKELVOUDIGINFORMATIEOBJECT,),
        on_destroy=True,
    ),
    # `indicatieGebruiksrecht` of the document changes along.
    Gevolg("documenten", "gebruiksrechten", GEBRUIKSRECHTEN, children=(GEBRUIKSRECHTEN,)),
    Gevolg("documenten", "verzending", VERZENDING, children=(VERZENDING,)),
    Gevolg(
        "documenten",
        "objectinformatieobject",
        OBJECTINFORMATIEOBJECT,
        children=(OBJECTINFORMATIEOBJECT,),
        lists=(OBJECTINFORMATIEOBJECT,),
    ),
    Gevolg("documenten", ANY, lists=(ENKELVOUDIGINFORMATIEOBJECT,), everything=True),
    # The zaak of a besluit is not in the message, nor are zaakbesluiten told of by Open Zaak.
    Gevolg(
        "besluiten",
        "besluit",
        BESLUIT,
        lists=(BESLUIT,),
        on_destroy=True,
        ended=(OBJECTINFORMATIEOBJECT,),
    ),
    Gevolg(
        "besluiten",
        "besluitinformatieobject",
        BESLUITINFORMATIEOBJECT,
        children=(BESLUITINFORMATIEOBJECT,),
        lists=(OBJECTINFORMATIEOBJECT,),
    ),
    Gevolg("besluiten", ANY, lists=(BESLUIT,), everything=True),
    Gevolg("zaaktypen", "zaaktype", ZAAKTYPE, catalogus=OF_ZAAKTYPE),
    Gevolg("zaaktypen", ANY, catalogus=OF_ZAAKTYPE),
    Gevolg("besluittypen", "besluittype", BESLUITTYPE, catalogus=OF_BESLUITTYPE),
    Gevolg("besluittypen", ANY, catalogus=OF_BESLUITTYPE),
    Gevolg(
        "informatieobjecttypen",
        "informatieobjecttype",
        INFORMATIEOBJECTTYPE,
        catalogus=OF_INFORMATIEOBJECTTYPE,
    ),
    Gevolg("informatieobjecttypen", ANY, catalogus=OF_INFORMATIEOBJECTTYPE),
    Gevolg("autorisaties", "applicatie", APPLICATIE),
    Gevolg("autorisaties", ANY),
    Gevolg("objecten", "object", OBJECT, children=(HISTORIE,), lists=(OBJECT,), on_destroy=True),
    Gevolg("objecten", ANY, lists=(OBJECT,), everything=True),
    # Open Klant tells nothing of what belongs to these; it is mostly written together with them.
    Gevolg("partijen", "partij", PARTIJ, children=OF_PARTIJ, lists=(PARTIJ,), on_destroy=True),
    Gevolg("partijen", ANY, lists=(PARTIJ,), everything=True),
    Gevolg("internetaken", "internetaak", INTERNETAAK, lists=(INTERNETAAK,)),
    Gevolg("internetaken", ANY, lists=(INTERNETAAK,), everything=True),
    Gevolg(
        "klantcontacten",
        "klantcontact",
        KLANTCONTACT,
        children=OF_KLANTCONTACT,
        lists=(KLANTCONTACT, ONDERWERPOBJECT),
        on_destroy=True,
    ),
    Gevolg("klantcontacten", ANY, lists=(KLANTCONTACT,), everything=True),
    Gevolg("klanten", "klant", KLANT, lists=(KLANT,), on_destroy=True),
    Gevolg("klanten", ANY, lists=(KLANT,), everything=True),
    Gevolg(
        "contactmomenten",
        "contactmoment",
        CONTACTMOMENT,
        children=(KLANTCONTACTMOMENT, OBJECTCONTACTMOMENT),
        lists=(CONTACTMOMENT, OBJECTCONTACTMOMENT),
        on_destroy=True,
    ),
    Gevolg("contactmomenten", ANY, lists=(CONTACTMOMENT, OBJECTCONTACTMOMENT), everything=True),
)
_BY_NAME = {(row.kanaal, row.resource): row for row in GEVOLGEN}


def gevolg(kanaal: str, resource: str) -> Gevolg | None:
    """Return the row for what is told, that of its kanaal for an unknown resource, else None."""
    return _BY_NAME.get((kanaal, resource)) or _BY_NAME.get((kanaal, ANY))


def is_known(kanaal: str, resource: str) -> bool:
    """Return whether this resource has a row of its own."""
    return (kanaal, resource) in _BY_NAME
