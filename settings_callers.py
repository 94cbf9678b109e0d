"""The settings of who may ask: `[[issuer]]` and `[[client]]`; read by settings.py."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from settings_reading import (
    Secret,
    SettingsError,
    build,
    check_numbers,
    is_root,
    secret_of,
    setting,
    slash,
    table_of,
)

ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)
RESERVED = ("zgw", "development")
"""Names the gateway gives itself to what is no issuer."""
MIN_SECRET = 16
"""RFC 7518 asks 32 bytes for HS256; Open Zaak installations exist with less than that."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, kw_only=True)
class ClaimSettings:
    """Which claims of an issuer's tokens say what; dotted paths, the first that is there counts."""

    subject: tuple[str, ...] = setting("Who it is, uniquely at this issuer.", ("sub",))
    roles: tuple[str, ...] = setting(
        "Roles: a list, or a text with spaces; these add up.", ("realm_access.roles",)
    )
    user_id: tuple[str, ...] = setting(
        "`user_id` for the registers' audit trail.", ("preferred_username", "sub")
    )
    name: tuple[str, ...] = setting(
        "`user_representation` beside it.", ("name", "preferred_username")
    )
    bsn: tuple[str, ...] = setting("BSN of a citizen (DigiD).", ())
    kvk_nummer: tuple[str, ...] = setting("KVK number of a company (eHerkenning).", ())
    rsin: tuple[str, ...] = setting("RSIN of a company.", ())
    vestigingsnummer: tuple[str, ...] = setting("Branch to which a company's user is limited.", ())
    represented_bsn: tuple[str, ...] = setting("BSN of whom the user represents.", ())
    represented_kvk_nummer: tuple[str, ...] = setting("KVK number of whom they represent.", ())
    represented_rsin: tuple[str, ...] = setting("RSIN of whom they represent.", ())
    represented_vestigingsnummer: tuple[str, ...] = setting("Branch of whom they represent.", ())
    representative: tuple[str, ...] = setting(
        "Claim that is there only when somebody else acts (gemachtigde, intermediair).", ()
    )


@dataclass(frozen=True, kw_only=True)
class IssuerSettings:
    """One OpenID Connect issuer whose access tokens are accepted."""

    name: str = setting("Unique name; what `uitgevers` in the policy file refers to.")
    issuer: str = setting("`iss` of its tokens, exactly.")
    audience: tuple[str, ...] = setting("`aud` values that mean this gateway; at least one.")
    root: str = setting(
        "Root URL below which its documents lie; nothing outside it is called. Empty: `issuer`.", ""
    )
    discovery_url: str = setting(
        "Its discovery document. Empty: `.well-known/openid-configuration` below `issuer`.", ""
    )
    jwks_url: str = setting("Its keys. Empty: what the discovery document says.", "")
    plain_http: bool = setting(
        "Allow http:// to a host other than loopback; whoever can change that traffic can be "
        "anyone.",
        False,
    )
    algorithms: tuple[str, ...] = setting(
        "Signatures accepted; asymmetric ones only.", ("RS256", "PS256", "ES256", "EdDSA")
    )
    leeway: float = setting("Seconds its clock may differ from ours.", 30.0)
    required_claims: tuple[str, ...] = setting(
        "Claims that must be there, besides iss, aud, exp and iat.", ()
    )
    parties: tuple[str, ...] = setting(
        "Applications (`azp` or `client_id`) whose tokens are accepted; empty: all of them.", ()
    )
    only_at_jwt: bool = setting("Accept only tokens of header type `at+jwt` (RFC 9068).", False)
    citizens: bool = setting(
        "Its tokens are of citizens and companies only: one without their number gets nothing.",
        False,
    )
    claims: ClaimSettings = setting("Which claim says what; a table, see below.", ClaimSettings)
    key_ttl: float = setting("Seconds its keys are used before they are read again.", 300.0)
    key_max_age: float = setting(
        "Seconds its keys are used while it cannot be reached to confirm them.", 86_400.0
    )
    key_interval: float = setting("Seconds between two reads of its keys, at least.", 1.0)
    connect_timeout: float = setting("Seconds to wait for a connection.", 2.0)
    read_timeout: float = setting("Seconds to wait for the next bytes of an answer.", 5.0)
    total_timeout: float = setting("Seconds for one read, a retry included.", 8.0)
    ca_file: str = setting("CA bundle (PEM) for this issuer, when not the system's.", "")


