"""The settings of what the gateway tells of itself: log, metrics, traces; part of `[gateway]`."""

from __future__ import annotations

from dataclasses import dataclass

from settings_reading import Secret, SettingsError, is_root, setting

LOG_FORMATS = ("text", "json")
MAY_BE_ZERO = ("metrics_port", "trace_ratio")


@dataclass(frozen=True, kw_only=True)
class TelemetrySettings:
    """How the gateway is watched; everything but the log is off until it is asked for."""

    log_level: str = setting("Level of the log.", "INFO")
    log_format: str = setting("`text`, or `json`: one object a line, with a request id.", "text")
    access_log: bool = setting("Log a line per operation: name, hash, status, ms, calls.", False)
    metrics_port: int = setting("Port of /metrics, apart from the graph's; 0: none.", 0)
    metrics_host: str = setting("Address that port listens on.", "127.0.0.1")
    metrics_token_env: str = setting(
        "Variable with the bearer token /metrics asks; without `metrics_port` it is then served on "
        "the graph's own port.",
        "",
    )
    metrics_token: Secret = setting("Filled from `metrics_token_env`; never in a file.", Secret(""))
    metrics_directory: str = setting(
        "Directory that workers share metrics through; filled from `PROMETHEUS_MULTIPROC_DIR`, "
        "which `serve` sets when there are several.",
        "",
    )
    metrics_operations: tuple[str, ...] = setting(
        "Operation names that metrics and traces tell apart, besides those of trusted documents; "
        "any other is `other`.",
        (),
    )
    otlp_endpoint: str = setting(
        "Root URL of an OTLP/HTTP collector, such as `http://localhost:4318/`; empty: no traces.",
        "",
    )
    otlp_authorization_env: str = setting("Variable with its Authorization header.", "")
    otlp_authorization: Secret = setting(
        "Filled from `otlp_authorization_env`; never in a file.", Secret("")
    )
    trace_ratio: float = setting(
        "Part of the traces that begin here which is kept; the caller decides for its own.", 1.0
    )
    trace_queue: int = setting("Spans that may wait for the collector; more are dropped.", 5_000)

    @property
    def serves_metrics(self) -> bool:
        """Whether metrics are kept at all."""
        return bool(self.metrics_port or self.metrics_token_env)


def check_telemetry(settings: TelemetrySettings) -> None:
    """Raise SettingsError for what is wrong."""
    if settings.log_format not in LOG_FORMATS:
        raise SettingsError(f"gateway: 'log_format' must be one of {', '.join(LOG_FORMATS)}")
    if settings.otlp_endpoint and not is_root(settings.otlp_endpoint):
        raise SettingsError("gateway: 'otlp_endpoint' must be an http(s) URL, without a query")
    if settings.trace_ratio > 1:
        raise SettingsError("gateway: 'trace_ratio' must be 1 or less")
