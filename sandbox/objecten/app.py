"""The HTTP face of the sandbox Objects API: objects, their history, and objecttypes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.objecten import bodies
from sandbox.objecten.fields import FieldError, names_of, pick
from sandbox.objecten.query import Found, Query, read_within
from sandbox.objecten.register import Fields, Json, Object, Objecten
from sandbox.zgw.paging import paginate
from sandbox.zgw.problems import (
    InvalidParam,
    ProblemError,
    forbidden,
    invalid,
    malformed,
    method_not_allowed,
    not_acceptable,
    not_found,
    precondition_failed,
    unsupported_media_type,
)

VERSION = "2.7.0"
CRS = "EPSG:4326"
CLASSIFICATIONS = ("open", "intern", "confidential", "strictly_confidential")
Handler = Callable[[Request, str, bytes], tuple[Any, Mapping[str, str]]]
NO_HEADERS: Mapping[str, str] = {}


class _Service:
    """Answers the holders of a token with what that token may see."""

    def __init__(self, register: Objecten, today: date) -> None:
        self._register = register
        self._today = today.isoformat()
        parts = urlsplit(register.root)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._prefix = parts.path.rstrip("/")

    def app(self) -> Starlette:
        objects = "/objects/{uuid}"
        versions = "/objecttypes/{uuid}/versions"
        routes = [
            self._route("/objects", self._list, geo=True),
            self._route("/objects/search", self._search, method="POST", geo=True),
            self._route(objects, self._detail, geo=True),
            self._route(f"{objects}/history", self._history, geo=True),
            self._route(f"{objects}/{{index:int}}", self._record, geo=True),
            self._route("/objecttypes", self._types),
            self._route("/objecttypes/{uuid}", self._type),
            self._route(versions, self._versions),
            self._route(f"{versions}/{{version:int}}", self._version),
            self._route("/permissions", self._permissions),
            Route(f"{self._prefix}/openapi.json", self._describe),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: self._http_error})

    def _route(
        self, path: str, handler: Handler, *, method: str = "GET", geo: bool = False
    ) -> Route:
        async def endpoint(request: Request) -> Response:
            headers: dict[str, str] = {"API-version": VERSION}
            if geo:
                headers["Content-Crs"] = CRS
            try:
                token = self._authenticate(request)
                if geo:
                    _negotiate_crs(request)
                body, extra = handler(request, token, await request.body())
            except ProblemError as problem:
                return self._refuse(problem, headers)
            return Response(
                msgspec.json.encode(body), 200, {**headers, **extra}, media_type="application/json"
            )

        return Route(f"{self._prefix}{path}", endpoint, methods=[method])

    def _authenticate(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "token":
            text = "Authenticatiegegevens zijn niet opgegeven."
            raise ProblemError(401, "not_authenticated", text, text, kind="NotAuthenticated")
        if token not in self._register.permissions:
            text = "Ongeldige token."
            raise ProblemError(
                401, "authentication_failed", text, text, kind="AuthenticationFailed"
            )
        return token

    def _refuse(self, problem: ProblemError, headers: Mapping[str, str]) -> Response:
        response = problem.response(self._origin)
        if problem.status == 401:
            response.headers["WWW-Authenticate"] = "Token"
        response.headers.update(headers)
        return response

    def _list(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        params = {name: request.query_params.getlist(name) for name in request.query_params}
        return self._found(request, token, Query(self._register, params, self._today), None)

    def _search(self, request: Request, token: str, raw: bytes) -> tuple[Any, Mapping[str, str]]:
        """Filters come in the body, paging in the url."""
        body = _read_body(request, raw)
        params = {
            name: [str(item) for item in (value if isinstance(value, list) else [value])]
            for name, value in body.items()
            if name != "geometry"
        }
        query = Query(self._register, params, self._today)
        return self._found(request, token, query, read_within(body))

    def _found(
        self, request: Request, token: str, query: Query, within: Json | None
    ) -> tuple[Any, Mapping[str, str]]:
        allowed = self._register.permissions[token]
        try:
            found = query.find(frozenset(allowed), within)
        except re.error as error:
            text = "Er is een fout opgetreden."
            raise ProblemError(500, "error", text, text, kind="APIException") from error
        hidden: dict[str, set[str]] = {}
        fields = request.query_params.get("fields", "")
        page = self._paginate(
            request, found, lambda pair: self._render(token, pair, fields, hidden)
        )
        return page, _unauthorized(hidden)

    def _detail(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        """The record of today; the index tells which of the history that is."""
        item = self._object(request, token)
        current = [record for record in item.records if record.is_at(self._today)]
        if not current:
            raise not_found()
        hidden: dict[str, set[str]] = {}
        fields = request.query_params.get("fields", "")
        body = self._render(token, (item, current[-1]), fields, hidden)
        return body, _unauthorized(hidden)

    def _history(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        item = self._object(request, token)
        return self._paginate(request, item.records, bodies.history_body), NO_HEADERS

    def _record(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        item, index = self._object(request, token), request.path_params["index"]
        if not 1 <= index <= len(item.records):
            raise not_found()
        return bodies.history_body(item.records[index - 1]), NO_HEADERS

    def _object(self, request: Request, token: str) -> Object:
        item = self._register.objects.get(request.path_params["uuid"])
        if item is None:
            raise not_found()
        if item.type_uuid not in self._register.permissions[token]:
            raise forbidden()
        return item

    def _render(self, token: str, pair: Found, fields: str, hidden: dict[str, set[str]]) -> Json:
        """The record as far as the token may see it, and of that the fields asked for."""
        item, record = pair
        whole = bodies.object_body(self._register, item, record)
        allowed = self._allowed(token, item, record.type_version)
        try:
            seen = whole if allowed is None else pick(whole, allowed)
        except FieldError as error:
            reason = f"Fields in the configured authorization are absent in the data: {error}"
            raise invalid(InvalidParam("nonFieldErrors", "invalid", reason)) from error
        wanted = [name.strip() for name in fields.split(",") if name.strip()]
        try:
            result = pick(seen, wanted) if wanted else seen
        except FieldError as error:
            reason = f"'fields' query parameter has invalid or unauthorized values: {error}"
            raise invalid(InvalidParam("nonFieldErrors", "invalid", reason)) from error
        if allowed is not None and not wanted and (missing := names_of(whole) - names_of(seen)):
            key = f"{whole['type']}({record.type_version})"
            hidden.setdefault(key, set()).update(missing)
        return result

    def _allowed(self, token: str, item: Object, version: int) -> list[str] | None:
        fields: Fields | None = self._register.permissions[token][item.type_uuid]
        return None if fields is None else fields.get(str(version), [])

    def _types(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        wanted = request.query_params.get("dataClassification", "")
        if wanted and wanted not in CLASSIFICATIONS:
            reason = f"Selecteer een geldige keuze. {wanted} is geen beschikbare keuze."
            raise invalid(InvalidParam("dataClassification", "invalid_choice", reason))
        chosen = [
            item
            for item in reversed(self._register.types.values())
            if wanted in ("", item.classification)
        ]
        page = self._paginate(request, chosen, lambda item: bodies.type_body(self._register, item))
        return page, NO_HEADERS

    def _type(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        item = self._register.types.get(request.path_params["uuid"])
        if item is None:
            raise not_found()
        return bodies.type_body(self._register, item), NO_HEADERS

    def _versions(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        item = self._register.types.get(request.path_params["uuid"])
        if item is None:
            raise not_found()
        numbers = list(range(len(item.schemas), 0, -1))
        page = self._paginate(
            request, numbers, lambda number: bodies.version_body(self._register, item, number)
        )
        return page, NO_HEADERS

    def _version(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        item = self._register.types.get(request.path_params["uuid"])
        number = request.path_params["version"]
        if item is None or not 1 <= number <= len(item.schemas):
            raise not_found()
        return bodies.version_body(self._register, item, number), NO_HEADERS

    def _permissions(self, request: Request, token: str, _: bytes) -> tuple[Any, Mapping[str, str]]:
        own = list(self._register.permissions[token].items())
        page = self._paginate(
            request, own, lambda pair: bodies.permission_body(self._register, *pair)
        )
        return page, NO_HEADERS

    def _paginate(
        self, request: Request, found: Sequence[Any], render: Callable[[Any], Json]
    ) -> Json:
        """A page whose links keep a parameter that was given more than once."""
        url = f"{self._origin}{request.url.path}"
        params = request.query_params
        page: Json = paginate(found, dict(params), url, render)
        rest = [pair for pair in params.multi_items() if pair[0] != "page"]
        for name in ("next", "previous"):
            if page[name] is not None:
                number = re.search(r"[?&]page=([0-9]+)", page[name])
                pairs = [*rest, ("page", number[1] if number else "1")]
                page[name] = f"{url}?{urlencode(pairs)}"
        return page

    async def _http_error(self, request: Request, error: Exception) -> Response:
        wrong_method = isinstance(error, HTTPException) and error.status_code == 405
        problem = method_not_allowed(request.method) if wrong_method else not_found()
        return self._refuse(problem, {"API-version": VERSION})

    async def _describe(self, request: Request) -> Response:
        info = {"title": "Objects API", "version": VERSION}
        paths: Json = {path: {} for path in ("/objects", "/objects/search", "/objecttypes")}
        body = {"openapi": "3.0.3", "info": info, "paths": paths}
        return Response(msgspec.json.encode(body), media_type="application/json")


def _negotiate_crs(request: Request) -> None:
    """A body has to say what its coordinates are in; an answer is always in WGS84."""
    if request.method == "POST":
        given = request.headers.get("content-crs")
        if given is None:
            raise precondition_failed("'Content-Crs' header ontbreekt")
        if given != CRS:
            raise not_acceptable(f"CRS '{given}' is niet ondersteund")
    asked = request.headers.get("accept-crs")
    if asked and asked != CRS:
        raise not_acceptable(f"CRS '{asked}' is niet ondersteund")


def _read_body(request: Request, raw: bytes) -> Json:
    media_type = request.headers.get("content-type", "")
    if not media_type.startswith("application/json"):
        raise unsupported_media_type(media_type)
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise malformed("JSON parse error") from error
    if not isinstance(body, dict):
        raise malformed("JSON parse error")
    return body


def _unauthorized(hidden: Mapping[str, set[str]]) -> Mapping[str, str]:
    if not hidden:
        return NO_HEADERS
    parts = [f"{key}:{','.join(sorted(names))}" for key, names in hidden.items()]
    return {"X-Unauthorized-Fields": "; ".join(parts)}


def build_objecten(register: Objecten, today: date) -> ASGIApp:
    """The register as an ASGI app, as it is on one day."""
    return _Service(register, today).app()
