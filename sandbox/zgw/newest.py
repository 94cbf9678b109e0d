"""What the standard added in 2026: expand everywhere and across APIs, `fields`, zaaknotities.

Made after the release notes of Zaken 1.6 and 1.7, Documenten 1.6 and Besluiten 1.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.zgw.data import Json
from sandbox.zgw.expand import DOCUMENT_PATHS, DOCUMENT_RELATION_PATHS, STANDARD_ZAAK_PATHS
from sandbox.zgw.problems import InvalidParam, invalid

if TYPE_CHECKING:
    from sandbox.zgw.api import Api
    from sandbox.zgw.endpoints import Register
    from sandbox.zgw.store import Store

_DOCUMENT = ("informatieobject", "informatieobject.informatieobjecttype")
PATHS: Mapping[str, frozenset[str]] = {
    "/zaken": STANDARD_ZAAK_PATHS | {f"zaakinformatieobjecten.{path}" for path in _DOCUMENT},
    "/statussen": frozenset({"zaak", "statustype", "gezetdoor"}),
    "/resultaten": frozenset({"zaak", "resultaattype"}),
    "/rollen": frozenset({"zaak", "roltype", "statussen"}),
    "/zaakobjecten": frozenset({"zaak", "zaakobjecttype"}),
    "/zaakinformatieobjecten": frozenset({"zaak", "status", *_DOCUMENT}),
    "/enkelvoudiginformatieobjecten": DOCUMENT_PATHS,
    "/objectinformatieobjecten": DOCUMENT_RELATION_PATHS,
    "/gebruiksrechten": DOCUMENT_RELATION_PATHS,
    "/verzendingen": DOCUMENT_RELATION_PATHS,
    "/besluiten": frozenset({"besluittype", "zaak"}),
    "/besluitinformatieobjecten": frozenset({"besluit", "besluit.besluittype", *_DOCUMENT}),
}
"""What each resource can expand."""


def as_newest(register: Register, name: str, api: Api, store: Store) -> Register:
    """Return the register of a standard server as one of the newest version."""
    from sandbox.zgw.endpoints import Endpoints
    from sandbox.zgw.zaken import zaaknotities

    for endpoints in register.endpoints:
        resource = endpoints.resource
        endpoints.resource = replace(
            resource,
            expand_paths=PATHS.get(resource.path, frozenset()),
            takes_fields=resource.path == "/zaken",
        )
    if name != "zaken":
        return register
    notities = replace(zaaknotities(store), always_expand_key=False)
    return replace(register, endpoints=[*register.endpoints, Endpoints(api, notities)])


def project(record: Json, fields: Any, by_url: Mapping[str, Json]) -> Json:
    """Return the asked properties: names, `*`, and per link which properties of what it names."""
    found: Json = {}
    if not isinstance(fields, Sequence) or isinstance(fields, str):
        raise invalid(InvalidParam("fields", "not_a_list", "Er wordt een lijst verwacht."))
    for field in fields:
        if field == "*":
            found.update(record)
        elif isinstance(field, str):
            found[field] = _value(record, field)
        elif isinstance(field, dict):
            for name, inner in field.items():
                found[name] = _below(_value(record, name), inner, by_url)
    return found


def _value(record: Json, name: str) -> Any:
    if name not in record:
        raise invalid(InvalidParam("fields", "invalid", f"{name} is geen eigenschap."))
    return record[name]


def _below(value: Any, fields: Any, by_url: Mapping[str, Json]) -> Any:
    if isinstance(value, list):
        return [_below(item, fields, by_url) for item in value]
    if isinstance(value, str):
        return project(by_url[value], fields, by_url) if value in by_url else value
    return project(value, fields, by_url) if isinstance(value, dict) else value
