"""The real upstream client over a made-up network that keeps what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from settings import UpstreamSettings
from sources.call import Caller
from sources.client import UpstreamClient

ROOT = "https://z.nl/zaken/api/v1/"
JAN = Caller("jan", "Jan")
Handler = Callable[[httpx.Request], Any]


def client_of(handler: Handler, **values: Any) -> UpstreamClient:
    """Return a client whose network is `handler`."""
    defaults = {"name": "z", "api": "zaken", "root": ROOT, "backoff": 0.001}
    settings = UpstreamSettings(**{**defaults, **values})
    return UpstreamClient(settings, httpx.MockTransport(handler))


class Server:
    """Answers with the given responses in turn, the last one for ever; keeps the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def answer(status: int, body: Any = None, **headers: str) -> httpx.Response:
    """Return a JSON response."""
    return httpx.Response(status, json=body if body is not None else {}, headers=headers)
