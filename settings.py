"""Every setting, typed and read once; the only reader of the environment and of landschap.toml."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from settings_cache import CacheSettings as CacheSettings
from settings_cache import read_cache
from settings_callers import ClientSettings, IssuerSettings, read_clients, read_issuers
from settings_documenten import DocumentenSettings, read_documenten
from settings_logboek import DoelbindingSettings as DoelbindingSettings
from settings_logboek import LogboekSettings as LogboekSettings
from settings_logboek import read_logboek
from settings_notificaties import NotificatiesSettings, read_notificaties
from settings_reading import (
    Secret as Secret,
)
from settings_reading import (
    SettingsError as SettingsError,
)
from settings_reading import (
    build,
    check_numbers,
    read_toml,
    refuse_unknown,
    table_of,
    tables_of,
    with_secrets,
)
from settings_reading import (
    setting as setting,
)
from settings_schrijven import WritingSettings
from settings_serving import ServingSettings
from settings_subscriptions import MAY_BE_ZERO_HERE, SubscriptionSettings
from settings_telemetry import MAY_BE_ZERO, TelemetrySettings, check_telemetry
from settings_upstreams import APIS as APIS
from settings_upstreams import AUTH_TYPES as AUTH_TYPES
from settings_upstreams import AuthSettings as AuthSettings
from settings_upstreams import UpstreamSettings as UpstreamSettings
from settings_upstreams import read_upstream, refuse_doubles

TABLES = (
    "gateway",
    "upstream",
    "issuer",
    "client",
    "doelbinding",
    "logboek",
    "cache",
    "notificaties",
    "documenten",
)
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
class GatewaySettings(TelemetrySettings, SubscriptionSettings, ServingSettings, WritingSettings):
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
    cache: CacheSettings = CacheSettings()
    notificaties: NotificatiesSettings | None = None
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
    gateway = with_secrets(gateway, env, (*secrets, "otlp_authorization"), "gateway")
    upstreams = tuple(read_upstream(table, env) for table in tables_of(document, "upstream", path))
    if path and not upstreams:
        raise SettingsError(f"{path}: no [[upstream]] is configured")
    refuse_doubles(upstreams)
    issuers = read_issuers(tables_of(document, "issuer", path))
    clients = read_clients(tables_of(document, "client", path), env)
    purposes = tuple(
        build(DoelbindingSettings, table, "doelbinding")
        for table in tables_of(document, "doelbinding", path)
    )
    apis = {upstream.name: upstream.api for upstream in upstreams}
    logboek = read_logboek(document, env, set(apis.values()))
    return Settings(
        gateway=gateway,
        upstreams=upstreams,
        issuers=issuers,
        clients=clients,
        doelbindingen=purposes,
        logboek=logboek,
        cache=read_cache(document, env),
        notificaties=read_notificaties(document, env, apis),
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
    zero = (*own, *MAY_BE_ZERO, *MAY_BE_ZERO_HERE)
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
