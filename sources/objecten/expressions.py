"""Filters on the data of objects, in the only language the server has: `path__operator__value`.

The server splits this text from the right, at every double underscore. What it cannot carry is
refused here, before anything is asked: half of it would be a 400, the rest another question than
the one that was meant. `data_attrs` takes several expressions, joined with commas, and every
version knows it; `data_attr`, which a comma may stand in, is used for those that need it. Both are
documented for a body as one text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

SEPARATOR = "__"
_SEGMENT = re.compile(r"[^\W_]([^\W_]|[ .\-]|_(?!_))*(?<!_)\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REGEX = re.compile(r"[.*+?(){}|$]")
UNSEARCHABLE = frozenset('"\\^[]')


class ExpressionError(Exception):
    """The register cannot be asked this; the message names what, never a value."""


def path_of(pad: str) -> str:
    """Return a path as the register writes it: `locatie.straat` is `locatie__straat`.

    Raises ExpressionError.
    """
    segments = pad.split(".")
    if not all(map(_SEGMENT.match, segments)):
        raise ExpressionError(
            "a path holds names with dots between them, and no name may hold a comma or `__`, or "
            "begin or end with `_`"
        )
    if any(segment.isdigit() for segment in segments):
        raise ExpressionError("a place in a list is not something that every operator can reach")
    return SEPARATOR.join(segments)


def expression(pad: str, operator: str, value: str) -> str:
    """Return one expression. Raises ExpressionError."""
    _check_value(value)
    return SEPARATOR.join((path_of(pad), operator, value))


def one_of(pad: str, values: Sequence[str]) -> str:
    """Return the expression of one of these texts; numbers are never found by it."""
    if not values:
        raise ExpressionError("a list of values must hold one at least")
    if any("|" in value for value in values):
        raise ExpressionError("a value in a list may not hold `|`, which stands between values")
    for value in values:
        _check_value(value)
    return SEPARATOR.join((path_of(pad), "in", "|".join(values)))


def _check_value(value: str) -> None:
    if not value or value != value.strip():
        raise ExpressionError("a value may not be empty, or begin or end with a space")
    if SEPARATOR in value or value.startswith("_"):
        raise ExpressionError("a value may not hold `__`, or begin with `_`")
    if _CONTROL.search(value):
        raise ExpressionError("a value may not hold control characters")
    if _is_no_number(value):
        raise ExpressionError("a value may not be a word that reads as a number without end")


def _is_no_number(value: str) -> bool:
    """Whether the server would read a number here that no database can hold."""
    try:
        return not math.isfinite(float(value))
    except ValueError:
        return False


def literally(text: str) -> str:
    """Return a text for `data_icontains`, which the server reads as a regular expression.

    Raises ExpressionError for what cannot be said in it literally.
    """
    if not text.strip() or _CONTROL.search(text) or UNSEARCHABLE & set(text):
        raise ExpressionError('a text to search for may not be empty or hold " \\ ^ [ or ]')
    return _REGEX.sub(lambda found: f"[{found[0]}]", text)


def packed(expressions: Iterable[str]) -> dict[str, str]:
    """Return the parameter that holds these expressions, on its way to `as_body`.

    Raises ExpressionError when more than one of them holds a comma.
    """
    found = list(dict.fromkeys(expressions))
    if sum("," in one for one in found) > 1:
        raise ExpressionError("no more than one condition may have a value with a comma")
    return {"data": msgspec.json.encode(found).decode()} if found else {}


def unpacked(params: Mapping[str, str]) -> list[str]:
    """Return the expressions in these parameters."""
    return msgspec.json.decode(params["data"], type=list[str]) if params.get("data") else []


def as_body(data: str) -> dict[str, str]:
    """Return the properties of a body that ask for these expressions."""
    found = unpacked({"data": data})
    plain = [one for one in found if "," not in one]
    body = {"data_attrs": ",".join(plain)} if plain else {}
    if len(plain) < len(found):
        body["data_attr"] = next(one for one in found if "," in one)
    return body


def values_asked(params: Mapping[str, str], pad: str) -> list[str]:
    """Return which values of this path are asked for exactly."""
    start = pad.replace(".", SEPARATOR)
    found: list[str] = []
    for one in unpacked(params):
        path, operator, value = one.rsplit(SEPARATOR, 2)
        if path == start and operator in ("exact", "in"):
            found += value.split("|")
    return found


def value_at(data: object, pad: str) -> object:
    """Return what stands at a path of some data; None when there is nothing."""
    for name in pad.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data
