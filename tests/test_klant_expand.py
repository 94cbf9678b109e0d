"""What comes along with klantcontacten and partijen, and what a klant page does not wait for."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import msgspec
import pytest
from access_support import Acting, citizen
from klantregisters_support import only, telling
from starlette.types import Receive, Scope, Send

import graph_support
from graph_support import Graph
from refusal_support import asks_expand, zaken_refuse
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sources.betrokkenen import BSN, Betrokkene, betrokkenen_in
from sources.klantinteracties.resources import KLANTCONTACT

SUZANNE = SHOWCASE_BSNS[0]
BELOW = """{ url referentienummer initiatiefnemer
  betrokkenen { url rol klantcontact { url } partij { url weergavenaam }
    digitaleAdressen { adres } }
  onderwerpobjecten { url klantcontact { url } } zaken { url }
  internetaken { nummer } bijlagen { url } }"""
OF_ZAAK = f"query($u: UUID!) {{ zaak(uuid: $u) {{ klantcontacten {BELOW} }} }}"
OF_KLANT = f"""query($bsn: BSN!) {{ klant(bsn: $bsn) {{
  partij {{ url digitaleAdressen {{ url partij {{ url }} }} klantcontacten {BELOW} }}
  digitaleAdressen {{ url adres }} klantcontacten {BELOW} }} }}"""


async def test_what_is_selected_below_klantcontacten_comes_in_their_one_call() -> None:
    graph = Graph()
    found = await graph.ask(OF_ZAAK, u=SHOWCASE_ZAAK_UUID)
    assert graph.calls == {"openzaak-zaken": 1, "openklant": 1}
    contacten = found["zaak"]["klantcontacten"]
    for part in ("betrokkenen", "onderwerpobjecten", "zaken"):
        assert any(row[part] for row in contacten)
    assert any(one["partij"] for row in contacten for one in row["betrokkenen"])
    plain = Graph(planner=False)
    assert await plain.ask(OF_ZAAK, u=SHOWCASE_ZAAK_UUID) == found
    assert (len(contacten), plain.calls["openklant"]) == (3, 9)


async def test_a_klant_with_everything_takes_three_calls_of_klantinteracties() -> None:
    graph = Graph()
    found = await graph.ask(OF_KLANT, bsn=SUZANNE)
    assert graph.calls["openklant"] == 3
    assert found["klant"]["digitaleAdressen"]
    assert await Graph(planner=False).ask(OF_KLANT, bsn=SUZANNE) == found


async def test_nothing_more_than_what_is_selected_is_expanded() -> None:
    graph = Graph()
    query = """query($bsn: BSN!) { klant(bsn: $bsn) {
      digitaleAdressen { adres } klantcontacten { kanaal bijlagen { url } actoren { naam } } } }"""
    await graph.ask(query, bsn=SUZANNE)
    asked = sorted((path.rpartition("/")[2], query) for _, path, query, _ in graph.asked)
    assert [path for path, _ in asked] == ["digitaleadressen", "klantcontacten"]
    assert "expand" not in asked[0][1]
    assert asked[1][1].endswith("expand=omvatteBijlagen")


async def test_a_server_without_expand_gives_the_same_and_is_remembered() -> None:
    expected = await Graph().ask(OF_KLANT, bsn=SUZANNE)
    with zaken_refuse(asks_expand, 400, "openklant"):
        graph = Graph()
        first, second = [await graph.post(OF_KLANT, bsn=SUZANNE) for _ in range(2)]
    assert first["data"] == second["data"] == expected
    statuses = [
        {read["status"] for read in body["extensions"]["upstream"]["reads"]}
        for body in (first, second)
    ]
    assert statuses == [{200, 400}, {200}]


async def test_a_citizen_sees_of_what_came_along_what_they_would_see_apart() -> None:
    assert SHOWCASE_BSNS[1] != SUZANNE
    for bsn in SHOWCASE_BSNS[:3]:
        apart = await Acting(citizen(bsn), planner=False).ask(OF_KLANT, bsn=bsn)
        graph = Acting(citizen(bsn))
        assert await graph.ask(OF_KLANT, bsn=bsn) == apart
    whole = await Graph().ask(OF_KLANT, bsn=SUZANNE)
    seen = await Acting(citizen(SUZANNE)).ask(OF_KLANT, bsn=SUZANNE)
    tasks = [row["internetaken"] for row in whole["klant"]["klantcontacten"]]
    assert any(tasks)
    assert not any(row["internetaken"] for row in seen["klant"]["klantcontacten"])


async def test_what_came_along_of_somebody_else_is_held_back() -> None:
    query = """query($bsn: BSN!) { klant(bsn: $bsn) { klantcontacten {
      url betrokkenen { rol } } } }"""
    find = "query($bsn: BSN!) { klant(bsn: $bsn) { partij { uuid } } }"
    own, other = [
        (await Graph().ask(find, bsn=bsn))["klant"]["partij"]["uuid"] for bsn in SHOWCASE_BSNS[:2]
    ]
    with only("openklant"), telling("openklant", "/klantcontacten", {own: other}):
        whole = (await Graph().ask(query, bsn=SUZANNE))["klant"]["klantcontacten"]
        seen = (await Acting(citizen(SUZANNE)).ask(query, bsn=SUZANNE))["klant"]["klantcontacten"]
    assert [row["url"] for row in seen] == [row["url"] for row in whole]
    assert all(row["betrokkenen"] for row in whole)
    assert not any(row["betrokkenen"] for row in seen)


def test_who_came_along_is_known_to_the_log() -> None:
    number = {"codeSoortObjectId": "bsn", "objectId": SUZANNE}
    identificator = {"url": "https://k.nl/i/1", "partijIdentificator": number}
    partij = {"url": "https://k.nl/partijen/1", "partijIdentificatoren": [identificator]}
    betrokkene = {"url": "https://k.nl/betrokkenen/1", "_expand": {"wasPartij": partij}}
    body = {"url": "https://k.nl/k/1", "_expand": {"hadBetrokkenen": [betrokkene]}}
    record = KLANTCONTACT.parse_one(msgspec.json.encode(body), "openklant")
    assert list(betrokkenen_in([record])) == [Betrokkene(BSN, SUZANNE)]


async def test_the_other_registers_of_a_klant_do_not_wait_for_the_brp(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = graph_support.shared_sandbox("openzaak")
    brp = shared.apps["brp"]

    async def last(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer only when the other registers were asked."""
        for _ in range(10_000):
            asked = {request.upstream for request in shared.faults.requests}
            if {"openklant", "openzaak-zaken"} <= asked:
                await brp(scope, receive, send)
                return
            await asyncio.sleep(0)
        raise AssertionError("the BRP was waited for")

    changed = dataclasses.replace(shared, apps={**shared.apps, "brp": last})
    monkeypatch.setattr(graph_support, "shared_sandbox", lambda _dialect: changed)
    graph = Graph()
    await graph.warm()
    query = """query($bsn: BSN!) { klant(bsn: $bsn) { weergavenaam
      ... on Persoon { leeftijd indicatieCurateleRegister }
      partij { url } klantcontacten { url }
      zaken(first: 5) { nodes { url status { datumStatusGezet } } } } }"""
    klant: Any = (await graph.ask(query, bsn=SUZANNE))["klant"]
    assert klant["weergavenaam"] == "Suzanne Marije de Vries"
    assert klant["indicatieCurateleRegister"] is False
    assert klant["leeftijd"] > 17
    assert all(zaak["status"] is not None for zaak in klant["zaken"]["nodes"])
    assert graph.calls == {"openklant": 2, "openzaak-zaken": 1, "brp": 1}
