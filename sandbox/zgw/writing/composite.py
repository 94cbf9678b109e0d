"""Several writes in one call, all of them or none: the experimental endpoints of Open Zaak."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.zgw.api import Call
from sandbox.zgw.data import Json
from sandbox.zgw.problems import InvalidParam, invalid
from sandbox.zgw.selection import check_known
from sandbox.zgw.writing.core import Register, Write, Writes, read_json
from sandbox.zgw.writing.fields import (
    Body,
    FaultyValueError,
    Field,
    Kind,
    Many,
    fault,
    read_body,
    required,
)


class _Object(Kind):
    """A part whose fields are checked when it is written."""

    def read(self, value: object) -> Json:
        if not isinstance(value, dict):
            reason = f"Ongeldige data. Verwacht een dictionary, kreeg een {type(value).__name__}."
            raise fault("invalid", reason, "nonFieldErrors")
        return value


GROUP = required(_Object())
GROUPS = required(Many(_Object()))
SOME_GROUPS = Field(Many(_Object()))
SOME_GROUP = Field(_Object())


@dataclass
class Steps:
    """The writes of one call, each with the messages it gives."""

    register: Register
    call: Call
    messages: list[Json] = field(default_factory=list)

    def create(self, kind: type[Writes], body: Json, name: str) -> Json:
        writes, write = kind(self.register), Write(self.call, "POST", body)
        with _named(name):
            record = writes.create(write, writes.values_of(write, None))
        writes.record(write, None, record)
        self.messages += write.messages
        return record

    def change(
        self, kind: type[Writes], record: Json, body: Json, name: str, method: str = "PATCH"
    ) -> Json:
        writes, write = kind(self.register), Write(self.call, method, body)
        with _named(name):
            values = writes.values_of(write, record)
            writes.before(write, record)
            changed = writes.update(write, record, values)
        writes.record(write, record, changed)
        self.messages += write.messages
        return changed

    def remove(self, kind: type[Writes], record: Json) -> None:
        writes, write = kind(self.register), Write(self.call, "DELETE")
        writes.before(write, record)
        writes.destroy(write, record)
        writes.record(write, record, None)
        self.messages += write.messages


class Composite:
    """An endpoint that writes several resources of one register."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.api, self.store = register.api, register.store

    def read(self, call: Call, body: Body) -> Json:
        """The parts of a body, of which those that have to be there are there."""
        check_known(call.params, frozenset())
        try:
            return read_body(read_json(call), body)
        except FaultyValueError as error:
            raise invalid(*error.faults) from error

    @contextmanager
    def transaction(self, call: Call) -> Iterator[Steps]:
        """Write all of it or nothing, and tell it afterwards."""
        steps = Steps(self.register, call)
        with self.store.transaction():
            yield steps
        for message in steps.messages:
            self.api.publish(message)


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Name the faults of a part from the whole of the body on."""
    try:
        yield
    except FaultyValueError as error:
        named = [
            InvalidParam(f"{name}.{item.name}".rstrip("."), item.code, item.reason)
            for item in error.faults
        ]
        raise invalid(*named) from error
