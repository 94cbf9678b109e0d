"""The configured landscape: every upstream's client, and which of them a URL belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sources.client import UpstreamClient
from sources.errors import ContractError, NotConfiguredError, OutsideLandscapeError
from sources.notificaties.hub import Hub
from sources.resource import R, Resource
from sources.urls import path_below

if TYPE_CHECKING:
    from sources.zaakcache.cache import ZaakCache

MAX_PARENTS = 200
ALSO_SERVED: Mapping[str, Sequence[str]] = {"objecten": ("objecttypen",)}
"""APIs that a server of another API has too: Open Object holds its objecttypes since 4.0.0. An
older one answers 404 to that list, which then is empty."""
_SEGMENT = re.compile(r"[A-Za-z0-9_-]{1,100}\Z")
_PLAIN = re.compile(r"[A-Za-z0-9_/-]+\Z")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.~-]{1,100}\Z")


class Ref(NamedTuple):
    """The identity of a resource: its upstream and its id there, whatever URL it was seen at."""

    client: UpstreamClient
    uuid: str


class Landscape:
    """All configured upstreams."""

    def __init__(self, clients: Iterable[UpstreamClient]) -> None:
        self.clients = {client.name: client for client in clients}
        self.hub = Hub()
        """Where the parts of this process hear what changed in the registers."""
        self.zaakcache: ZaakCache | None = None
        """What was read of zaken, kept for other requests; None when nothing is."""
        roots = [
            (root, client)
            for client in self.clients.values()
            for root in (client.settings.root, *client.settings.aliases)
        ]
        self._roots = sorted(roots, key=lambda pair: len(pair[0]), reverse=True)
        self._parents: dict[str, tuple[UpstreamClient, str]] = {}
        self._by_api: dict[str, list[UpstreamClient]] = {}
        for client in self.clients.values():
            for api in (client.settings.api, *ALSO_SERVED.get(client.settings.api, ())):
                self._by_api.setdefault(api, []).append(client)

    def __iter__(self) -> Iterator[UpstreamClient]:
        return iter(self.clients.values())

    async def aclose(self) -> None:
        """Close every client."""
        if self.zaakcache is not None:
            await self.zaakcache.aclose()
        for client in self:
            await client.aclose()

    def of(self, api: str) -> list[UpstreamClient]:
        """Return the upstreams that speak `api`. Raises NotConfiguredError when none does."""
        found = self._by_api.get(api)
        if not found:
            raise NotConfiguredError(api)
        return found

    def serves(self, client: UpstreamClient, api: str) -> bool:
        """Return whether this upstream may have what is of this API."""
        return client in self._by_api.get(api, ())

    def locate(self, url: str) -> tuple[UpstreamClient, str]:
        """Return the upstream and the path below its root. Raises OutsideLandscapeError."""
        parent, _, last = url.rpartition("/")
        known = self._parents.get(parent)
        if known is not None and _SEGMENT.match(last):
            return known[0], f"{known[1]}/{last}"
        client, path = self._locate(url)
        above = path.rpartition("/")[0]
        if above and _SEGMENT.match(last) and len(self._parents) < MAX_PARENTS:
            self._parents[parent] = client, above
        return client, path

    def _locate(self, url: str) -> tuple[UpstreamClient, str]:
        for root, client in self._roots:
            if url.startswith(root) and _PLAIN.match(url, len(root)):
                return client, url[len(root) :].strip("/")
        for root, client in self._roots:
            path = path_below(root, url)
            if path:
                return client, path
        raise OutsideLandscapeError("link")

    def ref(self, resource: Resource[R], url: str) -> Ref:
        """Return the identity of the `resource` at `url`.

        Raises OutsideLandscapeError, or ContractError when the URL is of another type.
        """
        above, _, uuid = url.rpartition("/")
        known = self._parents.get(above)
        if known is not None and known[1] == resource.path and _SEGMENT.match(uuid):
            return Ref(known[0], uuid)
        client, path = self.locate(url)
        parent, _, uuid = path.rpartition("/")
        if parent != resource.path or not _IDENTIFIER.match(uuid):
            raise ContractError(client.name, resource.path, reason="a link of another type")
        return Ref(client, uuid)

    def url(self, client: UpstreamClient, resource: Resource[R], uuid: str) -> str:
        """Return the canonical URL of a resource, as the register itself writes it."""
        return self.url_at(client, f"{resource.path}/{uuid}")

    def url_at(self, client: UpstreamClient, path: str) -> str:
        """Return the canonical URL of what is at a path below the root."""
        root = client.settings.aliases[0] if client.settings.aliases else client.settings.root
        return f"{root}{path}"
