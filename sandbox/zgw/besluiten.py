"""The Besluiten API: besluiten and their documents."""

from __future__ import annotations

from sandbox.zgw.api import Api
from sandbox.zgw.audittrail import Trail, audit_routes
from sandbox.zgw.endpoints import Endpoints, Register
from sandbox.zgw.filters import as_mapping, by_url, equal
from sandbox.zgw.resource import Resource
from sandbox.zgw.store import Store
from sandbox.zgw.trails import besluit_history
from sandbox.zgw.writing.besluiten import besluiten_writes


def besluiten_register(api: Api, store: Store, *, standard: bool) -> Register:
    besluiten = Resource(
        path="/besluiten",
        records=store["besluiten"],
        scope="besluiten.lezen",
        filters=as_mapping(
            by_url("zaak"),
            by_url("besluittype"),
            equal("identificatie"),
            equal("verantwoordelijkeOrganisatie"),
        ),
    )
    documents = Resource(
        path="/besluitinformatieobjecten",
        records=store["besluitinformatieobjecten"],
        scope="besluiten.lezen",
        filters=as_mapping(by_url("besluit"), by_url("informatieobject")),
        paginated=False,
        allow="GET, DELETE, HEAD, OPTIONS",
    )
    if standard:
        besluiten, documents = besluiten.as_standard(), documents.as_standard()
    endpoints = [Endpoints(api, besluiten), Endpoints(api, documents)]
    trail = Trail(store, "brc", besluit_history(store))
    writes = besluiten_writes(api, store, trail)
    return Register(endpoints, [*audit_routes(api, besluiten, trail), *writes])
