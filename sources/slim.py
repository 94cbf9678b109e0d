"""Record classes that leave out what an operation does not ask: the decoder then skips it.

A zaak of Open Zaak is 3 kB in fifty properties, of which a list shows ten. The class made here has
every attribute of its parent, so whatever reads one finds None, as with an older server; which
attributes may be left out is said by the resource (`Resource.optional`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar, get_type_hints

import msgspec

from sources.records import Record, RecordMeta

MAX_CLASSES = 64
T = TypeVar("T", bound=Record)


@lru_cache(MAX_CLASSES)
def slimmed(record: type[T], left_out: frozenset[str]) -> type[T]:
    """Return a subclass of `record` that never decodes these attributes."""
    hints = get_type_hints(record, include_extras=True)
    names = sorted(left_out)
    namespace: dict[str, Any] = {
        # no register writes a property of this name, and msgspec wants another one for each
        name: msgspec.field(default=None, name=f"~{number}")
        for number, name in enumerate(names)
    }
    namespace["__annotations__"] = {name: hints[name] for name in names}
    namespace["__module__"] = record.__module__
    namespace["left_out"] = left_out  # these are never blank: records.py need not look
    made: Any = RecordMeta(record.__name__, (record,), namespace, kw_only=True, gc=False)
    return made  # type: ignore[no-any-return]
