"""Every query that stands in a page of the documentation fits the schema."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import parse, validate
from test_schema import CORE

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```graphql\n(?!type )(.*?)^```", re.DOTALL | re.MULTILINE)
"""Operations; what a page shows of another subgraph is types."""
QUERIES = [
    pytest.param(text, id=f"{path.name}-{number}")
    for path in sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
    for number, text in enumerate(BLOCK.findall(path.read_text("utf-8")))
]


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_of_a_page_fits_the_schema(text: str) -> None:
    assert validate(CORE, parse(text)) == []


def test_pages_have_queries() -> None:
    assert len(QUERIES) > 20