@dataclass(frozen=True, kw_only=True)
class ClientSettings:
    """One application that signs ZGW JWTs with a secret it shares with the gateway."""

    client_id: str = setting("`client_id` and `iss` of its tokens.")
    secret_env: str = setting(
        "Name of the environment variable that holds the secret; with `_FILE` behind the name it "
        "holds the path of a file instead."
    )
    roles: tuple[str, ...] = setting(
        "Roles of its end users (tokens with a `user_id`). Empty: each token has the rights of "
        "the application itself.",
        (),
    )
    max_age: float = setting("Seconds a token holds, counted from `iat`.", 3600.0)
    leeway: float = setting("Seconds its clock may differ from ours.", 30.0)
    secret: Secret = setting("Filled from `secret_env`; never written in a file.", Secret(""))


def read_issuers(tables: list[Mapping[str, Any]]) -> tuple[IssuerSettings, ...]:
    """Return the issuers. Raises SettingsError naming what is missing or wrong."""
    issuers = tuple(map(_issuer, tables))
    for what in ("name", "issuer"):
        _refuse_twice([getattr(issuer, what) for issuer in issuers], "issuer")
    return issuers


def read_clients(
    tables: list[Mapping[str, Any]], env: Mapping[str, str]
) -> tuple[ClientSettings, ...]:
    """Return the ZGW clients. Raises SettingsError naming what is missing or wrong."""
    clients = tuple(_client(table, env) for table in tables)
    _refuse_twice([client.client_id for client in clients], "client")
    return clients


def _issuer(table: Mapping[str, Any]) -> IssuerSettings:
    where = f"issuer {table.get('name', '?')!r}"
    claims: ClaimSettings = build(
        ClaimSettings, _lists(ClaimSettings, table_of(table, "claims", where)), f"{where}: claims"
    )
    values = _lists(IssuerSettings, table) | {"claims": claims}
    issuer: IssuerSettings = build(IssuerSettings, values, where)
    _check_issuer(issuer, where)
    check_numbers(issuer, ("leeway",), where)
    return dataclasses.replace(issuer, root=slash(issuer.root or issuer.issuer))


def _check_issuer(issuer: IssuerSettings, where: str) -> None:
    if issuer.name in RESERVED or not issuer.name:
        raise SettingsError(f"{where}: 'name' must be another than {', '.join(RESERVED)}")
    if not issuer.audience or not all(issuer.audience):
        raise SettingsError(f"{where}: 'audience' must name at least one audience")
    if not issuer.algorithms or not set(issuer.algorithms) <= set(ALGORITHMS):
        raise SettingsError(f"{where}: 'algorithms' must be of {', '.join(ALGORITHMS)}")
    if issuer.key_max_age < issuer.key_ttl:
        raise SettingsError(f"{where}: 'key_max_age' is less than 'key_ttl'")
    _check_urls(issuer, where)


def _check_urls(issuer: IssuerSettings, where: str) -> None:
    root = issuer.root or issuer.issuer
    if not is_root(root):
        raise SettingsError(f"{where}: 'root' (or 'issuer') must be an http(s) URL")
    parts = urlsplit(root)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not issuer.plain_http:
        raise SettingsError(f"{where}: 'root' is not https; see 'plain_http'")
    for name in ("discovery_url", "jwks_url"):
        url = getattr(issuer, name)
        if url and not url.startswith(slash(root)):
            raise SettingsError(f"{where}: '{name}' must lie below 'root'")


def _client(table: Mapping[str, Any], env: Mapping[str, str]) -> ClientSettings:
    where = f"client {table.get('client_id', '?')!r}"
    if "secret" in table:
        raise SettingsError(f"{where}: write 'secret_env', never the secret itself")
    client: ClientSettings = build(ClientSettings, _lists(ClientSettings, table), where)
    check_numbers(client, ("leeway",), where)
    if not client.client_id:
        raise SettingsError(f"{where}: 'client_id' is empty")
    secret = secret_of(client.secret_env, env, where)
    if len(secret.reveal().encode()) < MIN_SECRET:
        raise SettingsError(f"{where}: the secret is shorter than {MIN_SECRET} bytes")
    return dataclasses.replace(client, secret=secret)


def _lists(cls: type[Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table with a single text where a list may stand made a list of one."""
    lists = {spec.name for spec in dataclasses.fields(cls) if isinstance(spec.default, tuple)}
    lists |= {"audience"}
    values = dict(table)
    for name in lists & values.keys():
        value = [values[name]] if isinstance(values[name], str) else values[name]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise SettingsError(f"'{name}' must be a text or a list of texts")
        values[name] = value
    return values


def _refuse_twice(names: list[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"{what}: {name!r} is used twice")
