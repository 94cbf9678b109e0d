"""The documentation builds as a site, with nothing from elsewhere; skipped without mkdocs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from settings import APIS

ROOT = Path(__file__).parent.parent
ELSEWHERE = re.compile(
    r"<(?:script|img|iframe|source)[^>]+src=[\"']?(?:https?:)?//"
    r"|<link(?![^>]+rel=[\"']?canonical)[^>]+href=[\"']?(?:https?:)?//"
    r"|url\([\"']?(?:https?:)?//|@import"
)


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="no mkdocs; see .ci/run")
@pytest.mark.timeout(200)
def test_the_site_builds_strictly_and_asks_nothing_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = [*tmp_path.rglob("*.html"), *tmp_path.rglob("*.css")]
    assert len(pages) > 30
    assert [page.name for page in pages if ELSEWHERE.search(page.read_text("utf-8"))] == []
    assert (tmp_path / "bron" / "SECURITY.html").is_file()


def test_the_privacy_facts_name_every_kind_of_register() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    assert [api for api in APIS if f"`{api}`" not in text] == []
