"""Lists of an upstream: every page, never more than `max_pages`, and `next` is only a sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest

from client_support import JAN, ROOT, client_of
from sources.call import Call
from sources.errors import ContractError, RejectedError, TooLargeError, UnavailableError
from sources.paging import fetch_all, fetch_page, read_page, search_all
from sources.zaken.resources import ROL, ZAAK, ZAAKEIGENSCHAP

ELSEWHERE = "https://elders.nl/next"
Answer = Callable[[httpx.Request], httpx.Response]


class Register:
    """A list of `rows` rows; keeps the query and the body of every request."""

    def __init__(self, rows: int = 0, size: int = 2, **page: Any) -> None:
        self.rows: list[dict[str, Any]] = [
            {"url": f"{ROOT}rollen/{number}"} for number in range(1, rows + 1)
        ]
        self.size = size
        self.page = page
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.refuses: Callable[[httpx.Request], int | None] = lambda _: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.query.decode())
        self.bodies.append(msgspec.json.decode(request.content) if request.content else None)
        status = self.refuses(request)
        if status is not None:
            return httpx.Response(status, json={})
        number = int(request.url.params.get("page", "1"))
        size = int(request.url.params.get("pageSize", str(self.size)))
        found = self.rows[(number - 1) * size : number * size]
        if not found and number > 1:
            return httpx.Response(404, json={})
        more = ELSEWHERE if number * size < len(self.rows) else None
        page = {"count": len(self.rows), "next": more, "results": found, **self.page}
        return httpx.Response(200, json=page)


def numbers(rows: list[Any]) -> list[int]:
    return [int(row.url.rsplit("/", 1)[1]) for row in rows]


async def everything(register: Register, **settings: Any) -> list[int]:
    client = client_of(register, retries=0, **settings)
    return numbers(await fetch_all(client, ROL, {"zaak": "1"}, Call(JAN)))


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (0, ["zaak=1"]),
        (2, ["zaak=1"]),
        (3, ["zaak=1", "zaak=1&page=2"]),
        (5, ["zaak=1", "zaak=1&page=2", "zaak=1&page=3"]),
    ],
)
async def test_every_page_is_read_once(rows: int, asked: list[str]) -> None:
    register = Register(rows)
    assert await everything(register) == [*range(1, rows + 1)]
    assert register.asked == asked


@pytest.mark.parametrize("count", [0, 1, 3])
async def test_pages_beyond_a_count_that_is_too_low_are_read_too(count: int) -> None:
    register = Register(7, count=count)
    assert await everything(register) == [1, 2, 3, 4, 5, 6, 7]
    assert len(register.asked) == 4


async def test_a_page_beyond_the_last_is_empty() -> None:
    register = Register(4, count=9)
    register.page["next"] = ELSEWHERE
    assert await everything(register) == [1, 2, 3, 4]
    assert len(register.asked) == 5


async def test_a_page_without_rows_is_the_last() -> None:
    register = Register(0, next=ELSEWHERE, count=99)
    assert await everything(register) == []
    assert register.asked == ["zaak=1"]


async def test_a_list_that_is_promised_too_long_is_refused_at_once() -> None:
    register = Register(7)
    with pytest.raises(TooLargeError):
        await everything(register, max_pages=3)
    assert register.asked == ["zaak=1"]
    assert await everything(register, max_pages=4) == [1, 2, 3, 4, 5, 6, 7]


async def test_a_list_that_never_ends_is_given_up() -> None:
    register = Register(99, count=0)
    with pytest.raises(TooLargeError) as caught:
        await everything(register, max_pages=5)
    assert len(register.asked) == 5
    assert str(caught.value) == (
        "z (rollen) gave an answer larger than the configured limit: more pages than max_pages"
    )


async def test_a_page_that_fails_fails_the_list() -> None:
    register = Register(7)
    register.refuses = lambda request: 500 if "page=3" in str(request.url) else None
    with pytest.raises(UnavailableError):
        await everything(register)


async def test_a_bare_array_is_one_page() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.url == f"{ROOT}zaken/1/zaakeigenschappen"
        return httpx.Response(200, json=[{"url": "a"}, {"url": "b"}])

    client = client_of(handler)
    rows = await fetch_all(client, ZAAKEIGENSCHAP, {}, Call(JAN), parent="1")
    assert [row.url for row in rows] == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b'{"results": [{"url": 999993653}]}', "at `$.results[0].url`"),
        (b'[{"url": "999993653"}]', "not JSON"),
        (b'{"results": [{"naam": "999993653"}]}', "at `$.results[0]`"),
        (b"999993653", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
async def test_a_malformed_page_is_said_without_its_values(body: bytes, where: str) -> None:
    client = client_of(lambda _: httpx.Response(200, content=body))
    with pytest.raises(ContractError) as caught:
        await fetch_all(client, ROL, {}, Call(JAN))
    assert caught.value.reason == where
    assert "999993653" not in str(caught.value)


async def test_page_size_is_asked_until_a_server_refuses_it() -> None:
    register = Register(9)
    register.refuses = lambda request: 400 if "pageSize" in request.url.params else None
    client = client_of(register)
    for page in (1, 2):
        found = await fetch_page(client, ROL, {"a": "b"}, Call(JAN), page=page, size=3)
        assert numbers(found.results) == [page * 2 - 1, page * 2]
    assert register.asked == ["a=b&pageSize=3", "a=b", "a=b&page=2"]
    assert (client.accepts_page_size, client.page_rows) == (False, 2)


async def test_what_is_wrong_without_page_size_too_says_nothing_of_it() -> None:
    register = Register(9)
    register.refuses = lambda request: 400 if "a" in request.url.params else None
    client = client_of(register)
    with pytest.raises(RejectedError):
        await fetch_page(client, ROL, {"a": "b"}, Call(JAN), size=3)
    assert client.accepts_page_size is None
    assert numbers((await fetch_page(client, ROL, {}, Call(JAN), size=3)).results) == [1, 2, 3]
    with pytest.raises(RejectedError):
        await fetch_page(client, ROL, {"a": "b"}, Call(JAN), size=3)
    assert register.asked == ["a=b&pageSize=3", "a=b", "pageSize=3", "a=b&pageSize=3"]
    assert client.accepts_page_size is True


async def test_a_list_that_is_not_there_says_nothing_of_page_size() -> None:
    register = Register(9)
    statuses = {"expand": 404, "pageSize": 400}
    register.refuses = lambda request: next(
        (status for name, status in statuses.items() if name in request.url.params), None
    )
    client = client_of(register)
    with pytest.raises(RejectedError):
        await fetch_page(client, ROL, {}, Call(JAN), size=3, expand=("roltype",))
    assert numbers((await fetch_page(client, ROL, {}, Call(JAN), size=3)).results) == [1, 2]
    assert register.asked == ["expand=roltype&pageSize=3", "pageSize=3", ""]


async def test_a_404_is_an_empty_page_unless_expand_may_be_its_cause() -> None:
    register = Register()
    register.refuses = lambda _: 404
    client = client_of(register)
    assert (await fetch_page(client, ROL, {}, Call(JAN))).results == []
    beyond = await read_page(client, ROL, {}, Call(JAN), page=2, expand=("a", "b.c"))
    assert (beyond.results, beyond.count, beyond.next) == ([], 0, None)
    with pytest.raises(RejectedError):
        await fetch_page(client, ROL, {}, Call(JAN), expand=("a", "b.c"))
    assert register.asked == ["", "expand=a%2Cb.c&page=2", "expand=a%2Cb.c"]


SEARCH = {"rol__x": "1", "bron__in": "1,2", "ordering": "-a,b"}
LISTED = {"rol__x": "1", "bron__in": ["1", "2"], "ordering": ["-a", "b"], "expand": ["c"]}
JOINED = {**LISTED, "ordering": "-a,b", "expand": "c"}


@pytest.mark.parametrize(
    ("wanted", "bodies", "learnt"),
    [(LISTED, [LISTED, LISTED], True), (JOINED, [LISTED, JOINED, JOINED], False)],
)
async def test_a_search_learns_how_the_server_wants_its_lists(
    wanted: dict[str, Any], bodies: list[dict[str, Any]], learnt: bool
) -> None:
    register = Register(5)
    register.refuses = lambda request: (
        None if msgspec.json.decode(request.content) == wanted else 400
    )
    client = client_of(register)
    for page in (1, 2):
        found = await fetch_page(
            client, ZAAK, SEARCH, Call(JAN), page=page, in_body=True, expand=("c",)
        )
        assert numbers(found.results) == [page * 2 - 1, page * 2]
    assert register.bodies == bodies
    assert register.asked == [""] * (len(bodies) - 1) + ["page=2"]
    assert client.lists_in_search is learnt


async def test_a_server_that_takes_lists_is_not_asked_again_without() -> None:
    register = Register(1)
    client = client_of(register)
    await fetch_page(client, ZAAK, SEARCH, Call(JAN), in_body=True)
    register.refuses = lambda _: 400
    with pytest.raises(RejectedError):
        await fetch_page(client, ZAAK, SEARCH, Call(JAN), in_body=True)
    assert len(register.asked) == 2


async def test_a_search_reads_every_page_with_the_same_body() -> None:
    register = Register(5)
    body = {"uuid__in": ["1", "2"]}
    rows = await search_all(client_of(register), ZAAK, body, Call(JAN), 2)
    assert numbers(rows) == [1, 2, 3, 4, 5]
    assert register.asked == ["", "page=2", "page=3"]
    assert register.bodies == [body] * 3


async def test_a_page_of_a_search_without_rows_is_the_last() -> None:
    register = Register(0, next=ELSEWHERE)
    assert await search_all(client_of(register), ZAAK, {}, Call(JAN), 1) == []
    assert register.asked == [""]


async def test_a_malformed_row_of_a_search_is_its_own_error() -> None:
    register = Register(3, size=3)
    register.rows[1] = {"url": ["999993653"]}
    first, bad, last = await search_all(client_of(register), ZAAK, {}, Call(JAN), 3)
    assert numbers([first, last]) == [1, 3]
    assert type(bad) is ContractError
    assert bad.reason == "at `$.url`"


@pytest.mark.parametrize(("status", "error"), [(404, ContractError), (400, RejectedError)])
async def test_a_search_that_is_refused_is_an_error(status: int, error: type[Exception]) -> None:
    register = Register()
    register.refuses = lambda _: status
    with pytest.raises(error):
        await search_all(client_of(register), ZAAK, {}, Call(JAN), 1)
    assert len(register.asked) == 1


async def test_a_search_that_never_ends_is_given_up() -> None:
    register = Register(99)
    with pytest.raises(TooLargeError):
        await search_all(client_of(register, max_pages=4), ZAAK, {}, Call(JAN), 1)
    assert register.asked == ["", "page=2", "page=3", "page=4"]
