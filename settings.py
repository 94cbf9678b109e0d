"""Every setting, typed and read once; the only reader of the environment and of landschap.toml."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from settings_callers import ClientSettings, IssuerSettings, read_clients, read_issuers
from settings_documenten import DocumentenSettings, read_documenten
from settings_logboek import DoelbindingSettings as DoelbindingSettings
from settings_logboek import LogboekSettings as LogboekSettings
from settings_logboek import read_logboek
from settings_reading import (
    Secret as Secret,
)
from settings_reading import (
    SettingsError as SettingsError,
)
from settings_reading import (
    build,
    check_numbers,
    is_root,
    read_toml,
    refuse_unknown,
    secret_of,
    slash,
    table_of,
    tables_of,
)
from settings_reading import (
    setting as setting,
)
from settings_schrijven import WritingSettings
from settings_serving import ServingSettings
from settings_telemetry import MAY_BE_ZERO, TelemetrySettings, check_telemetry

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
)
AUTH_TYPES = ("none", "zgw", "token", "api_key", "oauth2")
TABLES = ("gateway", "upstream", "issuer", "client", "doelbinding", "logboek", "documenten")
STRATEGIES = ("fastest", "fewest")
LANDSCAPES = ("klein", "groot")
TRUST = ("off", "log", "enforce")
ENV_PREFIX = "GATEWAY_"
GONE = {
    "allow_anonymous": "callers are authenticated now: configure [[issuer]] or [[client]]",
    "trust_user_headers": "the user is taken from the token: see [[issuer]] and [[client]]",
}
"""Settings of before, and what came in their place."""


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


@dataclass(frozen=True, kw_only=True)
class GatewaySettings(TelemetrySettings, ServingSettings, WritingSettings):
    """The gateway's own behaviour."""

    landschap: str = setting("Path of landschap.toml; empty starts the embedded sandbox.", "")
    sandbox: str = setting(
        "The embedded sandbox: `klein` (zaken, klanten, BRP) or `groot` (every register).",
        "groot",
    )
    graphiql: bool | None = setting(
        "Serve GraphiQL at GET /graphql; empty: only with the sandbox.", None
    )
    introspection: bool | None = setting(
        "Answer `__schema`, `__type` and /schema.graphql; empty: only with the sandbox.", None
    )
    federation: bool = setting(
        "Be a subgraph of Apollo Federation 2: answer `_service` and `_entities`.", False
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
    user_id: str = setting("`user_id` in the ZGW JWT in development mode.", "gateway")
    user_representation: str = setting("`user_representation` for that user.", "Gateway")
    development: bool | None = setting(
        "Answer callers without a token, who then may see everything; possible with the sandbox "
        "only, where it is on unless this is false.",
        None,
    )
    beleid: str = setting(
        "Path of the policy file: who may see what. From the folder of `landschap`.", ""
    )
    open_schema: bool = setting("Serve /schema.graphql to callers without a token.", False)
    max_token_bytes: int = setting("Largest token, in bytes.", 8_192)
    pseudonym_secret_env: str = setting(
        "Name of the environment variable with the key that makes pseudonyms of citizens for the "
        "registers' audit trail; needed when an issuer has citizens.",
        "",
    )
    pseudonym_secret: Secret = setting(
        "Filled from `pseudonym_secret_env`; never written in a file.", Secret("")
    )
    autorisaties_ttl: float = setting(
        "Seconds an answer of the Autorisaties API is used before it is asked again.", 60.0
    )
    autorisaties_max_age: float = setting(
        "Seconds such an answer is used while that API cannot be reached.", 900.0
    )
    purpose_header: str = setting("Header that names the doelbinding.", "X-Doelbinding")
    citizen_purpose: str = setting("Doelbinding of citizens and companies; they name none.", "")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the composition root needs."""

    gateway: GatewaySettings
    upstreams: tuple[UpstreamSettings, ...]
    issuers: tuple[IssuerSettings, ...] = ()
    clients: tuple[ClientSettings, ...] = ()
    doelbindingen: tuple[DoelbindingSettings, ...] = ()
    logboek: LogboekSettings | None = None
    documenten: DocumentenSettings = DocumentenSettings()

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
    document = read_toml(path, f"{ENV_PREFIX}LANDSCHAP") if path else {}
    refuse_unknown(document, TABLES, path)
    values = dict(table_of(document, "gateway", path))
    _refuse_gone(values, env)
    for spec in dataclasses.fields(GatewaySettings):
        name = f"{ENV_PREFIX}{spec.name.upper()}"
        if name in env:
            values[spec.name] = env[name]
    values.setdefault("metrics_directory", env.get("PROMETHEUS_MULTIPROC_DIR", ""))
    gateway: GatewaySettings = build(GatewaySettings, values, "gateway")
    _check_gateway(gateway)
    secrets = ("limit_redis", "limit_secret", "pseudonym_secret", "metrics_token")
    gateway = _with_secrets(gateway, env, (*secrets, "otlp_authorization"))
    upstreams = tuple(_upstream(table, env) for table in tables_of(document, "upstream", path))
    if path and not upstreams:
        raise SettingsError(f"{path}: no [[upstream]] is configured")
    _refuse_doubles(upstreams)
    issuers = read_issuers(tables_of(document, "issuer", path))
    clients = read_clients(tables_of(document, "client", path), env)
    purposes = tuple(
        build(DoelbindingSettings, table, "doelbinding")
        for table in tables_of(document, "doelbinding", path)
    )
    logboek = read_logboek(document, env, {upstream.api for upstream in upstreams})
    return Settings(
        gateway=gateway,
        upstreams=upstreams,
        issuers=issuers,
        clients=clients,
        doelbindingen=purposes,
        logboek=logboek,
        documenten=read_documenten(document, env),
    )


def tell_workers(name: str, value: str) -> None:
    """Set a variable of the environment that worker processes are started with."""
    os.environ[name] = value


def _refuse_gone(values: Mapping[str, Any], env: Mapping[str, str]) -> None:
    for name, instead in GONE.items():
        if name in values or f"{ENV_PREFIX}{name.upper()}" in env:
            raise SettingsError(f"gateway: '{name}' no longer exists; {instead}")


def _check_gateway(gateway: GatewaySettings) -> None:
    own = ("port", "drain_seconds", "rate_requests", "rate_cost", "hsts_seconds", "max_waiting")
    zero = (*own, *MAY_BE_ZERO)
    check_numbers(gateway, zero, "gateway")
    for name, known in (
        ("strategy", STRATEGIES),
        ("trusted_documents", TRUST),
        ("sandbox", LANDSCAPES),
    ):
        if getattr(gateway, name) not in known:
            raise SettingsError(f"gateway: '{name}' must be one of {', '.join(known)}")
    check_telemetry(gateway)
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
    found: Any = {name: secret_of(of, env, "gateway") for name, of in variables.items() if of}
    return dataclasses.replace(gateway, **found)


def _upstream(table: Mapping[str, Any], env: Mapping[str, str]) -> UpstreamSettings:
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


def _refuse_doubles(upstreams: tuple[UpstreamSettings, ...]) -> None:
    seen: set[str] = set()
    for upstream in upstreams:
        for claim in (upstream.name, upstream.root, *upstream.aliases):
            if claim in seen:
                raise SettingsError(f"upstream {upstream.name!r}: {claim!r} is used twice")
            seen.add(claim)
