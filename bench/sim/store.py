"""All tables of all registers, coherent with each other."""

from __future__ import annotations

from typing import Any

from bench.sim.catalogi import make_catalogi
from bench.sim.dossier import EIO, make_besluiten, make_documenten
from bench.sim.filters import special_filters
from bench.sim.klanten import KlantMaker
from bench.sim.personen import make_personen
from bench.sim.shapes import Json, Roots
from bench.sim.tables import Table
from bench.sim.zaken import ZaakMaker

_BELOW_ZAAK = (
    *("resultaat", "resultaat.resultaattype", "rollen", "rollen.roltype", "status"),
    *("status.statustype", "zaakinformatieobjecten", "zaakobjecten", "zaaktype"),
)
ZAAK_PATHS = frozenset(
    (
        *_BELOW_ZAAK,
        *("eigenschappen", "eigenschappen.eigenschap", "deelzaken", "hoofdzaak"),
        *(f"{zaak}.{path}" for zaak in ("deelzaken", "hoofdzaak") for path in _BELOW_ZAAK),
    )
)

NEWEST_FIRST = ("zaken", "statussen")


class Store:
    """The tables by API and path, every record by URL, and the persons by BSN."""

    def __init__(self, roots: Roots) -> None:
        self.roots = roots
        self.personen = make_personen()
        persons: list[Json] = [*self.personen.values()]
        catalogi = make_catalogi(roots)
        zaken = ZaakMaker(roots, catalogi, persons).make()
        besluiten = make_besluiten(roots, catalogi)
        documenten = make_documenten(
            roots,
            catalogi,
            zaken["zaakinformatieobjecten"],
            besluiten["besluitinformatieobjecten"],
        )
        made = {
            "zaken": zaken,
            "catalogi": catalogi.tables,
            "documenten": documenten,
            "besluiten": besluiten,
            "klantinteracties": KlantMaker(roots, persons).make(),
        }
        self._by_url: dict[str, Json] = {
            record["url"]: record
            for tables in made.values()
            for records in tables.values()
            for record in records
        }
        special = special_filters(self._by_url.__getitem__)
        self.tables: dict[tuple[str, str], Table] = {
            (api, name): self._table(name, records, special.get(name, {}))
            for api, tables in made.items()
            for name, records in tables.items()
        }

    def _table(self, name: str, records: list[Json], special: Any) -> Table:
        """Zaken and statussen come newest first, the rest in the order in which a zaak links it."""
        ordered = records[::-1] if name in NEWEST_FIRST else records
        return Table(name, ordered, special, self._by_url.__getitem__)

    def may_expand(self, api: str, name: str, path: str) -> bool:
        """Return whether a list knows this expand path."""
        if api == "klantinteracties":
            return True
        if name == "zaken":
            return path in ZAAK_PATHS
        return name == EIO and path == "informatieobjecttype"
