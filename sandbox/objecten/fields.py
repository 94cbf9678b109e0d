"""Part of a body: the fields a client asked for, within those its token may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


class FieldError(ValueError):
    """A field that the body does not have."""


def pick(body: Json, names: Iterable[str]) -> Json:
    """The body with these fields only (`record__data__naam`); all of them must be there."""
    picked: Json = {}
    for name in names:
        *parents, last = name.split("__")
        source, target = body, picked
        for parent in parents:
            source = _step(source, parent, name)
            target = target.setdefault(parent, {})
        target[last] = _step(source, last, name)
    return picked


def _step(source: Any, name: str, whole: str) -> Any:
    if not isinstance(source, dict) or name not in source:
        raise FieldError(whole)
    return source[name]


def names_of(body: Json) -> set[str]:
    """Every field of a body that is not itself an object, by its whole name."""
    names: set[str] = set()
    for name, value in body.items():
        if isinstance(value, dict):
            names |= {f"{name}__{below}" for below in names_of(value)}
        else:
            names.add(name)
    return names
