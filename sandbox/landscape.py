"""The wider landscape: the registers beside the default ones, over the same municipality.

They are built only when asked for, so that the default sandbox stays as small as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.types import ASGIApp

from sandbox.bag import Bag, build_bag, make_bag
from sandbox.klant import Klanten
from sandbox.kvk import Handelsregister, build_kvk, make_handelsregister

Landscape = Literal["klein", "groot"]

BAG_ROOT = "http://bag.sandbox/lvbag/individuelebevragingen/v2/"
BAG_KEY = "sandbox-bag-sleutel"
KVK_ROOT = "http://kvk.sandbox/api/"
KVK_KEY = "sandbox-kvk-sleutel"


@dataclass(frozen=True)
class Extra:
    """The apps by upstream name, what landschap.toml would say of them, and what they hold."""

    bag: Bag
    handelsregister: Handelsregister
    apps: dict[str, ASGIApp] = field(default_factory=dict)
    upstreams: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, api: str, root: str, auth: dict[str, str], app: ASGIApp) -> None:
        self.apps[name] = app
        self.upstreams.append({"name": name, "api": api, "root": root, "auth": auth})


def build_extra(personen: Sequence[dict[str, Any]], klanten: Klanten) -> Extra:
    """Return the registers of the wider landscape, coherent with the default ones."""
    extra = Extra(
        bag=make_bag(personen),
        handelsregister=make_handelsregister(klanten.data.list("partijen")),
    )
    bag = build_bag(extra.bag, BAG_KEY, BAG_ROOT)
    extra.add("bag", "bag", BAG_ROOT, _api_key("X-Api-Key", BAG_KEY), bag)
    kvk = build_kvk(extra.handelsregister, KVK_KEY, KVK_ROOT)
    extra.add("kvk", "kvk", KVK_ROOT, _api_key("apikey", KVK_KEY), kvk)
    return extra


def _api_key(header: str, secret: str) -> dict[str, str]:
    return {"type": "api_key", "header": header, "secret": secret}
