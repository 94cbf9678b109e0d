"""The sandbox Open Klant against klantinteracties 0.9.0: lists, details and expand."""

from __future__ import annotations

from typing import Any

import pytest

from klant_support import Row, everything, get, landscape
from sandbox import KLANT_ROOT
from sandbox.klant.store import RESOURCES
from sandbox.zgw import SHOWCASE_ZAAK_UUID
from spec_support import Spec, load_spec_named

KINDS = {
    "partijen": ("soortPartij", {"persoon", "organisatie", "contactpersoon"}),
    "actoren": (
        "soortActor",
        {"medewerker", "geautomatiseerde_actor", "organisatorische_eenheid"},
    ),
    "digitaleadressen": ("soortDigitaalAdres", {"email", "telefoonnummer"}),
    "internetaken": ("status", {"te_verwerken", "verwerkt"}),
    "betrokkenen": ("rol", {"klant", "vertegenwoordiger"}),
}
COUNTS = {
    "partijen": 228,
    "partij-identificatoren": 225,
    "betrokkenen": 503,
    "klantcontacten": 503,
    "onderwerpobjecten": 235,
    "bijlagen": 45,
    "digitaleadressen": 508,
    "internetaken": 84,
    "actoren": 15,
    "actorklantcontacten": 503,
    "vertegenwoordigingen": 19,
    "categorieen": 5,
    "categorie-relaties": 76,
    "rekeningnummers": 69,
}
EXPANSIONS = [
    ("partijen", "betrokkenen"),
    ("partijen", "betrokkenen.hadKlantcontact"),
    ("partijen", "categorieRelaties"),
    ("partijen", "digitaleAdressen"),
    ("klantcontacten", "gingOverOnderwerpobjecten"),
    ("klantcontacten", "hadBetrokkenen"),
    ("klantcontacten", "hadBetrokkenen.digitaleAdressen"),
    ("klantcontacten", "hadBetrokkenen.wasPartij"),
    ("klantcontacten", "leiddeTotInterneTaken"),
    ("klantcontacten", "omvatteBijlagen"),
    ("betrokkenen", "digitaleAdressen"),
    ("digitaleadressen", "verstrektDoorBetrokkene"),
    ("digitaleadressen", "verstrektDoorBetrokkene.hadKlantcontact"),
    ("digitaleadressen", "verstrektDoorBetrokkene.hadKlantcontact.leiddeTotInterneTaken"),
]


@pytest.fixture
def spec() -> Spec:
    return load_spec_named("ok-klantinteracties")


def links_of(value: Any) -> list[Row]:
    """Every {uuid, url} in a body, however deep."""
    if isinstance(value, list):
        return [found for item in value for found in links_of(item)]
    if not isinstance(value, dict):
        return []
    below = [found for item in value.values() for found in links_of(item)]
    return below + ([value] if {"uuid", "url"} <= value.keys() else [])


def follow(row: Row, path: str) -> list[Any]:
    """What an expanded row holds at the end of a path."""
    found: list[Any] = [row]
    for name in path.split("."):
        parts = [item["_expand"][name] for item in found if item is not None]
        found = [item for part in parts for item in (part if isinstance(part, list) else [part])]
    return found


def one_level(row: Row) -> Row:
    """The row without what is expanded deeper: the document describes one level only."""
    expanded = {
        name: [unexpanded(item) for item in part] if isinstance(part, list) else unexpanded(part)
        for name, part in row["_expand"].items()
    }
    return {**row, "_expand": expanded}


def unexpanded(row: Row | None) -> Row | None:
    """The row as a plain read gives it."""
    return row and {name: value for name, value in row.items() if name != "_expand"}


