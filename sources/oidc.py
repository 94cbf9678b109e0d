"""The documents of an OpenID Connect issuer, read like any upstream: below its root only."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from sources.call import Call, Caller
from sources.client import UpstreamClient
from sources.errors import MALFORMED, ContractError, OutsideLandscapeError
from sources.urls import path_below

GATEWAY = Caller("gateway-oidc", "Gateway OpenID Connect")


class IssuerDocuments:
    """Reads JSON documents below the root of one issuer."""

    def __init__(self, client: UpstreamClient) -> None:
        self.client = client

    async def fetch(self, url: str) -> Any:
        """Return the document at a URL. Raises SourceError, also when it lies elsewhere."""
        root = self.client.settings.root
        path = path_below(root, url)
        if path is None:
            raise OutsideLandscapeError(self.client.name, "document", reason="not below its 'root'")
        params = dict(parse_qsl(urlsplit(url).query))
        body = await self.client.get(
            path, Call(GATEWAY), template="document", params=params or None
        )
        if body is None:
            raise ContractError(self.client.name, "document", reason="not found")
        try:
            return msgspec.json.decode(body)
        except MALFORMED:
            raise ContractError(self.client.name, "document", reason="not JSON") from None
