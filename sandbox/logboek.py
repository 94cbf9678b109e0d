"""A collector of processing records (OTLP/HTTP, JSON) that keeps what it gets in memory."""

from __future__ import annotations

import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MAX_KEPT = 10_000
"""A sandbox may run for days; the oldest records are forgotten beyond this number."""


class Collector:
    """Takes spans at POST {path}/v1/traces and shows the latest."""

    def __init__(self, path: str = "") -> None:
        self.spans: list[dict[str, Any]] = []
        self.resources: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.app = Starlette(routes=[Route(f"{path}/v1/traces", self.export, methods=["POST"])])

    async def export(self, request: Request) -> Response:
        """Take an ExportTraceServiceRequest; acknowledge it whole."""
        if request.headers.get("content-type") != "application/json":
            return JSONResponse({"code": 3, "message": "send application/json"}, 415)
        raw = await request.body()
        try:
            groups = json.loads(raw)["resourceSpans"]
            scopes = [scope for group in groups for scope in group["scopeSpans"]]
            spans = [span for scope in scopes for span in scope["spans"]]
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"code": 3, "message": "not an OTLP request"}, 400)
        self.bodies = [*self.bodies, raw][-100:]
        self.resources = [flat(group["resource"]["attributes"]) for group in groups]
        self.spans = [*self.spans, *spans][-MAX_KEPT:]
        return JSONResponse({})

    async def show(self, _request: Request) -> Response:
        """Show the latest records, for who tries the sandbox."""
        return JSONResponse(self.spans[-200:])


def flat(attributes: list[dict[str, Any]]) -> dict[str, str]:
    """Return OTLP attributes as name and text."""
    return {entry["key"]: entry["value"]["stringValue"] for entry in attributes}
