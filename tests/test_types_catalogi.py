"""Catalogi records against real answers of Open Zaak, and the GraphQL types over them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import msgspec
import pytest
import strawberry
from msgspec.structs import fields
from strawberry.types.base import StrawberryObjectDefinition

from resolvers.catalogi import _relations, _sorted
from schema import catalogi, catalogus_parts
from schema.base import RECORD_TYPES, UNKNOWN, prop
from schema.build import build
from sources.catalogi import resources as records
from sources.records import Record, blank_fields
from sources.resource import Privacy, Resource

SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "open-zaak"
RESOURCES = [value for value in vars(records).values() if isinstance(value, Resource)]
MODULES = (catalogus_parts, catalogi)
URL = "http://register/api/v1/dingen/7f2c3a0e-0000-4000-8000-000000000001"
LINK_NAMES = {"informatieobject": "document"}
SPELLINGS = {f"adres_buitenland_{number}" for number in (1, 2, 3)}
"""Open Zaak's own names of what the record moves to the standard's."""


def name_of(value: Any) -> str:
    """Return how a case is called in the test report."""
    named = (getattr(value, name, None) for name in ("path", "__name__", "name"))
    return str(next((name for name in named if name), value))


def sample_of(resource: Resource[Any]) -> dict[str, Any]:
    """Return the recorded answers of a resource; skips when they are not on this machine."""
    path = SAMPLES / f"{resource.path}.json"
    if not path.exists():
        pytest.skip(f"no recorded answers at {path}")
    answers: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return answers


def rows_of(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every recorded row: those of the list, and the detail."""
    page = answers["list_first_page_shape"]
    rows = page if isinstance(page, list) else page["results"]
    return [*rows, answers["detail"]]


def lost(wrote: Any, kept: Any, where: str = "") -> Iterator[str]:
    """Yield where a record does not hold what the register wrote; "" may have become None."""
    if isinstance(wrote, dict) and isinstance(kept, dict):
        for key, value in wrote.items():
            if key != "_expand":
                yield from lost(value, kept.get(key, "<absent>"), f"{where}.{key}")
    elif isinstance(wrote, list) and isinstance(kept, list) and len(wrote) == len(kept):
        for value, own in zip(wrote, kept, strict=True):
            yield from lost(value, own, f"{where}[]")
    elif wrote != kept and not (wrote == "" and kept is None):
        yield where


def records_of(resources: list[Resource[Any]]) -> list[type[Record]]:
    """Return the records of these resources and the groups inside them."""
    found: dict[type[Record], None] = {}
    waiting: list[Any] = [resource.record for resource in resources]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, Record):
            found[kind] = None
            waiting.extend(field.type for field in fields(kind))
        waiting.extend(get_args(kind))
    return list(found)


def declared_in(*modules: ModuleType) -> list[tuple[type[Record], Any]]:
    """Return each record with the definition of the GraphQL type over it."""
    record_of = {type_name: record for record, type_name in RECORD_TYPES.items()}
    return [
        (record_of[value.__name__], value.__strawberry_definition__)
        for module in modules
        for value in vars(module).values()
        if getattr(value, "__module__", "") == module.__name__
        and isinstance(
            getattr(value, "__strawberry_definition__", None), StrawberryObjectDefinition
        )
    ]


def check_nothing_is_lost(resource: Resource[Any]) -> None:
    """Assert that every recorded row is parsed whole."""
    answers = sample_of(resource)
    rows = rows_of(answers)
    assert rows
    for row in rows:
        record = resource.parse_one(json.dumps(row).encode(), "openzaak")
        assert list(lost(row, msgspec.to_builtins(record))) == []
    page = resource.parse_page(json.dumps(answers["list_first_page_shape"]).encode(), "openzaak")
    assert len(page.results) == len(rows) - 1


def check_blank_is_none(record: type[Record]) -> None:
    """Assert that an empty enumeration or link reads as none."""
    names = {field.name: field.encode_name for field in fields(record)}
    body = {"url": URL} | {names[name]: "" for name in blank_fields(record)}
    parsed = msgspec.convert(body, record)
    assert [name for name in blank_fields(record) if getattr(parsed, name) is not None] == []


