"""What is kept of a caller's grants between requests is theirs alone, and bounded."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from policy.grants import UNLIMITED, Grant, Rights, Rule
from resolvers.access import facts
from resolvers.access.facts import KnownFacts
from settings import UpstreamSettings
from sources.client import UpstreamClient
from sources.landscape import Landscape
from sources.transport import build_transport
from sources.zaken.resources import ZAAK

UPSTREAM = UpstreamSettings(name="zaken", api="zaken", root="http://127.0.0.1/")
LANDSCAPE = Landscape([UpstreamClient(UPSTREAM, build_transport(UPSTREAM))])
SCOPES = frozenset({"zaken.lezen"})


def rights(*rules: Rule, **values: Any) -> Rights:
    """Return the rights of one grant on zaken."""
    return Rights((Grant(name="x", zaken=rules, **{"scopes": SCOPES, **values}),))


def test_rights_that_differ_share_nothing() -> None:
    known, client = KnownFacts(), LANDSCAPE.clients["zaken"]
    every, none = rights(Rule()), rights(Rule(), scopes=frozenset())
    own = known.of(UNLIMITED, LANDSCAPE, is_own_only=True)
    for _ in range(2):
        assert known.of(every, LANDSCAPE, is_own_only=False).is_let_through(ZAAK)
        assert known.of(every, LANDSCAPE, is_own_only=False).reaching(client) == (0,)
        assert not known.of(none, LANDSCAPE, is_own_only=False).is_let_through(ZAAK)
        assert known.of(none, LANDSCAPE, is_own_only=False).reaching(client) == ()
        assert not known.of(every, LANDSCAPE, is_own_only=True).is_let_through(ZAAK)
    assert known.of(UNLIMITED, LANDSCAPE, is_own_only=False).is_unlimited
    assert not own.is_unlimited
    assert known.of(every, LANDSCAPE, is_own_only=False) is known.of(
        every, LANDSCAPE, is_own_only=False
    )


def test_no_other_rights_are_taken_for_those_that_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """An id is used again once its object is gone: what is kept must keep its rights."""
    monkeypatch.setattr(facts, "MAX_KEPT", 3)
    known = KnownFacts()
    kept = rights(Rule())
    seen = weakref.ref(known.of(kept, LANDSCAPE, is_own_only=False))
    for number in range(50):
        made = rights(Rule(), scopes=SCOPES if number % 2 else frozenset())
        found = known.of(made, LANDSCAPE, is_own_only=False)
        assert found.rights is made
    del found
    gc.collect()
    assert seen() is None, "no more are kept than some"
