"""The two APIs as ASGI apps: strictly standard, so without pageSize, expand or extra filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

from sandbox.klant import Klanten
from sandbox.klantcontact.contactmomenten import ContactmomentBuilder
from sandbox.klantcontact.klanten import KlantBuilder
from sandbox.kvk.register import Handelsregister
from sandbox.zgw.api import Api
from sandbox.zgw.auth import Applicatie
from sandbox.zgw.data.context import Json
from sandbox.zgw.discovery import make_openapi
from sandbox.zgw.endpoints import Endpoints, Register
from sandbox.zgw.filters import Filter, as_mapping, by_url, equal, moments
from sandbox.zgw.resource import Resource
from sandbox.zgw.store import Collection
from sandbox.zgw.values import choice, text, url

VERSION = "1.0.0"
SCOPES = frozenset({"klanten.lezen", "contactmomenten.lezen"})
SOORTEN = ("natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging")
ORDERINGS = (
    "url",
    "bronorganisatie",
    "klant",
    "registratiedatum",
    "kanaal",
    "voorkeurskanaal",
    "tekst",
    "onderwerp_links",
    "initiatiefnemer",
    "medewerker",
    "medewerker_identificatie",
)


@dataclass(frozen=True)
class Klantcontact:
    """The apps by the name of their API, and the records behind them by path."""

    apps: dict[str, ASGIApp]
    records: dict[str, Sequence[Json]]


def build_klantcontact(
    roots: Mapping[str, str],
    register: Klanten,
    personen: Sequence[Mapping[str, Any]],
    ondernemingen: Handelsregister,
    zaken: Mapping[str, str],
    clients: Mapping[str, str],
    zaakcontactmomenten: Sequence[Json] = (),
) -> Klantcontact:
    """Return both APIs over what Open Klant holds; `zaken` gives the url of a zaak by its uuid.

    The zaakcontactmomenten of another zaaksysteem are made to name contactmomenten of here.
    """
    by_bsn = {persoon["burgerservicenummer"]: dict(persoon) for persoon in personen}
    klanten = KlantBuilder(roots["klanten"], register, by_bsn, ondernemingen)
    momenten = ContactmomentBuilder(roots["contactmomenten"], register, zaken, klanten.url)
    records: dict[str, Sequence[Json]] = {
        "klanten": klanten.build(),
        "contactmomenten": momenten.contactmomenten(),
        "klantcontactmomenten": momenten.klantcontactmomenten(),
        "objectcontactmomenten": [
            *momenten.objectcontactmomenten(),
            *momenten.link(zaakcontactmomenten),
        ],
    }
    resources = {
        "klanten": [_klanten(records["klanten"])],
        "contactmomenten": _contactmomenten(records),
    }
    applicaties = {name: Applicatie(secret, scopes=SCOPES) for name, secret in clients.items()}
    apps: dict[str, ASGIApp] = {}
    for name, offered in resources.items():
        title = f"{name.capitalize()} API"
        api = Api(title, VERSION, roots[name], applicaties, {})
        endpoints = [Endpoints(api, resource) for resource in offered]
        apps[name] = api.app(Register(endpoints).routes(), make_openapi(title, VERSION, offered))
    return Klantcontact(apps, records)


def _klanten(records: Sequence[Json]) -> Resource:
    names = ("bronorganisatie", "klantnummer", "bedrijfsnaam", "functie", "achternaam")
    return Resource(
        path="/klanten",
        records=Collection([*records]),
        scope="klanten.lezen",
        filters=as_mapping(
            *(equal(name) for name in (*names, "telefoonnummer", "emailadres")),
            _of("adres__straatnaam", "adres", "straatnaam"),
            _of("adres__postcode", "adres", "postcode"),
            _of("adres__woonplaatsNaam", "adres", "woonplaatsnaam"),
            _of("adres__landcode", "adres", "landcode"),
            equal("subject", url),
            equal("subjectType", choice(*SOORTEN)),
            _of_subject("subjectNatuurlijkPersoon__", "inpBsn"),
            _of_subject("subjectNatuurlijkPersoon__", "anpIdentificatie"),
            _of_subject("subjectNatuurlijkPersoon__", "inpA_nummer"),
            _of_subject("subjectNietNatuurlijkPersoon__", "innNnpId"),
            _of_subject("subjectNietNatuurlijkPersoon__", "annIdentificatie"),
            _vestigingsnummer(),
        ),
        takes_page_size=False,
        always_expand_key=False,
    )


def _contactmomenten(records: Mapping[str, Sequence[Json]]) -> list[Resource]:
    return [
        Resource(
            path="/contactmomenten",
            records=Collection([*records["contactmomenten"]]),
            scope="contactmomenten.lezen",
            filters=as_mapping(
                by_url("vorigContactmoment"),
                by_url("volgendContactmoment"),
                equal("bronorganisatie"),
                *moments("registratiedatum", "", "gt", "gte", "lt", "lte"),
                equal("kanaal"),
                equal("voorkeurskanaal"),
                equal("voorkeurstaal"),
                equal("initiatiefnemer", choice("gemeente", "klant")),
                by_url("medewerker"),
            ),
            orderings=ORDERINGS,
            takes_page_size=False,
            always_expand_key=False,
        ),
        Resource(
            path="/klantcontactmomenten",
            records=Collection([*records["klantcontactmomenten"]]),
            scope="contactmomenten.lezen",
            filters=as_mapping(
                by_url("contactmoment"),
                by_url("klant"),
                equal("rol", choice("belanghebbende", "gesprekspartner")),
            ),
            paginated=False,
            always_expand_key=False,
        ),
        Resource(
            path="/objectcontactmomenten",
            records=Collection([*records["objectcontactmomenten"]]),
            scope="contactmomenten.lezen",
            filters=as_mapping(
                by_url("object"), by_url("contactmoment"), equal("objectType", choice("zaak"))
            ),
            takes_page_size=False,
            always_expand_key=False,
        ),
    ]


def _of(name: str, part: str, field: str) -> Filter:
    """An equality on a field of a group, which may be absent as a whole."""
    return Filter(
        name, text, lambda record, value: record[part] is not None and record[part][field] == value
    )


def _of_subject(prefix: str, field: str) -> Filter:
    """An equality on who the klant is; each kind of subject has fields of its own."""

    def matches(record: Json, value: str) -> bool:
        return bool(record["subjectIdentificatie"].get(field) == value)

    return Filter(f"{prefix}{field}", text, matches)


def _vestigingsnummer() -> Filter:
    """The document spells this one without underscores."""
    inner = _of_subject("", "vestigingsNummer")
    return Filter("subjectVestigingVestigingsNummer", text, inner.matches)
