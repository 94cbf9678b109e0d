"""Trusted documents: the manifests of three build tools, and the three ways to treat the rest."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from graph_support import Graph
from policy.trusted import LOOK_AGAIN, ManifestError, TrustedDocuments, read_manifest
from settings import SettingsError

QUERY = "query Naam { __typename }"
OTHER = "query Anders { naam: __typename }"
SHA1 = hashlib.sha1(QUERY.encode(), usedforsecurity=False).hexdigest()
SHA256 = hashlib.sha256(QUERY.encode()).hexdigest()
CODEGEN = {SHA1: QUERY}
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": SHA256, "body": QUERY, "name": "Naam", "type": "query"}],
}
OURS: dict[str, Any] = {
    "format": "gateway-trusted-documents",
    "version": 1,
    "documents": [
        {"id": "naam", "body": QUERY, "name": "Naam", "metadata": {"doelbinding": "BRPACT-1"}}
    ],
}
FOUND = {"__typename": "Query"}


def write(folder: Path, manifest: Any, name: str = "manifest.json") -> str:
    """Write a manifest and return its path."""
    path = folder / name
    path.write_text(json.dumps(manifest), "utf-8")
    return str(path)


async def send(graph: Graph, **body: Any) -> Any:
    """Return the code of the refusal, or the data."""
    answer = (await graph.http.post("/graphql", json=body)).json()
    return answer["errors"][0]["extensions"]["code"] if "errors" in answer else answer["data"]


def apq(sha256: str) -> dict[str, Any]:
    """Return the extensions of an automatic persisted query."""
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256}}


@pytest.mark.parametrize(
    ("manifest", "name"),
    [
        pytest.param(CODEGEN, SHA1, id="codegen"),
        pytest.param(APOLLO, SHA256, id="apollo"),
        pytest.param(OURS, "naam", id="ours"),
    ],
)
async def test_enforcing_runs_only_what_a_manifest_holds(
    tmp_path: Path, manifest: Any, name: str
) -> None:
    graph = Graph(trusted_documents="enforce", trusted_manifests=(write(tmp_path, manifest),))
    assert await send(graph, documentId=name) == FOUND
    assert await send(graph, documentId=f"sha256:{SHA256}") == FOUND
    assert await send(graph, extensions=apq(SHA256)) == FOUND
    assert await send(graph, query=QUERY) == FOUND
    assert await send(graph, query=OTHER) == "DOCUMENT_NOT_TRUSTED"
    assert await send(graph, query=f"{QUERY} ") == "DOCUMENT_NOT_TRUSTED"
    assert await send(graph, documentId="onbekend") == "DOCUMENT_NOT_TRUSTED"
    assert await send(graph, documentId=name, query=OTHER) == "BAD_REQUEST"


async def test_enforcing_registers_no_persisted_query(tmp_path: Path) -> None:
    graph = Graph(trusted_documents="enforce", trusted_manifests=(write(tmp_path, CODEGEN),))
    other = hashlib.sha256(OTHER.encode()).hexdigest()
    for _ in range(2):
        assert await send(graph, query=OTHER, extensions=apq(other)) == "DOCUMENT_NOT_TRUSTED"
        assert await send(graph, extensions=apq(other)) == "DOCUMENT_NOT_TRUSTED"
    refused = await graph.http.post("/graphql", json={"query": OTHER})
    assert refused.status_code == 403


async def test_logging_runs_everything_and_names_what_enforcing_would_refuse(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    graph = Graph(trusted_documents="log", trusted_manifests=(write(tmp_path, CODEGEN),))
    text = 'query Geheim { persoon(bsn: "999993653") { soort } }'
    with caplog.at_level(logging.WARNING):
        assert await send(graph, query=QUERY) == FOUND
        assert not [record for record in caplog.records if "trusted" in record.name]
        for _ in range(2):
            await send(graph, query=text, operationName="Geheim")
        await send(graph, query=OTHER, operationName="Anders\nvals")
    logged = [record.getMessage() for record in caplog.records if "trusted" in record.name]
    assert logged == [
        "not a trusted document: operation Geheim, sha256 -",
        f"not a trusted document: operation -, sha256 {hashlib.sha256(OTHER.encode()).hexdigest()}",
    ]
    assert "999993653" not in caplog.text


async def test_an_unknown_id_is_not_found_when_nothing_is_enforced() -> None:
    assert await send(Graph(), documentId="onbekend") == "PERSISTED_QUERY_NOT_FOUND"


def test_a_manifest_of_ours_says_more_of_a_document(tmp_path: Path) -> None:
    paths = [write(tmp_path, CODEGEN, "a.json"), write(tmp_path, OURS, "b.json")]
    documents = TrustedDocuments(paths)
    for found in (documents.by_text(QUERY), documents.by_id("naam")):
        assert found is not None
        assert found.metadata == {"doelbinding": "BRPACT-1"}


def test_a_text_that_two_entries_say_different_things_of_says_nothing(tmp_path: Path) -> None:
    other = {"id": "b", "body": QUERY, "metadata": {"doelbinding": "ANDERS"}}
    two = {**OURS, "documents": [OURS["documents"][0], other]}
    documents = TrustedDocuments([write(tmp_path, two)])
    by_text, by_id = documents.by_text(QUERY), documents.by_id("b")
    assert by_text is not None
    assert by_id is not None
    assert by_text.metadata == {}
    assert by_id.metadata == {"doelbinding": "ANDERS"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "an object is needed"),
        ('{"a": 1}', "entry 'a' is not a text"),
        ('{"format": "x", "version": 1}', "format 'x'"),
        (json.dumps({**APOLLO, "version": 2}), "version 2"),
        (json.dumps({**APOLLO, "operations": {}}), "'operations' must be a list"),
        (json.dumps({**APOLLO, "operations": [{"id": "a"}]}), "operations[0]: 'body'"),
        (json.dumps({**OURS, "documents": [{"body": "a", "metadata": 1}]}), "'metadata'"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_wrong_manifest_stops_the_start_and_names_itself(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ManifestError) as refused:
        read_manifest(str(path))
    assert words in str(refused.value)
    with pytest.raises(SettingsError, match="trusted_manifests"):
        Graph(trusted_documents="enforce", trusted_manifests=(str(path),))


def test_a_missing_manifest_and_one_id_for_two_texts_stop_the_start(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="no readable file"):
        TrustedDocuments([str(tmp_path / "weg.json")])
    paths = [write(tmp_path, {"a": QUERY}, "a.json"), write(tmp_path, {"a": OTHER}, "b.json")]
    with pytest.raises(ManifestError, match="two texts"):
        TrustedDocuments(paths)


def test_a_changed_manifest_is_read_again_and_a_wrong_one_is_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    path = write(tmp_path, {"a": QUERY})
    documents = TrustedDocuments([path], lambda: now[0])
    write(tmp_path, {"a": QUERY, "bee": OTHER})
    assert documents.by_id("bee") is None
    now[0] += LOOK_AGAIN
    assert documents.by_id("bee") is not None
    Path(path).write_text("{ half", "utf-8")
    now[0] += LOOK_AGAIN
    with caplog.at_level(logging.ERROR):
        assert documents.by_id("bee") is not None
    assert "not read again" in caplog.text


async def test_sighup_reads_the_manifests_again(tmp_path: Path) -> None:
    path = write(tmp_path, {"a": QUERY})
    graph = Graph(trusted_documents="enforce", trusted_manifests=(path,))
    async with graph.app.router.lifespan_context(graph.app):
        write(tmp_path, {"a": QUERY, "b": OTHER})
        os.kill(os.getpid(), signal.SIGHUP)
        for _ in range(3):
            await asyncio.sleep(0)  # a turn of the loop each: the signal, its handler
        assert await send(graph, query=QUERY) == FOUND
        assert await send(graph, documentId="b") == {"naam": "Query"}
