"""Root lists: filters, order, pages, and cursors that survive a changing list."""

from __future__ import annotations

from typing import Any

import pytest

from graph_support import Graph
from sandbox.zgw import BRONORGANISATIE, SHOWCASE_ZAAK_UUID
from sandbox.zgw.dialect import Dialect

PAGE = """query(
  $first: Int, $after: String, $last: Int, $before: String, $sorteer: [ZaakSortering!]
) {
  zaken(first: $first, after: $after, last: $last, before: $before, sorteer: $sorteer) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { uuid identificatie }
  }
}"""


async def all_pages(graph: Graph, first: int, **variables: Any) -> list[str]:
    """Return every uuid, walking forward; no more pages than there can be."""
    uuids: list[str] = []
    after = None
    for _ in range(200):
        page = (await graph.ask(PAGE, first=first, after=after, **variables))["zaken"]
        uuids += [node["uuid"] for node in page["nodes"]]
        assert page["totalCount"] == 500
        if not page["pageInfo"]["hasNextPage"]:
            return uuids
        after = page["pageInfo"]["endCursor"]
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("dialect", ["openzaak", "standard"])
@pytest.mark.parametrize("first", [30, 100])
async def test_every_zaak_once_over_all_pages(dialect: Dialect, first: int) -> None:
    graph = Graph(dialect)
    uuids = await all_pages(graph, first)
    assert sorted(uuids) == sorted(zaak["uuid"] for zaak in graph.sandbox.zgw.data.zaken)


async def test_backwards_gives_the_same_rows_as_forwards() -> None:
    graph = Graph()
    forwards = await all_pages(graph, 70)
    backwards: list[str] = []
    before = None
    while True:
        page = (await graph.ask(PAGE, last=70, before=before))["zaken"]
        backwards = [node["uuid"] for node in page["nodes"]] + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        before = page["pageInfo"]["startCursor"]
    assert backwards == forwards


