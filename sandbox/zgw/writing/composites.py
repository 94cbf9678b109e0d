"""The composite endpoints of Open Zaak 1.30 for zaken and documents (experimental)."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw.api import Call, Handler, json_response
from sandbox.zgw.audittrail import Trail
from sandbox.zgw.data import Json, uuid_of
from sandbox.zgw.endpoints import find
from sandbox.zgw.problems import InvalidParam, forbidden, invalid
from sandbox.zgw.writing.composite import (
    GROUP,
    GROUPS,
    SOME_GROUP,
    SOME_GROUPS,
    Composite,
    Steps,
)
from sandbox.zgw.writing.core import NO_OBJECT, UPDATING, Register, today
from sandbox.zgw.writing.documenten import DocumentWrites
from sandbox.zgw.writing.fields import REQUIRED, Body, Number, Rsin, optional, required
from sandbox.zgw.writing.numbering import next_number
from sandbox.zgw.writing.statussen import StatusWrites
from sandbox.zgw.writing.zaakdelen import ResultaatWrites, RolWrites
from sandbox.zgw.writing.zaakrelaties import ZaakInformatieObjectWrites, ZaakObjectWrites
from sandbox.zgw.writing.zaken import ZaakWrites
from sandbox.zgw.zaakhistorie import make_history

ADDING_STATUS = ("zaken.aanmaken", "zaken.statussen.toevoegen", "zaken.heropenen")
REGISTREREN: Body = {
    "zaak": GROUP,
    "rollen": GROUPS,
    "zaakinformatieobjecten": SOME_GROUPS,
    "zaakobjecten": SOME_GROUPS,
    "status": GROUP,
}
AFSLUITEN: Body = {"zaak": GROUP, "resultaat": GROUP, "status": GROUP}
BIJWERKEN: Body = {"zaak": SOME_GROUP, "rollen": SOME_GROUPS, "status": GROUP}
CHANGE_WITH_STATUS: Body = {"zaak": GROUP, "status": GROUP}
RESERVEREN: Body = {
    "bronorganisatie": required(Rsin(blank=False)),
    "aantal": optional(Number(minimum=1), 1),
}
DOCUMENT_REGISTREREN: Body = {
    "enkelvoudiginformatieobject": GROUP,
    "zaakinformatieobject": GROUP,
}


class ZaakComposites(Composite):
    """What is done to a zaak in one step, its status included."""

    def routes(self) -> list[Route]:
        def post(path: str, handler: Handler, *, geo: bool = False) -> Route:
            return self.api.route(path, handler, method="POST", geo=geo)

        return [
            post("/zaak_registreren", self.registreren, geo=True),
            post("/zaak_bijwerken/{uuid}", self.bijwerken, geo=True),
            post("/zaak_opschorten/{uuid}", self.opschorten),
            post("/zaak_verlengen/{uuid}", self.verlengen),
            post("/zaak_afsluiten/{uuid}", self.afsluiten),
            post("/zaaknummer_reserveren", self.reserveren),
            post("/reserveer_zaaknummer", self.reserveren),
        ]

    def registreren(self, call: Call) -> Response:
        call.applicatie.require("zaken.aanmaken")
        call.applicatie.require_any(*UPDATING)
        body = self.read(call, REGISTREREN)
        with self.transaction(call) as steps:
            url = steps.create(ZaakWrites, body["zaak"], "zaak")["url"]
            status = steps.create(StatusWrites, {**body["status"], "zaak": url}, "status")
            found: Json = {"zaak": None, "rollen": [], "status": status}
            for name, kind in (
                ("rollen", RolWrites),
                ("zaakinformatieobjecten", ZaakInformatieObjectWrites),
                ("zaakobjecten", ZaakObjectWrites),
            ):
                found[name] = [
                    steps.create(kind, {**item, "zaak": url}, f"{name}.{position}")
                    for position, item in enumerate(body.get(name, ()))
                ]
            found["zaak"] = self.store.by_url[url]
        return json_response(found, status=201)

    def bijwerken(self, call: Call) -> Response:
        zaak, body = self._begin(call, BIJWERKEN)
        with self.transaction(call) as steps:
            if "zaak" in body:
                steps.change(ZaakWrites, zaak, body["zaak"], "zaak")
            if "rollen" in body:
                self._replace_rollen(steps, zaak["url"], body["rollen"])
            status = self._set_status(steps, zaak["url"], body["status"])
            rollen = [*self.store["rollen"].where("zaak", zaak["url"])]
        found = {"zaak": self.store.by_url[zaak["url"]], "rollen": rollen, "status": status}
        return json_response(found)

    def _replace_rollen(self, steps: Steps, url: str, asked: list[Json]) -> None:
        """Those with a uuid are kept and changed, those without are new, all others go."""
        kept = {item.get("uuid") for item in asked}
        for rol in [*self.store["rollen"].where("zaak", url)]:
            if rol["uuid"] not in kept:
                steps.remove(RolWrites, rol)
        for position, item in enumerate(asked):
            name, body = f"rollen.{position}", {**item, "zaak": url}
            uid = body.pop("uuid", None)
            if uid is None:
                steps.create(RolWrites, body, name)
                continue
            rol = self.store["rollen"].get(str(uid)) or {}
            if rol.get("zaak") != url:
                raise invalid(InvalidParam(f"{name}.uuid", *NO_OBJECT))
            steps.change(RolWrites, rol, body, name, "PUT")

    def opschorten(self, call: Call) -> Response:
        return self._change_with_status(call, "opschorting")

    def verlengen(self, call: Call) -> Response:
        return self._change_with_status(call, "verlenging")

    def _change_with_status(self, call: Call, part: str) -> Response:
        """Change only this of a zaak, and set a status."""
        zaak, body = self._begin(call, CHANGE_WITH_STATUS)
        if part not in body["zaak"]:
            raise invalid(InvalidParam(f"zaak.{part}", *REQUIRED))
        with self.transaction(call) as steps:
            steps.change(ZaakWrites, zaak, {part: body["zaak"][part]}, "zaak")
            status = self._set_status(steps, zaak["url"], body["status"])
        return json_response({"zaak": self.store.by_url[zaak["url"]], "status": status})

    def afsluiten(self, call: Call) -> Response:
        zaak, body = self._begin(call, AFSLUITEN)
        url = zaak["url"]
        with self.transaction(call) as steps:
            steps.change(ZaakWrites, zaak, body["zaak"], "zaak")
            asked = {**body["resultaat"], "zaak": url}
            resultaat = steps.create(ResultaatWrites, asked, "resultaat")
            status = self._set_status(steps, url, body["status"])
        found = {"zaak": self.store.by_url[url], "resultaat": resultaat, "status": status}
        return json_response(found)

    def reserveren(self, call: Call) -> Response:
        call.applicatie.require("zaken.aanmaken")
        body = self.read(call, RESERVEREN)
        found = []
        for _ in range(body["aantal"]):
            taken = [zaak["identificatie"] for zaak in self.store["zaken"].records]
            number = next_number("ZAAK", today()[:4], [*taken, *self.store.reserved])
            self.store.set_item(self.store.reserved, number, body["bronorganisatie"])
            found.append({"zaaknummer": number})
        return json_response(found if len(found) > 1 else found[0], status=201)

    def _begin(self, call: Call, shape: Body) -> tuple[Json, Json]:
        call.applicatie.require_any(*UPDATING)
        call.applicatie.require_any(*ADDING_STATUS)
        zaak = find(self.store["zaken"], call.request.path_params["uuid"])
        if not call.applicatie.may_see(zaak):
            raise forbidden()
        return zaak, self.read(call, shape)

    def _set_status(self, steps: Steps, url: str, body: Json) -> Json:
        return steps.create(StatusWrites, {**body, "zaak": url}, "status")


class DocumentComposite(Composite):
    """A document that is put in a zaak as it is registered."""

    def routes(self) -> list[Route]:
        return [self.api.route("/document_registreren", self.registreren, method="POST")]

    def registreren(self, call: Call) -> Response:
        call.applicatie.require("documenten.aanmaken")
        call.applicatie.require_any("zaken.aanmaken", *UPDATING)
        body = self.read(call, DOCUMENT_REGISTREREN)
        first, second = DOCUMENT_REGISTREREN
        with self.transaction(call) as steps:
            document = steps.create(DocumentWrites, body[first], first)
            other = Steps(self._zaken(str(body[second].get("zaak", ""))), call)
            relation = other.create(
                ZaakInformatieObjectWrites,
                {**body[second], "informatieobject": document["url"]},
                second,
            )
            steps.messages += other.messages
        answer = DocumentWrites(self.register).answer(document)
        return json_response({first: answer, second: relation}, status=201)

    def _zaken(self, zaak_url: str) -> Register:
        """The register of the zaak, in which the relation is kept."""
        root = zaak_url.removesuffix(f"zaken/{uuid_of(zaak_url)}")
        trail = Trail(self.store, "zrc", make_history(self.store))
        return Register(replace(self.api, root=root), self.store, trail)
