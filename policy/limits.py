"""How large a document and its variables may be: the numbers, and the text before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SAME_FIELD = 25


class LimitExceededError(Exception):
    """Something is larger than allowed; names the limit, never a value."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(f"more than allowed: {name} (at most {limit})")
        self.name, self.limit = name, limit


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLimits:
    """What one document may hold. Fields count as executed: once per spread of their fragment."""

    tokens: int = 2_000
    characters: int = 65_536
    """The lexer walks strings and blanks one character at a time, 60,000 in about 10 ms."""
    depth: int = 20
    fields: int = 1_000
    root_fields: int = 20
    aliases: int = 100
    """Aliased fields in all."""
    same_field: int = SAME_FIELD
    """One field under several names in one selection."""
    directives: int = 100
    directives_per_node: int = 4
    fragments: int = 100
    operations: int = 10
    variables: int = 100
    list_items: int = 250
    """Items of one list, in the document or in the variables."""
    input_depth: int = 12
    input_values: int = 2_000
    """Values in the variables of one request."""
    text_length: int = 10_000
    """Characters of one text in the variables."""
    schema_fields: int = 3
    """`__schema` and `__type` in one operation: each may answer the whole schema."""
    schema_lists: int = 3
    """Lists of the schema inside each other (fields of types of fields): they multiply."""

    @property
    def nesting(self) -> int:
        """How many selection sets may be entered inside each other, fragments included."""
        return 2 * self.depth

    @property
    def brackets(self) -> int:
        """How many brackets may be open at once: selection sets, and an argument in the last."""
        return self.nesting + self.input_depth + 2


_LEXEMES = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*"""'
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|#[^\n\r]*"
    r"|(?P<open>[{(\[])|(?P<shut>[})\]])"
    r"|-?[0-9][0-9.eE+-]*|[_A-Za-z][_A-Za-z0-9]*|\.\.\.|[!$&:=@|]"
)
"""Strings, comments, brackets and the rest. It only has to agree with the lexer on documents the
lexer accepts: the others are refused by the parser. Comments count, as they do for the parser."""


def check_text(text: str, limits: DocumentLimits) -> int:
    """Return the tokens of a text; raise LimitExceededError when parsing it takes too much work.

    Linear in the text, and stops at the first excess; recursion of the parser is bounded here.
    """
    if len(text) > limits.characters:
        raise LimitExceededError("characters of the document", limits.characters)
    depth = tokens = 0
    for found in _LEXEMES.finditer(text):
        kind = found.lastgroup
        tokens += 1
        if tokens > limits.tokens:
            raise LimitExceededError("tokens", limits.tokens)
        if kind == "open":
            depth += 1
            if depth > limits.brackets:
                raise LimitExceededError("nesting", limits.brackets)
        elif kind == "shut":
            depth -= 1
    return tokens


PLAIN = frozenset({int, float, bool, type(None)})


def check_variables(variables: Mapping[str, Any], limits: DocumentLimits) -> None:
    """Raise LimitExceededError for variables that are too deep, too long or too many."""
    if _are_plain(variables, limits):
        return
    level: list[Any] = [variables]
    seen = depth = 0
    while level:
        if depth > limits.input_depth:
            raise LimitExceededError("depth of the variables", limits.input_depth)
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                if len(value) > limits.list_items:
                    raise LimitExceededError("items of a list", limits.list_items)
                below.extend(value)
            elif isinstance(value, str) and len(value) > limits.text_length:
                raise LimitExceededError("characters of a variable", limits.text_length)
            if seen + len(below) > limits.input_values:
                raise LimitExceededError("values in the variables", limits.input_values)
        seen += len(below)
        level, depth = below, depth + 1


def _are_plain(variables: Mapping[str, Any], limits: DocumentLimits) -> bool:
    """Whether these are a few short values, as they mostly are: there is nothing to look into."""
    if len(variables) > limits.input_values or limits.input_depth < 1:
        return False
    for value in variables.values():
        kind = type(value)
        if kind is str:
            if len(value) > limits.text_length:
                return False
        elif kind not in PLAIN:
            return False
    return True
