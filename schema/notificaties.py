"""POST /notificaties: what registers tell of their changes (Notificaties API 1.0, consumer).

The sender is who knows the value given as `auth` with the abonnement; it is sent as it is, not as
a token that says anything. Answers follow the standard's consumer: 204, or a problem.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schema.admission import PROBLEM
from schema.incoming import IncomingError, check_media_types, read_body, respond
from settings_notificaties import NotificatiesSettings
from sources.landscape import Landscape
from sources.notificaties.berichten import Bericht, MalformedError, read_notificatie
from sources.notificaties.cloudevents import berichten_of, read_binary, read_structured
from sources.notificaties.ontvangst import Inbox

log = logging.getLogger("gateway.notificaties")
PATH = "/notificaties"
CLOUDEVENT = "application/cloudevents+json"
RETRY_AFTER = "5"
TITLES: Mapping[int, str] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    408: "Request Timeout",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    503: "Service Unavailable",
}


class RefusedError(Exception):
    """A request that is not taken; holds the problem it is answered with."""

    def __init__(
        self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.headers = headers or {}


class Door:
    """Takes the messages of the Notificaties APIs that know the way in."""

    def __init__(
        self, settings: NotificatiesSettings, landscape: Landscape, body_timeout: float
    ) -> None:
        self._landscape, self._settings, self._timeout = landscape, settings, body_timeout
        self._auth = [one.reveal().encode() for one in settings.auth.values()]
        self.inbox = Inbox(landscape, settings.queue)
        self.route = Route(PATH, self.answer, methods=["POST"])

    async def answer(self, request: Request) -> Response:
        """Answer one message; the body is read only of who may send one."""
        try:
            self._admit(request.headers.getlist("authorization"))
            read = _kind(request)
            largest = self._settings.max_message_bytes
            body = await read_body(request, largest, self._timeout)
            berichten = self._berichten(request, read, body)
            if not self.inbox.take(berichten):
                raise RefusedError(
                    503, "OVERLOADED", "too many messages wait", {"Retry-After": RETRY_AFTER}
                )
        except IncomingError as error:
            told = error.body["errors"][0]
            code = told["extensions"]["code"]
            return self._problem(RefusedError(error.status, code, told["message"], error.headers))
        except RefusedError as error:
            return self._problem(error)
        return Response(status_code=204)

    def _admit(self, given: Sequence[str]) -> None:
        """Refuse who does not know what one of the abonnementen was made with."""
        if not given:
            headers = {"WWW-Authenticate": 'Bearer realm="notificaties"'}
            raise RefusedError(401, "UNAUTHENTICATED", "send the auth of the abonnement", headers)
        sent = given[0].encode("latin-1", "replace") if len(given) == 1 else b""
        equal = [hmac.compare_digest(sent, known) for known in self._auth]
        if not any(equal):
            raise RefusedError(403, "FORBIDDEN", "this is not the auth of an abonnement")

    def _berichten(self, request: Request, read: str, body: bytes) -> Sequence[Bericht]:
        try:
            if read == "notificatie":
                return [read_notificatie(body)]
            event = (
                read_structured(body)
                if read == "structured"
                else read_binary(request.headers, body)
            )
            return berichten_of(event, self._landscape)
        except MalformedError as error:
            raise RefusedError(400, "BAD_REQUEST", f"not a notification: {error}") from None

    def _problem(self, error: RefusedError) -> Response:
        """Count and answer a refusal, as the standard writes one; strangers fill no log."""
        self.inbox.refused[error.code] += 1
        if error.status not in (401, 403):
            extra = {"code": error.code, "status": error.status}
            log.warning("notification refused: %s", error.code, extra=extra)
        body = {
            "type": "about:blank",
            "code": error.code,
            "title": TITLES.get(error.status, "Error"),
            "status": error.status,
            "detail": error.detail,
            "instance": "about:blank",
            **({"invalid-params": []} if error.status == 400 else {}),
        }
        return respond(body, error.status, PROBLEM, error.headers)


def _kind(request: Request) -> str:
    """Return how the message is written. Raises IncomingError for what is no JSON of ours."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given == CLOUDEVENT:
        return "structured"
    is_binary = "ce-specversion" in request.headers
    if not (is_binary and not given):
        check_media_types(request)
    return "binary" if is_binary else "notificatie"
