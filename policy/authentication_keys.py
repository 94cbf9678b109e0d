"""The public keys of an issuer (JWKS, RFC 7517): kept, renewed, and let go when withdrawn.

A key that is not known yet may have been published this moment, so it is never called wrong
before a read that began after the token arrived did not hold it. Such reads are shared and at
most one per `interval` begins, whatever arrives.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from policy.authentication_token import CannotVerifyError

log = logging.getLogger("gateway.authentication")
RSA_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
ASYMMETRIC = frozenset({*RSA_ALGORITHMS, *CURVES.values(), "EdDSA"})
RSA_BITS = range(2048, 8193)
"""NIST SP 800-131A asks 2048; the top bounds what one verification may cost."""
MAX_KEYS = 50
MAX_WAITING = 1_000
"""Requests of one issuer that may wait for the next read; more are told to come back."""
RETRY_SECONDS = 10.0
"""After a failed renewal behind the scenes."""
_BAD_KEY = (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One public key, and what it may verify."""

    kid: str | None
    algorithms: frozenset[str]
    material: Any
    thumbprint: str
    """The key in the form it was published: tells whether it is still there."""


def parse_jwks(document: Any) -> tuple[Key, ...]:
    """Return the keys that can verify signatures; those for anything else are left out.

    Symmetric and private keys have no place in a public document and are never used. Raises
    ValueError when it is not a JWKS, or holds no key at all that is of use.
    """
    rows = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise ValueError("not a JWKS")
    keys = tuple(key for row in rows[:MAX_KEYS] if (key := _parse_key(row)) is not None)
    if not keys:
        raise ValueError("no key to verify with")
    return keys


def _parse_key(row: Any) -> Key | None:
    if not isinstance(row, dict) or row.get("use", "sig") != "sig":
        return None
    operations = row.get("key_ops")
    if isinstance(operations, list) and "verify" not in operations:
        return None
    kid = row.get("kid")
    if kid is not None and not isinstance(kid, str):
        return None
    try:
        material = jwt.PyJWK(row).key
        algorithms = _algorithms(material)
        thumbprint = repr(sorted((name, str(row[name])) for name in row if name in _MEMBERS))
    except _BAD_KEY:
        return None
    if row.get("alg") is not None:
        algorithms &= {row["alg"]}
    return Key(kid or None, algorithms, material, thumbprint) if algorithms else None


_MEMBERS = {"kty", "crv", "x", "y", "n", "e", "kid", "alg"}


def _algorithms(material: Any) -> frozenset[str]:
    """Return what this kind of key verifies; never HS, so that no public key is a secret."""
    if isinstance(material, rsa.RSAPublicKey):
        return RSA_ALGORITHMS if material.key_size in RSA_BITS else frozenset()
    if isinstance(material, ec.EllipticCurvePublicKey):
        name = CURVES.get(material.curve.name)
        return frozenset({name}) if name else frozenset()
    if isinstance(material, ed25519.Ed25519PublicKey):
        return frozenset({"EdDSA"})
    return frozenset()


class KeySet:
    """The keys of one issuer as they were last read."""

    def __init__(
        self,
        issuer: str,
        read: Callable[[], Awaitable[Any]],
        *,
        ttl: float,
        max_age: float,
        interval: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._issuer, self._read = issuer, read
        self._ttl, self._max_age, self._interval = ttl, max_age, interval
        self._clock, self._sleep = clock, sleep
        self._keys: tuple[Key, ...] = ()
        self._by_kid: Mapping[str | None, tuple[Key, ...]] = {}
        self._trusted: frozenset[str] = frozenset()
        self._confirmed_at = float("-inf")
        self._may_read_at = float("-inf")
        self._may_renew_at = float("-inf")
        self._confirmed = 0
        self.begun = 0
        """Reads begun so far: a mark for `read_after`."""
        self._task: asyncio.Task[None] | None = None
        self._waiting = 0

    def find(self, kid: str | None, algorithm: str) -> Iterable[Key]:
        """Return the keys a token with this header may have been signed with."""
        named = self._keys if kid is None else self._by_kid.get(kid, ())
        return [key for key in named if algorithm in key.algorithms]

    def knows(self, kid: str | None) -> bool:
        """Whether there is a key of this name, for whatever algorithm."""
        return kid is not None and kid in self._by_kid

    def trusts(self, thumbprint: str) -> bool:
        """Whether this key is still published, as far as was confirmed lately enough."""
        age = self._clock() - self._confirmed_at
        if age >= self._ttl:
            self._renew()
        return age < self._max_age and thumbprint in self._trusted

    async def ready(self) -> None:
        """Return once keys are there that were confirmed lately enough.

        Keys past their time to live stay in use while they are renewed, also when the issuer
        cannot be reached, up to `max_age`. Raises CannotVerifyError after that.
        """
        age = self._clock() - self._confirmed_at
        if age >= self._max_age:
            await self.read_after(self.begun if self._under_way is None else self.begun - 1)
        elif age >= self._ttl:
            self._renew()

    async def read_after(self, mark: int) -> None:
        """Return once a read that began after `mark` has come in. Raises CannotVerifyError."""
        while self._confirmed <= mark:
            task = self._under_way
            if task is None:
                wait = self._may_read_at - self._clock()
                if wait > 0:
                    await self._wait(wait)
                    continue
                task = self._start()
            await asyncio.shield(task)

    @property
    def _under_way(self) -> asyncio.Task[None] | None:
        """The read that has not come in yet."""
        return None if self._task is None or self._task.done() else self._task

    async def _wait(self, seconds: float) -> None:
        if self._waiting >= MAX_WAITING:
            raise CannotVerifyError(self._issuer, "too many tokens with an unknown key")
        self._waiting += 1
        try:
            await self._sleep(seconds)
        finally:
            self._waiting -= 1

    def _renew(self) -> None:
        """Read anew behind the scenes, unless that is being done or just failed."""
        now = self._clock()
        if self._under_way is None and now >= max(self._may_read_at, self._may_renew_at):
            self._may_renew_at = now + RETRY_SECONDS
            self._start()

    def _start(self) -> asyncio.Task[None]:
        self.begun += 1
        now = self._clock()
        self._may_read_at = now + self._interval
        task = asyncio.create_task(self._load(self.begun, now))
        self._task = task
        task.add_done_callback(self._log_failure)
        return task

    async def _load(self, number: int, began_at: float) -> None:
        try:
            keys = parse_jwks(await self._read())
        except ValueError as error:
            raise CannotVerifyError(self._issuer, str(error)) from None
        by_kid: dict[str | None, list[Key]] = {}
        for key in keys:
            by_kid.setdefault(key.kid, []).append(key)
        self._keys = keys
        self._by_kid = {kid: tuple(found) for kid, found in by_kid.items()}
        self._trusted = frozenset(key.thumbprint for key in keys)
        self._confirmed, self._confirmed_at = number, began_at

    def _log_failure(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        reason = str(error) if isinstance(error, CannotVerifyError) else type(error).__name__
        log.warning("keys not read: %s", reason, extra={"issuer": self._issuer})

    async def aclose(self) -> None:
        """Stop what is being read."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
