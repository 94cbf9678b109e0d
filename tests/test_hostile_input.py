"""What the fuzzer found, each as one small case: nothing odd becomes a fault of the gateway."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from fuzz.documents import post
from fuzz.judge import Case, judged
from fuzz.personal import BEARER
from fuzz.world import Answer, Fault, listening
from graph_support import Graph
from resolvers.cursors import Cursor
from sources.errors import ContractError, scrub
from sources.records import MAX_ROWS
from sources.zaken.resources import ZAAK

BSN = "999993653"
DEEP = b"[" * 5_000 + b"]" * 5_000


async def code_of(graph: Graph, query: str, **variables: Any) -> str:
    """Return the code of the one error of an operation."""
    [error] = (await graph.post(query, **variables))["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        pytest.param("query($n: Int) { zaken(first: $n) { totalCount } }", {"n": {}}, id="int"),
        pytest.param("query($u: UUID) { zaak(uuid: $u) { url } }", {"u": "x"}, id="uuid"),
        pytest.param("query($b: BSN!) { persoon(bsn: $b) { weergavenaam } }", {"b": 1}, id="bsn"),
        pytest.param("query($b: BSN!) { persoon(bsn: $b) { weergavenaam } }", {}, id="missing"),
        pytest.param(
            "query($b: Boolean = true) { zaken @include(if: $b) { totalCount } }",
            {"b": None},
            id="null condition",
        ),
        pytest.param(
            "query($b: Boolean = true) { __typename @skip(if: $b) __schema { __typename } }",
            {"b": None},
            id="null condition, not planned",
        ),
        pytest.param(
            "query($b: Boolean = true) { partijen { pageInfo { hasNextPage @skip(if: $b) } } }",
            {"b": None},
            id="null condition, further down",
        ),
        pytest.param(
            'query($u: String = "x") { opUrl(url: $u) { id } }', {"u": None}, id="null argument"
        ),
    ],
)
async def test_a_wrong_variable_is_the_clients_error(query: str, variables: Any) -> None:
    assert await code_of(Graph(), query, **variables) == "BAD_USER_INPUT"


async def test_a_body_nested_too_deep_is_refused() -> None:
    raw = b'{"query": "{ __typename }", "variables": {"a": ' + DEEP + b"}}"
    response = await Graph().http.post(
        "/graphql", content=raw, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_cursor_nested_too_deep_is_not_a_cursor() -> None:
    inside = b'[1,2,"x",' + DEEP[2_000:-2_000] + b"]"
    cursor = base64.urlsafe_b64encode(inside).decode().rstrip("=")
    graph = Graph()
    query = "query($c: String) { zaken(after: $c) { totalCount } }"
    assert await code_of(graph, query, c=cursor) == "BAD_USER_INPUT"
    assert graph.asked == []


def asked(query: str, fault: Fault, **variables: Any) -> dict[str, Any]:
    """Return the answer of a gateway over registers with this fault; all that must hold, holds."""
    verdict = judged(Case("one", post({"query": query, "variables": variables}), fault))
    assert verdict.wrong == []
    body: dict[str, Any] = json.loads(verdict.response.body)
    return body


def saying(body: bytes) -> Fault:
    """Return a fault that makes every register say this."""
    return lambda _request, answer: answer.but(status=200, parts=[body])


def test_a_row_without_a_path_in_its_url_still_has_a_cursor() -> None:
    page = b'{"count": 1, "next": null, "previous": null, "results": [{"url": "x"}]}'
    query = "{ besluiten { edges { cursor } pageInfo { endCursor } } }"
    found = asked(query, saying(page))["data"]["besluiten"]
    assert found["edges"][0]["cursor"] == found["pageInfo"]["endCursor"]


def test_a_brp_answer_nested_too_deep_breaks_the_contract() -> None:
    query = f'{{ persoon(bsn: "{BSN}") {{ leeftijd }} }}'
    [error] = asked(query, saying(b'{"x": ' + DEEP + b"}"))["errors"]
    assert error["extensions"]["code"] == "UPSTREAM_CONTRACT"


def test_a_page_with_more_rows_than_a_page_has_is_refused_whole() -> None:
    rows = b",".join([b"{}"] * (MAX_ROWS + 1))
    with pytest.raises(ContractError, match=r"\$\.results"):
        ZAAK.parse_rows(b'{"results": [' + rows + b"]}", "zaken")
    fits = b",".join([b"{}"] * 3)
    parsed, _ = ZAAK.parse_rows(b'{"results": [' + fits + b"]}", "zaken")
    assert [type(row) for row in parsed] == [ContractError] * 3


def test_a_person_without_a_name_has_none_to_show() -> None:
    body = b'{"personen": [{"burgerservicenummer": "%s"}]}' % BSN.encode()
    query = f'{{ persoon(bsn: "{BSN}") {{ weergavenaam }} }}'
    assert asked(query, saying(body))["data"] == {"persoon": {"weergavenaam": None}}


def test_a_number_that_fits_no_int_is_an_error_of_its_field() -> None:
    page = (
        b'{"count": 1, "results": [{"url": "http://x/1", "bestandsomvang": 8589934592,'
        b' "titel": "Film"}]}'
    )
    body = asked("{ documenten { nodes { titel bestandsomvang } } }", saying(page))
    assert body["data"]["documenten"]["nodes"] == [{"titel": "Film", "bestandsomvang": None}]
    [error] = body["errors"]
    assert error["extensions"] == {"code": "UPSTREAM_CONTRACT", "retryable": False}
    assert "8589934592" not in str(body)


@pytest.mark.parametrize("count", [-1, 2**31])
def test_a_count_that_cannot_be_breaks_the_contract(count: int) -> None:
    page = b'{"count": %d, "results": []}' % count
    [error] = asked("{ besluiten { totalCount } }", saying(page))["errors"]
    assert error["extensions"]["code"] == "UPSTREAM_CONTRACT"


@pytest.mark.parametrize("cursor", [Cursor(2**31, 1, "x"), Cursor(1, 2**31, "x")])
async def test_a_cursor_beyond_every_list_is_refused(cursor: Cursor) -> None:
    query = "query($c: String) { zaken(before: $c) { totalCount } }"
    assert await code_of(Graph(), query, c=cursor.encode()) == "BAD_USER_INPUT"


def test_an_answer_leaves_no_read_behind() -> None:
    """One of two pages is refused, the other never comes: it is not waited for, and ended."""
    after = Cursor(50, 1_000, "x").encode()
    silent: list[str] = []

    def fault(request: httpx.Request, answer: Answer) -> Answer:
        if request.url.params.get("page") == "2":
            return answer.but(status=500, parts=[b"{}"])
        silent.append(str(request.url))
        return answer.but(parts=[None])

    query = "query($c: String) { partijen(first: 100, after: $c) { nodes { url } } }"
    [error] = asked(query, fault, c=after)["errors"]
    assert error["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"
    assert len(silent) == 1


async def test_a_personal_number_in_a_name_comes_back_masked() -> None:
    query = f'{{ a{BSN}: zaak(url: "https://elders.example/") {{ url }} }}'
    graph = Graph()
    with listening() as ear:
        body = await graph.post(query)
    assert list(body["data"]) == [f"a{BSN}"]
    assert body["errors"][0]["path"] == ["a********"]
    assert ear.heard
    assert BSN not in "\n".join(ear.heard)


async def test_a_personal_number_as_operation_name_is_not_logged() -> None:
    query = f'query Q{BSN} {{ zaak(url: "https://elders.example/") {{ url }} }}'
    graph = Graph()
    with listening() as ear:
        body = {"query": query, "operationName": f"Q{BSN}"}
        response = await graph.http.post("/graphql", json=body)
    assert response.json()["errors"]
    assert any("Q********" in heard for heard in ear.heard)
    assert BSN not in "\n".join(ear.heard)


def test_a_token_is_masked_like_a_number() -> None:
    assert scrub(f"Bearer {BEARER}, bsn {BSN}") == "Bearer ********, bsn ********"
    assert scrub("Int cannot represent eyJ") == "Int cannot represent eyJ"


async def test_a_long_message_is_cut() -> None:
    query = f"{{ zaken(first: {'[' * 900}{']' * 900}) {{ totalCount }} }}"
    body = await Graph().post(query)
    assert max(len(error["message"]) for error in body["errors"]) <= 1_000


@pytest.mark.parametrize("path", ["/graphiql", "/graphql/", "/health/live/"])
async def test_no_address_redirects(path: str) -> None:
    """A redirect would repeat the query string, and what somebody put there, in a header."""
    response = await Graph().http.get(f"{path}?bsn={BSN}")
    assert response.status_code == 404
    assert BSN not in str(response.headers)
