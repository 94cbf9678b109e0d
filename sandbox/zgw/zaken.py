"""The Zaken API: its resources, their filters and who may see what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sandbox.zgw.api import Api
from sandbox.zgw.audittrail import Trail, audit_routes
from sandbox.zgw.data import OPENBAARHEID, Json
from sandbox.zgw.endpoints import PARENT, Endpoints, Register
from sandbox.zgw.expand import STANDARD_ZAAK_PATHS, ZAAK_PATHS
from sandbox.zgw.filters import (
    Filter,
    as_mapping,
    by_url,
    contains,
    dates,
    equal,
    is_null,
    moments,
    one_of,
)
from sandbox.zgw.resource import READ_ONLY, Resource
from sandbox.zgw.rolfilters import ROL_FILTERS
from sandbox.zgw.search import ZaakSearchEndpoints
from sandbox.zgw.store import Store
from sandbox.zgw.values import boolean, choice, text, url
from sandbox.zgw.writing.zaken_register import zaken_writes
from sandbox.zgw.zaakhistorie import make_history

ORDERINGS = (
    "startdatum",
    "einddatum",
    "publicatiedatum",
    "archiefactiedatum",
    "registratiedatum",
    "identificatie",
)
ARCHIEFNOMINATIES = choice("blijvend_bewaren", "vernietigen")
ARCHIEFSTATUSSEN = choice(
    "nog_te_archiveren",
    "gearchiveerd",
    "gearchiveerd_procestermijn_onbekend",
    "overgedragen",
)
VEROUDERD = (
    "Deze endpoint is verouderd en zal binnenkort uit dienst worden genomen. "
    "Maak gebruik van de vervangende contactmomenten API."
)
EVERY_COMPARISON = ("", "gt", "gte", "lt", "lte")


def zaken_register(api: Api, store: Store, *, standard: bool) -> Register:
    """All endpoints of the register, the most asked first."""
    zaken = _zaken(store)
    resources = [*_children(store), *_experimental(store)]
    nested = _nested(store)
    if standard:
        zaken = replace(zaken.as_standard(), expand_paths=STANDARD_ZAAK_PATHS)
        resources = [item.as_standard() for item in resources if item.standard]
        nested = [item.as_standard() for item in nested]
    endpoints = [
        ZaakSearchEndpoints(api, zaken),
        *(Endpoints(api, resource, parents=zaken) for resource in nested),
        *(Endpoints(api, resource) for resource in resources),
    ]
    trail = Trail(store, "zrc", make_history(store))
    writes = zaken_writes(api, store, trail)
    return Register(endpoints, [*audit_routes(api, zaken, trail), *writes])


def _zaken(store: Store) -> Resource:
    def rollen_of(zaak: Json) -> Sequence[Json]:
        return store["rollen"].where("zaak", zaak["url"])

    return Resource(
        path="/zaken",
        records=store["zaken"],
        scope="zaken.lezen",
        filters=as_mapping(*_zaak_filters(store)),
        groups={"rol": rollen_of},
        zaak_of=lambda zaak: zaak,
        orderings=ORDERINGS,
        expand_paths=ZAAK_PATHS,
        geo=True,
    )


def _zaak_filters(store: Store) -> tuple[Filter, ...]:
    own = tuple(item.of_child("rol__", "rol") for item in ROL_FILTERS if _asked_of_zaak(item))
    return (
        equal("identificatie"),
        contains("identificatie__icontains", "identificatie").experimental(),
        equal("bronorganisatie"),
        one_of("bronorganisatie"),
        by_url("zaaktype"),
        contains("omschrijving").experimental(),
        equal("archiefnominatie", ARCHIEFNOMINATIES),
        one_of("archiefnominatie"),
        *dates("archiefactiedatum", "", "gt", "lt"),
        is_null("archiefactiedatum"),
        equal("archiefstatus", ARCHIEFSTATUSSEN),
        one_of("archiefstatus"),
        *dates("startdatum", *EVERY_COMPARISON),
        *dates("registratiedatum", "", "gt", "lt"),
        *dates("einddatum", "", "gt", "lt"),
        is_null("einddatum"),
        *dates("einddatumGepland", "", "gt", "lt"),
        *dates("uiterlijkeEinddatumAfdoening", "", "gt", "lt"),
        Filter("maximaleVertrouwelijkheidaanduiding", choice(*OPENBAARHEID), _at_most),
        *_experimental_zaak_filters(store),
        *own,
    )


def _experimental_zaak_filters(store: Store) -> tuple[Filter, ...]:
    def linked(link: str, field: str) -> Filter:
        def matches(zaak: Json, value: str) -> bool:
            record = store.by_url.get(zaak[link])
            return record is not None and record[field] == value

        return Filter(f"{link}__{field}", url, matches).experimental()

    def omschrijving(zaak: Json, value: str) -> bool:
        zaaktype = store.by_url[zaak["zaaktype"]]
        return value.casefold() in zaaktype["omschrijving"].casefold()

    return (
        Filter("zaaktype__omschrijving", text, omschrijving).experimental(),
        linked("status", "statustype"),
        linked("resultaat", "resultaattype"),
        Filter("kenmerk", text, _has_kenmerk).experimental(),
        Filter("kenmerk__bron", text, _has_bron).experimental(),
    )


def _asked_of_zaak(item: Filter) -> bool:
    """Of a zaak one cannot ask for the omschrijving, roltype or zaak of its rollen."""
    return item.name not in ("omschrijving", "roltype", "zaak")


def _at_most(zaak: Json, value: str) -> bool:
    return OPENBAARHEID.index(zaak["vertrouwelijkheidaanduiding"]) <= OPENBAARHEID.index(value)


def _has_kenmerk(zaak: Json, value: str) -> bool:
    return any(f"{item['bron']}:{item['kenmerk']}" == value for item in zaak["kenmerken"])


def _has_bron(zaak: Json, value: str) -> bool:
    return any(item["bron"] == value for item in zaak["kenmerken"])


def _children(store: Store) -> list[Resource]:
    """What hangs below a zaak by a link."""

    def child(name: str, *filters: Filter) -> Resource:
        return Resource(
            path=f"/{name}",
            records=store[name],
            scope="zaken.lezen",
            filters=as_mapping(by_url("zaak"), *filters),
            zaak_of=lambda record: store.by_url[record["zaak"]],
        )

    return [
        replace(
            child(
                "statussen", by_url("statustype"), equal("indicatieLaatstGezetteStatus", boolean)
            ),
            allow=READ_ONLY,
        ),
        child("resultaten", by_url("resultaattype")),
        replace(
            child("rollen", *(item for item in ROL_FILTERS if item.name != "zaak")),
            allow="GET, PUT, DELETE, HEAD, OPTIONS",
        ),
        replace(child("zaakobjecten", by_url("object"), equal("objectType")), has_etag=False),
        replace(child("zaakinformatieobjecten", by_url("informatieobject")), paginated=False),
        replace(child("klantcontacten"), has_etag=False, allow=READ_ONLY, warning=VEROUDERD),
        replace(
            child("zaakcontactmomenten", by_url("contactmoment")),
            has_etag=False,
            paginated=False,
        ),
        replace(child("zaakverzoeken", by_url("verzoek")), has_etag=False, paginated=False),
    ]


def _experimental(store: Store) -> list[Resource]:
    """Resources of Open Zaak that the 1.5 standard does not know."""
    substatussen = Resource(
        path="/substatussen",
        records=store["substatussen"],
        scope="zaken.lezen",
        filters=as_mapping(
            by_url("zaak"),
            by_url("status"),
            equal("doelgroep", choice("betrokkenen", "intern")),
            *moments("tijdstip", "gt", "gte", "lt", "lte"),
        ),
        zaak_of=lambda record: store.by_url[record["zaak"]],
        takes_page_size=False,
        has_etag=False,
        standard=False,
    )
    return [substatussen, zaaknotities(store)]


def zaaknotities(store: Store) -> Resource:
    """Notes: Open Zaak's own, and of the standard since 1.7, with pageSize there too."""
    texts = ("aangemaaktDoor", "onderwerp", "tekst")
    return Resource(
        path="/zaaknotities",
        records=store["zaaknotities"],
        scope="zaken.lezen",
        filters=as_mapping(
            by_url("gerelateerdAan"),
            equal("notitieType", choice("intern", "extern")),
            equal("status", choice("concept", "definitief")),
            *(equal(name) for name in texts),
            *(contains(f"{name}__icontains", name) for name in texts),
            *moments("aanmaakdatum", *EVERY_COMPARISON),
            *moments("wijzigingsdatum", *EVERY_COMPARISON),
        ),
        zaak_of=lambda record: store.by_url[record["gerelateerdAan"]],
        has_etag=False,
        standard=False,
    )


def _nested(store: Store) -> list[Resource]:
    """What lies in the path of a zaak."""

    def zaak_in_path(record: Json) -> Json:
        return store.by_url[record["url"].rsplit("/", 2)[0]]

    def nested(path: str, name: str, *, has_etag: bool) -> Resource:
        return Resource(
            path=f"/zaken/{{{PARENT}}}/{path}",
            records=store[name],
            scope="zaken.lezen",
            zaak_of=zaak_in_path,
            paginated=False,
            has_etag=has_etag,
        )

    return [
        nested("zaakeigenschappen", "zaakeigenschappen", has_etag=True),
        nested("besluiten", "zaakbesluiten", has_etag=False),
    ]
