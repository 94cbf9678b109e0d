"""An issuer that signs tokens: discovery and JWKS over HTTP, with keys that come and go."""

from __future__ import annotations

import dataclasses
import json
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.applications import Starlette

import gateway
from graph_support import shared_sandbox
from sandbox import Sandbox
from settings import GatewaySettings, Secret, Settings
from settings_callers import ClaimSettings, ClientSettings, IssuerSettings

ROOT = Path(__file__).parent.parent
ORIGIN = "http://localhost:9999"
AUDIENCE = "gateway"
BSN = "999993653"
SECRET = "een-geheim-van-meer-dan-32-bytes-voor-hs256"
ZGW_CLIENT = ClientSettings(client_id="zac", secret_env="", secret=Secret(SECRET))
QUERY = {"query": "{ zaaktypen { identificatie } }"}


@cache
def rsa_key(number: int, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return one of the keys of the tests; making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key(number: int) -> ec.EllipticCurvePrivateKey:
    """Return an elliptic curve key."""
    return ec.generate_private_key(ec.SECP256R1())


def jwk_of(key: Any, kid: str | None, **extra: Any) -> dict[str, Any]:
    """Return the public key as an issuer publishes it."""
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    body: dict[str, Any] = json.loads(kind.to_jwk(key.public_key()))
    body.pop("key_ops", None)
    named = {} if kid is None else {"kid": kid}
    return {**body, **named, "use": "sig", **extra}


def pem_of(key: Any) -> bytes:
    """Return the public key in PEM: what a forger would take for a secret."""
    pem: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem


@dataclass
class Issuer:
    """One issuer; `published` is what its JWKS holds at this moment."""

    origin: str = ORIGIN
    realm: str = "gemeente"
    published: list[dict[str, Any]] = field(default_factory=lambda: [jwk_of(rsa_key(1), "k1")])
    asked: list[str] = field(default_factory=list)
    discovery: dict[str, Any] | None = None
    failing: Any = None
    """An ASGI app that answers in its place, when it is not well."""

    @property
    def issuer(self) -> str:
        """`iss`."""
        return f"{self.origin}/realms/{self.realm}"

    @property
    def jwks_reads(self) -> int:
        """How often the keys were asked."""
        return sum(path.endswith("/certs") for path in self.asked)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve its documents, as an ASGI app."""
        self.asked.append(scope["path"])
        if self.failing is not None:
            await self.failing(scope, receive, send)
            return
        if scope["path"].endswith("/certs"):
            body: Any = {"keys": self.published}
        else:
            certs = f"{self.issuer}/protocol/openid-connect/certs"
            body = self.discovery or {"issuer": self.issuer, "jwks_uri": certs}
        await answer(send, json.dumps(body).encode())

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return what Keycloak puts in an access token; None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": [AUDIENCE, "account"],
            "sub": "f1b1c0de-0000-4000-8000-000000000001",
            "azp": "werkplek",
            "typ": "Bearer",
            "iat": now - 5,
            "exp": now + 300,
            "preferred_username": "jdejong",
            "name": "Jan de Jong",
            "realm_access": {"roles": ["management"]},
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def sign(
        self,
        key: Any = None,
        kid: str | None = "k1",
        *,
        algorithm: str = "RS256",
        headers: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        """Return a token with these claims."""
        named = {"kid": kid} if kid is not None else {}
        return jwt.encode(
            self.claims(**changes),
            rsa_key(1) if key is None else key,
            algorithm=algorithm,
            headers={**named, **(headers or {})},
        )

    def settings(self, name: str = "keycloak", **changes: Any) -> IssuerSettings:
        """Return how a gateway is told of it."""
        values: dict[str, Any] = {
            "root": f"{self.issuer}/",
            "key_interval": 0.01,
            "claims": ClaimSettings(
                roles=("realm_access.roles", "resource_access.gateway.roles"),
                bsn=("bsn",),
                kvk_nummer=("kvk",),
                vestigingsnummer=("vestiging",),
                represented_bsn=("aanvrager.bsn",),
                represented_kvk_nummer=("aanvrager.kvk",),
                representative=("gemachtigde.bsn",),
            ),
        }
        return IssuerSettings(
            name=name, issuer=self.issuer, audience=(AUDIENCE,), **{**values, **changes}
        )


async def answer(
    send: Any, body: bytes, status: int = 200, content_type: bytes = b"application/json"
) -> None:
    """Send a whole HTTP answer."""
    headers = [(b"content-type", content_type)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Door:
    """A gateway over the sandbox's registers that lets in only who has a token."""

    def __init__(
        self,
        *issuers: tuple[Issuer, IssuerSettings],
        clients: tuple[ClientSettings, ...] = (ZGW_CLIENT,),
        over_http: bool = False,
        **changes: Any,
    ) -> None:
        sandbox: Sandbox = shared_sandbox("openzaak")
        sandbox.faults.clear()
        if not over_http:
            apps = {settings.name: issuer for issuer, settings in issuers}
            sandbox = dataclasses.replace(sandbox, apps={**sandbox.apps, **apps})
        values: dict[str, Any] = {
            "landschap": "real",
            "beleid": str(ROOT / "beleid.example.toml"),
            "pseudonym_secret": Secret("geheim-van-de-test"),
            "explain": True,
        }
        settings = Settings(
            gateway=GatewaySettings(**{**values, **changes}),
            upstreams=(),
            issuers=tuple(settings for _, settings in issuers),
            clients=clients,
        )
        self.sandbox = sandbox
        self.app: Starlette = gateway.build_app(settings, sandbox)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://gateway"
        )

    async def __aenter__(self) -> Door:
        """Run the app's lifespan, which closes its connections."""
        self._lifespan = self.app.router.lifespan_context(self.app)
        await self._lifespan.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._lifespan.__aexit__(None, None, None)

    async def ask(self, token: str | None, **request: Any) -> httpx.Response:
        """Return the answer to a query sent with this token, or with none."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await self.http.post("/graphql", json=request or QUERY, headers=headers)
