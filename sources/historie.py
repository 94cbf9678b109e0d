"""The audittrails of the ZGW standards: who changed what of a zaak, a besluit or a document.

One shape for all three (Zaken API 1.5.1, Besluiten 1.1.0, Documenten 1.4.2). A line holds the whole
object before and after, so it may hold what its reader may not see elsewhere; what of it is
shown is decided in resolvers/access/historie.py and resolvers/historie.py, see docs/beleid.md.
"""

from __future__ import annotations

from typing import Any

from sources.besluiten.resources import BESLUIT
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.records import Code, DateTime, Entity, Json, Link, Record, Text
from sources.resource import Part, Resource
from sources.zaken.resources import ZAAK

SCOPE = "audittrails.lezen"
"""The scope of the standard for reading these, on top of that of the register."""


class Wijzigingen(Record):
    """AuditTrail.wijzigingen: the whole object before and after."""

    oud: Any = None
    nieuw: Any = None

    @property
    def before(self) -> Json:
        """The object before; empty when there was none."""
        return self.oud if isinstance(self.oud, dict) else {}

    @property
    def after(self) -> Json:
        """The object after; empty when there is none any more."""
        return self.nieuw if isinstance(self.nieuw, dict) else {}


class AuditRecord(Entity):
    """One line of an audittrail; it has a uuid but no URL of its own."""

    url: str = ""
    uuid: Text = None
    bron: Code = None
    applicatie_id: Text = None
    applicatie_weergave: Text = None
    gebruikers_id: Text = None
    gebruikers_weergave: Text = None
    actie: Code = None
    actie_weergave: Text = None
    resultaat: int | None = None
    hoofd_object: Link = None
    resource: Text = None
    resource_url: Link = None
    toelichting: Text = None
    resource_weergave: Text = None
    aanmaakdatum: DateTime = None
    wijzigingen: Wijzigingen | None = None
    """None when the guard withheld it."""

    @property
    def is_of_main(self) -> bool:
        """Whether the line is about the zaak, besluit or document itself."""
        return self.resource_url == self.hoofd_object

    @property
    def bodies(self) -> list[Json]:
        """The object before and after, those that are there."""
        found = self.wijzigingen
        return [] if found is None else [body for body in (found.before, found.after) if body]


def _trail(main: Resource[Any]) -> Resource[AuditRecord]:
    return Resource(
        api=main.api,
        path=f"{main.path}/{{}}/audittrail",
        record=AuditRecord,
        paged=False,
        part_of=(Part("hoofd_object", main),),
        intern=True,
        scope=SCOPE,
        expected=20,
    )


ZAAK_HISTORIE = _trail(ZAAK)
BESLUIT_HISTORIE = _trail(BESLUIT)
DOCUMENT_HISTORIE = _trail(ENKELVOUDIGINFORMATIEOBJECT)
