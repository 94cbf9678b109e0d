"""The Dutch README is in step with the English one: headings, commands, links and numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text("utf-8")
DUTCH = (ROOT / "README.nl.md").read_text("utf-8")


def headings(text: str) -> list[str]:
    return re.findall(r"^#+", text, re.MULTILINE)


def commands(text: str) -> list[str]:
    """Return the indented lines up to their comment or explanation."""
    lines = re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    return [re.split(r"\s{2,}", line)[0] for line in lines]


def fenced(text: str) -> list[str]:
    return re.findall(r"^```\w+\n.*?^```", text, re.DOTALL | re.MULTILINE)


def links(text: str) -> list[str]:
    """Return where the links and pictures lead, without the other README."""
    found = re.findall(r"\]\(([^)]+)\)", text)
    return [link for link in found if not link.startswith("README")]


def numbers(text: str) -> list[list[str]]:
    """Return the numbers of every row of the tables, written the English way."""
    rows = re.findall(r"^\| .*$", text, re.MULTILINE)
    plain = [row.replace(",000", "000").replace("1.000", "1000") for row in rows]
    return [re.findall(r"\d+(?:\.\d+)*", row) for row in plain]


@pytest.mark.parametrize("part", [headings, commands, fenced, links, numbers])
def test_both_readmes_say_the_same(part: object) -> None:
    assert callable(part)
    assert part(DUTCH) == part(ENGLISH) != []


@pytest.mark.parametrize("link", sorted({*links(ENGLISH), *links(DUTCH)}))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link.split("#")[0]).exists()
