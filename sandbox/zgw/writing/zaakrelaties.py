"""What links a zaak to something else: documents, objects, besluiten, contacts, notes."""

from __future__ import annotations

import uuid

from sandbox.zgw.data import Json
from sandbox.zgw.endpoints import PARENT, find
from sandbox.zgw.problems import InvalidParam, forbidden, invalid, not_found
from sandbox.zgw.writing.bodies_objecten import ZAAKOBJECT, object_body
from sandbox.zgw.writing.bodies_zaken import (
    KLANTCONTACT,
    ZAAKBESLUIT,
    ZAAKCONTACTMOMENT,
    ZAAKINFORMATIEOBJECT,
    ZAAKNOTITIE,
    ZAAKVERZOEK,
)
from sandbox.zgw.writing.core import NON_FIELD, UPDATING, Write, now
from sandbox.zgw.writing.fields import Body, fault
from sandbox.zgw.writing.mirror import link_document, unlink_document
from sandbox.zgw.writing.statussen import IN_FUTURE
from sandbox.zgw.writing.zaak import ZaakWrites

LINKING = {
    "POST": ("zaken.aanmaken", *UPDATING),
    "PUT": UPDATING,
    "PATCH": UPDATING,
    "DELETE": (*UPDATING, "zaken.verwijderen"),
}
NOTING = dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), ("zaken.bijwerken",))
ADDING = {"POST": UPDATING}
RELATING = {"POST": ("zaken.bijwerken",), "DELETE": ("zaken.bijwerken",)}
ONLY_CREATE = frozenset({"create"})
CREATE_AND_DESTROY = frozenset({"create", "destroy"})


class ZaakInformatieObjectWrites(ZaakWrites):
    name = "zaakinformatieobjecten"
    soort = "zaakinformatieobject"
    body = ZAAKINFORMATIEOBJECT
    scopes = LINKING
    immutable = ("zaak", "informatieobject")
    told = ONLY_CREATE
    listed = "zaakinformatieobjecten"

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        if record is None:
            self._check_document(values, zaak)
        if values.get("status"):
            self.linked(values, "status", "statussen")

    def _check_document(self, values: Json, zaak: Json) -> None:
        document = self.linked(values, "informatieobject", "enkelvoudiginformatieobjecten")
        same = self.store["zaakinformatieobjecten"].where("zaak", zaak["url"])
        if any(item["informatieobject"] == document["url"] for item in same):
            reason = "De velden zaak, informatieobject moeten een unieke set zijn."
            raise fault("unique", reason, NON_FIELD)
        known = self.store.by_url[zaak["zaaktype"]]["informatieobjecttypen"]
        if document["informatieobjecttype"] not in known:
            reason = "Het informatieobjecttype hoort niet bij het zaaktype van de zaak."
            raise fault("missing-zaaktype-informatieobjecttype-relation", reason, NON_FIELD)

    def make(self, values: Json) -> Json:
        return {
            **self.new_keys(),
            "informatieobject": values["informatieobject"],
            "zaak": values["zaak"],
            "aardRelatieWeergave": "Hoort bij, omgekeerd: kent",
            "titel": values["titel"],
            "beschrijving": values["beschrijving"],
            "registratiedatum": now(),
            "vernietigingsdatum": values["vernietigingsdatum"],
            "status": values["status"],
        }

    def create(self, write: Write, values: Json) -> Json:
        record = super().create(write, values)
        link_document(self, record["informatieobject"], record["zaak"], "zaak")
        self._list_at_status(None, record["status"], record["url"])
        return record

    def update(self, write: Write, record: Json, values: Json) -> Json:
        changed = super().update(write, record, values)
        self._list_at_status(record["status"], changed["status"], record["url"])
        return changed

    def destroy(self, write: Write, record: Json) -> None:
        super().destroy(write, record)
        unlink_document(self, record["informatieobject"], record["zaak"])
        self._list_at_status(record["status"], None, record["url"])

    def _list_at_status(self, old: str | None, new: str | None, url: str) -> None:
        for status_url in {old, new} - {None}:
            status = self.store.by_url.get(str(status_url))
            if status is None:
                continue
            rest = [item for item in status["zaakinformatieobjecten"] if item != url]
            listed = [*rest, url] if status_url == new else rest
            self.store.change("statussen", status, zaakinformatieobjecten=listed)


