"""What hangs below a zaak: how its writes touch the zaak, and who may write a closed one."""

from __future__ import annotations

from typing import ClassVar

from sandbox.zgw.data import Json
from sandbox.zgw.problems import forbidden, zaak_closed
from sandbox.zgw.writing.core import FORCED, NON_FIELD, UPDATING, Write, Writes, now
from sandbox.zgw.writing.fields import fault

CLOSING = {"POST": UPDATING, "PUT": UPDATING, "PATCH": UPDATING, "DELETE": UPDATING}
ARCHIVED = (
    "zaak-archiefstatus-invalid",
    "De huidige zaak archiefstatus staat dit request niet toe. "
    "Archiefstatus moet gelijk zijn aan 'nog_te_archiveren'",
)
MISMATCH = ("zaaktype-mismatch", "De referentie hoort niet bij het zaaktype van de zaak.")


class ZaakWrites(Writes):
    """Writes of something that names its zaak."""

    kanaal = "zaken"
    link: ClassVar[str] = "zaak"
    """The field that names the zaak."""
    listed: ClassVar[str] = ""
    """The field in which the zaak lists these."""
    type_field: ClassVar[str] = ""
    """The link to a type, which has to be of the zaaktype of the zaak..."""
    type_collection: ClassVar[str] = ""
    keeps_closed: ClassVar[bool] = True
    """Whether a closed zaak may only be written with a scope that says so."""
    keeps_archived: ClassVar[bool] = True

    def zaak_of(self, record: Json) -> Json:
        return self.store.by_url[record[self.link]]

    def main_of(self, record: Json) -> Json | None:
        return self.store.by_url.get(record[self.link])

    def kenmerken(self, main: Json) -> Json:
        return zaak_kenmerken(self, main)

    def authorise(self, write: Write, record: Json) -> None:
        if not write.call.applicatie.may_see(self.zaak_of(record)):
            raise forbidden()

    def check(self, write: Write, values: Json, record: Json | None) -> None:
        zaak = self.asked_zaak(values, record)
        if not write.call.applicatie.may_see(zaak):
            raise forbidden()
        self.check_type(values, zaak, record)
        self.check_more(write, values, zaak, record)
        if self.keeps_archived and zaak["archiefstatus"] != "nog_te_archiveren":
            raise fault(*ARCHIVED, NON_FIELD)
        if record is None:
            self.require_open(write, zaak)
            self.trail.begin(zaak)

    def asked_zaak(self, values: Json, record: Json | None) -> Json:
        if self.link in values:
            return self.linked(values, self.link, "zaken")
        assert record is not None  # noqa: S101 - a POST requires the link
        return self.zaak_of(record)

    def check_type(self, values: Json, zaak: Json, record: Json | None) -> None:
        if not self.type_field:
            return
        kept = {**(record or {}), **values}
        if kept[self.type_field] is None:
            return
        found = self.linked(kept, self.type_field, self.type_collection)
        if found["zaaktype"] != zaak["zaaktype"]:
            raise fault(*MISMATCH, NON_FIELD)

    def check_more(self, write: Write, values: Json, zaak: Json, record: Json | None) -> None:
        """What else must hold."""

    def before(self, write: Write, record: Json) -> None:
        zaak = self.zaak_of(record)
        self.require_open(write, zaak)
        self.trail.begin(zaak)

    def require_open(self, write: Write, zaak: Json) -> None:
        if self.keeps_closed and zaak["einddatum"] and not write.has(FORCED):
            raise zaak_closed()

    def create(self, write: Write, values: Json) -> Json:
        record = self.store.add(self.name, self.shape(self.make(values)))
        self.touch(record, add=True)
        return record

    def make(self, values: Json) -> Json:
        """The whole record out of the values of a body."""
        return {**self.new_keys(), **values}

    def shape(self, record: Json) -> Json:
        """The record as this kind of server keeps it."""
        return record

    def update(self, write: Write, record: Json, values: Json) -> Json:
        changed = self.store.change(self.name, record, **values)
        self.touch(changed)
        return changed

    def destroy(self, write: Write, record: Json) -> None:
        super().destroy(write, record)
        self.touch(record, remove=True)

    def touch(self, record: Json, *, add: bool = False, remove: bool = False) -> None:
        """Let the zaak know of what was written below it."""
        zaak = self.zaak_of(record)
        values: Json = {}
        if self.listed and (add or remove):
            urls = [url for url in zaak[self.listed] if url != record["url"]]
            values[self.listed] = [*urls, record["url"]] if add else urls
        touch_zaak(self, zaak, **values)


def touch_zaak(writes: Writes, zaak: Json, **values: object) -> Json:
    """Change a zaak, and when it was last changed where the server knows that."""
    if "laatstGemuteerd" in zaak:
        values["laatstGemuteerd"] = now()
    return writes.store.change("zaken", zaak, **values) if values else zaak


def zaak_kenmerken(writes: Writes, zaak: Json) -> Json:
    """By what a subscriber can filter; the catalogus is an addition of Open Zaak."""
    found = {
        name: zaak[name] for name in ("bronorganisatie", "zaaktype", "vertrouwelijkheidaanduiding")
    }
    zaaktype = writes.store.by_url.get(zaak["zaaktype"])
    if zaaktype and not writes.api.is_standard:
        found["zaaktype.catalogus"] = zaaktype["catalogus"]
    return found
