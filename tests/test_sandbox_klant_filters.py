"""What the sandbox Open Klant filters and pages."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pytest

from klant_support import Row, everything, fetch, get
from sandbox import KLANT_ROOT
from sandbox.klant.store import RESOURCES
from spec_support import load_spec_named

SUZANNE = "999993653"
EXPANDABLE = ("partijen", "klantcontacten", "betrokkenen", "digitaleadressen")


def has(name: str, value: Any) -> Callable[[Row], bool]:
    return lambda row: bool(row[name] == value)


def identified_by(code: str, value: str) -> Callable[[Row], bool]:
    return lambda row: any(
        item["partijIdentificator"][code] == value for item in row["partijIdentificatoren"]
    )


FILTERS: list[tuple[str, dict[str, str], Callable[[Row], bool]]] = [
    ("partijen", {"soortPartij": "organisatie"}, has("soortPartij", "organisatie")),
    ("partijen", {"indicatieActief": "false"}, has("indicatieActief", False)),
    ("partijen", {"indicatieGeheimhouding": "true"}, has("indicatieGeheimhouding", True)),
    ("partijen", {"partijIdentificator__objectId": SUZANNE}, identified_by("objectId", SUZANNE)),
    (
        "partijen",
        {"partijIdentificator__codeSoortObjectId": "kvk_nummer"},
        identified_by("codeSoortObjectId", "kvk_nummer"),
    ),
    (
        "partijen",
        {"categorierelatie__categorie__naam": "Mantelzorger,Ondernemer"},
        lambda row: any(
            relatie["categorieNaam"] in ("Mantelzorger", "Ondernemer")
            for relatie in row["categorieRelaties"]
        ),
    ),
    (
        "partijen",
        {"bezoekadresLand": "NL"},
        lambda row: row["bezoekadres"] is not None and row["bezoekadres"]["land"] == "NL",
    ),
    (
        "partij-identificatoren",
        {"partijIdentificatorCodeSoortObjectId": "vestigingsnummer"},
        lambda row: row["partijIdentificator"]["codeSoortObjectId"] == "vestigingsnummer",
    ),
    ("betrokkenen", {"organisatienaam": ""}, lambda _: True),
    (
        "betrokkenen",
        {"contactnaamAchternaam": "Vries"},
        lambda row: row["contactnaam"] is not None and row["contactnaam"]["achternaam"] == "Vries",
    ),
    ("klantcontacten", {"kanaal": "telefoon"}, has("kanaal", "telefoon")),
    ("klantcontacten", {"vertrouwelijk": "1"}, has("vertrouwelijk", True)),
    (
        "klantcontacten",
        {"vertrouwelijk": "true", "kanaal": "balie"},
        lambda row: row["vertrouwelijk"] and row["kanaal"] == "balie",
    ),
    ("klantcontacten", {"inhoud": "AFSPRAAK"}, lambda row: "afspraak" in row["inhoud"].lower()),
    (
        "klantcontacten",
        {"leiddeTotInterneTaken": "true"},
        lambda row: bool(row["leiddeTotInterneTaken"]),
    ),
    ("digitaleadressen", {"soortDigitaalAdres": "email"}, has("soortDigitaalAdres", "email")),
    (
        "digitaleadressen",
        {"isGeverifieerd": "false"},
        has("verificatieDatum", None),
    ),
    (
        "digitaleadressen",
        {"verificatieDatum__gte": "2026-01-01", "verificatieDatum__lt": "2026-06-01"},
        lambda row: "2026-01-01" <= (row["verificatieDatum"] or "") < "2026-06-01",
    ),
    (
        "digitaleadressen",
        {"adres__icontains": "VOORBEELDMAIL"},
        lambda row: "voorbeeldmail" in row["adres"],
    ),
    ("internetaken", {"status": "te_verwerken"}, has("status", "te_verwerken")),
    ("actoren", {"soortActor": "medewerker"}, has("soortActor", "medewerker")),
    (
        "categorie-relaties",
        {"categorie__naam": "Mantelzorger"},
        lambda row: row["categorie"]["naam"] == "Mantelzorger",
    ),
    ("rekeningnummers", {"bic": "ONBEKEND"}, lambda _: False),
]
LINKS = [
    ("klantcontacten", "hadBetrokkene__wasPartij", "partijen", "betrokkenen"),
    ("klantcontacten", "onderwerpobject", "onderwerpobjecten", "klantcontact"),
    ("betrokkenen", "wasPartij", "partijen", "betrokkenen"),
    ("betrokkenen", "hadKlantcontact", "klantcontacten", "hadBetrokkenen"),
    ("digitaleadressen", "verstrektDoorPartij", "partijen", "digitaleAdressen"),
    ("digitaleadressen", "verstrektDoorBetrokkene", "betrokkenen", "digitaleAdressen"),
    ("internetaken", "aanleidinggevendKlantcontact", "klantcontacten", "leiddeTotInterneTaken"),
    ("onderwerpobjecten", "klantcontact", "klantcontacten", "gingOverOnderwerpobjecten"),
    ("categorie-relaties", "partij", "partijen", "categorieRelaties"),
]


@pytest.mark.parametrize(("resource", "params", "holds"), FILTERS)
async def test_a_filter_keeps_exactly_these_rows(
    resource: str, params: dict[str, str], holds: Callable[[Row], bool]
) -> None:
    rows = await everything(resource)
    expected = [row for row in rows if holds(row)]
    assert await everything(resource, params) == expected
    assert expected or "ONBEKEND" in params.values()
    assert len(expected) < len(rows) or "" in params.values()


@pytest.mark.parametrize(
    ("suffix", "holds"),
    [
        ("", operator.eq),
        ("__gt", operator.gt),
        ("__gte", operator.ge),
        ("__lt", operator.lt),
        ("__lte", operator.le),
    ],
)
async def test_dates_are_compared_up_to_and_including(
    suffix: str, holds: Callable[[str, str], bool]
) -> None:
    dates = [row["verificatieDatum"] for row in await everything("digitaleadressen")]
    verified = sorted(filter(None, dates))
    middle = verified[len(verified) // 2]
    found = await everything("digitaleadressen", {f"verificatieDatum{suffix}": middle})
    assert [row["verificatieDatum"] for row in found] == [
        day for day in dates if day is not None and holds(day, middle)
    ]


@pytest.mark.parametrize(("resource", "filter_", "other", "back"), LINKS)
async def test_a_link_filter_gives_what_the_other_side_lists(
    resource: str, filter_: str, other: str, back: str
) -> None:
    row = next(row for row in await everything(other) if row[back])
    listed = row[back] if isinstance(row[back], list) else [row[back]]
    if (resource, back) == ("klantcontacten", "betrokkenen"):
        listed = [(await get(link["url"]))["hadKlantcontact"] for link in listed]
    expected = sorted(link["uuid"] for link in listed)
    for params in ({f"{filter_}__uuid": row["uuid"]}, {f"{filter_}__url": row["url"]}):
        assert sorted(found["uuid"] for found in await everything(resource, params)) == expected


@pytest.mark.parametrize("resource", RESOURCES)
async def test_exactly_the_parameters_of_the_standard_are_taken(resource: str) -> None:
    spec = load_spec_named("ok-klantinteracties")
    offered = spec.query_parameters(f"/{resource}")
    every = {**dict.fromkeys(offered, ""), "page": "1"}
    assert (await get(resource, every))["results"]
    assert ("expand" in offered) is (resource in EXPANDABLE)
    response = await fetch(resource, {**every, "ordering": "x"})
    assert response.status_code == 400
    assert response.json()["invalidParams"][0]["reason"] == "Onbekende query parameters: ordering"


async def test_pages_hold_every_row_once_and_name_each_other() -> None:
    whole = await everything("klantcontacten")
    url: str | None = "klantcontacten?kanaal=&pageSize=200"
    rows: list[Row] = []
    sizes, previous = [], []
    while url is not None:
        page = await get(url)
        rows += page["results"]
        sizes.append(len(page["results"]))
        previous.append(page["previous"])
        url = page["next"]
    assert rows == whole
    assert sizes == [200, 200, 103]
    root = f"{KLANT_ROOT}klantcontacten?kanaal=&pageSize=200"
    assert previous == [None, f"{root}&page=1", f"{root}&page=2"]


@pytest.mark.parametrize(
    ("size", "rows"), [("7", 7), ("500", 500), ("501", 500), ("0", 100), ("x", 100), ("-1", 100)]
)
async def test_page_sizes_are_bounded(size: str, rows: int) -> None:
    page = await get("klantcontacten", {"pageSize": size})
    assert (page["count"], len(page["results"])) == (503, rows)


@pytest.mark.parametrize("page", ["0", "7", "-1", "x", "²"])
async def test_a_page_that_does_not_exist_is_not_found(page: str) -> None:
    assert (await get("klantcontacten", {"page": "6"}))["next"] is None
    response = await fetch("klantcontacten", {"page": page})
    assert response.status_code == 404
    assert response.json()["detail"] == "Ongeldige pagina."


async def test_no_rows_is_still_a_page() -> None:
    empty: Row = {"count": 0, "next": None, "previous": None, "results": []}
    assert await get("partijen", {"partijIdentificator__objectId": "111222333"}) == empty
