"""The bodies the sandbox accepts against the request schemas of the official OpenAPI documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.zgw.writing.fields import (
    Body,
    Boolean,
    Choice,
    Day,
    Duration,
    Email,
    Group,
    Kind,
    Many,
    Moment,
    Number,
    Text,
    Uid,
    Url,
)

Json = dict[str, Any]
FORMATS: dict[type[Kind], str] = {
    Day: "date",
    Moment: "date-time",
    Duration: "duration",
    Url: "uri",
    Email: "email",
    Uid: "uuid",
}
TYPES: dict[type[Kind], str] = {Boolean: "boolean", Number: "integer", Many: "array"}


class Schemas:
    """The schemas of one document, with what they refer to filled in."""

    def __init__(self, document: Json) -> None:
        self._schemas = document["components"]["schemas"]

    def named(self, name: str) -> Json:
        return self.resolve({"$ref": f"#/components/schemas/{name}"})

    def resolve(self, schema: Json) -> Json:
        """One schema without references: of a choice between enums, all their values."""
        found: Json = {name: schema[name] for name in schema if name not in JOINING}
        if "$ref" in schema:
            parts = [self._schemas[schema["$ref"].rpartition("/")[2]]]
        else:
            parts = [*schema.get("allOf", ()), *schema.get("oneOf", ())]
        for part in parts:
            resolved = self.resolve(part)
            for name in ("enum", "required"):
                resolved[name] = [*found.get(name, ()), *resolved.get(name, ())]
            resolved["properties"] = {**found.get("properties", {}), **resolved["properties"]}
            found = {**resolved, **{key: found[key] for key in found if key not in resolved}}
        found.setdefault("properties", {})
        return found

    def differences(self, schema: Json, body: Body, where: str = "") -> Iterator[str]:
        """In what a body is not the schema; read-only properties are no part of a request."""
        properties = {
            name: said
            for name, said in schema["properties"].items()
            if not self.resolve(said).get("readOnly")
        }
        if set(properties) != set(body):
            yield f"{where}: {sorted(set(properties) ^ set(body))}"
        for name in set(properties) & set(body):
            field, said, path = body[name], self.resolve(properties[name]), f"{where}.{name}"
            if field.required is not (name in schema.get("required", ())):
                yield f"{path}: required"
            nullable = said.get("nullable", False) or None in said.get("enum", ())
            if field.null is not nullable:
                yield f"{path}: nullable"
            yield from self._kind(said, field.kind, path)

    def _kind(self, said: Json, kind: Kind, path: str) -> Iterator[str]:
        if isinstance(kind, Group):
            yield from self.differences(said, kind.body, path)
        elif isinstance(kind, Many):
            yield from self._kind(self.resolve(said["items"]), kind.item, f"{path}[]")
        else:
            yield from (f"{path}: {item}" for item in _bounds(said, kind))
        expected = FORMATS.get(type(kind))
        if expected and said.get("format") != expected:
            yield f"{path}: format {said.get('format')}"
        if type(kind) in TYPES and said["type"] != TYPES[type(kind)]:
            yield f"{path}: type {said['type']}"


def _bounds(said: Json, kind: Kind) -> Iterator[str]:
    if isinstance(kind, Choice):
        options = {*kind.options, *([""] if kind.blank else [])}
        if options != set(said["enum"]) - {None}:
            yield str(options ^ (set(said["enum"]) - {None}))
    elif isinstance(kind, Number):
        if (kind.minimum, kind.maximum) != (said.get("minimum"), said.get("maximum")):
            yield "bounds"
    elif isinstance(kind, Text):
        if kind.max_length != said.get("maxLength"):
            yield f"maxLength {said.get('maxLength')}"
        if kind.blank is (said.get("minLength", 0) > 0):
            yield "minLength"


JOINING = ("$ref", "allOf", "oneOf")
