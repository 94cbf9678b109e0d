"""One descriptor per upstream type: where it lives, how it is read, what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec

from sources.bounded import Bounded
from sources.errors import MALFORMED, ContractError
from sources.records import Entity, Page
from sources.slim import slimmed

MAX_VARIANTS = 64
R = TypeVar("R", bound=Entity)


class Privacy(Enum):
    """What a record of this type says about people; decides where it may be kept."""

    PUBLIC = "public"
    """No personal data: catalogus types. May be cached across requests."""
    OPEN = "open"
    """Public, yet what is read tells whom it was read for (an address): one request only."""
    PERSONAL = "personal"
    """Personal data: lives for one request only."""


@dataclass(frozen=True)
class Part:
    """That a record belongs to another one, and may be seen by who may see that."""

    link: str
    """Attribute that holds the URL of what it belongs to; may go through a reference."""
    of: Resource[Any]
    param: str = ""
    """The filter that lists such records by that URL (or by its uuid, ending in `__uuid`)."""


class Sight(Enum):
    """Which rule of the policy decides who may see a record; see resolvers/access."""

    TYPED = "typed"
    """By the rules for its type and confidentiality: zaak, document, besluit."""
    PARTS = "parts"
    """By what it belongs to."""
    RELATION = "relation"
    """By the document it belongs to and by the object that document belongs to."""
    OWN = "own"
    """By scope; a citizen or company sees only what is their own."""
    OBJECT = "object"
    """By the rules for its objecttype; a citizen sees only what holds their BSN."""


@dataclass(frozen=True)
class Resource(Generic[R]):
    """An upstream type. Adding one starts here; see docs/adding-a-type.md."""

    api: str
    """The API that serves it: `zaken`, `catalogi`, ..."""
    path: str
    """Path below the API root: `rollen`. For a part of a parent: `zaken/{}/zaakeigenschappen`."""
    record: type[R]
    paged: bool = True
    """False when the list is a bare array (see reference A.1 to A.4)."""
    zoek: str = ""
    """Path of a POST that reads many by `uuid__in`, when the API has one."""
    search: str = ""
    """Path of a POST that lists by a filter in its body, and cannot read many by key."""
    as_search: Callable[[Mapping[str, str]], tuple[dict[str, Any], dict[str, str]]] | None = None
    """Makes the body and the query of that POST from the parameters of a list."""
    list_params: Mapping[str, str] = field(default_factory=dict)
    """Query parameters that every list read needs, such as `status=alles`."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers on every read, such as `Accept-Crs`."""
    search_headers: Mapping[str, str] = field(default_factory=dict)
    """Headers on the `zoek` POST, besides `headers`."""
    privacy: Privacy = Privacy.PERSONAL
    optional: frozenset[str] = frozenset()
    """Attributes that only the graph reads, each under its own name; see `asked`."""
    derived: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Per computed field of the graph, the optional attributes it is made of."""
    expected: int = 3
    """Rows to expect of one parent, for the estimate of an operation's cost."""
    sight: Sight = Sight.PARTS
    """Who may see it. Belonging to nothing, it is seen by who may read its register."""
    part_of: tuple[Part, ...] = ()
    """What it belongs to: all of these must be visible."""
    any_part: bool = False
    """Whether one visible part is enough."""
    intern: bool = False
    """Of the municipality only: for a citizen or company there are none."""
    scope: str = ""
    """A scope that reading it takes, besides that of its register."""
    intern_fields: tuple[str, ...] = ()
    """Attributes that a citizen or company sees empty."""
    names: tuple[str, str] | None = None
    """Attributes that tell what kind of person or thing a record names, and who or what."""
    own_filter: str = ""
    """Prefix of the filters (`...codeSoortObjectId`, `...objectId`) that list a klant's own."""
    own_filters: Mapping[str, str] = field(default_factory=dict)
    """The same where there is a filter for each codeSoortObjectId."""

    @cached_property
    def key(self) -> tuple[str, str]:
        """What tells resources apart."""
        return self.api, self.path

    @cached_property
    def _variants(self) -> Bounded[frozenset[str], Resource[R]]:
        return Bounded(MAX_VARIANTS)

    def asked(self, names: frozenset[str] | None) -> Resource[R]:
        """Return the resource as an operation with these field names needs it.

        Its records lack the optional attributes that no field names. None asks for everything.
        """
        if names is None or not self.optional:
            return self
        known = self._variants.get(names)
        if known is None:
            fields = msgspec.structs.fields(self.record)
            left_out = {field.name for field in fields if field.encode_name not in names}
            for name in names & self.derived.keys():
                left_out -= self.derived[name]
            record = slimmed(self.record, self.optional & left_out)
            known = self._variants.keep(names, replace(self, record=record))
        return known

    @cached_property
    def _one(self) -> msgspec.json.Decoder[R]:
        return msgspec.json.Decoder(self.record)

    @cached_property
    def _page(self) -> msgspec.json.Decoder[Page[R]]:
        return msgspec.json.Decoder(Page[self.record])  # type: ignore[name-defined]

    @cached_property
    def _array(self) -> msgspec.json.Decoder[list[R]]:
        return msgspec.json.Decoder(list[self.record])  # type: ignore[name-defined]

    def parse_one(self, body: bytes, upstream: str) -> R:
        """Return the record in `body`. Raises ContractError."""
        try:
            return self._one.decode(body)
        except MALFORMED as error:
            raise ContractError(upstream, self.path, reason=_where(error)) from None

    def parse_page(self, body: bytes, upstream: str) -> Page[R]:
        """Return the page in `body`; a bare array is one page. Raises ContractError.

        A server that pages a list which its standard does not page is understood too.
        """
        try:
            if not self.paged and not body.lstrip().startswith(b"{"):
                rows = self._array.decode(body)
                return Page(results=rows, count=len(rows))
            return self._page.decode(body)
        except MALFORMED as error:
            raise ContractError(upstream, self.path, reason=_where(error)) from None

    def parse_rows(self, body: bytes, upstream: str) -> tuple[list[R | ContractError], Page[Any]]:
        """Return every row, a bad one as its own ContractError, and the page around them."""
        try:
            whole = self._page.decode(body)
            return list(whole.results), whole
        except MALFORMED:
            return self._parse_rows_apart(body, upstream)

    def _parse_rows_apart(
        self, body: bytes, upstream: str
    ) -> tuple[list[R | ContractError], Page[Any]]:
        try:
            page = msgspec.json.decode(body, type=Page[msgspec.Raw])
        except MALFORMED as error:
            raise ContractError(upstream, self.path, reason=_where(error)) from None
        rows: list[R | ContractError] = []
        for raw in page.results:
            try:
                rows.append(self.parse_one(bytes(raw), upstream))
            except ContractError as error:
                rows.append(error)
        return rows, page


def _where(error: Exception) -> str:
    """Return the JSON path a msgspec error names, without the value it found there."""
    text = str(error)
    return f"at {text.rsplit(' - at ', 1)[1]}" if " - at " in text else "not JSON"
