"""zaakRegistreren: what comes with a new zaak is checked, written, and told when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from access_support import citizen, department, own_grant, principal, staff
from test_backpressure import Connection, until

from mutation_support import Json, Schrijver, lent, may_write
from policy.grants import Rights
from policy.identity import Kind, PersonalNumber, Subject
from sources.client import UpstreamClient
from sources.notificaties.hub import Notificatie

AANMAKEN, BIJWERKEN = "zaken.aanmaken", "zaken.bijwerken"
BSN = "999993653"
SELECT = """zaak { url identificatie vertrouwelijkheidaanduiding uiterlijkeEinddatumAfdoening
  status { statustype { omschrijving } } rollen { omschrijving } eigenschappen { waarde }
  documenten { url } }"""


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """A gateway that may change everything, on a server that only has the standard's endpoints."""
    with lent(composes=False) as made:
        yield made


def invoer(graph: Schrijver, **more: Any) -> Json:
    """Return a new zaak of the zaaktype that tests use."""
    return {
        "zaaktype": graph.zaak()["zaaktype"],
        "bronorganisatie": "517439943",
        "verantwoordelijkeOrganisatie": "517439943",
        "startdatum": "2026-11-02",
        "omschrijving": "Dakkapel",
        **more,
    }


def whole(graph: Schrijver) -> Json:
    """Return a new zaak with all that may come with it."""
    zaak = graph.zaak()
    zaaktype = next(one for one in graph.data.zaaktypen if one["url"] == zaak["zaaktype"])
    document = next(
        one["url"]
        for one in graph.data.enkelvoudiginformatieobjecten
        if one["informatieobjecttype"] in zaaktype["informatieobjecttypen"]
    )
    return invoer(
        graph,
        zaakgeometrie={"type": "Point", "coordinates": [5.1, 52.0]},
        initiator={"bsn": BSN},
        status={"statustype": graph.of_type("statustypen", zaak)["url"]},
        eigenschappen=[
            {"eigenschap": eigenschap(graph, "Bouwkosten"), "waarde": "18500"},
            {"eigenschap": eigenschap(graph, "Activiteit"), "waarde": "kappen"},
        ],
        documenten=[document],
    )


def eigenschap(graph: Schrijver, naam: str) -> str:
    """Return the URL of an eigenschap of the zaaktype that tests use."""
    url: str = graph.of_type("eigenschappen", graph.zaak(), naam=naam)["url"]
    return url


STEPS = ["zaak", "rol", "status", "zaakinformatieobject", "zaakeigenschap", "zaakeigenschap"]
WRITES = [
    *("POST zaken", "POST rollen", "POST statussen", "POST zaakinformatieobjecten"),
    *("POST zaken/zaakeigenschappen", "POST zaken/zaakeigenschappen"),
]


async def test_a_zaak_is_made_with_all_that_comes_with_it(graph: Schrijver) -> None:
    told: list[Notificatie] = []
    graph.endpoint._landscape.hub.listen(told.append)
    await graph.warm()
    given = whole(graph)
    body = await graph.mutate("zaakRegistreren", given, SELECT, toelichting="Aanvraag")
    result = body["data"]["zaakRegistreren"]
    assert [stap["stap"] for stap in result["stappen"] if stap["gedaan"]] == STEPS
    assert graph.paths == WRITES
    assert [sent.complaints for sent in graph.sent] == [[]] * 6
    assert {sent.headers["x-audit-toelichting"] for sent in graph.sent} == {"Aanvraag"}
    zaak = await graph.rest(result["zaak"]["url"])
    rol = await graph.rest(zaak["rollen"][0])
    assert rol["betrokkeneIdentificatie"]["inpBsn"] == BSN
    assert rol["omschrijvingGeneriek"] == "initiator"
    assert zaak["uiterlijkeEinddatumAfdoening"] == "2026-12-28"
    assert zaak["zaakgeometrie"] == given["zaakgeometrie"]
    assert result["zaak"]["identificatie"] == zaak["identificatie"]
    assert [one["waarde"] for one in result["zaak"]["eigenschappen"]] == ["18500", "kappen"]
    assert [one["url"] for one in result["zaak"]["documenten"]] == given["documenten"]
    assert [(one.resource, one.actie) for one in told] == [(step, "create") for step in STEPS]
    assert {one.hoofd_url for one in told} == {zaak["url"]}
    assert BSN not in str(body)
    calls = body["extensions"]["upstream"]
    assert calls["calls"] == 9
    assert [read["method"] for read in calls["reads"] if read["path"] == "zaken/{uuid}"] == ["GET"]


