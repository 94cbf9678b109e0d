"""The one rol of a zaak that a screen asks for: its initiator, behandelaar, coordinator or groep.

They are picked from the list of rollen, so that any number of them costs what `rollen` costs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from inspect import isawaitable
from typing import Any

from planning.reads import Reads, Way, reading
from resolvers.context import ResolveInfo, context_of
from resolvers.edges import batched, many
from resolvers.kalender import today
from sources.zaken.resources import ROL, RolRecord

_rollen: Any = many(ROL, "zaak", known="rollen_urls")


def the_rol(generiek: str, *kinds: str) -> Callable[..., Any]:
    """Return a resolver of the rol of this generic kind; only of these types of betrokkene.

    Of several that hold today it is the one registered last; of none, None.
    """

    def pick(rows: Sequence[RolRecord], on: str) -> RolRecord | None:
        found = [row for row in rows if row.omschrijving_generiek == generiek and _holds(row, on)]
        if kinds:
            found = [row for row in found if row.betrokkene_type in kinds]
        if len(found) < 2:
            return found[0] if found else None
        return max(found, key=lambda row: (row.registratiedatum or "", row.url))

    async def pick_later(rows: Awaitable[list[RolRecord]], on: str) -> RolRecord | None:
        return pick(await rows, on)

    def picked(rows: Any, on: str) -> Any:
        if isinstance(rows, Exception):
            return rows
        return pick_later(rows, on) if isawaitable(rows) else pick(rows, on)

    def resolve(zaak: Any, info: ResolveInfo) -> Any:
        return picked(_rollen(zaak, info), _today(info))

    def resolve_all(zaken: Sequence[Any], info: ResolveInfo) -> list[Any]:
        on = _today(info)
        return [picked(rows, on) for rows in _rollen.batch(zaken, info)]

    return reading(batched(resolve, resolve_all), Reads(Way.CHILDREN, ROL))


def _today(info: ResolveInfo) -> str:
    return today(context_of(info)).isoformat()


def _holds(rol: RolRecord, on: str) -> bool:
    """Whether a rol holds on a day; dates in ISO 8601 sort as text. Only Open Zaak knows them."""
    begin, end = rol.begin_geldigheid, rol.einde_geldigheid
    return (begin is None or begin <= on) and (end is None or on <= end)
