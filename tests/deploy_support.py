"""Reads the Dockerfile as the list of steps that it is; also used by deploy/checks/image.py."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = ROOT / "Dockerfile"


@dataclass
class Stage:
    """One stage of the build."""

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, keyword: str) -> str:
        """Return the value of an instruction of which the last one counts."""
        return [text for word, text in self.steps if word == keyword][-1]

    def env(self) -> dict[str, str]:
        """Return its environment."""
        texts = [text for word, text in self.steps if word == "ENV"]
        return dict(part.split("=", 1) for text in texts for part in shlex.split(text))


@dataclass(frozen=True)
class Copy:
    """One COPY."""

    sources: tuple[str, ...]
    target: str
    stage: str = ""
    owner: str = ""


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Return the instructions of a Dockerfile: the word and the rest."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    for line in filter(None, map(str.strip, joined.splitlines())):
        word, _, rest = line.partition(" ")
        yield word.upper(), rest.strip()


def stages(text: str) -> tuple[dict[str, str], list[Stage]]:
    """Return the arguments before the first stage, and the stages."""
    arguments: dict[str, str] = {}
    found: list[Stage] = []
    for word, rest in instructions(text):
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found.append(Stage(name, base))
        elif not found:
            name, _, default = rest.partition("=")
            arguments[name] = default
        else:
            found[-1].steps.append((word, rest))
    return arguments, found


def copy_of(text: str) -> Copy:
    """Return what a COPY says."""
    words = shlex.split(text)
    options = dict(word[2:].split("=", 1) for word in words if word.startswith("--"))
    paths = [word for word in words if not word.startswith("--")]
    return Copy(tuple(paths[:-1]), paths[-1], options.get("from", ""), options.get("chown", ""))


def exec_form(text: str) -> list[str]:
    """Return the words of a command in exec form. Raises ValueError for the shell form."""
    words: list[str] = json.loads(text.partition("CMD ")[2] if "CMD " in text else text)
    return words


def in_context(path: str) -> bool:
    """Return whether .dockerignore lets this file, relative to the repository, into the build."""
    inside = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = ["/".join(path.split("/")[: n + 1]) for n in range(path.count("/") + 1)]
        names = path.split("/") if "**/" in line else parts
        if any(fnmatch.fnmatchcase(name, pattern) for name in names):
            inside = line.startswith("!")
    return inside


def context_files(source: str) -> list[str]:
    """Return the files of the build context below a source of COPY."""
    found = []
    for path in ROOT.glob(source):
        files = [path] if path.is_file() else path.rglob("*")
        found += [file.relative_to(ROOT).as_posix() for file in files if file.is_file()]
    return sorted(file for file in found if in_context(file))
