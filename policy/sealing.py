"""Seals what a client carries for the gateway, so that it can neither be read nor made.

AES-256-GCM (NIST SP 800-38D) under a key derived from a configured secret; several secrets open,
the first one seals, so that a key can be replaced while what it sealed is still about.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
BLOCK = 64
"""What is sealed is filled up to a multiple of this, so that its length tells little."""
LONGEST = 4_096
"""Characters of a token that is looked at."""


class SealError(Exception):
    """This is not a token that one of the keys sealed for this use."""


class Seals:
    """Seals and opens with the configured secrets."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Raise ValueError without any key."""
        if not keys:
            raise ValueError("a seal needs a key")
        self._ciphers = [AESGCM(_derived(key)) for key in keys]

    def seal(self, use: str, content: bytes) -> str:
        """Return the content as a token, in letters that a URL takes, good for this use only."""
        nonce = secrets.token_bytes(NONCE)
        filled = content + b"\x80" + bytes(-(len(content) + 1) % BLOCK)
        sealed = self._ciphers[0].encrypt(nonce, filled, use.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, use: str, token: str) -> bytes:
        """Return what a token holds. Raises SealError, which does not say why."""
        if len(token) > LONGEST or not token.isascii():
            raise SealError
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise SealError from None
        for cipher in self._ciphers:
            try:
                filled = cipher.decrypt(raw[:NONCE], raw[NONCE:], use.encode())
            except (InvalidTag, ValueError):
                continue
            return filled.rstrip(b"\x00")[:-1]
        raise SealError


def _derived(secret: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"common-ground-gateway documenten").derive(secret)
