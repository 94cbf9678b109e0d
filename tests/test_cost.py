"""The estimate of an operation's cost: what it knows, what it refuses, how near it is."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_introspection_type, is_leaf_type

from gateway import build_schema
from graph_support import Graph
from planning.cost import MAX_VISITS
from planning.reads import reads_of
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from schema.build import graphql_schema

ZAAK = f'zaak(uuid: "{SHOWCASE_ZAAK_UUID}")'
WERKLIJST = """query W($first: Int) { zaken(first: $first) { nodes {
  identificatie status { datumStatusGezet } rollen { persoon { naam { volledigeNaam } } }
} } }"""


def cost_of(body: dict[str, Any]) -> tuple[int, int]:
    """Return the calls and rows that an answer tells."""
    cost = body["extensions"]["cost"]
    return cost["calls"], cost["rows"]


def test_every_field_that_may_read_says_what_it_reads() -> None:
    """Walks the schema: a field to an object that is no plain attribute must declare its reads."""
    silent = []
    for kind in graphql_schema(build_schema()).type_map.values():
        if not isinstance(kind, GraphQLObjectType) or is_introspection_type(kind):
            continue
        for name, field in kind.fields.items():
            marks = ("attribute", "of_person", "kvk")
            plain = any(hasattr(field.resolve, mark) for mark in marks)
            leads = not is_leaf_type(get_named_type(field.type))
            local = field.resolve is not None and "list_reader" in field.resolve.__qualname__
            if leads and not plain and not local and reads_of(field) is None:
                silent.append(f"{kind.name}.{name}")
    assert silent == ["ZakenTelling.groepen"]


@pytest.mark.parametrize(
    ("text", "calls", "rows"),
    [
        pytest.param(f"{{ {ZAAK} {{ identificatie }} }}", 1, 1, id="one"),
        pytest.param("{ zaken(first: 50) { nodes { identificatie } } }", 1, 50, id="page"),
        pytest.param("{ zaken(first: 50) { totalCount } }", 1, 1, id="only-the-count"),
        pytest.param("{ zaken { nodes { url } } }", 1, 25, id="default-page"),
        pytest.param("{ zaken(last: 7) { nodes { url } } }", 1, 7, id="last"),
        pytest.param("{ zaken(first: 9) { edges { node { url } } } }", 1, 9, id="edges"),
        pytest.param("{ zaaktypen { statustypen { omschrijving } } }", 0, 0, id="catalogus"),
        pytest.param('{ nodes(ids: ["a", "b", "c"]) { id } }', 3, 3, id="ids"),
        pytest.param(
            "{ zaken(first: 20) { nodes { klantcontacten { onderwerp } } } }",
            21,
            20 + 20 * 5,
            id="children-are-a-call-per-parent",
        ),
        pytest.param(
            "{ zaken(first: 50) { nodes { hoofdzaak { url } } } }", 2, 100, id="links-share-a-zoek"
        ),
        pytest.param(
            "{ zaken(first: 50) { nodes { rollen { persoon { naam { volledigeNaam } } } } } }",
            12,
            50 + 200 + 200,
            id="expand-and-20-persons-a-call",
        ),
        pytest.param(
            "{ zaken(first: 50) { nodes { rollen { persoon { burgerservicenummer } } } } }",
            2,
            50 + 200,
            id="a-bsn-alone-asks-no-brp",
        ),
        pytest.param(
            "{ a: zaken(first: 3) { nodes { url } } b: zaken(first: 4) { nodes { url } } }",
            2,
            7,
            id="aliases-add",
        ),
        pytest.param(
            "{ __schema { queryType { name } } zaken(first: 3) { nodes { url } } }",
            1,
            3,
            id="beside-introspection",
        ),
        pytest.param(
            "{ zaken(first: 3) @skip(if: true) { nodes { url } } __typename }", 0, 0, id="skipped"
        ),
        pytest.param(
            "{ zakenTelling(groepeerOp: [OPEN]) { totaal groepen { aantal } } }",
            13,
            13,
            id="counts",
        ),
    ],
)
async def test_the_estimate_counts_calls_and_rows(text: str, calls: int, rows: int) -> None:
    assert cost_of(await Graph().post(text)) == (calls, rows)


@pytest.mark.parametrize("planner", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        f"{{ {ZAAK} {{ status {{ datumStatusGezet }} rollen {{ omschrijving }} }} }}",
        "{ zaken(first: 20) { nodes { documenten { titel } } } }",
        "{ zaken(first: 20) { nodes { besluiten { datum documenten { titel } } } } }",
        "{ zaken(first: 20) { nodes { rollen { persoon { naam { volledigeNaam } } } } } }",
        "{ documenten(first: 10) { nodes { titel zaken { url } gebruiksrechten { url } } } }",
        "{ partijen(first: 10) { nodes { weergavenaam betrokkenen { klantcontact { url } } } } }",
        '{ persoon(bsn: "999993653") { kinderen { persoon { naam { volledigeNaam } } } } }',
    ],
)
async def test_no_operation_makes_more_calls_than_twice_its_estimate(
    text: str, planner: bool
) -> None:
    graph = Graph(planner=planner)
    await graph.warm()
    body = await graph.post(text)
    told, actual = body["extensions"]["upstream"], sum(graph.calls.values())
    estimated = told["estimated"]["calls"]
    assert told["calls"] == actual
    assert actual <= 2 * estimated
    assert estimated <= 10 * actual


@pytest.mark.parametrize(
    ("limit", "named"),
    [
        ({"max_cost_calls": 20}, "zaken.nodes.klantcontacten (30 calls, 150 rows)"),
        ({"max_cost_rows": 100}, "zaken.nodes.klantcontacten (30 calls, 150 rows)"),
    ],
)
async def test_what_costs_too_much_is_refused_before_anything_is_read(
    limit: dict[str, int], named: str
) -> None:
    graph = Graph(**limit)  # type: ignore[arg-type]
    body = await graph.post("{ zaken(first: 30) { nodes { klantcontacten { onderwerp } } } }")
    error = body["errors"][0]
    assert error["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
    assert error["extensions"]["cost"]["calls"] == 31
    assert error["extensions"]["cost"]["rows"] == 180
    assert named in error["message"]
    assert "31 calls and 180 rows" in error["message"]
    assert not graph.calls
    fewer = await graph.post("{ zaken(first: 10) { nodes { klantcontacten { onderwerp } } } }")
    assert "errors" not in fewer


async def test_a_limit_is_held_without_the_planner_and_beside_introspection() -> None:
    for planner in (True, False):
        graph = Graph(planner=planner, max_cost_rows=10)
        for beside in ("", "__schema { queryType { name } }"):
            body = await graph.post(f"{{ {beside} zaken(first: 11) {{ nodes {{ url }} }} }}")
            assert body["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
        assert not graph.calls


async def test_variables_count_and_each_size_is_estimated_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = Graph()
    made = []
    real = graph.endpoint._executor._costing._estimate

    def counted(*arguments: Any) -> Any:
        made.append(1)
        return real(*arguments)

    monkeypatch.setattr(graph.endpoint._executor._costing, "_estimate", counted)
    rows = [cost_of(await graph.post(WERKLIJST, first=first))[1] for first in (5, 10, 5, 10)]
    assert rows == [50, 100, 50, 100]
    assert len(made) == 2


async def test_the_extension_can_be_left_out() -> None:
    quiet = Graph(cost_extension=False, explain=False)
    response = await quiet.http.post("/graphql", json={"query": f"{{ {ZAAK} {{ url }} }}"})
    assert response.json().keys() == {"data"}
    told = await Graph().http.post("/graphql", json={"query": f"{{ {ZAAK} {{ url }} }}"})
    assert told.json()["extensions"] == {
        "cost": {"calls": 1, "rows": 1, "limit": {"calls": 500, "rows": 20_000}}
    }


async def test_an_estimate_has_a_bound_itself() -> None:
    """Fields of an interface count once per type; the Node of an operation may be 40 types."""
    graph = Graph(max_fields=100_000, max_tokens=100_000, max_depth=60, max_root_fields=1_000)
    inner = "url " + "".join(f"... on Zaak {{ a{n}: hoofdzaak {{ url }} }} " for n in range(90))
    one = f"{{ zaken {{ nodes {{ {inner} }} }} }}"
    assert cost_of(await graph.post(one.replace("zaken", "zaken(first: 1)")))[0] >= 90
    deep = "rollen { klant { zaken { nodes { url X } } } }"
    text = "X"
    for _ in range(6):
        text = text.replace("X", deep)
    body = await graph.post(f"{{ {ZAAK} {{ {text.replace('X', '')} }} }}")
    assert body["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
    assert "too complex" in body["errors"][0]["message"]
    assert MAX_VISITS == 5_000
    assert not [path for _, path, _, _ in graph.asked if "rollen" in path]
