"""What Open Zaak can change in one write is changed in one, and elsewhere step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from test_mutatie_registreren import STEPS, WRITES, whole
from test_mutatie_zaken import statustype

from mutation_samples import open_zaak
from mutation_support import Json, Schrijver, lent
from sources.notificaties.hub import Notificatie


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """A gateway that may change everything, on a server with Open Zaak's composed endpoints."""
    with lent() as made:
        yield made


def waiting(graph: Schrijver, zaak: Json) -> Json:
    """Return what suspends a zaak and gives it a status."""
    status = {"statustype": statustype(graph, zaak), "statustoelichting": "Wacht"}
    dates = {"uiterlijkeEinddatumAfdoening": "2030-01-31"}
    return {"zaak": zaak["uuid"], "reden": "Wacht op stukken", "status": status, **dates}


async def test_a_change_and_its_status_are_one_write(graph: Schrijver) -> None:
    zaak = open_zaak(graph)
    result = await graph.done("zaakOpschorten", waiting(graph, zaak), toelichting="Brief")
    assert [stap["stap"] for stap in result["stappen"]] == ["zaak", "status"]
    assert graph.paths == ["POST zaak_bijwerken"]
    (sent,) = graph.sent
    assert sent.complaints == []
    assert sent.headers["x-audit-toelichting"] == "Brief"
    held = await graph.rest(zaak["url"])
    assert held["opschorting"]["indicatie"]
    assert held["uiterlijkeEinddatumAfdoening"] == "2030-01-31"
    assert (await graph.rest(held["status"]))["statustoelichting"] == "Wacht"


async def test_a_zaak_is_closed_in_one_write(graph: Schrijver) -> None:
    zaak = open_zaak(graph)
    resultaattype = graph.of_type("resultaattypen", zaak)["url"]
    await graph.done("zaakAfsluiten", {"zaak": zaak["uuid"], "resultaattype": resultaattype})
    assert graph.paths == ["POST zaak_afsluiten"]
    assert graph.sent[0].complaints == []
    assert (await graph.rest(zaak["url"]))["einddatum"] is not None


async def test_a_new_zaak_is_one_write_and_its_eigenschappen(graph: Schrijver) -> None:
    told: list[Notificatie] = []
    graph.endpoint._landscape.hub.listen(told.append)
    result = await graph.done("zaakRegistreren", whole(graph), "zaak { url }")
    assert graph.paths == ["POST zaak_registreren", *WRITES[-2:]]
    assert [sent.complaints for sent in graph.sent] == [[]] * 3
    url = result["zaak"]["url"]
    assert [(one.resource, one.actie, one.hoofd_url) for one in told] == [
        (step, "create", url) for step in STEPS
    ]
    zaak = await graph.rest(url)
    assert zaak["rollen"] == [told[1].url]
    assert zaak["status"] == told[2].url
    assert zaak["zaakinformatieobjecten"] == [told[3].url]


@pytest.mark.parametrize(
    ("failure", "gedaan", "code", "writes"),
    [
        pytest.param(400, False, "REGISTER_REFUSED", 2, id="refused"),
        pytest.param(500, None, "WRITE_UNCONFIRMED", 1, id="unsure"),
    ],
)
async def test_one_write_that_fails_is_all_of_its_steps(
    graph: Schrijver, failure: int, gedaan: bool | None, code: str, writes: int
) -> None:
    graph.fails(1, failure)
    key = {"idempotentiesleutel": "samen-een-twee"}
    body = await graph.mutate("zaakRegistreren", whole(graph), **key)
    result: Any = body["data"]["zaakRegistreren"]
    of_write, rest = result["stappen"][:4], result["stappen"][4:]
    assert {(stap["gedaan"], stap["code"]) for stap in of_write} == {(gedaan, code)}
    assert {(stap["gedaan"], stap["code"]) for stap in rest} == {(False, "NOT_REACHED")}
    assert graph.paths == ["POST zaak_registreren"]
    await graph.mutate("zaakRegistreren", whole(graph), **key)
    assert graph.paths[:writes] == ["POST zaak_registreren"] * writes


async def test_a_server_without_is_asked_once_and_then_step_by_step(graph: Schrijver) -> None:
    zaak = open_zaak(graph)
    graph.fails(1, 404)
    await graph.done("zaakOpschorten", waiting(graph, zaak))
    resume = {**waiting(graph, zaak), "reden": "Stukken binnen"}
    await graph.done("zaakHervatten", resume)
    one_by_one = ["PATCH zaken", "POST statussen"]
    assert graph.paths == ["POST zaak_bijwerken", *one_by_one, *one_by_one]
