"""The upload that a mutation names: its sender's, not expired, whole, and for one use at a time."""

from __future__ import annotations

import time
from typing import NamedTuple

from policy.sealing import SealError
from policy.tickets import UPLOAD, Voucher, opened, owner_of
from resolvers.context import RequestContext
from resolvers.writing.keuring import afgekeurd
from sources.documenten.spool import Kept, SpoolDamagedError, SpoolGoneError
from sources.errors import NotConfiguredError

UNKNOWN = "UPLOAD_UNKNOWN"
VELD = "invoer.upload"


class Upload(NamedTuple):
    """A file that is to be put in a register."""

    kept: Kept
    voucher: Voucher
    in_parts: bool
    """Whether it is too large to go with its metadata."""


def voucher_of(context: RequestContext, token: str) -> Voucher:
    """Return what an upload's token says. Raises Afgekeurd, NotConfiguredError."""
    desk = context.desk
    if desk is None or desk.uploads is None:
        raise NotConfiguredError("uploads")
    try:
        voucher: Voucher = opened(desk.seals, UPLOAD, token, Voucher)
    except SealError:
        raise _unknown() from None
    if voucher.expires <= time.time() or voucher.owner != owner_of(context.principal):
        raise _unknown()
    return voucher


async def take(context: RequestContext, voucher: Voucher) -> Upload:
    """Return the upload, which nobody else can use meanwhile. Raises Afgekeurd.

    To be done last before the first write: whatever comes of that, the file is given back or gone.
    """
    assert context.desk is not None  # noqa: S101  voucher_of looked
    uploads = context.desk.uploads
    assert uploads is not None  # noqa: S101
    try:
        kept = uploads.spool.take(voucher.name, voucher.key, voucher.size)
    except SpoolGoneError:
        raise _unknown() from None
    try:
        await kept.check(voucher.sha256)
    except SpoolDamagedError:
        kept.discard()
        raise _unknown() from None
    except BaseException:
        kept.give_back()
        raise
    return Upload(kept, voucher, voucher.size > uploads.inline)


def _unknown() -> Exception:
    melding = "Deze upload is er niet (meer), of is al gebruikt. Lever het bestand opnieuw aan."
    return afgekeurd(UNKNOWN, VELD, melding)
