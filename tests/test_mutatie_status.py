"""statusZetten, and what all mutations share: rights, steps, keys, honesty about failing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from access_support import EVERYBODY_ELSE, citizen, own_grant, principal, staff

from mutation_support import GATEWAY, PAYLOAD, Schrijver, lent, may_write, restored
from policy.grants import Rights
from policy.identity import Kind, PersonalNumber, Subject
from resolvers.access.case import Case
from resolvers.access.facts import Facts
from resolvers.access.guard import PolicyGuard
from resolvers.access.types import TypeIndex
from resolvers.nodes import encode_id
from sources.call import Call
from sources.catalogus import Catalogus
from sources.deadline import Deadline
from sources.loader import Loaders
from sources.notificaties.hub import Notificatie

TOEVOEGEN = "zaken.statussen.toevoegen"
STATUS = "zaak { status { statustype { omschrijving } toelichting } statussen { uuid } }"


@pytest.fixture
def graph() -> Iterator[Schrijver]:
    """A gateway that may change everything."""
    with lent() as made:
        yield made


def invoer(graph: Schrijver, at: int = 1, **more: Any) -> dict[str, Any]:
    """Return what gives an open zaak its next status."""
    zaak = graph.zaak()
    statustypen = [one for one in graph.data.statustypen if one["zaaktype"] == zaak["zaaktype"]]
    return {"zaak": zaak["uuid"], "statustype": statustypen[at]["url"], **more}


async def test_a_status_is_set_and_everyone_sees_it(graph: Schrijver) -> None:
    told: list[Notificatie] = []
    graph.endpoint._landscape.hub.listen(told.append)
    await graph.warm()
    given = invoer(graph, statustoelichting="Stukken compleet")
    before = await graph.rest(f"zaken/{given['zaak']}")
    result = await graph.done("statusZetten", given, STATUS, toelichting="Per e-mail gemeld")
    assert [stap["stap"] for stap in result["stappen"]] == ["status"]
    assert result["zaak"]["status"] == {
        "statustype": {"omschrijving": "In behandeling"},
        "toelichting": "Stukken compleet",
    }
    after = await graph.rest(f"zaken/{given['zaak']}")
    status = await graph.rest(after["status"])
    assert after["status"] != before["status"]
    assert status["statustype"] == given["statustype"]
    assert len(result["zaak"]["statussen"]) == 2
    (sent,) = graph.sent
    assert sent.headers["x-audit-toelichting"] == "Per e-mail gemeld"
    assert sent.complaints == []
    (notificatie,) = told
    assert (notificatie.resource, notificatie.actie) == ("status", "create")
    assert (notificatie.url, notificatie.hoofd_url) == (after["status"], after["url"])
    assert notificatie.is_own
    assert notificatie.kenmerken["zaaktype"] == after["zaaktype"]


async def test_it_takes_a_read_a_write_and_what_is_selected(graph: Schrijver) -> None:
    await graph.warm()
    given = invoer(graph)
    body = await graph.mutate("statusZetten", given, "zaak { identificatie }")
    told = body["extensions"]["upstream"]
    assert [(read["method"], read["path"]) for read in told["reads"]] == [
        ("GET", "zaken/{uuid}"),
        ("POST", "statussen"),
        ("GET", "zaken/{uuid}"),
    ]
    assert told["estimated"]["calls"] == 3
    graph.forget()
    await graph.mutate("statusZetten", {**given, "datumStatusGezet": "2026-01-01T00:00:00Z"}, "")
    assert graph.paths == ["POST statussen"] * 2
    assert graph.calls["openzaak-zaken"] == 2


async def test_fields_run_in_order_and_each_sees_what_was_done(graph: Schrijver) -> None:
    await graph.warm()
    one, two = invoer(graph, 1), invoer(graph, 2)
    text = f"""mutation M($one: StatusZettenInvoer!, $two: StatusZettenInvoer!) {{
      one: statusZetten(invoer: $one) {{ ...S }} two: statusZetten(invoer: $two) {{ ...S }} }}
      fragment S on ZaakResultaat {{ {STATUS} {PAYLOAD} }}"""
    for planner in (True, False):
        acting = Schrijver(planner=planner)
        data = (await acting.post(text, one=one, two=two))["data"]
        set_ = [
            data[name]["zaak"]["status"]["statustype"]["omschrijving"] for name in ("one", "two")
        ]
        assert set_ == ["In behandeling", "Besluit genomen"]
        counts = [len(data[name]["zaak"]["statussen"]) for name in ("one", "two")]
        assert counts == [2, 3] if planner else [4, 5]


@pytest.mark.parametrize("how", ["url", "id", "absent", "nonsense", "outside"])
async def test_a_zaak_is_named_by_url_uuid_or_id(graph: Schrijver, how: str) -> None:
    zaak = graph.zaak()
    given = invoer(graph)
    if how == "id":
        data = await graph.ask("query Q($u: UUID!) { zaak(uuid: $u) { id } }", u=zaak["uuid"])
    names = {
        "url": zaak["url"],
        "id": data["zaak"]["id"] if how == "id" else "",
        "absent": "00000000-0000-4000-8000-000000000000",
        "nonsense": "nergens",
        "outside": encode_id("Zaak", "openzaak-zaken", "../rollen"),
    }
    given["zaak"] = names[how]
    if how in ("url", "id"):
        await graph.done("statusZetten", given)
    else:
        assert await graph.fouten("statusZetten", given) == [("NOT_FOUND", "invoer.zaak")]
        assert graph.sent == []


async def test_the_zaaktype_decides_before_anything_is_written(graph: Schrijver) -> None:
    given = invoer(graph)
    other = next(
        one for one in graph.data.statustypen if one["zaaktype"] != graph.zaak()["zaaktype"]
    )
    closed = next(one for one in graph.data.zaken if one["einddatum"])
    last = invoer(graph, -1)
    rol = next(one for one in graph.data.rollen if one["zaak"] != graph.zaak()["url"])
    for wrong, fout in (
        ({**given, "statustype": other["url"]}, ("NOT_OF_ZAAKTYPE", "invoer.statustype")),
        ({**given, "statustype": closed["url"]}, ("NOT_FOUND", "invoer.statustype")),
        ({**given, "zaak": closed["url"]}, ("ZAAK_CLOSED", "invoer.zaak")),
        (last, ("RESULTAAT_MISSING", "invoer.statustype")),
        ({**given, "gezetdoor": rol["url"]}, ("NOT_FOUND", "invoer.gezetdoor")),
    ):
        assert await graph.fouten("statusZetten", wrong) == [fout]
    assert graph.sent == []


async def test_what_the_register_refuses_stands_at_the_argument(graph: Schrijver) -> None:
    given = invoer(graph, datumStatusGezet="2999-01-01T00:00:00Z")
    body = await graph.mutate("statusZetten", given)
    result = body["data"]["statusZetten"]
    assert result["fouten"] == [
        {
            "code": "REGISTER_REFUSED",
            "veld": "invoer.datumStatusGezet",
            "melding": "Het register heeft dit niet aangenomen: Deze datum mag niet in de "
            "toekomst zijn",
            "registerCode": "date-in-future",
        }
    ]
    assert result["stappen"] == [{"stap": "status", "gedaan": False, "code": "REGISTER_REFUSED"}]
    assert "errors" not in body


@pytest.mark.parametrize(
    ("caller", "reads"),
    [
        pytest.param((principal(Kind.MEDEWERKER), Rights()), 0, id="nobody"),
        pytest.param(staff(may_write()), 0, id="reads-only"),
        pytest.param(staff(may_write("zaken.bijwerken")), 0, id="another-scope"),
        pytest.param(
            staff(may_write(), may_write(TOEVOEGEN, identificatie="PARKEERVERGUNNING")),
            1,
            id="scope-in-another-grant",
        ),
        pytest.param(citizen(EVERYBODY_ELSE), 0, id="citizen-with-star"),
    ],
)
async def test_the_policy_refuses_and_nothing_is_written(caller: Any, reads: int) -> None:
    with lent(caller) as graph:
        body = await graph.mutate("statusZetten", invoer(graph))
        assert body["data"] == {"statusZetten": None}
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
        assert graph.sent == []
        assert graph.calls["openzaak-zaken"] == reads


async def test_a_zaak_that_may_not_be_seen_is_not_there() -> None:
    blind = staff(may_write(TOEVOEGEN, identificatie="PARKEERVERGUNNING"))
    with lent(blind) as graph:
        assert await graph.fouten("statusZetten", invoer(graph)) == [("NOT_FOUND", "invoer.zaak")]
        assert graph.sent == []


async def test_who_sees_it_and_has_the_scope_in_one_grant_may() -> None:
    for scope in (TOEVOEGEN, "zaken.schrijven"):
        with lent(staff(may_write(scope))) as graph:
            await graph.done("statusZetten", invoer(graph))


async def test_a_citizen_may_when_their_section_says_so_and_the_zaak_is_theirs() -> None:
    with lent() as graph:
        zaak = graph.zaak()
        bsn = next(
            rol["betrokkeneIdentificatie"]["inpBsn"]
            for rol in graph.data.rollen
            if rol["zaak"] == zaak["url"] and rol["omschrijvingGeneriek"] == "initiator"
        )
        grant = Rights((own_grant(scopes=frozenset({TOEVOEGEN})),))
        subject = Subject(bsn=PersonalNumber(bsn))
        graph.caller = principal(Kind.BURGER, subject=subject), grant
        await graph.done("statusZetten", invoer(graph))
        stranger = Subject(bsn=PersonalNumber(EVERYBODY_ELSE))
        graph.caller = principal(Kind.BURGER, subject=stranger), grant
        found = await graph.fouten("statusZetten", invoer(graph, 2))
        assert found == [("NOT_FOUND", "invoer.zaak")]
        assert len(graph.sent) == 1


@pytest.mark.parametrize(
    ("failure", "code", "is_late"),
    [
        pytest.param(503, "UPSTREAM_UNAVAILABLE", False, id="503"),
        pytest.param(httpx.ConnectError("no"), "UPSTREAM_UNAVAILABLE", False, id="no-connection"),
        pytest.param(403, "UPSTREAM_FORBIDDEN", False, id="403"),
        pytest.param(500, "WRITE_UNCONFIRMED", False, id="500"),
        pytest.param(httpx.ReadError("lost"), "WRITE_UNCONFIRMED", True, id="lost-answer"),
    ],
)
async def test_a_register_that_fails_is_told_and_what_is_unsure_stays_so(
    graph: Schrijver, failure: Exception | int, code: str, is_late: bool
) -> None:
    graph.fails(1, failure, late=is_late)
    given, key = invoer(graph), "sleutel-een-twee"
    body = await graph.mutate("statusZetten", given, idempotentiesleutel=key)
    assert [error["extensions"]["code"] for error in body["errors"]] == [code]
    result, unsure = body["data"]["statusZetten"], code == "WRITE_UNCONFIRMED"
    if unsure:
        assert result["stappen"] == [{"stap": "status", "gedaan": None, "code": code}]
        assert result["zaak"] is not None
    else:
        assert result is None
    again = await graph.mutate("statusZetten", given, idempotentiesleutel=key)
    assert len(graph.sent) == (1 if unsure else 2)
    if unsure:
        assert again["data"]["statusZetten"]["herhaald"]
        assert [error["extensions"]["code"] for error in again["errors"]] == [code]
    else:
        assert "errors" not in again


async def test_a_key_gives_the_first_answer_again_and_writes_once(graph: Schrijver) -> None:
    given, key = invoer(graph), "8e5f0d9c-0000-4000-8000-000000000001"
    first = await graph.done("statusZetten", given, STATUS, idempotentiesleutel=key)
    again = await graph.done("statusZetten", given, STATUS, idempotentiesleutel=key)
    assert (first["herhaald"], again["herhaald"]) == (False, True)
    assert again["stappen"] == first["stappen"]
    assert again["zaak"] == first["zaak"]
    assert len(graph.sent) == 1
    other = await graph.mutate("statusZetten", invoer(graph, 2), idempotentiesleutel=key)
    assert [error["extensions"]["code"] for error in other["errors"]] == ["IDEMPOTENCY_CONFLICT"]
    graph.caller = staff(may_write(TOEVOEGEN))
    later = {**given, "datumStatusGezet": "2026-01-01T00:00:00Z"}
    await graph.done("statusZetten", later, idempotentiesleutel=key)
    assert len(graph.sent) == 2


async def test_a_key_may_come_in_a_header_and_what_was_refused_frees_it(graph: Schrijver) -> None:
    text = f"mutation M($i: StatusZettenInvoer!) {{ statusZetten(invoer: $i) {{ {PAYLOAD} }} }}"
    key = {"Idempotency-Key": "header-sleutel"}

    async def send(given: dict[str, Any]) -> Any:
        body = {"query": text, "variables": {"i": given}}
        response = await graph.http.post("/graphql", json=body, headers=key)
        return response.json()["data"]["statusZetten"]

    wrong = await send({**invoer(graph), "statustype": graph.zaak()["url"]})
    assert [fout["code"] for fout in wrong["fouten"]] == ["NOT_FOUND"]
    assert not (await send(invoer(graph)))["herhaald"]
    assert (await send(invoer(graph)))["herhaald"]
    assert len(graph.sent) == 1


async def test_two_at_once_under_one_key_write_once(graph: Schrijver) -> None:
    given, key = invoer(graph), "tegelijk-tegelijk"
    bodies = await asyncio.gather(
        *(graph.mutate("statusZetten", given, idempotentiesleutel=key) for _ in range(3))
    )
    codes = [error["extensions"]["code"] for body in bodies for error in body.get("errors", ())]
    assert codes == ["IDEMPOTENCY_IN_PROGRESS"] * 2
    assert len(graph.sent) == 1


async def test_a_gateway_that_only_reads_says_so_and_a_dear_operation_is_refused() -> None:
    with restored(Schrijver(schrijven=False)) as graph:
        body = await graph.mutate("statusZetten", invoer(graph))
        assert [error["extensions"]["code"] for error in body["errors"]] == ["WRITES_DISABLED"]
        many = " ".join(f"m{n}: statusZetten(invoer: $i) {{ herhaald }}" for n in range(6))
        text = f"mutation M($i: StatusZettenInvoer!) {{ {many} }}"
        refused = await graph.post(text, i=invoer(graph))
        assert refused["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
        assert graph.calls == {}


async def test_a_write_takes_more_of_the_budget_of_a_client() -> None:
    with restored(Schrijver(rate_cost=20, write_points=10)) as graph:
        await graph.warm()
        given = invoer(graph)
        first = await graph.mutate("statusZetten", given, "")
        assert first["extensions"]["cost"]["remaining"] == 7
        assert (await graph.mutate("statusZetten", given, ""))["errors"][0]["extensions"][
            "code"
        ] == "RATE_LIMITED"
        assert len(graph.sent) == 1


async def test_a_write_is_finished_when_the_time_is_over(
    graph: Schrijver, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = graph.endpoint._landscape.clients["openzaak-zaken"]
    deadlines: list[Deadline] = []

    class Kept(Deadline):
        def __init__(self, seconds: float) -> None:
            super().__init__(seconds)
            deadlines.append(self)

    monkeypatch.setattr("schema.execution.Deadline", Kept)
    passing = client._exchange

    async def too_late(request: Any) -> Any:
        if request.is_write:
            deadlines[0].ring()
            await asyncio.sleep(0)
        return await passing(request)

    client._exchange = too_late
    given = invoer(graph)
    (error,) = (await graph.mutate("statusZetten", given))["errors"]
    assert error["extensions"]["code"] == "OPERATION_TIMEOUT"
    assert error["extensions"]["uitgevoerd"] == [
        {"veld": "statusZetten", "stappen": [{"stap": "status", "gedaan": True, "code": None}]}
    ]
    (zaak,) = (one for one in graph.data.zaken if one["uuid"] == given["zaak"])
    assert (await graph.rest(zaak["status"]))["statustype"] == given["statustype"]


def test_what_was_found_visible_is_judged_anew_after_a_write(graph: Schrijver) -> None:
    """Which document belongs to which zaak may be just what was changed."""
    who, rights = staff(may_write(TOEVOEGEN))
    call = Call(GATEWAY)
    loaders = Loaders(graph.endpoint._landscape, Catalogus(), call)
    facts = Facts(rights, graph.endpoint._landscape, is_own_only=False)
    case = Case(who, facts, loaders, TypeIndex())
    call.guard = PolicyGuard(facts, lambda: case)
    assert not case.is_own
    key = ("openzaak-documenten", "1")
    case.asked.add(key)
    case.contacten.add(key)
    before = case.behind
    for known in (case.zaken, case.besluiten, case.documenten):
        known[key] = frozenset({0})
    case.related[key] = {0}
    loaders.forget()
    kept = [case.zaken, case.besluiten, case.documenten, case.related, case.asked, case.contacten]
    assert not any(kept)
    assert case.behind is not before
