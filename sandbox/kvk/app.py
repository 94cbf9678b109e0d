"""The HTTP face of the sandbox KVK."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.kvk.bodies import Body, Renderer
from sandbox.kvk.problems import (
    Fout,
    onbekend_kvk_nummer,
    onbekend_vestigingsnummer,
    onbekende_parameters,
    ongeldig_kvk_nummer,
    ongeldig_vestigingsnummer,
    ongeldige_invoer,
)
from sandbox.kvk.register import Handelsregister, Onderneming
from sandbox.kvk.zoeken import V1, V2, Versie, zoeken

MEDIA_TYPE = "application/hal+json"
Answer = Callable[[Request], Body]


class _Service:
    def __init__(self, register: Handelsregister, api_key: str, root: str) -> None:
        self._register = register
        self._api_key = api_key
        self._renderer = Renderer(root)
        self._prefix = urlsplit(root).path.rstrip("/")

    def routes(self) -> list[Route]:
        profiel = "v1/basisprofielen/{kvk_nummer}"
        answers: dict[str, Answer] = {
            "v1/zoeken": self._zoeken(V1),
            "v2/zoeken": self._zoeken(V2),
            profiel: lambda request: self._renderer.basisprofiel(
                self._onderneming(request), _wants_geo(request)
            ),
            f"{profiel}/eigenaar": lambda request: self._renderer.eigenaar(
                self._onderneming(request), _wants_geo(request)
            ),
            f"{profiel}/hoofdvestiging": self._hoofdvestiging,
            f"{profiel}/vestigingen": self._vestigingen,
            "v1/vestigingsprofielen/{vestigingsnummer}": self._vestigingsprofiel,
        }
        return [Route(f"{self._prefix}/{path}", self._guard(answers[path])) for path in answers]

    def _guard(self, answer: Answer) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            if request.headers.get("apikey") != self._api_key:
                return JSONResponse({"message": "Invalid authentication credentials"}, 401)
            try:
                return JSONResponse(answer(request), media_type=MEDIA_TYPE)
            except Fout as fout:
                return fout.respond()

        return endpoint

    def _zoeken(self, versie: Versie) -> Answer:
        return lambda request: zoeken(self._register, self._renderer, versie, request.query_params)

    def _onderneming(self, request: Request) -> Onderneming:
        nummer = request.path_params["kvk_nummer"]
        if not re.fullmatch("[0-9]{8}", nummer):
            raise ongeldig_kvk_nummer(nummer)
        if nummer not in self._register.by_kvk_nummer:
            raise onbekend_kvk_nummer(nummer)
        return self._register.by_kvk_nummer[nummer]

    def _hoofdvestiging(self, request: Request) -> Body:
        item = self._onderneming(request)
        if item.hoofdvestiging is None:
            raise onbekend_kvk_nummer(item.kvk_nummer)
        return self._renderer.hoofdvestiging(item, item.hoofdvestiging, _wants_geo(request))

    def _vestigingen(self, request: Request) -> Body:
        item = self._onderneming(request)
        _check_known(request, ())
        return self._renderer.vestigingen(item)

    def _vestigingsprofiel(self, request: Request) -> Body:
        nummer = request.path_params["vestigingsnummer"]
        if not re.fullmatch("[0-9]{12}", nummer):
            raise ongeldig_vestigingsnummer(nummer)
        if nummer not in self._register.by_vestiging:
            raise onbekend_vestigingsnummer(nummer)
        item, vestiging = self._register.by_vestiging[nummer]
        return self._renderer.vestigingsprofiel(item, vestiging, _wants_geo(request))


def _wants_geo(request: Request) -> bool:
    _check_known(request, ("geodata",))
    values = [value.lower() for value in request.query_params.values()]
    if any(value not in ("true", "false") for value in values):
        raise ongeldige_invoer("")
    return "true" in values


def _check_known(request: Request, known: tuple[str, ...]) -> None:
    unknown = [name for name in request.query_params if name.lower() not in known]
    if unknown:
        raise onbekende_parameters(unknown)


def build_kvk(register: Handelsregister, api_key: str, root: str) -> ASGIApp:
    """The three APIs as one ASGI app that answers below the path of `root`."""
    return Starlette(routes=_Service(register, api_key, root).routes())
