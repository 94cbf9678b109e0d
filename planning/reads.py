"""How a field of the graph reads: what its resolver declares, for the estimate of its cost.

A resolver that reads says so with `reading`; what a row is worth is on its Resource. The estimate
itself is in planning/cost.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from sources.resource import Resource

F = TypeVar("F", bound=Callable[..., Any])


class Way(Enum):
    """What is read for each parent."""

    NOTHING = "nothing"
    """Nothing: the value came along with the parent, or is made of it."""
    ONE = "one"
    """The one record a link points to; parents together share a `_zoek` where there is one."""
    LINKS = "links"
    """The records that a list of links points to."""
    CHILDREN = "children"
    """A list, filtered by the parent: a call per parent."""
    PERSON = "person"
    """A person in the BRP, many a call, when a BRP field is selected."""
    FOUND = "found"
    """One record that the arguments name, looked for in every register that may have it."""
    IDS = "ids"
    """A record per id in the arguments."""
    KEYS = "keys"
    """What the keys in an argument name, each kind read in its own way."""
    LISTED = "listed"
    """A list from the catalogus cache."""
    SEARCH = "search"
    """One search that gives a few rows."""
    TEXT = "text"
    """A text over the filters of many registers, as many rows as `first` says."""
    PAGE = "page"
    """One page of a list, as large as `first` or `last` says."""
    PAGE_APART = "page apart"
    """The same, but never with more in one read than the rows themselves."""
    WRITE = "write"
    """A mutation: `calls` and `writes` in all."""
    COUNT = "count"
    """Counts: one in all, and one per group."""


@dataclass(frozen=True, slots=True)
class Reads:
    """How one field reads."""

    way: Way
    resource: Resource[Any] | None = None
    then: Reads | None = None
    """What is read for each row that this gives; the field then gives the last rows."""
    size: str = ""
    """The argument that says how many rows there may be of one parent, where there is one."""
    everywhere: bool = False
    """Whether every register that speaks the API is asked."""
    calls: int = 0
    """Of a mutation: the calls it makes, its writes included, but for what is selected of it."""
    writes: int = 0
    """Of a mutation: how many of those write."""
    parts: tuple[str, ...] = ()
    """Of a mutation: the lists in its input of which each item is a write more."""
    also: Reads | None = None
    """What is read beside it, from registers of another API, where there are any."""
    kind_of: Callable[[Any], tuple[Kind, tuple[str, ...]] | None] | None = None
    """Of `Way.KEYS`: the kind of a key in the argument `size` and its values; None if refused."""


NOTHING = Reads(Way.NOTHING)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a key in an argument names: its type, and how one is read by that key."""

    name: str
    reads: Reads


def counted(reads: Reads, items: Sequence[Any]) -> Counter[Kind]:
    """Return how many different things of each kind the keys in an argument name."""
    if reads.kind_of is None:
        raise ValueError("these reads have no keys")
    different = {found for item in items if (found := reads.kind_of(item)) is not None}
    return Counter(kind for kind, _ in different)


def reading(resolve: F, reads: Reads) -> F:
    """Return the resolver with what it reads."""
    resolve.reads = reads  # type: ignore[attr-defined]
    return resolve


def declares(reads: Reads) -> Callable[[F], F]:
    """Return a decorator that says what a resolver reads."""
    return lambda resolve: reading(resolve, reads)


def reads_of(field: Any) -> Reads | None:
    """Return what a graphql-core field declares to read; None when it declares nothing."""
    found: Reads | None = getattr(field.resolve, "reads", None) or field.extensions.get("reads")
    return found
