"""Who may ask the gateway over the sandbox: a login of its own, and applications with a secret.

The key and secrets below are published, so they are worth nothing elsewhere: the gateway accepts
them over the sandbox only, where the data is made up.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

ISSUER = "http://login.sandbox/realms/gemeente"
AUDIENCE = "gateway"
KID = "sandbox-1"
SECONDS = 8 * 3_600
_KEY = ec.derive_private_key(0x5A11DB0C5A11DB0C5A11DB0C5A11DB0C, ec.SECP256R1())
_CERTS = "/realms/gemeente/protocol/openid-connect/certs"
CLIENTS: dict[str, str] = {
    "zaaksysteem": "zaaksysteem-geheim-van-de-zandbak-1234",
    "klantportaal": "klantportaal-geheim-van-de-zandbak-1234",
}
"""Applications that sign ZGW tokens, with their secrets."""
CLAIMS = {
    "roles": ["realm_access.roles"],
    "bsn": ["bsn"],
    "kvk_nummer": ["kvk"],
    "vestigingsnummer": ["vestiging"],
    "represented_bsn": ["vertegenwoordigde.bsn"],
    "represented_kvk_nummer": ["vertegenwoordigde.kvk"],
}
"""Which claims of the login say what."""


def build_login() -> Starlette:
    """The login's discovery document and public key, as Keycloak serves them."""

    async def discovery(_request: Request) -> JSONResponse:
        certs = f"{ISSUER.removesuffix('/realms/gemeente')}{_CERTS}"
        return JSONResponse({"issuer": ISSUER, "jwks_uri": certs})

    async def certs(_request: Request) -> JSONResponse:
        return JSONResponse({"keys": [_public_key()]})

    return Starlette(
        routes=[
            Route("/realms/gemeente/.well-known/openid-configuration", discovery),
            Route(_CERTS, certs),
        ]
    )


def login_token(
    user: str = "proef", roles: Iterable[str] = (), *, audience: str = AUDIENCE, **claims: Any
) -> str:
    """An access token of the login, for somebody with these roles and claims."""
    now = int(time.time())
    payload = {
        "iss": ISSUER,
        "aud": audience,
        "sub": user,
        "azp": "portaal",
        "typ": "Bearer",
        "iat": now,
        "exp": now + SECONDS,
        "preferred_username": user,
        "realm_access": {"roles": list(roles)},
        **claims,
    }
    return jwt.encode(payload, _KEY, algorithm="ES256", headers={"kid": KID})


def client_token(client_id: str, user_id: str = "", name: str = "") -> str:
    """A ZGW token as zgw-consumers makes it."""
    payload = {
        "iss": client_id,
        "iat": int(time.time()),
        "client_id": client_id,
        "user_id": user_id,
        "user_representation": name,
    }
    return jwt.encode(payload, CLIENTS[client_id], algorithm="HS256")


def _public_key() -> dict[str, str]:
    numbers = _KEY.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _base64(numbers.x),
        "y": _base64(numbers.y),
        "kid": KID,
        "use": "sig",
        "alg": "ES256",
    }


def _base64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
