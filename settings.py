"""Every setting, typed and read once; the only reader of the environment and of landschap.toml."""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

APIS = ("zaken", "catalogi", "documenten", "besluiten", "klantinteracties", "brp")
AUTH_TYPES = ("none", "zgw", "token", "api_key", "oauth2")
STRATEGIES = ("fastest", "fewest")
TRUST = ("off", "log", "enforce")
ENV_PREFIX = "GATEWAY_"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and never holds a secret."""


class Secret:
    """A secret that does not print itself."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def reveal(self) -> str:
        """Return the secret itself, for the one place that sends it."""
        return self._value


def setting(doc: str, default: Any = dataclasses.MISSING, *, shown: bool = True) -> Any:
    """Return a dataclass field that carries its own documentation."""
    metadata = {"doc": doc}
    if callable(default):
        return field(default_factory=default, metadata=metadata, repr=shown)
    return field(default=default, metadata=metadata, repr=shown)


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


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    """The gateway's own behaviour."""

    host: str = setting("Address to listen on.", "127.0.0.1")
    port: int = setting("Port to listen on.", 8000)
    workers: int = setting("Worker processes.", 1)
    landschap: str = setting("Path of landschap.toml; empty starts the embedded sandbox.", "")
    graphiql: bool | None = setting(
        "Serve GraphiQL at GET /graphql; empty: only with the sandbox.", None
    )
    introspection: bool | None = setting(
        "Answer `__schema`, `__type` and /schema.graphql; empty: only with the sandbox.", None
    )
    explain: bool = setting("Allow `X-Gateway-Explain: true` (on in the sandbox).", False)
    default_page_size: int = setting("Rows of a connection when `first` and `last` are absent.", 25)
    max_page_size: int = setting("Largest `first` or `last`.", 100)
    max_counts: int = setting(
        "Count reads of one `zakenTelling`; more are refused before any is made.", 250
    )
    planner: bool = setting(
        "Run compiled operations with planned reads; off runs every operation with graphql-core.",
        True,
    )
    strategy: str = setting(
        "What a plan minimises: `fastest` (the wait) or `fewest` (the calls).", "fastest"
    )
    operation_cache: int = setting("Parsed and validated operations kept in memory.", 1000)
    max_tokens: int = setting("Largest GraphQL document, in lexical tokens.", 2_000)
    max_depth: int = setting("Fields inside each other, fragments included.", 20)
    max_fields: int = setting("Fields of a document as executed: once per spread.", 1_000)
    max_root_fields: int = setting("Fields at the root of one operation.", 20)
    max_aliases: int = setting("Aliased fields of a document, as executed.", 100)
    max_list_items: int = setting("Items of one list in the document or its variables.", 250)
    max_cost_calls: int = setting("Estimated upstream calls of one operation.", 500)
    max_cost_rows: int = setting("Estimated upstream rows of one operation.", 20_000)
    cost_extension: bool = setting("Tell the estimate in `extensions.cost`.", True)
    rate_requests: int = setting("Requests of one client a minute; 0: no limit.", 1_200)
    rate_cost: int = setting(
        "Cost of one client a minute, in calls and hundreds of rows; 0: no limit.", 20_000
    )
    limit_redis_env: str = setting(
        "Variable with the redis:// URL that gateways share these two through; empty: each "
        "process counts for itself.",
        "",
    )
    limit_secret_env: str = setting("Variable with the key that hides client names there.", "")
    limit_redis: Secret = setting("Filled from `limit_redis_env`; never in a file.", Secret(""))
    limit_secret: Secret = setting("Filled from `limit_secret_env`; never in a file.", Secret(""))
    max_operations: int = setting("Operations executed at once, per worker.", 64)
    max_waiting: int = setting("Operations that may wait for that, at most a second.", 32)
    max_connections: int = setting("Connections open at once, per worker; beyond it 503.", 2_000)
    trusted_documents: str = setting("`off`, `log` or `enforce`: see security-limits.md.", "off")
    trusted_manifests: tuple[str, ...] = setting("Paths of the manifests of those.", ())
    cors_origins: tuple[str, ...] = setting("Origins of browsers that may ask; never `*`.", ())
    hsts_seconds: int = setting("`max-age` of Strict-Transport-Security; 0: not sent.", 0)
    max_body_bytes: int = setting("Largest request body, in bytes.", 262_144)
    body_timeout: float = setting("Seconds for a client to send its body.", 10.0)
    request_timeout: float = setting("Seconds for one GraphQL operation.", 60.0)
    user_id: str = setting("`user_id` in the ZGW JWT when the caller names none.", "gateway")
    user_representation: str = setting("`user_representation` for that user.", "Gateway")
    trust_user_headers: bool = setting(
        "Take the end user from the X-User-Id and X-User-Representation headers; only behind a "
        "proxy that sets them itself.",
        False,
    )
    allow_anonymous: bool = setting(
        "Serve a real landscape without authentication on an address other than loopback.", False
    )
    log_level: str = setting("Level of the log.", "INFO")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the composition root needs."""

    gateway: GatewaySettings
    upstreams: tuple[UpstreamSettings, ...]

    @property
    def is_sandbox(self) -> bool:
        """True when no landschap.toml is configured."""
        return not self.gateway.landschap


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings from the environment and landschap.toml.

    Raises SettingsError naming the first setting that is missing or wrong.
    """
    env = os.environ if environ is None else environ
    path = env.get(f"{ENV_PREFIX}LANDSCHAP", "")
    document = _read_toml(path) if path else {}
    _refuse_unknown(document, ("gateway", "upstream"), path)
    values = dict(_table(document, "gateway", path))
    for spec in dataclasses.fields(GatewaySettings):
        name = f"{ENV_PREFIX}{spec.name.upper()}"
        if name in env:
            values[spec.name] = env[name]
    gateway: GatewaySettings = _build(GatewaySettings, values, "gateway")
    _check_gateway(gateway)
    gateway = _with_secrets(gateway, env, ("limit_redis", "limit_secret"))
    tables = document.get("upstream", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SettingsError(f"{path}: write [[upstream]], with double brackets")
    upstreams = tuple(_upstream(table, env) for table in tables)
    if path and not upstreams:
        raise SettingsError(f"{path}: no [[upstream]] is configured")
    _refuse_doubles(upstreams)
    return Settings(gateway=gateway, upstreams=upstreams)


def _check_gateway(gateway: GatewaySettings) -> None:
    zero = ("port", "rate_requests", "rate_cost", "hsts_seconds", "max_waiting")
    _check_numbers(gateway, zero, "gateway")
    for name, known in (("strategy", STRATEGIES), ("trusted_documents", TRUST)):
        if getattr(gateway, name) not in known:
            raise SettingsError(f"gateway: '{name}' must be one of {', '.join(known)}")
    if gateway.default_page_size > gateway.max_page_size:
        raise SettingsError("gateway: 'default_page_size' is larger than 'max_page_size'")
    if "*" in gateway.cors_origins:
        raise SettingsError("gateway: 'cors_origins' names origins; '*' is not one")
    if (gateway.trusted_documents != "off") != bool(gateway.trusted_manifests):
        raise SettingsError("gateway: 'trusted_documents' and 'trusted_manifests' go together")
    if gateway.limit_redis_env and not gateway.limit_secret_env:
        raise SettingsError("gateway: 'limit_redis_env' needs 'limit_secret_env'")


def _with_secrets(
    gateway: GatewaySettings, env: Mapping[str, str], names: tuple[str, ...]
) -> GatewaySettings:
    """Return the settings with each secret whose variable is named."""
    variables = {name: getattr(gateway, f"{name}_env") for name in names}
    found: Any = {name: _secret(of, env, "gateway") for name, of in variables.items() if of}
    return dataclasses.replace(gateway, **found)


def _read_toml(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except OSError:
        raise SettingsError(f"{ENV_PREFIX}LANDSCHAP: no readable file at {path}") from None
    except ValueError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None


def _upstream(table: Mapping[str, Any], env: Mapping[str, str]) -> UpstreamSettings:
    values = dict(table)
    where = f"upstream {values.get('name', '?')!r}"
    auth_values = dict(_table(values, "auth", where))
    if "secret" in auth_values:
        raise SettingsError(f"{where}: auth: write 'secret_env', never the secret itself")
    auth: AuthSettings = _build(AuthSettings, auth_values, f"{where}: auth")
    secret = _secret(auth.secret_env, env, where) if auth.secret_env else Secret("")
    values["auth"] = dataclasses.replace(auth, secret=secret)
    headers = dict(_table(values, "headers", where))
    for header, variable in _table(values, "header_secrets", where).items():
        headers[header] = _secret(str(variable), env, where).reveal()
    if not all(isinstance(value, str) for value in headers.values()):
        raise SettingsError(f"{where}: every value of 'headers' must be a str")
    upstream: UpstreamSettings = _build(UpstreamSettings, values | {"headers": headers}, where)
    _check_upstream(upstream, where)
    return dataclasses.replace(
        upstream, root=_slash(upstream.root), aliases=tuple(map(_slash, upstream.aliases))
    )


def _check_upstream(upstream: UpstreamSettings, where: str) -> None:
    if upstream.api not in APIS:
        raise SettingsError(f"{where}: 'api' must be one of {', '.join(APIS)}")
    for url in (upstream.root, *upstream.aliases):
        if not _is_root(url):
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
    if auth.token_url and not _is_root(auth.token_url):
        raise SettingsError(f"{where}: auth: 'token_url' must be an http(s) URL")
    zero = ("retries", "backoff", "breaker_cooldown", "catalogus_ttl")
    _check_numbers(upstream, zero, where)


def _check_numbers(settings: Any, may_be_zero: tuple[str, ...], where: str) -> None:
    """Refuse every number below zero, and zero itself where it makes no sense."""
    for name, value in vars(settings).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not (value >= 0 if name in may_be_zero else value > 0):
            least = "0 or more" if name in may_be_zero else "larger than 0"
            raise SettingsError(f"{where}: '{name}' must be {least}")


def _is_root(url: Any) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except (TypeError, ValueError, AttributeError):
        return False
    web = parts.scheme in ("http", "https") and bool(parts.hostname)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    return web and plain and not {".", ".."} & set(parts.path.split("/"))


def _table(values: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    table = values.get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{where}: '{name}' must be a table")
    return table


def _secret(variable: str, env: Mapping[str, str], where: str) -> Secret:
    """Return the secret from `variable`, or from the file that `variable`_FILE names."""
    if value := env.get(variable):
        return Secret(value)
    if path := env.get(f"{variable}_FILE"):
        try:
            value = Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsError(f"{where}: {variable}_FILE: cannot read that file") from None
        if not value:
            raise SettingsError(f"{where}: {variable}_FILE: that file is empty")
        return Secret(value)
    raise SettingsError(f"{where}: environment variable {variable} (or {variable}_FILE) is not set")


def _build(cls: type[Any], values: Mapping[str, Any], where: str) -> Any:
    specs = {spec.name: spec for spec in dataclasses.fields(cls)}
    _refuse_unknown(values, tuple(specs), where)
    hints = get_type_hints(cls)
    built = {name: _convert(hints[name], value, where, name) for name, value in values.items()}
    for name, spec in specs.items():
        required = spec.default is dataclasses.MISSING
        if required and spec.default_factory is dataclasses.MISSING and name not in built:
            raise SettingsError(f"{where}: '{name}' is missing")
    return cls(**built)


def _convert(wanted: Any, value: Any, where: str, name: str) -> Any:
    origin = get_origin(wanted) or wanted
    if origin in (Union, UnionType):
        origin = next(arg for arg in get_args(wanted) if arg is not type(None))
    if origin is bool and isinstance(value, str):
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
    elif origin in (int, float) and isinstance(value, int | float | str):
        try:
            if not isinstance(value, bool) and not (origin is int and isinstance(value, float)):
                return origin(value)
        except ValueError:
            pass
    elif origin is tuple and isinstance(value, list):
        return tuple(value)
    elif isinstance(value, origin):
        return value
    raise SettingsError(f"{where}: '{name}' must be a {origin.__name__.lower()}")


def _refuse_unknown(values: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in values:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            raise SettingsError(f"{where}: unknown setting '{name}'{hint}")


def _refuse_doubles(upstreams: tuple[UpstreamSettings, ...]) -> None:
    seen: set[str] = set()
    for upstream in upstreams:
        for claim in (upstream.name, upstream.root, *upstream.aliases):
            if claim in seen:
                raise SettingsError(f"upstream {upstream.name!r}: {claim!r} is used twice")
            seen.add(claim)


def _slash(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
