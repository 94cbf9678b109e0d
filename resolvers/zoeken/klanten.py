"""Searching klanten: partijen by number, companies by name or number, persons in the BRP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resolvers.bedrijfnodes import BedrijfNode, VestigingNode, register
from resolvers.brp_fields import brp_fields
from resolvers.context import RequestContext
from resolvers.klantbronnen import read_from
from resolvers.personen import persoon_with, search_with
from resolvers.zoeken.tekst import Zoektekst
from resolvers.zoeken.treffers import (
    Dekking,
    Reden,
    Soort,
    Treffer,
    Uitkomst,
    not_searched,
    rank,
)
from sources.client import UpstreamClient
from sources.klanten.resources import KLANT, SUBJECT_FILTERS
from sources.klantinteracties.resources import PARTIJ
from sources.kvk.reader import LARGEST_PAGE, zoeken
from sources.kvk.resources import HOOFDVESTIGING, RECHTSPERSOON, ZoekResultaatRecord
from sources.loader import Params, settled
from sources.urls import last_segment

PARTIJEN = "partijen: partijIdentificator (precies)"
KLANTEN = "klanten: subjectVestigingVestigingsNummer (precies)"
ZOEKEN = "zoeken: {} ({})"
RAADPLEEG = "RaadpleegMetBurgerservicenummer"
OP_NAAM = "ZoekMetGeslachtsnaamEnGeboortedatum"
KEY = ("burgerservicenummer",)


def how(soort: Soort, tekst: Zoektekst) -> str:
    """Return how klanten of a sort are searched with such a text."""
    if soort is Soort.KLANT:
        return PARTIJEN
    if soort is Soort.PERSOON:
        return RAADPLEEG if tekst.bsn is not None else OP_NAAM
    param = _param(tekst)
    return ZOEKEN.format(param, "deel" if param == "naam" else "precies")


def _param(tekst: Zoektekst) -> str:
    if tekst.kvk_nummer:
        return "kvkNummer"
    return "vestigingsnummer" if tekst.vestigingsnummer else "naam"


async def search_partijen(
    context: RequestContext, client: UpstreamClient, tekst: Zoektekst
) -> Uitkomst:
    """Return the partij with this KVK-nummer or vestigingsnummer. Raises SourceError.

    Klantinteracties 0.9.0 has no filter on a name, and would get a BSN in the URL; nor has the
    older Klanten API 1.0.0, which has none on a KVK-nummer either.
    """
    numbers = {"kvk_nummer": tekst.kvk_nummer, "vestigingsnummer": tekst.vestigingsnummer}
    soort, number = next(((s, n) for s, n in numbers.items() if n), ("", ""))
    is_older = client.settings.api == KLANT.api
    hoe = KLANTEN if is_older else PARTIJEN
    params = _by_number(is_older, soort, number)
    if params is None:
        reden = Reden.PERSOONSGEGEVENS if tekst.is_private else Reden.GEEN_FILTER
        return not_searched(Soort.KLANT, client.name, hoe, reden)
    resource = read_from(PARTIJ, client)
    rows = await settled(context.loaders.lists(client, resource).get(params))
    treffers = [
        Treffer(Soort.KLANT, client.name, last_segment(row.url), row, 0, [soort]) for row in rows
    ]
    told = Dekking(Soort.KLANT, client.name, hoe, True, aantal=len(rows), meer=False)
    return Uitkomst(told, treffers)


def _by_number(is_older: bool, soort: str, number: str) -> Params | None:
    """Return the filter on a number; None without a number, or without such a filter."""
    if not number:
        return None
    if is_older:
        return ((SUBJECT_FILTERS[soort], number),) if soort in SUBJECT_FILTERS else None
    return (
        ("partijIdentificator__codeSoortObjectId", soort),
        ("partijIdentificator__objectId", number),
    )


async def search_bedrijven(
    context: RequestContext, info: Any, client: UpstreamClient, tekst: Zoektekst, first: int
) -> Uitkomst:
    """Return the companies and branches that zoeken finds; it costs nothing. Raises SourceError."""
    param, asked, hoe = _param(tekst), tekst.tekst, how(Soort.BEDRIJF, tekst)
    if tekst.is_private:
        return not_searched(Soort.BEDRIJF, client.name, hoe, Reden.PERSOONSGEGEVENS)
    register(context)
    rows = await zoeken(client, {param: asked}, context.call, size=min(first, LARGEST_PAGE))
    treffers = [
        _of_row(row, info, client.name, param, 0 if param != "naam" else _place(asked, row))
        for row in rows.results
    ]
    told = Dekking(Soort.BEDRIJF, client.name, hoe, True, aantal=len(treffers))
    told.meer = rows.count > len(rows.places) if rows.is_exact else None
    return Uitkomst(told, treffers)


def _place(tekst: str, row: ZoekResultaatRecord) -> int:
    """Return how well a row matches; the KVK also finds by former names and by single words."""
    places = [place for name in (row.naam, row.vervallen_naam) if (place := rank(tekst, name))]
    return 0 if rank(tekst, row.naam) == 0 else min(places, default=2)


def _of_row(row: ZoekResultaatRecord, info: Any, bron: str, param: str, place: int) -> Treffer:
    """Return a row as the company, or as the branch that is not its main one."""
    if row.type in (RECHTSPERSOON, HOOFDVESTIGING) or not row.vestigingsnummer:
        node: Any = BedrijfNode(row.kvk_nummer, row.rsin, row.naam, asked=info, found=row)
        return Treffer(Soort.BEDRIJF, bron, row.kvk_nummer or row.url, node, place, [param])
    node = VestigingNode(row.vestigingsnummer, row.kvk_nummer, asked=info, found=row)
    return Treffer(Soort.BEDRIJF, bron, row.vestigingsnummer, node, place, [param])


async def search_personen(
    context: RequestContext, info: Any, client: UpstreamClient, tekst: Zoektekst
) -> Uitkomst:
    """Return the person with this BSN, or those with this name and birth date. Raises SourceError.

    Either travels in a body; the BRP is asked for just what is selected of a person.
    """
    if tekst.bsn is not None:
        node = await persoon_with(context, brp_fields(info, "Persoon") or KEY, tekst.bsn)
        told = Dekking(Soort.PERSOON, client.name, RAADPLEEG, True, meer=False)
        told.aantal = int(node is not None)
        found = [Treffer(Soort.PERSOON, client.name, tekst.bsn, node, 0, ["bsn"])] if node else []
        return Uitkomst(told, found)
    if tekst.naam is None or tekst.geboortedatum is None:
        reden = Reden.PERSOONSGEGEVENS if tekst.holds_bsn else Reden.NIET_VAN_TOEPASSING
        return not_searched(Soort.PERSOON, client.name, OP_NAAM, reden)
    query = _query(tekst)
    fields = dict.fromkeys((*(brp_fields(info, "PersoonBeperkt") or KEY), *KEY))
    rows = await search_with(context, query, tuple(fields))
    treffers = [
        Treffer(
            Soort.PERSOON,
            client.name,
            row.burgerservicenummer or str(number),
            row,
            0,
            ["naam", "geboortedatum"],
        )
        for number, row in enumerate(rows)
    ]
    told = Dekking(Soort.PERSOON, client.name, OP_NAAM, True, aantal=len(rows), meer=False)
    return Uitkomst(told, treffers)


def _query(tekst: Zoektekst) -> Mapping[str, Any]:
    naam = tekst.naam
    values = {
        "type": OP_NAAM,
        "geboortedatum": tekst.geboortedatum,
        "geslachtsnaam": naam and naam.geslachtsnaam,
        "voorvoegsel": naam and naam.voorvoegsel,
        "voornamen": naam and naam.voornamen,
    }
    return {name: value for name, value in values.items() if value}
