"""A new version of a document, and its lock (Documenten API 1.4: lock, PATCH, unlock).

A document that was locked for this is unlocked again, also when the rest fails; when that fails
too, the answer gives the lock, so that its holder can do it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from resolvers.context import RequestContext
from resolvers.registers import permitted
from resolvers.writing.documenten import (
    DOCUMENT,
    KANAAL,
    SLOT_ERAF,
    SOORT,
    VELDEN,
    contents_of,
    deliver_parts,
    read_made,
)
from resolvers.writing.keuring import NOT_FOUND, afgekeurd, find, require_any
from resolvers.writing.uitvoering import Opdracht, Over, Stopped, Uitvoering
from resolvers.writing.uploads import Upload, take, voucher_of
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT, DocumentRecord
from sources.documenten.schrijven import (
    PATH,
    lock_of,
    lock_write,
    unlock_write,
    with_contents,
    without_contents,
)
from sources.errors import SourceError
from sources.urls import last_segment

BIJWERKEN, LOCK = "documenten.bijwerken", "documenten.lock"
SLOT_EROP = "vergrendeling"
LOCKED, UNLOCKED = "DOCUMENT_LOCKED", "DOCUMENT_NOT_LOCKED"
VELD = "invoer.document"


class Versie(NamedTuple):
    """A version that is to be made, as it was asked."""

    document: str
    upload: str
    vergrendeling: str | None
    gegevens: dict[str, Any]


class Gezien(NamedTuple):
    """A document that the caller sees and may change, and where it is."""

    document: DocumentRecord
    client: UpstreamClient

    @property
    def path(self) -> str:
        """Where the register has it."""
        return f"{PATH}/{last_segment(self.document.url)}"

    @property
    def over(self) -> Over:
        """Return what notifications about it tell."""
        told = {
            "bronorganisatie": self.document.bronorganisatie,
            "informatieobjecttype": self.document.informatieobjecttype_url,
            "vertrouwelijkheidaanduiding": self.document.vertrouwelijkheidaanduiding,
        }
        kenmerken = {name: value for name, value in told.items() if value}
        return Over(KANAAL, SOORT, self.document.url, kenmerken)


async def document_van(context: RequestContext, given: str, *scopes: str) -> Gezien:
    """Return the document of an argument, for who has each of these scopes for it.

    Raises Afgekeurd when there is none to be seen, WriteDeniedError when it may not be changed.
    """
    resource, guard = ENKELVOUDIGINFORMATIEOBJECT, context.call.guard
    clients = permitted(context, resource, context.landscape.of(resource.api))
    for scope in scopes:
        await require_any(context, clients, resource, (scope,))
    document = await find(context, resource, "Document", given)
    if document is None:
        raise afgekeurd(NOT_FOUND, VELD, "Dit document is er niet.")
    client = context.landscape.locate(document.url)[0]
    for scope in scopes:
        await guard.require_write(client, resource, document, (scope,))
    return Gezien(document, client)


async def document_versie_toevoegen(context: RequestContext, asked: Versie) -> Opdracht:
    """Return what makes a version. Raises Afgekeurd, WriteDeniedError."""
    voucher = voucher_of(context, asked.upload)
    gezien = await document_van(context, asked.document, BIJWERKEN, LOCK)
    lock = asked.vergrendeling
    _check_lock(gezien, lock)
    level = asked.gegevens.get("vertrouwelijkheidaanduiding")
    if level is not None:
        kind = gezien.document.informatieobjecttype_url
        planned = DocumentRecord(
            url="", informatieobjecttype_url=kind, vertrouwelijkheidaanduiding=level
        )
        guard = context.call.guard
        resource = ENKELVOUDIGINFORMATIEOBJECT
        await guard.require_new(gezien.client, resource, planned, (BIJWERKEN,))
    body = {**asked.gegevens, **contents_of(voucher, date.today().isoformat())}
    upload = await take(context, voucher)

    async def werk(uitvoering: Uitvoering) -> None:
        try:
            held = lock or await _locked(uitvoering, gezien)
            await _versioned(uitvoering, gezien, upload, {**body, "lock": held}, held)
        except BaseException:
            upload.kept.give_back()
            raise
        upload.kept.discard()

    stappen = (*(() if lock else (SLOT_EROP,)), DOCUMENT, SLOT_ERAF)
    return Opdracht(werk, stappen, {DOCUMENT: gezien.document.url})


def _check_lock(gezien: Gezien, lock: str | None) -> None:
    if gezien.document.locked and not lock:
        melding = "Dit document is vergrendeld. Wie het slot heeft, kan het meegeven."
        raise afgekeurd(LOCKED, VELD, melding)
    if lock and gezien.document.locked is False:
        melding = "Dit document is niet vergrendeld."
        raise afgekeurd(UNLOCKED, "invoer.vergrendeling", melding)


async def _locked(uitvoering: Uitvoering, gezien: Gezien) -> str:
    """Lock the document; return its lock. Raises Stopped."""
    written = await uitvoering.deelstap(SLOT_EROP, gezien.client, lock_write(gezien.path))
    try:
        return lock_of(gezien.client, written.body)
    except SourceError as error:
        raise uitvoering.lost(error) from None


async def _versioned(
    uitvoering: Uitvoering, gezien: Gezien, upload: Upload, body: dict[str, Any], lock: str
) -> None:
    """Change the document and unlock it, whatever came of the change. Raises Stopped."""
    client = gezien.client
    asked = without_contents if upload.in_parts else with_contents
    try:
        sent = asked("PATCH", gezien.path, body, upload.kept)
        written = await uitvoering.deelstap(DOCUMENT, client, sent, VELDEN)
        if upload.in_parts:
            made = read_made(uitvoering, client, written.body, upload)
            await deliver_parts(uitvoering, client, made._replace(lock=lock), upload)
    except Stopped:
        uitvoering.alsnog(SLOT_ERAF)
        await unlocked(uitvoering, gezien, lock)
        raise
    await unlocked(uitvoering, gezien, lock)


async def unlocked(uitvoering: Uitvoering, gezien: Gezien, lock: str) -> None:
    """Unlock the document. Raises Stopped, after noting the lock that is still there."""
    try:
        await uitvoering.deelstap(SLOT_ERAF, gezien.client, unlock_write(gezien.path, lock))
    except Stopped:
        uitvoering.uitkomst.urls[SLOT_EROP] = lock
        raise
    finally:
        uitvoering.tell(gezien.over, "update", gezien.document.url)


async def document_vergrendelen(context: RequestContext, given: str) -> Opdracht:
    """Return what locks a document. Raises Afgekeurd, WriteDeniedError."""
    gezien = await document_van(context, given, LOCK)
    _check_lock(gezien, None)

    async def werk(uitvoering: Uitvoering) -> None:
        uitvoering.uitkomst.urls[SLOT_EROP] = await _locked(uitvoering, gezien)
        uitvoering.tell(gezien.over, "update", gezien.document.url)

    return Opdracht(werk, (SLOT_EROP,), {DOCUMENT: gezien.document.url})


async def document_ontgrendelen(context: RequestContext, given: str, lock: str) -> Opdracht:
    """Return what unlocks a document. Raises Afgekeurd, WriteDeniedError."""
    gezien = await document_van(context, given, LOCK)
    _check_lock(gezien, lock or "-")

    async def werk(uitvoering: Uitvoering) -> None:
        await unlocked(uitvoering, gezien, lock)

    return Opdracht(werk, (SLOT_ERAF,), {DOCUMENT: gezien.document.url})
