"""Besluiten, and which documents belong to a zaak or besluit: written, refused, reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from access_support import staff

from mutation_support import Schrijver, may_write, restored

Json = dict[str, Any]
DAY, LATER = "2026-11-01", "2026-12-01"


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """A gateway that may change everything."""
    with restored(Schrijver()) as made:
        yield made


def besluittype(graph: Schrijver) -> tuple[Json, Json, Json]:
    """Return an open zaak, a besluittype of its zaaktype and a document of a type of that."""
    for soort in graph.data.besluittypen:
        for zaak in graph.data.zaken:
            if zaak["zaaktype"] in soort["zaaktypen"] and not zaak["einddatum"]:
                for document in graph.data.enkelvoudiginformatieobjecten:
                    if document["informatieobjecttype"] in soort["informatieobjecttypen"]:
                        return zaak, soort, document
    raise AssertionError("the sandbox has none")


def nieuw(graph: Schrijver, **more: Any) -> Json:
    """Return what records a besluit."""
    zaak, soort, _ = besluittype(graph)
    return {
        "zaak": zaak["uuid"],
        "besluittype": soort["url"],
        "verantwoordelijkeOrganisatie": zaak["verantwoordelijkeOrganisatie"],
        "datum": DAY,
        "ingangsdatum": DAY,
        **more,
    }


def uuid_of(record: Json) -> str:
    """Return the UUID in the URL of a record."""
    return str(record["url"].rpartition("/")[2])


async def test_a_besluit_is_recorded_with_its_document_in_one_write(graph: Schrijver) -> None:
    document = besluittype(graph)[2]
    given = nieuw(graph, documenten=[uuid_of(document)], besluittoelichting="Verleend")
    select = "besluit { url toelichting documenten { url } } zaak { besluiten { url } }"
    result = await graph.done("besluitVastleggen", given, select, toelichting="Collegebesluit")
    assert [stap["stap"] for stap in result["stappen"]] == ["besluit", "besluitinformatieobject"]
    (sent,) = graph.sent
    assert (sent.path, sent.complaints) == ("besluit_verwerken", [])
    assert sent.headers["x-audit-toelichting"] == "Collegebesluit"
    made = await graph.rest(result["besluit"]["url"])
    assert (made["toelichting"], made["datum"]) == ("Verleend", DAY)
    assert result["besluit"]["documenten"] == [{"url": document["url"]}]
    assert {"url": made["url"]} in result["zaak"]["besluiten"]


async def test_a_register_without_that_endpoint_gets_two_writes(graph: Schrijver) -> None:
    document = besluittype(graph)[2]
    given = nieuw(graph, documenten=[document["url"]])
    graph.fails(1, 404)
    await graph.done("besluitVastleggen", given, "besluit { url }")
    assert graph.paths == [
        "POST besluit_verwerken",
        "POST besluiten",
        "POST besluitinformatieobjecten",
    ]
    assert [one.complaints for one in graph.sent] == [[], [], []]


async def test_what_was_done_is_told_when_the_document_fails(graph: Schrijver) -> None:
    given = nieuw(graph, documenten=[besluittype(graph)[2]["url"]])
    graph.fails(1, 404)
    graph.fails(3, 503)
    body = await graph.mutate("besluitVastleggen", given, "besluit { url }")
    result = body["data"]["besluitVastleggen"]
    assert [(one["stap"], one["gedaan"], one["code"]) for one in result["stappen"]] == [
        ("besluit", True, None),
        ("besluitinformatieobject", False, "UPSTREAM_UNAVAILABLE"),
    ]
    assert (await graph.rest(result["besluit"]["url"]))["datum"] == DAY
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UPSTREAM_UNAVAILABLE"]


async def test_the_types_decide_before_anything_is_written(graph: Schrijver) -> None:
    zaak, soort, _ = besluittype(graph)
    other = next(one for one in graph.data.besluittypen if zaak["zaaktype"] not in one["zaaktypen"])
    wrong_document = next(
        one
        for one in graph.data.enkelvoudiginformatieobjecten
        if one["informatieobjecttype"] not in soort["informatieobjecttypen"]
    )
    for change, fout in (
        ({"besluittype": other["url"]}, ("NOT_OF_ZAAKTYPE", "invoer.besluittype")),
        ({"besluittype": zaak["url"]}, ("NOT_FOUND", "invoer.besluittype")),
        ({"documenten": [wrong_document["url"]]}, ("NOT_OF_ZAAKTYPE", "invoer.documenten.0")),
        ({"vervaldatum": "2026-10-01"}, ("WRONG_PERIOD", "invoer.vervaldatum")),
        ({"zaak": soort["url"]}, ("NOT_FOUND", "invoer.zaak")),
    ):
        assert await graph.fouten("besluitVastleggen", nieuw(graph, **change)) == [fout]
    assert graph.sent == []


async def test_a_besluit_is_withdrawn_once(graph: Schrijver) -> None:
    besluit = next(one for one in graph.data.besluiten if not one["vervalreden"])
    given = {"besluit": uuid_of(besluit), "vervaldatum": LATER}
    result = await graph.done("besluitIntrekken", given, "besluit { vervalreden vervaldatum }")
    assert result["besluit"] == {"vervalreden": "INGETROKKEN_OVERHEID", "vervaldatum": LATER}
    (sent,) = graph.sent
    assert (sent.method, sent.complaints) == ("PATCH", [])
    assert (await graph.rest(besluit["url"]))["vervalreden"] == "ingetrokken_overheid"
    again = await graph.fouten("besluitIntrekken", given)
    assert again == [("BESLUIT_WITHDRAWN", "invoer.besluit")]


def loose(graph: Schrijver) -> tuple[Json, Json]:
    """Return an open zaak, and a document that may belong to it and does not yet."""
    zaak = graph.zaak()
    zaaktype = next(one for one in graph.data.zaaktypen if one["url"] == zaak["zaaktype"])
    own = {
        one["informatieobject"]
        for one in graph.data.zaakinformatieobjecten
        if one["zaak"] == zaak["url"]
    }
    document = next(
        one
        for one in graph.data.enkelvoudiginformatieobjecten
        if one["informatieobjecttype"] in zaaktype["informatieobjecttypen"]
        and one["url"] not in own
    )
    return zaak, document


async def test_a_document_comes_to_a_zaak_and_goes(graph: Schrijver) -> None:
    zaak, document = loose(graph)
    given = {"zaak": zaak["uuid"], "document": uuid_of(document)}
    select = "stappen { url } zaak { documenten { url } }"
    result = await graph.done("documentKoppelen", {**given, "titel": "Bijlage 3"}, select)
    assert {"url": document["url"]} in result["zaak"]["documenten"]
    relation = await graph.rest(result["stappen"][0]["url"])
    assert (relation["zaak"], relation["titel"]) == (zaak["url"], "Bijlage 3")
    assert await graph.fouten("documentKoppelen", given) == [("ALREADY_LINKED", "invoer.document")]
    result = await graph.done("documentOntkoppelen", given, select)
    assert {"url": document["url"]} not in result["zaak"]["documenten"]
    left = (await graph.rest(zaak["url"]))["zaakinformatieobjecten"]
    assert relation["url"] not in left
    assert await graph.fouten("documentOntkoppelen", given) == [("NOT_LINKED", "invoer.document")]
    assert graph.paths == ["POST zaakinformatieobjecten", "DELETE zaakinformatieobjecten"]
    assert [one.complaints for one in graph.sent] == [[], []]


async def test_a_document_comes_to_a_besluit_and_goes(graph: Schrijver) -> None:
    zaak, _, document = besluittype(graph)
    made = await graph.done("besluitVastleggen", nieuw(graph), "besluit { url }")
    given = {"besluit": made["besluit"]["url"], "document": document["url"]}
    select = "besluit { documenten { url } } zaak { uuid }"
    result = await graph.done("documentKoppelen", given, select)
    assert result["besluit"]["documenten"] == [{"url": document["url"]}]
    assert result["zaak"] == {"uuid": zaak["uuid"]}
    result = await graph.done("documentOntkoppelen", given, select)
    assert result["besluit"]["documenten"] == []
    assert [one.complaints for one in graph.sent] == [[], [], []]


async def test_one_thing_is_named_and_of_the_right_kind(graph: Schrijver) -> None:
    zaak, document = loose(graph)
    zaaktype = next(one for one in graph.data.zaaktypen if one["url"] == zaak["zaaktype"])
    wrong = next(
        one
        for one in graph.data.enkelvoudiginformatieobjecten
        if one["informatieobjecttype"] not in zaaktype["informatieobjecttypen"]
    )
    besluit = graph.data.besluiten[0]
    both = {"zaak": zaak["uuid"], "besluit": besluit["url"]}
    for given, fout in (
        ({}, ("REQUIRED", "invoer")),
        (both, ("REQUIRED", "invoer")),
        ({"zaak": zaak["uuid"], "document": wrong["url"]}, ("NOT_OF_ZAAKTYPE", "invoer.document")),
        ({"zaak": zaak["uuid"], "document": zaak["url"]}, ("NOT_FOUND", "invoer.document")),
    ):
        asked = {"document": document["url"], **given}
        assert await graph.fouten("documentKoppelen", asked) == [fout]
    assert graph.sent == []


def opdrachten(graph: Schrijver) -> list[tuple[str, Json]]:
    """Return each mutation here with arguments that would be carried out."""
    zaak, document = loose(graph)
    linked = next(one for one in graph.data.zaakinformatieobjecten if one["zaak"] == zaak["url"])
    besluit = next(one for one in graph.data.besluiten if not one["vervalreden"])
    gone = {"zaak": zaak["uuid"], "document": linked["informatieobject"]}
    return [
        ("besluitVastleggen", nieuw(graph)),
        ("besluitIntrekken", {"besluit": besluit["url"], "vervaldatum": LATER}),
        ("documentKoppelen", {"zaak": zaak["uuid"], "document": document["url"]}),
        ("documentOntkoppelen", gone),
    ]


@pytest.mark.parametrize("at", range(4))
async def test_the_policy_refuses_and_nothing_is_written(at: int) -> None:
    caller = staff(may_write("zaken.statussen.toevoegen"))
    with restored(Schrijver(caller)) as graph:
        name, given = opdrachten(graph)[at]
        body = await graph.mutate(name, given)
        assert body["data"] == {name: None}
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
        assert graph.sent == []


async def test_a_besluit_of_a_zaak_that_the_grant_does_not_show_is_refused() -> None:
    scope = "besluiten.aanmaken"
    elsewhere = may_write(scope, identificatie="PARKEERVERGUNNING")
    with restored(Schrijver()) as graph:
        zaak, _, _ = besluittype(graph)
        kind = next(one for one in graph.data.zaaktypen if one["url"] == zaak["zaaktype"])
    with restored(
        Schrijver(staff(may_write(identificatie=kind["identificatie"]), elsewhere))
    ) as graph:
        body = await graph.mutate("besluitVastleggen", nieuw(graph))
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
        assert graph.sent == []
    own = may_write(scope, identificatie=kind["identificatie"])
    with restored(Schrijver(staff(own))) as graph:
        await graph.done("besluitVastleggen", nieuw(graph), "besluit { url }")


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize(("failure", "gedaan"), [(503, False), (500, None)])
async def test_a_register_that_fails_is_told(
    graph: Schrijver, at: int, failure: int, gedaan: bool | None
) -> None:
    name, given = opdrachten(graph)[at]
    graph.fails(1, failure)
    body = await graph.mutate(name, given)
    code = "UPSTREAM_UNAVAILABLE" if gedaan is False else "WRITE_UNCONFIRMED"
    assert [error["extensions"]["code"] for error in body["errors"]] == [code]
    assert len(graph.sent) == 1
    if gedaan is None:
        assert [stap["gedaan"] for stap in body["data"][name]["stappen"]] == [None]
    else:
        assert body["data"][name] is None
