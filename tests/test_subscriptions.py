"""Subscriptions: who hears what, made of what register reads, and what nobody hears."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from access_support import EVERYBODY_ELSE, citizen, department, staff

from logboek_support import LoggingGraph, spooled
from policy.grants import UNLIMITED, Rule
from policy.identity import DEVELOPER
from policy.spool import SpoolError
from resolvers.gebeurtenissen import Subject
from sandbox import KLANT_ROOT
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from schema import stream_event
from schema.admission import Admission
from sources.notificaties.hub import Notificatie
from subscription_support import CHANGED, ZAAK, ZAKEN_ROOT, Socket, Subscribed, streaming

UUID = SHOWCASE_ZAAK_UUID
WHAT = CHANGED % "actie resource zaak { identificatie }"
LIST = "subscription L($f: ZaakFilter) { zakenGewijzigd(filter: $f) { zaak { identificatie } } }"
DEVELOPS = (DEVELOPER, UNLIMITED)
OTHER_DEPARTMENT = staff(department("STANDPLAATSVERGUNNING"))


async def opened(graph: Subscribed, query: str = WHAT, **variables: Any) -> Socket:
    """Return a websocket with one subscription."""
    socket = Socket(graph.app)
    await socket.init()
    await socket.listen(graph, query, **(variables or {"uuid": UUID}))
    return socket


async def payload(socket: Socket) -> Any:
    """Return the payload of the next event."""
    message = await socket.heard()
    assert message["type"] == "next", message
    return message["payload"]


async def test_a_change_gives_what_is_selected_and_a_burst_is_one_event_and_one_read() -> None:
    text = CHANGED % "actie resource moment zaak { identificatie status { statustype { url } } }"
    async with streaming(strategy="fewest") as graph:
        await graph.warm()
        socket = await opened(graph, text)
        at = "2026-01-31T12:00:00.000001+00:00"
        graph.tell()
        graph.tell(f"{ZAKEN_ROOT}statussen/1", resource="status", actie="create", hoofd_url=ZAAK)
        graph.tell(resource="rol", aanmaakdatum=at, marks=("m",))
        graph.tell(resource="rol", aanmaakdatum=at, marks=("m",))
        event = (await payload(socket))["data"]["zaakGewijzigd"]
        assert event.pop("zaak")["status"]["statustype"]["url"]
        assert event == {"actie": "GEWIJZIGD", "resource": "rol", "moment": at}
        assert graph.calls == {"openzaak-zaken": 1}
        graph.tell(f"{ZAKEN_ROOT}zaken/{'0' * 8}-0000-4000-8000-000000000000")
        graph.tell(is_own=True)
        graph.tell("https://elders.example/zaken/api/v1/zaken/" + UUID)
        await graph.settle()
        assert socket.out.empty()
        assert graph.streams.feed.doubled == 1
        await socket.aclose()
        assert graph.streams.count == graph.streams.dispatcher.index.count == 0


async def test_who_may_not_see_it_hears_nothing_until_they_may() -> None:
    text = CHANGED % "actie"
    async with streaming(OTHER_DEPARTMENT) as graph:
        sockets = [await opened(graph, text)]
        graph.caller = citizen(EVERYBODY_ELSE)
        sockets.append(await opened(graph, text))
        for caller, held in ((OTHER_DEPARTMENT, 2), (citizen(EVERYBODY_ELSE), 4)):
            graph.caller = caller
            graph.tell()
            await graph.settle()
            assert graph.streams.dispatcher.counts["held"] == held
        assert all(socket.out.empty() for socket in sockets)
        graph.caller = DEVELOPS
        graph.tell()
        for socket in sockets:
            assert (await payload(socket))["data"] == {"zaakGewijzigd": {"actie": "GEWIJZIGD"}}
        graph.caller = OTHER_DEPARTMENT
        graph.tell()
        await graph.settle()
        assert all(socket.out.empty() for socket in sockets)


async def test_a_citizen_hears_of_their_own_zaak_but_not_of_what_they_do_not_see() -> None:
    async with streaming(DEVELOPS) as graph:
        data = graph.sandbox.zgw.data
        mine = {
            rol["zaak"]: rol["betrokkeneIdentificatie"]["inpBsn"]
            for rol in data.rollen
            if rol["omschrijvingGeneriek"] == "initiator"
            and rol["betrokkeneIdentificatie"].get("inpBsn")
        }
        others = {rol["zaak"]: rol for rol in data.rollen if rol["betrokkeneType"] == "medewerker"}
        url = next(url for url in mine if url in others)
        graph.caller = citizen(mine[url], sees_intern=True)
        socket = await opened(graph, CHANGED % "resource", uuid=url.rpartition("/")[2])
        for resource, part in (("rol", others[url]["url"]), ("zaakbesluit", url)):
            graph.tell(part, resource=resource, actie="create", hoofd_url=url)
            await graph.settle()
        graph.tell(others[url]["url"], resource="rol", actie="destroy", hoofd_url=url)
        await graph.settle()
        assert socket.out.empty()
        graph.tell(f"{ZAKEN_ROOT}statussen/1", resource="status", actie="create", hoofd_url=url)
        assert (await payload(socket))["data"] == {"zaakGewijzigd": {"resource": "status"}}


async def test_what_is_gone_is_told_only_to_whom_it_was_shown() -> None:
    gone = {"resource": "zaak", "actie": "destroy"}
    async with streaming(DEVELOPS) as graph:
        zaken = graph.sandbox.zgw.data.zaken
        zaak = next(zaak for zaak in zaken if zaak["url"] == ZAAK)
        shown, never = await opened(graph), Socket(graph.app)
        everything = await opened(graph, LIST, f={})
        graph.tell()
        await payload(shown)
        await payload(everything)
        await never.init()
        await never.listen(graph, CHANGED % "zaak { url } actie", uuid=UUID)
        graph.sandbox.faults.set("openzaak-zaken", status=404)
        graph.tell(**gone)
        event = (await payload(shown))["data"]["zaakGewijzigd"]
        assert event == {"actie": "VERWIJDERD", "resource": "zaak", "zaak": None}
        graph.tell(**gone)
        await graph.settle()
        assert never.out.empty()
        assert everything.out.empty()
        assert shown.out.empty()
        assert zaak


async def test_a_filter_is_decided_on_the_zaak_that_is_read() -> None:
    async with streaming() as graph:
        zaak = next(one for one in graph.sandbox.zgw.data.zaken if one["url"] == ZAAK)
        kenmerken = {name: zaak[name] for name in ("zaaktype", "bronorganisatie")}
        fits = {"zaaktype": zaak["zaaktype"].rpartition("/")[2], "isOpen": False}
        fits["startdatumGte"] = zaak["startdatum"]
        for wanted, calls in ((fits, 1), ({**fits, "isOpen": True}, 1), ({"zaaktype": UUID}, 0)):
            socket = await opened(graph, LIST, f=wanted)
            graph.forget()
            graph.tell(kenmerken=kenmerken)
            await graph.settle()
            assert graph.calls["openzaak-zaken"] == calls
            assert socket.out.qsize() == (wanted == fits)
            await socket.aclose()


async def test_what_the_kenmerken_exclude_for_a_caller_costs_no_read() -> None:
    everything = department("ALLES", ceiling="openbaar")
    grant = replace(everything, zaken=(Rule("intern"),))
    async with streaming(staff(grant)) as graph:
        socket = await opened(graph, LIST, f={})
        for secrecy, calls in (("geheim", 0), ("intern", 1), ("iets nieuws", 1)):
            graph.tell(kenmerken={"vertrouwelijkheidaanduiding": secrecy})
            await graph.settle()
            assert graph.calls["openzaak-zaken"] == calls
        await socket.aclose()


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (LIST, {"f": {"statustype": UUID}}, "BAD_USER_INPUT"),
        (LIST, {"f": {"rol": {"bsn": "999993653"}}}, "BAD_USER_INPUT"),
        (WHAT, {"uuid": "x"}, "BAD_USER_INPUT"),
        (
            "subscription { zakenGewijzigd { id } b: zakenGewijzigd { id } }",
            {},
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("subscription { nietGewijzigd { id } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        (
            "subscription S($u: UUID!) { zaakGewijzigd(uuid: $u) @skip(if: true) { id } }",
            {"u": UUID},
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            CHANGED % "zaak { rollen { zaak { documenten { zaken { documenten { url } } } } } }",
            {"uuid": UUID},
            "COST_LIMIT_EXCEEDED",
        ),
    ],
)
async def test_a_subscription_is_checked_before_it_begins(
    query: str, variables: dict[str, Any], code: str
) -> None:
    async with streaming(max_cost_calls=20, introspection=False) as graph:
        socket = await opened(graph, query, **(variables or {"x": 1}))
        message = await socket.heard()
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["code"] == code
        assert graph.streams.dispatcher.index.count == 0
        assert not graph.asked


async def test_citizens_listen_to_one_zaak_not_to_all() -> None:
    async with streaming(citizen(EVERYBODY_ELSE)) as graph:
        for query in (LIST, "subscription { klantcontactGeregistreerd { id } }"):
            message = await (await opened(graph, query, f={})).heard()
            assert message["payload"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_document_and_a_klantcontact_of_a_partij() -> None:
    async with streaming() as graph:
        document = graph.sandbox.zgw.data.enkelvoudiginformatieobjecten[0]["url"]
        uuid = document.rpartition("/")[2]
        query = "subscription D($u: UUID!) { documentGewijzigd(uuid: $u) { document { url } } }"
        socket = await opened(graph, query, u=uuid)
        graph.tell(document, kanaal="documenten", resource="enkelvoudiginformatieobject")
        assert (await payload(socket))["data"] == {
            "documentGewijzigd": {"document": {"url": document}}
        }
        took = next(
            one for one in graph.sandbox.klanten.data.list("betrokkenen") if one["wasPartij"]
        )
        contact = f"{KLANT_ROOT}klantcontacten/{took['hadKlantcontact']['uuid']}"
        query = """subscription K($p: UUID) {
          klantcontactGeregistreerd(partij: $p) { actie klantcontact { uuid } } }"""
        for partij in (took["wasPartij"]["uuid"], UUID):
            await socket.listen(graph, query, partij, p=partij)
        told = {"kanaal": "klantcontacten", "resource": "klantcontact"}
        graph.tell(contact, actie="update", **told)
        await graph.settle()
        graph.tell(contact, actie="create", **told)
        await graph.settle()
        message = await socket.heard()
        assert message["id"] == took["wasPartij"]["uuid"]
        assert message["payload"]["data"]["klantcontactGeregistreerd"]["actie"] == "AANGEMAAKT"
        assert socket.out.empty()


async def test_equal_subscriptions_share_a_read_and_others_do_not() -> None:
    async with streaming(DEVELOPS) as graph:
        sockets = [await opened(graph) for _ in range(4)]
        graph.caller = replace(DEVELOPER, user_id="jan"), UNLIMITED
        sockets.append(await opened(graph))
        withdrawn, changed, *_ = graph.streams._carriers

        async def admit(said: Any) -> Admission:
            who = replace(DEVELOPER, user_id="piet") if said is changed.said else DEVELOPER
            return Admission(who, OTHER_DEPARTMENT[1] if said is withdrawn.said else UNLIMITED)

        graph.endpoint.admissions.admit = admit  # type: ignore[method-assign, assignment]
        graph.tell()
        await graph.settle()
        assert [socket.out.qsize() for socket in sockets] == [0, 1, 1, 1, 1]
        assert graph.calls["openzaak-zaken"] == 4
        assert graph.streams.dispatcher.counts["shared"] == 1


async def test_a_register_that_fails_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_event, "RETRY", 0.0)
    async with streaming() as graph:
        socket = await opened(graph)
        graph.sandbox.faults.set("openzaak-zaken", status=500)
        graph.tell()
        while graph.calls["openzaak-zaken"] < 4:  # noqa: ASYNC110  three attempts of one read
            await asyncio.sleep(0)
        assert socket.out.empty()
        graph.sandbox.faults.clear()
        assert (await payload(socket))["data"]["zaakGewijzigd"]["zaak"]


async def test_events_take_of_the_budget_and_wait_when_it_is_spent() -> None:
    async with streaming(rate_cost=4) as graph:
        socket = await opened(graph)
        for _ in range(2):
            graph.tell()
            assert await payload(socket)
        graph.forget()
        graph.tell()
        subject = Subject("zaken", "openzaak-zaken", UUID)
        (waiting,) = graph.streams.dispatcher.index.of(subject)
        while not (waiting.is_busy and waiting.pending):  # noqa: ASYNC110
            await asyncio.sleep(0)
        assert socket.out.empty()
        assert not graph.asked


async def test_nothing_is_told_that_is_not_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with LoggingGraph(tmp_path) as graph:
        socket = Socket(graph.app)
        await socket.init()
        socket.subscribe(CHANGED % "zaak { rollen { persoon { leeftijd } } }", uuid=UUID)
        streams: Any = graph.endpoint.stopping.listeners[0].__self__  # type: ignore[attr-defined]
        while not streams.dispatcher.index.count:  # noqa: ASYNC110
            await asyncio.sleep(0)
        told = Notificatie(kanaal="zaken", resource="zaak", actie="update", url=ZAAK)
        streams.feed.hub.tell(told)
        assert (await payload(socket))["data"]["zaakGewijzigd"]["zaak"]["rollen"]
        assert any(b"GraphQL-operatie" in record for record in spooled(tmp_path))

        async def full(_records: Any) -> None:
            raise SpoolError("full")

        monkeypatch.setattr(graph.journal, "keep", full)
        streams.feed.hub.tell(told)
        body = await payload(socket)
        assert "data" not in body
        assert body["errors"][0]["extensions"]["code"] == "LOGBOEK_UNAVAILABLE"
