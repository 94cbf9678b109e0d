"""The settings of the upstreams: `[[upstream]]` and its `auth`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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

APIS = (
    "zaken",
    "catalogi",
    "documenten",
    "besluiten",
    "klantinteracties",
    "brp",
    "autorisaties",
    "objecten",
    "objecttypen",
    "bag",
    "kvk",
    "klanten",
    "contactmomenten",
    "bewoning",
    "brphistorie",
    "logboek",
    "notificaties",
)
AUTH_TYPES = ("none", "zgw", "token", "api_key", "oauth2")


@dataclass(frozen=True, kw_only=True)
class AuthSettings:
    """How the gateway authenticates to one upstream."""

    type: str = setting(
        "`none`, `zgw` (JWT, HS256), `token` (Authorization: Token), `api_key` or `oauth2` "
        "(client credentials).",
        "none",
    )
    client_id: str = setting("ZGW or OAuth2 client id.", "")
    secret_env: str = setting(
        "Name of the environment variable that holds the secret (ZGW secret, token, API key or "
        "OAuth2 client secret). With `_FILE` behind the name it holds the path of a file instead.",
        "",
    )
    header: str = setting("Header that carries an `api_key`.", "X-API-KEY")
    token_url: str = setting("OAuth2 token endpoint (client credentials).", "")
    scope: str = setting("OAuth2 scope, when the token endpoint asks for one.", "")
    secret: Secret = setting("Filled from `secret_env`; never written in a file.", Secret(""))


@dataclass(frozen=True, kw_only=True)
class UpstreamSettings:
    """One upstream API: where it is and how far the gateway may go with it."""

    name: str = setting("Unique name; appears in errors, explain and /health/ready.")
    api: str = setting(f"Which standard it speaks: {', '.join(f'`{a}`' for a in APIS)}.")
    root: str = setting("Root URL of the API, version included; nothing outside it is called.")
    aliases: tuple[str, ...] = setting(
        "Other root URLs under which the register writes its own links (behind a proxy, say). "
        "Links to them are read through `root`; they are never called.",
        (),
    )
    auth: AuthSettings = setting("How to authenticate; a table, see below.", AuthSettings)
    headers: Mapping[str, str] = setting("Extra headers sent with every call.", dict, shown=False)
    header_secrets: Mapping[str, str] = setting(
        "Extra headers whose value is a secret: header name to environment variable.", dict
    )
    connect_timeout: float = setting("Seconds to wait for a connection.", 2.0)
    read_timeout: float = setting("Seconds to wait for the next bytes of an answer.", 10.0)
    total_timeout: float = setting("Seconds for one read, retries and waiting included.", 20.0)
    concurrency: int = setting("Calls under way at once, per worker process.", 16)
    retries: int = setting("Extra attempts for a read that failed in passing.", 2)
    backoff: float = setting("Seconds before the first retry; doubles, with jitter.", 0.1)
    breaker_failures: int = setting("Failures in a row that open the circuit breaker.", 5)
    breaker_cooldown: float = setting("Seconds an open breaker waits before one probe.", 10.0)
    max_response_bytes: int = setting("Largest answer accepted, after decompression.", 33_554_432)
    max_pages: int = setting("Pages followed for one child list, at most.", 50)
    catalogus_ttl: float = setting("Seconds a catalogus is served before it is refreshed.", 300.0)
    page_size: int = setting(
        "Rows asked per page of a root list, where the server takes `pageSize` (Open Zaak: at "
        "most 500).",
        100,
    )
    plan_workers: int = setting("Calls of one plan that this upstream may serve at once.", 4)
    plan_call_ms: float = setting("First estimate of one call, network included (ms).", 10.0)
    plan_row_ms: float = setting("First estimate of one row of a list (ms).", 1.7)
    plan_gain: float = setting(
        "First estimate of what each further call at once adds, as a part of one worker.", 0.15
    )
    ca_file: str = setting("CA bundle (PEM) for this upstream, when not the system's.", "")
    client_cert_file: str = setting("Client certificate (PEM) for mutual TLS.", "")
    client_key_file: str = setting("Private key (PEM) of the client certificate.", "")
    version: str = setting(
        "Version of the API, for `_herkomst`, where the server does not tell it (API-version).", ""
    )
    bsn_velden: Mapping[str, str] = setting(
        "Only `objecten`: where objects hold a BSN. UUID of the objecttype to a path in the data, "
        "such as `identificatie.value`.",
        dict,
        shown=False,
    )
    purpose_required: bool | None = setting(
        "Read only for a purpose; empty: so for `brp`, `bewoning` and `brphistorie`.", None
    )


def read_upstream(table: Mapping[str, Any], env: Mapping[str, str]) -> UpstreamSettings:
    """Return one [[upstream]]. Raises SettingsError naming what is wrong with it."""
    values = dict(table)
    where = f"upstream {values.get('name', '?')!r}"
    auth_values = dict(table_of(values, "auth", where))
    if "secret" in auth_values:
        raise SettingsError(f"{where}: auth: write 'secret_env', never the secret itself")
    auth: AuthSettings = build(AuthSettings, auth_values, f"{where}: auth")
    secret = secret_of(auth.secret_env, env, where) if auth.secret_env else Secret("")
    values["auth"] = dataclasses.replace(auth, secret=secret)
    headers = dict(table_of(values, "headers", where))
    for header, variable in table_of(values, "header_secrets", where).items():
        headers[header] = secret_of(str(variable), env, where).reveal()
    if not all(isinstance(value, str) for value in headers.values()):
        raise SettingsError(f"{where}: every value of 'headers' must be a str")
    for path in table_of(values, "bsn_velden", where).values():
        if not isinstance(path, str) or not path or "__" in path or "," in path:
            raise SettingsError(f"{where}: 'bsn_velden' holds names with dots between them")
    upstream: UpstreamSettings = build(UpstreamSettings, values | {"headers": headers}, where)
    _check_upstream(upstream, where)
    return dataclasses.replace(
        upstream, root=slash(upstream.root), aliases=tuple(map(slash, upstream.aliases))
    )


def _check_upstream(upstream: UpstreamSettings, where: str) -> None:
    if upstream.api not in APIS:
        raise SettingsError(f"{where}: 'api' must be one of {', '.join(APIS)}")
    for url in (upstream.root, *upstream.aliases):
        if not is_root(url):
            raise SettingsError(
                f"{where}: 'root' and 'aliases' must be http(s) URLs, without user, query or dots"
            )
    auth = upstream.auth
    if auth.type not in AUTH_TYPES:
        raise SettingsError(f"{where}: auth: 'type' must be one of {', '.join(AUTH_TYPES)}")
    needed = {"zgw": ("client_id", "secret_env"), "token": ("secret_env",)}
    needed |= {"api_key": ("secret_env",), "oauth2": ("client_id", "secret_env", "token_url")}
    for name in needed.get(auth.type, ()):
        if not getattr(auth, name):
            raise SettingsError(f"{where}: auth: '{name}' is missing")
    if auth.token_url and not is_root(auth.token_url):
        raise SettingsError(f"{where}: auth: 'token_url' must be an http(s) URL")
    zero = ("retries", "backoff", "breaker_cooldown", "catalogus_ttl")
    check_numbers(upstream, zero, where)


def refuse_doubles(upstreams: tuple[UpstreamSettings, ...]) -> None:
    """Raise SettingsError for two upstreams with one name or root."""
    seen: set[str] = set()
    for upstream in upstreams:
        for claim in (upstream.name, upstream.root, *upstream.aliases):
            if claim in seen:
                raise SettingsError(f"upstream {upstream.name!r}: {claim!r} is used twice")
            seen.add(claim)
