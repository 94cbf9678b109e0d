"""What a client may use a minute: buckets, what a refusal tells, and who shares a bucket."""

from __future__ import annotations

import dataclasses

import pytest

from graph_support import Graph
from policy.buckets import LocalBuckets, Quota
from policy.grants import UNLIMITED
from policy.identity import DEVELOPER
from policy.quotas import Quotas, RateLimitedError

TEXT = {"query": "{ zaken(first: 100) { nodes { url } } }"}
TWO = Quota("requests", 2)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_bucket_empties_and_fills_with_a_minutes_worth_a_minute() -> None:
    clock = Clock()
    buckets = LocalBuckets(clock)
    taken = [await buckets.take("a", TWO) for _ in range(3)]
    assert [(each.allowed, each.remaining, each.retry_after) for each in taken] == [
        (True, 1, 0),
        (True, 0, 0),
        (False, 0, 30),
    ]
    clock.now = 30.0
    assert (await buckets.take("a", TWO)).allowed
    assert not (await buckets.take("a", TWO)).allowed
    clock.now = 10_000.0
    assert [(await buckets.take("a", TWO)).allowed for _ in range(3)] == [True, True, False]


async def test_buckets_are_apart_per_client_and_per_quota() -> None:
    buckets = LocalBuckets(Clock())
    for client, quota in (("a", TWO), ("b", TWO), ("a", Quota("cost", 2))):
        assert [(await buckets.take(client, quota)).allowed for _ in range(3)] == [
            True,
            True,
            False,
        ]


async def test_the_buckets_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policy.buckets.MAX_KEYS", 3)
    buckets = LocalBuckets(Clock())
    for client in "abcd":
        await buckets.take(client, TWO)
    assert [name for _, name in buckets._levels] == ["b", "c", "d"]


async def test_too_many_requests_are_refused_with_what_to_do() -> None:
    graph = Graph(rate_requests=2)
    for _ in range(2):
        assert (await graph.http.post("/graphql", json=TEXT)).status_code == 200
    graph.forget()
    refused = await graph.http.post("/graphql", json=TEXT)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "30"
    assert refused.headers["ratelimit-policy"] == '"requests";q=2;w=60'
    assert refused.headers["ratelimit"] == '"requests";r=0;t=60'
    assert refused.json()["errors"][0]["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 30}
    assert not graph.calls
    assert (await graph.http.get("/health/live")).status_code == 200


async def test_the_cost_of_operations_has_a_bucket_of_its_own() -> None:
    """100 rows and a call are two points: five such operations empty a bucket of ten."""
    graph = Graph(rate_cost=10)
    told = [(await graph.http.post("/graphql", json=TEXT)).json() for _ in range(5)]
    assert [body["extensions"]["cost"]["remaining"] for body in told] == [8, 6, 4, 2, 0]
    graph.forget()
    refused = await graph.http.post("/graphql", json=TEXT)
    assert refused.status_code == 429
    assert refused.headers["ratelimit-policy"] == '"cost";q=10;w=60'
    assert not graph.calls
    free = await graph.http.post("/graphql", json={"query": "{ __typename }"})
    assert free.status_code == 200


async def test_each_caller_has_its_own_bucket_under_a_name_that_tells_nothing() -> None:
    citizen = dataclasses.replace(DEVELOPER, identifier="999993653")
    graph = Graph(rate_requests=1)
    quotas = graph.endpoint._executor.quotas
    for caller in (DEVELOPER, citizen):
        graph.endpoint._admit = lambda _request, who=caller: (who, UNLIMITED)  # type: ignore[method-assign,misc]
        codes = [(await graph.http.post("/graphql", json=TEXT)).status_code for _ in range(2)]
        assert codes == [200, 429]
    assert isinstance(quotas.buckets, LocalBuckets)
    assert "999993653" not in str(quotas.buckets._levels)
    assert quotas.refused == {"requests": 2}


async def test_what_costs_more_than_a_minute_takes_a_whole_minute() -> None:
    clock = Clock()
    quotas = Quotas.of(LocalBuckets(clock), b"x", 0, 10)
    budget = await quotas.enter(DEVELOPER)
    assert (await quotas.spend(budget, 500)).cost is not None
    with pytest.raises(RateLimitedError):
        await quotas.spend(budget, 1)
    clock.now = 6.0
    await quotas.spend(budget, 1)
