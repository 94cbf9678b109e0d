"""The audittrail of a main object: derived from the record, since nothing is ever written."""

from __future__ import annotations

import uuid

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw.api import Api, Call, json_response
from sandbox.zgw.data import Json
from sandbox.zgw.endpoints import PARENT, find, require_visible
from sandbox.zgw.problems import not_found
from sandbox.zgw.resource import Resource
from sandbox.zgw.selection import check_known

_NAMESPACE = uuid.UUID("6f1d1b52-8a0c-4f0e-9a65-3c1f6f2f7f11")


def audit_routes(api: Api, resource: Resource, bron: str, soort: str) -> list[Route]:
    """The trail below a resource, and one line of it."""

    def trail(call: Call) -> list[Json]:
        call.applicatie.require("audittrails.lezen")
        record = find(resource.records, call.request.path_params[PARENT])
        require_visible(resource, record, call.applicatie)
        check_known(call.params, frozenset())
        return [_created(record, bron, soort)]

    def listing(call: Call) -> Response:
        return json_response(trail(call))

    def detail(call: Call) -> Response:
        asked = call.request.path_params["uuid"]
        for line in trail(call):
            if line["uuid"] == asked:
                return json_response(line)
        raise not_found()

    path = f"{resource.path}/{{{PARENT}}}/audittrail"
    return [
        api.route(path, listing, allow="GET, HEAD, OPTIONS"),
        api.route(f"{path}/{{uuid}}", detail, allow="GET, HEAD, OPTIONS"),
    ]


def _created(record: Json, bron: str, soort: str) -> Json:
    day = record.get("registratiedatum") or record.get("creatiedatum") or record["datum"]
    return {
        "uuid": str(uuid.uuid5(_NAMESPACE, record["url"])),
        "bron": bron,
        "applicatieId": "gateway",
        "applicatieWeergave": "Zaaksysteem Voorbeeldstad",
        "gebruikersId": "medewerker01",
        "gebruikersWeergave": "S. Yilmaz",
        "actie": "create",
        "actieWeergave": "Object aangemaakt",
        "resultaat": 201,
        "hoofdObject": record["url"],
        "resource": soort,
        "resourceUrl": record["url"],
        "toelichting": "",
        "resourceWeergave": record["identificatie"],
        "aanmaakdatum": f"{day}T08:00:00Z",
        "wijzigingen": {"oud": None, "nieuw": record},
    }
