"""How an operation is called in metrics, traces and the log: a name that is known, and a hash.

A client chooses the name of its operation. So only names that the landscape knows, of trusted
documents and of the settings, tell operations apart; whatever else is asked is `other`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cachetools import LRUCache

from policy.numbers import holds_personal
from policy.trusted import sha256_of
from schema.documents import NAME
from schema.operations import Operations
from sources.errors import scrub
from sources.watch import Watch

OTHER = "other"
NONE = "none"
"""Of a request that was refused before its document was read."""
REMEMBERED = 1_000


class OperationName(NamedTuple):
    """What an operation is called."""

    label: str
    """One of a bounded set."""
    name: str
    """As the document says it, masked; for the log alone."""
    hash: str
    """The SHA-256 of the text; `-` when that holds a personal number, which it would give away."""


UNREAD = OperationName(NONE, "-", "-")


class OperationNames:
    """Names operations; looks at each text once."""

    def __init__(self, operations: Operations, known: Collection[str]) -> None:
        self._operations, self._known = operations, frozenset(known)
        self._made: LRUCache[tuple[str, str | None, bool], OperationName] = LRUCache(REMEMBERED)

    def of(self, watch: Watch) -> OperationName:
        """Return the names of the operation of a request."""
        if not watch.text:
            return UNREAD
        key = (watch.text, watch.operation, watch.is_trusted)
        found = self._made.get(key)
        if found is None:
            found = self._name(watch)
            if found.hash != "-" and not holds_personal(watch.operation or ""):
                self._made[key] = found
        return found

    def _name(self, watch: Watch) -> OperationName:
        personal = holds_personal(watch.text)
        sha256 = "-" if personal else sha256_of(watch.text)
        name = watch.trusted_name if watch.is_trusted else ""
        if not name:
            prepared = None if personal else self._operations.known(watch.text)
            if prepared is not None:
                node = prepared.operation(watch.operation)
                name = node.name.value if node is not None and node.name is not None else ""
        if not NAME.match(name):
            return OperationName(OTHER, "-", sha256)
        label = name if watch.is_trusted or name in self._known else OTHER
        return OperationName(label, scrub(name), sha256)
