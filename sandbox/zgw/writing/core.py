"""The POST, PUT, PATCH and DELETE of one resource: what every write has in common.

A write is checked as a whole before anything is written, is written as a whole or not at all, adds
its line to the audittrail, and is told to the Notificaties API after it can be read.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw.api import Api, Call, json_response
from sandbox.zgw.audittrail import Trail, written_line
from sandbox.zgw.data import Json, uuid_of
from sandbox.zgw.endpoints import find
from sandbox.zgw.problems import (
    InvalidParam,
    forbidden,
    invalid,
    malformed,
    unsupported_media_type,
)
from sandbox.zgw.selection import check_known
from sandbox.zgw.store import Store
from sandbox.zgw.writing.fields import Body, FaultyValueError, as_utc, fault, read_body

ACTIES = {"POST": "create", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
NON_FIELD = "nonFieldErrors"
FORCED = "zaken.geforceerd-bijwerken"
UPDATING = ("zaken.bijwerken", FORCED)
IMMUTABLE = ("wijzigen-niet-toegelaten", "Dit veld mag niet gewijzigd worden.")
NO_OBJECT = ("does_not_exist", "Ongeldige hyperlink - Object bestaat niet.")
UNKNOWN_SERVICE = ("unknown-service", "De service voor deze URL is niet bekend in Open Zaak.")


@dataclass(frozen=True)
class Register:
    """What the writes of one register share."""

    api: Api
    store: Store
    trail: Trail


@dataclass
class Write:
    """One write under way."""

    call: Call
    method: str
    body: Json = field(default_factory=dict)
    """What came in, before any check."""
    messages: list[Json] = field(default_factory=list)
    """What to tell once the write can be read."""

    @property
    def actie(self) -> str:
        return ACTIES[self.method]

    def has(self, *scopes: str) -> bool:
        return not self.call.applicatie.scopes.isdisjoint(scopes)


class Writes:
    """The writes of one resource; a subclass says what they mean."""

    name: ClassVar[str]
    """Of the collection."""
    soort: ClassVar[str]
    """As the audittrail and notifications call the resource."""
    body: ClassVar[Body]
    scopes: ClassVar[Mapping[str, tuple[str, ...]]]
    """Per method the scopes of which one suffices."""
    immutable: ClassVar[tuple[str, ...]] = ()
    kanaal: ClassVar[str] = ""
    told: ClassVar[frozenset[str]] = frozenset(ACTIES.values())
    """The acties that the real register notifies."""
    audited: ClassVar[frozenset[str]] = frozenset(ACTIES.values())
    geo: ClassVar[bool] = False
    has_uuid: ClassVar[bool] = True

    def __init__(self, register: Register) -> None:
        self.register = register
        self.api, self.store, self.trail = register.api, register.store, register.trail

    @property
    def path(self) -> str:
        return f"/{self.name}"

    def routes(self) -> list[Route]:
        routes = []
        for method in self.scopes:
            path = self.path if method == "POST" else f"{self.path}/{{uuid}}"
            handler = self.post if method == "POST" else self.handle
            routes.append(self.api.route(path, handler, method=method, geo=self.geo))
        return routes

    def post(self, call: Call) -> Response:
        write = self.begin(call)
        values = self.read(write, None)
        with self.store.transaction():
            record = self.create(write, values)
            self.record(write, None, record)
        self.publish(write)
        return json_response(self.answer(record), {"Location": record["url"]}, 201)

    def handle(self, call: Call) -> Response:
        """A write of a record that is there: a PUT, PATCH or DELETE."""
        write = self.begin(call)
        record = self.find(write)
        if write.method == "DELETE":
            with self.store.transaction():
                self.before(write, record)
                self.destroy(write, record)
                self.record(write, record, None)
            self.publish(write)
            return Response(status_code=204)
        values = self.read(write, record)
        with self.store.transaction():
            self.before(write, record)
            changed = self.update(write, record, values)
            self.record(write, record, changed)
        self.publish(write)
        return json_response(self.answer(changed))

    def begin(self, call: Call) -> Write:
        write = Write(call, call.request.method)
        call.applicatie.require_any(*self.scopes[write.method])
        check_known(call.params, frozenset())
        if write.method != "DELETE":
            write.body = read_json(call)
        return write

    def find(self, write: Write) -> Json:
        record = find(self.store[self.name], write.call.request.path_params["uuid"])
        self.authorise(write, record)
        return record

    def authorise(self, write: Write, record: Json) -> None:
        """403 when the applicatie may not write this record."""

    def read(self, write: Write, record: Json | None) -> Json:
        """The values of a body that may be written; a problem with every fault otherwise."""
        try:
            return self.values_of(write, record)
        except FaultyValueError as error:
            raise invalid(*error.faults) from error

    def values_of(self, write: Write, record: Json | None) -> Json:
        """The values of a body, checked one by one and then together."""
        values = read_body(write.body, self.body_for(write.body, record), write.method)
        for name in self.immutable if record else ():
            if name in values and record and values[name] != record[name]:
                raise fault(*IMMUTABLE, name)
        self.check(write, values, record)
        return values

    def body_for(self, body: Json, record: Json | None) -> Body:
        return self.body

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        """What must hold of the values together; FaultyValueError or a problem otherwise."""

    def before(self, write: Write, record: Json) -> None:
        """What must hold before a record is written: a problem otherwise."""

    def create(self, write: Write, values: Json) -> Json:
        return self.store.add(self.name, {**self.new_keys(), **values})

    def update(self, write: Write, record: Json, values: Json) -> Json:
        return self.store.change(self.name, record, **values)

    def destroy(self, write: Write, record: Json) -> None:
        self.store.remove(self.name, record)

    def answer(self, record: Json) -> Json:
        """The record as the response of a write shows it."""
        return record

    def main_of(self, record: Json) -> Json | None:
        """The main object that a record belongs to, as it is now."""
        return record

    def new_keys(self, parent: str = "") -> Json:
        uid = str(uuid.uuid4())
        keys = {"url": self.api.url(f"{parent or self.path}/{uid}")}
        return {**keys, "uuid": uid} if self.has_uuid else keys

    def record(self, write: Write, before: Json | None, after: Json | None) -> None:
        """Add the line of the audittrail, and the notification to send."""
        changed = after or before
        main = self.main_of(changed) if changed else None
        if changed is None or main is None:
            return
        if write.actie in self.audited:
            wijzigingen = {"oud": before, "nieuw": after}
            line = written_line(
                self.trail.bron,
                main["url"],
                (self.soort, changed),
                write.call,
                write.actie,
                wijzigingen,
            )
            self.trail.add(main["url"], line)
        if self.kanaal and write.actie in self.told:
            write.messages.append(self.message(write.actie, changed, main))

    def message(self, actie: str, record: Json, main: Json) -> Json:
        return {
            "kanaal": self.kanaal,
            "hoofdObject": main["url"],
            "resource": self.soort,
            "resourceUrl": record["url"],
            "actie": actie,
            "aanmaakdatum": now(),
            "kenmerken": self.kenmerken(main),
        }

    def kenmerken(self, main: Json) -> Json:
        return {}

    def publish(self, write: Write) -> None:
        for message in write.messages:
            self.api.publish(message)

    def linked(self, values: Json, name: str, collection: str) -> Json:
        """The record that a link names; a fault when there is none of that kind."""
        found = self.store[collection].get(uuid_of(values[name]))
        if found is None or found["url"] != values[name]:
            code = NO_OBJECT if self.is_own(values[name]) else UNKNOWN_SERVICE
            raise fault(*code, name)
        return found

    def is_own(self, url: str) -> bool:
        return url.startswith(f"{self.api.origin}/")


def read_json(call: Call) -> Json:
    """The body of a request as an object; 415 or 400 otherwise."""
    media_type = call.request.headers.get("content-type", "")
    if not media_type.startswith("application/json"):
        raise unsupported_media_type(media_type)
    try:
        body: Any = msgspec.json.decode(call.body or b"{}")
    except msgspec.DecodeError as error:
        raise malformed(f"JSON parse error - {error}") from error
    if not isinstance(body, dict):
        reason = f"Ongeldige data. Verwacht een dictionary, kreeg een {type(body).__name__}."
        raise invalid(InvalidParam(NON_FIELD, "invalid", reason))
    return body


def now() -> str:
    return as_utc(datetime.now(UTC))


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def refuse(detail: str) -> Exception:
    return forbidden(detail=detail)
