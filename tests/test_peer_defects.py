"""The seven defects found in other gateways (issue 5), each tried on this one.

Where a defect has tests of its own elsewhere, these add what those leave out:

1. paging: test_paging.py, test_lists.py, test_cursors.py
2. ownership: test_access_own.py, test_access_walk.py
3. errors as empty lists: test_zaak_detail.py, test_differential.py
4. a query that writes: here
5. credentials and hosts: test_client_urls.py, test_client_auth.py
6. BSNs and the audit trail: test_bsn_hygiene.py, test_authentication_zgw.py
7. types that belong together: test_catalogus.py, and when a register tells of a change of one:
   test_gevolgen.py, test_verversen.py
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import unquote

import httpx
import jwt
import pytest
from access_support import EVERYBODY_ELSE, Acting, citizen, own_grant, principal

from client_support import JAN, ROOT, Server, answer, client_of
from graph_support import WARM, Graph, shared_sandbox
from notificaties_support import CATALOGI, Receiver, message
from policy.grants import Rights
from policy.identity import Kind, PersonalNumber, Subject
from resolvers.nodes import encode_id
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.callers import client_token
from sandbox.faults import RecordedRequest
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from schema.voorbeelden import schermen
from screen_support import measured
from sources.call import Call
from sources.catalogi.resources import RESULTAATTYPE, ROLTYPE, STATUSTYPE, ZAAKTYPE
from sources.catalogus import Catalogus
from sources.paging import fetch_all
from sources.zaken.resources import ROL

BSN = SHOWCASE_BSNS[0]
NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")


def claims_of(request: RecordedRequest) -> dict[str, Any]:
    """Return what the JWT of a request to a ZGW register says."""
    token = request.headers["authorization"].split()[1]
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def requests(graph: Graph) -> list[RecordedRequest]:
    """Return every request to a register since the gateway started."""
    return [one for one in graph.sandbox.faults.requests if one.upstream != "login"]


async def test_1_page_two_is_not_page_one_and_all_rows_are_read() -> None:
    graph, seen, after = Graph(), [], None
    text = "query($after: String) { zaken(first: 100, after: $after) { totalCount nodes { url }"
    text += " pageInfo { hasNextPage endCursor } } }"
    while True:
        page = (await graph.ask(text, after=after))["zaken"]
        seen.append({row["url"] for row in page["nodes"]})
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert [len(rows) for rows in seen] == [100] * 5
    assert len(set[str]().union(*seen)) == page["totalCount"] == 500


async def test_1_a_child_list_of_more_than_a_hundred_rows_is_read_to_its_end_once() -> None:
    def serve(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("page", "1"))
        asked.append(number)
        rows = [{"url": f"{ROOT}rollen/{number}-{row}"} for row in range(100 if number < 4 else 7)]
        further = f"{ROOT}rollen?page={number + 1}" if number < 4 else None
        return httpx.Response(200, json={"count": 307, "next": further, "results": rows})

    asked: list[int] = []
    rows = await fetch_all(client_of(serve), ROL, {"zaak": f"{ROOT}zaken/1"}, Call(JAN))
    assert len({row.url for row in rows}) == 307
    assert sorted(asked) == [1, 2, 3, 4]


async def test_2_a_citizen_reaches_nothing_of_a_zaak_of_another_by_any_id() -> None:
    data = shared_sandbox("openzaak").zgw.data
    url = next(zaak["url"] for zaak in data.zaken if zaak["uuid"] == SHOWCASE_ZAAK_UUID)
    besluit = next(row for row in data.besluiten if row["zaak"] == url)
    document = next(row for row in data.zaakinformatieobjecten if row["zaak"] == url)
    contact = next(iter(shared_sandbox("openzaak").klanten.data.list("klantcontacten")))
    ids = [
        encode_id(kind, register, found.rsplit("/", 1)[1])
        for kind, register, found in (
            ("Besluit", "openzaak-besluiten", besluit["url"]),
            ("Document", "openzaak-documenten", document["informatieobject"]),
            ("ZaakInformatieObject", "openzaak-zaken", document["url"]),
            ("Klantcontact", "openklant", contact["url"]),
        )
    ]
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { url } }"
    assert all((await Graph().ask(text, ids=ids))["nodes"])
    stranger = Acting(citizen(EVERYBODY_ELSE))
    assert (await stranger.ask(text, ids=ids))["nodes"] == [None] * len(ids)


async def test_2_a_document_of_an_own_zaak_stays_below_the_ceiling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = shared_sandbox("openzaak").zgw.data
    text = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ documenten {{ url }} }} }}'
    graph = Acting(citizen(BSN, ceiling="zaakvertrouwelijk"))
    before = (await graph.ask(text))["zaak"]["documenten"]
    hidden = before[0]["url"]
    body = next(row for row in data.enkelvoudiginformatieobjecten if row["url"] == hidden)
    monkeypatch.setitem(body, "vertrouwelijkheidaanduiding", "geheim")
    after = [row for row in (await graph.ask(text))["zaak"]["documenten"] if row]
    assert len(after) == len(before) - 1
    assert {"url": hidden} not in after


@pytest.mark.parametrize("status", [403, 500])
async def test_3_a_register_that_fails_gives_no_list_no_total_and_an_error(status: int) -> None:
    graph = Graph()
    graph.sandbox.faults.set("openzaak-besluiten", status=status)
    text = f'{{ besluiten {{ totalCount nodes {{ url }} }} zaak(uuid: "{SHOWCASE_ZAAK_UUID}") '
    body = await graph.post(text + "{ besluiten { url } identificatie } }")
    assert body["data"]["besluiten"] is None
    assert body["data"]["zaak"]["besluiten"] is None
    assert body["data"]["zaak"]["identificatie"]
    assert sorted(error["path"][0] for error in body["errors"]) == ["besluiten", "zaak"]
    graph.sandbox.faults.set("openzaak-zaken", status=status)
    telling = await graph.post("{ zakenTelling(groepeerOp: []) { totaal } }")
    assert telling["data"]["zakenTelling"] == {"totaal": None}
    assert len(telling["errors"]) == 1


READS = re.compile(r"GET .*|POST .*/(_zoek|personen|search|bewoningen|verblijfplaatshistorie)")


def test_4_no_screen_writes_anything() -> None:
    for name, found in measured().items():
        assert found.requests or not found.total
        for request in found.requests:
            assert READS.fullmatch(f"{request.method} {request.path}"), name


async def test_5_a_link_to_elsewhere_is_not_followed_and_gets_no_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = shared_sandbox("openzaak").zgw.data
    zaak = next(row for row in data.zaken if row["uuid"] == SHOWCASE_ZAAK_UUID)
    evil = "https://openzaak.sandbox.evil.example/zaken/api/v1/zaken/" + SHOWCASE_ZAAK_UUID
    monkeypatch.setitem(zaak, "hoofdzaak", evil)
    graph = Graph()
    text = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ hoofdzaak {{ url status {{ url }} }} }} }}'
    body = await graph.post(text)
    assert body["data"]["zaak"] == {"hoofdzaak": None}
    assert body["errors"][0]["extensions"]["code"] == "LINK_OUTSIDE_LANDSCAPE"
    assert "evil" not in str(body["errors"])
    assert len(requests(graph)) == 1
    assert {request.headers["host"] for request in requests(graph)} == {"openzaak.sandbox"}


async def test_5_the_next_page_is_asked_of_the_register_whatever_next_says() -> None:
    page = {"count": 2, "next": "https://evil.example/zaken/api/v1/rollen?page=2"}
    rows = [{**page, "results": [{"url": f"{ROOT}rollen/{row}"}]} for row in (1, 2)]
    server = Server(answer(200, rows[0]), answer(200, {**rows[1], "next": None}))
    await fetch_all(client_of(server), ROL, {}, Call(JAN))
    assert [str(request.url) for request in server.requests] == [
        f"{ROOT}rollen",
        f"{ROOT}rollen?page=2",
    ]


async def test_6_no_bsn_in_a_url_a_token_or_a_log_at_debug(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    rights = Rights((own_grant(),))
    subject = Subject(bsn=PersonalNumber(BSN))
    graph = Acting((principal(Kind.BURGER, subject=subject), rights))
    for scherm in schermen():
        if "bsn" in scherm.variabelen:
            await graph.post(scherm.text, **scherm.variables(date.today()))
    asked = requests(graph)
    assert {"brp", "openklant", "openzaak-zaken"} <= {request.upstream for request in asked}
    for request in asked:
        if request.upstream != "openklant":  # its API knows no other way; docs/dreigingsmodel.md
            assert BSN not in unquote(f"{request.path}?{request.query}")
        if request.upstream.startswith("openzaak"):
            assert not NINE.search(str(claims_of(request)))
    assert BSN not in caplog.text


async def test_6_callers_at_the_same_time_keep_their_own_name_in_the_audit_trail() -> None:
    graph = Graph()
    names = [f"medewerker-{number}" for number in range(8)]
    traces = {f"{number + 1:032x}": name for number, name in enumerate(names)}

    async def ask(trace: str, name: str) -> None:
        headers = {
            "Authorization": f"Bearer {client_token('zaaksysteem', name, name)}",
            "traceparent": f"00-{trace}-00f067aa0ba902b7-01",
        }
        query = "{ zaken(first: 5) { nodes { rollen { url } besluiten { url } } } }"
        response = await graph.http.post("/graphql", json={"query": query}, headers=headers)
        assert response.status_code == 200

    await asyncio.gather(*(ask(trace, name) for trace, name in traces.items()))
    told = [
        (traces[request.headers["traceparent"].split("-")[1]], claims_of(request)["user_id"])
        for request in requests(graph)
        if request.headers["traceparent"].split("-")[1] in traces
    ]
    assert {mine for mine, _ in told} == set(names)
    assert all(mine == user for mine, user in told)
    assert not any("x-audit-toelichting" in request.headers for request in requests(graph))


class Types:
    """A catalogus of which every list is one version of the same zaaktype."""

    def __init__(self) -> None:
        self.version, self.fails = 1, ""

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        name = request.url.path.rsplit("/", 1)[1]
        if name == self.fails:
            return httpx.Response(500, json={})
        rows = [{"url": f"{ROOT}{name}/1", "omschrijving": f"versie {self.version}"}]
        return httpx.Response(200, json={"count": 1, "next": None, "results": rows})


@pytest.mark.parametrize("fails", ["", "roltypen"])
async def test_7_a_zaaktype_and_its_types_are_renewed_together_or_not_at_all(fails: str) -> None:
    now, served = [1000.0], Types()
    client = client_of(served, retries=0, catalogus_ttl=60.0)
    catalogus, call = Catalogus(lambda: now[0]), Call(JAN)
    every = (ZAAKTYPE, STATUSTYPE, ROLTYPE, RESULTAATTYPE)

    async def seen() -> set[str | None]:
        rows: list[Any] = [(await catalogus.all(client, kind, call))[0] for kind in every]
        return {row.omschrijving for row in rows}

    assert await seen() == {"versie 1"}
    served.version, served.fails = 2, fails
    now[0] += 61
    await catalogus.all(client, ZAAKTYPE, call)
    answers = []
    for _ in range(60):
        answers.append(await seen())
        await asyncio.sleep(0)
    assert all(len(versions) == 1 for versions in answers), "never a mixture"
    assert answers[-1] == {"versie 1" if fails else "versie 2"}


async def test_7_a_notification_of_a_zaaktype_renews_every_type_below_it_and_once() -> None:
    receiver = Receiver()
    faults, zaaktype = receiver.sandbox.faults, f"{CATALOGI}zaaktypen/{SHOWCASE_ZAAK_UUID}"
    await receiver.http.post("/graphql", json={"query": WARM})
    held = Counter(request.path for request in faults.requests)
    faults.forget()
    told = message(
        kanaal="zaaktypen", resource="zaaktype", hoofdObject=zaaktype, resourceUrl=zaaktype
    )
    for second in range(20):
        made = f"2026-11-24T22:50:{second:02}Z"
        assert (await receiver.post({**told, "aanmaakdatum": made})).status_code == 204
    await receiver.idle()
    for _ in range(600):
        await asyncio.sleep(0)
    assert Counter(request.path for request in faults.requests) == held
    faults.forget()
    answer = await receiver.http.post("/graphql", json={"query": WARM})
    assert "errors" not in answer.json()
    assert not faults.requests
