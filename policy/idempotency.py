"""What was already asked under an idempotency key, so that asking it again does not do it again.

Keys and payloads come as digests (see `digest`); an outcome is the URLs, steps and codes of what
was done and the lock of a document, sealed. A key without an outcome belongs to work that is going
on, or that broke off with its process: after `BUSY_SECONDS` nobody is working on it any more, and
whether it was done is then not known.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple, Protocol

from cachetools import TTLCache
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
"""Bytes of the number that a key encrypts with once (AES-GCM, NIST SP 800-38D)."""
MAX_KEYS = 50_000
"""Kept in one process; the oldest go first. 200 bytes to 2 kB each."""
BUSY_SECONDS = 600.0
"""Longer than any mutation lasts: fifty writes of ten seconds."""


class State(Enum):
    """What is known of a key."""

    NEW = "new"
    """Never asked: it is this caller's to carry out now."""
    BUSY = "busy"
    """Being carried out."""
    OTHER = "other"
    """Used for something else."""
    DONE = "done"
    """Carried out; see the outcome."""
    UNSURE = "unsure"
    """Begun and never finished."""


class Found(NamedTuple):
    """What is known of a key, and how it ended."""

    state: State
    outcome: bytes = b""


class Kept(NamedTuple):
    """One key as it is kept."""

    payload: str
    began: float
    """Seconds since the epoch."""
    outcome: bytes | None = None


class Unreachable(Exception):  # noqa: N818  says what the store is
    """The store cannot be reached, so that nothing can be promised."""


class IdempotencyKeys(Protocol):
    """Remembers keys."""

    async def begin(self, key: str, payload: str) -> Found:
        """Return what is known of a key; when it is NEW it is taken. Raises Unreachable."""

    async def finish(self, key: str, payload: str, outcome: bytes) -> None:
        """Keep how it ended. Raises Unreachable."""

    async def release(self, key: str) -> None:
        """Forget a key under which nothing was done. Raises Unreachable."""

    async def aclose(self) -> None:
        """Close the connections."""


def digest(secret: bytes, *parts: str) -> str:
    """Return what stands for these texts and tells nothing of them."""
    text = "\0".join(parts)
    return hmac.digest(secret, text.encode(), "sha256").hex()


def seal(secret: bytes, key: str, outcome: bytes) -> bytes:
    """Return an outcome that only a gateway reads, under this key: it may hold a document's lock.

    The server that keeps it may have other users.
    """
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(secret).encrypt(nonce, outcome, key.encode())


def unseal(secret: bytes, key: str, sealed: bytes) -> bytes | None:
    """Return an outcome that was kept; None when it is not what this gateway wrote."""
    try:
        return _cipher(secret).decrypt(sealed[:NONCE], sealed[NONCE:], key.encode())
    except (InvalidTag, ValueError):
        return None


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(hmac.digest(secret, b"idempotency outcome", "sha256"))


def judge(kept: Kept, payload: str, now: float) -> Found:
    """Return what a key that was used before comes to for this payload."""
    if kept.payload != payload:
        return Found(State.OTHER)
    if kept.outcome is not None:
        return Found(State.DONE, kept.outcome)
    return Found(State.BUSY if now - kept.began < BUSY_SECONDS else State.UNSURE)


class LocalKeys:
    """Keys of this process only: another worker or gateway does not know them."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._kept: TTLCache[str, Kept] = TTLCache(MAX_KEYS, seconds, timer=clock)
        self._clock = clock

    async def begin(self, key: str, payload: str) -> Found:
        """Return what is known of a key; when it is NEW it is taken."""
        kept = self._kept.get(key)
        if kept is not None:
            return judge(kept, payload, self._clock())
        self._kept[key] = Kept(payload, self._clock())
        return Found(State.NEW)

    async def finish(self, key: str, payload: str, outcome: bytes) -> None:
        """Keep how it ended."""
        self._kept[key] = Kept(payload, self._clock(), outcome)

    async def release(self, key: str) -> None:
        """Forget a key under which nothing was done."""
        self._kept.pop(key, None)

    async def aclose(self) -> None:
        """Nothing to close."""
