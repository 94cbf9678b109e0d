"""Addresses of the contents of documents: made for a caller, and looked at again when used.

An address is a capability for a short time: a browser opens it without headers. It holds for whom
it was made, sealed; what that caller may see is decided by the policy of the moment of its use.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from policy.identity import Principal
from policy.sealing import Seals
from policy.tickets import DOWNLOAD, Ticket, Who, opened, sealed
from resolvers.context import RequestContext
from resolvers.versies import read_version
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT, DocumentRecord
from sources.documenten.spool import Spool
from sources.errors import NotConfiguredError
from sources.loader import settled

PATH = "/documenten"


class ExpiredError(Exception):
    """An address that is no longer good."""


class Address(NamedTuple):
    """Where a document can be had, and until when that must begin."""

    url: str
    vervalt: str


class Found(NamedTuple):
    """A document that a ticket leads to, as its caller may see it now."""

    client: UpstreamClient
    document: DocumentRecord


class Uploads(NamedTuple):
    """Where files wait for the mutation that uses them."""

    spool: Spool
    inline: int
    """Bytes up to which a file goes to the register with its metadata."""


class Desk:
    """Makes addresses and opens them."""

    def __init__(self, keys: Sequence[bytes], public_url: str, seconds: float) -> None:
        self.seals = Seals(keys)
        self.uploads: Uploads | None = None
        """None when there are none."""
        self._root, self._seconds = public_url.rstrip("/") + PATH, seconds

    def address(
        self, context: RequestContext, document: DocumentRecord, *, inline: bool
    ) -> Address | None:
        """Return the address of the contents of a document; None when it has none.

        It is good no longer than the token of the caller it is made for.
        """
        if not document.inhoud:
            return None
        client, uuid = context.landscape.ref(ENKELVOUDIGINFORMATIEOBJECT, document.url)
        principal, purpose = context.principal, context.call.purpose
        expires = time.time() + self._seconds
        if principal.expires_at is not None:
            expires = min(expires, principal.expires_at)
        ticket = Ticket(
            client.name,
            uuid,
            document.versie,
            inline,
            None if purpose is None else purpose.doelbinding,
            expires,
            Who.of(principal),
        )
        token = sealed(self.seals, DOWNLOAD, ticket)
        until = datetime.fromtimestamp(int(expires), UTC).isoformat()
        return Address(f"{self._root}/{token}", until)

    def ticket(self, token: str) -> Ticket:
        """Return the ticket of an address. Raises SealError, ExpiredError."""
        ticket: Ticket = opened(self.seals, DOWNLOAD, token, Ticket)
        if ticket.expires <= time.time():
            raise ExpiredError
        return ticket


def is_same_caller(who: Who, principal: Principal) -> bool:
    """Whether this is the caller that a ticket was made for."""
    return (who.issuer, who.client_id, who.identifier) == (
        principal.issuer,
        principal.client_id,
        principal.identifier,
    )


async def find(context: RequestContext, ticket: Ticket) -> Found | None:
    """Return the document of a ticket, read through the guard of its caller; None when unseen.

    The document as it is now must be visible, also when an older version is asked: whoever makes
    it confidential means all of it. Raises SourceError.
    """
    client = context.landscape.clients.get(ticket.register)
    if client is None or client.settings.api != ENKELVOUDIGINFORMATIEOBJECT.api:
        raise NotConfiguredError(ticket.register)
    found = context.loaders.by_uuid(ENKELVOUDIGINFORMATIEOBJECT, client, ticket.uuid)
    document = await settled(found)
    if document is not None and ticket.versie not in (None, document.versie):
        asked = {"versie": str(ticket.versie)}
        document = await read_version(context, client, ticket.uuid, asked)
    return None if document is None else Found(client, document)
