"""Who is calling and what it may read and write: JWT as Open Zaak checks it, and autorisaties."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from sandbox.zgw.data import OPENBAARHEID, Json
from sandbox.zgw.problems import forbidden, not_authenticated

JWT_EXPIRY = 3600
"""Seconds after iat; the default of Open Zaak."""

DEFAULT_CLIENTS = {"gateway": "sandbox-secret-niet-geheim-maar-lang-genoeg"}
BEPERKT_CLIENT_ID = "beperkt"
BEPERKT_SECRET = "beperkt-geheim-maar-lang-genoeg-voor-hs256"  # noqa: S105 - a made-up secret

ALLE_SCOPES = frozenset(
    {
        "zaken.lezen",
        "catalogi.lezen",
        "documenten.lezen",
        "besluiten.lezen",
        "audittrails.lezen",
        "autorisaties.lezen",
        "zaken.aanmaken",
        "zaken.bijwerken",
        "zaken.geforceerd-bijwerken",
        "zaken.statussen.toevoegen",
        "zaken.heropenen",
        "zaken.verwijderen",
        "documenten.aanmaken",
        "documenten.bijwerken",
        "documenten.lock",
        "documenten.geforceerd-unlock",
        "documenten.verwijderen",
        "besluiten.aanmaken",
        "besluiten.bijwerken",
        "besluiten.verwijderen",
        "notificaties.consumeren",
        "notificaties.publiceren",
    }
)


@dataclass(frozen=True)
class Applicatie:
    """One client; without zaaktypen it may see every zaak."""

    secret: str
    scopes: frozenset[str] = ALLE_SCOPES
    zaaktypen: frozenset[str] | None = None
    max_vertrouwelijkheidaanduiding: str = OPENBAARHEID[-1]

    def require(self, scope: str) -> None:
        if scope not in self.scopes:
            raise forbidden()

    def require_any(self, *scopes: str) -> None:
        """One of these suffices."""
        if self.scopes.isdisjoint(scopes):
            raise forbidden()

    def may_see(self, zaak: Json) -> bool:
        if self.zaaktypen is None:
            return True
        allowed = OPENBAARHEID.index(self.max_vertrouwelijkheidaanduiding)
        return (
            zaak["zaaktype"] in self.zaaktypen
            and OPENBAARHEID.index(zaak["vertrouwelijkheidaanduiding"]) <= allowed
        )


def make_applicaties(clients: Mapping[str, str], zaaktype_url: str) -> dict[str, Applicatie]:
    """The clients with all rights, and the one that may only read open zaken of one zaaktype."""
    applicaties = {client_id: Applicatie(secret) for client_id, secret in clients.items()}
    applicaties[BEPERKT_CLIENT_ID] = Applicatie(
        BEPERKT_SECRET,
        scopes=frozenset({"zaken.lezen"}),
        zaaktypen=frozenset({zaaktype_url}),
        max_vertrouwelijkheidaanduiding="openbaar",
    )
    return applicaties


def authenticate(authorization: str | None, applicaties: Mapping[str, Applicatie]) -> Applicatie:
    """The applicatie behind a Bearer token, or the 403 that Open Zaak gives."""
    if authorization is None or not authorization.startswith("Bearer "):
        raise not_authenticated()
    token = authorization.removeprefix("Bearer ")
    client_id = _unverified(token).get("client_id")
    if client_id is None:
        raise forbidden("missing-client-identifier", "Client identifier is niet aanwezig in JWT")
    applicatie = applicaties.get(str(client_id))
    if applicatie is None:
        raise forbidden("invalid-client-identifier", "Client identifier bestaat niet")
    _check_age(_verified(token, applicatie.secret))
    return applicatie


def claims_of(authorization: str) -> dict[str, Any]:
    """What a token that was accepted says of the user behind the call."""
    return _unverified(authorization.removeprefix("Bearer "))


def _unverified(token: str) -> dict[str, Any]:
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        detail = "JWT could not be decoded. Possibly you made a copy-paste mistake."
        raise forbidden("jwt-decode-error", detail) from error


def _verified(token: str, secret: str) -> dict[str, Any]:
    try:
        return jwt.decode(token, secret, algorithms=["HS256"], options={"verify_aud": False})
    except jwt.InvalidSignatureError as error:
        detail = "Client credentials zijn niet geldig"
        raise forbidden("invalid-jwt-signature", detail) from error
    except jwt.PyJWTError as error:
        raise forbidden(f"jwt-{type(error).__name__.lower()}", str(error)) from error


def _check_age(payload: dict[str, Any]) -> None:
    issued_at = payload.get("iat")
    if issued_at is None:
        raise forbidden("jwt-missing-iat-claim", "The JWT is mising the 'iat' claim.")
    if time.time() - issued_at >= JWT_EXPIRY:
        raise forbidden("jwt-expired", "The JWT used for this request is expired")
