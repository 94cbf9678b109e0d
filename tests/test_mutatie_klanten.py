"""Contacts with klanten and their tasks: written, refused, reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from access_support import staff

from mutation_support import READING, Schrijver, may_write, restored
from policy.grants import Grant

Json = dict[str, Any]
LEZEN, SCHRIJVEN = "klantinteracties.lezen", "klantinteracties.schrijven"


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """A gateway that may change everything."""
    with restored(Schrijver()) as made:
        yield made


def held(graph: Schrijver, name: str) -> list[Json]:
    """Return what the klantregister of the sandbox holds of one kind."""
    found: list[Json] = graph.sandbox.klanten.data.list(name)
    return found


def contact(graph: Schrijver, **more: Any) -> Json:
    """Return what registers a contact of a partij about a zaak."""
    partij = held(graph, "partijen")[0]
    return {
        "kanaal": "telefoon",
        "onderwerp": "Wanneer komt het besluit?",
        "vertrouwelijk": False,
        "betrokkene": {"partij": partij["uuid"], "rol": "KLANT", "initiator": True},
        "zaak": graph.zaak()["uuid"],
        **more,
    }


def taak(graph: Schrijver) -> Json:
    """Return a task for the first actor there is."""
    return {
        "gevraagdeHandeling": "Bel terug",
        "taaktoelichting": "Voor vrijdag",
        "toegewezenAan": [held(graph, "actoren")[0]["uuid"]],
    }


SELECT = """klantcontact { url onderwerp kanaal taal
  betrokkenen { rol initiator partij { url } }
  onderwerpobjecten { onderwerpobjectidentificator { objectId codeObjecttype } }
  internetaken { gevraagdeHandeling toelichting status actoren { url } } }
  zaak { klantcontacten { url } }"""


async def test_a_contact_with_all_that_belongs_to_it(graph: Schrijver) -> None:
    given = contact(graph, taak=taak(graph), inhoud="Binnen twee weken")
    result = await graph.done("klantcontactRegistreren", given, SELECT)
    assert [stap["stap"] for stap in result["stappen"]] == [
        "klantcontact",
        "betrokkene",
        "onderwerpobject",
        "internetaak",
    ]
    assert [sent.path for sent in graph.sent] == ["maak-klantcontact", "internetaken"]
    assert [sent.complaints for sent in graph.sent] == [[], []]
    made, zaak = result["klantcontact"], graph.zaak()
    assert (made["kanaal"], made["taal"]) == ("telefoon", "nld")
    partij = {"url": held(graph, "partijen")[0]["url"]}
    assert made["betrokkenen"] == [{"rol": "KLANT", "initiator": True, "partij": partij}]
    about = {"objectId": zaak["uuid"], "codeObjecttype": "zaak"}
    assert made["onderwerpobjecten"] == [{"onderwerpobjectidentificator": about}]
    actor = {"url": held(graph, "actoren")[0]["url"]}
    assert made["internetaken"] == [
        {
            "gevraagdeHandeling": "Bel terug",
            "toelichting": "Voor vrijdag",
            "status": "TE_VERWERKEN",
            "actoren": [actor],
        }
    ]
    assert {"url": made["url"]} in result["zaak"]["klantcontacten"]
    assert (await graph.rest(made["url"]))["inhoud"] == "Binnen twee weken"


async def test_a_server_without_that_endpoint_gets_them_one_by_one(graph: Schrijver) -> None:
    graph.fails(1, 404)
    result = await graph.done("klantcontactRegistreren", contact(graph), SELECT)
    paths = ["maak-klantcontact", "klantcontacten", "betrokkenen", "onderwerpobjecten"]
    assert [sent.path for sent in graph.sent] == paths
    assert [sent.complaints for sent in graph.sent] == [[], [], [], []]
    about = result["klantcontact"]["onderwerpobjecten"][0]["onderwerpobjectidentificator"]
    assert about["objectId"] == graph.zaak()["uuid"]


async def test_what_was_done_is_told_when_the_task_fails(graph: Schrijver) -> None:
    graph.fails(2, 503)
    given = contact(graph, taak=taak(graph))
    body = await graph.mutate("klantcontactRegistreren", given, "klantcontact { url }")
    result = body["data"]["klantcontactRegistreren"]
    assert [stap["gedaan"] for stap in result["stappen"]] == [True, True, True, False]
    assert (await graph.rest(result["klantcontact"]["url"]))["kanaal"] == "telefoon"
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UPSTREAM_UNAVAILABLE"]


async def test_what_is_not_there_is_told_before_anything_is_written(graph: Schrijver) -> None:
    absent = "00000000-0000-4000-8000-000000000000"
    somebody = {"rol": "KLANT", "initiator": True}
    nobody = {**taak(graph), "toegewezenAan": []}
    other = {**taak(graph), "toegewezenAan": [absent]}
    for change, fout in (
        ({"zaak": absent}, ("NOT_FOUND", "invoer.zaak")),
        (
            {"betrokkene": {**somebody, "partij": absent}},
            ("NOT_FOUND", "invoer.betrokkene.partij"),
        ),
        ({"betrokkene": somebody}, ("REQUIRED", "invoer.betrokkene")),
        ({"taak": nobody}, ("REQUIRED", "invoer.taak.toegewezenAan")),
        ({"taak": other}, ("NOT_FOUND", "invoer.taak.toegewezenAan.0")),
    ):
        asked = contact(graph, **change)
        assert await graph.fouten(
            "klantcontactRegistreren",
            asked,
        ) == [fout]
    assert graph.sent == []


async def test_what_the_register_refuses_stands_at_the_argument(graph: Schrijver) -> None:
    given = contact(graph, onderwerp="x" * 201)
    body = await graph.mutate("klantcontactRegistreren", given, "klantcontact { url }")
    (fout,) = body["data"]["klantcontactRegistreren"]["fouten"]
    assert (fout["code"], fout["veld"]) == ("REGISTER_REFUSED", "invoer.onderwerp")


async def test_a_task_is_finished_once(graph: Schrijver) -> None:
    todo = next(one for one in held(graph, "internetaken") if one["status"] == "te_verwerken")
    given = {"internetaak": todo["uuid"], "taaktoelichting": "Teruggebeld"}
    select = "internetaak { status toelichting afgehandeldOp } klantcontact { uuid }"
    result = await graph.done("internetaakAfhandelen", given, select)
    assert (result["internetaak"]["status"], result["internetaak"]["toelichting"]) == (
        "VERWERKT",
        "Teruggebeld",
    )
    assert result["internetaak"]["afgehandeldOp"] is not None
    assert result["klantcontact"]["uuid"] == todo["aanleidinggevendKlantcontact"]["uuid"]
    (sent,) = graph.sent
    assert (sent.method, sent.complaints) == ("PATCH", [])
    assert (await graph.rest(todo["url"]))["status"] == "verwerkt"
    again = await graph.fouten("internetaakAfhandelen", given, "klantcontact { url }")
    assert again == [("TAAK_VERWERKT", "invoer.internetaak")]


def opdrachten(graph: Schrijver) -> list[tuple[str, Json]]:
    """Return each mutation here with arguments that would be carried out."""
    todo = next(one for one in held(graph, "internetaken") if one["status"] == "te_verwerken")
    return [
        ("klantcontactRegistreren", contact(graph)),
        ("internetaakAfhandelen", {"internetaak": todo["uuid"]}),
    ]


def reader(*scopes: str) -> Grant:
    """Return a grant that reads contacts and zaken."""
    return replace(may_write(), scopes=READING | {LEZEN, *scopes})


@pytest.mark.parametrize("at", range(2))
async def test_the_policy_decides(at: int) -> None:
    with restored(Schrijver(staff(reader("zaken.schrijven")))) as graph:
        name, given = opdrachten(graph)[at]
        body = await graph.mutate(name, given, "klantcontact { url }")
        assert body["data"] == {name: None}
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
        assert graph.sent == []
    with restored(Schrijver(staff(reader(SCHRIJVEN)))) as graph:
        await graph.done(name, given, "klantcontact { url }")


@pytest.mark.parametrize("at", range(2))
@pytest.mark.parametrize(("failure", "gedaan"), [(503, False), (500, None)])
async def test_a_register_that_fails_is_told(
    graph: Schrijver, at: int, failure: int, gedaan: bool | None
) -> None:
    name, given = opdrachten(graph)[at]
    graph.fails(1, failure)
    body = await graph.mutate(name, given, "klantcontact { url }")
    code = "UPSTREAM_UNAVAILABLE" if gedaan is False else "WRITE_UNCONFIRMED"
    assert code in [error["extensions"]["code"] for error in body["errors"]]
    assert len(graph.sent) == 1
    if gedaan is None:
        assert {stap["gedaan"] for stap in body["data"][name]["stappen"]} == {None}
    else:
        assert body["data"][name] is None
