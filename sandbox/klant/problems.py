"""The error bodies of Open Klant (problem+json of the VNG API libraries, in Dutch)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid5

from starlette.requests import Request
from starlette.responses import JSONResponse

from sandbox.klant.store import NAMESPACE

InvalidParam = dict[str, str]


class Problem(Exception):  # noqa: N818 - it is the name of the media type, not of a failure here
    def __init__(self, status: int, kind: str, code: str, title: str, detail: str = "") -> None:
        super().__init__(code)
        self.status = status
        self._kind = kind
        self.body: dict[str, Any] = {
            "code": code,
            "title": title,
            "status": status,
            "detail": detail or title,
        }

    def respond(self, request: Request, root: str) -> JSONResponse:
        parts = urlsplit(root)
        type_ = f"{parts.scheme}://{parts.netloc}/ref/fouten/{self._kind}/"
        instance = f"urn:uuid:{uuid5(NAMESPACE, str(request.url))}"
        headers = {"WWW-Authenticate": "Token"} if self.status == 401 else None
        body = {"type": type_, **self.body, "instance": instance}
        return JSONResponse(body, self.status, headers, media_type="application/problem+json")


def invalid(name: str, code: str, reason: str) -> InvalidParam:
    return {"name": name, "code": code, "reason": reason}


def invalid_params(params: list[InvalidParam]) -> Problem:
    problem = Problem(400, "ValidationError", "invalid", "Invalid input.", " ")
    problem.body |= {"detail": "", "invalidParams": params}
    return problem


def not_found(detail: str = "Niet gevonden.") -> Problem:
    return Problem(404, "NotFound", "not_found", "Niet gevonden.", detail)


def not_authenticated() -> Problem:
    title = "Authenticatiegegevens zijn niet opgegeven."
    return Problem(401, "NotAuthenticated", "not_authenticated", title)


def authentication_failed() -> Problem:
    return Problem(401, "AuthenticationFailed", "authentication_failed", "Ongeldige token.")


def method_not_allowed(method: str) -> Problem:
    title = f'Methode "{method}" niet toegestaan.'
    return Problem(405, "MethodNotAllowed", "method_not_allowed", title)
