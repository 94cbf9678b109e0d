"""Writes of a document: every change is a version, and a large document comes in pieces."""

from __future__ import annotations

import uuid

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw.api import Call, json_response
from sandbox.zgw.data import Json, uuid_of
from sandbox.zgw.dialect import newest_document
from sandbox.zgw.endpoints import find
from sandbox.zgw.problems import InvalidParam, invalid
from sandbox.zgw.store import Part
from sandbox.zgw.writing.bodies_documenten import (
    BESTANDSDEEL,
    DOCUMENT,
    DOCUMENT_WITH_LOCK,
    UNLOCK,
)
from sandbox.zgw.writing.core import NON_FIELD, Write, Writes, now, read_json
from sandbox.zgw.writing.fields import Body, FaultyValueError, fault, read_body
from sandbox.zgw.writing.multipart import read_form
from sandbox.zgw.writing.numbering import next_number

CHUNK_SIZE = 10 * 1024 * 1024
"""Bytes of a bestandsdeel. Open Zaak has 4 GB, so that most documents come in one piece there."""
UPDATING = ("documenten.bijwerken",)
SCOPES = {
    "POST": ("documenten.aanmaken",),
    "PUT": UPDATING,
    "PATCH": UPDATING,
    "DELETE": ("documenten.verwijderen",),
}
WRONG_LOCK = ("incorrect-lock-id", "Lock id is not correct")
WRONG_SIZE = ("file-size", "The size of upload file should match the 'bestandsomvang' field")
NOT_FOR_RECEIVED = ("in_bewerking", "ter_vaststelling")
EMPTY = read_body(
    {
        "bronorganisatie": "517439943",
        "creatiedatum": "2000-01-01",
        "titel": "-",
        "auteur": "-",
        "taal": "nld",
        "informatieobjecttype": "http://localhost",
        "bestandsomvang": None,
    },
    DOCUMENT,
)
"""What a PUT makes of the fields it leaves out."""


