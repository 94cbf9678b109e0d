"""Serves the plain gateway: `python -m bench.baselines.plain --port 9102 --registers <url>`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount
from strawberry.asgi import GraphQL

from bench.baselines.plain.loaders import Loaders, Registers
from bench.baselines.plain.schema import schema
from bench.serving import serve


class PlainGraphQL(GraphQL[dict[str, Any], None]):
    """Gives every request its own loaders."""

    def __init__(self, registers: Registers) -> None:
        super().__init__(schema)
        self._registers = registers

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        """Return the context of one request."""
        return {"request": request, "response": response, "loaders": Loaders(self._registers)}


def build_app(host: str) -> Starlette:
    """Return the app over the registers of one host."""
    registers = Registers(host)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await registers.start()
        yield
        await registers.http.aclose()

    return Starlette(routes=[Mount("/", PlainGraphQL(registers))], lifespan=lifespan)


def spare_failing_imports() -> None:
    """Make httpcore's `import sniffio`, at every event, fail at once instead of on the disk.

    A fresh install of httpx has no sniffio; the search for it took 18% of the time of a werklijst.
    """
    sys.modules["sniffio"] = None  # type: ignore[assignment]


def main() -> None:
    """Serve until stopped."""
    spare_failing_imports()
    serve(build_app, __doc__)


if __name__ == "__main__":
    main()
