"""Query parameters of the BAG API: their values, and the combinations that are offered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from starlette.datastructures import QueryParams

from sandbox.bag.problems import (
    Problem,
    invalid_param,
    params_combination,
    params_required,
    unsupported_combination,
)

Reader = Callable[[str, str], Any]
Values = dict[str, Any]


@dataclass(frozen=True)
class Combination:
    """Parameters that ask for something together, and those that may narrow it."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    can_expand: bool = True


def combination(required: str, optional: str = "", *, can_expand: bool = True) -> Combination:
    return Combination(frozenset(required.split()), frozenset(optional.split()), can_expand)


def read_values(query: QueryParams, readers: Mapping[str, Reader]) -> Values:
    """The parameters the endpoint knows; the others are ignored, as by the real service."""
    values = {name: reader(name, query[name]) for name, reader in readers.items() if name in query}
    for name in ("gebruiksdoelen", "pandIdentificaties", "statusPand"):
        if name in values:
            values[name] = [readers[name](name, value) for value in query.getlist(name)]
    return values


def check_combination(
    values: Values, combinations: tuple[Combination, ...], selecting: frozenset[str]
) -> None:
    """Raise unless what selects is one of the combinations, whole."""
    given = frozenset(values) & selecting
    if not given:
        raise params_required()
    for known in combinations:
        if known.required <= given <= known.required | known.optional:
            if "expand" in values and not known.can_expand:
                raise unsupported_combination()
            return
    if any(given <= known.required | known.optional for known in combinations):
        raise params_combination()
    raise unsupported_combination()


def pattern(regex: str) -> Reader:
    compiled = re.compile(regex)

    def read(name: str, value: str) -> str:
        if not compiled.search(value):
            raise invalid_param(name, "pattern", f"Waarde voldoet niet aan patroon {regex}.")
        return value

    return read


def integer(minimum: int, maximum: int) -> Reader:
    def read(name: str, value: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise invalid_param(name, "integer", "Waarde is geen geldige integer.")
        if int(value) < minimum:
            reason = f"Waarde is lager dan minimum {minimum}."
            raise invalid_param(name, "minimum", reason)
        if int(value) > maximum:
            reason = f"Waarde is hoger dan maximum {maximum}."
            raise invalid_param(name, "maximum", reason)
        return int(value)

    return read


def text(maximum: int) -> Reader:
    def read(name: str, value: str) -> str:
        if not value:
            raise invalid_param(name, "minLength", "Waarde is korter dan minimale lengte 1.")
        if len(value) > maximum:
            reason = f"Waarde is langer dan maximale lengte {maximum}."
            raise invalid_param(name, "maxLength", reason)
        return value

    return read


def boolean(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise invalid_param(name, "boolean", "Waarde is geen geldige boolean.")
    return value == "true"


def day(name: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise invalid_param(name, "date", "Waarde is geen geldige datum.") from None


def moment(name: str, value: str) -> str:
    """The day of a moment: nothing in the sandbox is registered twice on one day."""
    try:
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        raise invalid_param(name, "timestamp", "Waarde is geen geldige timestamp.") from None


def one_of(*choices: str) -> Reader:
    def read(name: str, value: str) -> str:
        if value not in choices:
            reason = "Waarde heeft geen geldige waarde uit de enumeratie."
            raise invalid_param(name, "enum", reason)
        return value

    return read


def bbox(name: str, value: str) -> tuple[float, ...]:
    """Two opposite corners in RD metres: x1,y1,x2,y2."""
    parts = value.split(",")
    if len(parts) != 4:
        raise _not_a_number(name)
    try:
        return tuple(float(part) for part in parts)
    except ValueError:
        raise _not_a_number(name) from None


def _not_a_number(name: str) -> Problem:
    return invalid_param(name, "number", "Waarde is geen geldige number.")


def read_expand(value: str | None, known: frozenset[str]) -> frozenset[str]:
    """The relations to embed; of a dotted name the resource as a whole, `true` means all."""
    if value is None:
        return frozenset()
    names = {name.strip().partition(".")[0] for name in value.split(",")}
    if names == {"true"}:
        return known
    for name in sorted(names - known):
        reason = f"Deel van de parameterwaarde niet correct: {name}."
        raise invalid_param("expand", "expand", reason)
    return frozenset(names)


def check_identificatie(name: str, value: str, regex: str) -> None:
    """Raise unless a path parameter has the form of its kind of object."""
    pattern(regex)(name, value)
