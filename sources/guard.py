"""What stands between a register's answer and the graph: who may see it.

Every read passes the guard of its request: before it (may this caller read such things at all,
and which part of a list), and after it (which of these records). `sources` only knows the
protocol; what the policy says is in resolvers/access.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sources.errors import AccessDeniedError, WriteDeniedError

if TYPE_CHECKING:
    from sources.client import UpstreamClient
    from sources.resource import Resource


class Narrowed(NamedTuple):
    """The part of a list that a caller may ask."""

    params: Mapping[str, str]
    in_body: bool
    is_exact: bool = True
    """False when rows of the answer must still be held back: its count then tells too much."""
    is_proof: bool = False
    """Whether a row that the register finds with these parameters may be seen for that reason."""


class Guard(Protocol):
    """Decides for one request what its caller may see."""

    def reaches(self, client: UpstreamClient, resource: Resource[Any]) -> bool:
        """Return whether anything of this kind can be seen; False looks like "there is none".

        Raises AccessDeniedError when the caller may not read this register at all.
        """

    async def narrow(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        params: Mapping[str, str],
        *,
        parent: str = "",
        in_body: bool = False,
    ) -> Narrowed | None:
        """Return what of a list may be asked; None when that is nothing.

        `parent` is the uuid of the resource the list lies below, if any. Raises AccessDeniedError
        when the list cannot be asked without showing too much.
        """

    async def admit(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        rows: Sequence[Any],
        *,
        is_proof: bool = False,
    ) -> list[Any]:
        """Return the rows, None in the place of each that may not be seen."""

    def sees_klant(self, soort: str, nummer: str) -> bool:
        """Return whether this person or company may be seen, in whichever register.

        `soort` is `bsn`, `kvk_nummer`, `rsin` or `vestigingsnummer` (Klantinteracties 0.9.0).
        """

    def require_persons(
        self, client: UpstreamClient, *, search: bool = False, anyone: bool = False
    ) -> None:
        """Raise AccessDeniedError when this register of persons may not be read, or not searched.

        `anyone` says that the answer is about whoever there is: a citizen or company may not ask.
        """

    async def require_write(
        self, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
    ) -> None:
        """Raise WriteDeniedError unless what shows this row also has one of these scopes.

        Without a row only the scope is asked: whether anything there may be changed at all.
        """

    async def require_new(
        self, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
    ) -> None:
        """Raise WriteDeniedError unless what has one of these scopes would show such a row.

        It is not in the register yet: its type and confidentiality decide.
        """

    def forget(self) -> None:
        """Forget what turned out to be visible: something was changed."""


class OpenGuard:
    """Lets everything through: the gateway's own reads, and callers without limits."""

    def reaches(self, client: UpstreamClient, resource: Resource[Any]) -> bool:
        """Return True."""
        return True

    async def narrow(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        params: Mapping[str, str],
        *,
        parent: str = "",
        in_body: bool = False,
    ) -> Narrowed | None:
        """Return the list as it was asked."""
        return Narrowed(params, in_body)

    async def admit(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        rows: Sequence[Any],
        *,
        is_proof: bool = False,
    ) -> list[Any]:
        """Return every row."""
        return list(rows)

    def sees_klant(self, soort: str, nummer: str) -> bool:
        """Return True."""
        return True

    def require_persons(
        self, client: UpstreamClient, *, search: bool = False, anyone: bool = False
    ) -> None:
        """Allow every read and search."""

    async def require_write(
        self, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
    ) -> None:
        """Allow every change."""

    async def require_new(
        self, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
    ) -> None:
        """Allow everything new."""

    def forget(self) -> None:
        """Remembers nothing."""


class ClosedGuard:
    """Lets nothing through: what stands in the place of a guard whose request has ended."""

    def reaches(self, client: UpstreamClient, resource: Resource[Any]) -> bool:
        """Raise AccessDeniedError."""
        raise AccessDeniedError(client.name, resource.path)

    async def narrow(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        params: Mapping[str, str],
        *,
        parent: str = "",
        in_body: bool = False,
    ) -> Narrowed | None:
        """Return None."""
        return None

    async def admit(
        self,
        client: UpstreamClient,
        resource: Resource[Any],
        rows: Sequence[Any],
        *,
        is_proof: bool = False,
    ) -> list[Any]:
        """Hold every row back."""
        return [None] * len(rows)

    def sees_klant(self, soort: str, nummer: str) -> bool:
        """Return False."""
        return False

    def require_persons(
        self, client: UpstreamClient, *, search: bool = False, anyone: bool = False
    ) -> None:
        """Raise AccessDeniedError."""
        raise AccessDeniedError(client.name, "personen")

    async def require_write(
        self, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
    ) -> None:
        """Raise WriteDeniedError."""
        raise WriteDeniedError(client.name, resource.path)

    async def require_new(
        self, client: UpstreamClient, resource: Resource[Any], row: Any, scopes: Sequence[str]
    ) -> None:
        """Raise WriteDeniedError."""
        raise WriteDeniedError(client.name, resource.path)

    def forget(self) -> None:
        """Remembers nothing."""


OPEN = OpenGuard()
CLOSED = ClosedGuard()
