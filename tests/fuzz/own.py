"""A citizen over registers that mix up their answers: nobody else's data comes through.

Every answer is a true one, but often of another question to the same part of the same register:
other rows, rows of another parent, another record than asked, other persons. What a register says
of one row is believed; that it is the row that was asked is not. One thing is: that the rows it
finds by the citizen's own number are theirs (docs/dreigingsmodel.md, residual risk).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx

from fuzz.clock import clock_loop
from fuzz.documents import operation, post
from fuzz.judge import Case, judge
from fuzz.world import Answer, Fault, World, listening, truths
from policy.grants import EVERY, Grant, OwnOnly, Rights, Rule
from policy.identity import Kind, PersonalNumber, Principal, Subject
from sandbox.brp.data import SHOWCASE_BSNS

CITIZEN = SHOWCASE_BSNS[0]
PROOF = b"rol__betrokkeneIdentificatie"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_ZAAK = re.compile(r'/zaken/api/v1/zaken/([0-9a-f-]{36})"')


def caller() -> tuple[Principal, Rights]:
    """Return a citizen, with the rights a municipality would give citizens."""
    subject = Subject(bsn=PersonalNumber(CITIZEN))
    rule = (Rule("zaakvertrouwelijk"),)
    grant = Grant(
        "burger",
        scopes=frozenset({EVERY}),
        zaken=rule,
        documenten=rule,
        besluiten=(Rule(),),
        doelbindingen=None,
        brp_velden=None,
        via_zaak=True,
        own=OwnOnly(),
    )
    return (
        Principal(Kind.BURGER, "test", "jan", "portaal", "jan", "Jan", subject=subject),
        Rights((grant,)),
    )


class Own:
    """The gateway as a citizen sees it, and what of an answer is somebody else's."""

    def __init__(self) -> None:
        self.world = World()
        self.world.endpoint._admit = lambda _request: caller()
        rollen = self.world.sandbox.zgw.data.rollen
        self._zaken = {
            rol["zaak"].rsplit("/", 1)[1]
            for rol in rollen
            if rol["omschrijvingGeneriek"] == "initiator" and _bsn(rol) == CITIZEN
        }
        beside = {_bsn(rol) for rol in rollen if rol["zaak"].rsplit("/", 1)[1] in self._zaken}
        self._bsns = {CITIZEN, *SHOWCASE_BSNS, *beside}

    def foreign(self, body: str, asked: str) -> set[str]:
        """Return the zaken and BSNs in an answer that are neither the citizen's nor typed."""
        zaken = set(_ZAAK.findall(body)) - self._zaken
        bsns = set(self.world.secrets.numbers_in(body)) - self._bsns
        return {found for found in zaken | bsns if found not in asked}


def _bsn(rol: dict[str, Any]) -> str:
    return str(rol["betrokkeneIdentificatie"].get("inpBsn", ""))


def mixing(random: Random, share: float) -> Fault:
    """Return a fault that gives this share of the answers of another question."""

    def fault(request: httpx.Request, answer: Answer) -> Answer:
        if random.random() > share or PROOF in request.content:
            return answer
        part = _part(str(request.url))
        others = [other for url, other in truths(request.method) if _part(url) == part]
        return random.choice(others) if others else answer

    return fault


def _part(url: str) -> str:
    parts = urlsplit(url)
    return _UUID.sub("-", f"{parts.netloc}{parts.path}")


def run(requests: int, seed: int, share: float | None = None) -> Iterator[tuple[int, set[str]]]:
    """Give (number, what was somebody else's or wrong) for each request that had any."""
    _fill()
    own = Own()
    with clock_loop() as loop, listening() as ear:
        for number in range(requests):
            random = Random(f"own/{seed}/{number}")
            made = operation(random)
            mixed = random.choice((0.1, 0.5)) if share is None else share
            request = post({"query": made.text, "variables": made.variables})
            case = Case("own", request, mixing(Random(random.random()), mixed))
            verdict = judge(loop, own.world, ear, case)
            asked = made.text + str(made.variables)
            found = own.foreign(verdict.response.body.decode(), asked) | set(verdict.wrong)
            if found:
                yield number, found


def _fill() -> None:
    """Let the registers answer all sorts of questions, so that there is something to mix up."""
    world = World()
    with clock_loop() as loop, listening() as ear:
        for number in range(30):
            made = operation(Random(f"fill/{number}"))
            request = post({"query": made.text, "variables": made.variables})
            judge(loop, world, ear, Case("fill", request))
