"""A client never leaves its root, however the path is written."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client_support import JAN, ROOT, Server, answer, client_of
from sources.call import Call
from sources.errors import (
    OutsideLandscapeError,
)
from sources.urls import path_below


@pytest.mark.parametrize(
    "path",
    ["../../admin", "%2e%2e/x", "%252e%252e/x", "a/../../../x", "..\\x", "zaken/\x00", "./x"],
)
async def test_a_path_outside_the_root_is_refused(path: str) -> None:
    server = Server(answer(200))
    with pytest.raises((OutsideLandscapeError, httpx.InvalidURL)):
        await client_of(server).get(path, Call(JAN))
    assert not server.requests


@given(st.text(alphabet="./%2eE\\ab?#@:", max_size=20))
def test_whatever_is_asked_stays_below_the_root(path: str) -> None:
    server = Server(answer(200))
    try:
        asyncio.run(client_of(server).get(path, Call(JAN)))
    except (OutsideLandscapeError, httpx.InvalidURL):
        return
    for request in server.requests:
        assert request.url.host == "z.nl"
        assert path_below(ROOT, str(request.url)) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://z.nl/zaken/api/v1/zaken/1",
        "https://z.nl:444/zaken/api/v1/zaken/1",
        "https://z.nl.evil.nl/zaken/api/v1/zaken/1",
        "https://jan@z.nl/zaken/api/v1/zaken/1",
        "https://z.nl/zaken/api/v2/zaken/1",
        "https://z.nl/zaken/api/v1/../../admin",
        "https://z.nl/zaken/api/v1/%2e%2e/admin",
        "https://[",
    ],
)
def test_other_places_are_not_below_the_root(url: str) -> None:
    assert path_below(ROOT, url) is None
