"""Who may come in: from the headers of a request to a principal and its rights, or a refusal."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from policy.authentication import Authenticator
from policy.authentication_token import CannotVerifyError, Reason, RefusedTokenError
from policy.beleid import Beleid
from policy.grants import Rights
from policy.identity import Principal
from resolvers.autorisaties import grants_of
from sources.autorisaties.reader import Autorisaties
from sources.errors import SourceError

log = logging.getLogger("gateway.admission")
REALM = 'Bearer realm="gateway"'
RETRY_AFTER = "5"
MAX_KNOWN = 1_000
PROBLEM = "application/problem+json"


class Headers(Protocol):
    """What is needed of a request's headers."""

    def getlist(self, key: str) -> list[str]:
        """Return every value of a header."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Who asks, and what the policy gives them."""

    principal: Principal
    rights: Rights


class NotAdmittedError(Exception):
    """A request that is not answered; holds the answer it gets instead, without any value of it.

    The body is a problem (RFC 9457) and a GraphQL response in one, so that each kind of client
    shows it.
    """

    def __init__(
        self, status: int, title: str, code: str, detail: str, headers: Mapping[str, str]
    ) -> None:
        super().__init__(code)
        self.status, self.headers = status, headers
        self.body: dict[str, Any] = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
            "errors": [{"message": detail, "extensions": {"code": code}}],
        }


class Admissions:
    """Lets callers in."""

    def __init__(
        self, authenticator: Authenticator, beleid: Beleid, autorisaties: Autorisaties
    ) -> None:
        self.authenticator = authenticator
        self._beleid, self._autorisaties = beleid, autorisaties
        self._known: dict[int, Admission] = {}
        """What the policy file alone gave to callers of whom a token is remembered."""

    async def admit(self, headers: Headers) -> Admission:
        """Return who asks and what they may see. Raises NotAdmittedError."""
        try:
            principal = await self.authenticator.authenticate(headers.getlist("authorization"))
        except RefusedTokenError as error:
            raise _unauthenticated(error.reason) from None
        except CannotVerifyError:
            raise _unavailable(
                "AUTHENTICATION_UNAVAILABLE", "the token cannot be verified at the moment"
            ) from None
        known = self._known.get(id(principal))
        if known is not None and known.principal is principal:
            return known
        admission = Admission(principal, await self.rights_of(principal))
        if not self._beleid.uses_autorisaties(principal):
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[id(principal)] = admission
        return admission

    async def rights_of(self, principal: Principal) -> Rights:
        """Return what the policy file and, for applicaties, the Autorisaties API give.

        Raises NotAdmittedError.
        """
        own = self._beleid.rights_of(principal)
        if not self._beleid.uses_autorisaties(principal):
            return own
        try:
            applicaties = await self._autorisaties.of(principal.client_id)
        except SourceError as error:
            log.warning("rights not confirmed: %s", error.code, extra={"code": error.code})
            raise _unavailable(
                "AUTHORISATION_UNAVAILABLE", "the caller's rights cannot be confirmed at the moment"
            ) from None
        return Rights((*own.grants, *grants_of(applicaties)))


def _unauthenticated(reason: Reason) -> NotAdmittedError:
    challenge = REALM if reason is Reason.MISSING else f'{REALM}, error="invalid_token"'
    return NotAdmittedError(
        401, "Unauthorized", "UNAUTHENTICATED", reason.text, {"WWW-Authenticate": challenge}
    )


def _unavailable(code: str, detail: str) -> NotAdmittedError:
    return NotAdmittedError(503, "Service Unavailable", code, detail, {"Retry-After": RETRY_AFTER})
