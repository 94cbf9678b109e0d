"""All records of the made-up ZGW registers, oldest first, in the order they were registered."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from sandbox.zgw.data.context import Json


@dataclass
class ZgwData:
    """One list per resource, named as its path; documents also keep versions and bytes."""

    catalogussen: list[Json] = field(default_factory=list)
    zaaktypen: list[Json] = field(default_factory=list)
    statustypen: list[Json] = field(default_factory=list)
    resultaattypen: list[Json] = field(default_factory=list)
    roltypen: list[Json] = field(default_factory=list)
    eigenschappen: list[Json] = field(default_factory=list)
    zaakobjecttypen: list[Json] = field(default_factory=list)
    informatieobjecttypen: list[Json] = field(default_factory=list)
    zaaktypeinformatieobjecttypen: list[Json] = field(default_factory=list)
    besluittypen: list[Json] = field(default_factory=list)

    zaken: list[Json] = field(default_factory=list)
    statussen: list[Json] = field(default_factory=list)
    substatussen: list[Json] = field(default_factory=list)
    resultaten: list[Json] = field(default_factory=list)
    rollen: list[Json] = field(default_factory=list)
    zaakobjecten: list[Json] = field(default_factory=list)
    zaakeigenschappen: list[Json] = field(default_factory=list)
    zaakinformatieobjecten: list[Json] = field(default_factory=list)
    zaakbesluiten: list[Json] = field(default_factory=list)
    klantcontacten: list[Json] = field(default_factory=list)
    zaakcontactmomenten: list[Json] = field(default_factory=list)
    zaakverzoeken: list[Json] = field(default_factory=list)
    zaaknotities: list[Json] = field(default_factory=list)

    enkelvoudiginformatieobjecten: list[Json] = field(default_factory=list)
    objectinformatieobjecten: list[Json] = field(default_factory=list)
    gebruiksrechten: list[Json] = field(default_factory=list)
    verzendingen: list[Json] = field(default_factory=list)

    besluiten: list[Json] = field(default_factory=list)
    besluitinformatieobjecten: list[Json] = field(default_factory=list)

    versies: dict[str, list[Json]] = field(default_factory=dict)
    """Document url to all its versions, the oldest first; the last is the current one."""
    inhoud: dict[tuple[str, int], bytes] = field(default_factory=dict)
    """Document url and version to its bytes."""

    def collections(self) -> dict[str, list[Json]]:
        """Every list of records by its name."""
        named = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in named.items() if isinstance(value, list)}
