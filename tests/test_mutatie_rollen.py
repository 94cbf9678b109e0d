"""Rollen, eigenschappen and the ties of a zaak: written, refused, and never half reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from access_support import staff

from mutation_support import PAYLOAD, Schrijver, may_write, restored

BSN = "999992569"
BIJWERKEN = "zaken.bijwerken"


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """A gateway that may change everything."""
    with restored(Schrijver()) as made:
        yield made


def roltype(graph: Schrijver, zaak: Any, generiek: str) -> str:
    """Return the roltype of the zaaktype of a zaak that is of this kind."""
    found: str = graph.of_type("roltypen", zaak, omschrijvingGeneriek=generiek)["url"]
    return found


def rol(graph: Schrijver, zaak: Any, generiek: str) -> Any:
    """Return the rol of this kind in a zaak."""
    return next(
        one
        for one in graph.data.rollen
        if one["zaak"] == zaak["url"] and one["omschrijvingGeneriek"] == generiek
    )


def pair(graph: Schrijver) -> tuple[Any, Any]:
    """Return an open zaak, and a zaak of a type that has such deelzaken."""
    types = {one["url"]: one for one in graph.data.zaaktypen}
    for hoofd in graph.data.zaken:
        for zaak in graph.data.zaken:
            if (
                zaak["zaaktype"] in types[hoofd["zaaktype"]]["deelzaaktypen"]
                and zaak["url"] != hoofd["url"]
                and zaak["einddatum"] is None
                and not (zaak["hoofdzaak"] or zaak["deelzaken"] or hoofd["hoofdzaak"])
            ):
                return zaak, hoofd
    raise AssertionError("the sandbox has no such zaken")


async def test_somebody_gets_a_rol(graph: Schrijver) -> None:
    await graph.warm()
    zaak = graph.zaak()
    given = {
        "zaak": zaak["uuid"],
        "roltype": roltype(graph, zaak, "belanghebbende"),
        "bsn": BSN,
        "indicatieMachtiging": "GEMACHTIGDE",
        "contactpersoonRol": {"naam": "A. Contact", "functie": "adviseur"},
    }
    answer = await graph.done(
        "rolToevoegen", given, "stappen { url } zaak { url }", toelichting="Meldde zich"
    )
    (sent,) = graph.sent
    assert (sent.method, sent.path, sent.complaints) == ("POST", "rollen", [])
    assert sent.headers["x-audit-toelichting"] == "Meldde zich"
    made = await graph.rest(answer["stappen"][0]["url"])
    assert made["betrokkeneIdentificatie"]["inpBsn"] == BSN
    assert made["roltoelichting"] == "Belanghebbende"
    assert made["contactpersoonRol"]["functie"] == "adviseur"
    assert made["url"] in (await graph.rest(f"zaken/{zaak['uuid']}"))["rollen"]


async def test_it_takes_a_read_a_write_and_the_zaak_again(graph: Schrijver) -> None:
    await graph.warm()
    zaak = graph.zaak()
    type_of = roltype(graph, zaak, "belanghebbende")
    given = {"zaak": zaak["uuid"], "roltype": type_of, "medewerker": "jjansen"}
    await graph.done("rolToevoegen", given, "zaak { identificatie }")
    assert graph.calls["openzaak-zaken"] == 3


@pytest.mark.parametrize(
    ("change", "fout"),
    [
        ({"roltype": "other"}, ("NOT_OF_ZAAKTYPE", "invoer.roltype")),
        ({"roltype": "initiator"}, ("ROL_TAKEN", "invoer.roltype")),
        ({"bsn": None}, ("REQUIRED", "invoer")),
        ({"medewerker": "jjansen"}, ("REQUIRED", "invoer")),
        ({"zaak": "closed"}, ("ZAAK_CLOSED", "invoer.zaak")),
    ],
    ids=str,
)
async def test_a_rol_that_the_zaaktype_does_not_know_is_not_sent(
    graph: Schrijver, change: dict[str, Any], fout: tuple[str, str]
) -> None:
    zaak = graph.zaak()
    other = next(one for one in graph.data.roltypen if one["zaaktype"] != zaak["zaaktype"])
    real = {
        "other": other["url"],
        "initiator": roltype(graph, zaak, "initiator"),
        "closed": next(one["url"] for one in graph.data.zaken if one["einddatum"]),
    }
    change = {name: real.get(value or "", value) for name, value in change.items()}
    type_of = roltype(graph, zaak, "belanghebbende")
    given = {"zaak": zaak["uuid"], "roltype": type_of, "bsn": BSN, **change}
    assert await graph.fouten("rolToevoegen", given) == [fout]
    assert graph.sent == []


async def test_a_rol_gets_its_last_day_and_keeps_all_else(graph: Schrijver) -> None:
    before = rol(graph, graph.zaak(), "initiator")
    day = "2026-11-01"
    await graph.done("rolBeeindigen", {"rol": before["uuid"], "einddatum": day})
    (sent,) = graph.sent
    assert (sent.method, sent.complaints) == ("PUT", [])
    after = await graph.rest(before["url"])
    assert after == {**before, "eindeGeldigheid": day}
    again = await graph.fouten("rolBeeindigen", {"rol": before["uuid"], "einddatum": day})
    assert again == [("ROL_ENDED", "invoer.rol")]


async def test_without_a_day_the_rol_goes(graph: Schrijver) -> None:
    zaak = graph.zaak()
    gone = rol(graph, zaak, "initiator")
    result = await graph.done("rolBeeindigen", {"rol": gone["url"]}, "zaak { rollen { url } }")
    assert graph.paths == ["DELETE rollen"]
    left = [one["url"] for one in result["zaak"]["rollen"]]
    assert left == (await graph.rest(f"zaken/{zaak['uuid']}"))["rollen"]
    assert gone["url"] not in left
    absent = await graph.fouten("rolBeeindigen", {"rol": gone["url"]})
    assert absent == [("NOT_FOUND", "invoer.rol")]


async def test_an_eigenschap_is_new_and_then_changed(graph: Schrijver) -> None:
    zaak = next(one for one in graph.data.zaken if one["eigenschappen"] and not one["einddatum"])
    present = next(one for one in graph.data.zaakeigenschappen if one["zaak"] == zaak["url"])
    definition = next(
        one for one in graph.data.eigenschappen if one["url"] == present["eigenschap"]
    )
    values = definition["specificatie"]["waardenverzameling"]
    waarde = values[0] if values else "7"
    given = {"zaak": zaak["uuid"], "eigenschap": definition["url"], "waarde": waarde}
    await graph.done("eigenschapZetten", given)
    assert [(one.method, one.complaints) for one in graph.sent] == [("PATCH", [])]
    assert (await graph.rest(present["url"]))["waarde"] == waarde
    graph.sandbox.zgw.restore()
    new = {name: zaak[name] for name in ("zaaktype", "bronorganisatie")}
    new["verantwoordelijkeOrganisatie"] = zaak["verantwoordelijkeOrganisatie"]
    bare = (await graph.done("zaakRegistreren", new, "zaak { uuid }"))["zaak"]
    given["zaak"] = bare["uuid"]
    made = await graph.done("eigenschapZetten", given, "stappen { url } zaak { url }")
    assert [(one.method, one.complaints) for one in graph.sent[2:]] == [("POST", [])]
    assert (await graph.rest(made["stappen"][0]["url"]))["waarde"] == waarde


async def test_a_value_of_another_form_is_not_sent(graph: Schrijver) -> None:
    definition = next(
        one for one in graph.data.eigenschappen if one["specificatie"]["formaat"] == "datum"
    )
    zaak = next(
        one
        for one in graph.data.zaken
        if one["zaaktype"] == definition["zaaktype"] and not one["einddatum"]
    )
    given = {"zaak": zaak["uuid"], "eigenschap": definition["url"], "waarde": "2026-01-01"}
    assert await graph.fouten("eigenschapZetten", given) == [("WRONG_VALUE", "invoer.waarde")]
    assert graph.sent == []


async def test_a_zaak_becomes_a_deelzaak_and_stops_being_one(graph: Schrijver) -> None:
    zaak, hoofd = pair(graph)
    given = {"zaak": zaak["uuid"], "andereZaak": hoofd["uuid"], "soort": "HOOFDZAAK"}
    result = await graph.done("zakenKoppelen", given, "zaak { hoofdzaak { url } }")
    assert result["zaak"]["hoofdzaak"] == {"url": hoofd["url"]}
    assert zaak["url"] in (await graph.rest(hoofd["url"]))["deelzaken"]
    assert await graph.fouten("zakenKoppelen", given) == [("ALREADY_LINKED", "invoer.andereZaak")]
    await graph.done("zakenOntkoppelen", given)
    assert (await graph.rest(zaak["url"]))["hoofdzaak"] is None
    assert await graph.fouten("zakenOntkoppelen", given) == [("NOT_LINKED", "invoer.andereZaak")]
    assert [(one.method, one.complaints) for one in graph.sent] == [("PATCH", [])] * 2


async def test_a_hoofdzaak_of_a_type_without_such_deelzaken_is_refused(graph: Schrijver) -> None:
    zaak, hoofd = pair(graph)
    given = {"zaak": hoofd["uuid"], "andereZaak": zaak["uuid"], "soort": "HOOFDZAAK"}
    given["zaak"], given["andereZaak"] = zaak["uuid"], zaak["uuid"]
    assert await graph.fouten("zakenKoppelen", given) == [("ALREADY_LINKED", "invoer.andereZaak")]
    types = {one["url"]: one for one in graph.data.zaaktypen}
    wrong = next(
        one
        for one in graph.data.zaken
        if zaak["zaaktype"] not in types[one["zaaktype"]]["deelzaaktypen"]
        and not one["hoofdzaak"]
        and one["url"] != zaak["url"]
    )
    given["andereZaak"] = wrong["uuid"]
    found = await graph.fouten("zakenKoppelen", given)
    assert found == [("NOT_ALLOWED_BY_ZAAKTYPE", "invoer.andereZaak")]
    assert graph.sent == []


@pytest.mark.parametrize("aard", ["VERVOLG", None])
async def test_zaken_are_related_beside_those_that_were(graph: Schrijver, aard: str | None) -> None:
    zaak, hoofd = pair(graph)
    name = "relevanteAndereZaken" if aard else "gerelateerdeZaken"
    before = zaak[name]
    given = {"zaak": zaak["uuid"], "andereZaak": hoofd["uuid"], "soort": "GERELATEERD"}
    await graph.done("zakenKoppelen", {**given, "aardRelatie": aard})
    after = (await graph.rest(zaak["url"]))[name]
    assert after[:-1] == before
    assert after[-1]["url"] == hoofd["url"]
    assert after[-1].get("aardRelatie") == ("vervolg" if aard else None)
    again = await graph.fouten("zakenKoppelen", {**given, "aardRelatie": aard})
    assert again == [("ALREADY_LINKED", "invoer.andereZaak")]
    await graph.done("zakenOntkoppelen", given)
    assert (await graph.rest(zaak["url"]))[name] == before
    assert [(one.method, one.complaints) for one in graph.sent] == [("PATCH", [])] * 2


def opdrachten(graph: Schrijver) -> list[tuple[str, dict[str, Any]]]:
    """Return each mutation here with arguments that would be carried out."""
    zaak, hoofd = pair(graph)
    definition = graph.of_type("eigenschappen", zaak)
    values = definition["specificatie"]["waardenverzameling"]
    twee = {"zaak": zaak["uuid"], "andereZaak": hoofd["uuid"]}
    belang = roltype(graph, zaak, "belanghebbende")
    return [
        ("rolToevoegen", {"zaak": zaak["uuid"], "roltype": belang, "bsn": BSN}),
        ("rolBeeindigen", {"rol": rol(graph, zaak, "initiator")["uuid"]}),
        (
            "eigenschapZetten",
            {
                "zaak": zaak["uuid"],
                "eigenschap": definition["url"],
                "waarde": values[0] if values else "1",
            },
        ),
        ("zakenKoppelen", {**twee, "soort": "HOOFDZAAK"}),
    ]


@pytest.mark.parametrize("at", range(4))
async def test_the_policy_refuses_and_nothing_is_written(at: int) -> None:
    types = {"identificatie": "", "ceiling": "zeer_geheim"}
    with restored(Schrijver()) as open_graph:
        name, given = opdrachten(open_graph)[at]
        zaak, _ = pair(open_graph)
        zaaktype = next(one for one in open_graph.data.zaaktypen if one["url"] == zaak["zaaktype"])
        types["identificatie"] = zaaktype["identificatie"]
    with restored(Schrijver(staff(may_write("zaken.statussen.toevoegen", **types)))) as graph:
        body = await graph.mutate(name, given)
        assert body["data"] == {name: None}
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
        assert graph.sent == []


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
    assert PAYLOAD
