"""From query parameters to records: unknown names, bad values, filters, rights and order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sandbox.zgw.auth import Applicatie
from sandbox.zgw.data import Json
from sandbox.zgw.filters import Filter
from sandbox.zgw.problems import InvalidParam, invalid, unknown_parameters
from sandbox.zgw.resource import Resource
from sandbox.zgw.values import InvalidValueError

Chosen = list[tuple[Filter, Any]]


def check_known(names: Iterable[str], known: frozenset[str]) -> None:
    unknown = sorted(set(names) - known)
    if unknown:
        raise unknown_parameters(unknown)


def parse_filters(resource: Resource, params: Mapping[str, str]) -> Chosen:
    """The filters in use with their values; every bad value is reported at once."""
    chosen: Chosen = []
    faults: list[InvalidParam] = []
    for name, item in resource.filters.items():
        raw = params.get(name, "") or item.default
        if not raw:
            continue
        try:
            chosen.append((item, item.parse(raw)))
        except InvalidValueError as error:
            faults.append(InvalidParam(name, error.code, error.reason))
    if faults:
        raise invalid(*faults)
    return chosen


def select(
    resource: Resource,
    chosen: Chosen,
    applicatie: Applicatie,
    ordering: Sequence[str] = (),
    among: Sequence[Json] | None = None,
) -> Sequence[Json]:
    """The records that pass every filter, that the applicatie may see, in order."""
    records, rest = _candidates(resource, chosen, among)
    own = [(item.matches, value) for item, value in rest if not item.group]
    if own:
        records = [r for r in records if all(matches(r, value) for matches, value in own)]
    for group, children_of in resource.groups.items():
        shared = [(item.matches, value) for item, value in rest if item.group == group]
        if shared:
            records = [
                r
                for r in records
                if any(all(m(child, value) for m, value in shared) for child in children_of(r))
            ]
    if applicatie.zaaktypen is not None:
        records = [record for record in records if is_visible(resource, record, applicatie)]
    return sort(records[::-1] if resource.newest_first else records, ordering)


def _candidates(
    resource: Resource, chosen: Chosen, among: Sequence[Json] | None
) -> tuple[Sequence[Json], Chosen]:
    """The smallest known set of records to look at, and the filters still to apply."""
    if among is not None:
        return among, chosen
    for position, (item, value) in enumerate(chosen):
        if item.indexed:
            rest = chosen[:position] + chosen[position + 1 :]
            return resource.records.where(item.indexed, value), rest
    return resource.records.records, chosen


def is_visible(resource: Resource, record: Json, applicatie: Applicatie) -> bool:
    if applicatie.zaaktypen is None or resource.zaak_of is None:
        return True
    zaak = resource.zaak_of(record)
    return zaak is not None and applicatie.may_see(zaak)


def parse_ordering(resource: Resource, names: Sequence[str]) -> Sequence[str]:
    for name in names:
        if name.removeprefix("-") not in resource.orderings:
            reason = f"Selecteer een geldige keuze. {name} is geen beschikbare keuze."
            raise invalid(InvalidParam("ordering", "invalid_choice", reason))
    return names


def sort(records: Sequence[Json], ordering: Sequence[str]) -> Sequence[Json]:
    """As PostgreSQL does: absent values last when ascending, first when descending."""
    for name in reversed(ordering):
        field = _field(name.removeprefix("-"))
        records = sorted(
            records,
            key=lambda record: (record[field] is None, _comparable(record[field])),
            reverse=name.startswith("-"),
        )
    return records


def _field(name: str) -> str:
    """Some APIs order by the name of a column, with underscores; the records know camelCase."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _comparable(value: Any) -> Any:
    """Groups of fields compare as the text of what is in them."""
    return str(value) if isinstance(value, dict) else "" if value is None else value
