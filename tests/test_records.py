"""What every record of a register does by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import msgspec
import pytest

import sources
from sources.documenten.resources import BuitenlandsCorrespondentieadres
from sources.kvk.resources import AdresRecord, ZoekResultaatRecord
from sources.records import Record, blank_fields

ADRES = BuitenlandsCorrespondentieadres
OTHER_STEPS = (AdresRecord, ZoekResultaatRecord)
"""They hide a shielded address, and make one name of two; each has few of them."""


def records() -> list[type[Record]]:
    """Return every class of record there is."""
    for module in pkgutil.walk_packages(sources.__path__, "sources."):
        importlib.import_module(module.name)
    return sorted(_below(Record), key=lambda kind: (kind.__module__, kind.__name__))


def _below(kind: type[Record]) -> Iterator[type[Record]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


@pytest.mark.parametrize("record", records(), ids=lambda kind: kind.__name__)
def test_an_empty_link_or_code_is_none_and_nothing_else_pays_for_it(record: type[Record]) -> None:
    fields = {field.name: field for field in msgspec.structs.fields(record)}
    blanks = blank_fields(record)
    body = {field.encode_name: "https://z.nl/1" for field in fields.values() if field.required}
    parsed = msgspec.convert(body | {fields[name].encode_name: "" for name in blanks}, record)
    assert [name for name in blanks if getattr(parsed, name) is not None] == []
    assert hasattr(record, "__post_init__") == (bool(blanks) or record in OTHER_STEPS)


def test_a_text_may_be_empty() -> None:
    parsed = msgspec.convert({"landPostadres": "", "adresBuitenland_1": ""}, ADRES)
    assert (parsed.land_postadres, parsed.adres_buitenland_1) == (None, "")
