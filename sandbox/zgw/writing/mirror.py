"""What one register keeps of a relation in another: Open Zaak does so itself, in one database."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sandbox.zgw.data import Json, uuid_of

if TYPE_CHECKING:
    from sandbox.zgw.store import Store
    from sandbox.zgw.writing.core import Writes


def link_document(writes: Writes, document_url: str, owner_url: str, kind: str) -> Json:
    """Register with the Documenten API that a zaak or besluit has a document; no one is told."""
    root = document_url.rsplit("/", 2)[0]
    record = {
        "url": f"{root}/objectinformatieobjecten/{uuid.uuid4()}",
        "informatieobject": document_url,
        "object": owner_url,
        "objectType": kind,
    }
    return writes.store.add("objectinformatieobjecten", record)


def unlink_document(writes: Writes, document_url: str, owner_url: str) -> None:
    for relation in [*writes.store["objectinformatieobjecten"].where("object", owner_url)]:
        if relation["informatieobject"] == document_url:
            writes.store.remove("objectinformatieobjecten", relation)


def link_besluit(store: Store, zaak_url: str, besluit_url: str) -> None:
    """Let a zaak have a besluit."""
    uid = uuid_of(besluit_url)
    store.add(
        "zaakbesluiten",
        {"url": f"{zaak_url}/besluiten/{uid}", "uuid": uid, "besluit": besluit_url},
    )


def unlink_besluit(store: Store, zaak_url: str, besluit_url: str) -> None:
    for relation in [*store["zaakbesluiten"].below(zaak_url)]:
        if relation["besluit"] == besluit_url:
            store.remove("zaakbesluiten", relation)
