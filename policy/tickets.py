"""What a sealed download address and a sealed upload say. Values only; see `policy.sealing`.

A ticket holds for whom it was made, not what they may see: that is decided when it is used.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from policy.identity import Kind, PersonalNumber, Principal, Subject
from policy.sealing import SealError, Seals

DOWNLOAD, UPLOAD = "download", "upload"
_NUMBERS = ("bsn", "kvk_nummer", "rsin", "vestigingsnummer")


class _Sealed(msgspec.Struct, array_like=True, frozen=True):
    """A value that does not print what it holds."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    __str__ = __repr__


class Who(_Sealed, frozen=True):
    """A principal as a ticket holds it."""

    kind: str
    issuer: str
    identifier: str
    client_id: str
    user_id: str
    representation: str
    roles: tuple[str, ...]
    numbers: tuple[str | None, ...] | None
    acts_for_another: bool
    expires_at: float | None

    @classmethod
    def of(cls, principal: Principal) -> Who:
        """Return what a ticket holds of this caller."""
        numbers = None
        if principal.subject is not None:
            found = [getattr(principal.subject, name) for name in _NUMBERS]
            numbers = tuple(None if one is None else one.reveal() for one in found)
        return cls(
            principal.kind.value,
            principal.issuer,
            principal.identifier,
            principal.client_id,
            principal.user_id,
            principal.representation,
            tuple(sorted(principal.roles)),
            numbers,
            principal.acts_for_another,
            principal.expires_at,
        )

    def principal(self) -> Principal:
        """Return the caller again."""
        subject = None
        if self.numbers is not None:
            pairs = zip(_NUMBERS, self.numbers, strict=True)
            found = {name: PersonalNumber(one) for name, one in pairs if one is not None}
            subject = Subject(**found)
        return Principal(
            Kind(self.kind),
            self.issuer,
            self.identifier,
            self.client_id,
            self.user_id,
            self.representation,
            frozenset(self.roles),
            subject,
            self.acts_for_another,
            self.expires_at,
        )


class Ticket(_Sealed, frozen=True):
    """One document that may be asked for during a short time, by whoever holds the address."""

    register: str
    uuid: str
    versie: int | None
    inline: bool
    """Whether it was asked to be shown, rather than kept."""
    doelbinding: str | None
    expires: float
    """Unix time."""
    who: Who


class Voucher(_Sealed, frozen=True):
    """One file that was uploaded, which its owner may still put in a register."""

    name: str
    """Of the file in the spool."""
    key: bytes
    """Opens that file; it is nowhere else."""
    sha256: bytes
    size: int
    formaat: str
    bestandsnaam: str
    expires: float
    owner: bytes


def owner_of(principal: Principal) -> bytes:
    """Return who may use what this caller uploaded, as it stands in a voucher."""
    text = "\0".join((principal.issuer, principal.client_id, principal.identifier))
    return hashlib.sha256(text.encode()).digest()


def sealed(seals: Seals, use: str, value: _Sealed) -> str:
    """Return the token of a ticket or voucher."""
    return seals.seal(use, msgspec.msgpack.encode(value))


def opened(seals: Seals, use: str, token: str, kind: type[Any]) -> Any:
    """Return the ticket or voucher of a token. Raises SealError."""
    try:
        return msgspec.msgpack.decode(seals.open(use, token), type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise SealError from None
