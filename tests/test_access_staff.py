"""Employees: what their roles show is exactly what every path shows, counts included."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any, NamedTuple

import pytest
from access_support import OPEN_RULE, Acting, department, staff
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph_support import Graph, shared_sandbox
from policy.grants import OPENBAARHEID, Grant, Rule, TypeSelector, level
from resolvers.access.guard import Guards
from resolvers.nodes import encode_id
from sources.loader import Loaders

SANDBOX = shared_sandbox("openzaak")
DATA = SANDBOX.zgw.data
SCOPES = frozenset({"zaken.lezen", "catalogi.lezen", "documenten.lezen", "besluiten.lezen"})
TYPES = {body["url"]: body for body in DATA.zaaktypen}
DOMEINEN = {body["url"]: body["domein"] for body in DATA.catalogussen}
IDENTIFICATIES = sorted({body["identificatie"] for body in DATA.zaaktypen})

PAGE = """query($after: String) { zaken(first: 100, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { uuid } edges { node { uuid } } } }"""
NODES = """query($ids: [ID!]!) { nodes(ids: $ids) {
  __typename ... on Zaak { uuid } ... on Status { zaak { uuid } } ... on Document { titel }
  ... on Besluit { identificatie } } }"""
TELLING = "{ zakenTelling(groepeerOp: []) { totaal } }"


class Pages(NamedTuple):
    """What paging through all zaken gives."""

    uuids: list[str]
    totals: set[int | None]


async def pages(graph: Acting) -> Pages:
    """Return every zaak of every page."""
    uuids: list[str] = []
    totals: set[int | None] = set()
    after = None
    while True:
        page = (await graph.ask(PAGE, after=after))["zaken"]
        rows = [row["uuid"] for row in page["nodes"]]
        assert rows == [edge["node"]["uuid"] for edge in page["edges"]]
        uuids += rows
        totals.add(page["totalCount"])
        if not page["pageInfo"]["hasNextPage"]:
            return Pages(uuids, totals)
        after = page["pageInfo"]["endCursor"]


def facts(zaak: dict[str, Any]) -> tuple[str, str, str]:
    """Return URL, identificatie and domein of the zaaktype of a zaak."""
    zaaktype = TYPES[zaak["zaaktype"]]
    return zaaktype["url"], zaaktype["identificatie"], DOMEINEN[zaaktype["catalogus"]]


def shows(grant: Grant, zaak: dict[str, Any]) -> bool:
    """Return whether a grant shows a zaak: the policy in its plainest words."""
    url, identificatie, domein = facts(zaak)
    return any(
        level(zaak["vertrouwelijkheidaanduiding"]) <= OPENBAARHEID.index(rule.ceiling)
        and (
            rule.types is None
            or url in rule.types.urls
            or identificatie in rule.types.identificaties
            or domein in rule.types.domeinen
        )
        for rule in grant.zaken
    )


def shows_document(grants: list[Grant], document: dict[str, Any]) -> bool:
    """Return whether any grant shows a document: by itself and, via_zaak, by what it belongs to."""
    objects = {
        relation["object"]
        for relation in DATA.objectinformatieobjecten
        if relation["informatieobject"] == document["url"]
    }
    zaken = [zaak for zaak in DATA.zaken if zaak["url"] in objects]
    of_besluiten = {body["zaak"] for body in DATA.besluiten if body["url"] in objects}
    through = [zaak for zaak in DATA.zaken if zaak["url"] in of_besluiten]
    return any(
        any(
            level(document["vertrouwelijkheidaanduiding"]) <= OPENBAARHEID.index(rule.ceiling)
            for rule in grant.documenten
        )
        and (
            not grant.via_zaak
            or any(shows(grant, zaak) for zaak in zaken)
            or (bool(grant.besluiten) and any(shows(grant, zaak) for zaak in through))
        )
        for grant in grants
    )


ceilings = st.sampled_from(OPENBAARHEID)
selectors = st.one_of(
    st.none(),
    st.builds(
        TypeSelector,
        urls=st.frozensets(st.sampled_from(sorted(TYPES)), max_size=2),
        identificaties=st.frozensets(st.sampled_from(IDENTIFICATIES), max_size=2),
        domeinen=st.frozensets(st.sampled_from(sorted(DOMEINEN.values())), max_size=1),
    ),
)
rules = st.lists(st.builds(Rule, ceiling=ceilings, types=selectors), max_size=2).map(tuple)
grants = st.lists(
    st.builds(
        Grant,
        name=st.just("rol"),
        scopes=st.just(SCOPES),
        zaken=rules,
        documenten=st.lists(st.builds(Rule, ceiling=ceilings), max_size=1).map(tuple),
        besluiten=st.sampled_from([(), OPEN_RULE]),
        via_zaak=st.booleans(),
    ),
    min_size=1,
    max_size=2,
)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(given_grants=grants, seed=st.integers(0, 400))
def test_every_path_shows_what_the_grants_say(given_grants: list[Grant], seed: int) -> None:
    async def check() -> None:
        graph = Acting(staff(*given_grants), max_page_size=100)
        visible = {
            zaak["uuid"] for zaak in DATA.zaken if any(shows(grant, zaak) for grant in given_grants)
        }
        found = await pages(graph)
        assert sorted(found.uuids) == sorted(visible)
        assert found.totals <= {None, len(visible)}
        await _check_nodes(graph, given_grants, visible, seed)
        telling = await graph.post(TELLING)
        if "errors" in telling:
            assert telling["errors"][0]["extensions"]["code"] == "FORBIDDEN"
            assert found.totals == {None} or len(found.uuids) <= 100
        else:
            assert telling["data"]["zakenTelling"]["totaal"] == len(visible)

    asyncio.run(check())


@pytest.mark.parametrize("through", [True, False], ids=["read first", "by itself"])
async def test_who_sees_every_zaak_sees_documents_through_them(through: bool) -> None:
    """Which grants show a zaak is remembered also of a caller who may see them all."""
    grant = Grant(
        "rol", SCOPES, zaken=OPEN_RULE, documenten=OPEN_RULE, besluiten=OPEN_RULE, via_zaak=True
    )
    relation = DATA.zaakinformatieobjecten[0]
    zaak, document = (relation[name].rsplit("/", 1)[1] for name in ("zaak", "informatieobject"))
    graph = Acting(staff(grant))
    if through:
        found = await graph.ask(
            "query($uuid: UUID) { zaak(uuid: $uuid) { documenten { url } } }", uuid=zaak
        )
        assert document in {one["url"].rsplit("/", 1)[1] for one in found["zaak"]["documenten"]}
    else:
        ids = [encode_id("Document", "openzaak-documenten", document)]
        (node,) = (await graph.ask(NODES, ids=ids))["nodes"]
        assert node["titel"]


async def _check_nodes(
    graph: Acting, given_grants: list[Grant], visible: set[str], seed: int
) -> None:
    """Compare what global ids show with the policy, for zaken, statussen and documents."""
    zaken = DATA.zaken[seed : seed + 8]
    statussen = DATA.statussen[seed * 3 : seed * 3 + 8]
    documenten = DATA.enkelvoudiginformatieobjecten[seed * 2 : seed * 2 + 8]
    ids = [
        *(encode_id("Zaak", "openzaak-zaken", zaak["uuid"]) for zaak in zaken),
        *(encode_id("Status", "openzaak-zaken", status["uuid"]) for status in statussen),
        *(
            encode_id("Document", "openzaak-documenten", document["url"].rsplit("/", 1)[1])
            for document in documenten
        ),
    ]
    nodes = (await graph.ask(NODES, ids=ids))["nodes"]
    assert [node is not None for node in nodes] == [
        *(zaak["uuid"] in visible for zaak in zaken),
        *(status["zaak"].rsplit("/", 1)[1] in visible for status in statussen),
        *(shows_document(given_grants, document) for document in documenten),
    ]


async def test_types_and_ceiling_are_asked_of_the_register() -> None:
    grant = department("BEZWAAR", "BIJZONDERE-BIJSTAND", ceiling="zaakvertrouwelijk")
    graph = Acting(staff(grant))
    await graph.warm()
    page = (await graph.ask("{ zaken(first: 5) { totalCount nodes { uuid } } }"))["zaken"]
    assert page["totalCount"] == sum(shows(grant, zaak) for zaak in DATA.zaken)
    assert len(page["nodes"]) == 5
    ((method, path, _, body),) = graph.asked
    assert (method, path) == ("POST", "/zaken/api/v1/zaken/_zoek")
    assert b'"maximaleVertrouwelijkheidaanduiding":"zaakvertrouwelijk"' in body
    asked = [url for url, zaaktype in TYPES.items() if f'"{url}"'.encode() in body]
    assert {TYPES[url]["identificatie"] for url in asked} == {"BEZWAAR", "BIJZONDERE-BIJSTAND"}


async def test_a_zaaktype_that_may_not_be_seen_is_not_asked_for() -> None:
    graph = Acting(staff(department("BEZWAAR")))
    await graph.warm()
    other = next(url for url, body in TYPES.items() if body["identificatie"] != "BEZWAAR")
    query = "query($t: String) { zaken(filter: {zaaktype: $t}) { totalCount nodes { uuid } } }"
    assert await graph.ask(query, t=other) == {"zaken": {"totalCount": 0, "nodes": []}}
    assert sum(graph.calls.values()) == 0


async def test_a_forbidden_zaak_and_an_absent_one_look_alike() -> None:
    graph = Acting(staff(department("STANDPLAATSVERGUNNING")))
    await graph.warm()
    query = "query($u: UUID!) { zaak(uuid: $u) { identificatie rollen { omschrijving } } }"
    forbidden = await graph.post(query, u=DATA.zaken[0]["uuid"])
    asked = [(method, path.rsplit("/", 1)[0]) for method, path, _, _ in graph.asked]
    graph.forget()
    absent = await graph.post(query, u="00000000-0000-4000-8000-000000000000")
    assert forbidden["data"] == absent["data"] == {"zaak": None}
    assert forbidden.keys() == absent.keys() == {"data", "extensions"}
    assert forbidden["extensions"] == absent["extensions"]
    assert forbidden["extensions"].keys() == {"cost"}
    assert asked == [(method, path.rsplit("/", 1)[0]) for method, path, _, _ in graph.asked] != []
    named = """query($i: String!) { zaken(filter: {identificatie: $i}) {
      totalCount pageInfo { hasNextPage } } }"""
    one = await graph.ask(named, i=DATA.zaken[0]["identificatie"])
    assert one == await graph.ask(named, i="ZAAK-0000")


async def test_a_register_outside_the_grant_is_refused_clearly_and_not_asked() -> None:
    grant = Grant("dashboard", frozenset({"zaken.lezen"}), zaken=OPEN_RULE)
    graph = Acting(staff(grant))
    body = await graph.post("{ partijen { nodes { uuid } } besluiten { totalCount } }")
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"] * 2
    assert sum(graph.calls.values()) == 0


async def test_documents_of_a_zaak_are_read_once_for_their_titles_and_for_themselves() -> None:
    grant = department(*IDENTIFICATIES, documents="openbaar")
    graph = Acting(staff(grant))
    await graph.warm()
    zaak = DATA.zaken[380]
    query = """query($u: UUID!) { zaak(uuid: $u) {
      zaakinformatieobjecten { titel document { titel } } documenten { titel } } }"""
    found = (await graph.ask(query, u=zaak["uuid"]))["zaak"]
    relations = [row for row in DATA.zaakinformatieobjecten if row["zaak"] == zaak["url"]]
    open_ones = {
        body["url"]
        for body in DATA.enkelvoudiginformatieobjecten
        if body["vertrouwelijkheidaanduiding"] == "openbaar"
    }
    assert len(found["documenten"]) == sum(
        row["informatieobject"] in open_ones for row in relations
    )
    assert 0 < len(found["documenten"]) < len(relations)
    assert [row["titel"] for row in found["documenten"]] == [
        row["document"]["titel"] for row in found["zaakinformatieobjecten"]
    ]
    assert graph.calls["openzaak-documenten"] == 1


async def test_one_grant_does_not_lend_its_zaken_to_the_ceiling_of_another() -> None:
    """Permits with open documents; secret documents of another zaaktype only."""
    both = [
        department("OMGEVINGSVERGUNNING", documents="openbaar"),
        department("STANDPLAATSVERGUNNING", documents="zeer_geheim"),
    ]
    graph = Acting(staff(*both), max_page_size=100)
    query = """{ zaken(first: 100) { nodes { documenten {
      titel vertrouwelijkheidaanduiding } } } }"""
    found = (await graph.ask(query))["zaken"]["nodes"]
    levels = {
        document["vertrouwelijkheidaanduiding"] for zaak in found for document in zaak["documenten"]
    }
    assert levels == {"OPENBAAR"}


async def test_what_a_request_read_is_let_go_of_when_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without the help of the cyclic collector: a guard and its loaders know each other."""
    kept: list[weakref.ref[Any]] = []
    original = Guards.of

    def remembered(*arguments: Any) -> Any:
        guard = original(*arguments)
        kept.append(weakref.ref(guard))
        return guard

    monkeypatch.setattr(Guards, "of", remembered)
    graph = Acting(staff(department("BEZWAAR")))
    await graph.warm()
    gc.collect()
    gc.disable()
    try:
        await graph.ask("{ zaken(first: 5) { nodes { uuid rollen { omschrijving } } } }")
        await asyncio.sleep(0)
        assert kept[-1]() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("who", ["everything", "staff"])
async def test_what_was_loaded_is_let_go_of_when_the_request_ends(
    monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """Without the collector: 200 werklijsten at once otherwise hold twice their memory."""
    kept: list[weakref.ref[Any]] = []

    def remembered(*arguments: Any) -> Any:
        loaders = Loaders(*arguments)
        kept.append(weakref.ref(loaders))
        return loaders

    monkeypatch.setattr("schema.endpoint.Loaders", remembered)
    graph = Acting(staff(department("BEZWAAR"))) if who == "staff" else Graph()
    await graph.warm()
    gc.collect()
    gc.disable()
    try:
        await graph.ask(
            "{ zaken(first: 5) { nodes { uuid status { statustype { omschrijving } } "
            "rollen { omschrijving } hoofdzaak { uuid } } } }"
        )
        await asyncio.sleep(0)
        assert kept[-1]() is None
    finally:
        gc.enable()
