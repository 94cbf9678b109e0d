"""The HTTP side of the graph: POST /graphql, GraphiQL, the SDL and health."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import cached_property
from pathlib import Path

import strawberry
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from planning.zaken import read_linked
from policy.grants import Rights
from policy.identity import Principal
from policy.quotas import Budget, Quotas, RateLimitedError
from policy.trusted import TrustedDocument, TrustedDocuments
from resolvers.access.guard import Guards
from resolvers.context import RequestContext
from resolvers.downloads import Desk
from resolvers.purpose import Purposes
from resolvers.writing.sessie import Schrijfsessie
from schema.admission import PROBLEM, Admission, Admissions, NotAdmittedError
from schema.asgi import Direct
from schema.documents import Documents
from schema.errors import error_body
from schema.execution import Executor, GraphRequest, Outcome, rate_limited, with_done
from schema.hangup import ClientGoneError, Watching
from schema.incoming import (
    GraphBody,
    IncomingError,
    answer_type,
    check_media_types,
    deadline,
    decode_body,
    read_body,
    respond,
)
from schema.incremental import Closing, Stream, stream_for
from schema.logboek import REFUSED, Logboek
from schema.observe import Observer
from schema.stopping import Stopping
from schema.transfers import Transfers
from schema.voorbeelden import tabs
from settings import GatewaySettings
from sources.call import Call, Caller
from sources.catalogus import Catalogus
from sources.guard import OPEN
from sources.health import Health
from sources.landscape import Landscape
from sources.loader import Loaders
from sources.trace import new_trace, received
from sources.zaken.resources import ZAAK

GRAPHQL = "/graphql"
EVENT_STREAM = "text/event-stream"
GRAPHIQL = Path(__file__).parent / "graphiql"
OWN_FILES = ("start.js", "follow.js", "explain.js", "page.css")
IDEMPOTENCY = "idempotency-key"
READ_ALONG = {ZAAK.key: read_linked}
CLIENT_GONE = 499
"""nginx's status of a request that the client gave up; nobody receives it."""
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
        admissions: Admissions,
        trusted: TrustedDocuments | None = None,
        purposes: Purposes | None = None,
        logboek: Logboek | None = None,
        writing: Schrijfsessie | None = None,
    ) -> None:
        self.writing = writing or Schrijfsessie()
        self._purposes, self.logboek = purposes or Purposes((), settings, ()), logboek
        self.desk: Desk | None = None
        """Hands out what leads to the contents of documents; None when that is not configured."""
        self._landscape, self._catalogus, self._settings = landscape, catalogus, settings
        self._schema = schema
        self._executor = Executor(schema, settings, landscape, quotas)
        self.transfers = Transfers()
        """The documents under way; they have places of their own."""
        self.observer: Observer | None = None
        """Looks on while requests are answered; None when nothing is watched."""
        self.streams: Callable[[Request], Awaitable[Response]] | None = None
        """Answers who asks for an event stream; None when none is served."""
        self.documents = Documents(self._executor.operations, settings.trusted_documents, trusted)
        self._health, self.stopping = Health(landscape), Stopping()
        self.admissions = admissions
        self._guards = Guards()
        self.post = Direct(self.graphql)

    @property
    def executor(self) -> Executor:
        """What runs the operations."""
        return self._executor

    @property
    def landscape(self) -> Landscape:
        """The configured upstreams."""
        return self._landscape

    def routes(self) -> list[Route | Mount]:
        """Return the routes of the gateway."""
        routes: list[Route | Mount] = [
            Route(GRAPHQL, self.post, methods=["POST"]),
            Route("/health/live", self.live),
            Route("/health/ready", self.ready),
        ]
        if self._settings.introspection is not False:
            routes.append(Route("/schema.graphql", self.sdl))
        if self._settings.graphiql is not False:
            routes += [
                Route(GRAPHQL, self.graphiql, methods=["GET"]),
                Route("/graphiql/tabs.json", self.tabs),
                *(Route(f"/graphiql/{name}", _own_file(name)) for name in OWN_FILES),
                Mount("/graphiql", StaticFiles(directory=GRAPHIQL / "vendor")),
            ]
        return routes

    async def graphql(self, request: Request) -> Response:
        """Answer a GraphQL operation."""
        accept = request.headers.get("accept", "")
        if self.streams is not None and wants_events(accept):
            return await self.streams(request)
        media_type, stream = answer_type(accept), stream_for(request, accept)
        try:
            answering = self._answer(request, stream)
            observer = self.observer
            outcome = await (answering if observer is None else observer.around(answering))
        except NotAdmittedError as error:
            return refused(error)
        except IncomingError as error:
            outcome = Outcome(error.body, error.status, error.headers)
        except RateLimitedError as error:
            outcome = rate_limited(error)
        if stream is not None and stream.has_begun:
            return Closing()
        return respond(outcome.body, outcome.status, media_type, outcome.headers)

    async def _answer(self, request: Request, stream: Stream | None) -> Outcome:
        """Return the answer to a request."""
        asked, _, admission, budget = await self.taken(request)
        try:
            async with Watching(request.receive):
                asked = asked._replace(stream=stream)
                return await self.ask(asked, request.headers, admission, budget)
        except ClientGoneError:
            return Outcome({}, CLIENT_GONE)

    async def taken(self, request: Request) -> tuple[GraphRequest, GraphBody, Admission, Budget]:
        """Return what is asked and by whom; what costs least is checked first.

        Raises NotAdmittedError, RateLimitedError, IncomingError.
        """
        check_media_types(request)
        settings = self._settings
        seconds = deadline(request, settings.request_timeout)
        admission = Admission(*await self._admit(request))
        budget = await self._executor.quotas.enter(admission.principal)
        raw = await read_body(request, settings.max_body_bytes, settings.body_timeout)
        body = decode_body(raw, self._executor.limits)
        wanted = settings.explain and request.headers.get("x-gateway-explain", "").lower() == "true"
        return self.meant(body, seconds, explain=wanted), body, admission, budget

    def meant(self, body: GraphBody, seconds: float, *, explain: bool = False) -> GraphRequest:
        """Return the operation that a body means. Raises IncomingError."""
        document, variables = self.documents.find(body), body.variables or {}
        name, trusted = body.operation_name, document.trusted
        return GraphRequest(document.text, variables, name, trusted, explain, seconds)

    async def ask(
        self, asked: GraphRequest, headers: Headers, admission: Admission, budget: Budget
    ) -> Outcome:
        """Return the answer to one operation of somebody who was let in, logged where that is on.

        It is explained only to whom nothing is held back.
        """
        context = self.context(headers, admission, asked.trusted)
        self.observed(context.call, asked)
        explains = self._settings.explain and asked.explain and context.call.guard is OPEN
        answering = self._executor.run(asked._replace(explain=explains), context, budget)
        if self.logboek is None:
            return await answering
        client_id = admission.principal.client_id
        outcome = await self.logboek.around(answering, context.call, client_id, asked.stream)
        if outcome is REFUSED:
            return outcome._replace(body=with_done(outcome.body, context))
        return outcome

    async def asked(
        self, asked: GraphRequest, headers: Headers, admission: Admission, budget: Budget
    ) -> Outcome:
        """Return the answer to an operation that came over a stream, with whoever looks on."""
        answering = self.ask(asked, headers, admission, budget)
        return await (answering if self.observer is None else self.observer.around(answering))

    def observed(self, call: Call, asked: GraphRequest) -> None:
        """Tell whoever looks on which operation it is."""
        if self.observer is not None:
            self.observer.begins(call, asked.query, asked.operation_name, asked.trusted)

    def context(
        self, asked: Headers, admission: Admission, trusted: TrustedDocument | None
    ) -> RequestContext:
        """Return what this request carries to every resolver.

        The purpose of a trusted document is its own; a header cannot change it.
        """
        own = trusted.metadata.get("doelbinding") if trusted is not None else None
        named = own if isinstance(own, str) else asked.get(self._settings.purpose_header)
        return self.context_for(asked, admission.principal, admission.rights, named)

    def context_for(
        self, asked: Headers, principal: Principal, rights: Rights, named: str | None
    ) -> RequestContext:
        """Return the context of what this caller asks under the purpose that was named."""
        caller = Caller(principal.user_id, principal.representation)
        parent = asked.get("traceparent")
        trace = received(parent, asked.get("tracestate", "")) if parent else new_trace()
        call = Call(caller, trace, logs=self.logboek is not None)
        self._purposes.apply(call, named, principal, rights)
        call.fewest = self._settings.strategy == "fewest"
        call.cache = self._landscape.zaakcache
        loaders = Loaders(self._landscape, self._catalogus, call)
        loaders.read_along = READ_ALONG
        call.guard = self._guards.of(principal, rights, loaders)
        schrijven = self.writing.of_request(asked.get(IDEMPOTENCY, ""))
        return RequestContext(loaders, self._settings, principal, rights, schrijven, desk=self.desk)

    async def rights_of(self, principal: Principal) -> Rights:
        """Return what the policy gives a known caller now. Raises NotAdmittedError."""
        return await self.admissions.rights_of(principal)

    async def admit(self, request: Request) -> tuple[Principal, Rights]:
        """Return who asks and what the policy gives them. Raises NotAdmittedError."""
        return await self._admit(request)

    async def _admit(self, request: Request) -> tuple[Principal, Rights]:
        """Return who asks and what the policy gives them. Raises NotAdmittedError."""
        admission = await self.admissions.admit(request.headers)
        return admission.principal, admission.rights

    @cached_property
    def _sdl(self) -> str:
        """The schema in SDL: 40 ms of work that only who asks for it needs."""
        return self._schema.as_str() + "\n"

    async def sdl(self, request: Request) -> Response:
        """Answer the schema in SDL."""
        if not self._settings.open_schema:
            try:
                await self._admit(request)
            except NotAdmittedError as error:
                return refused(error)
        return PlainTextResponse(self._sdl)

    async def live(self, _request: Request) -> Response:
        """Say that the process runs."""
        return respond({"status": "ok"}, 200)

    async def ready(self, _request: Request) -> Response:
        """Say per upstream whether it is reachable, how fast, and why not."""
        if self.stopping.begun:
            return respond({"status": "stopping"}, 503)
        report = await self._health.report()
        if self.logboek is not None:
            report = {**report, "logboek": self.logboek.report()}
        return respond(report, 503 if report["status"] == "down" else 200)

    async def graphiql(self, request: Request) -> Response:
        """Answer the GraphiQL page; a query is never taken from a URL, where it would be logged."""
        accepts = request.headers.get("accept", "*/*")
        if "query" in request.query_params or not ("text/html" in accepts or "*/*" in accepts):
            body = error_body("BAD_REQUEST", "send operations as POST, with application/json")
            return respond(body, 405, headers={"Allow": "POST"})
        headers = {"Content-Security-Policy": CONTENT_SECURITY}
        return FileResponse(GRAPHIQL / "index.html", headers=headers)

    async def tabs(self, _request: Request) -> Response:
        """Answer the operations and the headers GraphiQL opens with."""
        header = self._settings.purpose_header
        headers = {"X-Gateway-Explain": "true"}
        headers.update((header, name) for name in self._purposes.names[:1])
        told = {"tabs": tabs(date.today()), "headers": headers, "purposeHeader": header}
        return respond(told, 200)


def _own_file(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers one of our own files of the GraphiQL page."""

    async def answer(_request: Request) -> Response:
        return FileResponse(GRAPHIQL / name)

    return answer


def wants_events(accept: str) -> bool:
    """Whether an event stream is what the client names first; clients add it to what they take."""
    return accept.lstrip().lower().startswith(EVENT_STREAM)


def refused(error: NotAdmittedError) -> Response:
    """Return the answer to who is not let in."""
    return respond(error.body, error.status, PROBLEM, error.headers)
