"""What the composition root makes for mutations: where idempotency keys are remembered."""

from __future__ import annotations

import dataclasses
import secrets

from policy.idempotency import IdempotencyKeys, LocalKeys
from policy.shared_idempotency import SharedKeys
from resolvers.writing.sessie import Schrijfsessie
from settings import GatewaySettings

HOUR = 3_600


def build_writing(gateway: GatewaySettings) -> Schrijfsessie:
    """Return what the writes of every request share: on Redis or Valkey where configured."""
    url, key = gateway.limit_redis.reveal(), gateway.limit_secret.reveal()
    seconds = gateway.idempotency_hours * HOUR
    keys: IdempotencyKeys = SharedKeys(url, seconds) if url else LocalKeys(seconds)
    return Schrijfsessie(keys, key.encode() or secrets.token_bytes(32))


def with_writing(gateway: GatewaySettings, *, sandbox: bool) -> GatewaySettings:
    """Return the settings with it decided whether there are writes: only with the sandbox."""
    decided = sandbox if gateway.schrijven is None else gateway.schrijven
    return dataclasses.replace(gateway, schrijven=decided)
