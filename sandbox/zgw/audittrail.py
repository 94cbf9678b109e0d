"""The audittrail of a main object: derived from the records, since nothing is ever written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw.api import Api, Call, json_response
from sandbox.zgw.data import Json
from sandbox.zgw.data.vocabulary import MEDEWERKERS, Medewerker
from sandbox.zgw.endpoints import PARENT, find, require_visible
from sandbox.zgw.problems import not_found
from sandbox.zgw.resource import Resource
from sandbox.zgw.selection import check_known

History = Callable[[Json], Sequence[Json]]
"""The whole trail of a main object, oldest line first."""

_NAMESPACE = uuid.UUID("6f1d1b52-8a0c-4f0e-9a65-3c1f6f2f7f11")


def audit_routes(
    api: Api, resource: Resource, bron: str, soort: str, history: History | None = None
) -> list[Route]:
    """The trail below a resource, and one line of it; `history` knows more than the creation."""

    def trail(call: Call) -> list[Json]:
        call.applicatie.require("audittrails.lezen")
        record = find(resource.records, call.request.path_params[PARENT])
        require_visible(resource, record, call.applicatie)
        check_known(call.params, frozenset())
        return list(history(record)) if history else [_created(record, bron, soort)]

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
    return make_line(
        bron, record, (soort, record), f"{day}T08:00:00Z", {"oud": None, "nieuw": record}
    )


def make_line(
    bron: str,
    main: Json,
    changed: tuple[str, Json],
    moment: str,
    wijzigingen: Json,
    medewerker: Medewerker = MEDEWERKERS[0],
) -> Json:
    """One line about a resource (`changed`: its kind and its record) below a main object."""
    soort, record = changed
    is_new = wijzigingen["oud"] is None
    key = record["url"] if is_new else f"{record['url']}/{moment}"
    return {
        "uuid": str(uuid.uuid5(_NAMESPACE, key)),
        "bron": bron,
        "applicatieId": "gateway",
        "applicatieWeergave": "Zaaksysteem Voorbeeldstad",
        "gebruikersId": medewerker.identificatie,
        "gebruikersWeergave": f"{medewerker.voorletters} {medewerker.achternaam}",
        "actie": "create" if is_new else "partial_update",
        "actieWeergave": "Object aangemaakt" if is_new else "Object deels bijgewerkt",
        "resultaat": 201 if is_new else 200,
        "hoofdObject": main["url"],
        "resource": soort,
        "resourceUrl": record["url"],
        "toelichting": "",
        "resourceWeergave": _weergave(record),
        "aanmaakdatum": moment,
        "wijzigingen": wijzigingen,
    }


def _weergave(record: Json) -> str:
    names = ("identificatie", "omschrijving", "statustoelichting", "titel", "toelichting")
    found = next((record[name] for name in names if record.get(name)), record["url"])
    return str(found)[:200]
