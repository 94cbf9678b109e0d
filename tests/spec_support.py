"""Answers against an official OpenAPI document: every property known, every union resolved.

JSON Schema validators ignore `discriminator`, `nullable` and properties nobody declared. The
document is rewritten once so that they do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS31Validator

SPECS = Path(__file__).resolve().parents[2] / "shared" / "specs"
COMPONENTS = "#/components/schemas/"
ANY = "__any"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Schema = dict[str, Any]


class Spec:
    """One OpenAPI document as JSON Schema 2020-12."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._original: dict[str, Schema] = document["components"]["schemas"]
        self._schemas = {name: self._part(body) for name, body in self._original.items()}
        for name, body in self._original.items():
            if mapping := _mapping(body):
                self._schemas[name + ANY] = self._union(body["discriminator"], mapping)
        self._validators: dict[str, Any] = {}

    def complaints(self, name: str, body: Any) -> list[str]:
        """Return `field: what is wrong` for everything in which `body` is not a `name`."""
        if name not in self._validators:
            root = self._value({"$ref": COMPONENTS + name})
            root["components"] = {"schemas": self._schemas}
            self._validators[name] = OAS31Validator(
                root, format_checker=OAS31Validator.FORMAT_CHECKER
            )
        return [
            f"{'.'.join(map(str, error.absolute_path))}: {error.message}"
            for error in self._validators[name].iter_errors(body)
        ]

    def query_parameters(self, path: str) -> set[str]:
        """Return the query parameters of `GET path`."""
        parameters = self.document["paths"][path]["get"].get("parameters", ())
        return {item["name"] for item in parameters if item["in"] == "query"}

    def answer_name(self, path: str) -> str:
        """Return the name of the schema that `GET path` answers with, whatever kind of JSON."""
        responses = self.document["paths"][path]["get"]["responses"]
        content = responses.get("200", responses.get("default"))["content"]
        reference: str = next(iter(content.values()))["schema"]["$ref"]
        return reference.removeprefix(COMPONENTS)

    @property
    def schemas(self) -> frozenset[str]:
        """Return the names of all schemas."""
        return frozenset(self._original)

    def properties(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield every property of a schema, its variants included, and the schema below it."""
        yield from self._properties(self._original.get(name, {}), is_whole=True)

    def _properties(self, schema: Schema, *, is_whole: bool) -> Iterator[tuple[str, str]]:
        if "$ref" in schema:
            schema = self._original[schema["$ref"].removeprefix(COMPONENTS)]
        for name, value in schema.get("properties", {}).items():
            yield name, _name_of(value)
        members = [(member, is_whole) for member in schema.get("allOf", ())]
        if is_whole:
            members += [({"$ref": ref}, False) for ref in _mapping(schema).values()]
        for member, whole in members:
            yield from self._properties(member, is_whole=whole)

    def _value(self, schema: Schema) -> Schema:
        """Rewrite what describes a whole value: nothing undeclared may be in it."""
        body = self._part(schema, is_whole=True)
        if {"$ref", "allOf", "properties"} & body.keys() and "additionalProperties" not in body:
            body["unevaluatedProperties"] = False
        named = self._original.get(schema.get("$ref", "").removeprefix(COMPONENTS), {})
        if schema.get("nullable") or named.get("nullable"):
            return {"anyOf": [body, {"type": "null"}]}
        return body

    def _part(self, schema: Schema, *, is_whole: bool = False) -> Schema:
        """Rewrite what describes a value only in part, as a member of allOf does."""
        body = {name: value for name, value in schema.items() if name != "discriminator"}
        if not body.get("$ref", "#").startswith("#"):
            return {}  # another document, which is not here: anything will do
        if "$ref" in body:
            return {"$ref": self._target(body["$ref"], is_whole)}
        if "properties" in body:
            body["properties"] = {
                name: self._value(value) for name, value in body["properties"].items()
            }
        for name in ("items", "additionalProperties"):
            if isinstance(body.get(name), dict):
                body[name] = self._value(body[name])
        for name in ("allOf", "oneOf", "anyOf"):
            if name in body:
                body[name] = [self._part(member) for member in body[name]]
        return body

    def _target(self, reference: str, is_whole: bool) -> str:
        body = self._original[reference.removeprefix(COMPONENTS)]
        if _mapping(body) and (is_whole or "oneOf" in body):
            return reference + ANY
        return reference

    @staticmethod
    def _union(discriminator: dict[str, Any], mapping: dict[str, str]) -> Schema:
        name = discriminator["propertyName"]
        return {
            "type": "object",
            "required": [name],
            "properties": {name: {"enum": list(mapping)}},
            "allOf": [
                {"if": {"properties": {name: {"const": kind}}}, "then": {"$ref": reference}}
                for kind, reference in mapping.items()
            ],
        }


def _name_of(value: Schema) -> str:
    """Return the name of the schema of a value, or of the items of a list; often there is none."""
    item = value.get("items", value)
    for wrapped in (item, *item.get("allOf", ())):
        if "$ref" in wrapped:
            return str(wrapped["$ref"]).removeprefix(COMPONENTS)
    return ""


def _mapping(schema: Schema) -> dict[str, str]:
    """Return the variants of a union by what tells them apart: their names, unless it says more.

    A discriminator on a schema that lists no variants, as of a base class, makes no union.
    """
    if "discriminator" not in schema:
        return {}
    named = {
        item["$ref"].removeprefix(COMPONENTS): item["$ref"] for item in schema.get("oneOf", ())
    }
    mapping: dict[str, str] = schema["discriminator"].get("mapping", named)
    return mapping


@cache
def load_spec_named(name: str) -> Spec:
    """Return the document in `../shared/specs`; skips the test when it is not there."""
    path = SPECS / f"{name}.yaml"
    if not path.exists():
        pytest.skip(f"the official OpenAPI document {name}.yaml is not in ../shared/specs")
    with path.open(encoding="utf-8") as stream:
        document = yaml.load(stream, Loader=_LOADER)  # noqa: S506 - one of the safe loaders
    return Spec(document)
