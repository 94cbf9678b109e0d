"""The HTTP face of the sandbox BRP: POST {root}personen, as BRP Personen bevragen 2.7.0."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.brp.fields import make_selection, project
from sandbox.brp.problems import (
    Problem,
    invalid,
    invalid_params,
    not_acceptable,
    too_many_results,
    unauthenticated,
    unsupported_media_type,
)
from sandbox.brp.queries import QUERIES, check_query, check_type
from sandbox.brp.register import Register

VERSION = "2.7.0"
CONTENT_TYPES = ("application/json", "application/json;charset=utf-8")
ACCEPTED = (*CONTENT_TYPES, "*/*", "*/*;charset=utf-8")
JSON_UTF8 = "application/json; charset=utf-8"


class Personen:
    """The one operation of the API."""

    def __init__(self, personen: Sequence[dict[str, Any]], api_key: str) -> None:
        self._register = Register(personen)
        self._api_key = api_key

    async def respond(self, request: Request) -> JSONResponse:
        try:
            check_headers(request, self._api_key)
            answer = self._answer(parse_body(await request.body()))
        except Problem as problem:
            return problem.respond(request)
        return JSONResponse(answer, media_type=JSON_UTF8)

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        if faults := check_type(body):
            raise invalid_params(faults)
        query = QUERIES[body["type"]]
        if faults := check_query(body, query):
            raise invalid_params(faults)
        found = self._register.search(body)
        if len(found) > query.max_results:
            raise too_many_results(query.max_results)
        selection = make_selection(body["fields"], query.tree)
        personen = [project(persoon, selection) for persoon in found]
        return {"type": body["type"], "personen": personen}


def check_headers(request: Request, api_key: str) -> None:
    """Raise unless the key is known and JSON is both sent and wanted."""
    if request.headers.get("x-api-key") != api_key:
        raise unauthenticated()
    accept = _normalise(request.headers.get("accept", "*/*"))
    if not any(part.split(";q=")[0] in ACCEPTED for part in accept.split(",")):
        raise not_acceptable()
    if _normalise(request.headers.get("content-type", "")) not in CONTENT_TYPES:
        raise unsupported_media_type()


def _normalise(header: str) -> str:
    return header.lower().replace(" ", "")


def parse_body(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise invalid_params([invalid("body", "json", "Waarde is geen geldige JSON.")])
    return body


async def _describe(request: Request) -> JSONResponse:
    info = {"title": "BRP API Personen", "version": VERSION}
    return JSONResponse({"openapi": "3.1.0", "info": info, "paths": {"/personen": {}}})


def build_brp(
    personen: Sequence[dict[str, Any]],
    api_key: str = "sandbox-brp-sleutel",
    root: str = "http://brp.sandbox/haalcentraal/api/brp/",
) -> ASGIApp:
    """The BRP as an ASGI app that answers at the path of `root`."""
    path = urlsplit(root).path.rstrip("/")
    service = Personen(personen, api_key)
    return Starlette(
        routes=[
            Route(f"{path}/personen", service.respond, methods=["POST"]),
            Route(f"{path}/openapi.json", _describe, methods=["GET"]),
        ]
    )
