"""What is named, counted, found and permitted over two registers of every ZGW API."""

from __future__ import annotations

import pytest
from access_support import Acting, citizen, staff
from registers_support import (
    ALSO,
    FIRST,
    PAGE,
    SECOND,
    graph,
    missing,
    page,
    second_of,
    steady,
)

from graph_support import Graph
from policy.grants import EVERY, Grant, Rights, Rule
from policy.identity import Principal
from resolvers.nodes import encode_id

__all__ = ["graph", "steady"]


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
