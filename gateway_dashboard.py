"""The example dashboard at /dashboard, served with the sandbox only."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DASHBOARD = Path(__file__).parent / "examples" / "dashboard"
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""No inline script or style, nothing from elsewhere, and data from this gateway only."""


class _Page(StaticFiles):
    """Files with the page's own content security policy; a browser keeps none of them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["content-security-policy"] = CONTENT_SECURITY
        response.headers["cache-control"] = "no-store"
        return response


async def _to_page(_request: Request) -> Response:
    """Lead to the page by its folder, which its links start from; without the query string."""
    return RedirectResponse("/dashboard/", 308)


def dashboard_routes() -> list[BaseRoute]:
    """Return the routes of the dashboard; none when its folder was left out of the installation."""
    if not DASHBOARD.is_dir():
        return []
    page = _Page(directory=DASHBOARD, html=True)
    return [Route("/dashboard", _to_page), Mount("/dashboard", page)]
