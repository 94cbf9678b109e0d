"""What a client may use: which buckets a request takes from, and what the client is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from policy.buckets import MINUTE, Buckets, Quota, Taken
from policy.identity import Principal

MAX_NAMES = 1_000


class RateLimitedError(Exception):
    """A client asked more than its bucket holds."""

    def __init__(self, quota: Quota, taken: Taken) -> None:
        super().__init__(f"more {quota.name} than {quota.capacity} a minute")
        self.quota, self.taken = quota, taken

    def headers(self) -> dict[str, str]:
        """Return what the client is told."""
        told = rate_headers(self.quota, self.taken)
        return {**told, "Retry-After": str(self.taken.retry_after)}


class Budget(NamedTuple):
    """The buckets of one client, for the length of one request."""

    client: str
    requests: Taken | None = None
    cost: Taken | None = None


@dataclass(slots=True)
class Quotas:
    """The limits of every client; a quota of None is not held."""

    buckets: Buckets
    secret: bytes
    """Hides who a client is, in the buckets and what is shared of them."""
    requests: Quota | None
    cost: Quota | None
    refused: Counter[str]
    """How often each bucket was too empty, for a metric."""
    names: dict[int, tuple[Principal, str]] = field(default_factory=dict, repr=False)
    """The pseudonyms of callers that asked last: each takes an HMAC."""

    @classmethod
    def of(cls, buckets: Buckets, secret: bytes, requests: int, cost: int) -> Quotas:
        """Return the limits of so many requests and so much cost a minute; 0: not held."""
        return cls(
            buckets,
            secret,
            Quota("requests", requests) if requests else None,
            Quota("cost", cost) if cost else None,
            Counter(),
        )

    async def enter(self, principal: Principal) -> Budget:
        """Take one request. Raises RateLimitedError."""
        if self.requests is None and self.cost is None:
            return Budget("")
        client = self._name_of(principal)
        if self.requests is None:
            return Budget(client)
        return Budget(client, await self._take(client, self.requests, 1))

    def _name_of(self, principal: Principal) -> str:
        """Return the pseudonym of a caller, remembered as long as who it is is remembered."""
        known = self.names.get(id(principal))
        if known is not None and known[0] is principal:
            return known[1]
        if len(self.names) >= MAX_NAMES:
            self.names.clear()
        name = principal.pseudonym(self.secret)
        self.names[id(principal)] = principal, name
        return name

    async def spend(self, budget: Budget, points: int) -> Budget:
        """Take what an operation costs. Raises RateLimitedError.

        One that costs more than a minute's worth takes all there is, once that is full.
        """
        if self.cost is None or points == 0:
            return budget
        amount = min(points, self.cost.capacity)
        return budget._replace(cost=await self._take(budget.client, self.cost, amount))

    async def _take(self, client: str, quota: Quota, amount: int) -> Taken:
        taken = await self.buckets.take(client, quota, amount)
        if not taken.allowed:
            self.refused[quota.name] += 1
            raise RateLimitedError(quota, taken)
        return taken


def rate_headers(quota: Quota, taken: Taken) -> dict[str, str]:
    """Return the fields of draft-ietf-httpapi-ratelimit-headers for one quota."""
    missing = quota.capacity - taken.remaining
    full_in = 0 if missing <= 0 else quota.wait(missing)
    return {
        "RateLimit-Policy": f'"{quota.name}";q={quota.capacity};w={int(MINUTE)}',
        "RateLimit": f'"{quota.name}";r={taken.remaining};t={full_in}',
    }
