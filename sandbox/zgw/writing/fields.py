"""The body of a write as data: per field what it may hold, checked as Django REST framework does.

Every fault of a body is reported at once, with the code and the words of the real server.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sandbox.zgw import values
from sandbox.zgw.data import Json
from sandbox.zgw.data.elfproef import passes_elfproef
from sandbox.zgw.problems import InvalidParam

REQUIRED = ("required", "Dit veld is vereist.")
NULL = ("null", "Dit veld mag niet leeg zijn.")
BLANK = ("blank", "Dit veld mag niet leeg zijn.")
_DURATION = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")


class FaultyValueError(ValueError):
    """One or more faults in a value, named from that value on."""

    def __init__(self, *faults: InvalidParam) -> None:
        super().__init__(faults[0].code)
        self.faults = faults


def fault(code: str, reason: str, name: str = "") -> FaultyValueError:
    return FaultyValueError(InvalidParam(name, code, reason))


class Kind:
    """What a field may hold."""

    def read(self, value: Any) -> Any:
        """The value as it is kept; FaultyValueError when it cannot be that."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Kind):
    max_length: int | None = None
    blank: bool = True
    min_length: int = 0
    pattern: str = ""

    def read(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise fault("invalid", "Not a valid string.")
        text = str(value).strip()
        if not text and not self.blank:
            raise fault(*BLANK)
        if self.max_length is not None and len(text) > self.max_length:
            reason = f"Zorg ervoor dat dit veld niet meer dan {self.max_length} karakters bevat."
            raise fault("max_length", reason)
        if len(text) < self.min_length:
            reason = f"Zorg ervoor dat dit veld minimaal {self.min_length} karakters bevat."
            raise fault("min_length", reason)
        if text and self.pattern and not re.search(self.pattern, text):
            raise fault("invalid", "Deze waarde is niet in het vereiste formaat.")
        return text


@dataclass(frozen=True)
class Rsin(Text):
    """Nine digits that pass the 11-proef; those of a persoon are called a BSN."""

    max_length: int | None = 9
    noun: str = "RSIN"

    def read(self, value: Any) -> str:
        text = super().read(value)
        if not text:
            return text
        if not text.isdigit():
            raise fault("only-digits", "Voer een numerieke waarde in")
        if len(text) != 9:
            raise fault("invalid-length", f"{self.noun} moet 9 tekens lang zijn.")
        if not passes_elfproef(text):
            raise fault("invalid", f"Onjuist {self.noun} nummer.")
        return text


@dataclass(frozen=True)
class Url(Text):
    max_length: int | None = 1000
    blank: bool = False

    def read(self, value: Any) -> str:
        text = super().read(value)
        try:
            return values.url(text) if text else text
        except values.InvalidValueError as error:
            raise fault("invalid", error.reason) from error


@dataclass(frozen=True)
class Email(Text):
    max_length: int | None = 254

    def read(self, value: Any) -> str:
        text = super().read(value)
        if text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
            raise fault("invalid", "Voer een geldig e-mailadres in.")
        return text


@dataclass(frozen=True)
class Choice(Kind):
    options: tuple[str, ...]
    blank: bool = False

    def read(self, value: Any) -> str:
        if value == "" and self.blank:
            return ""
        if value not in self.options:
            raise fault("invalid_choice", f'"{value}" is een ongeldige keuze.')
        return str(value)


@dataclass(frozen=True)
class Day(Kind):
    def read(self, value: Any) -> str:
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError) as error:
            reason = "Datum heeft het verkeerde formaat, gebruik 1 van deze formaten: YYYY-MM-DD."
            raise fault("invalid", reason) from error


@dataclass(frozen=True)
class Moment(Kind):
    def read(self, value: Any) -> str:
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            reason = (
                "Datetime heeft een ongeldig formaat, gebruik 1 van de volgende formaten: "
                "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
            )
            raise fault("invalid", reason) from error
        return as_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


@dataclass(frozen=True)
class Duration(Kind):
    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not _DURATION.fullmatch(value):
            raise fault("invalid", "Tijdsduur heeft een verkeerd formaat.")
        return value


