"""The records of one register as those of another: other uuids and identificaties throughout."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

import msgspec

from sandbox.zgw.data.context import Json
from sandbox.zgw.data.dataset import ZgwData

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile("(ZAAK|DOCUMENT|BESLUIT)-(?=20[0-9]{2}-)")


def rename(data: ZgwData, salt: UUID, prefix: str, catalogus: str) -> ZgwData:
    """Return data that share no uuid with these; links within them still hold.

    `prefix` goes before every identificatie, `catalogus` (two letters) before every domein.
    """
    change = _renamer(salt, prefix)
    renamed = ZgwData(
        **{name: [_change(item, change) for item in items] for name, items in _lists(data)},
        versies={
            change(url): [_change(item, change) for item in items]
            for url, items in data.versies.items()
        },
        inhoud={(change(url), versie): raw for (url, versie), raw in data.inhoud.items()},
    )
    for item in renamed.catalogussen:
        item["domein"] = f"{catalogus}{item['domein'][:3]}"
    _share_current_versions(renamed)
    return renamed


def _lists(data: ZgwData) -> list[tuple[str, list[Json]]]:
    return list(data.collections().items())


def _renamer(salt: UUID, prefix: str) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def uuid(match: re.Match[str]) -> str:
        old = match[0]
        if old not in known:
            known[old] = str(uuid5(salt, old))
        return known[old]

    def change(text: str) -> str:
        return _NUMBER.sub(rf"{prefix}-\1-", _UUID.sub(uuid, text))

    return change


def _change(record: Json, change: Callable[[str], str]) -> Json:
    changed: Any = msgspec.json.decode(change(msgspec.json.encode(record).decode()))
    return dict(changed)


def _share_current_versions(data: ZgwData) -> None:
    """The current version of a document is the document itself, not a copy of it."""
    for document in data.enkelvoudiginformatieobjecten:
        data.versies[document["url"]][-1] = document