async def test_what_comes_with_it_is_in_the_estimate(
    graph: Schrijver, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {"eigenschap": eigenschap(graph, "Bouwkosten"), "waarde": "1"}
    told = []
    for parts in ({}, {"eigenschappen": [one]}, {"kenmerken": [{"kenmerk": "a", "bron": "b"}]}):
        body = await graph.mutate("zaakRegistreren", invoer(graph, **parts), "")
        told.append(body["extensions"]["cost"]["calls"])
    assert told == [4, 6, 4]
    many = invoer(graph, eigenschappen=[one] * 49)
    executor = graph.endpoint.executor
    monkeypatch.setattr(executor, "_settings", replace(executor._settings, max_cost_calls=99))
    refused = await graph.mutate("zaakRegistreren", many, "")
    assert refused["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"


async def test_a_bare_zaak_is_one_write(graph: Schrijver) -> None:
    given = invoer(graph)
    del given["startdatum"]
    result = await graph.done("zaakRegistreren", given, SELECT)
    assert graph.paths == ["POST zaken"]
    zaaktype = next(one for one in graph.data.zaaktypen if one["url"] == given["zaaktype"])
    level = zaaktype["vertrouwelijkheidaanduiding"].upper()
    assert result["zaak"]["vertrouwelijkheidaanduiding"] == level


async def test_the_catalogus_decides_before_anything_is_written(graph: Schrijver) -> None:
    types = {one["identificatie"]: one for one in graph.data.zaaktypen}
    old = next(one for one in graph.data.zaaktypen if one["eindeGeldigheid"])
    concept = types["STANDPLAATSVERGUNNING"]
    other = next(
        one["url"] for one in graph.data.statustypen if one["zaaktype"] == types["BEZWAAR"]["url"]
    )
    last = graph.of_type("statustypen", graph.zaak(), isEindstatus=True)["url"]
    costs, kind = eigenschap(graph, "Bouwkosten"), eigenschap(graph, "Activiteit")
    for more, fout in (
        ({"zaaktype": last}, ("NOT_FOUND", "invoer.zaaktype")),
        ({"zaaktype": concept["url"]}, ("ZAAKTYPE_NOT_PUBLISHED", "invoer.zaaktype")),
        ({"zaaktype": old["url"]}, ("ZAAKTYPE_NOT_VALID", "invoer.zaaktype")),
        ({"status": {"statustype": other}}, ("NOT_OF_ZAAKTYPE", "invoer.status.statustype")),
        (
            {"status": {"statustype": last}},
            ("NOT_ALLOWED_BY_ZAAKTYPE", "invoer.status.statustype"),
        ),
        (
            {"eigenschappen": [{"eigenschap": costs, "waarde": "veel"}]},
            ("WRONG_VALUE", "invoer.eigenschappen.0.waarde"),
        ),
        (
            {"eigenschappen": [{"eigenschap": kind, "waarde": "zwemmen"}]},
            ("WRONG_VALUE", "invoer.eigenschappen.0.waarde"),
        ),
        ({"initiator": {}}, ("REQUIRED", "invoer.initiator")),
        ({"initiator": {"bsn": BSN, "medewerker": "jan"}}, ("REQUIRED", "invoer.initiator")),
        ({"documenten": [costs]}, ("NOT_FOUND", "invoer.documenten.0")),
        (
            {"productenOfDiensten": ["https://p.nl/x"]},
            ("NOT_ALLOWED_BY_ZAAKTYPE", "invoer.productenOfDiensten"),
        ),
        (
            {"uiterlijkeEinddatumAfdoening": "2026-11-01"},
            ("NOT_ALLOWED_BY_ZAAKTYPE", "invoer.uiterlijkeEinddatumAfdoening"),
        ),
        ({"documenten": [last] * 51}, ("TOO_MANY", "invoer")),
    ):
        assert await graph.fouten("zaakRegistreren", invoer(graph, **more)) == [fout]
    assert graph.sent == []


@pytest.mark.parametrize(
    ("asked", "kind", "identificatie"),
    [
        ({"rsin": "517439943"}, "niet_natuurlijk_persoon", {"innNnpId": "517439943"}),
        ({"kvkNummer": "90000382"}, "niet_natuurlijk_persoon", {"kvkNummer": "90000382"}),
        (
            {"kvkNummer": "90000382", "vestigingsnummer": "990000000382"},
            "vestiging",
            {"vestigingsNummer": "990000000382", "kvkNummer": "90000382"},
        ),
        ({"medewerker": "jan"}, "medewerker", {"identificatie": "jan"}),
        ({"organisatorischeEenheid": "A1"}, "organisatorische_eenheid", {"identificatie": "A1"}),
    ],
)
async def test_an_initiator_is_named_as_the_standard_does(
    graph: Schrijver, asked: Json, kind: str, identificatie: Json
) -> None:
    await graph.done("zaakRegistreren", invoer(graph, initiator=asked))
    sent = graph.sent[1]
    assert (sent.body["betrokkeneType"], sent.body["betrokkeneIdentificatie"]) == (
        kind,
        identificatie,
    )
    assert sent.complaints == []


@pytest.mark.parametrize(
    ("nth", "failure"),
    [(1, 503), (1, 400), (1, 500), (2, 500), (3, 400), (4, 503), (5, 500), (6, 400)],
)
async def test_whichever_write_fails_what_was_done_is_told(
    graph: Schrijver, nth: int, failure: int
) -> None:
    graph.fails(nth, failure)
    count = len(graph.data.zaken)
    key = {"idempotentiesleutel": "registreren-een"}
    body = await graph.mutate("zaakRegistreren", whole(graph), **key)
    result = body["data"]["zaakRegistreren"]
    assert graph.paths == WRITES[:nth]
    assert len(graph.data.zaken) == count + (nth > 1)
    if nth == 1 and failure == 503:
        assert result is None
        assert len(body["errors"]) == 1
        return
    done = [stap["gedaan"] for stap in result["stappen"]]
    failed = None if failure == 500 else False
    assert done == [True] * (nth - 1) + [failed] + [False] * (6 - nth)
    assert [stap["code"] for stap in result["stappen"][nth:]] == ["NOT_REACHED"] * (6 - nth)
    assert bool(result["fouten"]) is (failure == 400)
    assert bool(body.get("errors")) is (failure != 400)
    assert (result["zaak"] is not None) is (nth > 1)
    again = await graph.mutate("zaakRegistreren", whole(graph), **key)
    repeated = again["data"]["zaakRegistreren"]["herhaald"]
    is_free = nth == 1 and failure == 400
    assert repeated is not is_free
    assert len(graph.sent) == (nth + 6 if is_free else nth)


async def test_several_registers_take_a_choice(
    graph: Schrijver, monkeypatch: pytest.MonkeyPatch
) -> None:
    landscape = graph.endpoint._landscape
    (first,) = landscape.of("zaken")
    second = replace(first.settings, name="tweede", root="http://tweede.sandbox/zaken/api/v1/")
    both = [first, UpstreamClient(second, first._transport)]
    monkeypatch.setitem(landscape._by_api, "zaken", both)
    given = invoer(graph)
    assert await graph.fouten("zaakRegistreren", given) == [("REQUIRED", "bron")]
    await graph.done("zaakRegistreren", given, bron=first.name)
    body = await graph.mutate("zaakRegistreren", given, bron="nergens")
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert graph.paths == ["POST zaken"]


@pytest.mark.parametrize(
    ("caller", "more"),
    [
        pytest.param(staff(department("OMGEVINGSVERGUNNING")), {}, id="reads-only"),
        pytest.param(staff(may_write(BIJWERKEN)), {}, id="another-scope"),
        pytest.param(staff(may_write(AANMAKEN, identificatie="BEZWAAR")), {}, id="another-type"),
        pytest.param(staff(may_write(AANMAKEN)), {"initiator": {"bsn": BSN}}, id="a-rol-too"),
        pytest.param(
            staff(may_write(AANMAKEN, ceiling="intern")),
            {"vertrouwelijkheidaanduiding": "GEHEIM"},
            id="too-secret",
        ),
        pytest.param(citizen(BSN), {"initiator": {"bsn": BSN}}, id="citizen-with-star"),
    ],
)
async def test_the_policy_decides_which_zaken_somebody_makes(caller: Any, more: Json) -> None:
    with lent(caller) as graph:
        body = await graph.mutate("zaakRegistreren", invoer(graph, **more))
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
        assert graph.sent == []


async def test_a_citizen_makes_a_zaak_in_their_own_name_only() -> None:
    grant = own_grant(scopes=frozenset({AANMAKEN, BIJWERKEN}))
    subject = Subject(bsn=PersonalNumber(BSN))
    caller = principal(Kind.BURGER, subject=subject), Rights((grant,))
    with lent(caller) as graph:
        for initiator in ({}, {"initiator": {"bsn": "999990408"}}):
            body = await graph.mutate("zaakRegistreren", invoer(graph, **initiator))
            assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        own = invoer(graph, initiator={"bsn": BSN})
        result = await graph.done("zaakRegistreren", own, "zaak { omschrijving }")
        assert result["zaak"] == {"omschrijving": "Dakkapel"}


async def test_who_goes_away_halfway_finds_it_finished_and_once(graph: Schrijver) -> None:
    await graph.warm()
    client = graph.endpoint._landscape.clients["openzaak-zaken"]
    reached, go_on = asyncio.Event(), asyncio.Event()
    passing = client._exchange

    async def slow(request: Any) -> Any:
        answer = await passing(request)
        if request.is_write and not reached.is_set():
            reached.set()
            await go_on.wait()
        return answer

    client._exchange = slow
    given, key = whole(graph), {"idempotentiesleutel": "weg-en-terug"}
    asking = asyncio.create_task(graph.mutate("zaakRegistreren", given, **key))
    await reached.wait()
    asking.cancel()
    await asyncio.sleep(0)
    busy = await graph.mutate("zaakRegistreren", given, **key)
    assert busy["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_IN_PROGRESS"
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await asking
    again = await graph.done("zaakRegistreren", given, **key)
    assert again["herhaald"]
    assert graph.paths == WRITES


async def test_a_client_whose_connection_breaks_finds_it_finished(graph: Schrijver) -> None:
    await graph.warm()
    client = graph.endpoint._landscape.clients["openzaak-zaken"]
    reached, go_on = asyncio.Event(), asyncio.Event()
    passing = client._exchange

    async def slow(request: Any) -> Any:
        answer = await passing(request)
        if request.is_write and not reached.is_set():
            reached.set()
            await go_on.wait()
        return answer

    client._exchange = slow
    text = f"""mutation {{ zaakRegistreren(invoer: {{ zaaktype: "{graph.zaak()["zaaktype"]}"
      bronorganisatie: "517439943" verantwoordelijkeOrganisatie: "517439943"
      initiator: {{ medewerker: "jan" }} }}) {{ herhaald }} }}"""
    connection = Connection(graph, text)
    await reached.wait()
    connection.go()
    await until(lambda: connection.task.cancelling() > 0)
    assert graph.paths == WRITES[:1]
    go_on.set()
    await connection.task
    assert graph.paths == WRITES[:2]
    assert [message.get("status") for message in connection.sent] == [499, None]


async def test_a_register_that_does_not_say_what_it_made_stops_the_work(graph: Schrijver) -> None:
    client = graph.endpoint._landscape.clients["openzaak-zaken"]
    passing = client._exchange

    async def silent(request: Any) -> Any:
        answer = await passing(request)
        if not request.is_write:
            return answer
        chunks = [b"{}", b""]

        async def read() -> bytes:
            return chunks.pop(0)

        return answer._replace(read=read, headers={})

    client._exchange = silent
    body = await graph.mutate("zaakRegistreren", whole(graph))
    result = body["data"]["zaakRegistreren"]
    assert [stap["gedaan"] for stap in result["stappen"]] == [True] + [False] * 5
    assert body["errors"][0]["extensions"]["code"] == "UPSTREAM_CONTRACT"
    assert result["zaak"] is None


async def test_a_fault_of_the_gateway_halfway_is_told_with_what_was_done(
    graph: Schrijver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_body: object) -> list[Any]:
        if graph.sent:
            raise KeyError(BSN)
        return []

    monkeypatch.setattr("resolvers.writing.registreren.about_rol", broken)
    body = await graph.mutate("zaakRegistreren", whole(graph))
    result = body["data"]["zaakRegistreren"]
    assert [stap["gedaan"] for stap in result["stappen"]] == [True] + [False] * 5
    assert {stap["code"] for stap in result["stappen"][1:]} == {"NOT_REACHED"}
    assert result["zaak"] is not None
    assert [error["extensions"]["code"] for error in body["errors"]] == ["INTERNAL_ERROR"]
    assert BSN not in str(body["errors"])
