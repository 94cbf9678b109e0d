"""The log of processing: which records an operation gives, and that they are there before it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_zaak_detail import DETAIL

from gateway import DEVELOPMENT
from graph_support import WARM
from logboek_support import ACTIVITY, KEY, PSEUDONIEMEN, LoggingGraph, spooled
from policy.identity import DEVELOPER
from policy.logboek import ACTIVITY as ACTIVITY_ID
from policy.logboek import PROCESSOR, SUBJECT, SUBJECT_TYPE, Pseudoniemen
from sandbox import BRP_ROOT, KLANT_ROOT, ROOTS
from sandbox.brp.data import SHOWCASE_BSNS, make_personen
from sandbox.zgw import SHOWCASE_ZAAK_UUID

BSN, OTHER, NOBODY = "999993653", "999990408", "999999990"
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CALLER = {"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": "rp=1"}
ADRESSEN = "digitaleAdressen { adres }"
LEEFTIJD = f'{{ persoon(bsn: "{BSN}") {{ leeftijd }} }}'
OK, UNSET, ERROR = 1, 0, 2


async def spans_of(
    tmp_path: Path, query: str, headers: dict[str, str] | None = None, **logboek: Any
) -> tuple[LoggingGraph, list[dict[str, Any]]]:
    """Return the gateway and the spans at the collector after one operation."""
    graph = LoggingGraph(tmp_path, **logboek)
    async with graph:
        await graph.ask(WARM)
        graph.sandbox.faults.forget()
        await graph.post(query, headers)
    return graph, graph.spans


def subjects(spans: list[dict[str, Any]], upstream: str) -> Counter[tuple[str, str]]:
    """Return whom the records of one register are about, and how often."""
    return Counter(
        (span["attributes"][SUBJECT_TYPE], span["attributes"][SUBJECT])
        for span in spans
        if span["name"].startswith(f"{upstream}:") and SUBJECT in span["attributes"]
    )


async def test_the_records_of_the_readme_query(tmp_path: Path) -> None:
    graph, spans = await spans_of(tmp_path, DETAIL, CALLER)
    assert {span["traceId"] for span in spans} == {TRACE}
    assert len({span["spanId"] for span in spans}) == len(spans)
    assert {span["attributes"][ACTIVITY_ID] for span in spans} == {DEVELOPMENT.activity}
    assert all(int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]) for span in spans)
    operation, *rest = spans
    assert (operation["parentSpanId"], operation["kind"]) == (SPAN, 2)
    assert SUBJECT not in operation["attributes"]
    reads = [span for span in rest if span["kind"] == 3]
    people = [span for span in rest if span["kind"] == 1]
    assert len(reads) + len(people) == len(rest)
    assert {span["parentSpanId"] for span in reads} == {operation["spanId"]}
    assert {span["parentSpanId"] for span in people} <= {span["spanId"] for span in reads}
    sent = [
        (request.upstream, request.headers["traceparent"], request.headers["tracestate"])
        for request in graph.sandbox.faults.requests
        if request.upstream not in ("openzaak-catalogi", "logboek")
    ]
    told = [
        (span["name"].split(":")[0], f"00-{TRACE}-{span['spanId']}-01", "rp=1") for span in reads
    ]
    assert sorted(told) == sorted(sent)
    assert Counter(name for name, _, _ in told) == {
        "openzaak-zaken": 2,
        "openzaak-documenten": 2,
        "openzaak-besluiten": 3,
        "brp": 1,
        "openklant": 1,
    }
    pseudonyms = {("BSN", PSEUDONIEMEN.of("BSN", bsn)): 1 for bsn in SHOWCASE_BSNS}
    assert subjects(spans, "brp") == pseudonyms
    assert subjects(spans, "openzaak-zaken").items() >= pseudonyms.items()
    assert {status for span in spans for status in (span["status"]["code"],)} == {OK}
    roots = {span["name"].split(":")[0]: span["attributes"][PROCESSOR] for span in reads}
    assert roots["brp"] == BRP_ROOT
    assert roots["openklant"] == KLANT_ROOT
    assert roots["openzaak-zaken"] == ROOTS["zaken"]
    assert graph.sandbox.logboek.resources[-1]["service.name"] == "common-ground-gateway"


async def test_no_number_and_no_user_stands_in_a_record(tmp_path: Path) -> None:
    user = replace(DEVELOPER, user_id="jansen-de-boer", representation="Jan Jansen-de Boer")
    graph = LoggingGraph(tmp_path, principal=user)
    async with graph:
        await graph.ask(DETAIL)
        await graph.post(
            f'query A{BSN} {{ klant(bsn: "{BSN}") {{ soort zaken {{ totalCount }} }} }}'
        )
        kept = b"\n".join(spooled(tmp_path))
    sent = b"\n".join(graph.sandbox.logboek.bodies)
    for text in (kept, sent):
        assert PSEUDONIEMEN.of("BSN", BSN).encode() in text
        without = re.sub(rb'"(?:start|end)TimeUnixNano":"\d{19}"', b"", text)
        without = re.sub(rb'"1\.[0-9a-f]{64}"|"[0-9a-f]{32}"|"[0-9a-f]{16}"', b"", without)
        assert not re.search(rb"\d{8,}", without)
        assert b"jansen" not in text.lower()
        assert KEY.encode() not in text


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (f'{{ persoon(bsn: "{NOBODY}") {{ leeftijd }} }}', {NOBODY}),
        (
            f"""{{ a: persoon(bsn: "{BSN}") {{ leeftijd }}
                   b: persoon(bsn: "{OTHER}") {{ leeftijd }} }}""",
            {BSN, OTHER},
        ),
        (f'{{ persoon(bsn: "{BSN}") {{ burgerservicenummer }} }}', set()),
    ],
    ids=["not found", "two in one call", "not read"],
)
async def test_a_record_for_each_bsn_that_was_asked(
    tmp_path: Path, query: str, asked: set[str]
) -> None:
    _, spans = await spans_of(tmp_path, query)
    assert subjects(spans, "brp") == {("BSN", PSEUDONIEMEN.of("BSN", bsn)): 1 for bsn in asked}
    assert len(spans) == (2 + len(asked) if asked else 0)


async def test_relatives_are_betrokkenen_too(tmp_path: Path) -> None:
    graph = LoggingGraph(tmp_path)
    parent = next(
        person
        for person in make_personen(date.today())
        if any("burgerservicenummer" in one for one in person.get("kinderen", ()))
    )
    bsn = parent["burgerservicenummer"]
    async with graph:
        data = await graph.ask(
            f'{{ persoon(bsn: "{bsn}") {{ kinderen {{ burgerservicenummer }} }} }}'
        )
    children = [one["burgerservicenummer"] for one in data["persoon"]["kinderen"]]
    assert any(children)
    assert subjects(graph.spans, "brp") == {
        ("BSN", PSEUDONIEMEN.of("BSN", one)): 1 for one in (bsn, *filter(None, children))
    }


async def test_everybody_whom_a_search_finds_is_a_betrokkene(tmp_path: Path) -> None:
    graph = LoggingGraph(tmp_path)
    home = make_personen(date.today())[0]["verblijfplaats"]["adresseerbaarObjectIdentificatie"]
    search = f'adresseerbaarObject: {{ adresseerbaarObjectIdentificatie: "{home}" }}'
    async with graph:
        found = await graph.ask(f"{{ personen(zoek: {{ {search} }}) {{ leeftijd }} }}")
    assert found["personen"]
    assert len(subjects(graph.spans, "brp")) == len(found["personen"])


async def test_who_is_asked_by_a_filter_is_a_betrokkene(tmp_path: Path) -> None:
    _, spans = await spans_of(
        tmp_path,
        f'{{ klant(bsn: "{BSN}") {{ digitaleAdressen {{ adres }} zaken {{ totalCount }} }} }}',
    )
    asked = ("BSN", PSEUDONIEMEN.of("BSN", BSN))
    assert subjects(spans, "openklant")[asked] >= 1
    assert subjects(spans, "openzaak-zaken")[asked] >= 1
    assert subjects(spans, "brp") == {}


async def test_catalogi_are_about_nobody(tmp_path: Path) -> None:
    _, spans = await spans_of(tmp_path, "{ zaaktypen { omschrijving } }")
    assert spans == []


@pytest.mark.parametrize(
    ("fault", "status"),
    [({"status": 500}, ERROR), ({"down": True}, ERROR), ({"status": 400}, UNSET)],
)
async def test_what_failed_is_logged_too(
    tmp_path: Path, fault: dict[str, Any], status: int
) -> None:
    graph = LoggingGraph(tmp_path)
    async with graph:
        graph.sandbox.faults.set("brp", **fault)
        await graph.post(LEEFTIJD)
    operation, read, person = graph.spans
    assert operation["status"]["code"] == OK
    assert read["status"]["code"] == person["status"]["code"] == status
    assert person["attributes"][SUBJECT] == PSEUDONIEMEN.of("BSN", BSN)


async def test_what_may_not_be_read_is_not_logged(tmp_path: Path) -> None:
    graph = LoggingGraph(tmp_path, doelbindingen=())
    async with graph:
        await graph.post(LEEFTIJD, {"X-Doelbinding": "geen"})
    assert graph.spans == []


async def test_without_a_purpose_the_activity_is_the_configured_one(tmp_path: Path) -> None:
    query = f'{{ zaak(uuid: "{SHOWCASE_ZAAK_UUID}") {{ identificatie }} }}'
    graph = LoggingGraph(tmp_path, processors={"development": "https://partij.example"})
    async with graph:
        await graph.ask(query, {"X-Doelbinding": "geen"})
    operation, read = graph.spans
    assert {span["attributes"][ACTIVITY_ID] for span in graph.spans} == {ACTIVITY}
    assert operation["attributes"][PROCESSOR] == "https://partij.example"
    assert SUBJECT not in read["attributes"]
    assert "parentSpanId" not in operation


async def test_the_records_are_kept_before_the_answer_goes_out(tmp_path: Path) -> None:
    graph = LoggingGraph(tmp_path)
    async with graph:
        graph.sandbox.faults.set("logboek", status=503)
        await graph.ask(LEEFTIJD)
        assert len(spooled(tmp_path)) == 3
        assert graph.spans == []
        ready = (await graph.http.get("/health/ready")).json()["logboek"]
        assert (ready["kept"], ready["delivered"], ready["lost"]) == (3, 0, 0)
        graph.sandbox.faults.set("logboek", status=None)
    assert len(graph.spans) == 3


@pytest.mark.parametrize(("fail_closed", "status"), [(True, 503), (False, 200)])
async def test_no_log_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail_closed: bool, status: int
) -> None:
    graph = LoggingGraph(tmp_path, fail_closed=fail_closed)
    async with graph:

        def fails(_fd: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("policy.spool.os.fsync", fails)
            response = await graph.post(LEEFTIJD)
        body = response.json()
        lost = (await graph.http.get("/health/ready")).json()["logboek"]["lost"]
        again = await graph.post(LEEFTIJD)
    assert response.status_code == status
    assert lost == 3
    assert again.json()["data"]["persoon"]["leeftijd"]
    if fail_closed:
        assert "data" not in body
        assert body["errors"][0]["extensions"]["code"] == "LOGBOEK_UNAVAILABLE"
    else:
        assert body["data"]["persoon"]["leeftijd"]


async def test_a_full_spool_refuses_and_recovers_when_the_collector_does(tmp_path: Path) -> None:
    graph = LoggingGraph(tmp_path, max_spool_mb=1)
    query = "{ " + " ".join(f'p{n}: persoon(bsn: "{BSN}") {{ leeftijd }}' for n in range(3)) + " }"
    async with graph:
        graph.sandbox.faults.set("logboek", down=True)
        graph.journal.spool._max_bytes = 4_000
        answers = [(await graph.post(query)).status_code for _ in range(6)]
        refused = answers.index(503)
        assert answers == [200] * refused + [503] * (6 - refused)
        assert refused > 0
        graph.sandbox.faults.set("logboek", down=False)
    assert len(graph.spans) == 3 * refused


async def test_an_operation_that_ran_out_of_time_is_logged(tmp_path: Path) -> None:
    graph = LoggingGraph(tmp_path, gateway={"request_timeout": 0.05})
    async with graph:
        graph.sandbox.faults.set("brp", hang=True)
        body = (await graph.post(LEEFTIJD)).json()
    assert body["errors"][0]["extensions"]["code"] == "OPERATION_TIMEOUT"
    assert [span["status"]["code"] for span in graph.spans] == [ERROR] * 3


async def test_what_a_dead_worker_left_is_delivered(tmp_path: Path) -> None:
    first = LoggingGraph(tmp_path)
    async with first:
        first.sandbox.faults.set("logboek", down=True)
        await first.ask(LEEFTIJD)
    assert first.spans == []
    assert len(spooled(tmp_path)) == 3
    second = LoggingGraph(tmp_path)
    async with second:
        await second.ask(LEEFTIJD)
    assert len(second.spans) == 6
    assert len({span["spanId"] for span in second.spans}) == 6


def test_pseudonyms_are_the_same_for_who_has_the_key_and_for_nobody_else() -> None:
    same, other = Pseudoniemen(KEY, "1"), Pseudoniemen(KEY[::-1], "1")
    assert same.of("BSN", BSN) == PSEUDONIEMEN.of("BSN", BSN)
    assert len({same.of("BSN", BSN), same.of("RSIN", BSN), other.of("BSN", BSN)}) == 3
    turned = Pseudoniemen(KEY, "2").of("BSN", BSN)
    assert turned.split(".") == ["2", same.of("BSN", BSN).split(".")[1]]
