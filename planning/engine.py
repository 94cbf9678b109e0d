"""Runs a compiled operation breadth first: each field once for all its parents together.

All parents of a field are resolved in the same tick, so their keys fall in one batch, and what
the loaders know already is read without a task or an await. A field that has to wait holds up
only what is below it. Errors, nulls and lists follow the GraphQL specification (October 2021,
section 6.4) as graphql-core applies it; tests/test_engine.py compares the two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from graphql import GraphQLError, located_error
from graphql.pyutils import is_iterable

from planning.compile import Deferred, FieldPlan, Position, Selection
from planning.info import FieldInfo
from planning.partial import Partial
from planning.slots import (
    Slot,
    are_all_there,
    is_attached,
    is_awaitable,
    made_rows,
    path_of,
    put,
    put_under,
)

Gates: TypeAlias = Mapping[str, Awaitable[object]]
Prefetch: TypeAlias = Callable[[Any, Selection, list[Any]], Gates]
"""Starts what a level of objects needs; returns per field what it must wait for first."""


TROUBLE = (Exception, Partial)
"""Values that are more than a value."""


class Group(NamedTuple):
    """A fragment that was put off, and the objects of which it is asked."""

    deferred: Deferred
    records: list[Any]
    outs: list[dict[str, Any]]
    slots: list[Slot]


class Run:
    """One execution of a compiled operation."""

    def __init__(
        self, context: Any, variables: Any, prefetches: Mapping[str, Prefetch] | None = None
    ) -> None:
        self.context = context
        self.errors: list[GraphQLError] = []
        self._variables = variables
        self._prefetches = prefetches or {}
        self._alone: Coroutine[Any, Any, None] | None = None
        """Work that waits while nothing else does: it needs no task of its own."""
        self._tasks: list[asyncio.Task[None]] = []
        self._infos: dict[FieldPlan, FieldInfo] = {}
        self.deferred: list[Group] = []
        """What is to come after the data, per fragment that was put off."""

    async def execute(self, root: Selection) -> dict[str, Any] | None:
        """Return the data; what went wrong is in `errors`."""
        holder: list[Any] = [None]
        slot: Slot = (holder, 0, None, True)
        if root.is_serial:
            await self._in_order(root, slot)
        elif root.only is None or root.type.name in self._prefetches:
            await self._settle_all(root, [None], [slot])
        else:
            out = holder[0] = root.template.copy()
            await self._settle_only(root.only, out, slot)
        data: dict[str, Any] | None = holder[0]
        return data

    async def _in_order(self, root: Selection, slot: Slot) -> None:
        """Run the fields of a mutation one after the other, each with all that is asked of it."""
        out = slot[0][slot[1]] = root.template.copy()
        for field in root.fields:
            if slot[0][slot[1]] is out:
                self._field(field, [None], [out], [slot])
                await self._drained()

    async def _settle_only(self, field: FieldPlan, out: dict[str, Any], parent: Slot) -> None:
        """Put the only field of the root in the answer: its value waits for nothing else."""
        info = self._infos[field] = FieldInfo(field, self.context, self._variables)
        values = self._resolve(field, [None], info)
        if is_awaitable(type(values[0])):
            values[0] = await _outcome(values[0])
        if isinstance(values[0], Partial) or not (
            field.ends_in_objects and self._are_placed(field, values, [out])
        ):
            slot = (out, field.key, parent, field.position.nullable)
            self._complete(field, field.position, values, [slot])
            await self._drained()

    async def _settle_all(
        self, selection: Selection, records: list[Any], slots: list[Slot]
    ) -> None:
        """Put an object in every slot, with all that is asked of it."""
        self._objects(selection, records, slots)
        await self._drained()

    async def _drained(self) -> None:
        """Do all that waits, until nothing does."""
        try:
            while self._alone or self._tasks:
                work, self._alone = self._alone, None
                await (work or self._tasks.pop())
        finally:
            if self._alone:
                self._alone.close()
            if self._tasks:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Start what has to wait, at the same time as whatever else waits."""
        if self._alone is None and not self._tasks:
            self._alone = work
            return
        if self._alone is not None:
            self._tasks.append(asyncio.create_task(self._alone))
            self._alone = None
        self._tasks.append(asyncio.create_task(work))

    def _objects(self, selection: Selection, records: list[Any], slots: list[Slot]) -> None:
        """Put an object in every slot, and run its fields."""
        outs, left = made_rows(selection, records)
        put(outs, slots)
        if left is None:
            for column in selection.columns:
                self._field(column, records, outs, slots)
        else:
            for column in left:
                self._convert_column(column, outs, slots)
        for deferred in selection.deferred:
            self.deferred.append(Group(deferred, records, outs, slots))
        if not selection.fields:
            return
        prefetch = self._prefetches.get(selection.type.name)
        gates = prefetch(self.context, selection, records) if prefetch is not None else {}
        for field in selection.fields:
            gate = gates.get(field.name)
            if gate is None:
                self._field(field, records, outs, slots)
            else:
                self._spawn(self._gated(gate, field, records, outs, slots))

    async def _gated(
        self,
        gate: Awaitable[object],
        field: FieldPlan,
        records: list[Any],
        outs: list[Any],
        slots: list[Slot],
    ) -> None:
        failure = await _outcome(gate)
        if not isinstance(failure, Exception):
            self._field(field, records, outs, slots)
            return
        for out, slot in zip(outs, slots, strict=True):
            self._fail(field, (out, field.key, slot, field.position.nullable), failure)

    def _convert_column(
        self, column: FieldPlan, outs: list[dict[str, Any]], slots: list[Slot]
    ) -> None:
        key, convert, nullable = column.key, column.position.convert, column.position.nullable
        for out, slot in zip(outs, slots, strict=True):
            value = out[key]
            if value is None:
                if not nullable:
                    self._fail(column, (out, key, slot, False), _null_error(column))
            elif convert is not None:
                try:
                    out[key] = convert(value)
                except Exception as error:  # noqa: BLE001  belongs to this one value
                    self._fail(column, (out, key, slot, nullable), error)

    def _field(
        self, field: FieldPlan, records: list[Any], outs: list[Any], parents: list[Slot]
    ) -> None:
        """Resolve one field for all its parents."""
        info = self._infos.get(field)
        if info is None:
            info = self._infos[field] = FieldInfo(field, self.context, self._variables)
        values = self._resolve(field, records, info)
        if field.ends_in_objects and self._are_placed(field, values, outs):
            return
        key, nullable = field.key, field.position.nullable
        slots = [(out, key, parent, nullable) for out, parent in zip(outs, parents, strict=True)]
        self._settle(field, field.position, values, slots)

    def _are_placed(self, field: FieldPlan, values: list[Any], outs: list[Any]) -> bool:
        """Put plain objects in the answer, when all are there; return whether that was all.

        Nothing below them can fail or wait, so that nobody need know where they are.
        """
        kinds = set(map(type, values))
        if any(map(is_awaitable, kinds)) or not are_all_there(kinds):
            return False
        made, left = made_rows(field.below(field.position.named.name), values)
        if left is None or left:
            return False
        put_under(field.key, made, outs)
        return True

    def _resolve(self, field: FieldPlan, records: list[Any], info: FieldInfo) -> list[Any]:
        """Return a value, an awaitable or an exception per record."""
        if field.batch is not None:
            try:
                return field.batch(records, info)
            except Exception as error:  # noqa: BLE001  belongs to this one field
                return [error] * len(records)
        values: list[Any] = []
        resolve = field.resolve
        arguments: dict[str, Any] = {}
        if field.arguments is not None:
            try:
                arguments = field.arguments.values(self._variables)
            except GraphQLError as error:
                return [error] * len(records)
        for record in records:
            try:
                values.append(resolve(record, info, **arguments))
            except Exception as error:  # noqa: BLE001  belongs to this one field
                values.append(error)
        return values

    def _settle(
        self, field: FieldPlan, position: Position, values: list[Any], slots: list[Slot]
    ) -> None:
        """Complete the values, after waiting for those that are still to come."""
        kinds = set(map(type, values))
        if any(map(is_awaitable, kinds)):
            self._spawn(self._later(field, position, values, slots))
        elif are_all_there(kinds):
            self._place(field, position, values, slots)
        else:
            self._complete(field, position, values, slots)

    async def _later(
        self, field: FieldPlan, position: Position, values: list[Any], slots: list[Slot]
    ) -> None:
        places = [place for place, value in enumerate(values) if is_awaitable(type(value))]
        if len(places) == 1:
            values[places[0]] = await _outcome(values[places[0]])
        else:
            waiting = (values[place] for place in places)
            answers = await asyncio.gather(*waiting, return_exceptions=True)
            for place, answer in zip(places, answers, strict=True):
                if isinstance(answer, BaseException) and not isinstance(answer, Exception):
                    raise answer
                values[place] = answer
        self._complete(field, position, values, slots)

    def _complete(
        self, field: FieldPlan, position: Position, values: list[Any], slots: list[Slot]
    ) -> None:
        """Put what was resolved in its slots."""
        kinds = set(map(type, values))
        if position.nullable and not any(issubclass(kind, TROUBLE) for kind in kinds):
            pairs = [pair for pair in zip(values, slots, strict=True) if pair[0] is not None]
            if pairs:
                self._place(field, position, *map(list, zip(*pairs, strict=True)))
            return
        present: list[Any] = []
        places: list[Slot] = []
        for value, slot in zip(values, slots, strict=True):
            if value is None:
                if not slot[3]:
                    self._fail(field, slot, _null_error(field))
                else:
                    slot[0][slot[1]] = None
            elif isinstance(value, Exception):
                self._fail(field, slot, value)
            else:
                if isinstance(value, Partial):
                    self._note(field, slot, value.failures)
                present.append(value)
                places.append(slot)
        if present:
            self._place(field, position, present, places)

    def _place(
        self, field: FieldPlan, position: Position, values: list[Any], slots: list[Slot]
    ) -> None:
        """Put values that are there in their slots."""
        if position.item is not None:
            self._lists(field, position.item, values, slots)
        elif position.is_leaf:
            self._leaves(field, position, values, slots)
        else:
            self._compose(field, position, values, slots)

    def _leaves(
        self, field: FieldPlan, position: Position, values: list[Any], slots: list[Slot]
    ) -> None:
        convert = position.convert
        for value, slot in zip(values, slots, strict=True):
            try:
                slot[0][slot[1]] = value if convert is None else convert(value)
            except Exception as error:  # noqa: BLE001  belongs to this one value
                self._fail(field, slot, error)

    def _lists(
        self, field: FieldPlan, item: Position, values: list[Any], slots: list[Slot]
    ) -> None:
        rows: list[Any] = []
        places: list[Slot] = []
        nullable = item.nullable
        for value, slot in zip(values, slots, strict=True):
            if not is_iterable(value):
                self._fail(field, slot, _list_error(field))
                continue
            found = list(value)
            holder: list[Any] = [None] * len(found)
            slot[0][slot[1]] = holder
            rows.extend(found)
            places += [(holder, place, slot, nullable) for place in range(len(found))]
        if rows:
            self._settle(field, item, rows, places)

    def _compose(
        self, field: FieldPlan, position: Position, values: list[Any], slots: list[Slot]
    ) -> None:
        """Put objects in the slots, all of one concrete type together."""
        named: Any = position.named
        resolve_type = getattr(named, "resolve_type", None)
        if resolve_type is None:
            self._objects(field.below(named.name), values, slots)
            return
        groups: dict[str, tuple[list[Any], list[Slot]]] = {}
        for value, slot in zip(values, slots, strict=True):
            try:
                kind = resolve_type(value, self._infos.get(field), named)
            except Exception as error:  # noqa: BLE001  belongs to this one value
                self._fail(field, slot, error)
                continue
            records, places = groups.setdefault(kind, ([], []))
            records.append(value)
            places.append(slot)
        for kind, (records, places) in groups.items():
            self._objects(field.below(kind), records, places)

    def _note(self, field: FieldPlan, slot: Slot, failures: Sequence[Exception]) -> None:
        """Tell what is missing of an answer that stands."""
        if failures and is_attached(slot):
            path = path_of(slot)
            for error in failures:
                self._tell(located_error(error, field.nodes, path), slot)

    def _tell(self, error: GraphQLError, _slot: Slot) -> None:
        """Note an error of what is at or below a slot."""
        self.errors.append(error)

    def _fail(self, field: FieldPlan, slot: Slot, error: Exception) -> None:
        """Note the error, and put null in the nearest place that may hold it.

        Below a place that is null already there is nothing left to say: one error per null.
        """
        if not is_attached(slot):
            return
        self._tell(located_error(error, field.nodes, path_of(slot)), slot)
        at: Slot | None = slot
        while at is not None and not at[3]:
            at = at[2]
        if at is not None:
            at[0][at[1]] = None


async def _outcome(value: Awaitable[Any]) -> Any:
    """Return what this gives, or the exception it raises."""
    try:
        return await value
    except Exception as error:  # noqa: BLE001  belongs to this one value
        return error


def _null_error(field: FieldPlan) -> TypeError:
    return TypeError(f"Cannot return null for non-nullable field {field.parent}.{field.name}.")


def _list_error(field: FieldPlan) -> GraphQLError:
    return GraphQLError(
        f"Expected Iterable, but did not find one for field '{field.parent}.{field.name}'."
    )


__all__ = ["FieldInfo", "Gates", "Group", "Prefetch", "Run", "is_awaitable", "path_of"]
