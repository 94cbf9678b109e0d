"""The HTTP side of the graph: POST /graphql, GraphiQL, the SDL and health."""

from __future__ import annotations

import re
from pathlib import Path

import strawberry
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from policy.grants import UNLIMITED, Rights
from policy.identity import DEVELOPER, Principal
from policy.numbers import is_bsn
from policy.quotas import Quotas, RateLimitedError
from policy.trusted import TrustedDocuments
from resolvers.access.guard import guard_for
from resolvers.access.types import TypeIndex
from resolvers.context import RequestContext
from schema.documents import Documents
from schema.errors import error_body
from schema.execution import Executor, GraphRequest, Outcome, rate_limited
from schema.hangup import ClientGoneError, watching
from schema.incoming import (
    IncomingError,
    answer_type,
    check_media_types,
    deadline,
    decode_body,
    read_body,
    respond,
)
from settings import GatewaySettings
from sources.call import Call, Caller
from sources.catalogus import Catalogus
from sources.guard import OPEN
from sources.health import Health
from sources.landscape import Landscape
from sources.loader import Loaders

GRAPHIQL = Path(__file__).parent / "graphiql"
CLIENT_GONE = 499
"""nginx's status of a request that the client gave up; nobody receives it."""
OPERATIES = Path(__file__).parent.parent / "docs" / "operaties"
TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\Z")
CONTENT_SECURITY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'"
)


class Endpoint:
    """Answers HTTP requests with the graph over one landscape."""

    def __init__(
        self,
        schema: strawberry.Schema,
        landscape: Landscape,
        catalogus: Catalogus,
        settings: GatewaySettings,
        quotas: Quotas,
        trusted: TrustedDocuments | None = None,
    ) -> None:
        self._landscape, self._catalogus, self._settings = landscape, catalogus, settings
        self._sdl = schema.as_str() + "\n"
        self._executor = Executor(schema, settings, landscape, quotas)
        self.documents = Documents(self._executor.operations, settings.trusted_documents, trusted)
        self._health = Health(landscape)
        self._types = TypeIndex()

    def routes(self) -> list[Route | Mount]:
        """Return the routes of the gateway."""
        routes: list[Route | Mount] = [
            Route("/graphql", self.graphql, methods=["POST"]),
            Route("/health/live", self.live),
            Route("/health/ready", self.ready),
        ]
        if self._settings.introspection is not False:
            routes.append(Route("/schema.graphql", self.sdl))
        if self._settings.graphiql is not False:
            routes += [
                Route("/graphql", self.graphiql, methods=["GET"]),
                Route("/graphiql/example.graphql", self.example),
                Route("/graphiql/start.js", self.start_script),
                Mount("/graphiql", StaticFiles(directory=GRAPHIQL / "vendor")),
            ]
        return routes

    async def graphql(self, request: Request) -> Response:
        """Answer a GraphQL operation."""
        media_type = answer_type(request)
        try:
            outcome = await self._answer(request)
        except IncomingError as error:
            outcome = Outcome(error.body, error.status, error.headers)
        except RateLimitedError as error:
            outcome = rate_limited(error)
        return respond(outcome.body, outcome.status, media_type, outcome.headers)

    async def _answer(self, request: Request) -> Outcome:
        """Return the answer to a request; what costs least is checked first."""
        check_media_types(request)
        settings = self._settings
        seconds = deadline(request, settings.request_timeout)
        principal, rights = self._admit(request)
        budget = await self._executor.quotas.enter(principal)
        raw = await read_body(request, settings.max_body_bytes, settings.body_timeout)
        body = decode_body(raw, self._executor.limits)
        document = self.documents.find(body)
        context = self._context(request, principal, rights)
        wanted = request.headers.get("x-gateway-explain", "").lower() == "true"
        asked = GraphRequest(
            document.text,
            body.variables or {},
            body.operation_name,
            document.trusted,
            settings.explain and wanted and context.call.guard is OPEN,
            seconds,
        )
        try:
            async with watching(request.receive):
                return await self._executor.run(asked, context, budget)
        except ClientGoneError:
            return Outcome({}, CLIENT_GONE)

    def _context(self, request: Request, principal: Principal, rights: Rights) -> RequestContext:
        """Return what this request carries to every resolver."""
        caller = self._caller(request)
        if caller is None:
            raise IncomingError(400, "BAD_REQUEST", "X-User-Id must not be a BSN")
        traceparent = request.headers.get("traceparent", "")
        call = Call(caller, traceparent if TRACEPARENT.match(traceparent) else "")
        call.fewest = self._settings.strategy == "fewest"
        loaders = Loaders(self._landscape, self._catalogus, call)
        call.guard = guard_for(principal, rights, loaders, self._types)
        return RequestContext(loaders, self._settings, principal, rights)

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
        return respond({"status": "ok"}, 200)

    async def ready(self, _request: Request) -> Response:
        """Say per upstream whether it is reachable, how fast, and why not."""
        report = await self._health.report()
        return respond(report, 503 if report["status"] == "down" else 200)

    async def graphiql(self, request: Request) -> Response:
        """Answer the GraphiQL page; a query is never taken from a URL, where it would be logged."""
        accepts = request.headers.get("accept", "*/*")
        if "query" in request.query_params or not ("text/html" in accepts or "*/*" in accepts):
            body = error_body("BAD_REQUEST", "send operations as POST, with application/json")
            return respond(body, 405, headers={"Allow": "POST"})
        headers = {"Content-Security-Policy": CONTENT_SECURITY}
        return FileResponse(GRAPHIQL / "index.html", headers=headers)

    async def start_script(self, _request: Request) -> Response:
        """Answer the script that starts GraphiQL."""
        return FileResponse(GRAPHIQL / "start.js")

    async def example(self, _request: Request) -> Response:
        """Answer the operation GraphiQL opens with."""
        return FileResponse(OPERATIES / "zaak.graphql", media_type="text/plain")
