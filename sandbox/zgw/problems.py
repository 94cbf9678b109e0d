"""The problem+json answers of Open Zaak; raised anywhere, answered at the edge."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import msgspec
from starlette.responses import Response

GEEN_TOESTEMMING = "Je hebt geen toestemming om deze actie uit te voeren."
NIET_GEVONDEN = "Niet gevonden."


@dataclass(frozen=True)
class InvalidParam:
    name: str
    code: str
    reason: str


class ProblemError(Exception):
    """An answer other than the one asked for."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        *,
        kind: str,
        invalid_params: tuple[InvalidParam, ...] = (),
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.kind = kind
        self.invalid_params = invalid_params

    def response(self, origin: str) -> Response:
        body: dict[str, object] = {
            "type": f"{origin}/ref/fouten/{self.kind}/",
            "code": self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:uuid:{uuid.uuid4()}",
        }
        if self.status == 400:
            body["invalidParams"] = list(self.invalid_params)
        encoded = msgspec.json.encode(body)
        return Response(encoded, self.status, media_type="application/problem+json")


def invalid(*params: InvalidParam) -> ProblemError:
    return ProblemError(
        400, "invalid", "Invalid input.", "", kind="ValidationError", invalid_params=params
    )


def unknown_parameters(names: list[str]) -> ProblemError:
    reason = f"Onbekende query parameters: {', '.join(names)}"
    return invalid(InvalidParam("nonFieldErrors", "unknown-parameters", reason))


def malformed(detail: str) -> ProblemError:
    return ProblemError(400, "parse_error", "Ongeldige invoer.", detail, kind="ParseError")


def not_found(detail: str = NIET_GEVONDEN) -> ProblemError:
    return ProblemError(404, "not_found", NIET_GEVONDEN, detail, kind="NotFound")


def forbidden(code: str = "permission_denied", detail: str = GEEN_TOESTEMMING) -> ProblemError:
    return ProblemError(403, code, GEEN_TOESTEMMING, detail, kind="PermissionDenied")


def not_authenticated() -> ProblemError:
    text = "Authenticatiegegevens zijn niet opgegeven."
    return ProblemError(403, "not_authenticated", text, text, kind="NotAuthenticated")


def method_not_allowed(method: str) -> ProblemError:
    text = f'Methode "{method}" niet toegestaan.'
    return ProblemError(405, "method_not_allowed", text, text, kind="MethodNotAllowed")


def not_acceptable(detail: str) -> ProblemError:
    title = "Kan niet voldoen aan de opgegeven Accept header."
    return ProblemError(406, "not_acceptable", title, detail, kind="NotAcceptable")


def precondition_failed(detail: str) -> ProblemError:
    return ProblemError(
        412, "precondition_failed", "Precondition failed", detail, kind="PreconditionFailed"
    )


def zaak_closed() -> ProblemError:
    return forbidden(detail="Je mag geen gegevens aanpassen van een gesloten zaak.")


def unsupported_media_type(media_type: str) -> ProblemError:
    text = f'Ongeldige media type "{media_type}" in aanvraag.'
    return ProblemError(415, "unsupported_media_type", text, text, kind="UnsupportedMediaType")