class DocumentWrites(Writes):
    name = "enkelvoudiginformatieobjecten"
    soort = "enkelvoudiginformatieobject"
    body = DOCUMENT
    scopes = SCOPES
    kanaal = "documenten"
    has_uuid = False

    def routes(self) -> list[Route]:
        own = self.api.route
        return [
            own(f"{self.path}/{{uuid}}/lock", self.lock, method="POST", allow="POST, OPTIONS"),
            own(f"{self.path}/{{uuid}}/unlock", self.unlock, method="POST", allow="POST, OPTIONS"),
            own("/bestandsdelen/{uuid}", self.put_part, method="PUT", allow="PUT, OPTIONS"),
            *super().routes(),
        ]

    def kenmerken(self, main: Json) -> Json:
        return document_kenmerken(self, main)

    def body_for(self, body: Json, record: Json | None) -> Body:
        return DOCUMENT if record is None else DOCUMENT_WITH_LOCK

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        if record is not None:
            self._check_lock(record, values.get("lock"))
        self._check_type(values)
        _check_status({**(record or {}), **values})
        self._check_size(values, record, is_patch=write.method == "PATCH")
        self._check_gebruiksrecht(values, record)
        same = self.store[self.name].where("identificatie", values.get("identificatie"))
        taken = any(item["bronorganisatie"] == values.get("bronorganisatie") for item in same)
        if record is None and values["identificatie"] and taken:
            reason = "Deze identificatie bestaat al voor deze bronorganisatie"
            raise fault("identificatie-niet-uniek", reason, "identificatie")

    def _check_lock(self, record: Json, lock: str | None) -> None:
        if not record["locked"]:
            raise fault("unlocked", "Unlocked document can't be modified", NON_FIELD)
        if lock is None:
            raise fault("missing-lock-id", "Lock id must be provided", NON_FIELD)
        if lock != self.lock_of(record):
            raise fault(*WRONG_LOCK, NON_FIELD)

    def _check_type(self, values: Json) -> None:
        if "informatieobjecttype" not in values:
            return
        found = self.linked(values, "informatieobjecttype", "informatieobjecttypen")
        if found["concept"]:
            reason = "De resource is niet gepubliceerd."
            raise fault("not-published", reason, "informatieobjecttype")

    def _check_size(self, values: Json, record: Json | None, *, is_patch: bool) -> None:
        content = values.get("inhoud")
        if content is None:
            return
        size = values.get("bestandsomvang", len(content))
        if is_patch and record and "bestandsomvang" not in values:
            size = record["bestandsomvang"]
        if size != len(content):
            raise fault(*WRONG_SIZE, NON_FIELD)

    def _check_gebruiksrecht(self, values: Json, record: Json | None) -> None:
        if "indicatieGebruiksrecht" not in values:
            return
        asked = values["indicatieGebruiksrecht"]
        has = bool(
            record and self.store["gebruiksrechten"].where("informatieobject", record["url"])
        )
        if has and not asked:
            reason = (
                "De indicatie kan niet weggehaald worden of ongespecifieerd zijn als er "
                "Gebruiksrechten gedefinieerd zijn."
            )
            raise fault("existing-gebruiksrechten", reason, "indicatieGebruiksrecht")
        if asked and not has:
            reason = (
                "De indicatie moet op 'ja' gezet worden door `gebruiksrechten` aan te maken, "
                "dit kan niet direct op deze resource."
            )
            raise fault("missing-gebruiksrechten", reason, "indicatieGebruiksrecht")

    def before(self, write: Write, record: Json) -> None:
        linked = self.store["objectinformatieobjecten"].where("informatieobject", record["url"])
        if write.method == "DELETE" and linked:
            reason = (
                "All relations to the document must be destroyed before destroying the document"
            )
            raise invalid(InvalidParam(NON_FIELD, "pending-relations", reason))
        self.trail.begin(record)

    def create(self, write: Write, values: Json) -> Json:
        taken = [item["identificatie"] for item in self.store[self.name].records]
        number = next_number("DOCUMENT", values["creatiedatum"][:4], taken)
        values["identificatie"] = values["identificatie"] or number
        record = self._version({**self.new_keys(), **values}, values.get("inhoud"), 1)
        if record["bestandsdelen"]:
            lock = uuid.uuid4().hex
            self.store.set_item(self.store.locks, record["url"], lock)
            record = self._with_parts({**record, "locked": True})
        self.store.add(self.name, record)
        self.store.set_item(self.store.data.versies, record["url"], [record])
        return record

    def update(self, write: Write, record: Json, values: Json) -> Json:
        if write.method == "PUT":
            kept = ("identificatie", "vertrouwelijkheidaanduiding")
            values = {**EMPTY, **{name: record[name] for name in kept}, **values}
        del values["lock"]
        versie = record["versie"] + 1
        content = values.get("inhoud")
        if "inhoud" not in values:
            content = self.store.data.inhoud.get((record["url"], record["versie"]))
        self._drop_parts(record)
        changed = self._version({**record, **values}, content, versie)
        changed = self._with_parts({**changed, "locked": True})
        self.store.put(self.name, record, changed)
        versies = [*self.store.data.versies[record["url"]], changed]
        self.store.set_item(self.store.data.versies, record["url"], versies)
        return changed

    def destroy(self, write: Write, record: Json) -> None:
        url = record["url"]
        for name in ("gebruiksrechten", "verzendingen"):
            for child in [*self.store[name].where("informatieobject", url)]:
                self.store.remove(name, child)
        self._drop_parts(record)
        for version in self.store.data.versies[url]:
            self.store.set_item(self.store.data.inhoud, (url, version["versie"]), None)
        self.store.set_item(self.store.data.versies, url, None)
        self.store.set_item(self.store.locks, url, None)
        self.store.remove(self.name, record)

    def answer(self, record: Json) -> Json:
        """Whoever registers a document that is to come in pieces is told how to unlock it."""
        return (
            {**record, "lock": self.store.locks.get(record["url"], "")}
            if _is_new(record)
            else (record)
        )

    def record(self, write: Write, before: Json | None, after: Json | None) -> None:
        super().record(write, before, after)
        if before is not None and after is None:
            self.trail.drop(before["url"])

    def _version(self, values: Json, content: bytes | None, versie: int) -> Json:
        """One version of a document, its bytes put away; without bytes it has pieces to come."""
        url = values["url"]
        if content is None and values.get("bestandsomvang") == 0:
            content = b""
        size = len(content) if content is not None else values.get("bestandsomvang")
        if content is not None:
            self.store.set_item(self.store.data.inhoud, (url, versie), content)
        else:
            self._make_parts(url, size or 0)
        informatieobjecttype = self.store.by_url[values["informatieobjecttype"]]
        level = values["vertrouwelijkheidaanduiding"]
        found: Json = {
            **{name: value for name, value in values.items() if name not in ("lock",)},
            "vertrouwelijkheidaanduiding": (
                level or informatieobjecttype["vertrouwelijkheidaanduiding"]
            ),
            "versie": versie,
            "beginRegistratie": now(),
            "inhoud": None if content is None else f"{url}/download?versie={versie}",
            "bestandsomvang": size,
            "locked": False,
            "bestandsdelen": [],
        }
        if self.api.dialect == "nieuw":
            found = newest_document(found)
        return self._with_parts(found)

    def _make_parts(self, url: str, size: int) -> None:
        for number, start in enumerate(range(0, size, CHUNK_SIZE), start=1):
            uid = str(uuid.uuid4())
            part = Part(
                self.api.url(f"/bestandsdelen/{uid}"), url, number, min(CHUNK_SIZE, size - start)
            )
            self.store.set_item(self.store.parts, uid, part)

    def _parts(self, url: str) -> list[tuple[str, Part]]:
        found = [(uid, part) for uid, part in self.store.parts.items() if part.document_url == url]
        return sorted(found, key=lambda item: item[1].number)

    def _drop_parts(self, record: Json) -> None:
        for uid, _part in self._parts(record["url"]):
            self.store.set_item(self.store.parts, uid, None)

    def _with_parts(self, record: Json) -> Json:
        lock = self.store.locks.get(record["url"], "")
        delen = [_bestandsdeel(part, lock) for _, part in self._parts(record["url"])]
        return {**record, "bestandsdelen": delen}

    def lock_of(self, record: Json) -> str:
        """What unlocks a document; one made up as locked has its own uuid for that."""
        return self.store.locks.get(record["url"], uuid_of(record["url"]))

    def lock(self, call: Call) -> Response:
        call.applicatie.require("documenten.lock")
        record = find(self.store[self.name], call.request.path_params["uuid"])
        if record["locked"]:
            reason = "The document is already locked"
            raise invalid(InvalidParam(NON_FIELD, "existing-lock", reason))
        lock = uuid.uuid4().hex
        self.store.set_item(self.store.locks, record["url"], lock)
        self._amend(record, locked=True)
        return json_response({"lock": lock})

    def unlock(self, call: Call) -> Response:
        """Whoever may unlock by force needs no lock, and gives up what has not come in."""
        call.applicatie.require_any("documenten.lock", "documenten.geforceerd-unlock")
        record = find(self.store[self.name], call.request.path_params["uuid"])
        is_forced = "documenten.geforceerd-unlock" in call.applicatie.scopes
        body = read_json(call) if call.body else {}
        if not is_forced:
            self._check_unlock(record, body)
        parts = [part for _, part in self._parts(record["url"])]
        is_complete = all(part.content is not None for part in parts)
        with self.store.transaction():
            self._drop_parts(record)
            self.store.set_item(self.store.locks, record["url"], None)
            values: Json = {"locked": False, "bestandsdelen": []}
            if parts and is_complete:
                content = b"".join(part.content or b"" for part in parts)
                key = (record["url"], record["versie"])
                self.store.set_item(self.store.data.inhoud, key, content)
                values["inhoud"] = f"{record['url']}/download?versie={record['versie']}"
            elif parts:
                values["bestandsomvang"] = None
            self._amend(record, **values)
        return Response(status_code=204)

    def _check_unlock(self, record: Json, body: Json) -> None:
        try:
            lock = read_body(body, UNLOCK)["lock"]
        except FaultyValueError as error:
            raise invalid(*error.faults) from error
        if lock != (self.lock_of(record) if record["locked"] else ""):
            raise invalid(InvalidParam(NON_FIELD, *WRONG_LOCK))
        parts = [part for _, part in self._parts(record["url"])]
        filled = [part for part in parts if part.content is not None]
        if filled and len(filled) < len(parts):
            reason = "Upload of part files is not complete"
            raise invalid(InvalidParam(NON_FIELD, "incomplete-upload", reason))
        if parts and not filled:
            reason = "Either file should be upload or the file size = 0"
            raise invalid(InvalidParam(NON_FIELD, "file-size", reason))

    def put_part(self, call: Call) -> Response:
        call.applicatie.require_any(*UPDATING)
        uid = call.request.path_params["uuid"]
        form = read_form(call.request.headers.get("content-type", ""), call.body)
        part = self.store.parts.get(uid)
        if part is None:
            find(self.store[self.name], uid)
            raise AssertionError("no document has the uuid of a bestandsdeel")
        record = self.store.by_url[part.document_url]
        content = form.get("inhoud")
        try:
            said = {name: form[name].decode() for name in form if name == "lock"}
            lock = read_body(said, BESTANDSDEEL)["lock"]
            if content is not None and len(content) != part.size:
                reason = (
                    "Het aangeleverde bestand heeft een afwijkende bestandsgrootte (volgens het "
                    f"`omvang`-veld).Verwachting: {part.size}b, ontvangen: {len(content)}b"
                )
                raise fault("file-size", reason, NON_FIELD)
            if lock != self.lock_of(record):
                raise fault(*WRONG_LOCK, NON_FIELD)
        except FaultyValueError as error:
            raise invalid(*error.faults) from error
        if content is not None:
            part = Part(part.url, part.document_url, part.number, part.size, content)
            self.store.set_item(self.store.parts, uid, part)
            self._amend(record, bestandsdelen=self._with_parts(record)["bestandsdelen"])
        return json_response(_bestandsdeel(part, lock))

    def _amend(self, record: Json, **values: object) -> Json:
        """Change a document without a new version: its lock, or the bytes of the current one."""
        changed = self.store.change(self.name, record, **values)
        amend_versions(self, changed)
        return changed


