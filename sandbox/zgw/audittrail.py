"""The audittrail of a main object: derived from the made-up records, then a line per write."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw.api import Api, Call, json_response
from sandbox.zgw.data import Json
from sandbox.zgw.data.vocabulary import MEDEWERKERS, Medewerker
from sandbox.zgw.endpoints import PARENT, find, require_visible
from sandbox.zgw.problems import not_found
from sandbox.zgw.resource import Resource
from sandbox.zgw.selection import check_known
from sandbox.zgw.store import Store

History = Callable[[Json], Sequence[Json]]
"""The whole trail of a main object, oldest line first."""

_NAMESPACE = uuid.UUID("6f1d1b52-8a0c-4f0e-9a65-3c1f6f2f7f11")


@dataclass(frozen=True)
class Trail:
    """The trails of one kind of main object."""

    store: Store
    bron: str
    history: History

    def lines(self, main: Json) -> Sequence[Json]:
        written = self.store.trails.get(main["url"])
        return self.history(main) if written is None else written

    def begin(self, main: Json) -> None:
        """Keep what there was to tell of a main object, before it is written for the first time."""
        if main["url"] not in self.store.trails:
            self._set(main["url"], list(self.history(main)))

    def add(self, main_url: str, line: Json) -> None:
        self._set(main_url, [*self.store.trails.get(main_url, ()), line])

    def drop(self, main_url: str) -> None:
        """A trail goes with its main object."""
        self._set(main_url, None)

    def _set(self, main_url: str, lines: list[Json] | None) -> None:
        self.store.set_item(self.store.trails, main_url, lines)


def audit_routes(api: Api, resource: Resource, told: Trail) -> list[Route]:
    """The trail below a resource, and one line of it."""

    def trail(call: Call) -> list[Json]:
        call.applicatie.require("audittrails.lezen")
        record = find(resource.records, call.request.path_params[PARENT])
        require_visible(resource, record, call.applicatie)
        check_known(call.params, frozenset())
        return list(told.lines(record))

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


_ACTIES = {
    "create": ("Object aangemaakt", 201),
    "update": ("Object bijgewerkt", 200),
    "partial_update": ("Object deels bijgewerkt", 200),
    "destroy": ("Object verwijderd", 204),
}


def written_line(
    bron: str, main_url: str, changed: tuple[str, Json], call: Call, actie: str, wijzigingen: Json
) -> Json:
    """The line of a write that a client did."""
    soort, record = changed
    weergave, status = _ACTIES[actie]
    claims, moment = call.claims, datetime.now(UTC).isoformat()
    return {
        "uuid": str(uuid.uuid4()),
        "bron": bron,
        "applicatieId": str(claims["client_id"]),
        "applicatieWeergave": str(claims["client_id"]),
        "gebruikersId": str(claims.get("user_id") or ""),
        "gebruikersWeergave": str(claims.get("user_representation") or ""),
        "actie": actie,
        "actieWeergave": weergave,
        "resultaat": status,
        "hoofdObject": main_url,
        "resource": soort,
        "resourceUrl": record["url"],
        "toelichting": call.request.headers.get("x-audit-toelichting", ""),
        "resourceWeergave": _weergave(record),
        "aanmaakdatum": moment.replace("+00:00", "Z"),
        "wijzigingen": wijzigingen,
    }


def _weergave(record: Json) -> str:
    names = ("identificatie", "omschrijving", "statustoelichting", "titel", "toelichting")
    found = next((record[name] for name in names if record.get(name)), record["url"])
    return str(found)[:200]
