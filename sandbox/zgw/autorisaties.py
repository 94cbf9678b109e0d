"""The Autorisaties API: which applicaties there are and what they may do."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw import values
from sandbox.zgw.api import Api, Call, json_response
from sandbox.zgw.auth import Applicatie
from sandbox.zgw.data import OPENBAARHEID, Json
from sandbox.zgw.endpoints import Endpoints, Register
from sandbox.zgw.filters import Filter, as_mapping
from sandbox.zgw.problems import InvalidParam, invalid, not_found
from sandbox.zgw.resource import Resource
from sandbox.zgw.store import Collection, Store

SCOPE = "autorisaties.lezen"
ZAAKSYSTEEM = "zaaksysteem"
_NAMES = {
    "ac": "Autorisaties API",
    "nrc": "Notificaties API",
    "zrc": "Zaken API",
    "ztc": "Catalogi API",
    "drc": "Documenten API",
    "brc": "Besluiten API",
}
_NAMESPACE = uuid.UUID("6d6c7ed8-62e4-4d0c-8ff3-a0a0c1d17a31")


class Applicaties(Endpoints):
    """The list, the detail, and the one applicatie of a consumer."""

    def routes(self) -> list[Route]:
        consumer = self.api.route("/applicaties/consumer", self.consumer, allow="GET")
        return [consumer, *super().routes()]

    def consumer(self, call: Call) -> Response:
        call.applicatie.require(SCOPE)
        client_id = call.params.get("clientId")
        if client_id is None:
            raise invalid(InvalidParam("clientId", "required", "Dit veld is vereist."))
        for record in self.resource.records.records:
            if client_id in record["clientIds"]:
                return json_response(record)
        raise not_found()


def autorisaties_register(api: Api, store: Store, *, standard: bool) -> Register:
    records = make_records(api, store)
    wanted = Filter(
        "clientIds",
        values.comma_list(),
        lambda record, value: bool(set(record["clientIds"]) & set(value)),
    )
    resource = Resource(
        path="/applicaties", records=Collection(records), scope=SCOPE, filters=as_mapping(wanted)
    )
    return Register([Applicaties(api, resource.as_standard() if standard else resource)])


def make_records(api: Api, store: Store) -> list[Json]:
    """The applicaties as the other registers know them, and one with types of its own."""
    records = [_of_client(api, name, known) for name, known in api.applicaties.items()]
    return [*records, _zaaksysteem(api, store)]


def _of_client(api: Api, client_id: str, applicatie: Applicatie) -> Json:
    if applicatie.zaaktypen is None:
        return _applicatie(api, [client_id], client_id.capitalize(), every=True)
    ceiling = applicatie.max_vertrouwelijkheidaanduiding
    return _applicatie(
        api,
        [client_id],
        client_id.capitalize(),
        [
            _autorisatie(
                "zrc",
                sorted(applicatie.scopes),
                zaaktype=zaaktype,
                maxVertrouwelijkheidaanduiding=ceiling,
            )
            for zaaktype in sorted(applicatie.zaaktypen)
        ],
    )


def _zaaksysteem(api: Api, store: Store) -> Json:
    """An applicatie with every component, with scopes that read and scopes that write."""
    zaaktypen = {record["identificatie"]: record["url"] for record in store["zaaktypen"].records}
    documents, besluiten = (
        [record["url"] for record in store[name].records]
        for name in ("informatieobjecttypen", "besluittypen")
    )
    zaken = ["zaken.lezen", "zaken.bijwerken", "zaken.aanmaken"]
    return _applicatie(
        api,
        [ZAAKSYSTEEM, f"{ZAAKSYSTEEM}-acceptatie"],
        "Zaaksysteem",
        [
            _autorisatie(
                "zrc",
                zaken,
                zaaktype=zaaktypen["EVENEMENTENVERGUNNING"],
                maxVertrouwelijkheidaanduiding="zaakvertrouwelijk",
            ),
            _autorisatie(
                "zrc",
                ["zaken.aanmaken"],
                zaaktype=zaaktypen["BEZWAAR"],
                maxVertrouwelijkheidaanduiding=OPENBAARHEID[-1],
            ),
            *(
                _autorisatie(
                    "drc",
                    ["documenten.lezen", "documenten.lock"],
                    informatieobjecttype=url,
                    maxVertrouwelijkheidaanduiding="intern",
                )
                for url in documents[:2]
            ),
            _autorisatie("brc", ["besluiten.lezen"], besluittype=besluiten[0]),
            _autorisatie("ztc", ["catalogi.lezen"]),
            _autorisatie("nrc", ["notificaties.consumeren"]),
            _autorisatie("ac", ["autorisaties.lezen"]),
        ],
    )


def _autorisatie(component: str, scopes: Sequence[str], **rest: str) -> Json:
    return {
        "component": component,
        "componentWeergave": _NAMES[component],
        "scopes": list(scopes),
        **rest,
    }


def _applicatie(
    api: Api,
    client_ids: list[str],
    label: str,
    autorisaties: Sequence[Mapping[str, object]] = (),
    *,
    every: bool = False,
) -> Json:
    identity = uuid.uuid5(_NAMESPACE, client_ids[0])
    return {
        "url": api.url(f"/applicaties/{identity}"),
        "clientIds": client_ids,
        "label": label,
        "heeftAlleAutorisaties": every,
        "autorisaties": list(autorisaties),
    }
