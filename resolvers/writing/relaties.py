"""Mutations that tie zaken together: hoofdzaak, gerelateerde and relevante andere zaken.

A list of related zaken is written whole (PATCH), so it is read just before; who changes it at
the same moment may be overwritten. The standard has nothing against that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

import msgspec

from resolvers.context import RequestContext
from resolvers.writing.keuring import NOT_FOUND, Gevonden, afgekeurd, find, same
from resolvers.writing.lichaam import REQUIRED
from resolvers.writing.uitvoering import Opdracht, Uitvoering
from resolvers.writing.zaak import NOT_ALLOWED, bij_te_werken, wijzig_zaak
from sources.catalogi.resources import ZAAKTYPE
from sources.loader import settled
from sources.zaken.resources import ZAAK, ZaakRecord

ANDERE = "invoer.andereZaak"
LINKED, NOT_LINKED = "ALREADY_LINKED", "NOT_LINKED"
RELEVANT, GERELATEERD = "relevanteAndereZaken", "gerelateerdeZaken"


class ZaakRelatieSoort(Enum):
    """How one zaak belongs to another."""

    HOOFDZAAK = "hoofdzaak"
    GERELATEERD = "gerelateerd"


class Relatie(NamedTuple):
    """Two zaken, and how they belong together, as it was asked."""

    zaak: str
    andere: str
    soort: ZaakRelatieSoort
    aard: str | None = None
    overige: str | None = None
    toelichting: str | None = None


async def zaken_koppelen(context: RequestContext, asked: Relatie) -> Opdracht:
    """Return what ties a zaak to another. Raises Afgekeurd, WriteDeniedError."""
    gevonden, andere = await _both(context, asked)
    if asked.soort is ZaakRelatieSoort.HOOFDZAAK:
        await _check_hoofdzaak(context, gevonden, andere)
        return _patch(gevonden, {"hoofdzaak": andere.url}, {"hoofdzaak": ANDERE})
    name = _list_for(gevonden.zaak, asked.aard)
    rows = _rows(gevonden.zaak, name)
    if any(same(context, ZAAK, row["url"], andere.url) for row in rows):
        raise afgekeurd(LINKED, ANDERE, "Deze zaken horen al zo bij elkaar.")
    row = {"url": andere.url}
    if name == RELEVANT:
        row |= _aard(asked)
    at = f"{name}.{len(rows)}"
    velden = {name: ANDERE, at: ANDERE, f"{at}.url": ANDERE}
    velden[f"{at}.aardRelatie"] = "invoer.aardRelatie"
    return _patch(gevonden, {name: [*rows, row]}, velden)


async def zaken_ontkoppelen(context: RequestContext, asked: Relatie) -> Opdracht:
    """Return what takes a zaak from another. Raises Afgekeurd, WriteDeniedError."""
    gevonden, andere = await _both(context, asked)
    zaak = gevonden.zaak
    if asked.soort is ZaakRelatieSoort.HOOFDZAAK:
        if not same(context, ZAAK, zaak.hoofdzaak_url, andere.url):
            raise afgekeurd(NOT_LINKED, ANDERE, "Dit is niet de hoofdzaak van deze zaak.")
        return _patch(gevonden, {"hoofdzaak": None}, {"hoofdzaak": ANDERE})
    body = {}
    for name in (RELEVANT, GERELATEERD):
        rows = _rows(zaak, name)
        left = [row for row in rows if not same(context, ZAAK, row["url"], andere.url)]
        if len(left) < len(rows):
            body[name] = left
    if not body:
        raise afgekeurd(NOT_LINKED, ANDERE, "Deze zaken horen niet bij elkaar.")
    return _patch(gevonden, body, dict.fromkeys(body, ANDERE))


async def _both(context: RequestContext, asked: Relatie) -> tuple[Gevonden, ZaakRecord]:
    """Return the zaak that changes, and the other, which only has to be seen. Raises Afgekeurd."""
    gevonden = await bij_te_werken(context, asked.zaak, closed=True)
    andere = await find(context, ZAAK, "Zaak", asked.andere)
    if andere is None:
        raise afgekeurd(NOT_FOUND, ANDERE, "Deze zaak is er niet.")
    if same(context, ZAAK, andere.url, gevonden.zaak.url):
        raise afgekeurd(LINKED, ANDERE, "Een zaak hoort niet bij zichzelf.")
    return gevonden, andere


async def _check_hoofdzaak(context: RequestContext, gevonden: Gevonden, andere: ZaakRecord) -> None:
    """Raise Afgekeurd unless the zaak may become a deelzaak of the other."""
    zaak = gevonden.zaak
    if same(context, ZAAK, zaak.hoofdzaak_url, andere.url):
        raise afgekeurd(LINKED, ANDERE, "Dit is al de hoofdzaak van deze zaak.")
    if andere.hoofdzaak_url is not None:
        raise afgekeurd(NOT_ALLOWED, ANDERE, "Een deelzaak heeft zelf geen deelzaken.")
    if zaak.deelzaken_urls:
        raise afgekeurd(NOT_ALLOWED, "invoer.zaak", "Een zaak met deelzaken is zelf geen deelzaak.")
    zaaktype: Any = await settled(context.loaders.by_url(ZAAKTYPE, andere.zaaktype_url or ""))
    known: Sequence[str] = (zaaktype.deelzaaktypen_urls or ()) if zaaktype is not None else ()
    if zaaktype is not None and not any(
        same(context, ZAAKTYPE, one, zaak.zaaktype_url) for one in known
    ):
        melding = "Het zaaktype van de hoofdzaak kent geen deelzaken van dit zaaktype."
        raise afgekeurd(NOT_ALLOWED, ANDERE, melding)


def _list_for(zaak: ZaakRecord, aard: str | None) -> str:
    """Return which list tells it: Open Zaak's newer one has no aard. Raises Afgekeurd."""
    if aard is not None:
        return RELEVANT
    if zaak.gerelateerde_zaken_links is None:
        melding = "Dit register vraagt hoe de zaken samenhangen."
        raise afgekeurd(REQUIRED, "invoer.aardRelatie", melding)
    return GERELATEERD


def _rows(zaak: ZaakRecord, name: str) -> list[dict[str, Any]]:
    """Return the related zaken as the register takes them back."""
    found = zaak.relevante_andere_zaken if name == RELEVANT else zaak.gerelateerde_zaken_links
    rows = [msgspec.to_builtins(row) for row in found or ()]
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


def _aard(asked: Relatie) -> dict[str, str]:
    told = {
        "aardRelatie": asked.aard,
        "overigeRelatie": asked.overige,
        "toelichting": asked.toelichting,
    }
    return {name: value for name, value in told.items() if value}


def _patch(gevonden: Gevonden, body: Mapping[str, Any], velden: Mapping[str, str]) -> Opdracht:
    async def werk(uitvoering: Uitvoering) -> None:
        await wijzig_zaak(uitvoering, gevonden, body, velden)

    return Opdracht(werk, ("zaak",), {"zaak": gevonden.zaak.url})
