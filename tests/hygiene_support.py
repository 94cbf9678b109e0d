"""Every operation of the project, with BSNs in it, and a search of what the gateway remembers."""

from __future__ import annotations

import ast
import base64
import binascii
import gc
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import BuiltinFunctionType, FrameType, FunctionType, ModuleType
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInputType,
    OperationDefinitionNode,
    get_named_type,
    parse,
    type_from_ast,
    validate,
)

from fuzz.asgi import JSON, Headers
from fuzz.documents import encoded, operation
from fuzz.personal import BEARER, Secrets
from fuzz.world import Watched, World
from schema_support import schema

ROOT = Path(__file__).parent.parent
BSN = "999993653"
GENERATED = 80
_OPAQUE = re.compile(r'"([A-Za-z0-9_-]{12,})"')
VALUES: dict[str, Any] = {
    "BSN": BSN,
    "String": BSN,
    "ID": BSN,
    "Int": 3,
    "Boolean": True,
    "UUID": "00000000-0000-4000-8000-000000000001",
    "ZaakFilter": {"rol": {"bsn": BSN}},
    "PersonenZoekvraag": {"nummeraanduiding": {"nummeraanduidingIdentificatie": f"0599{BSN}000"}},
}
"""What a variable of this type gets; `null` when it is not here."""
PLANTING: Headers = (
    *JSON,
    (b"x-gateway-explain", b"true"),
    (b"authorization", f"Bearer {BEARER}".encode()),
    (b"x-user-id", BSN.encode()),
    (b"x-user-representation", f"Jan {BSN}".encode()),
    (b"cookie", f"sessie={BEARER}".encode()),
    (b"traceparent", f"00-{'0' * 23}{BSN}-b7ad6b7169203331-01".encode()),
    (b"x-request-id", BSN.encode()),
    (b"referer", f"https://portaal.example/?bsn={BSN}".encode()),
)


def written_operations() -> Iterator[str]:
    """Return every document in docs and in a string of the tests that our schema accepts."""
    seen: set[str] = set()
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.graphql"))]
    for path in sorted((ROOT / "tests").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{" in node.value:
                texts.append(node.value)
    for text in texts:
        if text not in seen and _is_ours(text):
            seen.add(text)
            yield text


def _is_ours(text: str) -> bool:
    try:
        document = parse(text, max_tokens=5_000)
        return not validate(schema(), document, max_errors=1)
    except (GraphQLError, RecursionError):
        return False


def bodies() -> Iterator[tuple[str, bytes]]:
    """Return (what it is, request body) of every operation, with a BSN wherever one fits."""
    for text in written_operations():
        for node in parse(text).definitions:
            if isinstance(node, OperationDefinitionNode):
                name = node.name.value if node.name else None
                body = {"query": text, "variables": values_of(node), "operationName": name}
                yield text, encoded(body)
    for number in range(GENERATED):
        made = operation(Random(number))
        yield made.text, encoded({"query": made.text, "variables": made.variables})


def values_of(node: OperationDefinitionNode) -> dict[str, Any]:
    """Return a value for every variable an operation declares."""
    values: dict[str, Any] = {}
    for definition in node.variable_definitions or ():
        kind: GraphQLInputType | None = type_from_ast(schema(), definition.type)  # type: ignore[assignment]
        if kind is not None and "[" not in str(kind):
            values[definition.variable.name.value] = VALUES.get(get_named_type(kind).name)
    return values


def opaque_in(text: str) -> Iterator[str]:
    """Return what ids, cursors and the like hold inside their base64."""
    for found in _OPAQUE.findall(text):
        try:
            yield base64.urlsafe_b64decode(found + "=" * (-len(found) % 4)).decode("latin-1")
        except (binascii.Error, ValueError):
            continue


SKIPPED = (ModuleType, type, FunctionType, BuiltinFunctionType, FrameType, Watched, World)


def remembered(root: Any, secrets: Secrets) -> list[str]:
    """Return the BSNs and tokens in every string that can be reached from an object.

    Not through modules, classes and functions, nor into the register's side of a client. The
    gateway's own credentials, which it must hold, are not looked for.
    """
    found: list[str] = []
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, SKIPPED):
            continue
        seen.add(id(item))
        if isinstance(item, str | bytes):
            text = item if isinstance(item, str) else item.decode("latin-1")
            if secrets.numbers_in(text) or BEARER in text:
                found.append(text[:80])
            continue
        waiting.extend(gc.get_referents(item))
    return found
