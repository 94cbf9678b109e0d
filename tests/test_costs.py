"""The cost model learns what a register costs, and cannot be led astray."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.choices import choose_root
from sources.call import Call, Caller
from sources.costs import EXPAND_MS, UNKNOWN_EXPAND_MS, CostModel

Reads = list[tuple[float, int, list[str]]]
PATHS = sorted(EXPAND_MS)


def simulated(real: CostModel, count: int, noise: float = 0.0) -> Reads:
    """Return (milliseconds, rows, paths) of reads from a register that costs just this."""
    random = Random(7)
    reads: Reads = []
    for _ in range(count):
        rows = random.choice((1, 5, 25, 100))
        paths = random.sample(PATHS, random.randint(0, 3))
        ms = real.call(rows, paths) * random.uniform(1 - noise, 1 + noise)
        reads.append((ms, rows, paths))
    return reads


@pytest.mark.parametrize(
    "real",
    [
        pytest.param(CostModel(10.0, 1.7), id="as measured"),
        pytest.param(CostModel(1.0, 0.1, expand_ms=dict.fromkeys(PATHS, 0.2)), id="a fast one"),
        pytest.param(CostModel(80.0, 9.0, expand_ms=dict.fromkeys(PATHS, 30.0)), id="a slow one"),
        pytest.param(CostModel(200.0, 0.2, expand_ms=dict.fromkeys(PATHS, 1.0)), id="far away"),
    ],
)
@pytest.mark.parametrize("noise", [0.0, 0.2], ids=["steady", "noisy"])
def test_the_estimate_comes_to_what_reads_really_take(real: CostModel, noise: float) -> None:
    model = CostModel()
    for read in simulated(real, 600, noise):
        model.observe(*read)
    errors = [
        abs(model.call(rows, paths) / real.call(rows, paths) - 1)
        for _, rows, paths in simulated(real, 200)
    ]
    assert sum(errors) / len(errors) < 0.25


def test_one_read_moves_the_estimate_towards_what_it_took() -> None:
    slower, faster = CostModel(), CostModel()
    before = slower.call(10, ["rollen"])
    slower.observe(before * 3, 10, ["rollen"])
    faster.observe(before / 3, 10, ["rollen"])
    assert before < slower.call(10, ["rollen"]) < before * 3
    assert before / 3 < faster.call(10, ["rollen"]) < before
    assert slower.path("status") == EXPAND_MS["status"]
    assert slower.observed == faster.observed == 1


def test_models_do_not_share_what_they_learn() -> None:
    first, second = CostModel(), CostModel()
    first.observe(10_000.0, 10, ["rollen"])
    assert second.path("rollen") == EXPAND_MS["rollen"] == 17.0


def test_an_unknown_path_has_a_first_estimate_and_is_learnt() -> None:
    model = CostModel()
    assert model.path("nieuw") == UNKNOWN_EXPAND_MS
    model.observe(model.call(100, ["nieuw"]) * 2, 100, ["nieuw"])
    assert model.path("nieuw") > UNKNOWN_EXPAND_MS


@pytest.mark.parametrize("ms", [0.0, -5.0, float("-inf")])
def test_a_read_that_took_no_time_says_nothing(ms: float) -> None:
    model = CostModel()
    model.observe(ms, 10, ["rollen"])
    assert model == CostModel()


@pytest.mark.parametrize("ms", [float("nan"), float("inf")])
def test_a_time_that_is_no_number_does_no_harm(ms: float) -> None:
    model = CostModel()
    model.observe(ms, 10, ["rollen"])
    assert math.isfinite(model.call(10, ["rollen"]))


def test_one_outlier_moves_the_estimate_by_a_bounded_factor() -> None:
    model = CostModel(observed=100)
    before = model.call(10, ["rollen"])
    model.observe(1e12, 10, ["rollen"])
    assert model.call(10, ["rollen"]) < before * 11


OBSERVED = st.tuples(
    st.floats(-1e9, 1e9), st.integers(0, 500), st.lists(st.sampled_from(PATHS), max_size=6)
)


@given(reads=st.lists(OBSERVED, max_size=40))
@settings(max_examples=80, derandomize=True, database=None, deadline=None)
def test_no_cost_ever_becomes_negative_or_no_number(reads: Reads) -> None:
    model = CostModel()
    for read in reads:
        model.observe(*read)
    for cost in (model.call_ms, model.row_ms, *model.expand_ms.values()):
        assert math.isfinite(cost)
        assert cost >= 0


def test_a_register_that_gains_nothing_by_splitting_is_found_out() -> None:
    model = CostModel(gain=1.0)
    for _ in range(40):
        model.observe(model.call(100, ["rollen"]), 100, ["rollen"], split=4)
    assert model.gain < 0.01
    assert model.observed == 0


def test_among_other_requests_a_read_may_wait_as_often_as_there_are() -> None:
    model = CostModel()
    before = model.call(50, ["rollen"])
    model.observe(before * 3.9, 50, ["rollen"], sharers=4)
    assert model.call(50, ["rollen"]) == before
    model.observe(before * 8, 50, ["rollen"], sharers=4)
    assert before < model.call(50, ["rollen"]) < before * 2
    model.observe(before / 2, 50, ["rollen"], sharers=4)
    assert model.call(50, ["rollen"]) < before * 1.2


def test_reads_of_others_that_are_under_way_count_as_sharers() -> None:
    model = CostModel(busy=3)
    before = model.call(50, ["rollen"])
    model.observe(before * 3.9, 50, ["rollen"])
    assert model.call(50, ["rollen"]) == before


def test_what_others_held_up_says_nothing_of_what_splitting_gains() -> None:
    model = CostModel(gain=0.3)
    model.observe(model.call(100, ["rollen"], 2) * 2, 100, ["rollen"], split=2, sharers=2)
    assert model.gain == 0.3


def test_parts_that_come_sooner_than_any_worker_could_show_a_read_was_overestimated() -> None:
    model = CostModel(10.0, 5.0, gain=1.0)
    call = Call(Caller("jan", "Jan"))
    chosen = []
    for _ in range(30):
        choice = choose_root(model, 100, ("rollen",), call)
        chosen.append(choice.split)
        model.observe(6.0, 100, ("rollen",), choice.split)
    assert chosen[0] == 4
    assert set(chosen[15:]) == {1}


def test_a_register_with_idle_workers_is_found_out() -> None:
    model = CostModel(gain=0.0)
    work = model.call(100, ["rollen"]) - model.call_ms
    for _ in range(40):
        model.observe(model.call_ms + work / 4, 100, ["rollen"], split=4)
    assert model.gain == pytest.approx(1.0, abs=0.01)
    assert model.call(100, ["rollen"], 4) == pytest.approx(model.call_ms + work / 4, rel=0.01)


@pytest.mark.parametrize("ms", [0.001, 1e9])
def test_the_gain_stays_between_nothing_and_a_whole_worker(ms: float) -> None:
    model = CostModel()
    for _ in range(40):
        model.observe(ms, 100, ["rollen"], split=4)
    assert 0.0 <= model.gain <= 1.0


def test_every_tenth_plan_is_kept_to_one_worker() -> None:
    model = CostModel(workers=4)
    assert [model.allot() for _ in range(20)] == ([4] * 9 + [1]) * 2


def test_calls_under_way_leave_fewer_workers_and_never_none() -> None:
    model = CostModel(workers=4, busy=3)
    assert model.allot() == 1
    model.busy = 9
    assert model.allot() == 1


def test_a_register_much_faster_than_its_first_estimates_ends_in_one_call() -> None:
    model = CostModel(gain=0.15)
    call = Call(Caller("jan", "Jan"))
    for _ in range(400):
        split = choose_root(model, 100, ("rollen",), call).split
        model.observe(8.0, 100, ("rollen",), split)
    assert [choose_root(model, 100, ("rollen",), call).split for _ in range(10)] == [1] * 10


def test_requests_at_the_same_time_share_the_workers() -> None:
    model = CostModel(workers=4)
    assert [model.allot(sharers) for sharers in (1, 2, 3, 4, 16)] == [4, 2, 1, 1, 1]
