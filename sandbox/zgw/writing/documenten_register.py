"""What hangs at a document: gebruiksrechten, verzendingen, and what it belongs to."""

from __future__ import annotations

from starlette.routing import Route

from sandbox.zgw.api import Api
from sandbox.zgw.audittrail import Trail
from sandbox.zgw.data import Json
from sandbox.zgw.problems import InvalidParam, invalid
from sandbox.zgw.store import Store
from sandbox.zgw.writing.bodies_documenten import (
    GEBRUIKSRECHTEN,
    OBJECTINFORMATIEOBJECT,
    VERZENDING,
)
from sandbox.zgw.writing.composites import DocumentComposite
from sandbox.zgw.writing.core import NO_OBJECT, NON_FIELD, Register, Write, Writes
from sandbox.zgw.writing.documenten import (
    SCOPES,
    DocumentWrites,
    amend_versions,
    document_kenmerken,
)
from sandbox.zgw.writing.fields import fault

RELATING = {name: SCOPES[name] for name in ("POST", "DELETE")}
RELATIONS = {"zaak": "zaakinformatieobjecten", "besluit": "besluitinformatieobjecten"}


class DocumentChildWrites(Writes):
    """Writes of something that names its document."""

    kanaal = "documenten"
    scopes = SCOPES
    has_uuid = False

    def main_of(self, record: Json) -> Json | None:
        return self.store.by_url.get(record["informatieobject"])

    def kenmerken(self, main: Json) -> Json:
        return document_kenmerken(self, main)

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        if "informatieobject" in values:
            document = self.linked(values, "informatieobject", "enkelvoudiginformatieobjecten")
            self.trail.begin(document)

    def before(self, write: Write, record: Json) -> None:
        if document := self.main_of(record):
            self.trail.begin(document)


class GebruiksrechtWrites(DocumentChildWrites):
    """A document with a gebruiksrecht says so; the first and the last of them change that."""

    name = "gebruiksrechten"
    soort = "gebruiksrechten"
    body = GEBRUIKSRECHTEN
    immutable = ("informatieobject",)

    def create(self, write: Write, values: Json) -> Json:
        record = super().create(write, values)
        self._indicate(record, indicatie=True)
        return record

    def destroy(self, write: Write, record: Json) -> None:
        super().destroy(write, record)
        if not self.store["gebruiksrechten"].where("informatieobject", record["informatieobject"]):
            self._indicate(record, indicatie=None)

    def _indicate(self, record: Json, *, indicatie: bool | None) -> None:
        document = self.store.by_url[record["informatieobject"]]
        changed = self.store.change(
            "enkelvoudiginformatieobjecten", document, indicatieGebruiksrecht=indicatie
        )
        amend_versions(self, changed)


class VerzendingWrites(DocumentChildWrites):
    name = "verzendingen"
    soort = "verzending"
    body = VERZENDING

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        super().check(write, values, record)
        kept = {**(record or {}), **values}
        adressen = (
            "binnenlandsCorrespondentieadres",
            "buitenlandsCorrespondentieadres",
            "correspondentiePostadres",
            "emailadres",
            "faxnummer",
            "mijnOverheid",
            "telefoonnummer",
        )
        if sum(bool(kept.get(name)) for name in adressen) != 1:
            reason = "Verzending must contain precisely one correspondentieadres"
            raise fault("invalid-address", reason, NON_FIELD)


class ObjectInformatieObjectWrites(DocumentChildWrites):
    """Kept by the register itself for a zaak and a besluit: there a client can only be refused."""

    name = "objectinformatieobjecten"
    soort = "objectinformatieobject"
    body = OBJECTINFORMATIEOBJECT
    scopes = RELATING
    kanaal = ""
    audited = frozenset()

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        super().check(write, values, record)
        document, owner, kind = (
            values[name] for name in ("informatieobject", "object", "objectType")
        )
        same = self.store[self.name].where("object", owner)
        if any(item["informatieobject"] == document for item in same):
            reason = "The fields object and infromatieobject must make a unique set."
            raise fault("unique", reason, NON_FIELD)
        if kind not in RELATIONS:
            return
        if self.is_own(owner) and owner not in self.store.by_url:
            raise fault(*NO_OBJECT, "object")
        reason = "The relation between object and informatieobject doesn't exist"
        raise fault("inconsistent-relation", reason, NON_FIELD)

    def before(self, write: Write, record: Json) -> None:
        relations = RELATIONS.get(record["objectType"])
        if relations is None:
            return
        linked = self.store[relations].where(record["objectType"], record["object"])
        if any(item["informatieobject"] == record["informatieobject"] for item in linked):
            reason = "The canonical remote relation still exists, this relation cannot be deleted."
            raise invalid(InvalidParam(NON_FIELD, "remote-relation-exists", reason))


def documenten_writes(api: Api, store: Store, trail: Trail) -> list[Route]:
    """The routes that write in the Documenten API."""
    register = Register(api, store, trail)
    kinds = (
        DocumentWrites,
        GebruiksrechtWrites,
        VerzendingWrites,
        ObjectInformatieObjectWrites,
    )
    routes = [route for kind in kinds for route in kind(register).routes()]
    return routes if api.is_standard else [*routes, *DocumentComposite(register).routes()]
