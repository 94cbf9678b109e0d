"""A caller who downloads and uploads at the gateway, and the documents of the sandbox."""

from __future__ import annotations

from typing import Any

from access_support import Acting

from policy.grants import UNLIMITED, Rights
from policy.identity import DEVELOPER, Principal

ADDRESS = """query ($uuid: UUID!, $weergave: Weergave!) {
  document(uuid: $uuid) { versie download(weergave: $weergave) { url vervalt } }
}"""
EVERYTHING = (DEVELOPER, UNLIMITED)


class Bezoeker(Acting):
    """The gateway as one caller sees it, also when the policy is asked again."""

    def __init__(self, caller: tuple[Principal, Rights] = EVERYTHING, **settings: Any) -> None:
        super().__init__(caller, **settings)
        self.endpoint.rights_of = self._rights_of  # type: ignore[method-assign]

    async def _rights_of(self, principal: Principal) -> Rights:
        return self.caller[1]

    def document(self, **wanted: Any) -> dict[str, Any]:
        """Return the first document of the sandbox like this; what is changed is put back."""
        found: dict[str, Any] = next(
            body
            for body in self.sandbox.zgw.data.enkelvoudiginformatieobjecten
            if all(body[name] == value for name, value in wanted.items())
        )
        return found

    def contents(self, document: dict[str, Any]) -> bytes:
        """Return what the register has of it."""
        found: bytes = self.sandbox.zgw.data.inhoud[document["url"], document["versie"]]
        return found

    async def address(self, document: dict[str, Any], weergave: str = "BIJLAGE") -> str:
        """Return where the gateway gives this document."""
        data = await self.ask(ADDRESS, uuid=uuid_of(document), weergave=weergave)
        self.forget()
        url: str = data["document"]["download"]["url"]
        return url


def uuid_of(document: dict[str, Any]) -> str:
    """Return the id of a document."""
    uuid: str = document["url"].rpartition("/")[2]
    return uuid
