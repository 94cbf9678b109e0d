"""Reads CloudEvents 1.0 over HTTP, and says which change each tells.

Two families are known. Open Notificaties makes an event of every notification for a subscriber
that asks for those: `nl.overheid.<kanaal>.<resource>.<actie>`, with the uuid as subject and the
hoofdobject in the data. Open Zaak (experimental) tells of whole zaken:
`nl.overheid.zaken.zaak-...`, with the uuid of the zaak as subject, and no register.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import unquote

import msgspec

from sources.client import UpstreamClient
from sources.errors import MALFORMED
from sources.landscape import Landscape
from sources.notificaties.berichten import (
    Bericht,
    MalformedError,
    Name,
    kept,
    moment,
    seconds,
    where,
)
from sources.notificaties.gevolgen import located
from sources.notificaties.tabel import ANY, HOOFDOBJECT, gevolg
from sources.resource import Resource

VERSION = "1.0"
PREFIX = "nl.overheid."
HEADER = "ce-"
Text = Annotated[str, msgspec.Meta(max_length=1_000)]


class CloudEvent(msgspec.Struct):
    """The attributes of an event that say what changed (CloudEvents 1.0.2)."""

    specversion: str
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=250)]
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=250)]
    type: Name
    subject: Text | None = None
    time: Text | None = None
    data: Any = None


WHOLE: Mapping[str, tuple[str, str, str]] = {
    "zaken.zaak-geregistreerd": ("zaken", "zaak", "create"),
    "zaken.zaak-geopend": ("zaken", "zaak", "update"),
    "zaken.zaak-opgeschort": ("zaken", "zaak", "update"),
    "zaken.zaak-verlengd": ("zaken", "zaak", "update"),
    "zaken.zaak-verwijderd": ("zaken", "zaak", "destroy"),
    "zaken.zaak-gekoppeld": ("zaken", "zaakobject", "create"),
    "zaken.zaak-ontkoppeld": ("zaken", "zaakobject", "destroy"),
    "zaken.besluit-verwerkt": ("besluiten", "besluit", "create"),
    "besluiten.besluit-verwerkt": ("besluiten", "besluit", "create"),
    "documenten.document-geregistreerd": ("documenten", "enkelvoudiginformatieobject", "create"),
}
"""What these events of Open Zaak tell; of any other `zaken.zaak-...` (zaak-gemuteerd, -bijgewerkt,
-afgesloten) only that something of the zaak changed: a status, a document, a besluit."""


def read_structured(body: bytes) -> CloudEvent:
    """Return the event in a body of `application/cloudevents+json`. Raises MalformedError."""
    try:
        return _checked(msgspec.json.decode(body, type=CloudEvent))
    except MALFORMED as error:
        raise MalformedError(where(error)) from None


def read_binary(headers: Mapping[str, str], body: bytes) -> CloudEvent:
    """Return the event whose attributes stand in `ce-` headers. Raises MalformedError."""
    found: dict[str, Any] = {
        name: unquote(headers[HEADER + name])
        for name in ("specversion", "id", "source", "type", "subject", "time")
        if HEADER + name in headers
    }
    try:
        found["data"] = msgspec.json.decode(body) if body.strip() else None
        return _checked(msgspec.convert(found, CloudEvent))
    except (*MALFORMED, msgspec.ValidationError) as error:
        raise MalformedError(where(error)) from None


def _checked(event: CloudEvent) -> CloudEvent:
    if event.specversion != VERSION:
        raise MalformedError("at `$.specversion`")
    if event.time is not None and moment(event.time) is None:
        raise MalformedError("at `$.time`")
    return event


def berichten_of(event: CloudEvent, landscape: Landscape) -> list[Bericht]:
    """Return the changes that an event tells; none when it is of no kind known here.

    An event without a register tells of each that could have it: a uuid is the same in one only.
    """
    if not event.type.startswith(PREFIX):
        return []
    data = event.data if isinstance(event.data, dict) else {}
    name = event.type.removeprefix(PREFIX)
    parts = name.split(".")
    if len(parts) == 3:
        return _of_notificatie(event, parts, data, landscape)
    known = WHOLE.get(name)
    if known is None and name.startswith("zaken.zaak-"):
        known = ("zaken", ANY, "update")
    if known is None or not event.subject:
        return []
    kanaal, resource, actie = known
    hoofd = HOOFDOBJECT[kanaal]
    return [
        _bericht(event, (kanaal, resource, actie), (url, url), data)
        for client in landscape
        if client.settings.api == hoofd.api
        for url in (landscape.url(client, hoofd, event.subject),)
    ]


def _of_notificatie(
    event: CloudEvent, parts: list[str], data: Mapping[str, Any], landscape: Landscape
) -> list[Bericht]:
    kanaal, resource, _ = parts
    main = data.get("hoofdObject")
    if not isinstance(main, str) or len(main) > 1_000:
        return []
    row, hoofd = gevolg(kanaal, resource), HOOFDOBJECT.get(kanaal)
    at = located(landscape, hoofd, main) if hoofd is not None else None
    url = main
    if row is not None and at is not None and row.record is not None and event.subject:
        url = _url(landscape, at, row.record, event.subject) or main
    return [_bericht(event, (kanaal, resource, parts[2]), (url, main), data)]


def _url(
    landscape: Landscape, at: tuple[UpstreamClient, str], record: Resource[Any], uuid: str
) -> str:
    """Return the URL of the resource, or "" when it is at another register than its hoofdobject."""
    client, parent = at
    if client.settings.api != record.api:
        return ""
    url = landscape.url(client, record, uuid)
    return url.replace("{}", parent)


def _bericht(
    event: CloudEvent, what: tuple[str, str, str], urls: tuple[str, str], data: Mapping[str, Any]
) -> Bericht:
    kanaal, resource, actie = what
    url, main = urls
    return Bericht(
        kanaal=kanaal,
        resource=resource,
        actie=actie,
        url=url,
        hoofd_url=main,
        aanmaakdatum=event.time or "",
        made_at=seconds(moment(event.time or "")),
        kenmerken=kept(data),
        event_id=f"{event.source} {event.id}",
    )
