"""A zaken, catalogi and Documenten API for bench/documents.py: contents stream in and out of it.

It keeps no contents: what comes in is counted and hashed, what goes out is made on the way.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

PART = bytes(range(256)) * 256
"""64 kB that contents are made of."""
UUID = "00000000-0000-4000-8000-000000000001"
DEEL = 100_000_000
"""Bytes of a bestandsdeel."""


def contents(size: int) -> bytes:
    """Return the last part of contents of this size."""
    return PART[: size % len(PART)]


class Register:
    """The state of the three APIs."""

    def __init__(self, origin: str, size: int) -> None:
        self.origin, self.size = origin, size
        self.digest, self.received = hashlib.sha256(), 0
        self.zaak = self.url("zaken", "zaken")
        self.document_url = self.url("documenten", "enkelvoudiginformatieobjecten")
        self.type_url = self.url("catalogi", "informatieobjecttypen")
        self.zaaktype_url = self.url("catalogi", "zaaktypen")

    def url(self, api: str, path: str) -> str:
        """Return the URL of the one resource of a kind."""
        return f"{self.origin}/{api}/api/v1/{path}/{UUID}"

    def document(self) -> dict[str, Any]:
        """Return the one document."""
        return {
            "url": self.document_url,
            "titel": "Groot",
            "versie": 1,
            "formaat": "application/pdf",
            "bestandsnaam": "groot.pdf",
            "bestandsomvang": self.size,
            "inhoud": f"{self.document_url}/download?versie=1",
            "informatieobjecttype": self.type_url,
            "vertrouwelijkheidaanduiding": "openbaar",
            "locked": False,
        }

    async def get(self, request: Request) -> Response:
        """Answer a read of any of them."""
        path = request.url.path
        one = {
            self.zaak: {
                "url": self.zaak,
                "uuid": UUID,
                "zaaktype": self.zaaktype_url,
                "bronorganisatie": "517439943",
            },
            self.zaaktype_url: {
                "url": self.zaaktype_url,
                "identificatie": "A",
                "informatieobjecttypen": [self.type_url],
            },
            self.type_url: {"url": self.type_url, "omschrijving": "Brief"},
            self.document_url: self.document(),
        }
        found = one.get(f"{self.origin}{path}")
        if found is not None:
            return JSONResponse(found)
        rows = [body for url, body in one.items() if url.startswith(f"{self.origin}{path}/")]
        page = {"count": len(rows), "next": None, "previous": None, "results": rows}
        return JSONResponse(page)

    async def download(self, _request: Request) -> Response:
        """Send the contents."""

        async def parts() -> AsyncIterator[bytes]:
            for _ in range(self.size // len(PART)):
                yield PART
            yield contents(self.size)

        headers = {"Content-Length": str(self.size)}
        return StreamingResponse(parts(), headers=headers, media_type="application/octet-stream")

    async def create(self, request: Request) -> Response:
        """Make a document that wants its contents in parts."""
        body = await request.json()
        self.digest, self.received = hashlib.sha256(), 0
        size = body["bestandsomvang"]
        delen = [
            {
                "url": f"{self.origin}/documenten/api/v1/bestandsdelen/{number}",
                "volgnummer": number,
                "omvang": min(DEEL, size - start),
                "voltooid": False,
                "lock": "slot",
            }
            for number, start in enumerate(range(0, size, DEEL), 1)
        ]
        return JSONResponse({**self.document(), "lock": "slot", "bestandsdelen": delen}, 201)

    async def part(self, request: Request) -> Response:
        """Take a part in, without keeping it."""
        held = b""
        async for piece in request.stream():
            self.received += len(piece)
            held = (held + piece)[-64:]
        return JSONResponse({"url": str(request.url), "lock": "slot"})

    async def link(self, _request: Request) -> Response:
        """Link the document to the zaak."""
        return JSONResponse({"url": self.url("zaken", "zaakinformatieobjecten")}, 201)

    async def unlock(self, _request: Request) -> Response:
        """Unlock the document."""
        return Response(status_code=204)

    async def told(self, _request: Request) -> Response:
        """Tell how much came in."""
        return JSONResponse({"received": self.received})


def build(origin: str, size: int) -> Starlette:
    """Return the three APIs."""
    register = Register(origin, size)
    documents = "/documenten/api/v1/enkelvoudiginformatieobjecten"
    return Starlette(
        routes=[
            Route("/__told", register.told),
            Route(documents, register.create, methods=["POST"]),
            Route(f"{documents}/{{uuid}}/download", register.download),
            Route(f"{documents}/{{uuid}}/unlock", register.unlock, methods=["POST"]),
            Route("/documenten/api/v1/bestandsdelen/{number}", register.part, methods=["PUT"]),
            Route("/zaken/api/v1/zaakinformatieobjecten", register.link, methods=["POST"]),
            Route("/{path:path}", register.get),
        ]
    )


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    options = parser.parse_args()
    app = build(f"http://127.0.0.1:{options.port}", options.size)
    uvicorn.run(app, port=options.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
