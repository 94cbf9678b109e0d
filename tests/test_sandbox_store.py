"""The records of the sandbox under writes: indexes that hold, and what was, back again."""

from __future__ import annotations

import random
from typing import Any

import pytest

from sandbox.zgw.data import ZgwData
from sandbox.zgw.store import Store

Json = dict[str, Any]
ROOT = "http://openzaak.sandbox/zaken/api/v1"


def record(number: int, zaak: int) -> Json:
    url = f"{ROOT}/zaken/{zaak}/zaakeigenschappen/{number}"
    return {"url": url, "zaak": f"{ROOT}/zaken/{zaak}", "waarde": "0"}


def agrees(store: Store, expected: list[Json]) -> bool:
    """Whether every way to the records finds what a search through all of them finds."""
    kept = store["zaakeigenschappen"]
    zaken = {item["zaak"] for item in expected} | {f"{ROOT}/zaken/none"}
    return (
        list(kept.records) == expected
        and all(store.by_url[item["url"]] is item for item in expected)
        and all(kept.get(item["url"].rpartition("/")[2]) is item for item in expected)
        and all(
            [*kept.where("zaak", zaak)] == [item for item in expected if item["zaak"] == zaak]
            and [*kept.below(zaak)] == [item for item in expected if item["url"].startswith(zaak)]
            for zaak in zaken
        )
        and all(
            [*kept.where("waarde", waarde)]
            == [item for item in expected if item["waarde"] == waarde]
            for waarde in ("0", "1", "2")
        )
    )


def break_off(store: Store, records: list[Json]) -> None:
    with store.transaction():
        store.remove("zaakeigenschappen", records[0])
        store.change("zaakeigenschappen", records[1], waarde="2")
        raise ZeroDivisionError


@pytest.mark.parametrize("seed", range(5))
def test_the_indexes_hold_under_any_writes_and_all_can_be_undone(seed: int) -> None:
    rng = random.Random(seed)
    expected = [record(number, rng.randrange(4)) for number in range(12)]
    store = Store(ZgwData(zaakeigenschappen=[*expected]))
    built = [*expected]
    assert agrees(store, expected)
    for number in range(100, 160):
        action = rng.choice(("add", "change", "remove"))
        if action == "add" or not expected:
            expected.append(store.add("zaakeigenschappen", record(number, rng.randrange(4))))
        elif action == "change":
            position = rng.randrange(len(expected))
            waarde = rng.choice(("0", "1", "2"))
            changed = store.change("zaakeigenschappen", expected[position], waarde=waarde)
            expected[position] = changed
        else:
            store.remove("zaakeigenschappen", expected.pop(rng.randrange(len(expected))))
        assert agrees(store, expected)
    before = [*expected]
    with pytest.raises(ZeroDivisionError):
        break_off(store, expected)
    assert agrees(store, before)
    store.restore()
    assert agrees(store, built)


def test_what_was_read_stays_as_it_was_read() -> None:
    store = Store(ZgwData(zaakeigenschappen=[record(1, 1)]))
    read = store["zaakeigenschappen"].records[0]
    store.change("zaakeigenschappen", read, waarde="2")
    assert read["waarde"] == "0"
