"""The operations of docs/operaties/mutaties: one per mutation, carried out, and in their manifest.

`PYTHONPATH=.:tests python tests/test_mutatie_operaties.py` renews the manifest.
"""

from __future__ import annotations

import json
from pathlib import Path

from graphql import FieldNode, OperationDefinitionNode, parse

from mutation_samples import SAMPLES
from mutation_support import Schrijver, restored
from policy.trusted import OURS, sha256_of

FOLDER = Path(__file__).parent.parent / "docs" / "operaties" / "mutaties"
MANIFEST = FOLDER / "manifest.json"


def operations() -> dict[str, tuple[str, str]]:
    """Return the name of the operation and its text, per mutation that it asks."""
    found = {}
    for path in sorted(FOLDER.glob("*.graphql")):
        text = path.read_text("utf-8")
        (operation,) = parse(text).definitions
        assert isinstance(operation, OperationDefinitionNode)
        (field,) = operation.selection_set.selections
        assert isinstance(field, FieldNode)
        assert operation.name is not None
        found[field.name.value] = operation.name.value, text
    return found


def manifest() -> str:
    """Return the manifest of trusted documents of these operations."""
    documents = [
        {"id": sha256_of(text), "name": name, "body": text} for name, text in operations().values()
    ]
    return json.dumps({"format": OURS, "version": 1, "documents": documents}, indent=1) + "\n"


def test_there_is_one_per_mutation_and_the_manifest_holds_them() -> None:
    assert set(operations()) == set(SAMPLES)
    assert MANIFEST.read_text("utf-8") == manifest()


async def test_each_is_carried_out_where_only_they_are_trusted() -> None:
    graph = Schrijver(trusted_documents="enforce", trusted_manifests=(str(MANIFEST),))
    for mutation, (_, text) in operations().items():
        with restored(graph):
            given = {"invoer": SAMPLES[mutation](graph), "toelichting": "Proef"}
            variables = {**given, "sleutel": f"operatie-{mutation}"}
            body = await graph.post(text, **variables)
            assert "errors" not in body, mutation
            assert body["data"][mutation]["fouten"] == [], mutation
            done = body["data"][mutation]
            assert done.get("zaak") or done.get("klantcontact") or done.get("document")
    assert len(graph.sent) >= len(SAMPLES)
    refused = await graph.post(text.replace("Sleutel", "Key") + "#")
    assert refused["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"


if __name__ == "__main__":
    MANIFEST.write_text(manifest(), "utf-8")
