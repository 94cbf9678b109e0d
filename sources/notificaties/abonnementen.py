"""The abonnement of this gateway at one Notificaties API 1.0, and what it should be.

The API cannot be asked for the abonnementen of one callback: all are read and compared. Newer
servers (Open Notificaties) do not tell the `auth` of an abonnement; it is then not compared.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from settings import Secret
from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import MALFORMED, ContractError
from sources.urls import last_segment
from sources.writing import Write, write

GATEWAY = Caller("gateway-notificaties", "Gateway notificaties")
PATH = "abonnement"
KANALEN_OF: Mapping[str, tuple[str, ...]] = {
    "zaken": ("zaken",),
    "documenten": ("documenten",),
    "besluiten": ("besluiten",),
    "catalogi": ("zaaktypen", "besluittypen", "informatieobjecttypen"),
    "autorisaties": ("autorisaties",),
    "objecten": ("objecten",),
    "klantinteracties": ("partijen", "internetaken", "klantcontacten"),
    "klanten": ("klanten",),
    "contactmomenten": ("contactmomenten",),
}
"""The kanalen on which a register of this API tells of its changes."""


class KanaalFilter(msgspec.Struct, rename="camel"):
    """A kanaal of an abonnement, and which of its notifications only."""

    naam: str
    filters: dict[str, str] = {}


class Abonnement(msgspec.Struct, rename="camel"):
    """An abonnement as the API tells it."""

    url: str
    callback_url: str
    kanalen: list[KanaalFilter] = []
    auth: str | None = None

    @property
    def uuid(self) -> str:
        """The last part of its URL."""
        return last_segment(self.url)


class _Kanaal(msgspec.Struct):
    naam: str


class Verschil(Enum):
    """In what an abonnement is not what it should be."""

    ABSENT = "absent"
    KANALEN = "kanalen"
    FILTERS = "filters"
    AUTH = "auth"
    DOUBLE = "double"


@dataclass(frozen=True, kw_only=True)
class Stand:
    """How it stands at one Notificaties API."""

    own: tuple[Abonnement, ...]
    """Those with our callback, mostly one."""
    wanted: tuple[str, ...]
    """The kanalen that this landscape listens to and that exist there."""
    missing: tuple[str, ...]
    """The kanalen of this landscape that do not exist there."""
    verschillen: tuple[Verschil, ...]
    shows_auth: bool

    @property
    def is_well(self) -> bool:
        """Whether the abonnement is what it should be."""
        return not self.verschillen


def kanalen_of(apis: Iterable[str]) -> tuple[str, ...]:
    """Return the kanalen on which registers of these APIs tell of their changes."""
    known = set(apis)
    return tuple(name for api, names in KANALEN_OF.items() if api in known for name in names)


class Abonnementen:
    """The abonnement of this gateway at one Notificaties API."""

    def __init__(
        self, client: UpstreamClient, callback: str, auth: Secret, kanalen: Sequence[str]
    ) -> None:
        self.client, self.callback, self._auth, self._kanalen = client, callback, auth, kanalen

    async def stand(self) -> Stand:
        """Return how it stands. Raises SourceError."""
        every = await self._read(PATH, list[Abonnement])
        kanalen = {kanaal.naam for kanaal in await self._read("kanaal", list[_Kanaal])}
        own = tuple(one for one in every if _same(one.callback_url, self.callback))
        wanted = tuple(name for name in self._kanalen if name in kanalen)
        return Stand(
            own=own,
            wanted=wanted,
            missing=tuple(name for name in self._kanalen if name not in kanalen),
            verschillen=tuple(self._verschillen(own, wanted)),
            shows_auth=any(one.auth for one in own),
        )

    def _verschillen(self, own: Sequence[Abonnement], wanted: Sequence[str]) -> Iterable[Verschil]:
        if not own:
            yield Verschil.ABSENT
            return
        first = own[0]
        if {kanaal.naam for kanaal in first.kanalen} != set(wanted):
            yield Verschil.KANALEN
        if any(value != "*" for kanaal in first.kanalen for value in kanaal.filters.values()):
            yield Verschil.FILTERS
        known = self._auth.reveal().encode()
        if first.auth and not hmac.compare_digest(first.auth.encode(), known):
            yield Verschil.AUTH
        if len(own) > 1:
            yield Verschil.DOUBLE

    async def make(self, stand: Stand) -> None:
        """Make the abonnement, or put it right, and remove its doubles. Raises SourceError."""
        body = {
            "callbackUrl": self.callback,
            "auth": self._auth.reveal(),
            "kanalen": [{"naam": name, "filters": {}} for name in stand.wanted],
        }
        if stand.own:
            await self._write("PUT", stand.own[0], body)
        else:
            await write(self.client, Write("POST", PATH, body), Call(GATEWAY))
        for double in stand.own[1:]:
            await self._write("DELETE", double)

    async def remove(self, stand: Stand) -> None:
        """Remove every abonnement with our callback. Raises SourceError."""
        for one in stand.own:
            await self._write("DELETE", one)

    async def _write(self, method: str, one: Abonnement, body: Any = None) -> None:
        path = f"{PATH}/{one.uuid}"
        asked = Write(method, path, body, template=f"{PATH}/{{uuid}}")
        await write(self.client, asked, Call(GATEWAY))

    async def _read(self, path: str, kind: Any) -> Any:
        body = await self.client.get(path, Call(GATEWAY))
        try:
            return msgspec.json.decode(body or b"null", type=kind)
        except MALFORMED:
            raise ContractError(self.client.name, path, reason="not a list of them") from None


def _same(one: str, other: str) -> bool:
    return one.rstrip("/") == other.rstrip("/")
