"""What a resolver may ask about its field."""

from __future__ import annotations

from typing import Any

from planning.compile import FieldPlan


class FieldInfo:
    """What a resolver may ask about its field; the same attributes as graphql-core's info."""

    __slots__ = ("context", "plan", "variable_values")

    field_name = property(lambda self: self.plan.name)
    field_nodes = property(lambda self: self.plan.nodes)
    parent_type = property(lambda self: self.plan.parent)
    return_type = property(lambda self: self.plan.field.type)
    schema = property(lambda self: self.plan.frame.schema)
    fragments = property(lambda self: self.plan.frame.fragments)
    operation = property(lambda self: self.plan.frame.operation)

    def __init__(self, plan: FieldPlan, context: Any, variable_values: Any) -> None:
        self.plan, self.context, self.variable_values = plan, context, variable_values
