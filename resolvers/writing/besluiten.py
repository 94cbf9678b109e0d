"""Mutations on besluiten: taken in a zaak, and withdrawn (Besluiten API 1.1.0)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from resolvers.context import RequestContext
from resolvers.writing.besluit import AANMAKEN, BIJWERKEN, besluit_van, known_of, over_besluit
from resolvers.writing.keuring import (
    NOT_FOUND,
    OTHER_ZAAKTYPE,
    Gevonden,
    afgekeurd,
    find,
    register_voor,
    same,
    zaak_te_zien,
)
from resolvers.writing.koppelen import document_van_soort
from resolvers.writing.lichaam import body_of, given, velden_of
from resolvers.writing.uitvoering import Opdracht, Uitvoering, samen_of_apart
from sources.besluiten.resources import BESLUIT, BESLUITINFORMATIEOBJECT, BesluitRecord
from sources.catalogi.resources import BESLUITTYPE, ZAAKTYPE, BesluittypeRecord
from sources.client import UpstreamClient
from sources.urls import last_segment
from sources.writing import Write

NOT_PUBLISHED = "BESLUITTYPE_NOT_PUBLISHED"
WITHDRAWN = "BESLUIT_WITHDRAWN"
WRONG_PERIOD = "WRONG_PERIOD"
TEMPLATE = f"{BESLUIT.path}/{{uuid}}"


async def besluit_vastleggen(context: RequestContext, invoer: Any, bron: str | None) -> Opdracht:
    """Return what records a besluit that was taken in a zaak. Raises Afgekeurd."""
    client = await register_voor(context, BESLUIT, bron, (AANMAKEN,))
    gevonden = await zaak_te_zien(context, invoer.zaak)
    besluittype = await _besluittype(context, invoer.besluittype, gevonden)
    candidate = BesluitRecord(url="", besluittype_url=besluittype.url, zaak_url=gevonden.zaak.url)
    await context.call.guard.require_new(client, BESLUIT, candidate, (AANMAKEN,))
    body = {**body_of(invoer), "besluittype": besluittype.url, "zaak": gevonden.zaak.url}
    _check_period(body)
    documenten = [
        await document_van_soort(
            context,
            one,
            besluittype.informatieobjecttypen_urls or (),
            f"invoer.documenten.{at}",
            "Bij dit besluittype horen geen documenten van dit soort.",
        )
        for at, one in enumerate(given(invoer.documenten) or ())
    ]
    velden = {"zaak": "invoer.zaak", "besluittype": "invoer.besluittype"}
    velden |= velden_of(type(invoer))

    async def werk(uitvoering: Uitvoering) -> None:
        await _make(uitvoering, client, body, [one.url for one in documenten], velden)

    stappen = ("besluit", *("besluitinformatieobject" for _ in documenten))
    return Opdracht(werk, stappen, {"zaak": gevonden.zaak.url})


async def _besluittype(
    context: RequestContext, given: str, gevonden: Gevonden
) -> BesluittypeRecord:
    """Return the besluittype, published and one of the zaaktype's. Raises Afgekeurd."""
    veld = "invoer.besluittype"
    found: Any = await find(context, BESLUITTYPE, "Besluittype", given)
    if found is None:
        raise afgekeurd(NOT_FOUND, veld, "Dit besluittype is er niet.")
    if found.concept:
        raise afgekeurd(NOT_PUBLISHED, veld, "Dit besluittype is nog niet gepubliceerd.")
    zaaktype = gevonden.zaak.zaaktype_url
    if not any(same(context, ZAAKTYPE, one, zaaktype) for one in found.zaaktypen_urls or ()):
        melding = "In zaken van dit zaaktype wordt zo'n besluit niet genomen."
        raise afgekeurd(OTHER_ZAAKTYPE, veld, melding)
    besluittype: BesluittypeRecord = found
    return besluittype


def _check_period(body: dict[str, Any]) -> None:
    start, end = body.get("ingangsdatum"), body.get("vervaldatum")
    if start and end and date.fromisoformat(end) < date.fromisoformat(start):
        raise afgekeurd(WRONG_PERIOD, "invoer.vervaldatum", "Het besluit gaat pas later in.")


async def _make(
    uitvoering: Uitvoering,
    client: UpstreamClient,
    body: dict[str, Any],
    documenten: Sequence[str],
    velden: dict[str, str],
) -> None:
    """Record the besluit, and its documents in the same write where the server has that."""
    overs = [over_besluit(body)]
    if not documenten:
        post = Write("POST", BESLUIT.path, body)
        await uitvoering.stap(client, post, overs[0], velden=velden)
        uitvoering.made("besluit", client, BESLUIT.path)
        return
    parts = {f"besluit.{name}": veld for name, veld in velden.items()}
    for at in range(len(documenten)):
        place = f"besluitinformatieobjecten.{at}"
        overs.append(over_besluit(body, "besluitinformatieobject", at=place))
        parts[place] = parts[f"{place}.informatieobject"] = f"invoer.documenten.{at}"
    asked = Write(
        "POST",
        "besluit_verwerken",
        {
            "besluit": body,
            "besluitinformatieobjecten": [{"informatieobject": url} for url in documenten],
        },
    )

    async def apart(uitvoering: Uitvoering) -> None:
        post = Write("POST", BESLUIT.path, body)
        await uitvoering.stap(client, post, over_besluit(body), velden=velden)
        besluit = uitvoering.made("besluit", client, BESLUIT.path)
        for at, url in enumerate(documenten):
            one = {"besluit": besluit, "informatieobject": url}
            post = Write("POST", BESLUITINFORMATIEOBJECT.path, one)
            over = over_besluit(body, "besluitinformatieobject", besluit)
            of_one = {"informatieobject": f"invoer.documenten.{at}"}
            await uitvoering.stap(client, post, over, velden=of_one)

    if await samen_of_apart(uitvoering, client, asked, overs, parts, apart) is not None:
        uitvoering.made("besluit", client, BESLUIT.path)


async def besluit_intrekken(
    context: RequestContext, given: str, vervaldatum: str, vervalreden: str
) -> Opdracht:
    """Return what withdraws a besluit from a day on. Raises Afgekeurd."""
    besluit, client = await besluit_van(context, given, BIJWERKEN)
    if (besluit.vervalreden or "").startswith("ingetrokken"):
        raise afgekeurd(WITHDRAWN, "invoer.besluit", "Dit besluit is al ingetrokken.")
    body = {"vervaldatum": vervaldatum, "vervalreden": vervalreden}
    _check_period({**body, "ingangsdatum": besluit.ingangsdatum})
    path = f"{BESLUIT.path}/{last_segment(besluit.url)}"
    over = over_besluit(known_of(besluit), hoofd=besluit.url)

    async def werk(uitvoering: Uitvoering) -> None:
        asked = Write("PATCH", path, body, TEMPLATE)
        velden = {name: f"invoer.{name}" for name in body}
        await uitvoering.stap(client, asked, over, velden=velden)

    urls = {"besluit": besluit.url}
    if besluit.zaak_url:
        urls["zaak"] = besluit.zaak_url
    return Opdracht(werk, ("besluit",), urls)
