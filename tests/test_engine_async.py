"""When the engine waits and when it does not: batches, known keys, prefetches, cancellation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from engine_support import WITHOUT, Thing, later, prepare, run_core, run_engine, zaak
from graph_support import Graph
from planning.engine import Run
from sandbox.zgw import SHOWCASE_ZAAK_UUID


@pytest.fixture
async def tasks() -> AsyncIterator[list[Any]]:
    """Return every task made from here on, this test's own left out."""
    made: list[Any] = []
    loop = asyncio.get_running_loop()

    def make(running: Any, work: Any, **options: Any) -> asyncio.Task[Any]:
        made.append(work)
        return asyncio.Task(work, loop=running, **options)

    loop.set_task_factory(make)
    yield made
    loop.set_task_factory(None)


async def test_what_is_known_is_answered_without_a_task_or_a_tick(tasks: list[Any]) -> None:
    root = Thing(zaken=[zaak(str(at), deel=zaak("d"), getallen=[at]) for at in range(50)])
    selection, values = prepare(WITHOUT, "{ zaken { id deel { id } getallen } }", {})
    work = Run(root, values).execute(selection)
    tasks.clear()
    with pytest.raises(StopIteration) as finished:
        work.send(None)
    assert len(finished.value.value["zaken"]) == 50
    assert tasks == []


async def test_a_level_that_waits_alone_takes_no_task(tasks: list[Any]) -> None:
    gates = [asyncio.get_running_loop().create_future() for _ in range(50)]

    def resolver(at: int) -> Any:
        return lambda: gates[at]

    root = Thing(zaken=[zaak(str(at), deel=resolver(at)) for at in range(50)])
    for gate in gates:
        gate.set_result(zaak("d", naam="n"))
    tasks.clear()
    outcome = await run_engine("{ zaken { id deel { naam } } }", root)
    assert outcome.data["zaken"] == [{"id": str(at), "deel": {"naam": "n"}} for at in range(50)]
    assert tasks == []


async def test_two_levels_that_wait_take_a_task_each(tasks: list[Any]) -> None:
    root = Thing(zaak=later(zaak("1", naam="n")), zeker=later(zaak("2", naam="m")))
    tasks.clear()
    outcome = await run_engine("{ zaak { naam } zeker { naam } }", root)
    assert outcome.data == {"zaak": {"naam": "n"}, "zeker": {"naam": "m"}}
    assert len(tasks) == 2


async def test_every_parent_is_asked_in_the_same_tick() -> None:
    asked: list[tuple[str, int]] = []
    ticks = 0

    def clock() -> None:
        nonlocal ticks
        ticks += 1
        asyncio.get_running_loop().call_soon(clock)

    def resolver(name: str, value: Any) -> Any:
        def resolve() -> Any:
            asked.append((name, ticks))
            return later(value)()

        return resolve

    deel = zaak(zeker=resolver("zeker", zaak()))
    rows = [zaak(str(at), deel=resolver("deel", deel)) for at in range(3)]
    asyncio.get_running_loop().call_soon(clock)
    outcome = await run_engine("{ zaken { deel { zeker { id } } } }", Thing(zaken=rows))
    assert not outcome.errors
    assert len({tick for name, tick in asked if name == "deel"}) == 1
    assert len({tick for name, tick in asked if name == "zeker"}) == 1
    assert len(asked) == 6


async def test_a_slow_field_holds_up_only_what_is_below_it() -> None:
    order: list[str] = []
    gate = asyncio.Event()

    async def slow() -> Thing:
        await gate.wait()
        order.append("slow")
        return zaak("s")

    def quick() -> Thing:
        order.append("quick")
        gate.set()
        return zaak("q")

    root = Thing(zaak=slow, zeker=later(zaak("z", deel=quick)))
    outcome = await run_engine("{ zaak { id } zeker { deel { id } } }", root)
    assert outcome.data == {"zaak": {"id": "s"}, "zeker": {"deel": {"id": "q"}}}
    assert order == ["quick", "slow"]


