"""Finds the text of the operation a request means: sent along, persisted, or trusted."""

from __future__ import annotations

import logging
import re
from typing import NamedTuple

from cachetools import LRUCache

from policy.numbers import holds_personal
from policy.trusted import TrustedDocument, TrustedDocuments, sha256_of
from schema.incoming import GraphBody, IncomingError
from schema.operations import Operations

log = logging.getLogger("gateway.trusted")
NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,99}\Z")
REMEMBERED = 1_000


class Document(NamedTuple):
    """The text to run, and the entry of the manifest it is, if any."""

    text: str
    trusted: TrustedDocument | None = None


class Documents:
    """Which documents are run: `off` all, `log` all and says which are not trusted, `enforce`."""

    def __init__(self, operations: Operations, mode: str, trusted: TrustedDocuments | None) -> None:
        self._operations, self._mode, self._trusted = operations, mode, trusted
        self._logged: LRUCache[str, bool] = LRUCache(REMEMBERED)

    def reload(self) -> None:
        """Read the manifests again."""
        if self._trusted is not None:
            self._trusted.reload()

    def find(self, body: GraphBody) -> Document:
        """Return the document a request means. Raises IncomingError."""
        persisted = body.extensions.persisted_query if body.extensions else None
        name = body.document_id or (persisted.sha256_hash if persisted else "")
        trusted = self._trusted.by_id(name) if self._trusted and name else None
        if trusted is not None:
            if body.query and body.query != trusted.text:
                raise IncomingError(400, "BAD_REQUEST", "the id is not that of the query")
            return Document(trusted.text, trusted)
        if body.document_id and not body.query:
            raise self._unknown()
        if self._mode != "off" and self._trusted and body.query:
            trusted = self._trusted.by_text(body.query)
            if trusted is not None:
                return Document(body.query, trusted)
        if self._mode == "enforce":
            raise self._unknown()
        text = self._text(body, persisted.sha256_hash if persisted else None)
        if self._mode == "log":
            self._tell(text, body.operation_name)
        return Document(text)

    def _unknown(self) -> IncomingError:
        if self._mode == "enforce":
            message = "only the documents of this gateway's manifest are run"
            return IncomingError(403, "DOCUMENT_NOT_TRUSTED", message)
        return IncomingError(200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")

    def _text(self, body: GraphBody, sha256: str | None) -> str:
        """Return the text that came along, or the persisted one."""
        if sha256 is None:
            if body.query:
                return body.query
            raise IncomingError(400, "BAD_REQUEST", "the body holds no query")
        try:
            text = self._operations.text_of(sha256, body.query)
        except ValueError as error:
            raise IncomingError(400, "BAD_REQUEST", str(error)) from None
        if text is None:
            raise self._unknown()
        return text

    def _tell(self, text: str, operation: str | None) -> None:
        """Log a document that enforcing would refuse, once: its name and hash, not its text.

        Not even the hash when a personal number stands in it: that could be found by trying.
        """
        sha256 = "-" if holds_personal(text) else sha256_of(text)
        if sha256 not in self._logged:
            self._logged[sha256] = True
            name = operation if operation and NAME.match(operation) else "-"
            log.warning(
                "not a trusted document: operation %s, sha256 %s",
                name,
                sha256,
                extra={"code": "DOCUMENT_NOT_TRUSTED"},
            )
