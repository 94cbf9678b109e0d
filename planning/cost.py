"""What an operation costs its registers, in calls and rows, before anything is read.

An estimate over the compiled selection: a page is as large as asked, a parent has as many children
as its Resource expects, links to the catalogus are free (it is cached), parents share a `_zoek`,
20 persons share a BRP call, and zaken come with what belongs to them as planning/choices weighs it.
Not in it: retries, lists that the catalogus cache reads first, and what the policy reads to decide
what a citizen may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import (
    GraphQLObjectType,
    IntValueNode,
    ListValueNode,
    StringValueNode,
    VariableNode,
    is_abstract_type,
    value_from_ast_untyped,
)

from planning.choices import CHUNK, PATHS, choose_level, choose_root, paths_of
from planning.compile import FieldPlan, Selection
from planning.reads import Kind, Reads, Way, counted, reads_of
from planning.sizes import sizes_in, value_of
from sources.brp.personen import BSNS_PER_CALL
from sources.call import Call, Caller
from sources.costs import CostModel
from sources.paging import STANDARD_PAGE_SIZE
from sources.resource import Privacy, Resource
from sources.zaken.resources import ZAAK

INLINE_ROWS = 2
"""Rows of a list that stands in a record itself: kinderen, partners, kenmerken."""
FEW = 10
"""Rows of one parent when the argument that says how many is left out."""
SEARCH_ROWS = 10
GROUPS_PER_DIMENSION = 12
"""A year of months; other dimensions have fewer values or are bounded by `max_counts`."""
ROWS_PER_POINT = 100
ASKED_ELSEWHERE = 10
"""Companies of which one lacks the name or number that its rol or partij mostly tells."""
TEXT_CALLS = {"zaken": 3, "documenten": 2, "klantinteracties": 1, "kvk": 1, "brp": 1}
"""Calls of one search with a text, per register."""
MAX_VISITS = 5_000
"""Fields looked at; abstract types are looked at once per type they may be."""
CONNECTION = frozenset({"nodes", "edges"})
MANY = frozenset({Way.LINKS, Way.CHILDREN, Way.LISTED})
TOP = 3


class Cost(NamedTuple):
    """An estimate, and what weighs most in it."""

    calls: int = 0
    rows: int = 0
    dominant: tuple[str, ...] = ()
    """The fields that cost most, with their calls and rows; names only, no values."""
    writes: int = 0
    """How many of the calls change something."""
    mutations: int = 0

    def points(self, per_write: int = 0) -> int:
        """Return what it takes from a client's budget: its calls, and a hundred rows for one."""
        return self.calls + -(-self.rows // ROWS_PER_POINT) + per_write * self.writes


class TooComplexError(Exception):
    """The operation has more to it than an estimate can look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscapes:
    """What the estimate must know of the registers and the settings."""

    registers: Mapping[str, int] = field(default_factory=dict)
    """How many upstreams speak each API."""
    page_size: int = 100
    model: CostModel = field(default_factory=CostModel)
    """The first estimates of the register of zaken."""
    default_page: int = 25
    largest_page: int = 100
    max_counts: int = 250
    planned: bool = True
    fewest: bool = False


class _Read(NamedTuple):
    """What reading one field takes, and how many objects it then holds."""

    calls: int
    rows: int
    found: int
    is_whole: bool = False
    """Whether zaken came together with what is selected of them."""


@dataclass(slots=True)
class _Part:
    calls: int = 0
    rows: int = 0


class Estimate:
    """One estimate of one compiled operation."""

    def __init__(self, landscapes: Landscapes, variables: Mapping[str, Any]) -> None:
        self._all, self._variables = landscapes, variables
        self._call = Call(Caller("", ""), fewest=landscapes.fewest)
        self._parts: dict[str, _Part] = {}
        self._visits = self._writes = self._mutations = 0

    def of(self, root: Selection) -> Cost:
        """Return what the operation costs. Raises TooComplexError."""
        calls, rows = self._below(root, 1, "", is_whole=False)
        parts = sorted(self._parts.items(), key=lambda item: (-item[1].calls, -item[1].rows))
        dominant = tuple(
            f"{path} ({part.calls} calls, {part.rows} rows)" for path, part in parts[:TOP]
        )
        return Cost(calls, rows, dominant, self._writes, self._mutations)

    def _below(
        self, selection: Selection, count: int, path: str, *, is_whole: bool
    ) -> tuple[int, int]:
        """Return what the fields of `count` objects cost."""
        calls, rows, free = self._profiles(selection, count), 0, frozenset[str]()
        if selection.type.name == "Zaak" and self._all.planned:
            calls, free = self._level(selection, 0 if is_whole else count, path)
        for plan in selection.fields:
            below = f"{path}.{plan.name}" if path else plan.name
            more = self._field(plan, count, below, free, is_whole)
            calls, rows = calls + more[0], rows + more[1]
        return calls, rows

    def _profiles(self, selection: Selection, count: int) -> int:
        """Return the calls to the Handelsregister for companies or branches: one for each.

        What the asking register mostly tells itself counts for one in `ASKED_ELSEWHERE`.
        """
        if selection.type.name not in ("Bedrijf", "Vestiging"):
            return 0
        sorts = {getattr(field.field.resolve, "kvk", "") for field in selection.fields} - {""}
        if not sorts or not self._all.registers.get("kvk"):
            return 0
        return -(-count // ASKED_ELSEWHERE) if sorts == {"zoeken"} else count

    def _level(self, selection: Selection, count: int, path: str) -> tuple[int, frozenset[str]]:
        """Return the calls that bring what zaken need, and the fields of Zaak that these fill."""
        paths = paths_of(selection.names)
        if not paths:
            return 0, frozenset()
        filled = frozenset(name for name in selection.names if name in PATHS)
        if not count:
            return 0, filled
        self._all.model.plans = 0
        choice = choose_level(self._all.model, dict.fromkeys(paths, count), count, self._call)
        self._note(path, choice.calls, 0)
        return choice.calls, filled

    def _field(
        self, plan: FieldPlan, count: int, path: str, free: frozenset[str], is_whole: bool
    ) -> tuple[int, int]:
        """Return what one field costs for `count` parents, with all below it."""
        self._visits += 1
        if self._visits > MAX_VISITS:
            raise TooComplexError
        reads = reads_of(plan.field)
        if reads is not None and reads.way is Way.KEYS:
            return self._keys(plan, reads, path)
        read = _Read(0, 0, count, is_whole)
        if reads is not None:
            read = self._read(plan, reads, count, plan.name in free)
            self._note(path, read.calls, read.rows)
        elif plan.position.item is not None and plan.name not in CONNECTION:
            read = _Read(0, 0, count * INLINE_ROWS)
        if plan.position.is_leaf:
            return read.calls, read.rows
        calls, rows = self._kinds(plan, plan.position.named, read, path)
        return read.calls + calls, read.rows + rows

    def _kinds(self, plan: FieldPlan, named: Any, read: _Read, path: str) -> tuple[int, int]:
        """Return what is asked below; of an abstract type what the dearest kind costs."""
        kinds = [named]
        if is_abstract_type(named):
            kinds = list(plan.frame.schema.get_possible_types(named))
        costs = [
            self._below(plan.below(kind.name), read.found, path, is_whole=read.is_whole)
            for kind in kinds
        ]
        return max(cost[0] for cost in costs), max(cost[1] for cost in costs)

    def _keys(self, plan: FieldPlan, reads: Reads, path: str) -> tuple[int, int]:
        """Return what the keys in an argument cost, with what is asked of each kind."""
        calls, rows = 0, 0
        for kind, count in counted(reads, self._items(plan, reads.size)).items():
            read = self._of_kind(plan, kind, count)
            self._note(path, read.calls, read.rows)
            below = self._kinds(plan, plan.frame.schema.type_map[kind.name], read, path)
            calls, rows = calls + read.calls + below[0], rows + read.rows + below[1]
        return calls, rows

    def _items(self, plan: FieldPlan, name: str) -> Sequence[Any]:
        """Return what a list holds that is an argument."""
        argument = next(one for one in plan.nodes[0].arguments or () if one.name.value == name)
        value = value_from_ast_untyped(argument.value, dict(self._variables))
        return value if isinstance(value, list) else [value]

    def _of_kind(self, plan: FieldPlan, kind: Kind, count: int) -> _Read:
        """Return what reading so many of a kind by their keys takes."""
        reads = kind.reads
        if reads.way is Way.NOTHING:
            return _Read(0, 0, count)
        if reads.resource is not ZAAK or reads.way is Way.FOUND or not self._all.planned:
            return self._step(plan, reads, count)
        calls, is_whole = self._root(_zaken_below(plan), count, CHUNK)
        registers = self._all.registers.get(ZAAK.api, 1) if reads.everywhere else 1
        return _Read(calls * registers, count, count, is_whole)

    def _note(self, path: str, calls: int, rows: int) -> None:
        part = self._parts.setdefault(path, _Part())
        part.calls += calls
        part.rows += rows

    def _read(self, plan: FieldPlan, reads: Reads, count: int, is_filled: bool) -> _Read:
        """Return what a field reads for `count` parents; its first step may be filled already."""
        first = self._step(plan, reads, count)
        if is_filled:
            first = first._replace(calls=0)
        found, step = first, reads.then
        while step is not None:
            then = self._step(plan, step, found.found)
            found = _Read(found.calls + then.calls, found.rows + then.rows, then.found)
            step = step.then
        also = reads.also
        if also is None or also.resource is None or also.resource.api not in self._all.registers:
            return found
        beside = self._read(plan, also, count, is_filled=False)
        return _Read(
            found.calls + beside.calls, found.rows + beside.rows, found.found + beside.found
        )

    def _step(self, plan: FieldPlan, reads: Reads, count: int) -> _Read:
        resource, way = reads.resource, reads.way
        if way is Way.NOTHING:
            return _Read(0, 0, count * (INLINE_ROWS if plan.position.item is not None else 1))
        if way is Way.WRITE:
            return self._mutation(plan, reads)
        if way is Way.PERSON:
            asked = _asks_person(plan)
            return _Read(-(-count // BSNS_PER_CALL) * asked, count * asked, count)
        if way is Way.COUNT:
            return self._counts(plan, count)
        if way is Way.TEXT:
            calls = sum(n * self._all.registers.get(api, 0) for api, n in TEXT_CALLS.items())
            rows = self._size(plan, "first", 0) or self._all.default_page
            return _Read(calls, min(rows, self._all.largest_page), 1)
        if way is Way.SEARCH:
            return _Read(count, count * SEARCH_ROWS, count * SEARCH_ROWS)
        if way is Way.IDS:
            ids = self._size(plan, reads.size or "ids", 1)
            return _Read(ids, ids, ids)
        if resource is None:
            return _Read(count, count, count)
        if way in (Way.PAGE, Way.PAGE_APART):
            return self._page(plan, resource, count, way is Way.PAGE)
        return self._keyed(plan, reads, resource, count)

    def _mutation(self, plan: FieldPlan, reads: Reads) -> _Read:
        """Return what a mutation takes: what it says, and a write and a read per part."""
        self._mutations += 1
        more = 0
        for argument in plan.nodes[0].arguments or ():
            if argument.name.value == "invoer":
                more = sum(sizes_in(value_of(argument.value, self._variables), reads.parts))
        self._writes += reads.writes + more
        return _Read(reads.calls + 2 * more, reads.calls - reads.writes + more, 1)

    def _keyed(self, plan: FieldPlan, reads: Reads, resource: Resource[Any], count: int) -> _Read:
        """Return what reading by key, link or parent takes."""
        way = reads.way
        registers = self._all.registers.get(resource.api, 1) if reads.everywhere else 1
        expected = self._size(plan, reads.size, FEW) if reads.size else resource.expected
        rows = count * (expected if way in MANY else 1)
        if way is Way.LISTED or (resource.privacy is Privacy.PUBLIC and way is not Way.FOUND):
            return _Read(0, 0, rows)
        if way is Way.CHILDREN:
            is_picked = plan.position.item is None and reads.then is None
            return _Read(count * registers, rows, count if is_picked else rows)
        if way is Way.FOUND:
            is_zaak = resource is ZAAK and self._all.planned
            calls, is_whole = self._root(_zaken_below(plan), 1) if is_zaak else (1, False)
            return _Read(count * calls * registers, count, count, is_whole)
        shared = bool(resource.zoek) and rows > 1
        calls = -(-rows // STANDARD_PAGE_SIZE) if shared else rows
        return _Read(registers * calls, rows, rows)

    def _page(self, plan: FieldPlan, resource: Resource[Any], count: int, together: bool) -> _Read:
        """Return what a page of a list takes: as many rows of each register that it runs over."""
        size, registers = self._page_rows(plan), self._registers(plan, resource)
        if size == 0:
            return _Read(count * registers, count * registers, 0)
        calls, is_whole = -(-size // self._all.page_size), False
        if resource is ZAAK and together and self._all.planned:
            calls, is_whole = self._root(_zaken_below(plan), size)
        return _Read(count * calls * registers, count * size * registers, count * size, is_whole)

    def _registers(self, plan: FieldPlan, resource: Resource[Any]) -> int:
        """Return how many registers a list runs over: those that are named, or all."""
        every = self._all.registers.get(resource.api, 1)
        for argument in plan.nodes[0].arguments or ():
            if argument.name.value == "bron" and isinstance(argument.value, StringValueNode):
                return 1
        return min(self._size(plan, "bronnen", every), every)

    def _page_rows(self, plan: FieldPlan) -> int:
        """Return how many rows are asked; 0 when only their number is."""
        connection = plan.below(plan.position.named.name)
        if not connection.fields:
            return 0
        first = self._size(plan, "first", 0) or self._size(plan, "last", 0)
        return min(first or self._all.default_page, self._all.largest_page)

    def _root(self, names: Set[str], rows: int, page_size: int = 0) -> tuple[int, bool]:
        """Return the calls that read zaken, and whether what is selected of them comes along."""
        paths, page_size = paths_of(names), page_size or self._all.page_size
        self._all.model.plans = 0
        choice = choose_root(self._all.model, rows, paths, self._call, page_size)
        return max(choice.calls, -(-rows // page_size)), bool(paths)

    def _counts(self, plan: FieldPlan, count: int) -> _Read:
        """Return what counting costs: one in all, and the groups when they are asked."""
        telling = plan.below(plan.position.named.name)
        asked = {field.name for field in telling.fields}
        registers = self._registers(plan, ZAAK)
        calls = bool(asked & {"totaal", "overig"}) * registers
        if asked & {"groepen", "overig"}:
            dimensions = self._size(plan, "groepeerOp", 1)
            groups = GROUPS_PER_DIMENSION ** min(dimensions, 4) if dimensions else 0
            calls += min(groups * registers, self._all.max_counts)
        return _Read(calls * count, calls * count, count)

    def _size(self, plan: FieldPlan, name: str, otherwise: int) -> int:
        """Return an argument that is a number, or how many items one that is a list holds."""
        for argument in plan.nodes[0].arguments or ():
            if argument.name.value == name:
                return self._value(argument.value, otherwise)
        return otherwise

    def _value(self, node: Any, otherwise: int) -> int:
        if isinstance(node, IntValueNode):
            return max(0, int(node.value))
        if isinstance(node, ListValueNode):
            return len(node.values)
        if isinstance(node, VariableNode):
            value = self._variables.get(node.name.value)
            if isinstance(value, list):
                return len(value)
            return max(0, value) if isinstance(value, int) else otherwise
        return 1 if node.kind != "null_value" else otherwise


def _zaken_below(plan: FieldPlan) -> Set[str]:
    """Return what is asked of the zaken of a field: its own, or those of its connection."""
    named: Any = plan.position.named
    if is_abstract_type(named):
        return plan.below("Zaak").names
    if not isinstance(named, GraphQLObjectType):
        return frozenset()
    selection = plan.below(named.name)
    if named.name == "Zaak":
        return selection.names
    found: Set[str] = frozenset()
    for inner in selection.fields:
        if inner.name in CONNECTION or inner.name == "node":
            found |= _zaken_below(inner)
    return found


def _asks_person(plan: FieldPlan) -> bool:
    """Whether a BRP field is selected of the persons here."""
    selection = plan.below("Persoon")
    return any(getattr(inner.field.resolve, "of_person", False) for inner in selection.fields)