async def test_a_prefetch_gates_the_fields_it_names() -> None:
    seen: list[Any] = []

    def prefetch(_context: Any, selection: Any, records: list[Any]) -> Any:
        async def fill() -> None:
            for record in records:
                record.deel = zaak("prefetched")

        seen.append((selection.type.name, sorted(selection.names), len(records)))
        return {"deel": asyncio.create_task(fill())} if "deel" in selection.names else {}

    root = Thing(zaken=[zaak("1"), zaak("2")])
    outcome = await run_engine(
        "{ zaken { deel { id } rol { id } } }", root, prefetches={"Zaak": prefetch}
    )
    assert outcome.data["zaken"] == [{"deel": {"id": "prefetched"}, "rol": None}] * 2
    assert seen == [("Zaak", ["deel", "rol"], 2), ("Zaak", ["id"], 2)]


async def test_a_prefetch_that_fails_is_an_error_on_the_fields_it_gates() -> None:
    async def fail() -> None:
        raise KeyError("mis")

    root = Thing(zaken=[zaak("1", naam="a"), zaak("2", naam="b")])
    outcome = await run_engine(
        "{ zaken { naam rol { id } } }",
        root,
        prefetches={"Zaak": lambda *_: {"rol": asyncio.create_task(fail())}},
    )
    assert outcome.data["zaken"] == [{"naam": "a", "rol": None}, {"naam": "b", "rol": None}]
    assert [path for _, path in outcome.errors] == [("zaken", 0, "rol"), ("zaken", 1, "rol")]


async def test_resolvers_that_answer_later_mix_with_those_that_answer_at_once() -> None:
    root = Thing(
        zaken=later([zaak("1", naam=later("a"), deel=later(None)), zaak("2", naam="b")]),
        naam=later("top"),
    )
    text = "{ zaken { naam id deel { id } } naam }"
    outcome = await run_engine(text, root)
    assert outcome == await run_core(text, root)
    assert list(outcome.data) == ["zaken", "naam"]
    assert outcome.data["zaken"][0] == {"naam": "a", "id": "1", "deel": None}


@pytest.mark.parametrize("tick", range(1, 7))
async def test_a_cancelled_run_leaves_no_task(tick: int) -> None:
    hang = asyncio.get_running_loop().create_future
    rows = [zaak(str(at), deel=hang, rol=hang) for at in range(3)]
    root = Thing(zaken=later(rows), zaak=hang, zeker=later(zaak("z", deel=hang)))
    text = "{ zaken { deel { id } rol { id } } zaak { id } zeker { deel { id } } }"
    run = asyncio.create_task(run_engine(text, root))
    for _ in range(tick + 1):
        await asyncio.sleep(0)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_resolver_that_is_cancelled_ends_the_run_and_leaves_no_task() -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    hang = asyncio.get_running_loop().create_future
    with pytest.raises(asyncio.CancelledError):
        await run_engine("{ zaak { id } zeker { id } }", Thing(zaak=hang, zeker=cancelled))
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_an_operation_that_takes_too_long_is_ended() -> None:
    graph = Graph(request_timeout=0.05)
    graph.sandbox.faults.set("openzaak-zaken", hang=True)
    body = await graph.post(
        "query($uuid: UUID) { zaak(uuid: $uuid) { url } }", uuid=SHOWCASE_ZAAK_UUID
    )
    assert body["errors"][0]["extensions"]["code"] == "OPERATION_TIMEOUT"
    assert "data" not in body


async def test_an_operation_that_takes_too_long_leaves_no_task() -> None:
    graph = Graph(request_timeout=0.05)
    graph.sandbox.faults.set("openzaak-zaken", hang=True)
    await graph.post("query($uuid: UUID) { zaak(uuid: $uuid) { url } }", uuid=SHOWCASE_ZAAK_UUID)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    try:
        assert left == set()
    finally:
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
