"""What changed between two versions of the SDL, and what of it breaks the operations of clients.

graphql-core finds the changes. A break is let through only when the changelog of the version that
is being made names it, in the words of the report; docs/schema-changes.md is the policy.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)

TOPMOST = re.compile(r"^## .*\n(?:.*\n)*?(?=^## |\Z)", re.MULTILINE)
ACKNOWLEDGED = re.compile(r"^- Breaking: `([^`]+)`", re.MULTILINE)
_MEMBER = re.compile(r"Field (\w+)\.(\w+) was removed")


class Change(NamedTuple):
    """One change."""

    kind: str
    """As graphql-core names it, such as FIELD_REMOVED."""
    what: str
    was_deprecated: bool = False
    """Whether the older version said already that this would go."""


@dataclass(frozen=True, slots=True)
class Report:
    """Every change that may harm a client, and what the changelog says of it."""

    breaking: tuple[Change, ...]
    dangerous: tuple[Change, ...]
    acknowledged: frozenset[str]

    @property
    def unacknowledged(self) -> list[Change]:
        """The breaks that the changelog does not name."""
        return [change for change in self.breaking if change.what not in self.acknowledged]

    @property
    def stale(self) -> list[str]:
        """What the changelog calls a break, and is none."""
        return sorted(self.acknowledged - {change.what for change in self.breaking})

    @property
    def is_good(self) -> bool:
        """Whether the changelog tells all that breaks, and no more."""
        return not self.unacknowledged and not self.stale

    def without_stale(self) -> Report:
        """Return the report without what the changelog says of another pair of versions."""
        return replace(self, acknowledged=self.acknowledged - set(self.stale))

    def text(self) -> str:
        """Return the report; of a break that is not acknowledged the line for the changelog."""
        lines = [f"breaking: {_told(change)}" for change in self.breaking]
        lines += [f"dangerous: {_told(change)}" for change in self.dangerous]
        if self.unacknowledged:
            lines.append("\nNot in CHANGELOG.md; add for each, with what to do instead:")
            lines += [f"- Breaking: `{change.what}` ..." for change in self.unacknowledged]
        lines += [f"CHANGELOG.md names a break that is none: {what}" for what in self.stale]
        return "\n".join(lines) or "nothing that could harm a client"


def _told(change: Change) -> str:
    return f"{change.kind} {change.what}" + (" (was deprecated)" if change.was_deprecated else "")


def acknowledged_in(changelog: str) -> frozenset[str]:
    """Return the breaks that the topmost version of a changelog names.

    Such a line reads: - Breaking: `Zaak.naam was removed.` Ask `omschrijving` instead.
    """
    topmost = TOPMOST.search(changelog)
    return frozenset(ACKNOWLEDGED.findall(topmost.group() if topmost else ""))


def compare(old: str, new: str, acknowledged: Set[str] = frozenset()) -> Report:
    """Return what changed from one SDL to the other. Raises GraphQLError for what is no SDL."""
    before, after = _read(old), _read(new)
    breaking = tuple(
        Change(change.type.name, change.description, _was_deprecated(before, change.description))
        for change in find_breaking_changes(before, after)
    )
    dangerous = tuple(
        Change(change.type.name, change.description)
        for change in find_dangerous_changes(before, after)
    )
    return Report(breaking, dangerous, frozenset(acknowledged))


def _read(sdl: str) -> GraphQLSchema:
    """Return the schema of an SDL that a server made, and so is taken to be valid."""
    return build_schema(sdl, assume_valid=True, assume_valid_sdl=True, no_location=True)


def _was_deprecated(schema: GraphQLSchema, what: str) -> bool:
    """Whether a field that is gone now was announced to go."""
    found = _MEMBER.match(what)
    kind = schema.type_map.get(found[1]) if found else None
    if found is None or not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return False
    field = kind.fields.get(found[2])
    return field is not None and field.deprecation_reason is not None


__all__ = ["Change", "Report", "acknowledged_in", "compare"]