@dataclass(frozen=True)
class Boolean(Kind):
    def read(self, value: Any) -> bool:
        if not isinstance(value, bool) and value not in ("true", "false", "True", "False"):
            raise fault("invalid", "Must be a valid boolean.")
        return value in (True, "true", "True")


@dataclass(frozen=True)
class Number(Kind):
    minimum: int | None = None
    maximum: int | None = None

    def read(self, value: Any) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError) as error:
            raise fault("invalid", "Een geldig getal is verplicht.") from error
        if self.minimum is not None and number < self.minimum:
            reason = f"Zorg ervoor dat deze waarde groter is dan of gelijk is aan {self.minimum}."
            raise fault("min_value", reason)
        if self.maximum is not None and number > self.maximum:
            reason = f"Zorg ervoor dat deze waarde kleiner is dan of gelijk is aan {self.maximum}."
            raise fault("max_value", reason)
        return number


@dataclass(frozen=True)
class Uid(Kind):
    def read(self, value: Any) -> str:
        try:
            return str(uuid.UUID(str(value)))
        except ValueError as error:
            raise fault("invalid", f'"{value}" is geen geldige UUID.') from error


@dataclass(frozen=True)
class Anything(Kind):
    """What is kept as it comes."""

    def read(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Geometry(Kind):
    def read(self, value: Any) -> Json:
        if not isinstance(value, dict) or not {"type", "coordinates"} <= set(value):
            raise fault("invalid", "Ongeldige geometrie opgegeven.")
        return value


@dataclass(frozen=True)
class Many(Kind):
    item: Kind

    def read(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            reason = f'Verwachtte een lijst met items, maar kreeg type "{type(value).__name__}".'
            raise fault("not_a_list", reason)
        found, faults = [], []
        for position, item in enumerate(value):
            try:
                found.append(self.item.read(item))
            except FaultyValueError as error:
                faults += _below(str(position), error)
        if faults:
            raise FaultyValueError(*faults)
        return found


@dataclass(frozen=True)
class Field:
    """One field of a body; without `default` it may be left out and is then not kept."""

    kind: Kind
    required: bool = False
    null: bool = False
    default: Any = None
    has_default: bool = False


Body = Mapping[str, Field]
BodyFor = Callable[[Json], Body]


@dataclass(frozen=True)
class Group(Kind):
    """Fields of their own; `body_for` chooses them by what the value says it is."""

    body: Body = field(default_factory=dict)
    body_for: BodyFor | None = None

    def read(self, value: Any) -> Json:
        if not isinstance(value, dict):
            reason = f"Ongeldige data. Verwacht een dictionary, kreeg een {type(value).__name__}."
            raise fault("invalid", reason, "nonFieldErrors")
        body = self.body_for(value) if self.body_for else self.body
        return read_body(value, body)


def read_body(value: Json, body: Body, method: str = "POST") -> Json:
    """What a body says of its known fields.

    A POST fills in what may be left out, a PUT leaves that as it is, a PATCH may leave out all.
    """
    found: Json = {}
    faults: list[InvalidParam] = []
    for name, item in body.items():
        if name not in value:
            if method != "PATCH" and item.required:
                faults.append(InvalidParam(name, *REQUIRED))
            elif method == "POST" and item.has_default:
                found[name] = list(item.default) if item.default == () else item.default
        elif value[name] is None:
            if item.null:
                found[name] = None
            else:
                faults.append(InvalidParam(name, *NULL))
        else:
            try:
                found[name] = item.kind.read(value[name])
            except FaultyValueError as error:
                faults += _below(name, error)
    if faults:
        raise FaultyValueError(*faults)
    return found


def _below(name: str, error: FaultyValueError) -> list[InvalidParam]:
    return [
        InvalidParam(f"{name}.{item.name}" if item.name else name, item.code, item.reason)
        for item in error.faults
    ]


def required(kind: Kind, *, null: bool = False) -> Field:
    return Field(kind, required=True, null=null)


def optional(kind: Kind, default: Any = "", *, null: bool = False) -> Field:
    return Field(kind, default=default, has_default=True, null=null)


def nullable(kind: Kind) -> Field:
    """An optional field that is null when it is left out."""
    return Field(kind, null=True, has_default=True)


def maybe(kind: Kind) -> Field:
    """A field that is derived from something else when it is left out."""
    return Field(kind)


def as_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
