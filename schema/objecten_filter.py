"""The filter and order of objects: typed, because their registers take one text for all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

import strawberry
from strawberry import UNSET

from resolvers.errors import BadUserInputError
from resolvers.objecten import checked_pad
from schema.base import graph_enum
from schema.scalars import Date, GeoJSON
from sources.objecten.expressions import (
    ExpressionError,
    expression,
    literally,
    one_of,
    path_of,
)


@graph_enum("Hoe een waarde in de gegevens van een object vergeleken wordt.")
class VeldOperator(Enum):
    """The operators of the Objects API 2.7.0."""

    GELIJK = "exact"
    GROTER = "gt"
    GROTER_OF_GELIJK = "gte"
    KLEINER = "lt"
    KLEINER_OF_GELIJK = "lte"
    BEVAT = "icontains"
    EEN_VAN = "in"


_ORDERED = frozenset(
    {
        VeldOperator.GROTER,
        VeldOperator.GROTER_OF_GELIJK,
        VeldOperator.KLEINER,
        VeldOperator.KLEINER_OF_GELIJK,
    }
)
_TAKES = {
    VeldOperator.GELIJK: ("tekst", "getal", "datum"),
    VeldOperator.BEVAT: ("tekst",),
    VeldOperator.EEN_VAN: ("teksten",),
    **dict.fromkeys(_ORDERED, ("getal", "datum")),
}


@strawberry.input(
    description="Een voorwaarde aan een waarde in de gegevens: precies één van `tekst`, `getal`, "
    "`datum` en `teksten`. Op ja of nee en op leeg kan het register niet filteren."
)
class VeldFilter:
    """One condition on the data."""

    pad: str = strawberry.field(description="Waar de waarde staat, bijvoorbeeld `locatie.straat`.")
    operator: VeldOperator = strawberry.field(
        default=VeldOperator.GELIJK, description="Hoe er vergeleken wordt."
    )
    tekst: str | None = strawberry.field(
        default=UNSET,
        description="Bij GELIJK en BEVAT. GELIJK aan `12` vindt ook het getal 12.",
    )
    getal: float | None = strawberry.field(
        default=UNSET,
        description="Bij GELIJK en de vergelijkingen. GELIJK vindt ook dezelfde cijfers als tekst.",
    )
    datum: Date | None = strawberry.field(
        default=UNSET, description="Bij GELIJK en de vergelijkingen: een dag."
    )
    teksten: list[str] | None = strawberry.field(
        default=UNSET, description="Bij EEN_VAN. Vindt alleen teksten, nooit getallen."
    )

    def to_expression(self) -> str:
        """Return it as the register writes it. Raises BadUserInputError, without any value."""
        (name, value) = self._value()
        takes = _TAKES[self.operator]
        if name not in takes:
            raise BadUserInputError(
                f"'{self.operator.name}' takes {' or '.join(takes)}: the register cannot compare "
                f"'{name}' so"
            )
        checked_pad(self.pad, "pad")
        try:
            if isinstance(value, list):
                return one_of(self.pad, value)
            return expression(self.pad, self.operator.value, str(value))
        except ExpressionError as error:
            raise BadUserInputError(f"'filter': {error}") from None

    def _value(self) -> tuple[str, object]:
        named = {name: getattr(self, name) for name in ("tekst", "getal", "datum", "teksten")}
        given = [(name, v) for name, v in named.items() if v is not None and v is not UNSET]
        if len(given) != 1:
            raise BadUserInputError("give exactly one of: tekst, getal, datum, teksten")
        return given[0]


@strawberry.input(description="Welke objecten: alle voorwaarden gelden tegelijk.")
class ObjectFilter:
    """The filters of the list and the search of the Objects API 2.7.0."""

    velden: list[VeldFilter] | None = strawberry.field(
        default=UNSET, description="Voorwaarden aan de gegevens."
    )
    tekst: str | None = strawberry.field(
        default=UNSET, description="Deel van een tekst, waar ook in de gegevens."
    )
    binnen: GeoJSON | None = strawberry.field(
        default=UNSET, description="Geheel binnen dit vlak (Polygon of MultiPolygon, WGS84)."
    )
    type_version: int | None = strawberry.field(
        default=UNSET, description="Vastgelegd volgens deze versie van het objecttype."
    )

    def expressions(self) -> Iterator[str]:
        """Return the conditions on the data. Raises BadUserInputError."""
        return (one.to_expression() for one in self.velden or ())

    def to_params(self) -> dict[str, str]:
        """Return the other conditions as parameters. Raises BadUserInputError."""
        params: dict[str, str] = {}
        if self.type_version is not None and self.type_version is not UNSET:
            params["typeVersion"] = str(self.type_version)
        if self.tekst is not None and self.tekst is not UNSET:
            try:
                params["data_icontains"] = literally(self.tekst)
            except ExpressionError as error:
                raise BadUserInputError(f"'filter': {error}") from None
        return params


@graph_enum("Waarop objecten te sorteren zijn, buiten hun gegevens.")
class ObjectSorteerveld(Enum):
    """What every object has to order by."""

    START_AT = "record__startAt"
    END_AT = "record__endAt"
    REGISTRATION_AT = "record__registrationAt"
    TYPE_VERSION = "record__typeVersion"
    INDEX = "record__index"


@strawberry.input(description="Een volgorde: precies één van `pad` en `kenmerk`.")
class ObjectSortering:
    """One term of `ordering`; a path that no object has leaves the order as it was."""

    pad: str | None = strawberry.field(
        default=UNSET, description="Een waarde in de gegevens, bijvoorbeeld `hoogte`."
    )
    kenmerk: ObjectSorteerveld | None = strawberry.field(
        default=UNSET, description="Iets wat elk object heeft."
    )
    aflopend: bool = strawberry.field(default=False, description="Van groot naar klein.")

    def to_term(self) -> str:
        """Return it as the register writes it. Raises BadUserInputError."""
        has_pad = self.pad is not None and self.pad is not UNSET
        has_kenmerk = self.kenmerk is not None and self.kenmerk is not UNSET
        if has_pad == has_kenmerk:
            raise BadUserInputError("give exactly one of: pad, kenmerk")
        name = str(self.kenmerk.value) if has_kenmerk and self.kenmerk else ""
        if has_pad:
            try:
                name = f"record__data__{path_of(checked_pad(str(self.pad), 'pad'))}"
            except ExpressionError as error:
                raise BadUserInputError(f"'sorteer': {error}") from None
        return f"-{name}" if self.aflopend else name


def object_ordering(sorteer: Sequence[ObjectSortering] | None) -> dict[str, str]:
    """Return the `ordering` parameter, if an order is asked. Raises BadUserInputError."""
    return {"ordering": ",".join(one.to_term() for one in sorteer)} if sorteer else {}
