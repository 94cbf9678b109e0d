"""One register as an ASGI app: the checks and headers every call shares."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from sandbox.zgw.auth import Applicatie, authenticate, claims_of
from sandbox.zgw.data import Json
from sandbox.zgw.dialect import Dialect
from sandbox.zgw.problems import (
    ProblemError,
    method_not_allowed,
    not_acceptable,
    not_found,
    precondition_failed,
)

CRS = "EPSG:4326"
CHUNK = 256 * 1024
_SECURITY_HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True)
class Call:
    """One authenticated request."""

    request: Request
    applicatie: Applicatie
    body: bytes

    @property
    def params(self) -> dict[str, str]:
        return dict(self.request.query_params)

    @property
    def claims(self) -> dict[str, Any]:
        """What the token says of the applicatie and its user."""
        return claims_of(self.request.headers["authorization"])


Handler = Callable[[Call], Response | Awaitable[Response]]
Publish = Callable[[Json], None]
"""Takes a notification to whoever wants it, some time after."""


def to_nobody(_message: Json) -> None:
    """Of a register that is connected to no Notificaties API."""


@dataclass(frozen=True)
class Api:
    """What the endpoints of one register have in common."""

    title: str
    version: str
    root: str
    applicaties: Mapping[str, Applicatie]
    by_url: Mapping[str, Json]
    publish: Publish = to_nobody
    dialect: Dialect = "openzaak"

    @property
    def is_standard(self) -> bool:
        """Whether this server knows the VNG standard and nothing of Open Zaak's own."""
        return self.dialect != "openzaak"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.root)
        return f"{parts.scheme}://{parts.netloc}"

    def url(self, path: str) -> str:
        return f"{self.root}{path.removeprefix('/')}"

    def route(
        self,
        path: str,
        handler: Handler,
        *,
        method: str = "GET",
        allow: str = "",
        geo: bool = False,
    ) -> Route:
        """A route behind authentication, CRS negotiation and problem+json."""

        async def endpoint(request: Request) -> Response:
            try:
                applicatie = authenticate(request.headers.get("authorization"), self.applicaties)
                if geo:
                    negotiate_crs(request)
                answer = handler(Call(request, applicatie, await request.body()))
                response = answer if isinstance(answer, Response) else await answer
            except ProblemError as problem:
                response = problem.response(self.origin)
            headers = {"Content-Crs": CRS} if geo else {}
            return self._finish(request, response, {**headers, "Allow": allow})

        return Route(path, endpoint, methods=[method])

    def app(self, routes: Sequence[Route], openapi: Json) -> Starlette:
        """The register below the path of its root; only its OpenAPI document is public."""

        async def describe(request: Request) -> Response:
            return self._finish(request, json_response(openapi), {})

        prefix = urlsplit(self.root).path.rstrip("/")
        document = Route("/openapi.json", describe)
        return Starlette(
            routes=[Mount(prefix, routes=[document, *routes])],
            middleware=[Middleware(_Gzip, minimum_size=500, compresslevel=1)],
            exception_handlers={HTTPException: self._http_error},
        )

    async def _http_error(self, request: Request, error: Exception) -> Response:
        wrong_method = isinstance(error, HTTPException) and error.status_code == 405
        problem = method_not_allowed(request.method) if wrong_method else not_found()
        return self._finish(request, problem.response(self.origin), {})

    def _finish(self, request: Request, response: Response, extra: Mapping[str, str]) -> Response:
        fixed = {"API-version": self.version, "Vary": "Accept, origin, Cookie", **_SECURITY_HEADERS}
        for name, value in {**fixed, **extra}.items():
            if value:
                response.headers[name] = value
        if request.method == "HEAD":
            response.body = b""
        return response


class _Gzip(GZipMiddleware):
    """Compresses all but the bytes of documents, as the web server before Open Zaak does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_download = scope["type"] == "http" and scope["path"].endswith("/download")
        serve = self.app if is_download else super().__call__
        await serve(scope, receive, send)


class Bytes(Response):
    """The content of a document, sent in pieces."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = self.raw_headers
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        view = memoryview(self.body)
        for start in range(0, len(view), CHUNK):
            piece = bytes(view[start : start + CHUNK])
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def negotiate_crs(request: Request) -> None:
    """Coordinates are spoken in WGS84 only, and a client has to say that it knows."""
    if request.method == "DELETE":
        return
    names = ["Content-Crs"] if request.method in ("POST", "PUT", "PATCH") else []
    for name in (*names, "Accept-Crs"):
        asked = request.headers.get(name)
        if asked is None:
            raise precondition_failed(f"'{name}' header ontbreekt")
        if asked != CRS:
            raise not_acceptable(f"CRS '{asked}' is niet ondersteund")


def json_response(
    body: Any, headers: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    return Response(msgspec.json.encode(body), status, headers, media_type="application/json")


def etag_of(record: Json) -> str:
    """The md5 of the record as stored, so without anything expanded."""
    return f'"{hashlib.md5(msgspec.json.encode(record), usedforsecurity=False).hexdigest()}"'


def is_unchanged(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return known == "*" or etag in [part.strip().removeprefix("W/") for part in known.split(",")]
