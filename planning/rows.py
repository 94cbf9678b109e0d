"""Makes the objects of an answer from records: one Python function per selection and record class.

A selection of twelve plain fields is one dictionary display, `{"uuid": r.uuid, ...}`, compiled by
Python itself. It is built as a syntax tree: response keys, which a client chooses, are constants in
it and never code, and attributes are those the schema declares.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

if TYPE_CHECKING:
    from planning.compile import FieldPlan

ROWS, ROW = "rows", "row"
NAMES = "names"
"""Key in the extensions of an enumeration: its member by value. See `Names`."""
Make = Callable[[Sequence[Any]], list[dict[str, Any]]]


class Names(dict[Any, str | None]):
    """The name of each value of an enumeration; a value that is not there has the name `other`."""

    def __init__(self, names: Mapping[Any, str], other: str) -> None:
        super().__init__(names)
        self[None] = None
        self._other = other

    def __missing__(self, _value: Any) -> str:
        return self._other


class RowMaker:
    """Makes the rows of one selection from records of one class."""

    __slots__ = ("_make", "left")

    def __init__(
        self, template: Mapping[str, Any], columns: Sequence[FieldPlan], record: type
    ) -> None:
        hints = _hints(record)
        tables: list[Names] = []
        values: dict[str, ast.expr] = {key: ast.Constant(value) for key, value in template.items()}
        self.left: list[FieldPlan] = []
        """Columns whose values must still be converted or looked at."""
        for column in columns:
            value = _attribute(column.attribute)
            is_text, may_be_none = _kind(hints.get(column.attribute))
            names = column.position.named.extensions.get(NAMES)
            if is_text and isinstance(names, Names):
                tables.append(names)
                value = _looked_up(len(tables) - 1, value)
            elif not column.passes and not (is_text and column.is_text):
                self.left.append(column)
            if may_be_none and not column.position.nullable and column not in self.left:
                self.left.append(column)
            values[column.key] = value
        self._make = _compiled(values, tables)

    def make(self, records: Sequence[Any]) -> list[dict[str, Any]]:
        """Return a row per record. Raises whatever reading an attribute raises."""
        return self._make(records)


def _compiled(values: Mapping[str, ast.expr], tables: Sequence[Names]) -> Make:
    """Return `lambda rows: [{key: value, ...} for row in rows]` over these tables."""
    display = ast.Dict(keys=[ast.Constant(key) for key in values], values=list(values.values()))
    loop = ast.comprehension(
        target=ast.Name(ROW, ast.Store()), iter=ast.Name(ROWS, ast.Load()), ifs=[], is_async=0
    )
    names = [ROWS, *map(_table, range(len(tables)))]
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(name) for name in names],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[ast.Constant(None) for _ in tables],
    )
    function = ast.Lambda(args=arguments, body=ast.ListComp(elt=display, generators=[loop]))
    code = compile(ast.fix_missing_locations(ast.Expression(function)), "<selection>", "eval")
    inner = next(const for const in code.co_consts if isinstance(const, types.CodeType))
    return types.FunctionType(inner, {}, "make_rows", tuple(tables))


def _table(number: int) -> str:
    return f"names_{number}"


def _looked_up(table: int, value: ast.expr) -> ast.expr:
    return ast.Subscript(value=ast.Name(_table(table), ast.Load()), slice=value, ctx=ast.Load())


def _attribute(path: str) -> ast.expr:
    """Return the expression that reads an attribute; a path may go through other records."""
    found: ast.expr = ast.Name(ROW, ast.Load())
    for part in path.split("."):
        found = ast.Attribute(value=found, attr=part, ctx=ast.Load())
    return found


def _hints(record: type) -> Mapping[str, Any]:
    """Return the types of the fields of a record, which msgspec has checked; of others none."""
    if not issubclass(record, msgspec.Struct):
        return {}
    return get_type_hints(record, include_extras=True)


def _kind(hint: Any) -> tuple[bool, bool]:
    """Return whether values of this type are text, and whether they may be None."""
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) in (Union, types.UnionType):
        parts = set(get_args(hint))
        return parts - {type(None)} == {str}, type(None) in parts
    return hint is str, hint is not str
