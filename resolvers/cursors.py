"""Cursors: where a row stood in the list of its register, or in the lists of several.

A cursor is opaque to clients and gives no access. It holds places, totals and uuids, and for
several registers the names that `landschap.toml` gives them; never anything of a row itself.
"""

from __future__ import annotations

import base64

import msgspec

from resolvers.errors import BadUserInputError
from sources.records import MAX_COUNT

MAX_PLACES = 64
"""Registers in one cursor."""
MAX_TEXT = 100
NOTHING_YET = -1
"""The offset of a register of which no row was passed."""
AT_END = -2
"""The offset of a register that a list read from its end did not reach: all rows come before."""
UNKNOWN = -1
"""The total of a register that did not answer, or may not tell it."""


class Cursor(msgspec.Struct, array_like=True):
    """Where a row stood: its offset, the total then, and its uuid."""

    offset: int
    total: int
    uuid: str

    def encode(self) -> str:
        """Return the opaque text of the cursor."""
        return _encoded(self)

    @property
    def is_finished(self) -> bool:
        """Whether no row of its register comes after it, as far as it knows."""
        return self.offset == AT_END or 0 <= self.total <= self.offset + 1


class MergedCursor(msgspec.Struct):
    """Where a row stood in the lists of several registers: the last row passed in each."""

    own: str = msgspec.field(name="b")
    """The register of the row itself; empty when the cursor is of a place without a row."""
    places: dict[str, Cursor] = msgspec.field(name="p")

    def encode(self) -> str:
        """Return the opaque text of the cursor."""
        return _encoded(self)


_PLAIN = msgspec.json.Decoder(Cursor)
_MERGED = msgspec.json.Decoder(MergedCursor)
UNREAD = Cursor(NOTHING_YET, UNKNOWN, "")
UNREACHED = Cursor(AT_END, UNKNOWN, "")


def decode_cursor(text: str, argument: str) -> Cursor | MergedCursor:
    """Return the cursor. Raises BadUserInputError naming the argument."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        cursor: Cursor | MergedCursor = (_MERGED if raw[:1] == b"{" else _PLAIN).decode(raw)
    except (ValueError, RecursionError):
        raise BadUserInputError(f"'{argument}' is not a cursor of this graph") from None
    if not _is_possible(cursor):
        raise BadUserInputError(f"'{argument}' is not a cursor of this graph")
    return cursor


def _encoded(cursor: Cursor | MergedCursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def _is_possible(cursor: Cursor | MergedCursor) -> bool:
    if isinstance(cursor, Cursor):
        return 0 <= cursor.offset <= MAX_COUNT and 0 <= cursor.total <= MAX_COUNT
    return (
        len(cursor.places) <= MAX_PLACES
        and (not cursor.own or cursor.own in cursor.places)
        and all(map(_is_place, cursor.places.values()))
    )


def _is_place(place: Cursor) -> bool:
    return (
        AT_END <= place.offset <= MAX_COUNT
        and UNKNOWN <= place.total <= MAX_COUNT
        and len(place.uuid) <= MAX_TEXT
    )
