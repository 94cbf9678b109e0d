"""The wider landscape: the registers beside the default ones, over the same municipality.

They are built only when asked for, so that the default sandbox stays as small as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.types import ASGIApp

from sandbox.bag import Bag, build_bag, make_bag

Landscape = Literal["klein", "groot"]

BAG_ROOT = "http://bag.sandbox/lvbag/individuelebevragingen/v2/"
BAG_KEY = "sandbox-bag-sleutel"


@dataclass(frozen=True)
class Extra:
    """The apps by upstream name, what landschap.toml would say of them, and what they hold."""

    bag: Bag
    apps: dict[str, ASGIApp] = field(default_factory=dict)
    upstreams: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, api: str, root: str, auth: dict[str, str], app: ASGIApp) -> None:
        self.apps[name] = app
        self.upstreams.append({"name": name, "api": api, "root": root, "auth": auth})


def build_extra(personen: Sequence[dict[str, Any]]) -> Extra:
    """Return the registers of the wider landscape."""
    extra = Extra(bag=make_bag(personen))
    auth = {"type": "api_key", "secret": BAG_KEY}
    extra.add("bag", "bag", BAG_ROOT, auth, build_bag(extra.bag, BAG_KEY, BAG_ROOT))
    return extra
