"""Mutations on rollen: somebody becomes involved in a zaak, or no longer is (Zaken API 1.5.1)."""

from __future__ import annotations

from typing import Any

import msgspec

from resolvers.context import RequestContext
from resolvers.writing.betrokkene import about_rol, betrokkene_body, rol_of
from resolvers.writing.keuring import (
    NOT_FOUND,
    Gevonden,
    afgekeurd,
    deel_van_zaaktype,
    find,
)
from resolvers.writing.lichaam import body_of, velden_of
from resolvers.writing.uitvoering import Opdracht, Over, Uitvoering
from resolvers.writing.zaak import BIJWERKEN, bij_te_werken
from sources.betrokkenen import betrokkenen_in
from sources.catalogi.resources import ROLTYPE
from sources.urls import last_segment
from sources.writing import Write
from sources.zaken.resources import ROL, ZAAK, RolRecord, ZaakExpand

TAKEN = "ROL_TAKEN"
ENDED = "ROL_ENDED"
WRONG_PERIOD = "WRONG_PERIOD"
ONE_OF_A_KIND = frozenset({"initiator", "zaakcoordinator"})
"""Of these a zaak has one at most (Zaken API 1.5.1, `max-occurences`)."""
BETROKKENE = ("betrokkeneType", "betrokkeneIdentificatie", "betrokkene")


async def rol_toevoegen(context: RequestContext, invoer: Any) -> Opdracht:
    """Return what gives an open zaak one more rol. Raises Afgekeurd, WriteDeniedError."""
    gevonden = await bij_te_werken(context, invoer.zaak)
    roltype = await deel_van_zaaktype(
        context,
        ROLTYPE,
        "Roltype",
        invoer.roltype,
        gevonden.zaak.zaaktype_url,
        "invoer.roltype",
    )
    body = {
        "zaak": gevonden.zaak.url,
        "roltype": roltype.url,
        "roltoelichting": roltype.omschrijving or roltype.omschrijving_generiek,
        **body_of(invoer),
        **betrokkene_body(invoer, "invoer"),
    }
    await _require_own(context, gevonden, body, roltype.omschrijving_generiek)
    await _require_free(context, gevonden, roltype.omschrijving_generiek)
    velden = {"zaak": "invoer.zaak", "roltype": "invoer.roltype", **velden_of(type(invoer))}
    velden |= dict.fromkeys(BETROKKENE, "invoer")

    async def werk(uitvoering: Uitvoering) -> None:
        asked, about = Write("POST", ROL.path, body), about_rol(body)
        over = over_rol(gevonden)
        await uitvoering.stap(gevonden.client, asked, over, velden=velden, about=about)

    return Opdracht(werk, ("rol",), {"zaak": gevonden.zaak.url})


def over_rol(gevonden: Gevonden) -> Over:
    """Return what a change of a rol is told as."""
    return Over("zaken", "rol", gevonden.zaak.url, gevonden.kenmerken)


async def _require_own(
    context: RequestContext, gevonden: Gevonden, body: dict[str, Any], generiek: str | None
) -> None:
    """Raise WriteDeniedError for a citizen who gives others a rol: that would show them the zaak.

    For everyone else it is the zaak that decides, which was looked at already.
    """
    candidate = msgspec.structs.replace(
        gevonden.zaak, expanded=ZaakExpand(rollen=[rol_of(body, generiek)])
    )
    await context.call.guard.require_new(gevonden.client, ZAAK, candidate, BIJWERKEN)


async def _require_free(context: RequestContext, gevonden: Gevonden, generiek: str | None) -> None:
    """Raise Afgekeurd when the zaak has its one initiator or zaakcoordinator already."""
    if generiek not in ONE_OF_A_KIND:
        return
    loader = context.loaders.lists(gevonden.client, ROL)
    rollen = await loader.get((("zaak", gevonden.zaak.url),))  # type: ignore[misc]
    if any(rol.omschrijving_generiek == generiek for rol in rollen):
        melding = f"De zaak heeft al een rol als {generiek}; beëindig die eerst."
        raise afgekeurd(TAKEN, "invoer.roltype", melding)


async def rol_beeindigen(context: RequestContext, given: str, einddatum: str | None) -> Opdracht:
    """Return what ends a rol: it gets its last day, or without one it is removed.

    `eindeGeldigheid` is Open Zaak's; the standard only removes. Raises Afgekeurd.
    """
    rol = await find(context, ROL, "Rol", given)
    if rol is None or rol.zaak_url is None:
        raise afgekeurd(NOT_FOUND, "invoer.rol", "Deze rol is er niet.")
    gevonden = await bij_te_werken(context, rol.zaak_url)
    path, template = f"{ROL.path}/{last_segment(rol.url)}", f"{ROL.path}/{{uuid}}"
    if einddatum is None:
        asked = Write("DELETE", path, template=template)
    else:
        asked = Write("PUT", path, _ended(rol, einddatum), template)
    velden = {"eindeGeldigheid": "invoer.einddatum"}
    about = list(betrokkenen_in([rol], {}))

    async def werk(uitvoering: Uitvoering) -> None:
        over = over_rol(gevonden)
        await uitvoering.stap(gevonden.client, asked, over, velden=velden, about=about)

    return Opdracht(werk, ("rol",), {"zaak": gevonden.zaak.url})


def _ended(rol: RolRecord, einddatum: str) -> dict[str, Any]:
    """Return the whole rol with its last day: a rol has no PATCH. Raises Afgekeurd."""
    if rol.einde_geldigheid is not None and rol.einde_geldigheid <= einddatum:
        raise afgekeurd(ENDED, "invoer.rol", "Deze rol is al eerder geëindigd.")
    if rol.begin_geldigheid is not None and rol.begin_geldigheid > einddatum:
        raise afgekeurd(WRONG_PERIOD, "invoer.einddatum", "De rol begint pas na die dag.")
    kept = {
        "zaak": rol.zaak_url,
        "roltype": rol.roltype_url,
        "betrokkeneType": rol.betrokkene_type,
        "betrokkene": rol.betrokkene or "",
        "betrokkeneIdentificatie": _filled(rol.betrokkene_identificatie) or None,
        "afwijkendeNaamBetrokkene": rol.afwijkende_naam_betrokkene or "",
        "roltoelichting": rol.roltoelichting,
        "indicatieMachtiging": rol.indicatie_machtiging or "",
        "contactpersoonRol": _contact(rol),
        "beginGeldigheid": rol.begin_geldigheid,
        "authenticatieContext": rol.authenticatie_context,
    }
    given = {name: value for name, value in kept.items() if value is not None}
    return {**given, "eindeGeldigheid": einddatum}


def _filled(value: Any) -> Any:
    """Return a group without what is empty in it: a register writes that, but may not take it."""
    if not isinstance(value, dict):
        return value
    kept = {name: _filled(item) for name, item in value.items()}
    return {name: item for name, item in kept.items() if item not in ("", None, {})}


def _contact(rol: RolRecord) -> dict[str, str] | None:
    contact = rol.contactpersoon_rol
    if contact is None or not contact.naam:
        return None
    found: dict[str, str] = _filled(msgspec.structs.asdict(contact))
    return found
