"""docs/kookboek.md: every query is run over the sandbox, and its answer is what it says.

`make kookboek` writes the answers anew.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from day_support import wide_gateway
from graph_support import WARM

KOOKBOEK = Path(__file__).parent.parent / "docs" / "kookboek.md"
RECIPE = re.compile(
    r"^## (?P<title>[^\n]+)\n(?P<text>(?:(?!## )[^\n]*\n)*?)"
    r"```graphql\n(?P<query>.*?)```\n"
    r"(?:\n```json\n(?P<variables>.*?)```\n)?"
    r"\n<!-- antwoord -->\n(?P<answer>.*?)<!-- einde -->",
    re.DOTALL | re.MULTILINE,
)
SHOWN = 2
"""Items of a list that the page shows."""


class Recipe(NamedTuple):
    """One query of the page, and what the page says of it."""

    title: str
    query: str
    variables: dict[str, Any]
    answer: str


def recipes(text: str) -> list[Recipe]:
    """Return what the page holds."""
    return [
        Recipe(
            found["title"],
            found["query"],
            json.loads(found["variables"] or "{}"),
            found["answer"].strip(),
        )
        for found in RECIPE.finditer(text)
    ]


class Kitchen:
    """A gateway that knows its catalogus and hears of changes, over the sandbox of one day."""

    def __init__(self) -> None:
        app, self._sandbox = wide_gateway(strategy="fewest", is_told=True, subscription_window=0.0)
        self._app = app
        self._changing = Recipe("", "", {}, "")
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://gateway"
        )

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Kitchen]:
        """Load the catalogus, and learn how each register takes a filter; leave all as it was."""
        async with self._app.router.lifespan_context(self._app):
            await self._post(WARM, {})
            yield self
        self._sandbox.restore()

    async def cook(self, recipe: Recipe) -> str:
        """Return the answer as the page should show it, with its calls.

        A subscription is shown the event of the last mutation before it.
        """
        if recipe.query.startswith("subscription"):
            body = shortened(await self._event(recipe))
            shown = json.dumps(body, indent=2, ensure_ascii=False)
            said = f"Wat er komt als iemand anders *{self._changing.title}* doet:"
            return f"{said}\n\n```json\n{shown}\n```"
        rehearsed = recipe.variables
        if recipe.query.startswith("mutation"):
            self._changing = recipe
            rehearsed = {**rehearsed, "sleutel": None}
        await self._post(recipe.query, rehearsed)  # what is asked once in five minutes
        self._sandbox.zgw.restore()
        self._sandbox.faults.forget()
        body = await self._post(recipe.query, recipe.variables)
        self._sandbox.zgw.restore()
        body.pop("extensions", None)
        calls = Counter(request.upstream for request in self._sandbox.faults.requests)
        each = ", ".join(f"{name} {count}" for name, count in sorted(calls.items()))
        total = f"{calls.total()} {'aanroep' if calls.total() == 1 else 'aanroepen'}"
        told = f"Kost {total}" + (f" ({each})" if each else "")
        shown = json.dumps(shortened(body), indent=2, ensure_ascii=False)
        said = f"Het antwoord, met van elke lijst hoogstens {SHOWN} rijen:"
        return f"{told}. {said}\n\n```json\n{shown}\n```"

    async def _event(self, recipe: Recipe) -> dict[str, Any]:
        """Return the first event of a subscription while the last mutation is carried out."""
        sent: asyncio.Queue[bytes] = asyncio.Queue()
        asked = json.dumps({"query": recipe.query, "variables": recipe.variables}).encode()
        coming = [{"type": "http.request", "body": asked, "more_body": False}]

        async def receive() -> Any:
            return coming.pop() if coming else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            sent.put_nowait(message.get("body", b""))

        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http",
            "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "root_path": "",
            "headers": [(b"accept", b"text/event-stream"), (b"content-type", b"application/json")],
        }  # fmt: skip
        stream = asyncio.create_task(self._app(scope, receive, send))
        await sent.get()  # its headers; it listens before anything else gets to run
        changing = self._changing
        await self._post(changing.query, {**changing.variables, "sleutel": None})
        event = (await asyncio.wait_for(sent.get(), 10)).decode()
        stream.cancel()
        await asyncio.gather(stream, return_exceptions=True)
        self._sandbox.zgw.restore()
        body: dict[str, Any] = json.loads(event.partition("data: ")[2])
        body.pop("extensions", None)
        return body

    async def _post(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        asked = {"query": query, "variables": variables}
        body: dict[str, Any] = (await self._http.post("/graphql", json=asked)).json()
        return body


def shortened(value: Any) -> Any:
    """Return an answer with only the first items of its lists, and without places in the text."""
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items() if key != "locations"}
    if isinstance(value, list):
        more = ["…"] if len(value) > SHOWN else []
        return [shortened(item) for item in value[:SHOWN]] + more
    if isinstance(value, str) and value.startswith("eyJ"):
        return "…"  # a cursor: opaque, so nothing to show
    return value


async def _write() -> None:
    text = KOOKBOEK.read_text("utf-8")
    async with Kitchen().opened() as kitchen:
        answers = iter([await kitchen.cook(recipe) for recipe in recipes(text)])
    blank = re.compile(r"(<!-- antwoord -->\n).*?(<!-- einde -->)", re.DOTALL)
    text = blank.sub(lambda found: f"{found[1]}{next(answers)}\n{found[2]}", text)
    KOOKBOEK.write_text(text, "utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
