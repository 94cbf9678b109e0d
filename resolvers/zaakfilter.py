"""Decides on one zaak what the register decides on a list: the filter of `zaken`.

Only conditions on the zaak itself; one on its status, resultaat or rollen would take more reads per
event than an event is worth, and is refused when a subscription begins.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from strawberry import UNSET

from policy.grants import level
from resolvers.errors import BadUserInputError
from sources.urls import last_segment

Test = Callable[[Any, Any], bool]


def _equals(attribute: str) -> Test:
    return lambda zaak, wanted: getattr(zaak, attribute) == wanted


def _holds(attribute: str) -> Test:
    return lambda zaak, wanted: wanted.lower() in (getattr(zaak, attribute) or "").lower()


def _within(attribute: str) -> Test:
    return lambda zaak, wanted: getattr(zaak, attribute) in wanted


def _after(attribute: str) -> Test:
    return lambda zaak, wanted: (getattr(zaak, attribute) or "") > wanted


def _from(attribute: str) -> Test:
    return lambda zaak, wanted: (getattr(zaak, attribute) or "") >= wanted


def _before(attribute: str) -> Test:
    return lambda zaak, wanted: bool(value := getattr(zaak, attribute)) and value < wanted


def _until(attribute: str) -> Test:
    return lambda zaak, wanted: bool(value := getattr(zaak, attribute)) and value <= wanted


def _absent(attribute: str) -> Test:
    return lambda zaak, wanted: (getattr(zaak, attribute) is None) == wanted


def _kenmerk(attribute: str) -> Test:
    return lambda zaak, wanted: any(
        getattr(one, attribute) == wanted for one in zaak.kenmerken or ()
    )


def _zaaktype(zaak: Any, wanted: str) -> bool:
    return wanted in (zaak.zaaktype_url, last_segment(zaak.zaaktype_url or ""))


def _at_most(zaak: Any, wanted: str) -> bool:
    return level(zaak.vertrouwelijkheidaanduiding) <= level(wanted)


def _dates(attribute: str, *ways: str) -> dict[str, Test]:
    makers = {"gt": _after, "gte": _from, "lt": _before, "lte": _until}
    tests = {attribute: _equals(attribute)}
    return tests | {f"{attribute}_{way}": makers[way](attribute) for way in ways}


TESTS: Mapping[str, Test] = {
    "identificatie": _equals("identificatie"),
    "identificatie_bevat": _holds("identificatie"),
    "omschrijving": _holds("omschrijving"),
    "bronorganisatie": _equals("bronorganisatie"),
    "bronorganisatie_in": _within("bronorganisatie"),
    "zaaktype": _zaaktype,
    "kenmerk": _kenmerk("kenmerk"),
    "kenmerk_bron": _kenmerk("bron"),
    "maximale_vertrouwelijkheidaanduiding": _at_most,
    **_dates("startdatum", "gt", "gte", "lt", "lte"),
    **_dates("registratiedatum", "gt", "lt"),
    **_dates("einddatum", "gt", "lt"),
    "is_open": _absent("einddatum"),
    **_dates("einddatum_gepland", "gt", "lt"),
    **_dates("uiterlijke_einddatum_afdoening", "gt", "lt"),
    "archiefnominatie": _equals("archiefnominatie"),
    "archiefnominatie_in": _within("archiefnominatie"),
    "archiefstatus": _equals("archiefstatus"),
    "archiefstatus_in": _within("archiefstatus"),
    **_dates("archiefactiedatum", "gt", "lt"),
    "archiefactiedatum_is_leeg": _absent("archiefactiedatum"),
}
"""Per field of `ZaakFilter`, whether a zaak meets it."""
NEEDED = frozenset(
    {
        "identificatie",
        "omschrijving",
        "bronorganisatie",
        "zaaktype",
        "kenmerken",
        "vertrouwelijkheidaanduiding",
        "startdatum",
        "registratiedatum",
        "einddatum",
        "einddatumGepland",
        "uiterlijkeEinddatumAfdoening",
        "archiefnominatie",
        "archiefstatus",
        "archiefactiedatum",
    }
)
"""The attributes that these tests look at, as the register names them."""


class ZaakTest:
    """The conditions of one filter."""

    __slots__ = ("_wanted",)

    def __init__(self, filter_input: Any) -> None:
        """Raise BadUserInputError for a condition that cannot be decided on a zaak alone."""
        self._wanted: dict[str, Any] = {}
        if filter_input is None or filter_input is UNSET:
            return
        for spec in dataclasses.fields(filter_input):
            value = getattr(filter_input, spec.name)
            if value is None or value is UNSET:
                continue
            if spec.name not in TESTS:
                raise BadUserInputError(
                    f"'filter.{_camel(spec.name)}' cannot be used in a subscription: it is not "
                    "decided by the zaak itself"
                )
            self._wanted[spec.name] = _plain(value)

    @property
    def is_empty(self) -> bool:
        """Whether every zaak meets it."""
        return not self._wanted

    def meets(self, zaak: Any) -> bool:
        """Whether this zaak meets every condition."""
        return all(TESTS[name](zaak, value) for name, value in self._wanted.items())

    def may_meet(self, kenmerken: Mapping[str, str]) -> bool:
        """Whether a zaak with these kenmerken can meet it; what they do not tell is left open."""
        for name, value in self._wanted.items():
            if name == "zaaktype" and (told := kenmerken.get("zaaktype")):
                if value not in (told, last_segment(told)):
                    return False
            elif name.startswith("bronorganisatie") and (told := kenmerken.get("bronorganisatie")):
                if told not in (value if isinstance(value, list) else [value]):
                    return False
            elif (
                name == "maximale_vertrouwelijkheidaanduiding"
                and (told := kenmerken.get("vertrouwelijkheidaanduiding"))
                and level(told) > level(value)
            ):
                return False
        return True


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return getattr(value, "value", value)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
