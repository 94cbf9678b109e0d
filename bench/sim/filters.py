"""Which query parameters a list knows, as a function from a record to the values it matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Json = dict[str, Any]
Values = Callable[[Json], Iterable[Any]]
Follow = Callable[[str], Json]
BSN = "betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
OPERATORS = ("gte", "lte", "gt", "lt", "in", "isnull", "icontains")
PAGING = frozenset({"page", "pageSize", "expand", "ordering"})
IGNORED = frozenset({"status", "datumGeldigheid"})
"""Filters of the catalogus that leave everything in: all its types are published."""


def special_filters(follow: Follow) -> Mapping[str, Mapping[str, Values]]:
    """Return the filters that look further than a field, by table."""
    return {"rollen": {BSN: _bsn}, "zaken": _zaak_filters(follow), **_klant_filters(follow)}


def _bsn(rol: Json) -> Iterable[Any]:
    bsn = rol["betrokkeneIdentificatie"].get("inpBsn")
    return (bsn,) if bsn else ()


def _zaak_filters(follow: Follow) -> Mapping[str, Values]:
    def rollen(zaak: Json) -> list[Json]:
        return [follow(url) for url in zaak["rollen"]]

    return {
        f"rol__{BSN}": lambda zaak: [bsn for rol in rollen(zaak) for bsn in _bsn(rol)],
        "rol__omschrijvingGeneriek": lambda zaak: [
            rol["omschrijvingGeneriek"] for rol in rollen(zaak)
        ],
        "status__statustype": lambda zaak: (
            [follow(zaak["status"])["statustype"]] if zaak["status"] else []
        ),
        "resultaat__resultaattype": lambda zaak: (
            [follow(zaak["resultaat"])["resultaattype"]] if zaak["resultaat"] else []
        ),
        "zaaktype__omschrijving": lambda zaak: [follow(zaak["zaaktype"])["omschrijving"]],
    }


def _klant_filters(follow: Follow) -> Mapping[str, Mapping[str, Values]]:
    def identities(partij: Json, part: str) -> list[Any]:
        entries = partij["partijIdentificatoren"]
        return [entry["partijIdentificator"][part] for entry in entries]

    def partijen(contact: Json) -> list[Json]:
        links = [follow(link["url"])["wasPartij"] for link in contact["hadBetrokkenen"]]
        return [follow(link["url"]) for link in links if link]

    def onderwerpen(contact: Json, part: str) -> list[Any]:
        links = contact["gingOverOnderwerpobjecten"]
        return [follow(link["url"])["onderwerpobjectidentificator"][part] for link in links]

    def identified(prefix: str, owners: Callable[[Json], list[Json]]) -> dict[str, Values]:
        def values(part: str) -> Values:
            return lambda record: [
                value for owner in owners(record) for value in identities(owner, part)
            ]

        parts = ("codeSoortObjectId", "objectId", "codeObjecttype", "codeRegister")
        return {f"{prefix}partijIdentificator__{part}": values(part) for part in parts}

    def about(part: str, name: str) -> dict[str, Values]:
        path = f"onderwerpobject__onderwerpobjectidentificator{name}"
        return {path: lambda contact: onderwerpen(contact, part)}

    return {
        "partijen": identified("", lambda partij: [partij]),
        "digitaleadressen": {
            **identified(
                "verstrektDoorPartij__",
                lambda adres: [follow(adres["verstrektDoorPartij"]["url"])],
            ),
            "verstrektDoorPartij__uuid": lambda adres: [adres["verstrektDoorPartij"]["uuid"]],
        },
        "klantcontacten": {
            **identified("hadBetrokkene__wasPartij__", partijen),
            **about("codeObjecttype", "CodeObjecttype"),
            **about("objectId", "ObjectId"),
        },
        "betrokkenen": {
            "hadKlantcontact__uuid": lambda row: [row["hadKlantcontact"]["uuid"]],
            "wasPartij__uuid": lambda row: [row["wasPartij"]["uuid"]],
        },
        "onderwerpobjecten": {"klantcontact__uuid": lambda row: [row["klantcontact"]["uuid"]]},
    }


def matches(value: Any, operator: str, wanted: str) -> bool:
    """Return whether a field passes one comparison."""
    if operator == "in":
        return value in wanted.split(",")
    if operator == "isnull":
        return (value is None) == (wanted.lower() == "true")
    if value is None:
        return False
    if operator == "icontains":
        return wanted.lower() in str(value).lower()
    text = str(value)
    return {
        "gt": text > wanted,
        "gte": text >= wanted,
        "lt": text < wanted,
        "lte": text <= wanted,
    }[operator]
