"""The wider landscape: the registers beside the default ones, over the same municipality.

They are built only when asked for, so that the default sandbox stays as small as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from starlette.types import ASGIApp

from sandbox.bag import Bag, build_bag, make_bag
from sandbox.brp.historie import build_historie
from sandbox.klant import Klanten
from sandbox.klantcontact import Klantcontact, build_klantcontact
from sandbox.kvk import Handelsregister, build_kvk, make_handelsregister
from sandbox.objecten import Objecten, build_objecten, make_objecten
from sandbox.objecten.objecttypen import BOOM, MELDING, OBJECTTYPEN, TAAK
from sandbox.zaaksysteem import ZAAKSYSTEEM_ROOTS, build_zaaksysteem
from sandbox.zgw import DEFAULT_CLIENTS, ZgwData, ZgwRegisters
from sandbox.zgw.data.vocabulary import BAG_ROOT

Landscape = Literal["klein", "groot"]

BAG_KEY = "sandbox-bag-sleutel"
KVK_ROOT = "http://kvk.sandbox/api/"
KVK_KEY = "sandbox-kvk-sleutel"
OBJECTEN_ROOT = "https://objecten.voorbeeldstad.example/api/v2/"
OBJECTEN_TOKEN = "sandbox-objecten-token"  # noqa: S105  guards made-up data
OBJECTEN_TOKEN_BEPERKT = "sandbox-objecten-beperkt"  # noqa: S105
"""May read the trees, and of a taak no more than what it is about."""

KLANTCONTACT_ROOTS = {
    api: f"http://klanten.sandbox/{api}/api/v1/" for api in ("klanten", "contactmomenten")
}

BEWONING_ROOT = "http://brp.sandbox/haalcentraal/api/bewoning/"
HISTORIE_ROOT = "http://brp.sandbox/haalcentraal/api/brphistorie/"
BRP_HISTORIE_KEY = "sandbox-brp-historie-sleutel"


@dataclass(frozen=True)
class Extra:
    """The apps by upstream name, what landschap.toml would say of them, and what they hold."""

    bag: Bag
    handelsregister: Handelsregister
    objecten: Objecten
    klantcontact: Klantcontact
    zaaksysteem: ZgwRegisters
    apps: dict[str, ASGIApp] = field(default_factory=dict)
    upstreams: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, name: str, api: str, root: str, auth: dict[str, str], app: ASGIApp, **more: Any
    ) -> None:
        self.apps[name] = app
        self.upstreams.append({"name": name, "api": api, "root": root, "auth": auth, **more})


def build_extra(
    personen: Sequence[dict[str, Any]], zgw: ZgwData, klanten: Klanten, day: date
) -> Extra:
    """Return the registers of the wider landscape, coherent with the default ones."""
    zaaksysteem = build_zaaksysteem(personen, day)
    handelsregister = make_handelsregister(klanten.data.list("partijen"))
    extra = Extra(
        bag=make_bag(personen),
        handelsregister=handelsregister,
        objecten=make_objecten(OBJECTEN_ROOT, [zgw, zaaksysteem.data], day),
        klantcontact=build_klantcontact(
            KLANTCONTACT_ROOTS,
            klanten,
            personen,
            handelsregister,
            {zaak["uuid"]: zaak["url"] for zaak in zgw.zaken},
            DEFAULT_CLIENTS,
            zaaksysteem.data.zaakcontactmomenten,
        ),
        zaaksysteem=zaaksysteem,
    )
    _permit(extra.objecten)
    _add_apps(extra, day)
    key = _api_key("X-API-KEY", BRP_HISTORIE_KEY)
    bewoning, historie = build_historie(personen, BRP_HISTORIE_KEY, BEWONING_ROOT, HISTORIE_ROOT)
    extra.add("brp-bewoning", "bewoning", BEWONING_ROOT, key, bewoning)
    extra.add("brp-historie", "brphistorie", HISTORIE_ROOT, key, historie)
    return extra


def _add_apps(extra: Extra, day: date) -> None:
    bag = build_bag(extra.bag, BAG_KEY, BAG_ROOT)
    extra.add("bag", "bag", BAG_ROOT, _api_key("X-Api-Key", BAG_KEY), bag)
    kvk = build_kvk(extra.handelsregister, KVK_KEY, KVK_ROOT)
    extra.add("kvk", "kvk", KVK_ROOT, _api_key("apikey", KVK_KEY), kvk)
    token = {"type": "token", "secret": OBJECTEN_TOKEN}
    objecten = build_objecten(extra.objecten, day)
    paths = {MELDING.uuid: "bsn", TAAK.uuid: "identificatie.value"}
    extra.add("objecten", "objecten", OBJECTEN_ROOT, token, objecten, bsn_velden=paths)
    for api, app in extra.klantcontact.apps.items():
        extra.add(api, api, KLANTCONTACT_ROOTS[api], _zgw(DEFAULT_CLIENTS), app)
    for api, app in extra.zaaksysteem.apps.items():
        auth = _zgw(extra.zaaksysteem.clients)
        extra.add(f"zaaksysteem-{api}", api, ZAAKSYSTEEM_ROOTS[api], auth, app)


def _permit(objecten: Objecten) -> None:
    about = ["url", "uuid", "type", "record__typeVersion", "record__startAt"]
    about += ["record__data__titel", "record__data__status"]
    objecten.permissions |= {
        OBJECTEN_TOKEN: dict.fromkeys([item.uuid for item in OBJECTTYPEN]),
        OBJECTEN_TOKEN_BEPERKT: {BOOM.uuid: None, TAAK.uuid: {"1": about}},
    }


def _zgw(clients: Mapping[str, str]) -> dict[str, str]:
    client_id, secret = next(iter(clients.items()))
    return {"type": "zgw", "client_id": client_id, "secret": secret}


def _api_key(header: str, secret: str) -> dict[str, str]:
    return {"type": "api_key", "header": header, "secret": secret}
