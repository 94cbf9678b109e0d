"""The arguments of a compiled field: what the document fixes once, variables per request.

graphql-core looks at every argument of a field for every request; a root list has eight of them.
Whatever is not plain (a variable inside a list or an object, a null that may not be, an argument
that is missing) is left to graphql-core, so that its errors stay its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from graphql import (
    BREAK,
    ArgumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    VariableNode,
    Visitor,
    get_argument_values,
    is_non_null_type,
    is_required_argument,
    visit,
)


class FromVariable(NamedTuple):
    """An argument whose whole value is a variable."""

    name: str
    variable: str
    is_required: bool
    takes_null: bool


class Arguments:
    """Gives the coerced arguments of one field of a compiled operation."""

    __slots__ = ("_field", "_fixed", "_node", "_variable")

    def __init__(self, field: GraphQLField, node: FieldNode) -> None:
        self._field, self._node = field, node
        given = {argument.name.value: argument for argument in node.arguments or ()}
        self._variable = [
            _from_variable(field, name, argument)
            for name, argument in given.items()
            if isinstance(argument.value, VariableNode)
        ]
        rest = [node for node in given.values() if not isinstance(node.value, VariableNode)]
        self._fixed = _fixed(field, node, rest, self._variable)

    def values(self, variables: Any) -> dict[str, Any]:
        """Return the arguments by name. Raises GraphQLError."""
        if self._fixed is None:
            return get_argument_values(self._field, self._node, variables)
        found, coerced = self._fixed.copy(), variables.coerced
        for name, variable, is_required, takes_null in self._variable:
            if variable in coerced:
                value = coerced[variable]
                if value is None and not takes_null:
                    return get_argument_values(self._field, self._node, variables)
                found[name] = value
            elif is_required:
                return get_argument_values(self._field, self._node, variables)
        return found


def _from_variable(field: GraphQLField, name: str, node: ArgumentNode) -> FromVariable:
    argument = field.args[name]
    return FromVariable(
        argument.out_name or name,
        node.value.name.value,  # type: ignore[attr-defined]  # a VariableNode
        is_required_argument(argument),
        not is_non_null_type(argument.type),
    )


def _fixed(
    field: GraphQLField, node: FieldNode, rest: list[ArgumentNode], variable: list[FromVariable]
) -> dict[str, Any] | None:
    """Return what is the same for every request, defaults too; None when that is not to be told."""
    required = {found.name for found in variable if found.is_required}
    args = {
        name: argument
        for name, argument in field.args.items()
        if (argument.out_name or name) not in required
    }
    if any(map(_holds_variable, rest)):
        return None
    try:
        return get_argument_values(
            GraphQLField(field.type, args), FieldNode(name=node.name, arguments=tuple(rest))
        )
    except GraphQLError:
        return None


def _holds_variable(node: ArgumentNode) -> bool:
    seeker = _Seeker()
    visit(node, seeker)
    return seeker.found


class _Seeker(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, *_args: Any) -> Any:
        self.found = True
        return BREAK
