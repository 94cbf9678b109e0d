"""docs/kookboek.md: every query is run over the sandbox, and its answer is what it says.

`make kookboek` writes the answers anew.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
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
    """A gateway that knows its catalogus, over the sandbox of one day."""

    def __init__(self) -> None:
        app, self._sandbox = wide_gateway(strategy="fewest")
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://gateway"
        )

    async def warm(self) -> None:
        """Load the catalogus, and learn how each register takes a filter."""
        await self._post(WARM, {})

    async def cook(self, recipe: Recipe) -> str:
        """Return the answer as the page should show it, with its calls."""
        await self._post(recipe.query, recipe.variables)  # what is asked once in five minutes
        self._sandbox.faults.forget()
        body = await self._post(recipe.query, recipe.variables)
        body.pop("extensions", None)
        calls = Counter(request.upstream for request in self._sandbox.faults.requests)
        each = ", ".join(f"{name} {count}" for name, count in sorted(calls.items()))
        total = f"{calls.total()} {'aanroep' if calls.total() == 1 else 'aanroepen'}"
        told = f"Kost {total}" + (f" ({each})" if each else "")
        shown = json.dumps(shortened(body), indent=2, ensure_ascii=False)
        said = f"Het antwoord, met van elke lijst hoogstens {SHOWN} rijen:"
        return f"{told}. {said}\n\n```json\n{shown}\n```"

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
    kitchen, text = Kitchen(), KOOKBOEK.read_text("utf-8")
    await kitchen.warm()
    answers = iter([await kitchen.cook(recipe) for recipe in recipes(text)])
    blank = re.compile(r"(<!-- antwoord -->\n).*?(<!-- einde -->)", re.DOTALL)
    text = blank.sub(lambda found: f"{found[1]}{next(answers)}\n{found[2]}", text)
    KOOKBOEK.write_text(text, "utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
