"""Lets pages of docs/ link to files elsewhere in the repository, and lists the decisions.

A link out of docs/ (`../SECURITY.md`) works in the repository; in the site the file it leads to
stands under `bron/`, as a page when it is Markdown. A link that leads nowhere fails the build.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)")
SOURCE = "bron"
"""The folder of the site for what lies outside docs/."""


def targets(text: str, folder: str) -> set[str]:
    """Return the paths from the root of the repository that a text in this folder links to."""
    return {posixpath.normpath(posixpath.join(folder, found[1])) for found in LINK.finditer(text)}


def on_files(files: Files, config: Any) -> Files:
    """Add what is linked to from docs/, what that links to, and the list of decisions."""
    waiting = [(str(path.relative_to(ROOT)), path) for path in DOCS.rglob("*.md")]
    seen: set[str] = set()
    while waiting:
        name, path = waiting.pop()
        for target in targets(path.read_text("utf-8"), posixpath.dirname(name)) - seen:
            seen.add(target)
            if target.startswith(("docs", "..")) or not (ROOT / target).is_file():
                continue
            place = f"{SOURCE}/{target}"
            files.append(File.generated(config, place, abs_src_path=str(ROOT / target)))
            if target.endswith(".md"):
                waiting.append((target, ROOT / target))
    decisions = sorted((DOCS / "adr").glob("[0-9]*.md"))
    heads = [path.read_text("utf-8").splitlines()[0].lstrip("# ") for path in decisions]
    rows = [f"- [{head}]({path.name})" for head, path in zip(heads, decisions, strict=True)]
    listed = "\n".join(["# Decisions", "", *rows, ""])
    files.append(File.generated(config, "adr/index.md", content=listed))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Return the page with its links as they are in the site."""
    here = page.file.src_uri
    original = here.removeprefix(f"{SOURCE}/") if here.startswith(f"{SOURCE}/") else f"docs/{here}"

    def moved(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(original), found[1]))
        if (ROOT / target).is_dir():
            name = "index.md" if target == "docs/adr" else "README.md"
            target = posixpath.join(target, name)
        inside = target.startswith("docs/")
        place = target.removeprefix("docs/") if inside else f"{SOURCE}/{target}"
        if files.get_file_from_path(place) is None:
            return f"][{found[1]}]" if (ROOT / target).is_dir() else found[0]
        return f"]({posixpath.relpath(place, posixpath.dirname(here) or '.')}{found[2] or ''})"

    return LINK.sub(moved, markdown)
