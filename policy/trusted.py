"""Trusted documents: the operations a landscape allows, from the manifests its clients are built
with. Three forms are read: `{id: text}` (graphql-codegen client preset, Relay), the persisted query
manifest of Apollo, and our own, which can say more of a document (say its doelbinding).
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

log = logging.getLogger("gateway.trusted")
APOLLO = "apollo-persisted-query-manifest"
OURS = "gateway-trusted-documents"
LOOK_AGAIN = 1.0
"""Seconds between two looks at the age of the manifests."""


class ManifestError(Exception):
    """A manifest cannot be read; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class TrustedDocument:
    """One document of a manifest."""

    id: str
    text: str
    name: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """What our own manifest says of it, such as `doelbinding`."""


def sha256_of(text: str) -> str:
    """Return the hash by which a document is named where it has no other id."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(path: str) -> list[TrustedDocument]:
    """Return the documents of one manifest. Raises ManifestError."""
    try:
        data = json.loads(Path(path).read_text("utf-8"))
    except OSError:
        raise ManifestError(f"{path}: no readable file") from None
    except (ValueError, RecursionError):
        raise ManifestError(f"{path}: not JSON in UTF-8") from None
    if not isinstance(data, dict):
        raise ManifestError(f"{path}: not a manifest: an object is needed")
    return list(_documents(path, data))


def _documents(path: str, data: Mapping[str, Any]) -> Iterator[TrustedDocument]:
    kind = data.get("format")
    lists = {APOLLO: "operations", OURS: "documents"}
    if kind is None:
        for name, text in data.items():
            if not isinstance(text, str) or not text or not name:
                raise ManifestError(f"{path}: entry {name!r} is not a text")
            yield TrustedDocument(name, text)
        return
    if kind not in lists or data.get("version") != 1:
        raise ManifestError(f"{path}: format {kind!r} version {data.get('version')!r} is not known")
    rows = data.get(lists[kind])
    if not isinstance(rows, list):
        raise ManifestError(f"{path}: {lists[kind]!r} must be a list")
    for place, row in enumerate(rows):
        yield _entry(f"{path}: {lists[kind]}[{place}]", row)


def _entry(where: str, row: Any) -> TrustedDocument:
    if not isinstance(row, dict):
        raise ManifestError(f"{where}: must be an object")
    text, metadata = row.get("body"), row.get("metadata", {})
    if not isinstance(text, str) or not text:
        raise ManifestError(f"{where}: 'body' must be a text")
    if not isinstance(metadata, dict):
        raise ManifestError(f"{where}: 'metadata' must be an object")
    names = {name: row.get(name, "") for name in ("id", "name")}
    if not all(isinstance(value, str) for value in names.values()):
        raise ManifestError(f"{where}: 'id' and 'name' must be texts")
    return TrustedDocument(names["id"] or sha256_of(text), text, names["name"], metadata)


def _either(one: TrustedDocument, other: TrustedDocument) -> TrustedDocument:
    """Return what a text means that two entries hold: nothing more when they differ in that."""
    if not one.metadata or one.metadata == other.metadata:
        return other
    return replace(one, metadata={}) if other.metadata else one


class TrustedDocuments:
    """The documents of all manifests, read again when a file changes."""

    def __init__(self, paths: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._paths, self._clock = tuple(paths), clock
        self._by_id: dict[str, TrustedDocument] = {}
        self._by_text: dict[str, TrustedDocument] = {}
        self._ages = self._look()
        self._next_look = clock() + LOOK_AGAIN
        self._read()

    def by_id(self, name: str) -> TrustedDocument | None:
        """Return the document with this id; `sha256:` before it is left out of account."""
        self._refresh()
        return self._by_id.get(name) or self._by_id.get(name.removeprefix("sha256:"))

    def by_text(self, text: str) -> TrustedDocument | None:
        """Return the document with exactly this text."""
        self._refresh()
        return self._by_text.get(text)

    def reload(self) -> None:
        """Read every manifest again; what was read before stays when one is wrong."""
        ages = self._look()
        try:
            self._read()
        except ManifestError as error:
            log.error("the trusted documents are not read again: %s", error)
        else:
            log.info("%s trusted documents", len(self._by_text))
        self._ages = ages

    def _refresh(self) -> None:
        now = self._clock()
        if now >= self._next_look:
            self._next_look = now + LOOK_AGAIN
            if self._look() != self._ages:
                self.reload()

    def _look(self) -> list[tuple[int, int]]:
        """Return the age and size of each file; zeros when it is gone."""
        found = []
        for path in self._paths:
            try:
                state = Path(path).stat()
            except OSError:
                found.append((0, 0))
            else:
                found.append((state.st_mtime_ns, state.st_size))
        return found

    def _read(self) -> None:
        documents: dict[str, TrustedDocument] = {}
        for path in self._paths:
            for document in read_manifest(path):
                other = documents.setdefault(document.id, document)
                if other.text != document.text:
                    raise ManifestError(f"{path}: id {document.id!r} stands for two texts")
                if document.metadata:
                    documents[document.id] = document
        self._by_id = documents
        by_text: dict[str, TrustedDocument] = {}
        for document in documents.values():
            kept = by_text.get(document.text)
            by_text[document.text] = document if kept is None else _either(kept, document)
        self._by_text = by_text
        for text, document in by_text.items():
            self._by_id.setdefault(sha256_of(text), document)
