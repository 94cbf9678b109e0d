"""The cookbook tells the truth: each query's answer and calls are what the sandbox gives."""

from __future__ import annotations

import re

from kookboek_support import KOOKBOEK, Kitchen, recipes


async def test_every_recipe_gives_what_the_page_says() -> None:
    text = KOOKBOEK.read_text("utf-8")
    found = recipes(text)
    assert len(found) == len(re.findall(r"^```graphql", text, re.MULTILINE)) >= 15
    async with Kitchen().opened() as kitchen:
        wrong = [one.title for one in found if await kitchen.cook(one) != one.answer]
    assert wrong == [], "run `make kookboek`, and look at the difference"


def test_only_the_recipe_about_errors_has_an_error() -> None:
    failing = [
        one.title for one in recipes(KOOKBOEK.read_text("utf-8")) if '"errors"' in one.answer
    ]
    assert failing == ["Als een register het niet kan"]
