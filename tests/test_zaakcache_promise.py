"""The promise of the zaak cache, over random orders of reads, writes and notifications.

Notifications come late, twice, in another order, or never; answers are on their way while the
register changes and tells. Whatever is shown then is never older than `max_age`, and never of
before a change that was told when it was asked.
"""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from redis_support import Clock
from sources.notificaties.hub import Notificatie
from zaakcache_support import MAX_AGE, PARTS, Reader, Register, Seen

EXAMPLES = 70
ZAKEN = st.integers(0, 1)
WAYS = st.sampled_from(["detail", "list", "expand", "zoek", "rollen"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), WAYS, ZAKEN),
        st.tuples(st.just("read"), st.sampled_from(["detail", "rollen"]), ZAKEN),
        st.tuples(st.just("begin"), WAYS, ZAKEN),
        st.tuples(st.just("end"), st.integers(0, 3)),
        st.tuples(st.just("write"), ZAKEN, st.sampled_from(PARTS)),
        st.tuples(st.just("tell"), st.integers(0, 5), st.booleans()),
        st.tuples(st.just("own"), ZAKEN, st.sampled_from(PARTS)),
        st.tuples(st.just("wait"), st.sampled_from([1.0, 31.0, 59.0, 61.0])),
    ),
    min_size=16,
    max_size=40,
)


class Run:
    """One order of events, and what was promised at each moment."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.clock.now = 1_000.0
        self.register = Register(zaken=2)
        self.reader = Reader(self.register, self.clock)
        self.untold: list[tuple[Notificatie, int, str, int]] = []
        self.told: Seen = {}
        """The version that anybody who asks now must see at least."""
        self.under_way: list[tuple[asyncio.Task[Seen], asyncio.Event, Seen, float]] = []

    async def read(self, how: str, zaak: int) -> None:
        """Read, and hold what is shown against the promise."""
        least, began = dict(self.told), self.clock.now
        self.hold(await self.reader.reading(how, zaak), least, began)

    async def begin(self, how: str, zaak: int) -> None:
        """Read while the answer is held on its way."""
        gate = self.register.gate = asyncio.Event()
        least = dict(self.told)
        task = asyncio.ensure_future(self.reader.reading(how, zaak))
        for _ in range(6):
            await asyncio.sleep(0)
        self.register.gate = None
        self.under_way.append((task, gate, least, self.clock.now))

    async def end(self, which: int) -> None:
        """Let an answer arrive."""
        if self.under_way:
            task, gate, least, began = self.under_way.pop(which % len(self.under_way))
            gate.set()
            self.hold(await task, least, began)

    async def write(self, zaak: int, part: str) -> None:
        """Change something in the register."""
        told = self.register.write(zaak, part, self.clock.now)
        self.untold.append((told, zaak, part, self.register.versions[zaak, part]))

    async def own(self, zaak: int, part: str) -> None:
        """Change something through the gateway, which tells so itself at once."""
        await self.write(zaak, part)
        await self.tell(-1, doubled=True)

    async def tell(self, which: int, doubled: bool) -> None:
        """Deliver a notification, in whatever order, and keep it to deliver it again."""
        if not self.untold:
            return
        at = which % len(self.untold) if which >= 0 else -1
        told, zaak, part, version = self.untold[at]
        if not doubled:
            self.untold.pop(at)
        self.reader.landscape.hub.tell(told)
        self.told[zaak, part] = max(version, self.told.get((zaak, part), 0))

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.now += seconds

    def hold(self, seen: Seen, least: Seen, began: float) -> None:
        """Assert the promise of what was shown to who asked at `began`."""
        for pair, version in seen.items():
            assert version >= least.get(pair, 0), "older than what was told"
            changes = self.register.changed[pair]
            if version < len(changes):
                assert changes[version] > began - MAX_AGE, "older than the promise"


async def run(steps: list[tuple[Any, ...]]) -> Run:
    """Take the steps, and then let every answer arrive and read all once more."""
    made = Run()
    for name, *arguments in steps:
        await getattr(made, name)(*arguments)
    while made.under_way:
        await made.end(0)
    await made.read("list", 0)
    return made


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS)
def test_nothing_is_ever_older_than_the_promise(steps: list[tuple[Any, ...]]) -> None:
    asyncio.run(run(steps))
