"""The HTTP side of the graph: POST /graphql, GraphiQL, the SDL and health."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import strawberry
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from policy.grants import UNLIMITED, Rights
from policy.identity import DEVELOPER, Principal
from policy.numbers import is_bsn
from resolvers.access.guard import guard_for
from resolvers.access.types import TypeIndex
from resolvers.context import RequestContext
from resolvers.purpose import Purposes
from schema.errors import error_body
from schema.execution import Executor, GraphRequest
from schema.logboek import REFUSED, Logboek
from settings import GatewaySettings
from sources.call import Call, Caller
from sources.catalogus import Catalogus
from sources.health import Health
from sources.landscape import Landscape
from sources.loader import Loaders
from sources.trace import received

GRAPHIQL = Path(__file__).parent / "graphiql"
OPERATIES = Path(__file__).parent.parent / "docs" / "operaties"
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
        purposes: Purposes | None = None,
        logboek: Logboek | None = None,
    ) -> None:
        self._purposes, self._logboek = purposes or Purposes((), settings, ()), logboek
        self._landscape, self._catalogus, self._settings = landscape, catalogus, settings
        self._sdl = schema.as_str() + "\n"
        self._executor = Executor(schema, settings)
        self._health = Health(landscape)
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
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _json(error_body("BAD_REQUEST", "send application/json"), 415)
        raw = await self._read(request)
        if raw is None:
            return _json(error_body("REQUEST_TOO_LARGE", "the request body is too large"), 413)
        try:
            body = msgspec.json.decode(raw, type=GraphBody)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _json(error_body("BAD_REQUEST", "not a GraphQL request body"), 400)
        text = self._text(body)
        if isinstance(text, Response):
            return text
        caller = self._caller(request)
        if caller is None:
            return _json(error_body("BAD_REQUEST", "X-User-Id must not be a BSN"), 400)
        trace = received(
            request.headers.get("traceparent", ""), request.headers.get("tracestate", "")
        )
        call = Call(caller, trace, logs=self._logboek is not None)
        call.fewest = self._settings.strategy == "fewest"
        loaders = Loaders(self._landscape, self._catalogus, call)
        principal, rights = self._admit(request)
        named = request.headers.get(self._settings.purpose_header)
        self._purposes.apply(call, named, principal, rights)
        call.guard = guard_for(principal, rights, loaders, self._types)
        context = RequestContext(loaders, self._settings, principal, rights)
        explain = (
            self._settings.explain
            and request.headers.get("x-gateway-explain", "").lower() == "true"
        )
        graph_request = GraphRequest(text, body.variables or {}, body.operation_name)
        answering = self._executor.run(graph_request, context, explain)
        if self._logboek is None:
            answer = await answering
        else:
            answer = await self._logboek.around(answering, call, principal.client_id)
        if answer is REFUSED:
            return _json(answer, 503)
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

    def _admit(self, _request: Request) -> tuple[Principal, Rights]:
        """Return who asks and what the policy gives them."""
        return DEVELOPER, UNLIMITED

    def _caller(self, request: Request) -> Caller | None:
        """Return on whose behalf upstreams are read, or None for a user id that is a BSN."""
        default = Caller(self._settings.user_id, self._settings.user_representation)
        user = request.headers.get("x-user-id", "")
        if not self._settings.trust_user_headers or not user:
            return default
        if is_bsn(user):
            return None
        return Caller(user, request.headers.get("x-user-representation", user))

    async def sdl(self, _request: Request) -> Response:
        """Answer the schema in SDL."""
        return PlainTextResponse(self._sdl)

    async def live(self, _request: Request) -> Response:
        """Say that the process runs."""
        return _json({"status": "ok"}, 200)

    async def ready(self, _request: Request) -> Response:
        """Say per upstream whether it is reachable, how fast, and why not."""
        report = await self._health.report()
        if self._logboek is not None:
            report = {**report, "logboek": self._logboek.report()}
        return _json(report, 503 if report["status"] == "down" else 200)

    async def graphiql(self, _request: Request) -> Response:
        """Answer the GraphiQL page."""
        headers = {"Content-Security-Policy": CONTENT_SECURITY, "X-Content-Type-Options": "nosniff"}
        return FileResponse(GRAPHIQL / "index.html", headers=headers)

    async def start_script(self, _request: Request) -> Response:
        """Answer the script that starts GraphiQL."""
        return FileResponse(GRAPHIQL / "start.js")

    async def example(self, _request: Request) -> Response:
        """Answer the operation GraphiQL opens with."""
        return FileResponse(OPERATIES / "zaak.graphql", media_type="text/plain")


def _json(body: Any, status: int) -> Response:
    content = msgspec.json.encode(body)
    return Response(content, status_code=status, media_type="application/json")
