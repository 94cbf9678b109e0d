"""The error bodies of the BRP API, in its own Dutch words."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

RFC_7231 = "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5"
RFC_7235 = "https://datatracker.ietf.org/doc/html/rfc7235#section-3.1"
CONTENT_TYPE_DETAIL = "Ondersteunde content type: application/json; charset=utf-8."

InvalidParam = dict[str, str]


class Problem(Exception):  # noqa: N818 - it is the name of the media type, not of a failure here
    def __init__(self, status: int, type_: str, title: str, code: str, detail: str) -> None:
        super().__init__(code)
        self.status = status
        self.body: dict[str, Any] = {
            "type": type_,
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
        }

    def respond(self, request: Request) -> JSONResponse:
        body = self.body | {"instance": request.url.path}
        return JSONResponse(body, self.status, media_type="application/problem+json")


def invalid(name: str, code: str, reason: str) -> InvalidParam:
    return {"name": name, "code": code, "reason": reason}


def invalid_params(params: list[InvalidParam]) -> Problem:
    """One missing parameter decides the title of the whole answer, as in the real service."""
    names = ", ".join(param["name"] for param in params)
    title, code = "Een of meerdere parameters zijn niet correct.", "paramsValidation"
    if any(param["code"] == "required" for param in params):
        title, code = (
            "Minimale combinatie van parameters moet worden opgegeven.",
            "paramsCombination",
        )
    detail = f"De foutieve parameter(s) zijn: {names}."
    problem = Problem(400, f"{RFC_7231}.1", title, code, detail)
    problem.body["invalidParams"] = params
    return problem


def too_many_results(limit: int) -> Problem:
    detail = f"Meer dan maximum van {limit} zoekresultaten gevonden. Verfijn de zoekopdracht."
    return Problem(400, f"{RFC_7231}.1", "Teveel zoekresultaten.", "tooManyResults", detail)


def unauthenticated() -> Problem:
    detail = "Er is geen geldige API key opgegeven."
    return Problem(401, RFC_7235, "Niet correct geauthenticeerd.", "authentication", detail)


def not_acceptable() -> Problem:
    title = "Gevraagde content type wordt niet ondersteund."
    return Problem(406, f"{RFC_7231}.6", title, "notAcceptable", CONTENT_TYPE_DETAIL)


def unsupported_media_type() -> Problem:
    title = "Media Type wordt niet ondersteund."
    return Problem(415, f"{RFC_7231}.13", title, "unsupportedMediaType", CONTENT_TYPE_DETAIL)
