"""Two registers of every ZGW API behind one graph; the second is strictly standard and old."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from access_support import Acting, citizen, staff

import gateway
from graph_support import Graph
from policy.grants import EVERY, Grant, Rights, Rule
from policy.identity import Principal
from resolvers.nodes import encode_id
from sandbox.zgw.data import ZgwData
from schema.zaak_filter import ZaakFilter, ZaakRolFilter, ZaakSortering
from sources.zaken.filters import OPEN_ZAAK_FILTERS

ALSO = ("zaaksysteem",)
FIRST, SECOND = "openzaak-zaken", "zaaksysteem-zaken"
PAGE = """query(
  $first: Int, $after: String, $last: Int, $before: String, $sorteer: [ZaakSortering!],
  $filter: ZaakFilter, $bronnen: [String!]
) {
  zaken(
    first: $first, after: $after, last: $last, before: $before, sorteer: $sorteer,
    filter: $filter, bronnen: $bronnen
  ) {
    totalCount
    bronnen { naam aantal fout }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { uuid bron }
  }
}"""


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


@pytest.fixture
async def graph() -> Graph:
    """Return the gateway with both registers, after a first read, with nothing asked."""
    found = Graph(also=ALSO)
    await found.ask("""{
      zaken(first: 1) { totalCount } besluiten(first: 1) { totalCount }
      documenten(first: 1) { totalCount }
    }""")
    found.forget()
    return found


def second_of(graph: Graph) -> ZgwData:
    """Return what the second register holds."""
    assert graph.sandbox.extra is not None
    return graph.sandbox.extra.zaaksysteem.data


def every_uuid(graph: Graph) -> list[str]:
    """Return the uuid of all thousand zaken."""
    both = (graph.sandbox.zgw.data, second_of(graph))
    return sorted(zaak["uuid"] for data in both for zaak in data.zaken)


async def page(graph: Graph, **variables: Any) -> Any:
    """Return one page, with the errors beside it."""
    body = await graph.post(PAGE, **variables)
    return {**body["data"]["zaken"], "errors": body.get("errors", [])}


def missing(found: Any) -> list[str]:
    """Return the registers that a connection says are missing."""
    return [bron["naam"] for bron in found["bronnen"] if bron["fout"]]


@pytest.mark.parametrize("sorteer", [None, *ZaakSortering])
async def test_every_zaak_of_two_registers_once_in_any_order_while_one_fails_midway(
    graph: Graph, sorteer: ZaakSortering | None
) -> None:
    uuids: list[str] = []
    after, step = None, 0
    while True:
        away = {2: SECOND, 3: SECOND, 7: FIRST}.get(step)
        for name in (FIRST, SECOND):
            graph.sandbox.faults.set(name, down=name == away)
        asked = {"sorteer": [sorteer.name] if sorteer else None, "first": 100, "after": after}
        found = await page(graph, **asked)
        uuids += [node["uuid"] for node in found["nodes"]]
        assert [error["extensions"]["upstream"] for error in found["errors"]] == missing(found)
        assert set(missing(found)) <= {away}
        assert missing(found) or sorteer is None or away != SECOND
        assert found["totalCount"] == (None if found["errors"] else 1000)
        if not found["pageInfo"]["hasNextPage"]:
            break
        after, step = found["pageInfo"]["endCursor"], step + 1
    assert sorted(uuids) == every_uuid(graph)


async def test_backwards_gives_the_rows_of_forwards(graph: Graph) -> None:
    asked: dict[str, Any] = {"sorteer": ["STARTDATUM", "IDENTIFICATIE_AFLOPEND"]}
    found = await page(graph, first=100, **asked)
    forwards: list[Any] = found["nodes"]
    while found["pageInfo"]["hasNextPage"]:
        found = await page(graph, first=100, after=found["pageInfo"]["endCursor"], **asked)
        forwards = forwards + found["nodes"]
    found = await page(graph, last=100, **asked)
    backwards: list[Any] = found["nodes"]
    while found["pageInfo"]["hasPreviousPage"]:
        found = await page(graph, last=100, before=found["pageInfo"]["startCursor"], **asked)
        backwards = found["nodes"] + backwards
    assert backwards == forwards
    days = await graph.ask(
        "{ zaken(first: 100, sorteer: [STARTDATUM]) { nodes { startdatum bron } } }"
    )
    rows = days["zaken"]["nodes"]
    assert [row["startdatum"] for row in rows] == sorted(row["startdatum"] for row in rows)
    assert {row["bron"] for row in rows} == {FIRST, SECOND}


async def test_what_is_sorted_by_need_not_be_asked(graph: Graph) -> None:
    query = "query($s: [ZaakSortering!]) { zaken(first: 60, sorteer: $s) { nodes { uuid %s } } }"
    for field in ("archiefactiedatum", "registratiedatum", "publicatiedatum"):
        found = [
            (await graph.ask(query % more, s=[f"{field.upper()}_AFLOPEND"]))["zaken"]["nodes"]
            for more in ("", field)
        ]
        assert [row["uuid"] for row in found[0]] == [row["uuid"] for row in found[1]]
        days = [row[field] or "9999" for row in found[1]]
        assert days == sorted(days, reverse=True)


async def test_a_page_is_one_read_of_each_register(graph: Graph) -> None:
    found = await page(graph, first=25, sorteer=["STARTDATUM_AFLOPEND"])
    assert graph.calls == {FIRST: 1, SECOND: 1}
    graph.forget()
    await page(
        graph, first=25, sorteer=["STARTDATUM_AFLOPEND"], after=found["pageInfo"]["endCursor"]
    )
    assert graph.calls == {FIRST: 1, SECOND: 1}
    assert [query for _, _, query, _ in graph.asked] == [
        "ordering=-startdatum&pageSize=38",  # rows 14 to 38 stand together on the first page of 38
        "ordering=-startdatum",
    ]


async def test_without_an_order_one_register_after_the_other(graph: Graph) -> None:
    found = await graph.ask("{ zaken(first: 25) { nodes { bron } pageInfo { hasNextPage } } }")
    assert {row["bron"] for row in found["zaken"]["nodes"]} == {FIRST}
    assert found["zaken"]["pageInfo"]["hasNextPage"]
    assert graph.calls == {FIRST: 1}


async def test_what_rows_need_comes_along_as_each_register_can() -> None:
    graph = Graph(also=ALSO, strategy="fewest")
    await graph.warm()
    await graph.ask('{ zaken(first: 1, bron: "zaaksysteem-zaken") { nodes { uuid } } }')
    graph.forget()
    data = await graph.ask("""{ zaken(first: 10, sorteer: [STARTDATUM_AFLOPEND]) { nodes {
      bron zaaktype { identificatie bron } status { statustype { omschrijving bron } }
    } } }""")
    rows = data["zaken"]["nodes"]
    assert len(rows) == 10
    for row in rows:
        assert row["zaaktype"]["bron"] == row["bron"].replace("-zaken", "-catalogi")
    of_second = [row for row in rows if row["bron"] == SECOND]
    with_status = sum(row["status"] is not None for row in of_second)
    assert with_status > 0
    # Open Zaak brings its statussen along; the other refuses expand once and is asked one by one
    assert graph.calls == {FIRST: 1, SECOND: 1 + 1 + with_status}


async def test_a_register_that_fails_is_told_beside_what_the_other_answers(graph: Graph) -> None:
    graph.sandbox.faults.set("zaaksysteem-besluiten", status=503)
    query = "{ besluiten(first: 2) { totalCount bronnen { naam aantal fout } nodes { bron } } }"
    for graphs_own in ("", "__schema { queryType { name } } "):  # graphql-core runs the latter
        body = await graph.post(query.replace("{ besluiten", f"{{ {graphs_own}besluiten", 1))
        assert body["data"]["besluiten"] == {
            "totalCount": None,
            "bronnen": [
                {"naam": "openzaak-besluiten", "aantal": 188, "fout": None},
                {"naam": "zaaksysteem-besluiten", "aantal": None, "fout": "UPSTREAM_UNAVAILABLE"},
            ],
            "nodes": [{"bron": "openzaak-besluiten"}] * 2,
        }
        (error,) = body["errors"]
        assert error["path"] == ["besluiten"]
        assert error["extensions"] == {
            "code": "UPSTREAM_UNAVAILABLE",
            "upstream": "zaaksysteem-besluiten",
            "retryable": True,
        }


async def test_when_no_register_answers_the_list_is_null(graph: Graph) -> None:
    graph.sandbox.faults.set("openzaak-besluiten", status=503)
    graph.sandbox.faults.set("zaaksysteem-besluiten", down=True)
    body = await graph.post("{ besluiten { totalCount } }")
    assert body["data"] == {"besluiten": None}
    assert [error["extensions"]["upstream"] for error in body["errors"]] == ["openzaak-besluiten"]


async def test_a_register_that_cannot_sort_so_is_told(graph: Graph) -> None:
    query = "{ documenten(sorteer: [TITEL], first: 2) { totalCount nodes { bron } } }"
    body = await graph.post(query)
    assert body["data"]["documenten"] == {
        "totalCount": None,
        "nodes": [{"bron": "openzaak-documenten"}] * 2,
    }
    (error,) = body["errors"]
    assert error["extensions"]["upstream"] == "zaaksysteem-documenten"
    assert error["extensions"]["invalidParams"][0]["reason"].endswith("ordering")


async def test_a_register_that_ignores_a_filter_in_a_search_is_not_believed(graph: Graph) -> None:
    query = """{ klant(kvkNummer: "68750110") {
      zaken(filter: {isOpen: false}) { totalCount bronnen { naam aantal fout } nodes { bron } }
    } }"""
    body = await graph.post(query)
    found = body["data"]["klant"]["zaken"]
    assert {row["bron"] for row in found["nodes"]} == {FIRST}
    assert found["bronnen"][1] == {"naam": SECOND, "aantal": None, "fout": "UPSTREAM_REJECTED"}
    assert body["errors"][0]["path"] == ["klant", "zaken"]
    assert graph.calls == {FIRST: 1, SECOND: 2}
    graph.forget()
    await graph.post(query)
    assert graph.calls == {FIRST: 1, SECOND: 1}


def test_the_filters_that_only_open_zaak_has_are_those_that_say_so() -> None:
    said = {
        field.metadata["param"]
        for kind in (ZaakFilter, ZaakRolFilter)
        for field in dataclasses.fields(kind)
        if "Alleen Open Zaak" in (getattr(field, "description", None) or "")
    }
    assert said == OPEN_ZAAK_FILTERS


async def test_the_zaken_of_a_klant_come_from_both_registers(graph: Graph) -> None:
    bsn = next(
        rol["betrokkeneIdentificatie"]["inpBsn"]
        for rol in second_of(graph).rollen
        if rol["betrokkeneIdentificatie"].get("inpBsn")
    )
    query = """query($bsn: BSN!) { klant(bsn: $bsn) { zaken(sorteer: [STARTDATUM]) {
      totalCount bronnen { naam aantal } nodes { identificatie bron }
    } } }"""
    await graph.ask(query, bsn=bsn)  # the second wants its ordering as text: that is remembered
    graph.forget()
    data = await graph.ask(query, bsn=bsn)
    found = data["klant"]["zaken"]
    assert found["totalCount"] == len(found["nodes"]) == sum(b["aantal"] for b in found["bronnen"])
    assert SECOND in {row["bron"] for row in found["nodes"]}
    assert graph.calls == {FIRST: 1, SECOND: 1}
    assert not any(bsn in path + query for _, path, query, _ in graph.asked)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('bron: "x"', "'bron' must be one of: openzaak-zaken, zaaksysteem-zaken"),
        ('bronnen: ["openzaak-zaken", "x"]', "'bronnen' must be one of"),
        ("bronnen: []", "'bronnen' must be one of"),
        ('bron: "openzaak-zaken", bronnen: ["openzaak-zaken"]', "not both"),
        ('after: "WzAsNTAwLCJ4Il0"', "'after' is of a list over other registers"),
    ],
)
async def test_what_cannot_be_listed_asks_nothing(graph: Graph, arguments: str, words: str) -> None:
    for query in (
        "{ zaken(%s) { totalCount } }",
        "{ zakenTelling(groepeerOp: [], %s) { totaal } }",
    ):
        if "Telling" in query and "after" in arguments:
            continue
        (error,) = (await graph.post(query % arguments))["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert words in error["message"]
    assert not graph.calls


async def test_a_named_register_is_listed_alone(graph: Graph) -> None:
    found = await page(graph, first=3, bronnen=[SECOND])
    assert found["totalCount"] == 500
    assert {row["bron"] for row in found["nodes"]} == {SECOND}
    assert graph.calls == {SECOND: 1}
    both = await page(graph, first=3, bronnen=[SECOND, FIRST])
    assert [bron["naam"] for bron in both["bronnen"]] == [FIRST, SECOND]
    (error,) = (await graph.post(PAGE, after=both["pageInfo"]["endCursor"], bronnen=[FIRST]))[
        "errors"
    ]
    assert "of a list over other registers" in error["message"]


async def test_a_type_is_found_in_the_catalogus_that_has_it(graph: Graph) -> None:
    zaaktype = second_of(graph).zaken[0]["zaaktype"]
    expected = sum(zaak["zaaktype"] == zaaktype for zaak in second_of(graph).zaken)
    for named in (zaaktype, zaaktype.rsplit("/", 1)[1]):
        found = await page(graph, filter={"zaaktype": named})
        assert [bron["aantal"] for bron in found["bronnen"]] == [0, expected]
    zaak = next(row for row in second_of(graph).besluiten if row["zaak"])["zaak"]
    query = "query($z: String) { besluiten(filter: {zaak: $z}) { totalCount nodes { bron } } }"
    by_url, by_uuid = [
        (await graph.ask(query, z=named))["besluiten"] for named in (zaak, zaak.rsplit("/", 1)[1])
    ]
    assert by_url == by_uuid
    assert {row["bron"] for row in by_url["nodes"]} == {"zaaksysteem-besluiten"}


async def test_counts_are_told_per_register_and_never_without_one(graph: Graph) -> None:
    query = """{ zakenTelling(groepeerOp: [BRON, OPEN]) {
      totaal overig groepen { bron isOpen aantal } } }"""
    telling = (await graph.ask(query))["zakenTelling"]
    counts = [(group["bron"], group["isOpen"], group["aantal"]) for group in telling["groepen"]]
    assert (telling["totaal"], telling["overig"]) == (1000, 0)
    assert counts == [
        (name, is_open, sum((zaak["einddatum"] is None) is is_open for zaak in data.zaken))
        for name, data in ((FIRST, graph.sandbox.zgw.data), (SECOND, second_of(graph)))
        for is_open in (True, False)
    ]
    assert graph.calls == {FIRST: 3, SECOND: 3}
    graph.sandbox.faults.set(SECOND, down=True)
    body = await graph.post(query)
    found = body["data"]["zakenTelling"]
    assert (found["totaal"], found["overig"]) == (None, None)
    assert [group["aantal"] for group in found["groepen"]] == [
        *(count for name, _, count in counts if name == FIRST),
        None,
        None,
    ]
    assert {error["extensions"]["upstream"] for error in body["errors"]} == {SECOND}


async def test_zaaktypen_of_all_registers_are_counted_together_by_identificatie(
    graph: Graph,
) -> None:
    data = await graph.ask("""{ zakenTelling(groepeerOp: [ZAAKTYPEIDENTIFICATIE]) {
      overig groepen { aantal zaaktype { identificatie } } } }""")
    expected: dict[str, int] = {}
    for register in (graph.sandbox.zgw.data, second_of(graph)):
        names = {zaaktype["url"]: zaaktype["identificatie"] for zaaktype in register.zaaktypen}
        for zaak in register.zaken:
            name = names[zaak["zaaktype"]]
            expected[name] = expected.get(name, 0) + 1
    groups = data["zakenTelling"]["groepen"]
    assert {group["zaaktype"]["identificatie"]: group["aantal"] for group in groups} == expected
    assert data["zakenTelling"]["overig"] == 0


async def test_a_catalogus_that_fails_is_told_beside_the_types_of_the_other(graph: Graph) -> None:
    graph.sandbox.faults.set("zaaksysteem-catalogi", status=503)
    for graphs_own in ("", "__schema { queryType { name } } "):  # graphql-core runs the latter
        body = await graph.post(f"{{ {graphs_own}zaaktypen {{ bron }} catalogussen {{ bron }} }}")
        for name in ("zaaktypen", "catalogussen"):
            assert {row["bron"] for row in body["data"][name]} == {"openzaak-catalogi"}
        assert [(error["path"], error["extensions"]["upstream"]) for error in body["errors"]] == [
            (["zaaktypen"], "zaaksysteem-catalogi"),
            (["catalogussen"], "zaaksysteem-catalogi"),
        ]
    telling = await graph.post("{ zakenTelling(groepeerOp: [ZAAKTYPE]) { groepen { aantal } } }")
    assert telling["data"] == {"zakenTelling": None}


async def test_one_thing_is_found_in_the_register_that_holds_it(graph: Graph) -> None:
    zaak = next(row for row in second_of(graph).zaken if row["status"])
    shown = "{ uuid bron zaaktype { bron } documenten { bron } besluiten { bron } }"
    queries = {
        f'zaak(uuid: "{zaak["uuid"]}") {shown}': "zaak",
        f'zaak(url: "{zaak["url"]}") {shown}': "zaak",
        f'zaak(identificatie: "{zaak["identificatie"]}", '
        f'bronorganisatie: "{zaak["bronorganisatie"]}") {shown}': "zaak",
        f'node(id: "{encode_id("Zaak", SECOND, zaak["uuid"])}") {{ ... on Zaak {shown} }}': "node",
        f'opUrl(url: "{zaak["url"]}") {{ ... on Zaak {shown} }}': "opUrl",
    }
    found = [(await graph.ask(f"{{ {query} }}"))[name] for query, name in queries.items()]
    assert found == [found[0]] * len(queries)
    assert (found[0]["uuid"], found[0]["bron"]) == (zaak["uuid"], SECOND)
    assert found[0]["zaaktype"] == {"bron": "zaaksysteem-catalogi"}
    assert {row["bron"] for row in found[0]["documenten"]} <= {"zaaksysteem-documenten"}


async def test_absent_here_and_unavailable_there_is_not_absent(graph: Graph) -> None:
    graph.sandbox.faults.set(SECOND, down=True)
    zaak = second_of(graph).zaken[0]
    for argument in (
        f'uuid: "{zaak["uuid"]}"',
        f'identificatie: "{zaak["identificatie"]}", bronorganisatie: "{zaak["bronorganisatie"]}"',
    ):
        body = await graph.post(f"{{ zaak({argument}) {{ uuid }} }}")
        assert body["data"] == {"zaak": None}
        assert body["errors"][0]["extensions"]["upstream"] == SECOND
    known = graph.sandbox.zgw.data.zaken[0]["uuid"]
    assert await graph.ask(f'{{ zaak(uuid: "{known}") {{ uuid }} }}') == {"zaak": {"uuid": known}}


async def test_the_estimate_counts_the_registers(graph: Graph) -> None:
    query = """query($b: [String!]) {
      zaken(first: 25, bronnen: $b, sorteer: [STARTDATUM]) { nodes { uuid } } }"""
    costs = []
    for bronnen in (None, [SECOND]):
        cost = (await graph.post(query, b=bronnen))["extensions"]["cost"]
        costs.append((cost["calls"], cost["rows"]))
    assert costs == [(2, 50), (1, 25)]


def limited(*registers: str) -> tuple[Principal, Rights]:
    """Return an employee who may read these registers only."""
    return staff(
        Grant(
            "een register",
            scopes=frozenset({EVERY}),
            registers=frozenset(registers),
            zaken=(Rule("zeer_geheim"),),
        )
    )


async def test_a_register_one_may_not_read_does_not_exist_unless_it_is_named() -> None:
    graph = Acting(limited(SECOND, "zaaksysteem-catalogi"), also=ALSO)
    found = await page(graph, first=3)
    assert (found["totalCount"], found["errors"]) == (500, [])
    assert found["bronnen"] == [{"naam": SECOND, "aantal": 500, "fout": None}]
    telling = await graph.ask("{ zakenTelling(groepeerOp: [BRON]) { totaal groepen { bron } } }")
    of_types = await graph.ask(
        "{ zakenTelling(groepeerOp: [ZAAKTYPE]) { overig groepen { zaaktype { bron } } } }"
    )
    assert of_types["zakenTelling"]["overig"] == 0
    bronnen = {group["zaaktype"]["bron"] for group in of_types["zakenTelling"]["groepen"]}
    assert bronnen == {"zaaksysteem-catalogi"}
    assert telling["zakenTelling"] == {"totaal": 500, "groepen": [{"bron": SECOND}]}
    for query in (
        'uuid: "00000000-0000-4000-8000-000000000000"',
        'identificatie: "X", bronorganisatie: "1"',
    ):
        assert await graph.ask(f"{{ zaak({query}) {{ uuid }} }}") == {"zaak": None}
    assert FIRST not in graph.calls
    named = await page(graph, first=3, bronnen=[FIRST, SECOND])
    assert missing(named) == [FIRST]
    assert [error["extensions"]["code"] for error in named["errors"]] == ["FORBIDDEN"]
    body = await graph.post('{ zaken(bron: "openzaak-zaken") { totalCount } }')
    assert body["data"] == {"zaken": None}
    assert FIRST not in graph.calls


async def test_who_may_read_no_register_is_refused() -> None:
    graph = Acting(limited("brp"), also=ALSO)
    body = await graph.post("{ zaken { totalCount } zakenTelling(groepeerOp: []) { totaal } }")
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"] * 2
    assert not graph.calls


async def test_a_citizen_pages_through_their_own_zaken_of_both_registers() -> None:
    bsn = "999993653"
    graph = Acting(citizen(bsn), also=ALSO)
    expected = set()
    for data in (graph.sandbox.zgw.data, second_of(graph)):
        own = {
            rol["zaak"]
            for rol in data.rollen
            if rol["betrokkeneIdentificatie"].get("inpBsn") == bsn
            and rol["omschrijvingGeneriek"] == "initiator"
        }
        expected |= {
            zaak["uuid"]
            for zaak in data.zaken
            if zaak["url"] in own
            and zaak["vertrouwelijkheidaanduiding"]
            not in ("confidentieel", "geheim", "zeer_geheim")
        }
    uuids: list[str] = []
    after = None
    while True:
        found = await page(graph, first=2, after=after, sorteer=["STARTDATUM"])
        assert not found["errors"]
        uuids += [node["uuid"] for node in found["nodes"]]
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = found["pageInfo"]["endCursor"]
    assert len(expected) > 2
    assert sorted(uuids) == sorted(expected)
