"""Writes of a zaak itself (Zaken API 1.5, as Open Zaak 1.30 checks them)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sandbox.zgw.data import Json
from sandbox.zgw.dialect import standard_zaak
from sandbox.zgw.problems import InvalidParam, forbidden, invalid
from sandbox.zgw.writing.bodies_zaken import ZAAK
from sandbox.zgw.writing.core import (
    FORCED,
    NO_OBJECT,
    NON_FIELD,
    UPDATING,
    Write,
    Writes,
    today,
)
from sandbox.zgw.writing.fields import fault
from sandbox.zgw.writing.numbering import next_number
from sandbox.zgw.writing.zaak import touch_zaak, zaak_kenmerken

WEERGAVEN = {
    "": "",
    "nvt": "Er is geen sprake van te betalen, met de zaak gemoeide, kosten.",
    "nog_niet": "De met de zaak gemoeide kosten zijn (nog) niet betaald.",
    "gedeeltelijk": "De met de zaak gemoeide kosten zijn gedeeltelijk betaald.",
    "geheel": "De met de zaak gemoeide kosten zijn geheel betaald.",
    "gefactureerd": "Gefactureerd",
    "gecrediteerd": "Gecrediteerd",
    "betaald": "Betaald",
}
NOT_SUSPENDED: Json = {"indicatie": False, "eerdereOpschorting": False, "reden": ""}
EMPTY_PROCESSOBJECT: Json = {
    "datumkenmerk": "",
    "identificatie": "",
    "objecttype": "",
    "registratie": "",
}
EMPTY: Json = {
    "einddatum": None,
    "deelzaken": [],
    "eigenschappen": [],
    "rollen": [],
    "status": None,
    "zaakinformatieobjecten": [],
    "zaakobjecten": [],
    "resultaat": None,
}
SCOPES = {
    "POST": ("zaken.aanmaken",),
    "PUT": UPDATING,
    "PATCH": UPDATING,
    "DELETE": ("zaken.verwijderen",),
}
CHILDREN = (
    "statussen",
    "substatussen",
    "resultaten",
    "rollen",
    "zaakobjecten",
    "zaakinformatieobjecten",
    "klantcontacten",
    "zaakcontactmomenten",
    "zaakverzoeken",
)
SELF = ("self-forbidden", "The 'hoofdzaak' may not be a self-reference")
NESTED = ("deelzaak-als-hoofdzaak", "Deelzaken van deelzaken wordt niet ondersteund.")


class ZaakWrites(Writes):
    name = "zaken"
    soort = "zaak"
    body = ZAAK
    kanaal = "zaken"
    geo = True
    immutable = ("zaaktype", "identificatie")
    scopes = SCOPES

    def kenmerken(self, main: Json) -> Json:
        return zaak_kenmerken(self, main)

    def authorise(self, write: Write, record: Json) -> None:
        if not write.call.applicatie.may_see(record):
            raise forbidden()

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        kept = {**(record or {}), **values}
        if "zaaktype" in values:
            zaaktype = self.linked(values, "zaaktype", "zaaktypen")
            if zaaktype["concept"]:
                raise fault("not-published", "De resource is niet gepubliceerd.", "zaaktype")
        zaaktype = self.store.by_url[kept["zaaktype"]]
        kept.setdefault("vertrouwelijkheidaanduiding", zaaktype["vertrouwelijkheidaanduiding"])
        if not write.call.applicatie.may_see(kept):
            raise forbidden()
        if record and record["einddatum"] and not write.has(FORCED):
            raise forbidden(detail="Modifying a closed case with current scope is forbidden")
        self._check_identificatie(values, record)
        self._check_hoofdzaak(kept, record, zaaktype)
        self._check_related(values)
        _check_betaling(values, kept)
        self._check_archief(kept, record)
        if not set(values.get("productenOfDiensten", ())) <= set(zaaktype["productenOfDiensten"]):
            reason = (
                "Niet alle producten/diensten komen voor in de producten/diensten op het zaaktype"
            )
            raise fault("invalid-products-services", reason, "productenOfDiensten")

    def _check_identificatie(self, values: Json, record: Json | None) -> None:
        identificatie = values.get("identificatie")
        if record is not None or not identificatie:
            return
        same = self.store["zaken"].where("identificatie", identificatie)
        if any(zaak["bronorganisatie"] == values["bronorganisatie"] for zaak in same):
            reason = f"Deze identificatie ({identificatie}) bestaat al voor deze bronorganisatie"
            raise fault("identificatie-niet-uniek", reason, "identificatie")

    def _check_hoofdzaak(self, kept: Json, record: Json | None, zaaktype: Json) -> None:
        if not kept.get("hoofdzaak"):
            return
        hoofdzaak = self.linked(kept, "hoofdzaak", "zaken")
        if record and hoofdzaak["url"] == record["url"]:
            raise fault(*SELF, "hoofdzaak")
        if hoofdzaak["hoofdzaak"] is not None:
            raise fault(*NESTED, "hoofdzaak")
        if zaaktype["url"] not in self.store.by_url[hoofdzaak["zaaktype"]]["deelzaaktypen"]:
            reason = "Zaaktype niet vastgelegd in deelzaaktypen van hoofdzaak.zaaktype"
            raise fault("invalid-deelzaaktype", reason, "hoofdzaak")

    def _check_related(self, values: Json) -> None:
        for name in ("relevanteAndereZaken", "gerelateerdeZaken"):
            for position, related in enumerate(values.get(name, ())):
                if self.is_own(related["url"]) and related["url"] not in self.store.by_url:
                    raise fault(*NO_OBJECT, f"{name}.{position}.url")
                if related.get("aardRelatie") == "overig" and not related["overigeRelatie"]:
                    reason = "`overigeRelatie` is verplicht als de relatie aard overig is."
                    where = f"{name}.{position}.overigeRelatie"
                    raise fault("overigerelatie-required", reason, where)

    def _check_archief(self, kept: Json, record: Json | None) -> None:
        if record is None or kept["archiefstatus"] == "nog_te_archiveren":
            return
        for relation in self.store["zaakinformatieobjecten"].where("zaak", record["url"]):
            document = self.store.by_url.get(relation["informatieobject"])
            if document and document["status"] != "gearchiveerd":
                reason = (
                    "Er zijn gerelateerde informatieobjecten waarvan de `status` nog niet gelijk "
                    "is aan `gearchiveerd`. Dit is een voorwaarde voor het zetten van de "
                    "`archiefstatus` op een andere waarde dan `nog_te_archiveren`."
                )
                raise fault("documents-not-archived", reason, "archiefstatus")
        for name in ("archiefnominatie", "archiefactiedatum"):
            if not kept[name]:
                reason = (
                    "Moet van een waarde voorzien zijn als de 'Archiefstatus' een waarde heeft "
                    "anders dan 'nog_te_archiveren'."
                )
                raise fault(f"{name}-not-set", reason, name)

    def before(self, write: Write, record: Json) -> None:
        if write.method == "DELETE" and self.store["besluiten"].where("zaak", record["url"]):
            reason = (
                "Zaak has related Besluit(en), these relations should be deleted "
                "before deleting the Zaak"
            )
            raise invalid(InvalidParam(NON_FIELD, "related-besluiten", reason))
        self.trail.begin(record)

    def create(self, write: Write, values: Json) -> Json:
        zaaktype = self.store.by_url[values["zaaktype"]]
        record: Json = {**self.new_keys(), **EMPTY, **values, **_derived(values, None)}
        record["identificatie"] = values.get("identificatie") or self.number(values["startdatum"])
        record["registratiedatum"] = values.get("registratiedatum") or today()
        level = zaaktype["vertrouwelijkheidaanduiding"]
        record.setdefault("vertrouwelijkheidaanduiding", level)
        record["laatstGemuteerd"] = None
        if self.api.is_standard:
            record = standard_zaak(record)
        self.store.add("zaken", record)
        record = touch_zaak(self, record)
        self._relate(record, None)
        return self.store.by_url[record["url"]]

    def number(self, startdatum: str) -> str:
        taken = [zaak["identificatie"] for zaak in self.store["zaken"].records]
        taken += self.store.reserved
        return next_number("ZAAK", startdatum[:4], taken)

    def update(self, write: Write, record: Json, values: Json) -> Json:
        changed: Json = {**record, **values, **_derived(values, record)}
        if self.api.is_standard:
            changed = standard_zaak(changed)
        changed = self.store.put("zaken", record, changed)
        changed = touch_zaak(self, changed)
        self._relate(changed, record)
        return self.store.by_url[changed["url"]]

    def _relate(self, zaak: Json, before: Json | None) -> None:
        """Let the zaken it is related to know: deelzaken, and gerelateerdeZaken both ways."""
        old = before or {"hoofdzaak": None, "gerelateerdeZaken": []}
        if old["hoofdzaak"] != zaak["hoofdzaak"]:
            self._list_deelzaak(old["hoofdzaak"], zaak["url"], is_there=False)
            self._list_deelzaak(zaak["hoofdzaak"], zaak["url"], is_there=True)
        then = {item["url"] for item in old.get("gerelateerdeZaken", ())}
        since = {item["url"] for item in zaak.get("gerelateerdeZaken", ())}
        for url in then - since:
            self._list_related(url, zaak["url"], is_there=False)
        for url in since - then:
            self._list_related(url, zaak["url"], is_there=True)

    def _list_deelzaak(self, hoofdzaak: str | None, url: str, *, is_there: bool) -> None:
        record = self.store.by_url.get(hoofdzaak or "")
        if record is not None:
            rest = [item for item in record["deelzaken"] if item != url]
            deelzaken = [*rest, url] if is_there else rest
            self.store.change("zaken", record, deelzaken=deelzaken)

    def _list_related(self, other: str, url: str, *, is_there: bool) -> None:
        record = self.store.by_url.get(other)
        if record is not None:
            rest = [item for item in record["gerelateerdeZaken"] if item["url"] != url]
            related = [*rest, {"url": url}] if is_there else rest
            self.store.change("zaken", record, gerelateerdeZaken=related)

    def destroy(self, write: Write, record: Json) -> None:
        """A zaak goes with all that hangs below it, its deelzaken too; that is not told apart."""
        for url in record["deelzaken"]:
            if deelzaak := self.store.by_url.get(url):
                self.destroy(write, deelzaak)
        for name in CHILDREN:
            for child in [*self.store[name].where("zaak", record["url"])]:
                self.store.remove(name, child)
        for name in ("zaakeigenschappen", "zaakbesluiten"):
            for child in [*self.store[name].below(record["url"])]:
                self.store.remove(name, child)
        for note in [*self.store["zaaknotities"].where("gerelateerdAan", record["url"])]:
            self.store.remove("zaaknotities", note)
        for relation in [*self.store["objectinformatieobjecten"].where("object", record["url"])]:
            self.store.remove("objectinformatieobjecten", relation)
        current = self.store.by_url[record["url"]]
        self._relate({**current, "hoofdzaak": None, "gerelateerdeZaken": []}, current)
        self.store.remove("zaken", current)

    def record(self, write: Write, before: Json | None, after: Json | None) -> None:
        super().record(write, before, after)
        if before is not None and after is None:
            self.trail.drop(before["url"])


def _derived(values: Json, before: Json | None) -> Json:
    """What follows from a body: texts of codes, groups that are never absent, a suspension."""
    found: Json = {}
    if "betalingsindicatie" in values:
        found["betalingsindicatieWeergave"] = WEERGAVEN[values["betalingsindicatie"]]
    if "processobject" in values:
        found["processobject"] = values["processobject"] or EMPTY_PROCESSOBJECT
    if values.get("archiefnominatie") == "":
        found["archiefnominatie"] = None
    if "opschorting" in values:
        asked = values["opschorting"] or NOT_SUSPENDED
        earlier = (before or {"opschorting": NOT_SUSPENDED})["opschorting"]
        was = earlier["indicatie"] or earlier.get("eerdereOpschorting", False)
        found["opschorting"] = {
            "indicatie": asked["indicatie"],
            "eerdereOpschorting": was or asked["indicatie"],
            "reden": asked["reden"],
        }
    return found


def _check_betaling(values: Json, kept: Json) -> None:
    paid = values.get("laatsteBetaaldatum")
    if not paid:
        return
    if datetime.fromisoformat(paid) > datetime.now(UTC) + timedelta(seconds=1):
        raise fault("future_not_allowed", "Moet in het verleden liggen.", "laatsteBetaaldatum")
    if kept.get("betalingsindicatie") == "nvt":
        reason = 'Laatste betaaldatum kan niet gezet worden als de betalingsindicatie "nvt" is'
        raise fault("betaling-nvt", reason, "laatsteBetaaldatum")