@pytest.mark.parametrize("resource", RESOURCES)
async def test_a_list_satisfies_the_official_schema(spec: Spec, resource: str) -> None:
    rows = await everything(resource)
    page = await get(resource)
    sample = {**page, "results": [*rows[:: max(1, len(rows) // 8)], rows[-1]]}
    assert page["count"] == len(rows) == COUNTS[resource]
    assert page["results"] == rows[:100]
    assert spec.complaints(spec.answer_name(f"/{resource}"), sample) == []


@pytest.mark.parametrize("resource", RESOURCES)
async def test_a_detail_is_the_row_of_the_list(spec: Spec, resource: str) -> None:
    page = await get(resource)
    for row in (page["results"][0], page["results"][-1]):
        assert row["url"] == f"{KLANT_ROOT}{resource}/{row['uuid']}"
        detail = await get(row["url"])
        assert detail == row
        assert spec.complaints(spec.answer_name(f"/{resource}/{{uuid}}"), detail) == []


def test_every_resource_of_the_standard_is_here(spec: Spec) -> None:
    lists = {path[1:] for path, methods in spec.document["paths"].items() if "get" in methods}
    assert {path for path in lists if "{" not in path} == set(RESOURCES) == set(COUNTS)


@pytest.mark.parametrize("resource", KINDS)
async def test_every_kind_occurs_and_satisfies_its_own_schema(spec: Spec, resource: str) -> None:
    name, kinds = KINDS[resource]
    first = {row[name]: row for row in reversed(await everything(resource))}
    assert set(first) == kinds
    for row in first.values():
        assert spec.complaints(spec.answer_name(f"/{resource}/{{uuid}}"), row) == []


async def test_every_link_leads_to_a_row() -> None:
    rows = [row for resource in RESOURCES for row in await everything(resource)]
    urls = {row["url"]: row["uuid"] for row in rows}
    links = [link for row in rows for link in links_of(row)]
    assert len(links) > len(rows)
    assert [link for link in links if urls.get(link["url"]) != link["uuid"]] == []


@pytest.mark.parametrize(("resource", "path"), EXPANSIONS)
async def test_an_expanded_row_holds_the_resources_it_links_to(
    spec: Spec, resource: str, path: str
) -> None:
    page = await get(resource, {"expand": path, "pageSize": "500"})
    full = [row for row in page["results"] if any(follow(row, path))]
    rows = [one_level(row) for row in [*full[:5], *page["results"][:3]]]
    assert full
    assert spec.complaints(spec.answer_name(f"/{resource}"), {**page, "results": rows}) == []
    detail = await get(full[0]["url"], {"expand": path})
    assert detail == full[0]
    assert unexpanded(detail) == await get(detail["url"])
    for found in follow(detail, path)[:5]:
        assert found is None or found == await get(found["url"])


def test_the_expansions_are_those_of_the_standard(spec: Spec) -> None:
    for suffix in ("", "/{uuid}"):
        offered = {
            (resource, path)
            for resource in RESOURCES
            for item in spec.document["paths"][f"/{resource}{suffix}"]["get"].get("parameters", ())
            if item["name"] == "expand"
            for path in item["schema"]["items"]["enum"]
        }
        assert offered == set(EXPANSIONS)


async def test_nothing_to_expand_is_an_empty_list_or_null() -> None:
    contacten = await get("klantcontacten", {"expand": "omvatteBijlagen", "pageSize": "500"})
    without = next(row for row in contacten["results"] if not row["omvatteBijlagen"])
    adressen = await get("digitaleadressen", {"expand": "verstrektDoorBetrokkene"})
    of_partij = next(row for row in adressen["results"] if row["verstrektDoorPartij"])
    assert without["_expand"] == {"omvatteBijlagen": []}
    assert of_partij["_expand"] == {"verstrektDoorBetrokkene": None}


async def test_the_showcase_zaak_has_three_contacts() -> None:
    about = {"onderwerpobject__onderwerpobjectidentificatorObjectId": SHOWCASE_ZAAK_UUID}
    page = await get("klantcontacten", about)
    assert page["count"] == 3
    moments = [row["plaatsgevondenOp"] for row in page["results"]]
    assert moments == sorted(moments, reverse=True)


async def test_onderwerpobjecten_are_about_zaken_that_exist() -> None:
    known = {zaak["uuid"] for zaak in landscape().zgw.data.zaken}
    rows = [row["onderwerpobjectidentificator"] for row in await everything("onderwerpobjecten")]
    zaken = [row["objectId"] for row in rows if row]
    assert len(zaken) > 150
    assert set(zaken) <= known
