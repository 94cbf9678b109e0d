"""From the claims of a verified token to a Principal; which claim says what is configuration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policy.identity import Kind, PersonalNumber, Principal, Subject
from policy.numbers import is_bsn

Paths = tuple[str, ...]
Pseudonymise = Callable[[str, str], str]
"""From the name of an issuer and an identifier to a stable name that tells nothing."""
Claims = Mapping[str, Any]
MAX_NAME = 255
"""Longest user_id and user_representation a register's audit trail takes (ZGW)."""
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{8,9}(?![0-9A-Za-z])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_DIGITS = {
    "bsn": re.compile(r"[0-9]{8,9}\Z"),
    "kvk_nummer": re.compile(r"[0-9]{8}\Z"),
    "rsin": re.compile(r"[0-9]{8,9}\Z"),
    "vestigingsnummer": re.compile(r"[0-9]{12}\Z"),
}


@dataclass(frozen=True, kw_only=True)
class ClaimPaths:
    """Where the claims stand: dotted paths, of which the first that holds something counts."""

    subject: Paths = ("sub",)
    roles: Paths = ("realm_access.roles",)
    """All of these together."""
    user_id: Paths = ("preferred_username", "sub")
    name: Paths = ("name", "preferred_username")
    bsn: Paths = ()
    kvk_nummer: Paths = ()
    rsin: Paths = ()
    vestigingsnummer: Paths = ()
    represented_bsn: Paths = ()
    represented_kvk_nummer: Paths = ()
    represented_rsin: Paths = ()
    represented_vestigingsnummer: Paths = ()
    representative: Paths = ()
    """Who acts for the subject (gemachtigde, intermediair); it only has to be there."""


def lookup(claims: object, path: str) -> object:
    """Return what stands at a dotted path, None when nothing does.

    A name may have dots of its own (`resource_access.my.client.roles`, or a claim that is a URL),
    so each way to read the path is tried, the longest name first.
    """
    if not isinstance(claims, Mapping):
        return None
    if path in claims:
        return claims[path]
    for place in range(len(path) - 1, 0, -1):
        if path[place] == "." and path[:place] in claims:
            found = lookup(claims[path[:place]], path[place + 1 :])
            if found is not None:
                return found
    return None


def first(claims: Claims, paths: Iterable[str]) -> str:
    """Return the first text or number at these paths, "" when there is none."""
    for path in paths:
        value = lookup(claims, path)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def every(claims: Claims, paths: Iterable[str]) -> frozenset[str]:
    """Return all texts at these paths, each a list or a text with spaces between."""
    return frozenset(name for path in paths for name in _texts(lookup(claims, path)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str) and item)


def party_of(claims: Claims) -> str:
    """Return the application the token was issued to: `azp` (OIDC), `client_id` (RFC 9068)."""
    return first(claims, ("azp", "client_id", "appid", "clientId"))


def principal_of(
    claims: Claims,
    issuer: str,
    paths: ClaimPaths,
    pseudonymise: Pseudonymise,
    *,
    citizens: bool = False,
) -> Principal | None:
    """Return the caller, or None when the token does not say who that is.

    `citizens`: the issuer's tokens are of citizens and companies only, so that one without a
    number is nobody in particular rather than an employee.
    """
    identifier = first(claims, paths.subject)
    if not identifier:
        return None
    client_id = party_of(claims)
    own, represented = _subject(claims, paths, ""), _subject(claims, paths, "represented_")
    subject = own if represented is None else represented
    kind = _kind(claims, client_id, identifier, subject, citizens=citizens)
    stands_in = represented is not None or bool(first(claims, paths.representative))
    user_id, name = audit_names(first(claims, paths.user_id), first(claims, paths.name), client_id)
    if kind in (Kind.BURGER, Kind.BEDRIJF) or not user_id:
        user_id = pseudonymise(issuer, identifier)
        name = kind.value
    return Principal(
        kind=kind,
        issuer=issuer,
        identifier=identifier,
        client_id=client_id,
        user_id=user_id,
        representation=name,
        roles=every(claims, paths.roles) if kind is Kind.MEDEWERKER else frozenset(),
        subject=_narrowed(subject, kind),
        acts_for_another=stands_in and subject is not None,
        expires_at=float(claims["exp"]) if "exp" in claims else None,
    )


def audit_names(user_id: str, name: str, otherwise: str) -> tuple[str, str]:
    """Return the names for a register's audit trail, "" for an id that holds a BSN."""
    user_id = _CONTROL.sub(" ", user_id or otherwise)[:MAX_NAME]
    if holds_bsn(user_id):
        return "", ""
    shown = _CONTROL.sub(" ", name or user_id)[:MAX_NAME]
    return user_id, user_id if holds_bsn(shown) else shown


def holds_bsn(text: str) -> bool:
    """Whether a BSN stands in a text, also without its leading zero or written with dots."""
    plain = text.replace(".", "").replace(" ", "")
    found = [*_NUMBER.findall(text), *_NUMBER.findall(plain)]
    return any(is_bsn(number.zfill(9)) for number in found)


def _subject(claims: Claims, paths: ClaimPaths, prefix: str) -> Subject | None:
    """Return whom the numbers are of, None when there are no such claims.

    A number that is not well formed makes the subject unknown: leaving out a branch number or a
    represented person would show more, not less.
    """
    numbers: dict[str, PersonalNumber] = {}
    for name, form in _DIGITS.items():
        value = first(claims, getattr(paths, prefix + name))
        if not value:
            continue
        if not form.match(value):
            return Subject()
        value = value.zfill(9) if name in ("bsn", "rsin") else value
        if name == "bsn" and not is_bsn(value):
            return Subject()
        numbers[name] = PersonalNumber(value)
    return Subject(**numbers) if numbers else None


def _narrowed(subject: Subject | None, kind: Kind) -> Subject | None:
    """Return one party's numbers: a person's, or a company's, never both."""
    if subject is None or kind not in (Kind.BURGER, Kind.BEDRIJF):
        return None
    if kind is Kind.BURGER:
        return Subject(bsn=subject.bsn)
    return Subject(
        kvk_nummer=subject.kvk_nummer,
        rsin=subject.rsin,
        vestigingsnummer=subject.vestigingsnummer,
    )


def _kind(
    claims: Claims, client_id: str, identifier: str, subject: Subject | None, *, citizens: bool
) -> Kind:
    if subject is not None:
        return Kind.BEDRIJF if subject.is_known and subject.bsn is None else Kind.BURGER
    if citizens:
        return Kind.BURGER
    if _is_application(claims, client_id, identifier):
        return Kind.APPLICATIE
    return Kind.MEDEWERKER


def _is_application(claims: Claims, client_id: str, identifier: str) -> bool:
    """Whether the token comes from client credentials, so without a user.

    RFC 9068, 2.2: `sub` is then the client. Keycloak makes a user for the client, whose name alone
    proves nothing: it also has the client's id from the service account's own session. Entra and
    Auth0 say it in a claim of their own.
    """
    if not client_id:
        return False
    keycloak = claims.get("preferred_username") == f"service-account-{client_id.lower()}"
    names_itself = client_id in (claims.get("client_id"), claims.get("clientId"))
    return (
        identifier == client_id
        or (keycloak and names_itself)
        or claims.get("idtyp") == "app"
        or claims.get("gty") == "client-credentials"
    )
