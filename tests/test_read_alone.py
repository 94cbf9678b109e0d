"""One zaak by uuid is read at once when nothing can be batched with it, and still only once."""

from __future__ import annotations

from typing import Any

import pytest

from graph_support import Graph, shared_sandbox
from sandbox.zgw import SHOWCASE_ZAAK_IDENTIFICATIE, SHOWCASE_ZAAK_UUID

ONE = "query($uuid: UUID) { zaak(uuid: $uuid) { identificatie } }"
TWO = """query($a: UUID, $b: UUID) {
  a: zaak(uuid: $a) { identificatie } b: zaak(uuid: $b) { identificatie } }"""
AROUND = """query($uuid: UUID) { zaak(uuid: $uuid) {
  identificatie besluiten { zaak { identificatie hoofdzaak { uuid } } } } }"""
ABSENT = "00000000-0000-4000-8000-000000000000"


class NoBatches:
    """Stands where a dataloader would be made."""

    def __init__(self, *_args: Any) -> None:
        raise AssertionError("a dataloader was made")


def zaken_asked(graph: Graph) -> list[str]:
    """Return how zaken were asked, by their last path segment."""
    return [
        path.rpartition("/")[2] for _, path, _, _ in graph.asked if "/zaken/api/v1/zaken" in path
    ]


async def test_the_one_root_field_makes_no_dataloader(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph()
    monkeypatch.setattr("sources.loading.DataLoader", NoBatches)
    found = await graph.ask(ONE, uuid=SHOWCASE_ZAAK_UUID)
    assert found == {"zaak": {"identificatie": SHOWCASE_ZAAK_IDENTIFICATIE}}
    assert zaken_asked(graph) == [SHOWCASE_ZAAK_UUID]
    body = await graph.post(TWO, a=SHOWCASE_ZAAK_UUID, b=ABSENT)
    assert len(body["errors"]) == 2


async def test_two_root_fields_share_a_read() -> None:
    graph = Graph()
    uuids = [zaak["uuid"] for zaak in shared_sandbox("openzaak").zgw.data.zaken[:2]]
    await graph.ask(TWO, a=uuids[0], b=uuids[1])
    assert zaken_asked(graph) == ["_zoek"]


async def test_what_leads_back_to_it_does_not_read_it_again() -> None:
    graph = Graph()
    found = await graph.ask(AROUND, uuid=SHOWCASE_ZAAK_UUID)
    assert found["zaak"]["besluiten"]
    for besluit in found["zaak"]["besluiten"]:
        assert besluit["zaak"]["identificatie"] == SHOWCASE_ZAAK_IDENTIFICATIE
    assert zaken_asked(graph).count(SHOWCASE_ZAAK_UUID) == 1


@pytest.mark.parametrize("planner", [True, False])
async def test_what_is_not_there_is_null_and_what_fails_is_an_error(planner: bool) -> None:
    graph = Graph(planner=planner)
    assert await graph.ask(ONE, uuid=ABSENT) == {"zaak": None}
    graph.sandbox.faults.set("openzaak-zaken", status=403)
    body = await graph.post(ONE, uuid=SHOWCASE_ZAAK_UUID)
    assert body["data"] == {"zaak": None}
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_FORBIDDEN"
    assert zaken_asked(graph) == [ABSENT, SHOWCASE_ZAAK_UUID]
