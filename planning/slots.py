"""Places in an answer, and the objects and values that are put in them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import itemgetter, setitem
from typing import Any, TypeAlias

from planning.compile import FieldPlan, Selection

Slot: TypeAlias = tuple[Any, Any, Any, bool]
"""A place in the answer: its container, its key there, the slot around it, may it be null."""
SHARED = 8
"""Objects from which it pays to see whether they are the same, as zaaktypen are in a list."""
MAX_KNOWN = 1_000
_AWAITABLE: dict[type, bool] = {}
_CONTAINER, _KEY = itemgetter(0), itemgetter(1)


def put(values: Iterable[Any], slots: Sequence[Slot]) -> None:
    """Put each value in its slot."""
    deque(map(setitem, map(_CONTAINER, slots), map(_KEY, slots), values), maxlen=0)


def put_under(key: str, values: Iterable[Any], outs: Sequence[dict[str, Any]]) -> None:
    """Put each value under this key of its object."""
    deque(map(setitem, outs, repeat(key), values), maxlen=0)


def made_rows(
    selection: Selection, records: list[Any]
) -> tuple[list[dict[str, Any]], Sequence[FieldPlan] | None]:
    """Return an object per record, and the columns in it that must still be converted.

    None of its columns is read when one of them cannot be: that is an error on its own field.
    Where nothing more is asked of them, records that are the same share their object.
    """
    kinds = set(map(type, records))
    maker = selection.maker(kinds.pop() if len(kinds) == 1 else object)
    try:
        if selection.fields or maker.left or len(records) < SHARED:
            return maker.make(records), maker.left
        ids = list(map(id, records))
        once = dict(zip(ids, records, strict=True))
        if len(once) > len(records) // 2:
            return maker.make(records), maker.left
        made = dict(zip(once, maker.make([*once.values()]), strict=True))
        return list(map(made.__getitem__, ids)), ()
    except Exception:  # noqa: BLE001  a value that cannot be read is an error on its field
        return [selection.template.copy() for _ in records], None


def is_attached(slot: Slot) -> bool:
    """Whether a slot is still part of the answer: no null was put around it."""
    container, _, around, _ = slot
    while around is not None:
        if around[0][around[1]] is not container:
            return False
        container, _, around, _ = around
    return True


def path_of(slot: Slot) -> list[str | int]:
    """Return where a slot is in the answer."""
    steps: list[str | int] = []
    at = slot
    while at[2] is not None:
        steps.append(at[1])
        at = at[2]
    return [*getattr(at[0], "path", ()), *reversed(steps)]


def holder_of(slot: Slot) -> Any:
    """Return the outermost container around a slot."""
    at = slot
    while at[2] is not None:
        at = at[2]
    return at[0]


def is_awaitable(kind: type) -> bool:
    """Return whether values of this class must be awaited; remembered per class."""
    known = _AWAITABLE.get(kind)
    if known is None:
        if len(_AWAITABLE) >= MAX_KNOWN:
            _AWAITABLE.clear()
        known = _AWAITABLE[kind] = hasattr(kind, "__await__")
    return known


def are_all_there(kinds: set[type]) -> bool:
    """Return whether values of these classes are neither null nor an error."""
    return type(None) not in kinds and not any(issubclass(kind, Exception) for kind in kinds)
