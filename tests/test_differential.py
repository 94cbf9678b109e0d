"""The planned run against graphql-core with plain loaders: the same answer, in no more calls."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import pytest
from bag_support import ADRES, ALSO, HUIS, shared_pand
from hypothesis import HealthCheck, Phase, given, settings

import gateway
from graph_support import Graph, shared_sandbox
from query_support import Arguments, Operation, Samples, operations
from refusal_support import Refuses, asks_expand, asks_zoek, zaken_refuse
from resolvers.nodes import encode_id
from sandbox.brp.data import SHOWCASE_BSNS
from sandbox.zgw import BRONORGANISATIE, SHOWCASE_ZAAK_IDENTIFICATIE, SHOWCASE_ZAAK_UUID

Faults = dict[str, dict[str, Any]]
READ = re.compile(r"\([a-z]+(/_zoek|/{uuid})?\)")
FETCHED = re.compile(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z")
COUNT = re.compile(r"(.*&)?pageSize=1\Z")
"""A page of which only the count is asked; without a plan it may share a whole page."""
ABSENT = "00000000-0000-4000-8000-000000000000"
LISTS: Sequence[Arguments] = (
    {"first": 2},
    {"first": 4, "sorteer": ["STARTDATUM_AFLOPEND"]},
    {"last": 3, "filter": {"isOpen": False}},
)


def global_ids() -> list[str]:
    """Return ids of several types; the fourth is of a zaak that is not there."""
    sandbox = shared_sandbox("openzaak")
    data = sandbox.zgw.data
    partij = next(iter(sandbox.klanten.data.resources["partijen"].values()))
    uuids = [*(zaak["uuid"] for zaak in data.zaken[:3]), ABSENT]
    return [
        *(encode_id("Zaak", "openzaak-zaken", uuid) for uuid in uuids),
        encode_id("Document", "openzaak-documenten", _uuid(data.enkelvoudiginformatieobjecten[0])),
        encode_id("Zaaktype", "openzaak-catalogi", _uuid(data.zaaktypen[0])),
        encode_id("Rol", "openzaak-zaken", _uuid(data.rollen[0])),
        encode_id("Partij", "openklant", _uuid(partij)),
    ]


def zaak_arguments() -> list[Arguments]:
    """Return how a zaak is asked: known, absent, and with one argument too many."""
    zaken = shared_sandbox("openzaak").zgw.data.zaken
    showcase = {"identificatie": SHOWCASE_ZAAK_IDENTIFICATIE, "bronorganisatie": BRONORGANISATIE}
    return [
        {"uuid": SHOWCASE_ZAAK_UUID},
        *({"uuid": zaak["uuid"]} for zaak in zaken[:4]),
        showcase,
        {**showcase, "identificatie": "ZAAK-0000"},
        {"url": zaken[5]["url"]},
        {"uuid": zaken[0]["uuid"], "url": zaken[0]["url"]},
    ]


@cache
def roots() -> Samples:
    """Return arguments per root field, over what the sandbox holds."""
    data, ids = shared_sandbox("openzaak").zgw.data, global_ids()
    zaaktype = data.zaaktypen[0]
    return {
        "zaak": zaak_arguments(),
        "zaken": [
            *LISTS,
            {"first": 5},
            {"first": 3, "filter": {"zaaktype": zaaktype["url"]}},
            {"first": 3, "filter": {"rol": {"bsn": SHOWCASE_BSNS[0]}}},
            {"first": 3, "filter": {"bronorganisatieIn": [BRONORGANISATIE]}},
            {"first": 0},
        ],
        "documenten": [{"first": 3}, {"first": 2, "sorteer": ["TITEL"]}],
        "besluiten": [{"first": 3}],
        "klantcontacten": [{"first": 3}],
        "partijen": [{"first": 3}, {"first": 2, "filter": {"soortPartij": "organisatie"}}],
        "klant": [*({"bsn": bsn} for bsn in SHOWCASE_BSNS[:3]), {"kvkNummer": "90000382"}, {}],
        "persoon": [{"bsn": bsn} for bsn in SHOWCASE_BSNS[:3]],
        "zoek": [{"tekst": "dakkapel", "first": 3}, {"tekst": SHOWCASE_BSNS[0]}, {"tekst": "a"}],
        "bedrijf": [{"kvkNummer": "68750110"}, {}],
        "zaaktype": [{"uuid": _uuid(zaaktype)}, {"uuid": ABSENT}],
        "node": [{"id": name} for name in ids],
        "nodes": [{"ids": ids[:3]}, {"ids": ids}, {"ids": [*ids[:2], "onzin"]}],
        "opUrl": [{"url": data.statussen[0]["url"]}, {"url": "https://elders.nl/zaken/1"}],
    }


def _uuid(body: dict[str, Any]) -> str:
    return str(body["url"]).rsplit("/", 1)[1]


class Answer(NamedTuple):
    """What a client got, and what the registers were asked for it."""

    body: dict[str, Any]
    asked: list[tuple[str, str, str, bytes]]


@pytest.fixture(autouse=True, scope="module")
def _steady() -> Iterator[None]:
    """Let failures not add up: without retries, and with a breaker that never opens."""
    upstreams = gateway.sandbox_upstreams
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            gateway,
            "sandbox_upstreams",
            lambda sandbox: [
                dataclasses.replace(upstream, retries=0, breaker_failures=100_000)
                for upstream in upstreams(sandbox)
            ],
        )
        yield


def run(operation: Operation, faults: Faults | None = None, **settings: Any) -> Answer:
    """Return the answer of a new gateway over the sandbox with these faults."""

    async def ask() -> Answer:
        graph = Graph(**settings)
        for upstream, switches in (faults or {}).items():
            graph.sandbox.faults.set(upstream, **switches)
        body = await graph.post(operation.text, **operation.variables)
        return Answer(body, graph.asked)

    return asyncio.run(ask())


def errors_of(answer: Answer) -> Counter[str]:
    """Return the errors, whatever their order; which read failed is up to the plan."""
    texts = (json.dumps(error, sort_keys=True) for error in answer.body.get("errors", ()))
    return Counter(READ.sub("(a read)", text) for text in texts)


def data_of(answer: Answer) -> str:
    """Return the data in their order, without the moment at which they were read."""
    return FETCHED.sub("(a moment)", str(answer.body.get("data")))


def compare(operation: Operation, faults: Faults | None = None, **settings: Any) -> None:
    """Run an operation both ways: the same answer, and no request made more often."""
    also = settings.get("also", ())
    planned = run(operation, faults, **settings)
    plain = run(operation, faults, planner=False, also=also)
    assert data_of(planned) == data_of(plain)
    assert errors_of(planned) == errors_of(plain)
    often = Counter(plain.asked)
    for request, times in Counter(planned.asked).items():
        assert times <= max(1, often[request]), request
    if settings.get("strategy") == "fewest":
        counts = sum(bool(COUNT.match(query)) for _, _, query, _ in planned.asked)
        assert len(planned.asked) - counts <= len(plain.asked)


def bag_roots() -> Samples:
    """Return arguments of the root fields that lead to addresses and who lives there."""
    return {
        "adres": [{"nummeraanduidingIdentificatie": ADRES}],
        "adressen": [{"zoek": {"vrij": "Dorpsstraat 12"}, "aantal": 10}],
        "adresseerbaarObject": [{"identificatie": HUIS}],
        "pand": [{"identificatie": shared_pand().identificatie}],
        "persoon": [{"bsn": bsn} for bsn in SHOWCASE_BSNS[:2]],
        "zaak": [{"uuid": SHOWCASE_ZAAK_UUID}],
    }


def examples(
    number: int, samples: Callable[[], Samples] = roots
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what runs a test over the same generated operations every time."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        return settings(
            max_examples=number,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )(given(operation=operations(samples(), LISTS))(test))

    return decorate


@examples(90)
def test_the_fastest_plan_gives_the_same_answer(operation: Operation) -> None:
    compare(operation)


@examples(30)
def test_the_fewest_calls_are_never_more_than_without_a_plan(operation: Operation) -> None:
    compare(operation, strategy="fewest")


@examples(12, bag_roots)
def test_addresses_and_who_lives_there_are_the_same_both_ways(operation: Operation) -> None:
    compare(operation, also=ALSO)


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param({"openzaak-zaken": {"down": True}}, id="zaken down"),
        pytest.param({"openzaak-catalogi": {"status": 503}}, id="catalogi 503"),
        pytest.param({"openzaak-documenten": {"status": 403}}, id="documenten forbidden"),
        pytest.param({"brp": {"garbage": True}, "openklant": {"down": True}}, id="no persons"),
    ],
)
@examples(12)
def test_a_fault_gives_the_same_answer_and_errors(faults: Faults, operation: Operation) -> None:
    compare(operation, faults)


@pytest.mark.parametrize(
    ("refuses", "status"),
    [
        pytest.param(asks_expand, 400, id="expand unknown"),
        pytest.param(asks_expand, 403, id="expand forbidden"),
        pytest.param(asks_zoek, 404, id="no _zoek"),
    ],
)
@examples(12)
def test_a_register_that_refuses_a_part_gives_the_same_answer(
    refuses: Refuses, status: int, operation: Operation
) -> None:
    with zaken_refuse(refuses, status):
        compare(operation)


def asked(text: str) -> Operation:
    """Return an operation about the showcase zaak."""
    return Operation(text, {"uuid": SHOWCASE_ZAAK_UUID})


def test_rows_stand_in_one_order_however_they_are_read() -> None:
    operation = asked("query($uuid: UUID) { zaak(uuid: $uuid) { eigenschappen { naam } } }")
    assert run(operation).body["data"] == run(operation, planner=False).body["data"]


@pytest.mark.parametrize("edge", ["status", "resultaat"])
def test_what_was_expanded_has_an_id(edge: str) -> None:
    uuid = shared_sandbox("openzaak").zgw.data.zaken[1]["uuid"]
    text = f"query($uuid: UUID) {{ zaak(uuid: $uuid) {{ {edge} {{ id }} }} }}"
    planned = run(Operation(text, {"uuid": uuid}), strategy="fewest")
    assert "expand" in planned.asked[0][2]
    assert planned.body["data"]["zaak"][edge]["id"]


@pytest.mark.parametrize("page", ["first: 0", "first: 101", "first: 2, last: 2"])
def test_wrong_page_arguments_are_refused_where_only_the_count_is_asked(page: str) -> None:
    answer = run(asked(f"{{ zaken({page}) {{ totalCount }} }}"))
    assert answer.body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert answer.asked == []


def test_a_page_that_is_asked_twice_is_read_once() -> None:
    answer = run(asked("{ a: zaken(first: 2) { totalCount } b: zaken(first: 2) { totalCount } }"))
    assert len(answer.asked) == 1


def test_two_zaken_without_edges_are_read_together() -> None:
    [first, second] = [zaak["uuid"] for zaak in shared_sandbox("openzaak").zgw.data.zaken[:2]]
    text = "query($a: UUID, $b: UUID) { a: zaak(uuid: $a) { url } b: zaak(uuid: $b) { url } }"
    operation = Operation(text, {"a": first, "b": second})
    assert len(run(operation).asked) == len(run(operation, planner=False).asked) == 1
