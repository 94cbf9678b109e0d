"""The parts of a zaak: which it has, whether what is kept is what it names, what came along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from sources.urls import last_segment
from sources.zaakcache.places import CURRENT
from sources.zaken.resources import ZaakExpand, ZaakRecord

LISTS: Mapping[str, str] = {
    "rollen": "rollen",
    "zaakinformatieobjecten": "zaakinformatieobjecten",
    "zaakobjecten": "zaakobjecten",
    "eigenschappen": "zaakeigenschappen",
}
"""Per `expand` path the part of a zaak that is a list."""


def may_have(zaak: ZaakRecord, path: str) -> bool:
    """Whether a zaak does not itself tell that it has none."""
    if path in CURRENT:
        return bool(getattr(zaak, f"{path}_url"))
    urls: list[str] | None = getattr(zaak, f"{path}_urls")
    return urls != []


def fits(zaak: ZaakRecord, path: str, value: Any) -> bool:
    """Whether this is what the zaak names now."""
    if path in CURRENT:
        named: str = value.url
        return last_segment(named) == last_segment(getattr(zaak, f"{path}_url"))
    urls = getattr(zaak, f"{path}_urls")
    if urls is None:
        return False
    if [row.url for row in value] == urls:
        return True
    return len(value) == len(urls) and {last_segment(row.url) for row in value} == set(
        map(last_segment, urls)
    )


def along(zaak: ZaakRecord, found: ZaakExpand) -> Iterable[tuple[str, Any]]:
    """Return what came along with a zaak and is all there, per path."""
    for path in CURRENT:
        value, url = getattr(found, path), getattr(zaak, f"{path}_url")
        if value is not None and value.url and url and fits(zaak, path, value):
            yield path, value
    for path in LISTS:
        rows = getattr(found, path)
        if rows is not None and fits(zaak, path, rows):
            yield path, _plain(rows) if path == "zaakinformatieobjecten" else rows


def _plain(rows: list[Any]) -> list[Any]:
    """Return relations without the document that came along with one."""
    return [replace(row, expanded=None) if row.expanded is not None else row for row in rows]
