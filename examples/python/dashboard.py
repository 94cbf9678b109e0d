"""Shows examples/dashboard over your own gateway: a server (BFF) that adds the token.

For a look on your own machine: it listens on 127.0.0.1 only, because whoever reaches it sees what
the application may see. Before it goes on a network, `ask` must know who is logged in and send
their token instead. The browser is given no token and no secret.

Needs starlette, uvicorn, httpx and pyjwt. Reads GATEWAY_URL, CLIENT_ID and CLIENT_SECRET from the
environment, and PORT (8080).

    GATEWAY_URL=http://127.0.0.1:8000/graphql CLIENT_ID=mijn-dashboard \
    CLIENT_SECRET=$(cat dashboard.secret) python dashboard.py
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from zgw_token import zgw_token

PAGE = Path(__file__).parent.parent / "dashboard"
HOST = "127.0.0.1"
MOST = 100_000
"""Bytes of a question."""
PASSED_ON = ("accept", "last-event-id", "x-doelbinding", "x-gateway-explain")
TOLD = ("content-type", "retry-after", "x-accel-buffering")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


class Page(StaticFiles):
    """The files of the dashboard, under a policy that lets nothing else in."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        response = await super().get_response(path, scope)
        response.headers["content-security-policy"] = POLICY
        response.headers["cache-control"] = "no-store"
        return response


def make_app(gateway: httpx.AsyncClient, url: str, client_id: str, secret: str) -> Starlette:
    """Return the server; `gateway` is what asks the gateway at `url`."""

    async def ask(request: Request) -> Response:
        """Pass a question on with the token, and its answer back."""
        site = request.headers.get("sec-fetch-site", "same-origin")
        is_json = request.headers.get("content-type", "").startswith("application/json")
        if site != "same-origin" or not is_json:
            return _refuse(403, "FORBIDDEN")
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST:
                return _refuse(413, "REQUEST_TOO_LARGE")
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        headers["content-type"] = "application/json"
        headers["authorization"] = f"Bearer {zgw_token(client_id, secret)}"
        try:
            asked = gateway.build_request("POST", url, content=body, headers=headers)
            answer = await gateway.send(asked, stream=True)
        except httpx.TransportError:
            return _refuse(502, "NO_CONNECTION")
        told = {name: answer.headers[name] for name in TOLD if name in answer.headers}
        told["cache-control"] = "no-store"
        return StreamingResponse(_parts(answer), answer.status_code, told)

    routes = [
        Route("/graphql", ask, methods=["POST"]),
        Mount("/", Page(directory=PAGE, html=True)),
    ]
    # A page elsewhere whose name leads to this machine is refused by the name it asks for.
    only_here = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    return Starlette(routes=routes, middleware=[only_here])


async def _parts(answer: httpx.Response) -> AsyncIterator[bytes]:
    """Yield an answer as it comes: an event stream goes on until the page leaves."""
    try:
        async for part in answer.aiter_bytes():
            yield part
    finally:
        await answer.aclose()


def _refuse(status: int, code: str) -> Response:
    errors = [{"message": code.lower(), "extensions": {"code": code}}]
    return JSONResponse({"errors": errors}, status)


def main() -> None:
    """Serve the dashboard until stopped."""
    env = os.environ
    gateway = httpx.AsyncClient(timeout=60)
    app = make_app(gateway, env["GATEWAY_URL"], env["CLIENT_ID"], env["CLIENT_SECRET"])
    port = int(env.get("PORT", "8080"))
    print(f"Dashboard: http://{HOST}:{port}/", flush=True)
    uvicorn.run(app, host=HOST, port=port, log_level="warning")


if __name__ == "__main__":
    main()
