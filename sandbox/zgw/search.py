"""`_zoek`: a list whose filters travel in the body, for zaken and for documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw import values
from sandbox.zgw.api import Call
from sandbox.zgw.data import Json
from sandbox.zgw.endpoints import Endpoints
from sandbox.zgw.expand import parse_expand, split_expand
from sandbox.zgw.geo import is_geometry, is_within
from sandbox.zgw.newest import project
from sandbox.zgw.problems import InvalidParam, invalid, malformed, unsupported_media_type
from sandbox.zgw.selection import check_known, parse_filters, parse_ordering, select

Predicate = Callable[[Json], bool]
_EXCLUSIVE = InvalidParam("fields", "invalid", "fields en expand sluiten elkaar uit.")
_EMPTY = InvalidParam("nonFieldErrors", "empty_search_body", "Search parameters must be specified")


class SearchEndpoints(Endpoints):
    """A resource that can be searched with a POST as well."""

    required: tuple[str, ...] = ()
    special: tuple[str, ...] = ("uuid__in",)

    def routes(self) -> list[Route]:
        path = f"{self.resource.path}/_zoek"
        search = self.api.route(
            path, self.search, method="POST", allow="POST, OPTIONS", geo=self.resource.geo
        )
        return [search, *super().routes()]

    def search(self, call: Call) -> Response:
        resource, applicatie = self.resource, call.applicatie
        applicatie.require(resource.scope)
        check_known(call.params, self._query_parameters())
        body = self._read(call)
        predicates = self.predicates(body)
        ordering = parse_ordering(resource, _names(body, "ordering", self._takes_lists))
        asked = (
            *_names(body, "expand", self._takes_lists),
            *split_expand(call.params.get("expand", "")),
        )
        tree = parse_expand(resource, asked, applicatie)
        wanted = body.pop("fields", None)
        if wanted is not None and asked:
            raise invalid(_EXCLUSIVE)
        params = {name: _as_text(name, value) for name, value in body.items()}
        chosen = parse_filters(resource, params)
        records = select(resource, chosen, applicatie, ordering, self._among(body))
        kept = [record for record in records if all(test(record) for test in predicates)]
        if wanted is not None:
            kept = [project(record, wanted, self.api.by_url) for record in kept]
        return self.answer(call, kept, tree, f"{resource.path}/_zoek")

    @property
    def _takes_lists(self) -> bool:
        """Open Zaak wants JSON lists for expand and ordering, the standard comma-joined text."""
        return self.resource.always_expand_key

    def _query_parameters(self) -> frozenset[str]:
        known = {"page", "expand", "pageSize"} if self.resource.takes_page_size else {"page"}
        return frozenset(known | {"expand"} if self.resource.takes_fields else known)

    def _read(self, call: Call) -> Json:
        media_type = call.request.headers.get("content-type", "")
        if not media_type.startswith("application/json"):
            raise unsupported_media_type(media_type)
        try:
            body = msgspec.json.decode(call.body or b"{}")
        except msgspec.DecodeError as error:
            raise malformed(f"JSON parse error - {error}") from error
        if not isinstance(body, dict):
            raise malformed("Ongeldige data. Er wordt een object verwacht.")
        recognised = {*self.resource.filters, *self.special, "ordering", "expand"}
        if self.resource.takes_fields:
            recognised.add("fields")
        known = {name: value for name, value in body.items() if name in recognised}
        self._require(known)
        return known

    def _require(self, body: Json) -> None:
        for name in self.required:
            if name not in body:
                raise invalid(InvalidParam(name, "required", "Dit veld is vereist."))
        if not body:
            raise invalid(_EMPTY)

    def _among(self, body: Mapping[str, Any]) -> Sequence[Json] | None:
        """The records of `uuid__in` in register order; none when it is not asked."""
        if "uuid__in" not in body:
            return None
        wanted = set(_list(body, "uuid__in", values.uid))
        records = self.resource.records
        found = {uid: records.get(uid) for uid in wanted}
        present = {record["url"] for record in found.values() if record}
        return [record for record in records.records if record["url"] in present]

    def predicates(self, body: Mapping[str, Any]) -> list[Predicate]:
        """Conditions that only a search can express."""
        return []


class ZaakSearchEndpoints(SearchEndpoints):
    special = ("uuid__in", "zaaktype__in", "zaaktype__not_in", "zaakgeometrie")

    def predicates(self, body: Mapping[str, Any]) -> list[Predicate]:
        tests: list[Predicate] = []
        if "zaaktype__in" in body:
            wanted = set(_list(body, "zaaktype__in", values.url))
            tests.append(lambda zaak: zaak["zaaktype"] in wanted)
        if "zaaktype__not_in" in body and self._takes_lists:
            unwanted = set(_list(body, "zaaktype__not_in", values.url))
            tests.append(lambda zaak: zaak["zaaktype"] not in unwanted)
        if "zaakgeometrie" in body:
            area = _area(body["zaakgeometrie"])
            tests.append(lambda zaak: is_within(zaak["zaakgeometrie"], area))
        return tests


class DocumentSearchEndpoints(SearchEndpoints):
    required = ("uuid__in",)


def _area(value: Any) -> Json:
    area: Any = value.get("within") if isinstance(value, dict) else None
    if not is_geometry(area):
        raise invalid(
            InvalidParam("zaakgeometrie.within", "invalid", "Ongeldige geometrie opgegeven.")
        )
    return dict(area)


def _list(body: Mapping[str, Any], name: str, parse: values.Parse) -> list[str]:
    value = body[name]
    if not isinstance(value, list):
        raise invalid(_not_a_list(name, value))
    parsed = []
    for position, item in enumerate(value):
        try:
            parsed.append(parse(str(item)))
        except values.InvalidValueError as error:
            problem = InvalidParam(f"{name}.{position}", error.code, error.reason)
            raise invalid(problem) from error
    return parsed


def _names(body: Mapping[str, Any], name: str, takes_lists: bool) -> list[str]:
    value = body.get(name, [] if takes_lists else "")
    if takes_lists:
        if not isinstance(value, list):
            raise invalid(_not_a_list(name, value))
        return [str(item) for item in value]
    if not isinstance(value, str):
        raise invalid(InvalidParam(name, "invalid", "Not a valid string."))
    return split_expand(value)


def _not_a_list(name: str, value: Any) -> InvalidParam:
    reason = f'Expected a list of items but got type "{type(value).__name__}".'
    return InvalidParam(name, "not_a_list", reason)


def _as_text(name: str, value: Any) -> str:
    """The value as the query string would have held it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    if isinstance(value, dict) and name != "zaakgeometrie":
        raise invalid(InvalidParam(name, "invalid", "Not a valid string."))
    return "" if value is None else str(value)
