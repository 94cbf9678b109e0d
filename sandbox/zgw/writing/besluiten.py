"""Writes of the Besluiten API: a besluit and its documents."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw.api import Api, Call, json_response
from sandbox.zgw.audittrail import Trail
from sandbox.zgw.data import Json
from sandbox.zgw.store import Store
from sandbox.zgw.writing.bodies_documenten import BESLUIT, BESLUITINFORMATIEOBJECT
from sandbox.zgw.writing.composite import GROUP, GROUPS, Composite
from sandbox.zgw.writing.core import NON_FIELD, Register, Write, Writes, today
from sandbox.zgw.writing.fields import fault
from sandbox.zgw.writing.mirror import (
    link_besluit,
    link_document,
    unlink_besluit,
    unlink_document,
)
from sandbox.zgw.writing.numbering import next_number
from sandbox.zgw.writing.zaak import MISMATCH

WEERGAVEN = {
    "": "",
    "tijdelijk": "Besluit met tijdelijke werking",
    "ingetrokken_overheid": "Besluit ingetrokken door overheid",
    "ingetrokken_belanghebbende": "Besluit ingetrokken o.v.v. belanghebbende",
}
SCOPES = {
    "POST": ("besluiten.aanmaken",),
    "PUT": ("besluiten.bijwerken",),
    "PATCH": ("besluiten.bijwerken",),
    "DELETE": ("besluiten.verwijderen",),
}
RELATING = {name: SCOPES[name] for name in ("POST", "DELETE")}


class BesluitWrites(Writes):
    name = "besluiten"
    soort = "besluit"
    body = BESLUIT
    scopes = SCOPES
    kanaal = "besluiten"
    immutable = ("identificatie", "verantwoordelijkeOrganisatie", "besluittype")
    has_uuid = False

    def kenmerken(self, main: Json) -> Json:
        return besluit_kenmerken(self, main)

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        kept = {"zaak": "", **(record or {}), **values}
        besluittype = self.linked(kept, "besluittype", "besluittypen")
        if besluittype["concept"]:
            raise fault("not-published", "De resource is niet gepubliceerd.", "besluittype")
        if kept["zaak"]:
            zaak = self.linked(kept, "zaak", "zaken")
            if zaak["zaaktype"] not in besluittype["zaaktypen"]:
                raise fault(*MISMATCH, NON_FIELD)
        if values.get("datum", "") > today():
            raise fault("future_not_allowed", "Moet in het verleden liggen.", "datum")
        identificatie = values.get("identificatie")
        same = self.store["besluiten"].where("identificatie", identificatie)
        organisatie = kept["verantwoordelijkeOrganisatie"]
        taken = any(item["verantwoordelijkeOrganisatie"] == organisatie for item in same)
        if record is None and identificatie and taken:
            reason = "Deze identificatie bestaat al voor deze verantwoordelijke organisatie"
            raise fault("identificatie-niet-uniek", reason, "identificatie")

    def before(self, write: Write, record: Json) -> None:
        self.trail.begin(record)

    def create(self, write: Write, values: Json) -> Json:
        taken = [item["identificatie"] for item in self.store["besluiten"].records]
        number = next_number("BESLUIT", values["datum"][:4], taken)
        record: Json = {**self.new_keys(), "identificatie": ""}
        record |= {**values, "vervalredenWeergave": WEERGAVEN[values["vervalreden"]]}
        record["identificatie"] = record["identificatie"] or number
        self.store.add("besluiten", record)
        if record["zaak"]:
            link_besluit(self.store, record["zaak"], record["url"])
        return record

    def update(self, write: Write, record: Json, values: Json) -> Json:
        kept = {**record, **values}
        kept["vervalredenWeergave"] = WEERGAVEN[kept["vervalreden"]]
        changed = self.store.put("besluiten", record, kept)
        if changed["zaak"] != record["zaak"]:
            if record["zaak"]:
                unlink_besluit(self.store, record["zaak"], record["url"])
            if changed["zaak"]:
                link_besluit(self.store, changed["zaak"], record["url"])
        return changed

    def destroy(self, write: Write, record: Json) -> None:
        for relation in [*self.store["besluitinformatieobjecten"].where("besluit", record["url"])]:
            self.store.remove("besluitinformatieobjecten", relation)
            unlink_document(self, relation["informatieobject"], record["url"])
        if record["zaak"]:
            unlink_besluit(self.store, record["zaak"], record["url"])
        self.store.remove("besluiten", record)

    def record(self, write: Write, before: Json | None, after: Json | None) -> None:
        super().record(write, before, after)
        if before is not None and after is None:
            self.trail.drop(before["url"])


class BesluitInformatieObjectWrites(Writes):
    name = "besluitinformatieobjecten"
    soort = "besluitinformatieobject"
    body = BESLUITINFORMATIEOBJECT
    scopes = RELATING
    kanaal = "besluiten"
    has_uuid = False

    def main_of(self, record: Json) -> Json | None:
        return self.store.by_url.get(record["besluit"])

    def kenmerken(self, main: Json) -> Json:
        return besluit_kenmerken(self, main)

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        besluit = self.linked(values, "besluit", "besluiten")
        document = self.linked(values, "informatieobject", "enkelvoudiginformatieobjecten")
        same = self.store["besluitinformatieobjecten"].where("besluit", besluit["url"])
        if any(item["informatieobject"] == document["url"] for item in same):
            reason = "De velden besluit, informatieobject moeten een unieke set zijn."
            raise fault("unique", reason, NON_FIELD)
        known = self.store.by_url[besluit["besluittype"]]["informatieobjecttypen"]
        if document["informatieobjecttype"] not in known:
            reason = "Het informatieobjecttype hoort niet bij het besluitype van de besluit."
            raise fault("missing-besluittype-informatieobjecttype-relation", reason, NON_FIELD)
        self.trail.begin(besluit)

    def before(self, write: Write, record: Json) -> None:
        if besluit := self.main_of(record):
            self.trail.begin(besluit)

    def create(self, write: Write, values: Json) -> Json:
        record = super().create(write, values)
        link_document(self, record["informatieobject"], record["besluit"], "besluit")
        return record

    def destroy(self, write: Write, record: Json) -> None:
        super().destroy(write, record)
        unlink_document(self, record["informatieobject"], record["besluit"])


def besluit_kenmerken(writes: Writes, besluit: Json) -> Json:
    found = {name: besluit[name] for name in ("verantwoordelijkeOrganisatie", "besluittype")}
    besluittype = writes.store.by_url.get(besluit["besluittype"])
    if besluittype and not writes.api.is_standard:
        found["besluittype.catalogus"] = besluittype["catalogus"]
    return found


def besluiten_writes(api: Api, store: Store, trail: Trail) -> list[Route]:
    """The routes that write besluiten."""
    register = Register(api, store, trail)
    kinds = (BesluitWrites, BesluitInformatieObjectWrites)
    routes = [route for kind in kinds for route in kind(register).routes()]
    return routes if api.is_standard else [*routes, *BesluitComposite(register).routes()]


class BesluitComposite(Composite):
    """A besluit with its documents, in one call."""

    def routes(self) -> list[Route]:
        return [self.api.route("/besluit_verwerken", self.verwerken, method="POST")]

    def verwerken(self, call: Call) -> Response:
        call.applicatie.require("besluiten.aanmaken")
        parts = ("besluit", "besluitinformatieobjecten")
        body = self.read(call, {parts[0]: GROUP, parts[1]: GROUPS})
        with self.transaction(call) as steps:
            besluit = steps.create(BesluitWrites, body[parts[0]], parts[0])
            documents = [
                steps.create(
                    BesluitInformatieObjectWrites,
                    {**item, "besluit": besluit["url"]},
                    f"{parts[1]}.{position}",
                )
                for position, item in enumerate(body[parts[1]])
            ]
        return json_response({parts[0]: besluit, parts[1]: documents}, status=201)
