"""A component that sets a status once, and one that follows a zaak: retries, and resuming.

Needs httpx. Reads GATEWAY_URL and, unless it is the sandbox, TOKEN from the environment.

    export GATEWAY_URL=http://127.0.0.1:8000/graphql
    python wijzigingen.py volg <uuid of a zaak>
    python wijzigingen.py zet <uuid of a zaak> <uuid of a statustype>
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx

ATTEMPTS = 5
SILENT = 65.0
"""Seconds without a sign of life (one comes every twenty) after which a stream is given up."""
ZET = """
mutation Zet($invoer: StatusZettenInvoer!) {
  statusZetten(invoer: $invoer) {
    zaak { identificatie status { statustype { omschrijving } } }
    stappen { stap gedaan code }
    fouten { code veld melding }
    herhaald
  }
}
"""
VOLG = """
subscription Volg($zaak: UUID!) {
  zaakGewijzigd(uuid: $zaak) {
    actie resource moment zaak { identificatie status { statustype { omschrijving } } }
  }
}
"""


class RefusedError(Exception):
    """The gateway does not do this; the message is a code of docs/errors.md."""


class Gateway:
    """Changes and follows as one caller."""

    def __init__(self, url: str, token: str = "", wait: Callable[[float], None] = time.sleep):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(headers=headers, timeout=httpx.Timeout(30, read=SILENT))
        self._url, self._wait = url, wait

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def zet_status(self, zaak: str, statustype: str) -> dict[str, Any]:
        """Return what became of it: `stappen` says what was done, `fouten` what is wrong.

        The key is of this one order: sent again after a lost answer, it is carried out once.
        """
        asked = {"query": ZET, "variables": {"invoer": {"zaak": zaak, "statustype": statustype}}}
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        for attempt in range(1, ATTEMPTS + 1):
            try:
                body = self._http.post(self._url, json=asked, headers=headers).json()
            except httpx.TransportError:
                if attempt == ATTEMPTS:
                    raise
                self._wait(2.0**attempt)
                continue
            if (body.get("data") or {}).get("statusZetten") is None:
                raise RefusedError(body["errors"][0]["extensions"]["code"])
            result: dict[str, Any] = body["data"]["statusZetten"]
            return result
        raise AssertionError

    def volg(self, zaak: str) -> Iterator[dict[str, Any]]:
        """Yield each change of a zaak; after a lost connection from the last one on."""
        asked = {"query": VOLG, "variables": {"zaak": zaak}}
        last, attempt = "", 0
        while True:
            headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last} if last else {})}
            try:
                with self._http.stream("POST", self._url, json=asked, headers=headers) as stream:
                    for event in events(stream):
                        if event.get("event") == "complete":
                            return
                        body = json.loads(event["data"])
                        if (body.get("data") or {}).get("zaakGewijzigd") is None:
                            raise RefusedError(body["errors"][0]["extensions"]["code"])
                        last, attempt = event.get("id", last), 0
                        yield body["data"]["zaakGewijzigd"]
            except httpx.TransportError:
                attempt += 1
            self._wait(min(2.0**attempt, 30.0))


def events(stream: httpx.Response) -> Iterator[dict[str, str]]:
    """Yield the events of a stream: `event`, `data`, `id`. Raises RefusedError when it is none."""
    if not stream.headers["content-type"].startswith("text/event-stream"):
        raise RefusedError(json.loads(stream.read())["errors"][0]["extensions"]["code"])
    found: dict[str, str] = {}
    for line in stream.iter_lines():
        name, _, value = line.partition(":")
        if name:
            found[name] = value.removeprefix(" ")
        elif "event" in found:
            yield found
            found = {}
        else:  # the end of an event, or a sign of life
            found = {}


def main(command: str, zaak: str, *more: str) -> int:
    """Print what changes, or what became of a change; 1 when it was not made."""
    gateway = Gateway(os.environ["GATEWAY_URL"], os.environ.get("TOKEN", ""))
    if command == "zet":
        result = gateway.zet_status(zaak, *more)
        print(json.dumps(result, ensure_ascii=False))
        gateway.close()
        return 1 if result["fouten"] else 0
    for change in gateway.volg(zaak):
        print(json.dumps(change, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
