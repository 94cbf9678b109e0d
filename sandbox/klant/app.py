"""The HTTP face of the sandbox Open Klant: lists and details of klantinteracties 0.9.0."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.klant.contacten import ContactBuilder
from sandbox.klant.partijen import PartijBuilder
from sandbox.klant.problems import (
    Problem,
    authentication_failed,
    invalid_params,
    not_authenticated,
    not_found,
)
from sandbox.klant.query import Finder, check_params, expand, make_selection, split_expand
from sandbox.klant.store import RESOURCES, Body, Store
from sandbox.klant.writing import Publish, Writer

VERSION = "0.9.0"
PAGE_SIZE = 100
MAX_PAGE_SIZE = 500
SEED = 20260402
CHANGING = ["PUT", "PATCH", "DELETE"]
GZIP_MINIMUM = 500  # bytes; below it compression costs more than it saves


class Klanten:
    """The register as an ASGI app (`app`), and what is in it (`data`)."""

    def __init__(self, store: Store, token: str) -> None:
        self.data = store
        self._finder = Finder(store)
        self._token = token
        self.listeners: list[Publish] = []
        """Who is told what was written, each time after it can be read."""
        self._writer = Writer(store, self._publish)
        self.app: ASGIApp = self._make_app()

    def restore(self) -> None:
        """As built: every write undone."""
        self.data.restore()
        self._finder.forget()

    def _publish(self, message: Body) -> None:
        for listener in self.listeners:
            listener(message)

    def _make_app(self) -> Starlette:
        path = urlsplit(self.data.root).path.rstrip("/")
        return Starlette(
            routes=[
                Route(f"{path}/openapi.json", _describe, methods=["GET"]),
                Route(f"{path}/{{resource}}", self._respond, methods=["GET"]),
                Route(f"{path}/{{resource}}/{{uuid}}", self._respond, methods=["GET"]),
                Route(f"{path}/{{resource}}", self._write, methods=["POST"]),
                Route(f"{path}/{{resource}}/{{uuid}}", self._write, methods=CHANGING),
            ],
            middleware=[Middleware(GZipMiddleware, minimum_size=GZIP_MINIMUM)],
        )

    async def _respond(self, request: Request) -> Response:
        try:
            self._check_token(request.headers.get("authorization", ""))
            body = self._answer(request)
        except Problem as problem:
            return problem.respond(request, self.data.root)
        headers = {"API-version": VERSION}
        return Response(msgspec.json.encode(body), 200, headers, media_type="application/json")

    async def _write(self, request: Request) -> Response:
        raw, params = await request.body(), request.path_params
        try:
            self._check_token(request.headers.get("authorization", ""))
            if request.method == "POST":
                body: Body | None = self._writer.post(params["resource"], raw)
            else:
                body = self._writer.change(params["resource"], params["uuid"], raw, request.method)
        except Problem as problem:
            return problem.respond(request, self.data.root)
        finally:
            self._finder.forget()
        headers = {"API-version": VERSION}
        if body is None:
            return Response(None, 204, headers)
        status = 201 if request.method == "POST" else 200
        return Response(msgspec.json.encode(body), status, headers, media_type="application/json")

    def _check_token(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "token":
            raise not_authenticated()
        if token != self._token:
            raise authentication_failed()

    def _answer(self, request: Request) -> Body:
        resource, uuid = request.path_params["resource"], request.path_params.get("uuid")
        if resource not in RESOURCES:
            raise not_found()
        params = dict(request.query_params)
        values, faults = check_params(resource, params, is_list=uuid is None)
        if faults:
            raise invalid_params(faults)
        selection = make_selection(split_expand(params))
        if uuid is None:
            page = self._paginate(resource, self._finder.find(resource, values), params)
            page["results"] = [expand(self.data, body, selection) for body in page["results"]]
            return page
        body = self.data.resources[resource].get(uuid)
        if body is None:
            raise not_found()
        return expand(self.data, body, selection)

    def _paginate(self, resource: str, found: list[Body], params: Mapping[str, str]) -> Body:
        size = _page_size(params.get("pageSize", ""))
        page, last = params.get("page", "1"), max(-(-len(found) // size), 1)
        if not page.isascii() or not page.isdecimal() or not 1 <= int(page) <= last:
            raise not_found("Ongeldige pagina.")
        number = int(page)
        url = f"{self.data.root}{resource}"

        def page_url(target: int) -> str | None:
            if not 1 <= target <= last:
                return None
            return f"{url}?{urlencode({**params, 'page': str(target)})}"

        return {
            "count": len(found),
            "next": page_url(number + 1),
            "previous": page_url(number - 1),
            "results": found[(number - 1) * size : number * size],
        }


def _page_size(raw: str) -> int:
    """Nonsense is ignored and too much is capped, as Django REST framework does."""
    if not raw.isascii() or not raw.isdecimal() or int(raw) == 0:
        return PAGE_SIZE
    return min(int(raw), MAX_PAGE_SIZE)


async def _describe(request: Request) -> JSONResponse:
    info = {"title": "klantinteracties", "version": VERSION}
    paths: dict[str, Any] = {f"/{resource}": {} for resource in RESOURCES}
    return JSONResponse({"openapi": "3.0.3", "info": info, "paths": paths})


def build_klanten(
    root: str,
    personen: Sequence[Mapping[str, Any]],
    zaken: Sequence[tuple[str, str]],
    today: date,
    token: str = "sandbox-klant-token",  # noqa: S107 - the sandbox has no secrets
) -> Klanten:
    """Open Klant for these persons; `zaken` are (uuid, bsn of the initiator or "").

    The first zaak is the showcase: exactly three klantcontacten are about it.
    """
    store, rng = Store(root), random.Random(SEED)
    partijen = PartijBuilder(store, rng, today)
    partijen.build(personen, [bsn for _, bsn in zaken])
    ContactBuilder(store, rng, today).build(zaken, partijen.by_bsn)
    return Klanten(store, token)
