"""A component that reads every open zaak: a token, pages with cursors, partial errors.

Needs httpx and pyjwt. Reads GATEWAY_URL, CLIENT_ID and CLIENT_SECRET from the environment; prints a
line per zaak, and at the end what is missing. Ends with 1 when a register was missing.

    GATEWAY_URL=http://127.0.0.1:8000/graphql CLIENT_ID=zaaksysteem \
    CLIENT_SECRET=zaaksysteem-geheim-van-de-zandbak-1234 python component.py
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jwt

PAGE = 100
ATTEMPTS = 5
"""How often a page is asked while a register that may recover does not answer."""
ZAKEN = """
query OpenZaken($first: Int!, $after: String) {
  zaken(filter: {isOpen: true}, sorteer: [IDENTIFICATIE], first: $first, after: $after) {
    totalCount
    bronnen { naam aantal fout }
    pageInfo { hasNextPage endCursor }
    nodes { identificatie omschrijving bron uiterlijkeEinddatumAfdoening }
  }
}
"""


class GatewayError(Exception):
    """The gateway gave no data at all; the message is a code of docs/errors.md."""


class Gateway:
    """Asks the graph as one ZGW application."""

    def __init__(self, url: str, client_id: str, secret: str) -> None:
        self._url, self._client_id, self._secret = url, client_id, secret
        self._http = httpx.Client(timeout=30)

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _token(self) -> str:
        """Return a fresh token: it is cheap, and an old one is refused."""
        claims = {"iss": self._client_id, "client_id": self._client_id, "iat": int(time.time())}
        return jwt.encode(claims, self._secret, algorithm="HS256")

    def ask(self, query: str, **variables: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return the data and the errors beside it. Raises GatewayError when there is no data."""
        response = self._http.post(
            self._url,
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {self._token()}"},
        )
        body = response.json()
        errors = body.get("errors", [])
        if not body.get("data"):
            raise GatewayError(errors[0]["extensions"]["code"] if errors else response.status_code)
        return body["data"], errors


class OpenZaken:
    """All open zaken, once each, and which registers did not give theirs."""

    def __init__(self, gateway: Gateway, wait: Callable[[float], None] = time.sleep) -> None:
        self._gateway, self._wait = gateway, wait
        self.missing: dict[str, str] = {}
        """Per register that is not complete: the code of its error."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        after: str | None = None
        while True:
            page = self._page(after)
            yield from page["nodes"]
            failed = {one["naam"]: one["fout"] for one in page["bronnen"] if one["fout"]}
            self.missing = failed
            # A page with an error always says there is more. Stop when the others have no more.
            is_spent = failed and len(page["nodes"]) < PAGE
            if is_spent or not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def _page(self, after: str | None) -> dict[str, Any]:
        """Return a page; asked again with the same cursor while that may help.

        The page that is used is the last one asked, so no zaak is seen twice.
        """
        for attempt in range(1, ATTEMPTS + 1):
            data, errors = self._gateway.ask(ZAKEN, first=PAGE, after=after)
            may_recover = any(error["extensions"].get("retryable") for error in errors)
            if data["zaken"] is not None and (not may_recover or attempt == ATTEMPTS):
                page: dict[str, Any] = data["zaken"]
                return page
            if not may_recover:
                break
            self._wait(2.0**attempt)
        raise GatewayError(errors[0]["extensions"]["code"])


def main() -> int:
    """Print the zaken; 1 when they are not complete."""
    env = os.environ
    gateway = Gateway(env["GATEWAY_URL"], env["CLIENT_ID"], env["CLIENT_SECRET"])
    zaken, count = OpenZaken(gateway), 0
    for zaak in zaken:
        count += 1
        print(zaak["identificatie"], zaak["bron"], zaak["uiterlijkeEinddatumAfdoening"], sep="\t")
    gateway.close()
    print(f"{count} zaken", file=sys.stderr)
    for name, code in zaken.missing.items():
        print(f"not complete: {name} {code}", file=sys.stderr)
    return 1 if zaken.missing else 0


if __name__ == "__main__":
    sys.exit(main())
