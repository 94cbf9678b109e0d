"""The HTTP side of the graph: POST /graphql, GraphiQL, the SDL and health."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import strawberry
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from policy.grants import Rights
from policy.identity import Principal
from resolvers.access.guard import guard_for
from resolvers.access.types import TypeIndex
from resolvers.context import RequestContext
from schema.admission import PROBLEM, Admissions, NotAdmittedError
from schema.errors import error_body
from schema.execution import Executor, GraphRequest
from settings import GatewaySettings
from sources.call import Call, Caller
from sources.catalogus import Catalogus
from sources.guard import OPEN
from sources.health import Health
from sources.landscape import Landscape
from sources.loader import Loaders

GRAPHIQL = Path(__file__).parent / "graphiql"
OPERATIES = Path(__file__).parent.parent / "docs" / "operaties"
TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z")
CONTENT_SECURITY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'"
)


class PersistedQuery(msgspec.Struct, rename="camel"):
    """Automatic persisted queries: the operation by the SHA-256 of its text."""

    sha256_hash: str = msgspec.field(name="sha256Hash")
    version: int = 1


class GraphExtensions(msgspec.Struct, rename="camel"):
    """The extensions of a request that the gateway knows."""

    persisted_query: PersistedQuery | None = None


class GraphBody(msgspec.Struct, rename="camel"):
    """A GraphQL-over-HTTP request body."""

    query: str = ""
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: GraphExtensions | None = None


class Endpoint:
    """Answers HTTP requests with the graph over one landscape."""

    def __init__(
        self,
        schema: strawberry.Schema,
        landscape: Landscape,
        catalogus: Catalogus,
        settings: GatewaySettings,
        admissions: Admissions,
    ) -> None:
        self._landscape, self._catalogus, self._settings = landscape, catalogus, settings
        self._sdl = schema.as_str() + "\n"
        self._executor = Executor(schema, settings)
        self._health = Health(landscape)
        self._admissions = admissions
        self._types = TypeIndex()

    def routes(self) -> list[Route | Mount]:
        """Return the routes of the gateway."""
        routes: list[Route | Mount] = [
            Route("/graphql", self.graphql, methods=["POST"]),
            Route("/schema.graphql", self.sdl),
            Route("/health/live", self.live),
            Route("/health/ready", self.ready),
        ]
        if self._settings.graphiql:
            routes += [
                Route("/graphql", self.graphiql, methods=["GET"]),
                Route("/graphiql/example.graphql", self.example),
                Route("/graphiql/start.js", self.start_script),
                Mount("/graphiql", StaticFiles(directory=GRAPHIQL / "vendor")),
            ]
        return routes

    async def graphql(self, request: Request) -> Response:
        """Answer a GraphQL operation."""
        try:
            principal, rights = await self._admit(request)
        except NotAdmittedError as error:
            return _refused(error)
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _json(error_body("BAD_REQUEST", "send application/json"), 415)
        raw = await self._read(request)
        if raw is None:
            return _json(error_body("REQUEST_TOO_LARGE", "the request body is too large"), 413)
        try:
            body = msgspec.json.decode(raw, type=GraphBody)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _json(error_body("BAD_REQUEST", "not a GraphQL request body"), 400)
        text = self._text(body)
        if isinstance(text, Response):
            return text
        caller = Caller(principal.user_id, principal.representation)
        traceparent = request.headers.get("traceparent", "")
        call = Call(caller, traceparent if TRACEPARENT.match(traceparent) else "")
        call.fewest = self._settings.strategy == "fewest"
        loaders = Loaders(self._landscape, self._catalogus, call)
        call.guard = guard_for(principal, rights, loaders, self._types)
        context = RequestContext(loaders, self._settings, principal, rights)
        explain = (
            self._settings.explain
            and call.guard is OPEN
            and request.headers.get("x-gateway-explain", "").lower() == "true"
        )
        graph_request = GraphRequest(text, body.variables or {}, body.operation_name)
        answer = await self._executor.run(graph_request, context, explain)
        return _json(answer, 200 if "data" in answer else 400)

    def _text(self, body: GraphBody) -> str | Response:
        """Return the operation's text, found by its hash when it is a persisted query."""
        persisted = body.extensions.persisted_query if body.extensions else None
        if persisted is None:
            if body.query:
                return body.query
            return _json(error_body("BAD_REQUEST", "the body holds no query"), 400)
        try:
            text = self._executor.operations.text_of(persisted.sha256_hash, body.query)
        except ValueError as error:
            return _json(error_body("BAD_REQUEST", str(error)), 400)
        if text is None:
            missing = error_body("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
            return _json(missing, 200)
        return text

    async def _read(self, request: Request) -> bytes | None:
        """Return the body, or None when it is larger than allowed."""
        raw = bytearray()
        try:
            async for chunk in request.stream():
                raw += chunk
                if len(raw) > self._settings.max_body_bytes:
                    return None
        except ClientDisconnect:
            return None
        return bytes(raw)

    async def _admit(self, request: Request) -> tuple[Principal, Rights]:
        """Return who asks and what the policy gives them. Raises NotAdmittedError."""
        admission = await self._admissions.admit(request.headers)
        return admission.principal, admission.rights

    async def sdl(self, request: Request) -> Response:
        """Answer the schema in SDL."""
        if not self._settings.open_schema:
            try:
                await self._admit(request)
            except NotAdmittedError as error:
                return _refused(error)
        return PlainTextResponse(self._sdl)

    async def live(self, _request: Request) -> Response:
        """Say that the process runs."""
        return _json({"status": "ok"}, 200)

    async def ready(self, _request: Request) -> Response:
        """Say per upstream whether it is reachable, how fast, and why not."""
        report = await self._health.report()
        return _json(report, 503 if report["status"] == "down" else 200)

    async def graphiql(self, request: Request) -> Response:
        """Answer the GraphiQL page; a query is never taken from a URL, where it would be logged."""
        if "query" in request.query_params:
            return _json(error_body("BAD_REQUEST", "send operations as POST"), 405)
        headers = {"Content-Security-Policy": CONTENT_SECURITY, "X-Content-Type-Options": "nosniff"}
        return FileResponse(GRAPHIQL / "index.html", headers=headers)

    async def start_script(self, _request: Request) -> Response:
        """Answer the script that starts GraphiQL."""
        return FileResponse(GRAPHIQL / "start.js")

    async def example(self, _request: Request) -> Response:
        """Answer the operation GraphiQL opens with."""
        return FileResponse(OPERATIES / "zaak.graphql", media_type="text/plain")


def _refused(error: NotAdmittedError) -> Response:
    content = msgspec.json.encode(error.body)
    return Response(content, error.status, dict(error.headers), media_type=PROBLEM)


def _json(body: Any, status: int) -> Response:
    content = msgspec.json.encode(body)
    return Response(content, status_code=status, media_type="application/json")
