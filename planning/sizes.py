"""How much an argument asks: the lists in what is given for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import ListValueNode, ObjectValueNode, VariableNode


def value_of(node: Any, variables: Mapping[str, Any]) -> Any:
    """Return the value of an argument, a list of nodes for each list in it."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    if isinstance(node, ObjectValueNode):
        return {field.name.value: value_of(field.value, variables) for field in node.fields}
    return list(node.values) if isinstance(node, ListValueNode) else None


def sizes_in(value: Any, names: Iterable[str]) -> list[int]:
    """Return how long the lists of these names in an input are."""
    if not isinstance(value, dict):
        return []
    found = (value.get(name) for name in names)
    return [len(one) for one in found if isinstance(one, list)]