class ZaakObjectWrites(ZaakWrites):
    name = "zaakobjecten"
    soort = "zaakobject"
    body = ZAAKOBJECT
    scopes = LINKING
    immutable = ("zaak", "object", "objectType")
    audited = CREATE_AND_DESTROY
    listed = "zaakobjecten"
    type_field, type_collection = "zaakobjecttype", "zaakobjecttypen"

    def body_for(self, body: Json, record: Json | None) -> Body:
        said = {"objectType": record["objectType"], **body} if record else body
        return {**ZAAKOBJECT, **object_body(said)}

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        kept = {**(record or {}), **values}
        if not kept.get("object") and not kept.get("objectIdentificatie"):
            reason = "Een van object of objectIdentificatie moet ingevuld zijn"
            raise fault("invalid-zaakobject", reason, NON_FIELD)
        overige = kept["objectType"] == "overige"
        if overige and not kept["objectTypeOverige"]:
            reason = "Als `objectType` de waarde `overige` heeft, moet `objectTypeOverige` er zijn."
            raise fault("missing-object-type-overige", reason, "objectTypeOverige")
        if not overige and kept["objectTypeOverige"]:
            reason = "`objectTypeOverige` mag alleen als `objectType` de waarde `overige` heeft."
            raise fault("invalid-object-type-overige-usage", reason, "objectTypeOverige")

    def make(self, values: Json) -> Json:
        return {**self.new_keys(), "objectIdentificatie": None, **values}


class ZaakBesluitWrites(ZaakWrites):
    """Below `/zaken/{uuid}/besluiten`; Open Zaak keeps these itself, so there is little to do."""

    name = "zaakbesluiten"
    soort = "zaakbesluit"
    body = ZAAKBESLUIT
    scopes = RELATING
    told = ONLY_CREATE
    keeps_closed = False
    keeps_archived = False

    @property
    def path(self) -> str:
        return f"/zaken/{{{PARENT}}}/besluiten"

    def zaak_of(self, record: Json) -> Json:
        return self.store.by_url[record["url"].rsplit("/", 2)[0]]

    def main_of(self, record: Json) -> Json | None:
        return self.store.by_url.get(record["url"].rsplit("/", 2)[0])

    def find(self, write: Write) -> Json:
        parent = find(self.store["zaken"], write.call.request.path_params[PARENT])
        record = super().find(write)
        if self.zaak_of(record) is not parent:
            raise not_found()
        return record

    def asked_zaak(self, values: Json, record: Json | None) -> Json:
        raise NotImplementedError

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        zaak = find(self.store["zaken"], write.call.request.path_params[PARENT])
        if not write.call.applicatie.may_see(zaak):
            raise forbidden()
        besluit = self.linked(values, "besluit", "besluiten")
        if besluit["zaak"] != zaak["url"]:
            reason = "The relation between zaak and besluit doesn't exist"
            raise fault("inconsistent-relation", reason, NON_FIELD)
        self.trail.begin(zaak)

    def create(self, write: Write, values: Json) -> Json:
        """Nothing is made: the besluit that names the zaak has made it already."""
        zaak = find(self.store["zaken"], write.call.request.path_params[PARENT])
        return next(
            item
            for item in self.store["zaakbesluiten"].below(zaak["url"])
            if item["besluit"] == values["besluit"]
        )

    def before(self, write: Write, record: Json) -> None:
        if record["besluit"] in self.store.by_url:
            reason = (
                "Het Besluit verwijst nog naar deze zaak. Deze relatie moet eerst verbroken worden."
            )
            raise invalid(InvalidParam(NON_FIELD, "inconsistent-relation", reason))


class ZaakNotitieWrites(ZaakWrites):
    """Notes, of which the register neither keeps a trail nor sends anything."""

    name = "zaaknotities"
    soort = "zaaknotitie"
    body = ZAAKNOTITIE
    scopes = NOTING
    link = "gerelateerdAan"
    has_uuid = False
    kanaal = ""
    audited = frozenset()
    keeps_closed = False
    keeps_archived = False

    def make(self, values: Json) -> Json:
        moment = now()
        return {**self.new_keys(), **values, "aanmaakdatum": moment, "wijzigingsdatum": moment}

    def update(self, write: Write, record: Json, values: Json) -> Json:
        return self.store.change("zaaknotities", record, **values, wijzigingsdatum=now())

    def touch(self, record: Json, *, add: bool = False, remove: bool = False) -> None:
        """A note changes nothing of its zaak."""


class KlantContactWrites(ZaakWrites):
    name = "klantcontacten"
    soort = "klantcontact"
    body = KLANTCONTACT
    scopes = ADDING
    keeps_archived = False

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        if values["datumtijd"][:19] > now()[:19]:
            raise fault(*IN_FUTURE, "datumtijd")

    def make(self, values: Json) -> Json:
        return {**self.new_keys(), "identificatie": uuid.uuid4().hex[:14], **values}


class ZaakContactMomentWrites(ZaakWrites):
    name = "zaakcontactmomenten"
    soort = "zaakcontactmoment"
    body = ZAAKCONTACTMOMENT
    scopes = RELATING
    told = ONLY_CREATE
    keeps_closed = False


class ZaakVerzoekWrites(ZaakWrites):
    name = "zaakverzoeken"
    soort = "zaakverzoek"
    body = ZAAKVERZOEK
    scopes = RELATING
    told = ONLY_CREATE
    keeps_closed = False
