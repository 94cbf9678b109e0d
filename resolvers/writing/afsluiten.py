"""Mutations about how a zaak ends: its resultaat, closing it, and opening it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from resolvers.context import RequestContext
from resolvers.roots import catalogus_list
from resolvers.writing.keuring import (
    OTHER_ZAAKTYPE,
    Gevonden,
    afgekeurd,
    deel_van_zaaktype,
    same,
    zaak_van,
)
from resolvers.writing.status import (
    TOEVOEGEN,
    Status,
    over_status,
    status_body,
    statustype_van,
    zet_status,
)
from resolvers.writing.uitvoering import Opdracht, Over, Uitvoering, samen_of_apart
from resolvers.writing.zaak import BIJWERKEN, bij_te_werken
from sources.catalogi.resources import RESULTAATTYPE, STATUSTYPE, ZAAKTYPE
from sources.loader import settled
from sources.urls import last_segment
from sources.writing import Write
from sources.zaken.resources import RESULTAAT, ZAAK, ResultaatRecord

HEROPENEN = "zaken.heropenen"
NO_EINDSTATUS = "EINDSTATUS_REQUIRED"
IS_EINDSTATUS = "EINDSTATUS_NOT_ALLOWED"
ZAAK_OPEN = "ZAAK_OPEN"


class Resultaat(NamedTuple):
    """A resultaat as it was asked."""

    resultaattype: str
    toelichting: str | None = None

    @property
    def velden(self) -> dict[str, str]:
        """Return which argument each property of a resultaat came from."""
        return {
            "zaak": "invoer.zaak",
            "resultaattype": "invoer.resultaattype",
            "toelichting": "invoer.resultaattoelichting",
        }


class _Plan(NamedTuple):
    """The writes that give a zaak its resultaat."""

    gevonden: Gevonden
    body: dict[str, Any]
    velden: Mapping[str, str]
    existing: ResultaatRecord | None
    is_same: bool

    @property
    def stappen(self) -> tuple[str, ...]:
        """What it will do; replacing takes two steps, for a resultaat keeps its type."""
        if self.is_same:
            return ("resultaat",) * ("toelichting" in self.body)
        return ("resultaat",) * (1 if self.existing is None else 2)

    async def carry_out(self, uitvoering: Uitvoering) -> None:
        """Write it. Raises Stopped."""
        if self.existing is None:
            await self._new(uitvoering)
        elif self.is_same:
            if "toelichting" in self.body:
                changed = {"toelichting": self.body["toelichting"]}
                await self._at(uitvoering, "PATCH", self.existing, changed)
        else:
            await self._at(uitvoering, "DELETE", self.existing, None)
            await self._new(uitvoering)

    async def _new(self, uitvoering: Uitvoering) -> None:
        asked = Write("POST", RESULTAAT.path, self.body)
        over = over_resultaat(self.gevonden)
        await uitvoering.stap(self.gevonden.client, asked, over, velden=self.velden)

    async def _at(
        self, uitvoering: Uitvoering, method: str, resultaat: ResultaatRecord, body: Any
    ) -> None:
        await at_resultaat(uitvoering, self.gevonden, method, resultaat.url, body, self.velden)


def over_resultaat(gevonden: Gevonden) -> Over:
    """Return what a change of the resultaat is told as."""
    return Over("zaken", "resultaat", gevonden.zaak.url, gevonden.kenmerken)


async def at_resultaat(
    uitvoering: Uitvoering,
    gevonden: Gevonden,
    method: str,
    url: str,
    body: Any,
    velden: Mapping[str, str],
) -> None:
    """Change or remove a resultaat. Raises Stopped."""
    path = f"{RESULTAAT.path}/{last_segment(url)}"
    asked = Write(method, path, body, f"{RESULTAAT.path}/{{uuid}}")
    await uitvoering.stap(gevonden.client, asked, over_resultaat(gevonden), velden=velden)


async def resultaat_zetten(context: RequestContext, given: str, asked: Resultaat) -> Opdracht:
    """Return what gives an open zaak its resultaat, or another one. Raises Afgekeurd."""
    gevonden = await bij_te_werken(context, given)
    plan = await _plan(context, gevonden, asked)
    return Opdracht(plan.carry_out, plan.stappen, {"zaak": gevonden.zaak.url})


async def _plan(context: RequestContext, gevonden: Gevonden, asked: Resultaat) -> _Plan:
    """Return how the zaak gets this resultaat. Raises Afgekeurd."""
    resultaattype = await deel_van_zaaktype(
        context,
        RESULTAATTYPE,
        "Resultaattype",
        asked.resultaattype,
        gevonden.zaak.zaaktype_url,
        "invoer.resultaattype",
    )
    body = {"zaak": gevonden.zaak.url, "resultaattype": resultaattype.url}
    if asked.toelichting:
        body["toelichting"] = asked.toelichting
    url = gevonden.zaak.resultaat_url
    existing = await settled(context.loaders.by_url(RESULTAAT, url)) if url else None
    is_same = existing is not None and same(
        context, RESULTAATTYPE, existing.resultaattype_url, resultaattype.url
    )
    return _Plan(gevonden, body, asked.velden, existing, is_same)


async def zaak_afsluiten(
    context: RequestContext, given: str, resultaat: Resultaat, status: Status
) -> Opdracht:
    """Return what ends a zaak: its resultaat and then its eindstatus. Raises Afgekeurd.

    Without a statustype the zaaktype's own eindstatus is meant.
    """
    gevonden = await bij_te_werken(context, given, also=(TOEVOEGEN,))
    plan = await _plan(context, gevonden, resultaat)
    if not status.statustype:
        status = status._replace(statustype=await _eindstatus(context, gevonden))
    statustype = await statustype_van(context, gevonden, status)
    if not statustype.is_eindstatus:
        melding = "Een zaak wordt afgesloten met de eindstatus van haar zaaktype."
        raise afgekeurd(NO_EINDSTATUS, f"{status.veld}.statustype", melding)
    ending = await status_body(context, gevonden, status, statustype)
    velden = {f"resultaat.{name}": veld for name, veld in plan.velden.items()}
    velden |= {f"status.{name}": veld for name, veld in status.velden.items()}
    asked = Write(
        "POST",
        f"zaak_afsluiten/{last_segment(gevonden.zaak.url)}",
        {"zaak": {}, "resultaat": _sub(plan.body), "status": _sub(ending)},
        "zaak_afsluiten/{uuid}",
    )
    overs = (over_resultaat(gevonden), over_status(gevonden))

    async def apart(uitvoering: Uitvoering) -> None:
        await plan.carry_out(uitvoering)
        await zet_status(uitvoering, gevonden, ending, status.velden)

    async def werk(uitvoering: Uitvoering) -> None:
        if plan.existing is not None:  # the endpoint makes a resultaat, and there may be one only
            await apart(uitvoering)
        else:
            await samen_of_apart(uitvoering, gevonden.client, asked, overs, velden, apart)

    return Opdracht(werk, (*plan.stappen, "status"), {"zaak": gevonden.zaak.url})


def _sub(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "zaak"}


async def _eindstatus(context: RequestContext, gevonden: Gevonden) -> str:
    """Return the URL of the one eindstatus of the zaaktype. Raises Afgekeurd."""
    url = gevonden.zaak.zaaktype_url
    found = [
        one.url
        for one in await catalogus_list(context, STATUSTYPE)
        if one.is_eindstatus and same(context, ZAAKTYPE, one.zaaktype_url, url)
    ]
    if len(found) != 1:
        melding = "Het zaaktype heeft niet precies één eindstatus; noem het statustype."
        raise afgekeurd(NO_EINDSTATUS, "invoer.statustype", melding)
    return str(found[0])


async def zaak_heropenen(
    context: RequestContext, given: str, status: Status, *, verwijder_resultaat: bool
) -> Opdracht:
    """Return what opens a zaak that has ended: a status that is no eindstatus. Raises Afgekeurd."""
    gevonden = await zaak_van(context, given, (HEROPENEN,))
    if not gevonden.is_gesloten:
        raise afgekeurd(ZAAK_OPEN, "invoer.zaak", "De zaak loopt nog.")
    url = gevonden.zaak.resultaat_url if verwijder_resultaat else None
    if url is not None:
        await context.call.guard.require_write(gevonden.client, ZAAK, gevonden.zaak, BIJWERKEN)
    statustype = await statustype_van(context, gevonden, status)
    if statustype.is_eindstatus:
        melding = "Met een eindstatus blijft de zaak afgesloten."
        raise afgekeurd(IS_EINDSTATUS, f"{status.veld}.statustype", melding)
    body = await status_body(context, gevonden, status, statustype)

    async def werk(uitvoering: Uitvoering) -> None:
        await zet_status(uitvoering, gevonden, body, status.velden)
        if url is not None:
            await at_resultaat(uitvoering, gevonden, "DELETE", url, None, {})

    stappen = ("status",) if url is None else ("status", "resultaat")
    return Opdracht(werk, stappen, {"zaak": gevonden.zaak.url})


__all__ = [
    "OTHER_ZAAKTYPE",
    "Resultaat",
    "resultaat_zetten",
    "zaak_afsluiten",
    "zaak_heropenen",
]
