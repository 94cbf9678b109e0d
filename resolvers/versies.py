"""The versions of a document: from its audittrail where that is allowed, else one read each.

A register gives one version per read. The trail holds every version whole, so one call can give
them all; what it lacks (a document that was imported, say) is read after all. Either way each
version passes the guard as the document it then was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from sources.client import UpstreamClient
from sources.documenten.resources import (
    DOCUMENTVERSIE,
    ENKELVOUDIGINFORMATIEOBJECT,
    DocumentRecord,
    DocumentVersieRecord,
)
from sources.errors import AccessDeniedError, SourceError
from sources.historie import DOCUMENT_HISTORIE, AuditRecord
from sources.loader import EntityLoader, each, settled
from sources.urls import last_segment

WORTH_A_TRAIL = 1
"""From how many older versions on the trail is read: it costs one call, as one version does."""


async def versions_of(context: RequestContext, document: DocumentRecord, first: int) -> list[Any]:
    """Return the latest `first` versions, newest first; one that fails as its error.

    Raises BadUserInputError.
    """
    if not 1 <= first <= context.settings.max_page_size:
        raise BadUserInputError(f"'first' must be 1 to {context.settings.max_page_size}")
    client, uuid = context.landscape.ref(ENKELVOUDIGINFORMATIEOBJECT, document.url)
    latest = document.versie or 1
    older = range(latest - 1, max(0, latest - first), -1)
    known = await _in_trail(context, client, uuid) if len(older) >= WORTH_A_TRAIL else {}
    found = [known[number] for number in older if number in known]
    seen = iter(await context.call.guard.admit(client, DOCUMENTVERSIE, found))
    judged = {number: next(seen) for number in older if number in known}
    missing = [number for number in older if number not in judged]
    read = await each([read_version(context, client, uuid, {"versie": str(n)}) for n in missing])
    judged |= dict(zip(missing, read, strict=True))
    now = DocumentVersieRecord(**msgspec.structs.asdict(document))
    return [now, *(row for number in older if (row := judged[number]) is not None)]


async def version_at(
    context: RequestContext,
    uuid: str | None,
    url: str | None,
    versie: int | None,
    moment: str | None,
) -> DocumentVersieRecord | None:
    """Return a document as it was in one version or at one moment.

    Raises SourceError.
    """
    asked = {"versie": str(versie)} if versie is not None else {"registratieOp": str(moment)}
    if url is not None:
        client, uuid = context.landscape.ref(ENKELVOUDIGINFORMATIEOBJECT, url)
        return await read_version(context, client, uuid, asked)
    answers = await each(
        [
            read_version(context, client, str(uuid), asked)
            for client in context.landscape.of(ENKELVOUDIGINFORMATIEOBJECT.api)
        ]
    )
    found = next((row for row in answers if isinstance(row, DocumentVersieRecord)), None)
    if found is None:
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
    return found


async def read_version(
    context: RequestContext, client: UpstreamClient, uuid: str, asked: Mapping[str, str]
) -> DocumentVersieRecord | None:
    """Return one version, read once however often this request asks for it."""
    loader = context.loaders.once(
        ("versie", client.name, uuid, *asked.items()),
        lambda: EntityLoader(client, DOCUMENTVERSIE, context.call),
    )
    if not loader.knows(uuid):
        (answer,) = await each([loader.read(uuid, asked)])
        loader.prime(uuid, answer)
    return await settled(loader.get(uuid))


async def _in_trail(
    context: RequestContext, client: UpstreamClient, uuid: str
) -> dict[int, DocumentVersieRecord]:
    """Return the versions the audittrail holds; none when it may not or cannot be read."""
    try:
        if not context.call.guard.reaches(client, DOCUMENT_HISTORIE):
            return {}
        rows = await settled(context.loaders.lists(client, DOCUMENT_HISTORIE, uuid).get(()))
    except (AccessDeniedError, SourceError):
        return {}
    found: dict[int, DocumentVersieRecord] = {}
    for row in sorted(rows, key=lambda row: row.aanmaakdatum or ""):
        version = _version_in(row, uuid)
        if version is not None and version.versie is not None:
            found[version.versie] = version
    return found


def _version_in(row: AuditRecord, uuid: str) -> DocumentVersieRecord | None:
    """Return the document as a line left it; None for a line of something else."""
    body = row.wijzigingen.after if row.wijzigingen is not None else {}
    if not row.is_of_main or not body or not 200 <= (row.resultaat or 200) < 300:
        return None
    try:
        version = msgspec.convert(body, DocumentVersieRecord)
    except msgspec.ValidationError:
        return None
    return version if last_segment(version.url) == uuid else None
