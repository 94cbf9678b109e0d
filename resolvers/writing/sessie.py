"""What one request knows of its own writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sources.errors import scrub

if TYPE_CHECKING:
    from policy.idempotency import IdempotencyKeys
    from resolvers.writing.uitkomst import Uitkomst


@dataclass(slots=True)
class Schrijfsessie:
    """The writes of one request, and what they need."""

    keys: IdempotencyKeys | None = None
    """Where idempotency keys are remembered."""
    secret: bytes = b""
    """Makes digests of keys and payloads."""
    sleutel: str = ""
    """The idempotency key in the header of the request."""
    uitgevoerd: dict[str, Uitkomst] = field(default_factory=dict)
    """What was carried out, by the field that asked for it: also when nobody waited for it."""

    def of_request(self, sleutel: str) -> Schrijfsessie:
        """Return what one request with this key in its header writes."""
        return Schrijfsessie(self.keys, self.secret, sleutel)

    async def aclose(self) -> None:
        """Close the connections."""
        if self.keys is not None:
            await self.keys.aclose()

    def told(self) -> list[dict[str, Any]]:
        """Return what was done by now, for an answer that cannot give the results themselves."""
        return [
            {
                "veld": scrub(field),
                "stappen": [
                    {"stap": stap.stap, "gedaan": stap.gedaan, "code": stap.code}
                    for stap in uitkomst.stappen
                ],
            }
            for field, uitkomst in self.uitgevoerd.items()
        ]