async def test_one_call_a_page() -> None:
    graph = Graph()
    first = (await graph.ask(PAGE, first=25))["zaken"]
    graph.forget()
    await graph.ask(PAGE, first=25, after=first["pageInfo"]["endCursor"])
    assert graph.calls == {"openzaak-zaken": 1}
    assert graph.asked[0][2] == "page=2&pageSize=25"


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"first": 1, "last": 1}, "not both"),
        ({"after": "x"}, "after"),
        ({"last": 5, "after": "WzAsMSwieCJd"}, "after"),
    ],
)
async def test_wrong_page_arguments_ask_nothing(variables: dict[str, Any], word: str) -> None:
    graph = Graph()
    error = (await graph.post(PAGE, **variables))["errors"][0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert word in error["message"]
    assert not graph.calls


FILTERED = (
    "query($filter: ZaakFilter) { zaken(filter: $filter, first: 100) { totalCount nodes %s } }"
)


@pytest.mark.parametrize(
    ("wanted", "fields", "holds"),
    [
        ({"isOpen": True}, "{ einddatum }", lambda row: row["einddatum"] is None),
        ({"isOpen": False}, "{ einddatum }", lambda row: row["einddatum"] is not None),
        (
            {"maximaleVertrouwelijkheidaanduiding": "OPENBAAR"},
            "{ vertrouwelijkheidaanduiding }",
            lambda row: row["vertrouwelijkheidaanduiding"] == "OPENBAAR",
        ),
        (
            {"bronorganisatieIn": [BRONORGANISATIE]},
            "{ bronorganisatie }",
            lambda row: row["bronorganisatie"] == BRONORGANISATIE,
        ),
        (
            {"rol": {"betrokkeneType": "MEDEWERKER"}},
            "{ rollen { betrokkeneType } }",
            lambda row: "MEDEWERKER" in [rol["betrokkeneType"] for rol in row["rollen"]],
        ),
    ],
)
async def test_filters_reach_the_register(wanted: Any, fields: str, holds: Any) -> None:
    graph = Graph()
    page = (await graph.ask(FILTERED % fields, filter=wanted))["zaken"]
    assert 0 < page["totalCount"] <= 500
    assert all(map(holds, page["nodes"]))


@pytest.mark.parametrize("dialect", ["openzaak", "standard"])
async def test_a_bsn_filter_never_stands_in_a_url(dialect: Dialect) -> None:
    graph = Graph(dialect)
    bsn = graph.sandbox.zgw.data.rollen[0]["betrokkeneIdentificatie"]["inpBsn"]
    query = """query($bsn: BSN!) {
      zaken(filter: {rol: {bsn: $bsn}}, sorteer: [STARTDATUM_AFLOPEND]) { totalCount }
      klant(bsn: $bsn) { zaken { totalCount } }
    }"""
    data = await graph.ask(query, bsn=bsn)
    assert data["zaken"]["totalCount"] == data["klant"]["zaken"]["totalCount"] > 0
    assert not any(bsn in path + query for _, path, query, _ in graph.asked)


async def test_a_zaaktype_filter_takes_a_uuid() -> None:
    graph = Graph()
    zaaktype = graph.sandbox.zgw.data.zaaktypen[0]["url"]
    query = "query($zaaktype: String) { zaken(filter: {zaaktype: $zaaktype}) { totalCount } }"
    by_url = await graph.ask(query, zaaktype=zaaktype)
    by_uuid = await graph.ask(query, zaaktype=zaaktype.rsplit("/", 1)[1])
    assert by_url == by_uuid


async def test_what_the_register_rejects_comes_back_as_invalid_params() -> None:
    graph = Graph()
    body = await graph.post('{ zaken(filter: {zaaktype: "geen://url"}) { totalCount } }')
    error = body["errors"][0]
    assert error["extensions"]["code"] == "UPSTREAM_REJECTED"
    assert error["extensions"]["invalidParams"][0]["name"] == "zaaktype"


async def test_what_is_no_link_is_refused_before_it_stands_in_a_url() -> None:
    graph = Graph()
    for value in ("999993653",):
        text = "query($z: String) { besluiten(filter: {zaak: $z}) { totalCount } }"
        body = await graph.post(text, z=value)
        assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert value not in str(body)
    assert not graph.asked


@pytest.mark.parametrize(
    "query",
    [
        '{ zaak(uuid: "geen-uuid") { url } }',
        "{ zaken(filter: {bestaatNiet: 1}) { totalCount } }",
        '{ persoon(bsn: "123456789") { leeftijd } }',
        '{ klant(bsn: "999990627x") { weergavenaam } }',
        "{ zaak { url } }",
        '{ zaak(identificatie: "ZAAK-1") { url } }',
        '{ klant(kvkNummer: "12345678", vestigingsnummer: "1") { weergavenaam } }',
        '{ node(id: "onzin") { id } }',
        "{ nietBestaand }",
        "{ zaken {",
    ],
)
async def test_bad_queries_are_refused_before_any_call(query: str) -> None:
    graph = Graph()
    body = await graph.post(query)
    assert body["errors"][0]["extensions"]["code"] in {
        "BAD_USER_INPUT",
        "GRAPHQL_VALIDATION_FAILED",
        "GRAPHQL_PARSE_FAILED",
    }
    assert not graph.calls


async def test_a_wrong_bsn_in_a_variable_is_not_repeated() -> None:
    graph = Graph()
    body = await graph.post("query($b: BSN!) { persoon(bsn: $b) { leeftijd } }", b="123456789")
    assert "123456789" not in str(body)
    assert not graph.calls


@pytest.mark.parametrize(
    "query",
    [
        "{ documenten(first: 3) { totalCount nodes { titel zaken { uuid } } } }",
        "{ besluiten(first: 3) { totalCount nodes { datum zaak { uuid } } } }",
        "{ klantcontacten(first: 3) { totalCount nodes { onderwerp zaken { uuid } } } }",
        "{ partijen(first: 3) { totalCount nodes { weergavenaam persoon { leeftijd } } } }",
        "{ zaaktypen { identificatie catalogus { domein } } }",
        "{ catalogussen { domein zaaktypen { identificatie } } }",
    ],
)
@pytest.mark.parametrize("dialect", ["openzaak", "standard"])
async def test_every_list_answers(query: str, dialect: Dialect) -> None:
    data = await Graph(dialect).ask(query)
    (rows,) = data.values()
    assert rows


async def test_the_showcase_zaak_on_a_strictly_standard_server() -> None:
    data = await Graph("standard").ask(
        """query($uuid: UUID!) { zaak(uuid: $uuid) {
          status { statustype { omschrijving } } rollen { roltype { omschrijving } }
          zaakobjecten { objectType zaakobjecttype { relatieOmschrijving }
            objectIdentificatie { __typename } }
          eigenschappen { naam waarde eigenschap { naam } }
          deelzaken { identificatie hoofdzaak { uuid } }
          gerelateerdeZaken { identificatie }
          documenten { titel objectinformatieobjecten { objectType } }
        } }""",
        uuid=SHOWCASE_ZAAK_UUID,
    )
    zaak = data["zaak"]
    assert len(zaak["zaakobjecten"]) == len(zaak["eigenschappen"]) == 3
    assert zaak["deelzaken"][0]["hoofdzaak"]["uuid"] == SHOWCASE_ZAAK_UUID
    assert len(zaak["documenten"]) == 10
