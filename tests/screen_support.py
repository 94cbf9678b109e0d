"""The screens of docs/operaties: runs them over the sandbox, and writes docs/schermen.md.

`make schermen` runs this file. The numbers of calls are measured; the counts of others stand in
docs/operaties/schermen.toml.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from graphql import OperationDefinitionNode, parse

from graph_support import Graph
from policy.trusted import OURS, sha256_of
from sandbox.faults import RecordedRequest
from schema.voorbeelden import FIRST, OPERATIES, Scherm, schermen

PAGE = OPERATIES.parent / "schermen.md"
MANIFEST = OPERATIES / "manifest.json"
INTRO = """# The screens, one operation each

Made by `make schermen` from [operaties/schermen.toml](operaties/schermen.toml); a test holds that
the numbers are what the sandbox measures.

Every screen of a zaakafhandelcomponent or portal is one operation in [operaties/](operaties/). The
calls are those of Open Zaak, Open Klant and the others, with the catalogus in memory and
`strategy = "fewest"`. What ZAC and NL Portal take was traced in their public source: D documents,
R related zaken, b besluiten with d documents each, N rows.

"""
COLUMNS = ("Screen", "What it shows", "ZAC", "NL Portal", "Aim", "Here at most", "Measured", "")
OUTRO = """
The last column says what stood in the sandbox, or what else there is to say. The operations are
also the tabs of GraphiQL, and the entries of [operaties/manifest.json](operaties/manifest.json), a
manifest for `trusted_documents` (see [security-limits.md](security-limits.md)).
"""


class Measured(NamedTuple):
    """What one screen took."""

    scherm: Scherm
    data: Any
    errors: Any
    calls: Counter[str]
    requests: Sequence[RecordedRequest]

    @property
    def total(self) -> int:
        """Every upstream call."""
        return sum(self.calls.values())


async def measure(scherm: Scherm) -> Measured:
    """Return what a screen takes with a warm catalogus."""
    graph = Graph(strategy="fewest", also=tuple(scherm.ook))
    text, variables = scherm.text, scherm.variables(date.today())
    await graph.post(text, **variables)
    await graph.warm()
    body = await graph.post(text, **variables)
    return Measured(
        scherm,
        body.get("data"),
        body.get("errors"),
        graph.calls,
        list(graph.sandbox.faults.requests),
    )


@cache
def measured() -> dict[str, Measured]:
    """Return what every screen takes, by its file."""

    async def every() -> list[Measured]:
        return [await measure(scherm) for scherm in schermen()]

    return {one.scherm.bestand: one for one in asyncio.run(every())}


def values_at(data: Any, path: str) -> Iterator[Any]:
    """Return what stands at a path, in every row of the lists on the way."""
    name, _, rest = path.partition(".")
    if isinstance(data, list):
        for row in data:
            yield from values_at(row, path)
    elif isinstance(data, dict) and data.get(name) is not None:
        yield from values_at(data[name], rest) if rest else [data[name]]


def page(found: Sequence[Measured]) -> str:
    """Return docs/schermen.md."""
    rows = [COLUMNS, tuple("---" for _ in COLUMNS)]
    for one in found:
        scherm = one.scherm
        link = f"[{scherm.nummer}](operaties/{scherm.bestand}.graphql)"
        others = (scherm.zac, scherm.nlportal, scherm.ours)
        rows.append((link, scherm.naam, *others, str(scherm.doel), _told(one), scherm.uitleg))
    return INTRO + "".join(f"| {' | '.join(row)} |\n" for row in rows) + OUTRO


def _told(one: Measured) -> str:
    parts = ", ".join(f"{name} {count}" for name, count in sorted(one.calls.items()))
    return f"{one.total} ({parts})" if parts else "0"


def manifest() -> str:
    """Return the manifest of trusted documents: the operation of the README and every screen."""
    files = [FIRST, *(scherm.bestand for scherm in schermen())]
    texts = [(OPERATIES / f"{name}.graphql").read_text("utf-8") for name in files]
    documents = [{"id": sha256_of(text), "name": _name(text), "body": text} for text in texts]
    return json.dumps({"format": OURS, "version": 1, "documents": documents}, indent=1) + "\n"


def _name(text: str) -> str:
    (operation,) = [
        node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode)
    ]
    assert operation.name is not None
    return operation.name.value


if __name__ == "__main__":
    PAGE.write_text(page(list(measured().values())), "utf-8")
    MANIFEST.write_text(manifest(), "utf-8")
