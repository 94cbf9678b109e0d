"""The HTTP face of the sandbox BAG: headers, one object, and pages of objects as HAL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.bag import problems
from sandbox.bag.bodies import Body, Renderer
from sandbox.bag.params import (
    Reader,
    Values,
    boolean,
    check_combination,
    check_identificatie,
    day,
    moment,
    read_expand,
    read_values,
    text,
)
from sandbox.bag.queries import QUESTIONS, ZOEK, Question
from sandbox.bag.register import Bag, Nummeraanduiding

VERSION = "2.6.0"
PAGE_SIZE = 20
CRS = "epsg:28992"
ACCEPTED = ("application/hal+json", "application/json", "*/*")
_DETAIL_READERS: dict[str, Reader] = {
    "geldigOp": day,
    "beschikbaarOp": moment,
    "huidig": boolean,
    "inclusiefEindStatus": boolean,
    "expand": text(255),
}


class _Service:
    """Answers questions about one BAG to those with the key."""

    def __init__(self, bag: Bag, api_key: str, root: str) -> None:
        self._bag = bag
        self._api_key = api_key
        self._root = root
        self._renderer = Renderer(bag, root)

    def routes(self) -> list[Route]:
        prefix = urlsplit(self._root).path.rstrip("/")
        routes = [Route(f"{prefix}/info", _describe), Route(f"{prefix}/openapi.json", _openapi)]
        for question in (ZOEK, *QUESTIONS):
            routes.append(Route(f"{prefix}/{question.path}", self._endpoint(question, "")))
            if question is not ZOEK:
                path = f"{prefix}/{question.path}/{{identificatie}}"
                routes.append(Route(path, self._endpoint(question, "identificatie")))
        return routes

    def _endpoint(self, question: Question, id_name: str) -> Any:
        async def endpoint(request: Request) -> Response:
            try:
                self._check_headers(request, question)
                identificatie = request.path_params.get(id_name)
                if identificatie is None:
                    body, headers = self._page(request, question)
                else:
                    body, headers = self._one(request, question, identificatie), {}
            except problems.Problem as problem:
                return _finish(problem.respond(request))
            if question.has_geometry:
                headers["Content-Crs"] = CRS
            return _finish(JSONResponse(body, 200, headers, media_type="application/hal+json"))

        return endpoint

    def _check_headers(self, request: Request, question: Question) -> None:
        if request.headers.get("x-api-key") != self._api_key:
            raise problems.unauthenticated()
        accept = request.headers.get("accept", "*/*")
        if not any(part.partition(";")[0].strip() in ACCEPTED for part in accept.split(",")):
            raise problems.not_acceptable()
        crs = request.headers.get("accept-crs")
        if crs is not None and crs.lower() != CRS:
            raise problems.crs_not_acceptable(crs)
        if crs is None and question.has_geometry:
            raise problems.crs_missing()
        if "bbox" in request.query_params and "bbox" in question.readers:
            _check_content_crs(request.headers.get("content-crs"))

    def _one(self, request: Request, question: Question, identificatie: str) -> Body:
        check_identificatie(question.id_name, identificatie, question.identificatie)
        values = read_values(request.query_params, _DETAIL_READERS)
        expand = read_expand(values.get("expand"), question.expand)
        fact = question.get(self._bag, identificatie)
        if fact is None or not _is_there(fact, values, question):
            raise problems.not_found()
        return question.render(self._renderer)(fact, expand)

    def _page(self, request: Request, question: Question) -> tuple[Body, dict[str, str]]:
        values = read_values(request.query_params, question.readers)
        check_combination(values, question.combinations, question.selecting)
        expand = read_expand(values.get("expand"), question.expand)
        found = [
            fact
            for fact in question.find(self._bag, self._renderer, values)
            if _is_there(fact, values, question)
        ]
        size, page = values.get("pageSize", PAGE_SIZE), values.get("page", 1)
        last = max(-(-len(found) // size), 1)
        if page > last:
            raise problems.invalid_param("page", "page", "De opgegeven pagina bestaat niet.")
        render = question.render(self._renderer)
        rows = [render(fact, expand) for fact in found[(page - 1) * size : page * size]]
        body: Body = {"_links": self._page_links(request, question, page, last)}
        if rows:
            body["_embedded"] = {question.collection: rows}
        return body, {"X-Pagination-Page": str(page), "X-Pagination-Limit": str(size)}

    def _page_links(self, request: Request, question: Question, page: int, last: int) -> Body:
        """Only the links that lead elsewhere: no first on the first page, no last on the last."""
        query = [pair for pair in request.query_params.multi_items() if pair[0] != "page"]

        def link(number: int | None) -> Body:
            pairs = query if number is None else [*query, ("page", str(number))]
            return {"href": f"{self._root}{question.path}?{urlencode(pairs)}"}

        asked = page if "page" in request.query_params else None
        links = {"self": link(asked)}
        if page > 1:
            links |= {"first": link(1), "previous": link(page - 1)}
        if page < last:
            links |= {"next": link(page + 1), "last": link(last)}
        return links


def _is_there(fact: Any, values: Values, question: Question) -> bool:
    """Whether it exists on the day that is asked for; ended addresses only when asked for."""
    if question.has_time:
        days = [values[name] for name in ("geldigOp", "beschikbaarOp") if name in values]
        return all(fact.begin <= day for day in days)
    if not isinstance(fact, Nummeraanduiding):
        return True
    return fact.is_current or bool(values.get("inclusiefEindStatus", False))


def _check_content_crs(crs: str | None) -> None:
    if crs is None:
        raise problems.content_crs_missing()
    if crs.lower() != CRS:
        raise problems.content_crs_not_supported()


def _finish(response: Response) -> Response:
    response.headers["api-version"] = VERSION
    return response


async def _describe(request: Request) -> Response:
    return _finish(
        JSONResponse(
            {
                "api-name": "BAG API Individuele Bevragingen",
                "api-version": VERSION,
                "api-description": "Sandbox",
                "informationmodel": "IMBAG",
                "informationmodel-version": "2.0",
                "informationmodel-location": "https://imbag.github.io/praktijkhandleiding/",
            }
        )
    )


async def _openapi(request: Request) -> Response:
    info = {"title": "IMBAG API - van de LVBAG", "version": VERSION}
    paths: dict[str, Any] = {f"/{question.path}": {} for question in (ZOEK, *QUESTIONS)}
    return _finish(JSONResponse({"openapi": "3.0.0", "info": info, "paths": paths}))


async def _http_error(request: Request, error: Exception) -> Response:
    wrong_method = isinstance(error, HTTPException) and error.status_code == 405
    problem = problems.method_not_allowed() if wrong_method else problems.not_found()
    return _finish(problem.respond(request))


def build_bag(bag: Bag, api_key: str, root: str) -> ASGIApp:
    """The BAG as an ASGI app that answers at the path of `root`."""
    routes: Sequence[Route] = _Service(bag, api_key, root).routes()
    return Starlette(routes=routes, exception_handlers={HTTPException: _http_error})
