"""From the parameters of a list or search to records: one per object, in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sandbox.objecten.dataquery import (
    MISSING,
    ExpressionError,
    any_text_matches,
    look_up,
    parse,
    sort_key,
)
from sandbox.objecten.register import Json, Object, Objecten, Record
from sandbox.zgw.geo import is_geometry, is_within
from sandbox.zgw.problems import InvalidParam, invalid

Found = tuple[Object, Record]
Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Query:
    """What is asked, checked; `body` renders a record for ordering."""

    register: Objecten
    params: Params
    today: str

    def find(self, allowed: frozenset[str], within: Json | None = None) -> list[Found]:
        """The matching record with the highest index of every object, newest object first."""
        type_uuid = self._type()
        version = self._number("typeVersion")
        tests = self._data_tests()
        day, registered = self._day("date"), self._day("registrationDate")
        if day and registered:
            reason = "'date' and 'registrationDate' parameters can't be used in the same request"
            raise invalid(InvalidParam("nonFieldErrors", "invalid-date-query-params", reason))
        best: dict[str, Found] = {}
        for item, record in self.register.records():
            if (
                item.type_uuid in allowed
                and type_uuid in (None, item.type_uuid)
                and version in (None, record.type_version)
                and _is_valid(record, day or self.today, registered)
                and (within is None or is_within(record.geometry, within))
                and all(test(record.data) for test in tests)
            ):
                best[item.uuid] = (item, record)
        return self._order(list(best.values()))

    def _one(self, name: str) -> str:
        values = self.params.get(name, ())
        return values[-1] if values else ""

    def _type(self) -> str | None:
        """Only the uuid at the end of the url counts, not where it says the type lives."""
        raw = self._one("type")
        if not raw:
            return None
        try:
            uuid = str(UUID(raw.rstrip("/").rpartition("/")[2]))
        except ValueError:
            raise _invalid("type", "invalid", "Voer een geldige waarde in.") from None
        if uuid not in self.register.types:
            reason = f"Selecteer een geldige keuze. {raw} is geen beschikbare keuze."
            raise _invalid("type", "invalid_choice", reason)
        return uuid

    def _number(self, name: str) -> int | None:
        raw = self._one(name)
        if raw and not (raw.isascii() and raw.isdigit()):
            raise _invalid(name, "invalid", "Voer een getal in.")
        return int(raw) if raw else None

    def _day(self, name: str) -> str:
        raw = self._one(name)
        try:
            return date.fromisoformat(raw).isoformat() if raw else ""
        except ValueError:
            raise _invalid(name, "invalid", "Voer een geldige datum in.") from None

    def _data_tests(self) -> list[Any]:
        """Every `data_attr` holds one expression, the old `data_attrs` several with commas."""
        tests: list[Any] = []
        try:
            for raw in self.params.get("data_attr", ()):
                tests.append(parse(raw, comma_in_value=True).matches)
        except ExpressionError as error:
            raise _invalid("data_attr", "invalid-data-attr-query", str(error)) from None
        try:
            for raw in filter(None, self._one("data_attrs").split(",")):
                tests.append(parse(raw, comma_in_value=False).matches)
        except ExpressionError as error:
            raise _invalid("data_attrs", "invalid-data-attrs-query", str(error)) from None
        if text := self._one("data_icontains"):
            pattern = re.compile(text, re.IGNORECASE)  # the real one does not escape it either
            tests.append(lambda data: any_text_matches(data, pattern))
        return tests

    def _order(self, found: list[Found]) -> list[Found]:
        """Names that cannot be ordered by are ignored; what is absent comes last ascending."""
        for name in reversed(self._one("ordering").split(",")):
            path = _ordering_path(name.strip().removeprefix("-"))
            if path is not None:
                found.sort(key=lambda pair: _place(pair, path), reverse=name.startswith("-"))
        return found


def _is_valid(record: Record, day: str, registered: str) -> bool:
    return record.registered <= registered if registered else record.is_at(day)


_ORDERABLE = {
    "uuid": "uuid",
    "record__index": "index",
    "record__typeVersion": "type_version",
    "record__startAt": "start",
    "record__endAt": "end",
    "record__registrationAt": "registered",
}


def _ordering_path(name: str) -> tuple[str, ...] | None:
    if name.startswith("record__data__"):
        return tuple(name.split("__")[1:])
    return (_ORDERABLE[name],) if name in _ORDERABLE else None


def _place(pair: Found, path: tuple[str, ...]) -> tuple[bool, Any]:
    item, record = pair
    if path[0] == "data":
        value = look_up(record.data, path[1:])
    else:
        value = getattr(record, path[0], item.uuid)
    absent = value is MISSING or (value is None and path[0] != "data")
    return absent, (0, 0) if absent else sort_key(value)


def read_within(body: Json) -> Json | None:
    """The area of a search, when there is one."""
    if "geometry" not in body:
        return None
    geometry = body["geometry"]
    within = geometry.get("within") if isinstance(geometry, dict) else None
    if not isinstance(within, dict) or not is_geometry(within):
        raise _invalid("geometry.within", "invalid", "Voer een geldige geometrie in.")
    return within


def _invalid(name: str, code: str, reason: str) -> Exception:
    return invalid(InvalidParam(name, code, reason))
