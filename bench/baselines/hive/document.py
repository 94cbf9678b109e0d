"""The OpenAPI document from which Mesh composes the supergraph: what the operations use.

A smaller document is a smaller schema, which is to Hive Gateway's advantage.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.sim.shapes import Roots
from bench.sim.tables import encode

Json = dict[str, Any]
TEXT: Json = {"type": "string", "nullable": True}
UUID: Json = {"type": "string", "format": "uuid"}
"""A type of its own: Mesh makes every text field of a record a key of its `{uuid}` path."""
EIO = "enkelvoudiginformatieobjecten"
KLANT = "partijIdentificator__codeSoortObjectId partijIdentificator__objectId"
ABOUT = "onderwerpobject__onderwerpobjectidentificator"
INITIATOR = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"

SCALARS = {
    "Zaak": "url uuid identificatie bronorganisatie omschrijving toelichting registratiedatum "
    "startdatum einddatum einddatumGepland uiterlijkeEinddatumAfdoening archiefstatus "
    "vertrouwelijkheidaanduiding zaaktype status resultaat",
    "Status": "datumStatusGezet statustype",
    "Resultaat": "toelichting resultaattype",
    "Betrokkene": "inpBsn",
    "Rol": "omschrijving betrokkeneType",
    "Relatie": "informatieobject",
    "Document": "url titel creatiedatum formaat informatieobjecttype",
    "Besluit": "url datum toelichting besluittype",
    "Klantcontact": "onderwerp kanaal plaatsgevondenOp",
    "Partij": "nummer soortPartij",
    "DigitaalAdres": "adres soortDigitaalAdres",
    "Naam": "volledigeNaam",
    "Persoon": "burgerservicenummer",
}
OBJECTS = {("Rol", "betrokkeneIdentificatie"): "Betrokkene", ("Persoon", "naam"): "Naam"}
PAGES = ("Zaak", "Status", "Rol", "Document", "Besluit", "Klantcontact", "Partij", "DigitaalAdres")

READS = (
    ("zaken", "zaken/{uuid}", "zaak", "Zaak", ""),
    ("zaken", "zaken", "zaken", "ZaakPage", "ordering pageSize page"),
    ("zaken", "statussen/{uuid}", "status", "Status", ""),
    ("zaken", "statussen", "statussen", "StatusPage", "zaak"),
    ("zaken", "resultaten/{uuid}", "resultaat", "Resultaat", ""),
    ("zaken", "rollen", "rollen", "RolPage", "zaak"),
    ("zaken", "zaakinformatieobjecten", "zaakdocumenten", "[Relatie]", "zaak"),
    ("besluiten", "besluiten", "besluiten", "BesluitPage", "zaak"),
    ("besluiten", "besluitinformatieobjecten", "besluitdocumenten", "[Relatie]", "besluit"),
    ("klantinteracties", "partijen", "partijen", "PartijPage", KLANT),
    (
        "klantinteracties",
        "digitaleadressen",
        "digitaleAdressen",
        "DigitaalAdresPage",
        " ".join(f"verstrektDoorPartij__{name}" for name in KLANT.split()),
    ),
    (
        "klantinteracties",
        "klantcontacten",
        "klantcontacten",
        "KlantcontactPage",
        " ".join(f"hadBetrokkene__wasPartij__{name}" for name in KLANT.split())
        + f" {ABOUT}CodeObjecttype {ABOUT}ObjectId",
    ),
)
LIST = {"type": "array", "items": {"type": "string"}}
SEARCHES: tuple[tuple[str, str, str, str, Json], ...] = (
    ("zaken", "zaken/_zoek", "zakenZoek", "ZaakPage", {INITIATOR: TEXT}),
    ("documenten", f"{EIO}/_zoek", "documentenZoek", "DocumentPage", {"uuid__in": LIST}),
    (
        "brp",
        "personen",
        "personen",
        "Personen",
        {"type": TEXT, "burgerservicenummer": LIST, "fields": LIST},
    ),
)


def openapi(host: str) -> Json:
    """Return the document of the registers of one host."""
    paths: Json = {}
    roots = {api: root.removeprefix(host) for api, root in Roots(host).by_api.items()}
    for api, path, name, kind, params in READS:
        paths[f"{roots[api]}{path}"] = {"get": _operation(name, kind, _parameters(path, params))}
    for api, path, name, kind, fields in SEARCHES:
        operation = _operation(name, kind, _parameters(path, "pageSize" * (name == "zakenZoek")))
        body = {"schema": {"type": "object", "title": f"{name}Input", "properties": fields}}
        operation["requestBody"] = {"content": {"application/json": body}}
        paths[f"{roots[api]}{path}"] = {"post": operation}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Registers", "version": "1.0.0"},
        "servers": [{"url": host}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def write_openapi(path: Path, host: str) -> None:
    """Write the document."""
    path.write_bytes(encode(openapi(host)))


def _operation(name: str, kind: str, parameters: Iterable[Json]) -> Json:
    answer: Json = _ref(kind)
    if kind.startswith("["):
        answer = {"type": "array", "items": _ref(kind[1:-1])}
    content = {"application/json": {"schema": answer}}
    return {
        "operationId": name,
        "parameters": list(parameters),
        "responses": {"200": {"description": "ok", "content": content}},
    }


def _parameters(path: str, names: str) -> Iterable[Json]:
    if "{uuid}" in path:
        yield {"name": "uuid", "in": "path", "required": True, "schema": UUID}
    for name in names.split():
        kind = "integer" if name in ("page", "pageSize") else "string"
        yield {"name": name, "in": "query", "schema": {"type": kind}}


def _schemas() -> Json:
    made: Json = {}
    for name, fields in SCALARS.items():
        properties: Json = {field: UUID if field == "uuid" else TEXT for field in fields.split()}
        made[name] = {"type": "object", "title": name, "properties": properties}
    for (owner, field), kind in OBJECTS.items():
        made[owner]["properties"][field] = _ref(kind)
    for name in PAGES:
        results = {"type": "array", "items": _ref(name)}
        properties = {"next": TEXT, "results": results}
        made[f"{name}Page"] = {"type": "object", "title": f"{name}Page", "properties": properties}
    personen = {"personen": {"type": "array", "items": _ref("Persoon")}}
    made["Personen"] = {"type": "object", "title": "Personen", "properties": personen}
    return made


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
