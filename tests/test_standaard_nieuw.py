"""Servers of the standard as it became in 2026 (Zaken 1.7, Documenten 1.7), beside Open Zaak."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from access_support import Acting, citizen, department, staff, zaken_of

import sources.capabilities
from graph_support import Graph, shared_sandbox
from policy.grants import level
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from sources.capabilities import Capabilities

DETAIL = (Path(__file__).parent.parent / "docs" / "operaties" / "zaak.graphql").read_text("utf-8")
DOCUMENTS = f"""{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{
  documenten {{ titel isGereedVoorPublicatie tonenAanInitiator }}
}} }}"""
LIST = "{ zaken(first: 20) { nodes { identificatie documenten { titel } } } }"


@cache
def graph() -> Graph:
    """Return a graph over the newest server, that has answered once."""
    return Graph("nieuw")


async def ready(found: Graph) -> Graph:
    """Return the graph with a warm catalogus, after a first answer told the server's version."""
    await found.warm()
    await found.ask("{ zaken(first: 1) { nodes { url } } }")
    found.forget()
    return found


async def test_documents_come_along_with_their_zaak() -> None:
    found = await ready(graph())
    documents = (await found.ask(DOCUMENTS))["zaak"]["documenten"]
    assert found.calls == {"openzaak-zaken": 1}
    assert len(documents) == 10
    assert {document["tonenAanInitiator"] for document in documents} == {True, False}
    assert all(document["isGereedVoorPublicatie"] is not None for document in documents)


async def test_a_list_with_documents_is_one_call_there() -> None:
    found = await ready(graph())
    there = (await found.ask(LIST))["zaken"]["nodes"]
    assert set(found.calls) == {"openzaak-zaken"}
    here = (await Graph().ask(LIST))["zaken"]["nodes"]
    assert there == here
    assert sum(len(zaak["documenten"]) for zaak in there) > 20


async def test_the_first_answer_tells_the_version_and_open_zaak_is_never_asked_for_more() -> None:
    new, old = Graph("nieuw"), Graph()
    for found in (new, old):
        await found.ask(DOCUMENTS)
        await found.ask(DOCUMENTS)
    crossing = [path for _, path, query, _ in new.asked if "informatieobject" in query]
    assert (
        len([q for _, _, q, _ in new.asked if "zaakinformatieobjecten.informatieobject" in q]) == 1
    )
    assert crossing
    assert not [q for _, _, q, _ in old.asked if "zaakinformatieobjecten.informatieobject" in q]


async def test_a_server_that_refuses_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule zrc-025 of Zaken 1.7 still says that documents are not expanded."""
    monkeypatch.setattr(sources.capabilities, "CROSSING", (1, 5))
    found = await ready(Graph("standard"))
    answer = await found.ask(DOCUMENTS)
    assert len(answer["zaak"]["documenten"]) == 10
    assert found.calls["openzaak-documenten"] == 1
    tried = [query for _, _, query, _ in found.asked if "zaakinformatieobjecten.info" in query]
    assert len(tried) == 1
    found.forget()
    assert await found.ask(DOCUMENTS) == answer
    assert not [query for _, _, query, _ in found.asked if "zaakinformatieobjecten.info" in query]


async def test_what_comes_along_is_judged_as_what_is_asked() -> None:
    sandbox = shared_sandbox("nieuw")
    grant = department("OMGEVINGSVERGUNNING", documents="openbaar")
    caller = await ready(Acting(staff(grant), dialect="nieuw"))
    text = DOCUMENTS.replace("titel", "titel vertrouwelijkheidaanduiding url")
    seen = [item for item in (await caller.ask(text))["zaak"]["documenten"] if item]
    assert set(caller.calls) == {"openzaak-zaken"}
    relations = sandbox.zgw.data.zaakinformatieobjecten
    urls = {i["informatieobject"] for i in relations if i["zaak"].endswith(SHOWCASE_ZAAK_UUID)}
    open_ones = {
        item["url"]
        for item in sandbox.zgw.data.enkelvoudiginformatieobjecten
        if item["url"] in urls and level(item["vertrouwelijkheidaanduiding"]) == 0
    }
    assert {item["url"] for item in seen} == open_ones
    assert len(open_ones) < len(urls)


async def test_a_citizen_is_not_shown_what_is_not_for_the_initiator() -> None:
    caller = await ready(Acting(citizen(SHOWCASE_BSNS[0], ceiling="geheim"), dialect="nieuw"))
    text = "query D($url: String!) { zaak(url: $url) { documenten { identificatie } } }"
    urls = sorted(zaken_of(caller, SHOWCASE_BSNS[0]))
    answers = [(await caller.ask(text, url=url))["zaak"] for url in urls]
    seen = [item for zaak in answers if zaak for item in zaak["documenten"] if item]
    assert seen
    assert not [item for item in seen if item["identificatie"].endswith("7")]


@pytest.mark.parametrize("dialect", ["standard", "nieuw"])
async def test_every_dialect_gives_the_same_zaak(dialect: Any) -> None:
    found = graph() if dialect == "nieuw" else Graph(dialect)
    there, here = (await found.ask(DETAIL))["zaak"], (await Graph().ask(DETAIL))["zaak"]
    assert there == here


async def test_notities_of_the_standard() -> None:
    notitie = shared_sandbox("openzaak").zgw.data.zaaknotities[0]
    text = "query N($url: String!) { zaak(url: $url) { notities { tekst } } }"
    url = notitie["gerelateerdAan"]
    answer = await graph().ask(text, url=url)
    assert answer["zaak"]["notities"] == [{"tekst": notitie["tekst"]}]
    assert (await Graph("standard").ask(text, url=url))["zaak"]["notities"] == []


def test_a_version_that_makes_no_sense_promises_nothing() -> None:
    found = Capabilities("zaken")
    for version, crosses in (("1.6.0", True), ("nieuw", False), ("1.5.1", False), ("2.0", True)):
        found.tells(version)
        assert found.crosses is crosses
    assert not Capabilities("documenten").crosses
