"""documentToevoegen: a file that was uploaded becomes a document of a zaak (Documenten API 1.4).

A document of which the contents or the link to its zaak fail is removed again, as far as the
register lets it: nobody could find it. The steps say what was done and what was put right.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from policy.tickets import Voucher
from resolvers.context import RequestContext
from resolvers.registers import permitted
from resolvers.writing.keuring import NOT_FOUND, OTHER_ZAAKTYPE, Gevonden, afgekeurd, find, zaak_van
from resolvers.writing.status import require_open
from resolvers.writing.uitvoering import Opdracht, Over, Stopped, Uitvoering
from resolvers.writing.uploads import Upload, take, voucher_of
from sources.catalogi.resources import INFORMATIEOBJECTTYPE, InformatieobjecttypeRecord
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT, DocumentRecord
from sources.documenten.schrijven import (
    PATH,
    Gemaakt,
    gemaakt_of,
    part_of,
    remove_write,
    unlock_write,
    with_contents,
    without_contents,
)
from sources.errors import SourceError
from sources.urls import last_segment
from sources.writing import Write
from sources.zaken.resources import ZAAKINFORMATIEOBJECT

BIJWERKEN = "zaken.bijwerken"
AANMAKEN = "documenten.aanmaken"
DOCUMENT, DEEL, SLOT_ERAF = "document", "bestandsdeel", "ontgrendeling"
KOPPELING, OPRUIMING = "zaakinformatieobject", "verwijdering"
KANAAL, SOORT = "documenten", "enkelvoudiginformatieobject"
REGISTER_UNCLEAR = "REGISTER_UNCLEAR"
VELDEN = {
    name: f"invoer.{name}"
    for name in (
        "informatieobjecttype",
        "titel",
        "auteur",
        "creatiedatum",
        "taal",
        "beschrijving",
        "vertrouwelijkheidaanduiding",
        "status",
        "identificatie",
        "bronorganisatie",
        "ontvangstdatum",
        "trefwoorden",
    )
} | {name: "invoer.upload" for name in ("inhoud", "bestandsomvang", "bestandsnaam", "formaat")}
"""Which argument each property of a document came from."""
KOPPEL_VELDEN = {"zaak": "invoer.zaak", "informatieobject": "invoer.upload"}


class Nieuw(NamedTuple):
    """A document that is to be made, as it was asked."""

    upload: str
    zaak: str
    informatieobjecttype: str
    gegevens: dict[str, Any]
    """Properties of the standard, as far as they were given."""


async def document_toevoegen(context: RequestContext, asked: Nieuw) -> Opdracht:
    """Return what makes a document. Raises Afgekeurd, WriteDeniedError."""
    voucher = voucher_of(context, asked.upload)
    gevonden = await zaak_van(context, asked.zaak, (BIJWERKEN,))
    require_open(gevonden)
    soort = await _type_van(context, gevonden, asked.informatieobjecttype)
    client = _register(context, gevonden)
    level = asked.gegevens.get("vertrouwelijkheidaanduiding") or soort.vertrouwelijkheidaanduiding
    planned = DocumentRecord(
        url="", informatieobjecttype_url=soort.url, vertrouwelijkheidaanduiding=level
    )
    guard = context.call.guard
    await guard.require_new(client, ENKELVOUDIGINFORMATIEOBJECT, planned, (AANMAKEN,))
    body = _body(context, gevonden, soort, voucher, asked.gegevens)
    upload = await take(context, voucher)

    async def werk(uitvoering: Uitvoering) -> None:
        await _Toevoeging(uitvoering, gevonden, client, upload, body).run()

    stappen = (DOCUMENT, *((SLOT_ERAF,) if upload.in_parts else ()), KOPPELING)
    return Opdracht(werk, stappen, {"zaak": gevonden.zaak.url})


async def _type_van(
    context: RequestContext, gevonden: Gevonden, given: str
) -> InformatieobjecttypeRecord:
    """Return the informatieobjecttype, one that zaken of this zaaktype may have."""
    veld = "invoer.informatieobjecttype"
    found: Any = await find(context, INFORMATIEOBJECTTYPE, "Informatieobjecttype", given)
    if found is None:
        raise afgekeurd(NOT_FOUND, veld, "Dit informatieobjecttype is er niet.")
    allowed = gevonden.zaaktype.informatieobjecttypen_urls if gevonden.zaaktype else None
    landscape = context.landscape
    refs = {landscape.ref(INFORMATIEOBJECTTYPE, url) for url in allowed or ()}
    if allowed is not None and landscape.ref(INFORMATIEOBJECTTYPE, found.url) not in refs:
        melding = "Zaken van dit zaaktype hebben geen documenten van dit informatieobjecttype."
        raise afgekeurd(OTHER_ZAAKTYPE, veld, melding)
    made: InformatieobjecttypeRecord = found
    return made


def _register(context: RequestContext, gevonden: Gevonden) -> UpstreamClient:
    """Return the register of documents that belongs to that of the zaak: of the same host."""
    api = ENKELVOUDIGINFORMATIEOBJECT.api
    every = context.landscape.of(api)
    clients = permitted(context, ENKELVOUDIGINFORMATIEOBJECT, every)
    host = urlsplit(gevonden.client.settings.root).netloc
    near = [one for one in clients if urlsplit(one.settings.root).netloc == host]
    found = near or clients
    if len(found) != 1:
        melding = "Het is niet duidelijk in welk register dit document hoort."
        raise afgekeurd(REGISTER_UNCLEAR, "invoer.zaak", melding)
    return found[0]


def _body(
    context: RequestContext,
    gevonden: Gevonden,
    soort: InformatieobjecttypeRecord,
    voucher: Voucher,
    gegevens: dict[str, Any],
) -> dict[str, Any]:
    """Return the document as the register takes it, but for the contents."""
    today = date.today().isoformat()
    return {
        "bronorganisatie": gevonden.zaak.bronorganisatie,
        "creatiedatum": today,
        "auteur": context.principal.representation or context.principal.user_id,
        "taal": "dut",
        **gegevens,
        "informatieobjecttype": soort.url,
        **contents_of(voucher, today),
    }


def contents_of(voucher: Voucher, today: str) -> dict[str, Any]:
    """Return what a document says of its contents."""
    waarde = voucher.sha256.hex()
    return {
        "formaat": voucher.formaat,
        "bestandsnaam": voucher.bestandsnaam,
        "integriteit": {"algoritme": "sha_256", "waarde": waarde, "datum": today},
    }


async def deliver_parts(
    uitvoering: Uitvoering, client: UpstreamClient, gemaakt: Gemaakt, upload: Upload
) -> None:
    """Send every bestandsdeel. Raises Stopped."""
    uitvoering.plan(*(DEEL for _ in gemaakt.delen))
    for deel in gemaakt.delen:
        await uitvoering.deelstap(DEEL, client, part_of(deel, gemaakt.lock, upload.kept), VELDEN)


def read_made(
    uitvoering: Uitvoering, client: UpstreamClient, body: bytes, upload: Upload
) -> Gemaakt:
    """Return the document that was made. Raises Stopped when the answer does not tell."""
    landscape = uitvoering.context.landscape
    try:
        return gemaakt_of(landscape, client, body, upload.kept, in_parts=upload.in_parts)
    except SourceError as error:
        raise uitvoering.lost(error) from None


class _Toevoeging:
    """One document on its way into its register."""

    def __init__(
        self,
        uitvoering: Uitvoering,
        gevonden: Gevonden,
        client: UpstreamClient,
        upload: Upload,
        body: dict[str, Any],
    ) -> None:
        self._uitvoering, self._gevonden, self._client = uitvoering, gevonden, client
        self._upload, self._body = upload, body
        self._url: str | None = None

    async def run(self) -> None:
        """Make it. Raises Stopped, after what was made half was put right."""
        try:
            await self._make()
        except Stopped:
            await self._undo()
            raise
        except BaseException:
            self._upload.kept.give_back()
            raise
        self._upload.kept.discard()

    async def _make(self) -> None:
        upload, kept = self._upload, self._upload.kept
        asked = without_contents if upload.in_parts else with_contents
        sent = asked("POST", PATH, self._body, kept)
        written = await self._uitvoering.deelstap(DOCUMENT, self._client, sent, VELDEN)
        self._url = self._uitvoering.uitkomst.stappen[0].url
        gemaakt = read_made(self._uitvoering, self._client, written.body, upload)
        self._url = gemaakt.url
        if upload.in_parts:
            await deliver_parts(self._uitvoering, self._client, gemaakt, upload)
            unlock = unlock_write(self._path(gemaakt.url), gemaakt.lock)
            await self._uitvoering.deelstap(SLOT_ERAF, self._client, unlock)
        await self._link(gemaakt.url)
        self._uitvoering.uitkomst.urls[DOCUMENT] = gemaakt.url
        names = ("bronorganisatie", "informatieobjecttype", "vertrouwelijkheidaanduiding")
        kenmerken = {name: self._body[name] for name in names if self._body.get(name)}
        over = Over(KANAAL, SOORT, gemaakt.url, kenmerken)
        self._uitvoering.tell(over, "create", gemaakt.url)

    async def _link(self, url: str) -> None:
        """Put the document at its zaak. Raises Stopped."""
        zaak = self._gevonden.zaak.url
        asked = Write("POST", ZAAKINFORMATIEOBJECT.path, {"zaak": zaak, "informatieobject": url})
        over = Over("zaken", KOPPELING, zaak, self._gevonden.kenmerken)
        await self._uitvoering.stap(self._gevonden.client, asked, over, velden=KOPPEL_VELDEN)

    async def _undo(self) -> None:
        """Remove a document that is of no use; one that may be linked after all is left alone."""
        self._upload.kept.give_back()
        try:
            if self._url is not None and not self._may_be_linked():
                self._uitvoering.alsnog(OPRUIMING)
                asked = remove_write(self._path(self._url))
                await self._uitvoering.deelstap(OPRUIMING, self._client, asked)
            elif self._url is not None:
                self._uitvoering.uitkomst.urls[DOCUMENT] = self._url
        except Stopped:
            self._uitvoering.uitkomst.urls[DOCUMENT] = self._url or ""

    def _may_be_linked(self) -> bool:
        stappen = self._uitvoering.uitkomst.stappen
        return any(stap.stap == KOPPELING and stap.gedaan is None for stap in stappen)

    def _path(self, url: str) -> str:
        return f"{PATH}/{last_segment(url)}"
