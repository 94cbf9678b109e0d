"""What one notification makes stale, by the table of consequences.

Kept things are named by type and uuid, never by URL: a register writes its URLs as it was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sources.client import UpstreamClient
from sources.errors import OutsideLandscapeError
from sources.landscape import Landscape
from sources.notificaties.hub import Notificatie
from sources.notificaties.tabel import HOOFDOBJECT, gevolg
from sources.resource import Resource

Key = tuple[str, str]
"""`Resource.key`: the API and the path."""
_SEGMENTS = re.compile(r"[A-Za-z0-9_.~-]{1,100}(/[A-Za-z0-9_.~-]{1,100}){1,5}\Z")
"""The path of a resource below a root; nothing in it means anything to anybody."""


class Kept(NamedTuple):
    """One thing that a reader may have kept: a record, or what is kept of one parent."""

    key: Key
    uuid: str


class Listed(NamedTuple):
    """Every list of one type that one register gave; of every register when that is empty."""

    key: Key
    register: str


@dataclass(frozen=True, kw_only=True)
class Stale:
    """What may no longer be so. Nothing at all when it is falsy."""

    records: frozenset[Kept] = frozenset()
    """Records, also where they came along in the answer to another read (`_expand`)."""
    children: frozenset[Kept] = frozenset()
    """By type and uuid of the parent: the list of that type for that parent, and every record of
    that type that belongs to it."""
    lists: frozenset[Listed] = frozenset()
    """Every list of that type: filtered, counted, and per parent (which parent is not known)."""
    everything: frozenset[Kept] = frozenset()
    """The record, everything that belongs to it, and every list for it, of whatever type."""
    related: frozenset[Kept] = frozenset()
    """Records that name this one (a zaak: as hoofdzaak, deelzaak, or gerelateerde zaak)."""
    catalogus: frozenset[Listed] = frozenset()
    """Lists of the catalogus to be read again, and single types read beside them."""
    autorisaties: bool = False
    """What the Autorisaties API said of applicaties."""

    def __bool__(self) -> bool:
        return self != NOTHING


NOTHING = Stale()


def stale(notificatie: Notificatie, landscape: Landscape) -> Stale:
    """Return what this notification makes stale; nothing for what is outside the landscape."""
    row = gevolg(notificatie.kanaal, notificatie.resource)
    if row is None:
        return NOTHING
    hoofd = HOOFDOBJECT[row.kanaal]
    record = row.record or hoofd
    at = located(landscape, hoofd, notificatie.hoofd_url or notificatie.url)
    # Open Zaak may write the URL of a besluit as if it were in its Zaken API: the path decides.
    own = place(landscape, notificatie.url)
    own_uuid = None if own is None else _uuid(record, own[1])
    if at is None:
        return NOTHING
    client, uuid = at
    main = frozenset({Kept(hoofd.key, uuid)})
    ended = row.on_destroy and notificatie.actie == "destroy"
    return Stale(
        records=main | ({Kept(record.key, own_uuid)} if own_uuid is not None else set()),
        children=frozenset(Kept(child.key, uuid) for child in row.children),
        lists=_lists((*row.lists, *(row.ended if ended else ())), client, landscape),
        everything=main if row.everything or ended else frozenset(),
        related=main if row.related else frozenset(),
        catalogus=_lists(row.catalogus, client, landscape),
        autorisaties=row.kanaal == "autorisaties",
    )


def located(
    landscape: Landscape, resource: Resource[Any], url: str
) -> tuple[UpstreamClient, str] | None:
    """Return the upstream and the uuid of the `resource` at `url`, a part of a parent too.

    None when the URL is outside the landscape, of another type, or at a register of another API.
    """
    at = place(landscape, url)
    if at is None or not landscape.serves(at[0], resource.api):
        return None
    uuid = _uuid(resource, at[1])
    return None if uuid is None else (at[0], uuid)


def _uuid(resource: Resource[Any], path: str) -> str | None:
    """Return the uuid at the end of a path of this type, else None."""
    above, _, uuid = path.rpartition("/")
    wanted, found = resource.path.split("/"), above.split("/")
    same = len(wanted) == len(found) and all(
        name in ("{}", given) for name, given in zip(wanted, found, strict=True)
    )
    return uuid if same else None


def place(landscape: Landscape, url: str) -> tuple[UpstreamClient, str] | None:
    """Return the upstream and the path of a resource, or None for a URL of anything else."""
    try:
        client, path = landscape.locate(url)
    except OutsideLandscapeError:
        return None
    return (client, path) if _SEGMENTS.match(path) else None


def _lists(
    resources: Iterable[Resource[Any]], client: UpstreamClient, landscape: Landscape
) -> frozenset[Listed]:
    """Name the register that told it where the list is its own, else every register."""
    return frozenset(
        Listed(one.key, client.name if landscape.serves(client, one.api) else "")
        for one in resources
    )
