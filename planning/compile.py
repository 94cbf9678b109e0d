"""Compiles an operation: per object type what is asked, ready to run over many rows at once.

A compiled operation holds for one document, one operation name and one outcome of its @skip
and @include conditions, and is kept with the parsed document. Selections are compiled per
concrete type when that type first turns up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLID,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Visitor,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    visit,
)

from planning.arguments import Arguments
from planning.rows import RowMaker
from planning.selection import Fragment, walk_fields

TYPENAME = "__typename"
DEFERRABLE = frozenset({"Node", "Klant"})
"""Interfaces of what stands on its own. A part of anything else is not put off: what a connection
or a count is asked decides how it is read."""
INTROSPECTION = frozenset({"__schema", "__type"})
Convert = Callable[[Any], Any]


class UnplannedError(Exception):
    """This operation is left to graphql-core: it asks for introspection."""


class Frame:
    """What the fields of one compiled operation share; looks like a resolve info to a walk."""

    __slots__ = ("defers", "fragments", "names", "operation", "schema", "variable_values")

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variable_values: Any,
        *,
        defers: bool = False,
    ) -> None:
        self.defers = defers
        """Whether fragments with @defer come later; else they come with the rest."""
        self.schema, self.operation = schema, operation
        self.variable_values = variable_values
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.names = field_names(document)


class Position:
    """A place in a type: `[Rol!]` is a nullable list position with non-null items."""

    __slots__ = ("convert", "item", "named", "nullable")

    def __init__(self, kind: GraphQLOutputType) -> None:
        self.nullable = not is_non_null_type(kind)
        bare = kind.of_type if is_non_null_type(kind) else kind
        self.item = Position(bare.of_type) if is_list_type(bare) else None
        self.named: GraphQLNamedType = get_named_type(bare)
        self.convert: Convert | None = _converter(self.named)

    @property
    def is_leaf(self) -> bool:
        """Whether scalars or enum values stand here, not objects."""
        return is_leaf_type(self.named)


def _converter(named: GraphQLNamedType) -> Convert | None:
    """Return what turns a value of a leaf type into JSON; None when values go out as they are."""
    if not is_leaf_type(named):
        return None
    if named.extensions.get("passes"):
        return None
    coerce: Convert = named.coerce_output_value
    if named in (GraphQLString, GraphQLID):
        return lambda value: value if type(value) is str else coerce(value)
    return coerce


class FieldPlan:
    """One field of a selection: how it is resolved and what is asked below it."""

    __slots__ = (
        "_below",
        "_ends",
        "arguments",
        "attribute",
        "batch",
        "field",
        "frame",
        "key",
        "memo",
        "name",
        "nodes",
        "parent",
        "position",
        "resolve",
    )

    def __init__(
        self, frame: Frame, key: str, nodes: list[FieldNode], parent: GraphQLObjectType
    ) -> None:
        self.frame, self.key, self.nodes, self.parent = frame, key, nodes, parent
        self.name = nodes[0].name.value
        self.field: GraphQLField = parent.fields[self.name]
        self.resolve: Callable[..., Any] = self.field.resolve
        self.attribute: str = getattr(self.resolve, "attribute", "")
        self.batch: Callable[..., list[Any]] | None = getattr(self.resolve, "batch", None)
        self.arguments = Arguments(self.field, nodes[0]) if self.field.args else None
        self.position = Position(self.field.type)
        self.memo: dict[Any, Any] = {}
        self._below: dict[str, Selection] = {}
        self._ends: bool | None = None

    @property
    def passes(self) -> bool:
        """Whether every value of this leaf goes out as it is."""
        return self.position.convert is None

    @property
    def is_text(self) -> bool:
        """Whether a text goes out as it is."""
        return self.position.named in (GraphQLString, GraphQLID)

    @property
    def is_plain(self) -> bool:
        """Whether the value is an attribute of the record that goes out as a scalar."""
        return bool(self.attribute) and self.position.is_leaf and self.position.item is None

    @property
    def ends_in_objects(self) -> bool:
        """Whether the value is one object of a known type, of which only plain fields are asked."""
        if self._ends is None:
            named = self.position.named
            is_object = self.position.item is None and isinstance(named, GraphQLObjectType)
            self._ends = is_object and not self._is_more(named.name)
        return self._ends

    def _is_more(self, type_name: str) -> bool:
        """Whether an object of this type is asked more than its plain columns."""
        below = self.below(type_name)
        return bool(below.fields or below.deferred)

    def below(self, type_name: str) -> Selection:
        """Return what is asked of an object of this type at this field."""
        found = self._below.get(type_name)
        if found is None:
            kind = self.frame.schema.type_map[type_name]
            if not isinstance(kind, GraphQLObjectType):
                raise TypeError(f"{type_name} is not an object type")
            found = self._below[type_name] = Selection(self.frame, kind, self.nodes)
        return found


class Selection:
    """What is asked of one object type: plain columns, and fields that take more."""

    __slots__ = (
        "_makers",
        "columns",
        "deferred",
        "fields",
        "frame",
        "names",
        "only",
        "template",
        "type",
    )

    def __init__(self, frame: Frame, kind: GraphQLObjectType, nodes: Sequence[FieldNode]) -> None:
        self.frame, self.type = frame, kind
        self.template: dict[str, Any] = {}
        self.columns: list[FieldPlan] = []
        self.fields: list[FieldPlan] = []
        later: list[Fragment] | None = [] if frame.defers and _may_wait(frame, kind) else None
        for key, merged in _by_key(frame, kind, nodes, later).items():
            self.template[key] = None
            name = merged[0].name.value
            if name in INTROSPECTION:
                continue
            if name == TYPENAME:
                self.template[key] = kind.name
                continue
            field = FieldPlan(frame, key, merged, kind)
            (self.columns if field.is_plain else self.fields).append(field)
        self.names = frozenset(field.name for field in self.fields)
        self.deferred = [
            Deferred(label, Selection(frame, kind, [_wrapped(selections)]))
            for label, selections in later or ()
        ]
        self.only = self.fields[0] if len(self.fields) == 1 and self._is_but_fields else None
        """The field that is all that is asked, if it is one."""
        self._makers: dict[type, RowMaker] = {}

    @property
    def _is_but_fields(self) -> bool:
        return not self.columns and not self.deferred

    @property
    def is_serial(self) -> bool:
        """Whether its fields run one after the other, in their order: those of a mutation."""
        return self.type is self.frame.schema.mutation_type

    def maker(self, record: type) -> RowMaker:
        """Return what makes the objects from records of this class."""
        found = self._makers.get(record)
        if found is None:
            found = self._makers[record] = RowMaker(self.template, self.columns, record)
        return found


class Deferred(NamedTuple):
    """What is asked of the same objects, but may come later."""

    label: str | None
    selection: Selection


def _may_wait(frame: Frame, kind: GraphQLObjectType) -> bool:
    if kind is frame.schema.query_type:
        return True
    return any(
        isinstance(one, GraphQLInterfaceType) and one.name in DEFERRABLE for one in kind.interfaces
    )


def _wrapped(selections: Iterable[SelectionNode]) -> FieldNode:
    """Return a field around selections, which is what selections are compiled from."""
    inside = SelectionSetNode(selections=tuple(selections))
    return FieldNode(name=NameNode(value="fragment"), selection_set=inside)


def field_names(document: DocumentNode) -> frozenset[str]:
    """Return the name of every field anywhere in a document, whatever its type."""
    finder = _FieldNames()
    visit(document, finder)
    return frozenset(finder.names)


class _FieldNames(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_field(self, node: FieldNode, *_args: Any) -> None:
        self.names.add(node.name.value)


def _by_key(
    frame: Frame,
    kind: GraphQLObjectType,
    nodes: Sequence[FieldNode],
    later: list[Fragment] | None = None,
) -> dict[str, list[FieldNode]]:
    """Return the fields asked of `kind` by response key, in the order of the document."""
    found: dict[str, list[FieldNode]] = {}
    seen: set[str] = set()
    for node in nodes:
        if node.selection_set is None:
            continue
        for field in walk_fields(frame, node.selection_set.selections, kind, seen, later):
            key = field.alias.value if field.alias else field.name.value
            found.setdefault(key, []).append(field)
    return found


def compile_operation(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variable_values: Any,
    *,
    to_run: bool = True,
    defers: bool = False,
) -> Selection:
    """Return the root selection. Raises UnplannedError when graphql-core must run it.

    Not `to_run` but to be looked at, it leaves introspection out instead.
    """
    frame = Frame(schema, document, operation, variable_values, defers=defers)
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise UnplannedError
    wrapper = FieldNode(name=NameNode(value="query"), selection_set=operation.selection_set)
    for nodes in _by_key(frame, root, [wrapper]).values():
        if to_run and nodes[0].name.value in INTROSPECTION:
            raise UnplannedError
    return Selection(frame, root, [wrapper])


class Rows(NamedTuple):
    """What is asked of the rows of a connection."""

    needed: bool = True
    """False when only the count is asked."""
    names: frozenset[str] = frozenset()
    """The edges asked of each row."""
    counted: bool = True
    """Whether it is asked how many rows there are."""


EVERY_ROW = Rows()


def asked_rows(info: Any) -> Rows:
    """Return what the field behind `info` asks of its rows, through `nodes` and `edges.node`.

    Without a compiled operation nothing is known, and every row is needed.
    """
    field: FieldPlan | None = getattr(info, "plan", None)
    if field is None:
        return EVERY_ROW
    names: set[str] = set()
    connection = field.below(field.position.named.name)
    shown = {inner.name for inner in connection.fields}
    counted = "bronnen" in shown or any(inner.name == "totalCount" for inner in connection.columns)
    for inner in connection.fields:
        if inner.name == "nodes":
            names |= inner.below(inner.position.named.name).names
        elif inner.name == "edges":
            for node in inner.below(inner.position.named.name).fields:
                if node.name == "node":
                    names |= node.below(node.position.named.name).names
    return Rows(bool(shown - {"bronnen"}), frozenset(names), counted)


def asked_fields(info: Any) -> frozenset[str]:
    """Return the edges asked of the one object behind `info`; none without a compilation."""
    field: FieldPlan | None = getattr(info, "plan", None)
    return frozenset() if field is None else field.below(field.position.named.name).names
