"""Statussen: the last one closes a zaak, and one after that opens it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sandbox.zgw.data import Json
from sandbox.zgw.problems import forbidden
from sandbox.zgw.writing.archief import brondatum_of, count_from
from sandbox.zgw.writing.bodies_zaken import STATUS, SUBSTATUS
from sandbox.zgw.writing.core import NON_FIELD, Write, now
from sandbox.zgw.writing.fields import fault
from sandbox.zgw.writing.zaak import ZaakWrites, touch_zaak

ADDING = {"POST": ("zaken.aanmaken", "zaken.statussen.toevoegen", "zaken.heropenen")}
ADDING_BELOW = {"POST": ("zaken.aanmaken", "zaken.statussen.toevoegen")}
IN_FUTURE = ("date-in-future", "Deze datum mag niet in de toekomst zijn")
NO_RESULTAAT = ("resultaat-does-not-exist", "Zaak has no resultaat.")
OPEN_DEELZAKEN = (
    "deelzaken-not-closed",
    "Er zijn gerelateerde deelzaken die nog niet zijn afgesloten zijn."
    "Deze deelzaken moeten eerst afgesloten worden voordat de zaak afgesloten kan worden.",
)
LOCKED = (
    "informatieobject-locked",
    "Er zijn gerelateerde informatieobjecten die nog gelocked zijn."
    "Deze informatieobjecten moet eerst unlocked worden voordat de zaak afgesloten kan worden.",
)
NO_INDICATIE = (
    "indicatiegebruiksrecht-unset",
    "Er zijn gerelateerde informatieobjecten waarvoor `indicatieGebruiksrecht` nog niet "
    "gespecifieerd is. Je moet deze zetten voor je de zaak kan afsluiten.",
)
HOOFDZAAK_CLOSED = (
    "hoofdzaak-closed",
    "Een deelzaak kan alleen worden heropend als de hoofzaak niet afgesloten is.",
)
ZAAK_MISMATCH = ("zaak-mismatch", "De 'gezetdoor' rol hoort niet bij het zaak.")


class StatusWrites(ZaakWrites):
    name = "statussen"
    soort = "status"
    body = STATUS
    scopes = ADDING
    type_field, type_collection = "statustype", "statustypen"
    keeps_closed = False

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        if datetime.fromisoformat(values["datumStatusGezet"]) > datetime.now(UTC) + _LEEWAY:
            raise fault(*IN_FUTURE, "datumStatusGezet")
        earlier = self.store["statussen"].where("zaak", zaak["url"])
        if any(item["datumStatusGezet"] == values["datumStatusGezet"] for item in earlier):
            reason = "De velden zaak, datumStatusGezet moeten een unieke set zijn."
            raise fault("unique", reason, NON_FIELD)
        if values["gezetdoor"]:
            rol = self.linked(values, "gezetdoor", "rollen")
            if rol["zaak"] != zaak["url"]:
                raise fault(*ZAAK_MISMATCH, NON_FIELD)
        if self._closes(values):
            self._check_closing(zaak, values)
        elif (hoofdzaak := self.store.by_url.get(zaak["hoofdzaak"])) and hoofdzaak["einddatum"]:
            raise fault(*HOOFDZAAK_CLOSED, NON_FIELD)
        _require_scope(write, zaak, bool(earlier))

    def _closes(self, values: Json) -> bool:
        return bool(self.store.by_url[values["statustype"]]["isEindstatus"])

    def _check_closing(self, zaak: Json, values: Json) -> None:
        if any(not self.store.by_url[url]["einddatum"] for url in zaak["deelzaken"]):
            raise fault(*OPEN_DEELZAKEN, NON_FIELD)
        for relation in self.store["zaakinformatieobjecten"].where("zaak", zaak["url"]):
            document = self.store.by_url.get(relation["informatieobject"], {})
            if document.get("locked"):
                raise fault(*LOCKED, NON_FIELD)
            if document.get("indicatieGebruiksrecht", False) is None:
                raise fault(*NO_INDICATIE, NON_FIELD)
        if not zaak["resultaat"]:
            raise fault(*NO_RESULTAAT, NON_FIELD)
        if not zaak["archiefactiedatum"]:
            brondatum_of(self.store, zaak, values["datumStatusGezet"][:10])

    def make(self, values: Json) -> Json:
        return {
            **self.new_keys(),
            **values,
            "indicatieLaatstGezetteStatus": False,
            "zaakinformatieobjecten": [],
        }

    def create(self, write: Write, values: Json) -> Json:
        record = super().create(write, values)
        zaak = self.zaak_of(record)
        self._mark_last(zaak)
        if values["gezetdoor"]:
            rol = self.store.by_url[values["gezetdoor"]]
            self.store.change("rollen", rol, statussen=[*rol["statussen"], record["url"]])
        zaak = self.zaak_of(record)
        if self._closes(values):
            self._close(zaak, write.body["datumStatusGezet"][:10])
        elif zaak["einddatum"]:
            opened: Json = dict.fromkeys(_OF_CLOSED)
            touch_zaak(self, zaak, **opened)
        return self.store.by_url[record["url"]]

    def _mark_last(self, zaak: Json) -> None:
        """The status set last is the one of the latest moment, whichever came in last."""
        statussen = [*self.store["statussen"].where("zaak", zaak["url"])]
        last = max(statussen, key=lambda item: datetime.fromisoformat(item["datumStatusGezet"]))
        for status in statussen:
            is_last = status is last
            if status["indicatieLaatstGezetteStatus"] is not is_last:
                self.store.change("statussen", status, indicatieLaatstGezetteStatus=is_last)
        touch_zaak(self, zaak, status=last["url"])

    def _close(self, zaak: Json, day: str) -> None:
        values: Json = {"einddatum": day}
        resultaattype = self.store.by_url[self.store.by_url[zaak["resultaat"]]["resultaattype"]]
        if not zaak["archiefnominatie"]:
            values["archiefnominatie"] = resultaattype["archiefnominatie"]
        if not zaak["archiefactiedatum"]:
            brondatum = brondatum_of(self.store, zaak, day)
            values["startdatumBewaartermijn"] = brondatum
            values["archiefactiedatum"] = count_from(
                brondatum, resultaattype["archiefactietermijn"]
            )
        touch_zaak(self, zaak, **values)
        self._close_deelzaken(zaak, day)

    def _close_deelzaken(self, zaak: Json, day: str) -> None:
        """Deelzaken whose term counts from the end of their hoofdzaak get it now."""
        for url in zaak["deelzaken"]:
            deelzaak = self.store.by_url[url]
            resultaat = self.store.by_url.get(deelzaak["resultaat"])
            if resultaat is None or deelzaak["archiefactiedatum"]:
                continue
            resultaattype = self.store.by_url[resultaat["resultaattype"]]
            if resultaattype["brondatumArchiefprocedure"]["afleidingswijze"] == "hoofdzaak":
                actiedatum = count_from(day, resultaattype["archiefactietermijn"])
                touch_zaak(self, deelzaak, archiefactiedatum=actiedatum)


class SubstatusWrites(ZaakWrites):
    name = "substatussen"
    soort = "substatus"
    body = SUBSTATUS
    scopes = ADDING_BELOW
    keeps_closed = False
    keeps_archived = False

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        if values["status"] and self.linked(values, "status", "statussen")["zaak"] != zaak["url"]:
            reason = "De opgegeven `status` hoort niet bij de opgegeven `zaak`."
            raise fault("zaak-status-mismatch", reason, NON_FIELD)

    def make(self, values: Json) -> Json:
        status = values["status"] or self.store.by_url[values["zaak"]]["status"]
        return {**self.new_keys(), "tijdstip": now(), **values, "status": status}


_LEEWAY = timedelta(seconds=1)
_OF_CLOSED = ("einddatum", "archiefnominatie", "archiefactiedatum", "startdatumBewaartermijn")


def _require_scope(write: Write, zaak: Json, has_status: bool) -> None:
    if has_status and not write.has("zaken.statussen.toevoegen", "zaken.heropenen"):
        detail = "Met de 'zaken.aanmaken' scope mag je slechts 1 status zetten"
        raise forbidden(detail=detail)
    if zaak["einddatum"] and not write.has("zaken.heropenen"):
        raise forbidden(detail="Reopening a closed case with current scope is forbidden")
