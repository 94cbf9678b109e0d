"""What stands between a register's answer and the graph: who may see it.

Every read passes the guard of its request: before it (may this caller read such things at all,
and which part of a list), and after it (which of these records). `sources` only knows the
protocol; what the policy says is in resolvers/access.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from sources.client import UpstreamClient
    from sources.resource import Resource


class Narrowed(NamedTuple):
    """The part of a list that a caller may ask."""

    params: Mapping[str, str]
    in_body: bool
    is_exact: bool = True
    """False when rows of the answer must still be held back, so that its count is too high."""


class Guard(Protocol):
    """Decides for one request what its caller may see."""

    def require(self, client: UpstreamClient, resource: Resource[Any]) -> None:
        """Raise AccessDeniedError when nothing of this kind may be read."""

    async def narrow(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        params: Mapping[str, str],
        parent: str,
        in_body: bool,
    ) -> Narrowed | None:
        """Return what of a list may be asked; None when that is nothing.

        Raises AccessDeniedError when the list cannot be asked without showing too much.
        """

    async def admit(
        self, client: UpstreamClient, resource: Resource[Any], rows: Sequence[Any]
    ) -> list[Any]:
        """Return the rows, None in the place of each that may not be seen."""

    def keep(self, resource: Resource[Any], rows: list[Any]) -> list[Any]:
        """Return those rows that came along with an admitted parent and may be seen."""


class OpenGuard:
    """Lets everything through: the gateway's own reads, and callers without limits."""

    def require(self, client: UpstreamClient, resource: Resource[Any]) -> None:
        """Allow every kind."""

    async def narrow(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        params: Mapping[str, str],
        parent: str,
        in_body: bool,
    ) -> Narrowed | None:
        """Return the list as it was asked."""
        return Narrowed(params, in_body)

    async def admit(
        self, client: UpstreamClient, resource: Resource[Any], rows: Sequence[Any]
    ) -> list[Any]:
        """Return every row."""
        return list(rows)

    def keep(self, resource: Resource[Any], rows: list[Any]) -> list[Any]:
        """Return every row."""
        return rows


OPEN = OpenGuard()
