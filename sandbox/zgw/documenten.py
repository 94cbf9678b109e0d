"""The Documenten API: documents with versions and bytes, and what links to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from sandbox.zgw import values
from sandbox.zgw.api import Api, Bytes, Call
from sandbox.zgw.audittrail import Trail, audit_routes
from sandbox.zgw.data import OPENBAARHEID, Json, ZgwData
from sandbox.zgw.endpoints import Endpoints, Register, find
from sandbox.zgw.expand import DOCUMENT_PATHS, DOCUMENT_RELATION_PATHS
from sandbox.zgw.filters import Filter, as_mapping, by_url, contains, dates, equal, moments
from sandbox.zgw.problems import InvalidParam, invalid, not_found
from sandbox.zgw.resource import Resource
from sandbox.zgw.search import DocumentSearchEndpoints
from sandbox.zgw.selection import check_known
from sandbox.zgw.store import Store
from sandbox.zgw.trails import document_history
from sandbox.zgw.writing.documenten_register import documenten_writes

VERSION_PARAMETERS = frozenset({"versie", "registratieOp"})
ORDERINGS = (
    "auteur",
    "bestandsomvang",
    "creatiedatum",
    "formaat",
    "status",
    "titel",
    "vertrouwelijkheidaanduiding",
)


def documenten_register(api: Api, store: Store, *, standard: bool) -> Register:
    documents, others = _documents(store), _others(store)
    if standard:
        documents = documents.as_standard()
        others = [item.as_standard() for item in others]
    endpoints = [
        DocumentEndpoints(api, documents, store.data),
        *(Endpoints(api, resource) for resource in others),
    ]
    trail = Trail(store, "drc", document_history(store.data))
    writes = documenten_writes(api, store, trail)
    return Register(endpoints, [*audit_routes(api, documents, trail), *writes])


class DocumentEndpoints(DocumentSearchEndpoints):
    """Documents: searchable, downloadable, and kept in versions."""

    def __init__(self, api: Api, resource: Resource, data: ZgwData) -> None:
        super().__init__(api, resource)
        self._data = data

    def routes(self) -> list[Route]:
        path = f"{self.resource.path}/{{uuid}}/download"
        return [*super().routes(), self.api.route(path, self.download, allow="GET, HEAD, OPTIONS")]

    def version(self, call: Call, record: Json) -> Json:
        """The version asked by number or by moment; the current one otherwise."""
        params = call.params
        history = self._data.versies[record["url"]]
        if "versie" in params:
            number = _parse("versie", values.number, params["versie"])
            history = [item for item in history if item["versie"] == number]
        if "registratieOp" in params:
            moment = _parse("registratieOp", values.moment, params["registratieOp"])
            history = [item for item in history if _registered(item) <= moment]
        if not history:
            raise not_found()
        return history[-1]

    def download(self, call: Call) -> Response:
        call.applicatie.require(self.resource.scope)
        check_known(call.params, VERSION_PARAMETERS)
        document = find(self.resource.records, call.request.path_params["uuid"])
        version = self.version(call, document)
        content = self._data.inhoud.get((version["url"], version["versie"]))
        if content is None:
            raise not_found()
        disposition = f'attachment; filename="{version["bestandsnaam"]}"'
        return Bytes(
            content,
            headers={"Content-Disposition": disposition},
            media_type="application/octet-stream",
        )


def _parse(name: str, parse: values.Parse, raw: str) -> Any:
    try:
        return parse(raw)
    except values.InvalidValueError as error:
        raise invalid(InvalidParam(name, error.code, error.reason)) from error


def _registered(version: Json) -> datetime:
    return datetime.fromisoformat(version["beginRegistratie"])


def _documents(store: Store) -> Resource:
    def links_of(document: Json) -> list[Json]:
        return list(store["objectinformatieobjecten"].where("informatieobject", document["url"]))

    linked = (
        by_url("object").of_child("objectinformatieobjecten__", "link"),
        equal("objectType", values.choice("besluit", "zaak", "verzoek")).of_child(
            "objectinformatieobjecten__", "link"
        ),
    )
    experimental = (
        *linked,
        contains("auteur"),
        contains("titel"),
        contains("beschrijving"),
        *dates("creatiedatum", "gte", "lte"),
        by_url("informatieobjecttype"),
        equal("locked", values.boolean),
        equal("vertrouwelijkheidaanduiding", values.choice(*OPENBAARHEID)),
        Filter("trefwoorden__overlap", values.comma_list(), _any_trefwoord),
    )
    return Resource(
        path="/enkelvoudiginformatieobjecten",
        records=store["enkelvoudiginformatieobjecten"],
        scope="documenten.lezen",
        filters=as_mapping(
            equal("identificatie"),
            equal("bronorganisatie"),
            Filter("trefwoorden", values.comma_list(), _all_trefwoorden),
            *(item.experimental() for item in experimental),
        ),
        groups={"link": links_of},
        orderings=ORDERINGS,
        expand_paths=DOCUMENT_PATHS,
        newest_first=False,
        detail_parameters=VERSION_PARAMETERS,
    )


def _all_trefwoorden(document: Json, wanted: list[str]) -> bool:
    return set(wanted) <= set(document["trefwoorden"])


def _any_trefwoord(document: Json, wanted: list[str]) -> bool:
    return not set(wanted).isdisjoint(document["trefwoorden"])


def _others(store: Store) -> list[Resource]:
    comparisons = ("gt", "gte", "lt", "lte")
    return [
        Resource(
            path="/objectinformatieobjecten",
            records=store["objectinformatieobjecten"],
            scope="documenten.lezen",
            filters=as_mapping(by_url("informatieobject"), by_url("object")),
            paginated=False,
            newest_first=False,
            allow="GET, DELETE, HEAD, OPTIONS",
        ),
        Resource(
            path="/gebruiksrechten",
            records=store["gebruiksrechten"],
            scope="documenten.lezen",
            filters=as_mapping(
                by_url("informatieobject"),
                *moments("startdatum", *comparisons),
                *moments("einddatum", *comparisons),
            ),
            expand_paths=DOCUMENT_RELATION_PATHS,
            paginated=False,
            newest_first=False,
        ),
        Resource(
            path="/verzendingen",
            records=store["verzendingen"],
            scope="documenten.lezen",
            filters=as_mapping(
                by_url("informatieobject"),
                by_url("betrokkene"),
                equal("aardRelatie", values.choice("afzender", "geadresseerde")),
            ),
            expand_paths=DOCUMENT_RELATION_PATHS,
            newest_first=False,
        ),
    ]
