"""What bounds queries bounds a websocket too: trusted documents, depth, and no writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway_schrijven import with_writing
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from settings import GatewaySettings
from subscription_support import CHANGED, Socket, streaming

WHAT = CHANGED % "actie"
DEEP = CHANGED % "zaak { hoofdzaak { hoofdzaak { hoofdzaak { hoofdzaak { url } } } } }"
WRITE = (
    'mutation($uuid: ID!) { zaakBijwerken(invoer: {zaak: $uuid, omschrijving: "x"}) '
    "{ fouten { code } } }"
)


async def refused(query: str, **settings: Any) -> str:
    """Return the code with which an operation over a websocket is refused; nothing is asked."""
    async with streaming(**settings) as graph:
        socket = Socket(graph.app)
        await socket.init()
        graph.forget()
        socket.subscribe(query, uuid=SHOWCASE_ZAAK_UUID)
        message = await socket.heard()
        assert not graph.calls
        assert graph.streams.dispatcher.index.count == 0
        await socket.aclose()
    found = message["payload"]
    errors = found if message["type"] == "error" else found["errors"]
    code: str = errors[0]["extensions"]["code"]
    return code


@pytest.mark.parametrize("query", [WHAT, WRITE])
async def test_only_trusted_documents_where_only_they_are_taken(query: str, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"0" * 64: "{ __typename }"}))
    settings = {"trusted_documents": "enforce", "trusted_manifests": (str(path),)}
    assert await refused(query, **settings) == "DOCUMENT_NOT_TRUSTED"


async def test_an_event_is_no_deeper_than_a_query() -> None:
    assert await refused(DEEP, max_depth=4) == "DOCUMENT_LIMIT_EXCEEDED"


async def test_nothing_is_written_where_that_is_not_switched_on() -> None:
    assert await refused(WRITE, schrijven=False) == "WRITES_DISABLED"
    assert with_writing(GatewaySettings(), sandbox=False).schrijven is False
