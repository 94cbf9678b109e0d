"""Abonnementen and kanalen over HTTP, and the messages from registers to subscribers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.notificaties.delivery import Callback, Delivery, Json, Order, Transport
from sandbox.notificaties.kanalen import KANALEN
from sandbox.zgw.api import Api, Call, json_response
from sandbox.zgw.auth import Applicatie
from sandbox.zgw.problems import InvalidParam, invalid, not_found
from sandbox.zgw.selection import check_known
from sandbox.zgw.writing.core import NON_FIELD, read_json
from sandbox.zgw.writing.fields import (
    Anything,
    Body,
    FaultyValueError,
    Group,
    Kind,
    Many,
    Moment,
    Text,
    Url,
    fault,
    optional,
    read_body,
    required,
)

VERSION = "1.0.1"
READING = ("notificaties.consumeren", "notificaties.publiceren")
CONSUMING = "notificaties.consumeren"
PUBLISHING = "notificaties.publiceren"
TEST_MESSAGE: Json = {
    "kanaal": "test",
    "hoofdObject": "http://some.hoofdobject.nl/",
    "resource": "some_resource",
    "resourceUrl": "http://some.resource.nl/",
    "actie": "create",
    "aanmaakdatum": "2019-01-01T12:00:00Z",
    "kenmerken": {},
}
UNREACHABLE = (
    "invalid-callback-url",
    "De opgegeven callback URL is onjuist of geeft geen 204 als antwoord.",
)
OPEN_CALLBACK = (
    "no-auth-on-callback-url",
    "De opgegeven callback URL is niet beveiligd met autorisatie.",
)


class _Texts(Kind):
    """Names with a text each."""

    def read(self, value: object) -> Json:
        if not isinstance(value, dict):
            raise fault("not_a_dict", "Verwachtte een dictionary van items.")
        return {name: Text(1000, blank=False).read(item) for name, item in value.items()}


FILTER_GROUP: Body = {"filters": optional(_Texts(), {}), "naam": required(Text(blank=False))}
ABONNEMENT: Body = {
    "callbackUrl": required(Url(None)),
    "auth": required(Text(blank=False)),
    "kanalen": required(Many(Group(FILTER_GROUP))),
}
KANAAL: Body = {
    "naam": required(Text(50, blank=False)),
    "documentatieLink": optional(Url(200, blank=True)),
    "filters": optional(Many(Text(100, blank=False)), ()),
}
MESSAGE: Body = {
    "kanaal": required(Text(50, blank=False)),
    "hoofdObject": required(Url(None)),
    "resource": required(Text(100, blank=False)),
    "resourceUrl": required(Url(None)),
    "actie": required(Text(100, blank=False)),
    "aanmaakdatum": required(Moment()),
    "kenmerken": optional(Anything(), {}),
}


class Notificaties:
    """The register as an ASGI app (`app`), who subscribed, and what is on its way to them."""

    def __init__(self, root: str, applicaties: Mapping[str, Applicatie]) -> None:
        self.root = root
        self.delivery = Delivery()
        self.published: list[Json] = []
        """Every message that a register sent, in order, whoever wanted it."""
        self.abonnementen: dict[str, Json] = {}
        self.kanalen: dict[str, Json] = {}
        self._held: list[Json] | None = None
        self._api = Api("Notificaties API", VERSION, root, applicaties, {})
        self.restore()
        self.app: ASGIApp = self._api.app(self._routes(), _document())

    def restore(self) -> None:
        """As built: nobody subscribed, nothing sent, and no way to any callback."""
        self.delivery.forget()
        self.published.clear()
        self.abonnementen.clear()
        self._held = None
        self.kanalen.clear()
        for naam, filters in KANALEN.items():
            self._add_kanaal({"naam": naam, "documentatieLink": "", "filters": list(filters)})

    def deliver_over(self, transport: Transport | None) -> None:
        """Reach callbacks over this transport from now on."""
        self.delivery.over(transport)

    def subscribe(
        self, callback_url: str, auth: str, kanalen: Mapping[str, Mapping[str, str]] | None = None
    ) -> Json:
        """An abonnement on these kanalen with their filters, on all without; no test call."""
        chosen = {naam: {} for naam in self.kanalen} if kanalen is None else kanalen
        groups = [{"filters": dict(filters), "naam": naam} for naam, filters in chosen.items()]
        return self._add({"callbackUrl": callback_url, "auth": auth, "kanalen": groups})

    def publish(self, message: Json) -> None:
        """Send a message on its way to whoever subscribed to it, without waiting for them."""
        self.published.append(message)
        if self._held is not None:
            self._held.append(message)
            return
        for callback in self._wanted_by(message):
            self.delivery.start(callback, message)

    def hold(self) -> None:
        """Keep messages back from now on, until they are released."""
        self._held = [] if self._held is None else self._held

    async def release(self, order: Order = list, *, hold: bool = False) -> None:
        """Bring what was kept back, one by one, in this order, twice or not at all.

        `order` is given the messages as they came and answers those to bring: `reversed`, or
        `lambda kept: kept * 2`, or `lambda kept: []`.
        """
        kept, self._held = self._held or [], [] if hold else None
        for message in order(kept):
            for callback in self._wanted_by(message):
                await self.delivery.bring(callback, message)

    async def settle(self) -> None:
        """Wait until nothing is on its way to a subscriber."""
        await self.delivery.settle()

    def _wanted_by(self, message: Json) -> list[Callback]:
        return [
            Callback(item["callbackUrl"], item["auth"])
            for item in self.abonnementen.values()
            if any(_wants(group, message) for group in item["kanalen"])
        ]

    def _routes(self) -> list[Route]:
        route = self._api.route
        detail = "/abonnement/{uuid}"
        return [
            route("/abonnement", self._list, allow="GET, POST, HEAD, OPTIONS"),
            route("/abonnement", self._create, method="POST"),
            route(detail, self._show, allow="GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
            route(detail, self._update, method="PUT"),
            route(detail, self._update, method="PATCH"),
            route(detail, self._delete, method="DELETE"),
            route("/kanaal", self._list_kanalen, allow="GET, POST, HEAD, OPTIONS"),
            route("/kanaal", self._create_kanaal, method="POST"),
            route("/kanaal/{uuid}", self._show_kanaal, allow="GET, HEAD, OPTIONS"),
            route("/notificaties", self._publish, method="POST"),
        ]

    def _list(self, call: Call) -> Response:
        call.applicatie.require_any(*READING)
        check_known(call.params, frozenset())
        return json_response(list(self.abonnementen.values()))

    def _show(self, call: Call) -> Response:
        call.applicatie.require_any(*READING)
        return json_response(self._found(call))

    async def _create(self, call: Call) -> Response:
        call.applicatie.require(CONSUMING)
        values = _read(call, ABONNEMENT)
        await self._check(values)
        record = self._add(values)
        return json_response(record, {"Location": record["url"]}, 201)

    async def _update(self, call: Call) -> Response:
        call.applicatie.require(CONSUMING)
        record = self._found(call)
        values = {**record, **_read(call, ABONNEMENT, call.request.method)}
        await self._check(values)
        self.abonnementen[call.request.path_params["uuid"]] = values
        return json_response(values)

    def _delete(self, call: Call) -> Response:
        call.applicatie.require(CONSUMING)
        self._found(call)
        del self.abonnementen[call.request.path_params["uuid"]]
        return Response(status_code=204)

    async def _check(self, values: Json) -> None:
        """The kanalen have to be there, and the callback has to ask who is calling."""
        for group in values["kanalen"]:
            kanaal = self.kanalen.get(group["naam"])
            if kanaal is None:
                reason = "Kanaal met deze naam bestaat niet."
                raise invalid(InvalidParam("naam", "kanaal_naam", reason))
            if not set(group["filters"]) <= set(kanaal["filters"]):
                reason = "De filters komen niet overeen met het kanaal."
                raise invalid(InvalidParam("filters", "filters", reason))
        url = values["callbackUrl"]
        if await self.delivery.post(url, TEST_MESSAGE, values["auth"]) != 204:
            raise invalid(InvalidParam(NON_FIELD, *UNREACHABLE))
        if await self.delivery.post(url, TEST_MESSAGE) not in (401, 403):
            raise invalid(InvalidParam("callbackUrl", *OPEN_CALLBACK))

    def _add(self, values: Json) -> Json:
        uid = str(uuid.uuid4())
        record = {"url": f"{self.root}abonnement/{uid}", **values}
        self.abonnementen[uid] = record
        return record

    def _found(self, call: Call) -> Json:
        record = self.abonnementen.get(call.request.path_params["uuid"])
        if record is None:
            raise not_found()
        return record

    def _list_kanalen(self, call: Call) -> Response:
        call.applicatie.require_any(*READING)
        check_known(call.params, frozenset({"naam"}))
        asked = call.params.get("naam")
        found = [item for naam, item in self.kanalen.items() if asked in (None, "", naam)]
        return json_response(found)

    def _show_kanaal(self, call: Call) -> Response:
        call.applicatie.require_any(*READING)
        asked = f"{self.root}kanaal/{call.request.path_params['uuid']}"
        for item in self.kanalen.values():
            if item["url"] == asked:
                return json_response(item)
        raise not_found()

    def _create_kanaal(self, call: Call) -> Response:
        call.applicatie.require(PUBLISHING)
        values = _read(call, KANAAL)
        if values["naam"] in self.kanalen:
            raise invalid(InvalidParam("naam", "unique", "Er bestaat al een kanaal met deze naam."))
        record = self._add_kanaal(values)
        return json_response(record, {"Location": record["url"]}, 201)

    def _add_kanaal(self, values: Json) -> Json:
        uid = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.root}kanaal/{values['naam']}")
        record = {"url": f"{self.root}kanaal/{uid}", **values}
        self.kanalen[values["naam"]] = record
        return record

    def _publish(self, call: Call) -> Response:
        call.applicatie.require(PUBLISHING)
        message = _read(call, MESSAGE)
        if message["kanaal"] not in self.kanalen:
            reason = "Kanaal met deze naam bestaat niet."
            raise invalid(InvalidParam("kanaal", "message_kanaal", reason))
        self.publish(message)
        return json_response(message)


def build_notificaties(root: str, applicaties: Mapping[str, Applicatie]) -> Notificaties:
    """Return the register, in which these applicaties may subscribe."""
    return Notificaties(root, applicaties)


def _read(call: Call, body: Body, method: str = "POST") -> Json:
    check_known(call.params, frozenset())
    try:
        return read_body(read_json(call), body, method)
    except FaultyValueError as error:
        raise invalid(*error.faults) from error


def _wants(group: Json, message: Json) -> bool:
    """Whether a message is of the kanaal of a group, and passes all of its filters."""
    kenmerken = message["kenmerken"]
    return bool(group["naam"] == message["kanaal"]) and all(
        value == "*" or str(kenmerken.get(name)) == value
        for name, value in group["filters"].items()
    )


def _document() -> Json:
    return {
        "openapi": "3.0.3",
        "info": {"title": "Notificaties API", "version": VERSION},
        "paths": {"/abonnement": {}, "/kanaal": {}, "/notificaties": {}},
    }
