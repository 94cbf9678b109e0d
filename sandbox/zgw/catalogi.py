"""The Catalogi API: its resources and filters; lists hide concepts unless asked."""

from __future__ import annotations

from dataclasses import replace

from sandbox.zgw.api import Api
from sandbox.zgw.data import Json
from sandbox.zgw.endpoints import Endpoints, Register
from sandbox.zgw.filters import (
    Filter,
    as_mapping,
    by_url,
    contains,
    equal,
    has_url,
    one_of,
)
from sandbox.zgw.resource import READ_ONLY, Resource
from sandbox.zgw.rolfilters import OMSCHRIJVINGEN
from sandbox.zgw.store import Store
from sandbox.zgw.values import boolean, choice, comma_list, day, text


def catalogi_register(api: Api, store: Store, *, standard: bool) -> Register:
    resources = _resources(store)
    if standard:
        resources = [resource.as_standard() for resource in resources]
    return Register([Endpoints(api, resource) for resource in resources])


def _resources(store: Store) -> list[Resource]:
    status, valid_on = _status(store), _valid_on(store)
    below_zaaktype = (status, valid_on, by_url("zaaktype"), equal("zaaktypeIdentificatie"))
    catalogus, omschrijving = by_url("catalogus"), equal("omschrijving")
    return [
        _resource(
            store,
            "catalogussen",
            equal("domein"),
            one_of("domein"),
            equal("rsin"),
            one_of("rsin"),
            allow=READ_ONLY,
        ),
        _resource(
            store,
            "zaaktypen",
            status,
            valid_on,
            catalogus,
            equal("identificatie"),
            contains("identificatie__icontains", "identificatie").experimental(),
            contains("omschrijving__icontains", "omschrijving").experimental(),
            Filter("trefwoorden", comma_list(text), _has_trefwoorden),
        ),
        _resource(store, "statustypen", *below_zaaktype),
        _resource(store, "resultaattypen", *below_zaaktype),
        _resource(
            store,
            "roltypen",
            *below_zaaktype,
            omschrijving.experimental(),
            equal("omschrijvingGeneriek", choice(*OMSCHRIJVINGEN)),
        ),
        _resource(store, "eigenschappen", *below_zaaktype),
        _resource(store, "zaakobjecttypen", *_zaakobjecttype_filters(store)),
        _resource(
            store,
            "informatieobjecttypen",
            status,
            valid_on,
            catalogus,
            omschrijving,
            contains("omschrijving__icontains", "omschrijving").experimental(),
            _in_list("zaaktype", "zaaktypen").experimental(),
        ),
        _resource(
            store,
            "besluittypen",
            status,
            valid_on,
            catalogus,
            omschrijving,
            has_url("zaaktypen"),
            has_url("informatieobjecttypen"),
        ),
        _resource(
            store,
            "zaaktypeinformatieobjecttypen",
            status,
            by_url("zaaktype"),
            by_url("informatieobjecttype"),
            equal("richting", choice("inkomend", "intern", "uitgaand")),
            path="/zaaktype-informatieobjecttypen",
        ),
    ]


def _resource(
    store: Store, name: str, *filters: Filter, path: str = "", allow: str = ""
) -> Resource:
    resource = Resource(
        path=path or f"/{name}",
        records=store[name],
        scope="catalogi.lezen",
        filters=as_mapping(*filters),
    )
    return replace(resource, allow=allow) if allow else resource


def _zaakobjecttype_filters(store: Store) -> tuple[Filter, ...]:
    return (
        _status(store).experimental(),
        _valid_on(store),
        by_url("zaaktype"),
        equal("zaaktypeIdentificatie"),
        by_url("catalogus"),
        equal("anderObjecttype", boolean),
        by_url("objecttype"),
        equal("relatieOmschrijving"),
        _day("datumBeginGeldigheid", "beginGeldigheid"),
        _day("datumEindeGeldigheid", "eindeGeldigheid"),
    )


def _day(name: str, field: str) -> Filter:
    return equal(name, day, field)


def _status(store: Store) -> Filter:
    def matches(record: Json, value: str) -> bool:
        owner = store.zaaktype_of(record)
        return value == "alles" or owner["concept"] is (value == "concept")

    parse = choice("alles", "concept", "definitief")
    return Filter("status", parse, matches, default="definitief")


def _valid_on(store: Store) -> Filter:
    """Valid on a day: what hangs below a zaaktype is valid when the zaaktype is."""

    def matches(record: Json, value: str) -> bool:
        owner = store.zaaktype_of(record)
        begin, end = owner["beginGeldigheid"], owner["eindeGeldigheid"]
        return begin <= value and (end is None or value <= end)

    return Filter("datumGeldigheid", day, matches)


def _has_trefwoorden(record: Json, wanted: list[str]) -> bool:
    return set(wanted) <= set(record["trefwoorden"])


def _in_list(name: str, field: str) -> Filter:
    found = has_url(field)
    return Filter(name, found.parse, found.matches)
