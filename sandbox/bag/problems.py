"""The error bodies of the BAG API, in its own Dutch words."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

_RFC = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#/10.4"
_SECTIONS = {400: 1, 401: 2, 403: 4, 404: 5, 405: 6, 406: 7, 412: 13, 415: 16}
_DETAILS = {
    400: "The request could not be understood by the server due to malformed syntax.",
    401: "The request requires user authentication.",
    404: "The server has not found anything matching the Request-URI.",
    405: "The method specified in the Request-Line is not allowed for the resource.",
    406: "The resource is not capable of generating what the accept headers ask for.",
    412: "A precondition given in the request-header fields evaluated to false.",
    415: "The entity of the request is in a format not supported.",
}


class Problem(Exception):  # noqa: N818 - it is the name of the media type, not of a failure here
    def __init__(
        self, status: int, code: str, title: str, invalid: dict[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.body: dict[str, Any] = {
            "status": status,
            "title": title,
            "type": f"{_RFC}.{_SECTIONS[status]}",
            "detail": _DETAILS[status],
            "code": code,
        }
        if invalid:
            self.body["invalid-params"] = [invalid]

    def respond(self, request: Request) -> JSONResponse:
        body = self.body | {"instance": str(request.url)}
        return JSONResponse(body, self.status, media_type="application/problem+json")


def invalid_param(name: str, code: str, reason: str) -> Problem:
    """Only the first bad parameter is told."""
    fault = {
        "type": f"https://www.vng.nl/realisatie/api/validaties/{code}",
        "name": name,
        "code": code,
        "reason": reason,
    }
    title = "Een of meerdere parameters zijn niet correct."
    return Problem(400, "paramsValidation", title, fault)


def params_required() -> Problem:
    return Problem(400, "paramsRequired", "Ten minste één parameter moet worden opgegeven.")


def params_combination() -> Problem:
    title = "Minimale combinatie van parameters moet worden opgegeven."
    return Problem(400, "paramsCombination", title)


def unsupported_combination() -> Problem:
    title = "De combinatie van opgegeven parameters is niet toegestaan."
    return Problem(400, "unsupportedCombination", title)


def unauthenticated() -> Problem:
    return Problem(401, "authentication", "Niet correct geauthenticeerd.")


def not_found() -> Problem:
    return Problem(404, "notFound", "Opgevraagde resource bestaat niet.")


def method_not_allowed() -> Problem:
    return Problem(405, "methodNotAllowed", "Deze methode is niet toegestaan.")


def not_acceptable() -> Problem:
    return Problem(406, "notAcceptable", "Gevraagde contenttype wordt niet ondersteund.")


def crs_not_acceptable(crs: str) -> Problem:
    title = f"Gevraagde coördinatenstelsel {crs} wordt niet ondersteund."
    return Problem(406, "crsNotAcceptable", title)


def crs_missing() -> Problem:
    title = "Gewenste coördinatenstelsel voor geometrie moet worden opgegeven."
    return Problem(412, "acceptCrsMissing", title)


def content_crs_missing() -> Problem:
    title = "Coördinatenstelsel van gestuurde geometrie moet worden opgegeven."
    return Problem(412, "contentCrsMissing", title)


def content_crs_not_supported() -> Problem:
    return Problem(415, "crsNotSupported", "CRS niet ondersteund.")