def check_news_is_accepted(record: type[Record]) -> None:
    """Assert that a property or value of a newer standard does not break the record."""
    names = {field.name: field.encode_name for field in fields(record)}
    new = {names[name]: "iets_nieuws" for name in blank_fields(record)}
    parsed = msgspec.convert({"url": URL} | new | {"nieuwVeld": {"diep": [1]}}, record)
    assert {getattr(parsed, name) for name in blank_fields(record)} <= {"iets_nieuws"}


def check_type_covers_record(record: type[Record], definition: Any) -> None:
    """Assert that every property reads something, and everything of the record is served."""
    edges = {field.python_name for field in definition.fields if "resolve" in field.metadata}
    read = {
        field.metadata["attr"] or field.python_name
        for field in definition.fields
        if "resolve" not in field.metadata and field.base_resolver is None
    }
    attributes = {field.name for field in fields(record)}
    assert read - attributes == set()
    for name in attributes - read - SPELLINGS:
        link = name.removesuffix("_urls").removesuffix("_url")
        assert link != name, f"{definition.name} does not serve {name}"
        assert LINK_NAMES.get(link, link) in edges, f"{definition.name} does not follow {name}"


@pytest.mark.parametrize("resource", RESOURCES, ids=name_of)
def test_a_recorded_answer_is_read_whole(resource: Resource[Any]) -> None:
    check_nothing_is_lost(resource)


@pytest.mark.parametrize("record", records_of(RESOURCES), ids=name_of)
def test_an_empty_link_or_enumeration_is_none(record: type[Record]) -> None:
    check_blank_is_none(record)


@pytest.mark.parametrize("record", records_of(RESOURCES), ids=name_of)
def test_a_newer_standard_does_not_break_a_record(record: type[Record]) -> None:
    check_news_is_accepted(record)


@pytest.mark.parametrize(("record", "definition"), declared_in(*MODULES), ids=name_of)
def test_a_type_serves_its_whole_record(record: type[Record], definition: Any) -> None:
    check_type_covers_record(record, definition)


def test_every_record_has_a_type() -> None:
    assert set(records_of(RESOURCES)) == {record for record, _ in declared_in(*MODULES)}


def test_types_are_public_and_concepts_are_listed() -> None:
    assert {resource.privacy for resource in RESOURCES} == {Privacy.PUBLIC}
    without = [resource.path for resource in RESOURCES if not resource.list_params]
    assert without == ["catalogussen"]
    assert len(RESOURCES) == 10


@strawberry.type
class Root:
    """A query over one relation."""

    relatie: catalogi.ZaaktypeInformatieobjecttype | None = prop("Een relatie.")


@pytest.mark.parametrize(
    ("wrote", "answer"),
    [("uitgaand", "UITGAAND"), ("zijwaarts", "ONBEKEND"), (UNKNOWN, "ONBEKEND"), ("", None)],
)
async def test_a_new_value_of_an_enumeration_is_onbekend(wrote: str, answer: str | None) -> None:
    class Source:
        relatie = msgspec.convert(
            {"url": URL, "richting": wrote}, records.ZaaktypeInformatieobjecttypeRecord
        )

    schema = build(Root, [])
    result = await schema.execute("{ relatie { richting } }", root_value=Source())
    assert result.errors is None
    assert result.data == {"relatie": {"richting": answer}}


def test_statustypen_are_in_order_of_volgnummer() -> None:
    found = [records.StatustypeRecord(url=URL, volgnummer=number) for number in (3, 1, 2)]
    assert [row.volgnummer for row in _sorted(found)] == [1, 2, 3]


def test_relations_are_those_of_the_zaaktype_whatever_root_wrote_its_url() -> None:
    own = URL.replace("http://register", "https://elders")
    other = URL[:-1] + "2"
    rows = [
        records.ZaaktypeInformatieobjecttypeRecord(url=URL, zaaktype_url=url, volgnummer=number)
        for number, url in ((2, own), (9, other), (1, URL), (8, None))
    ]
    found = _relations(rows, records.ZaaktypeRecord(url=URL))
    assert [row.volgnummer for row in found] == [1, 2]
