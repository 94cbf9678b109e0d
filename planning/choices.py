"""Weighs the ways to read zaken with what belongs to them, by the cost model of their register.

The three ways: `expand` in one call or in parallel pages, `_zoek` with `expand` in parallel
chunks, or a call per zaak and part. Catalogus types are never expanded: they come from the
shared cache. See docs/planning.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from sources.call import Call
from sources.costs import CostModel

PATHS = {
    "status": "status",
    "resultaat": "resultaat",
    "rollen": "rollen",
    "zaakinformatieobjecten": "zaakinformatieobjecten",
    "documenten": "zaakinformatieobjecten",
    "zaakobjecten": "zaakobjecten",
    "bagObjecten": "zaakobjecten",
    "objecten": "zaakobjecten",
    "eigenschappen": "eigenschappen",
    "initiator": "rollen",
    "behandelaar": "rollen",
    "coordinator": "rollen",
    "groep": "rollen",
    "voortgang": "status",
}
"""Which `expand` path gives what a field of Zaak needs."""
CHUNK = 100
EARNS_MS = 3.0
"""What every further call must save: it costs both sides work that the wait does not show."""
_price = attrgetter("price")


class Choice(NamedTuple):
    """How a level is read: which paths are expanded, in how many calls at once."""

    strategy: str
    expand: tuple[str, ...]
    split: int
    ms: float
    calls: int

    @property
    def price(self) -> float:
        """The wait, and what its calls cost besides."""
        return self.ms + self.calls * EARNS_MS


def paths_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the `expand` paths the selected fields of Zaak need, in a fixed order.

    With `statussen` selected the current status comes along in that list.
    """
    asked = set(names)
    paths = {PATHS[name] for name in asked if name in PATHS}
    if "statussen" in asked:
        paths.discard("status")
    return tuple(sorted(paths))


def choose_root(
    costs: CostModel, rows: int, paths: tuple[str, ...], call: Call, page_size: int = CHUNK
) -> Choice:
    """Return how to read `rows` zaken that are not there yet, with what belongs to them."""
    plain = costs.call(rows)
    if not paths:
        return Choice("list", (), 1, plain, 1)
    workers = costs.allot(call.sharers)
    options = [
        Choice("expand", paths, split, costs.call(rows, paths, split), split)
        for split in _splits(rows, workers, call, page_size)
    ]
    if not call.fewest:
        after = choose_level(costs, dict.fromkeys(paths, rows), rows, call, workers)
        then = f"list, then {after.strategy}"
        options.append(Choice(then, (), 1, plain + after.ms, 1 + after.calls))
    return min(options, key=_price)


def choose_level(
    costs: CostModel, missing: Mapping[str, int], rows: int, call: Call, workers: int = 0
) -> Choice:
    """Return how to read what `rows` zaken lack; `missing` counts the zaken per path."""
    workers = workers or costs.allot(call.sharers)
    paths = tuple(missing)
    calls = sum(missing.values())
    work = sum(count * (costs.call_ms + costs.path(path)) for path, count in missing.items())
    longest = max((costs.call_ms + costs.path(path) for path in paths), default=0.0)
    singles = Choice("singles", (), calls, max(work / costs.speed(workers), longest), calls)
    options = [
        Choice("_zoek with expand", paths, split, costs.call(rows, paths, split), split)
        for split in _splits(rows, workers, call, CHUNK)
    ]
    if rows == 1 and len(paths) == 1:
        return singles
    if call.fewest:
        return min([singles, *options], key=lambda option: option.calls)
    return min([singles, *options], key=_price)


def _splits(rows: int, workers: int, call: Call, page_size: int) -> Sequence[int]:
    """Return in how many equal parts the rows may be read: parts of equal pages do not overlap."""
    least = max(1, -(-rows // page_size))
    if call.fewest:
        return [least]
    more = range(least + 1, min(workers, rows) + 1)
    return [least, *(split for split in more if rows % split == 0)]
