"""Where the contents of a document are, and how they are opened, whole or in part."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from sources.call import Call
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT, DocumentRecord
from sources.errors import ContractError, OutsideLandscapeError
from sources.landscape import Landscape
from sources.streaming import Contents, open_contents

TEMPLATE = f"{ENKELVOUDIGINFORMATIEOBJECT.path}/{{uuid}}/download"


class Place(NamedTuple):
    """Where the contents are: always below the root of the document's own register."""

    path: str
    params: dict[str, str]


def place_of(landscape: Landscape, client: UpstreamClient, document: DocumentRecord) -> Place:
    """Return where `inhoud` of a document points. Raises OutsideLandscapeError.

    Open Zaak names the version in the query (`/download?versie=2`); other registers have other
    paths. Whichever it is, it is not followed to another register or host.
    """
    found, path = landscape.locate(document.inhoud or "")
    if found is not client:
        raise OutsideLandscapeError(client.name, TEMPLATE)
    return Place(path, dict(parse_qsl(urlsplit(document.inhoud or "").query)))


class Part(NamedTuple):
    """The bytes that are asked of contents: from `start`, `length` of them."""

    start: int
    length: int


class Opened(NamedTuple):
    """Contents that were opened, of which `skip` bytes come first that were not asked."""

    contents: Contents
    skip: int
    size: int | None
    """Of the whole; None when the register does not tell."""


async def open_inhoud(
    client: UpstreamClient, place: Place, call: Call, part: Part | None, size: int | None
) -> Opened | None:
    """Return the contents, of which a part if that was asked; None when there are none.

    A register need not know ranges: what comes whole is skipped until the part begins. `size` is
    what the metadata says, which a register that tells otherwise makes wrong. Raises SourceError.
    """
    headers = {}
    if part is not None:
        headers["range"] = f"bytes={part.start}-{part.start + part.length - 1}"
    contents = await open_contents(
        client, place.path, call, template=TEMPLATE, params=place.params, headers=headers
    )
    if contents is None:
        return None
    if contents.status == 200:
        known = contents.size if contents.size is not None else size
        return Opened(contents, part.start if part is not None else 0, known)
    expected = f"bytes {part.start}-{part.start + part.length - 1}/{size}" if part else ""
    if contents.headers.get("content-range", "").strip() != expected:
        await contents.aclose()
        raise ContractError(client.name, TEMPLATE, reason="another range than was asked")
    return Opened(contents, 0, size)