def amend_versions(writes: Writes, current: Json) -> None:
    """Let the list of versions end in the document as it is now; all are locked when it is."""
    versies = writes.store.data.versies
    earlier = [{**version, "locked": current["locked"]} for version in versies[current["url"]][:-1]]
    writes.store.set_item(versies, current["url"], [*earlier, current])


def document_kenmerken(writes: Writes, document: Json) -> Json:
    names = ("bronorganisatie", "informatieobjecttype", "vertrouwelijkheidaanduiding")
    found = {name: document[name] for name in names}
    informatieobjecttype = writes.store.by_url.get(document["informatieobjecttype"])
    if informatieobjecttype and not writes.api.is_standard:
        found["informatieobjecttype.catalogus"] = informatieobjecttype["catalogus"]
    return found


def _is_new(record: Json) -> bool:
    return bool(record["versie"] == 1)


def _bestandsdeel(part: Part, lock: str) -> Json:
    return {
        "url": part.url,
        "volgnummer": part.number,
        "omvang": part.size,
        "voltooid": part.content is not None,
        "lock": lock,
    }


def _check_status(kept: Json) -> None:
    if kept.get("ontvangstdatum") and kept.get("status") in NOT_FOR_RECEIVED:
        reason = "Deze status is niet toegestaan als er een ontvangstdatum is."
        raise fault("invalid_for_received", reason, "status")
