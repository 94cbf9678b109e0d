"""Resultaat, rollen and eigenschappen of a zaak."""

from __future__ import annotations

import re
from datetime import datetime

from sandbox.zgw.data import Json
from sandbox.zgw.dialect import standard_rol
from sandbox.zgw.endpoints import PARENT, find
from sandbox.zgw.problems import not_found
from sandbox.zgw.writing.bodies_betrokkenen import AUTHENTICATIES, BETROKKENEN, betrokkene_body
from sandbox.zgw.writing.bodies_zaken import CONTACTPERSOON, RESULTAAT, ROL, ZAAKEIGENSCHAP
from sandbox.zgw.writing.core import NON_FIELD, UPDATING, Write, now
from sandbox.zgw.writing.fields import Body, fault, read_body
from sandbox.zgw.writing.zaak import CLOSING, ZaakWrites, touch_zaak

NO_PATCH = {"POST": UPDATING, "PUT": UPDATING, "DELETE": UPDATING}
ONE_OF_A_KIND = ("initiator", "zaakcoordinator")
EMPTY_CONTACTPERSOON = read_body({"naam": ""}, CONTACTPERSOON)


class ResultaatWrites(ZaakWrites):
    name = "resultaten"
    soort = "resultaat"
    body = RESULTAAT
    scopes = CLOSING
    immutable = ("resultaattype",)
    type_field, type_collection = "resultaattype", "resultaattypen"

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        others = self.store["resultaten"].where("zaak", zaak["url"])
        if any(record is None or other["url"] != record["url"] for other in others):
            raise fault("unique", "Dit veld moet uniek zijn.", "zaak")

    def touch(self, record: Json, *, add: bool = False, remove: bool = False) -> None:
        touch_zaak(self, self.zaak_of(record), resultaat=None if remove else record["url"])


class RolWrites(ZaakWrites):
    name = "rollen"
    soort = "rol"
    body = ROL
    scopes = NO_PATCH
    immutable = ("roltype",)
    listed = "rollen"
    type_field, type_collection = "roltype", "roltypen"

    def body_for(self, body: Json, record: Json | None) -> Body:
        return {**ROL, **betrokkene_body(body)}

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        if not values.get("betrokkene") and not values.get("betrokkeneIdentificatie"):
            reason = "betrokkene or betrokkeneIdentificatie must be provided"
            raise fault("invalid-betrokkene", reason, NON_FIELD)
        generiek = self.store.by_url[values["roltype"]]["omschrijvingGeneriek"]
        same = [
            rol
            for rol in self.store["rollen"].where("zaak", zaak["url"])
            if rol["omschrijvingGeneriek"] == generiek
            and (record is None or rol["url"] != record["url"])
        ]
        if generiek in ONE_OF_A_KIND and same:
            reason = f"There are already {len(same)} `{generiek}` occurences"
            raise fault("max-occurences", reason, "roltype")
        self._check_authentication(values)

    def _check_authentication(self, values: Json) -> None:
        context = values.get("authenticatieContext") or {}
        if not context.get("representee"):
            return
        if not context.get("mandate"):
            reason = "The mandate context is required when a representee is specified."
            raise fault("required", reason, "authenticatieContext.mandate")
        if values.get("indicatieMachtiging") != "gemachtigde":
            reason = (
                "`indicatieMachtiging` must be set to 'gemachtigde' when a representee is specified"
            )
            raise fault("indicatie-machtiging-invalid", reason, NON_FIELD)

    def make(self, values: Json) -> Json:
        return {
            **self.new_keys(),
            **self._settled(values),
            "registratiedatum": now(),
            "statussen": [],
        }

    def shape(self, record: Json) -> Json:
        return standard_rol(record) if self.api.is_standard else record

    def update(self, write: Write, record: Json, values: Json) -> Json:
        kept = {**record}
        del kept["betrokkeneIdentificatie"]
        if values["betrokkeneType"] in AUTHENTICATIES:
            kept.setdefault("authenticatieContext", None)
        else:
            kept.pop("authenticatieContext", None)
        changed = self.shape({**kept, **self._settled(values)})
        changed = self.store.put("rollen", record, changed)
        self.touch(changed)
        return changed

    def _settled(self, values: Json) -> Json:
        """The values with what the roltype says, and every group that a rol always has."""
        roltype = self.store.by_url[values["roltype"]]
        soort = values["betrokkeneType"]
        identificatie = values.get("betrokkeneIdentificatie") or read_body({}, BETROKKENEN[soort])
        found = {
            **values,
            "omschrijving": roltype["omschrijving"],
            "omschrijvingGeneriek": roltype["omschrijvingGeneriek"],
            "betrokkeneIdentificatie": identificatie,
        }
        if not found.get("contactpersoonRol"):
            found["contactpersoonRol"] = dict(EMPTY_CONTACTPERSOON)
        return found


class EigenschapWrites(ZaakWrites):
    """Below `/zaken/{uuid}/zaakeigenschappen`."""

    name = "zaakeigenschappen"
    soort = "zaakeigenschap"
    body = ZAAKEIGENSCHAP
    scopes = CLOSING
    immutable = ("zaak", "eigenschap")
    audited = frozenset({"create"})
    listed = "eigenschappen"
    type_field, type_collection = "eigenschap", "eigenschappen"

    @property
    def path(self) -> str:
        return f"/zaken/{{{PARENT}}}/zaakeigenschappen"

    def find(self, write: Write) -> Json:
        parent = find(self.store["zaken"], write.call.request.path_params[PARENT])
        record = super().find(write)
        if record["zaak"] != parent["url"]:
            raise not_found()
        return record

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        find(self.store["zaken"], write.call.request.path_params[PARENT])
        eigenschap = self.store.by_url[{**(record or {}), **values}["eigenschap"]]
        if "waarde" in values and not fits(eigenschap["specificatie"], values["waarde"]):
            reason = (
                "The 'waarde' value doesn't match the related eigenschap.specificatie "
                f"'{eigenschap['naam']}'"
            )
            raise fault("waarde-incorrect-format", reason, NON_FIELD)

    def make(self, values: Json) -> Json:
        zaak = self.store.by_url[values["zaak"]]
        keys = self.new_keys(f"/zaken/{zaak['uuid']}/zaakeigenschappen")
        naam = self.store.by_url[values["eigenschap"]]["naam"]
        return {
            **keys,
            "zaak": values["zaak"],
            "eigenschap": values["eigenschap"],
            "naam": naam,
            "waarde": values["waarde"],
        }


def fits(specificatie: Json, waarde: str) -> bool:
    """Whether a waarde is what the specificatie of an eigenschap allows."""
    if specificatie["waardenverzameling"]:
        return waarde in specificatie["waardenverzameling"]
    lengte, formaat = specificatie["lengte"], specificatie["formaat"]
    if formaat == "tekst":
        return len(waarde) <= int(lengte)
    if formaat == "getal":
        whole, _, fraction = lengte.partition(",")
        pattern = rf"\d{{0,{whole}}}" + (rf",?\d{{0,{fraction}}}" if fraction else "")
        return re.fullmatch(pattern, waarde) is not None
    patterns = {"datum": "%Y%m%d", "datum_tijd": "%Y%m%d%H%M%S"}
    try:
        return bool(datetime.strptime(waarde, patterns[formaat]))
    except (KeyError, ValueError):
        return formaat not in patterns
