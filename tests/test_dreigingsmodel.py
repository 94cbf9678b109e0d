"""The threat model names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODEL = (ROOT / "docs" / "dreigingsmodel.md").read_text("utf-8")


def test_every_test_it_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", MODEL))
    assert len(named) > 10
    assert {name for name in named if not (ROOT / "tests" / f"{name}.py").is_file()} == set()


def test_every_boundary_of_the_picture_has_a_chapter() -> None:
    drawn = set(re.findall(r"[─├└]+([1-9])[─]+", MODEL))
    assert drawn == set(re.findall(r"^## ([1-9])\.", MODEL, re.MULTILINE))
