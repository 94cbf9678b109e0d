"""What one resource of a register offers; the endpoints are generic over this."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sandbox.zgw.data import Json
from sandbox.zgw.filters import Filter
from sandbox.zgw.store import Collection

READ_ONLY = "GET, HEAD, OPTIONS"
FULL = "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"


@dataclass(frozen=True)
class Resource:
    """A list with details below it."""

    path: str
    records: Collection
    scope: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    groups: Mapping[str, Callable[[Json], Sequence[Json]]] = field(default_factory=dict)
    zaak_of: Callable[[Json], Json | None] | None = None
    """The zaak whose zaaktype and vertrouwelijkheid decide who may see a record."""
    orderings: tuple[str, ...] = ()
    expand_paths: frozenset[str] = frozenset()
    paginated: bool = True
    takes_page_size: bool = True
    newest_first: bool = True
    has_etag: bool = True
    geo: bool = False
    detail_parameters: frozenset[str] = frozenset()
    allow: str = FULL
    warning: str = ""
    standard: bool = True
    empty_expansions: bool = False
    """Whether an absent relation expands to {} or [] instead of leaving the key out."""
    takes_fields: bool = False
    """Whether a search may ask which properties it wants (`fields`, Zaken 1.6)."""
    always_expand_key: bool = True
    """Whether `_expand` is there even when nothing was asked for."""

    @property
    def list_parameters(self) -> frozenset[str]:
        names = set(self.filters)
        if self.paginated:
            names.add("page")
            if self.takes_page_size:
                names.add("pageSize")
        if self.orderings:
            names.add("ordering")
        if self.expand_paths:
            names.add("expand")
        return frozenset(names)

    def as_standard(self) -> Resource:
        """The same resource on a server that knows the VNG standard and nothing more."""
        filters = {name: item for name, item in self.filters.items() if item.standard}
        return replace(
            self,
            filters=filters,
            takes_page_size=False,
            orderings=self.orderings if self.geo else (),
            empty_expansions=True,
            always_expand_key=False,
        )
