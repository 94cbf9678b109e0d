"""Composes what watches the gateway: metrics, traces and request lines, as far as they are on."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from pathlib import Path
from shutil import rmtree

import httpx  # noqa: TID251  a transport to the collector; makes no call itself
from prometheus_client import ProcessCollector
from starlette.routing import Route

from policy.quotas import Quotas
from schema.delivery import VERSION, Delivery
from schema.endpoint import Endpoint
from schema.levels import Sampler
from schema.metrics import Metrics
from schema.metrics_server import Exposition, SidePort, is_shared
from schema.observe import Observer
from schema.operation_names import OperationNames
from schema.span_queue import SpanQueue
from schema.stream_hub import Streams
from settings import AuthSettings, GatewaySettings, UpstreamSettings, tell_workers
from settings_reading import slash
from sources.catalogus import Catalogus
from sources.client import UpstreamClient
from sources.landscape import Landscape
from sources.notificaties.ontvangst import Inbox
from sources.otlp import Reply, deliver
from sources.transport import build_transport

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where the Prometheus client of every worker keeps its files; it reads the variable itself."""
SERVICE = "common-ground-gateway"
COLLECTOR = "otlp"


class Telemetry:
    """What watches one app, and runs beside it."""

    def __init__(
        self,
        settings: GatewaySettings,
        endpoint: Endpoint,
        landscape: Landscape,
        catalogus: Catalogus,
        quotas: Quotas,
        delivery: Delivery | None,
        collector: httpx.AsyncBaseTransport | None = None,
        inbox: Inbox | None = None,
        streams: Streams | None = None,
    ) -> None:
        self._client = _collector(settings, collector)
        self.spans = _queue(self._client, settings.trace_queue)
        self.exposition: Exposition | None = None
        self._port: SidePort | None = None
        self._tick: asyncio.Task[None] | None = None
        self.routes: list[Route] = []
        metrics = None
        if settings.serves_metrics:
            metrics = Metrics(landscape)
            operations, gate = endpoint.executor.operations, endpoint.executor.gate
            sampler = Sampler(
                metrics.registry,
                landscape,
                catalogus,
                operations,
                gate,
                quotas,
                delivery,
                self.spans,
                endpoint.transfers,
                inbox,
                streams,
            )
            for client in landscape:
                client.watcher = metrics.read
            self._expose(settings, metrics, sampler)
        tells = settings.access_log
        if metrics or self.spans or tells or settings.log_format == "json":
            known = settings.metrics_operations
            endpoint.observer = Observer(
                OperationNames(endpoint.executor.operations, known),
                metrics,
                self.spans,
                ratio=settings.trace_ratio,
                tells=tells,
            )

    def _expose(self, settings: GatewaySettings, metrics: Metrics, sampler: Sampler) -> None:
        directory = settings.metrics_directory if is_shared() else ""
        if not is_shared():
            ProcessCollector(registry=metrics.registry)
        token = settings.metrics_token.reveal()
        self.exposition = Exposition(metrics.registry, sampler.sample, directory, token)
        if settings.metrics_port:
            self._port = SidePort(settings.metrics_host, settings.metrics_port, self.exposition)
        else:
            self.routes.append(self.exposition.route)

    def start(self) -> None:
        """Begin what runs beside the app. Raises SettingsError for a port that cannot be had."""
        if self._port is not None:
            self._port.start()
        if self.exposition is not None and is_shared():
            self._tick = asyncio.create_task(self.exposition.tick())
        if self.spans is not None:
            self.spans.start()

    async def aclose(self) -> None:
        """Stop, after the last spans were sent."""
        if self._tick is not None:
            self._tick.cancel()
        if self._port is not None:
            await self._port.aclose()
        if self.spans is not None:
            await self.spans.aclose()
        if self._client is not None:
            await self._client.aclose()


def _collector(
    settings: GatewaySettings, transport: httpx.AsyncBaseTransport | None
) -> UpstreamClient | None:
    if not settings.otlp_endpoint:
        return None
    sent = settings.otlp_authorization
    auth = AuthSettings(type="api_key", header="Authorization", secret=sent)
    upstream = UpstreamSettings(
        name=COLLECTOR,
        api=COLLECTOR,
        root=slash(settings.otlp_endpoint),
        auth=auth if sent.reveal() else AuthSettings(),
        total_timeout=10.0,
        concurrency=1,
    )
    return UpstreamClient(upstream, transport or build_transport(upstream))


def _queue(client: UpstreamClient | None, most: int) -> SpanQueue | None:
    if client is None:
        return None

    async def send(body: bytes) -> Reply:
        return await deliver(client, body)

    resource = {
        "service.name": SERVICE,
        "service.version": VERSION,
        "service.instance.id": secrets.token_hex(8),
    }
    return SpanQueue(send, most, resource)


def share_metrics(settings: GatewaySettings) -> Path | None:
    """Let the workers that are started next keep their metrics together; return the directory.

    None when one process keeps them alone, or the environment says where already.
    """
    if not settings.serves_metrics or settings.workers == 1 or settings.metrics_directory:
        return None
    directory = Path(tempfile.mkdtemp(prefix="gateway-metrics-"))
    tell_workers(SHARED, str(directory))
    return directory


def unshare_metrics(directory: Path | None) -> None:
    """Remove that directory."""
    if directory is not None:
        rmtree(directory, ignore_errors=True)
