"""Searching zaken and documents by the filters that their lists have."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from resolvers.context import RequestContext
from resolvers.lists import prime
from resolvers.zoeken.tekst import Zoektekst
from resolvers.zoeken.treffers import (
    Dekking,
    Reden,
    Soort,
    Treffer,
    Uitkomst,
    failed,
    not_searched,
    rank,
)
from sources.client import UpstreamClient
from sources.documenten.resources import ENKELVOUDIGINFORMATIEOBJECT
from sources.errors import NotServedError, RejectedError, SourceError
from sources.loader import each
from sources.paging import fetch_page
from sources.records import Rows
from sources.resource import Resource
from sources.urls import last_segment
from sources.zaken.resources import ZAAK


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list, and the attribute it looks at."""

    soort: Soort
    resource: Resource[Any]
    param: str
    attribute: str
    is_partial: bool = True

    @property
    def key(self) -> str:
        """Under which a register's client remembers that it lacks this filter."""
        return f"{self.resource.path}?{self.param}"

    @property
    def hoe(self) -> str:
        """How it searches, for who reads the answer."""
        return f"{self.resource.path}: {self.param} ({'deel' if self.is_partial else 'precies'})"


ZAAK_DEEL = Filter(Soort.ZAAK, ZAAK, "identificatie__icontains", "identificatie")
ZAAK_PRECIES = Filter(Soort.ZAAK, ZAAK, "identificatie", "identificatie", is_partial=False)
ZAAK_OMSCHRIJVING = Filter(Soort.ZAAK, ZAAK, "omschrijving", "omschrijving")
DOCUMENT_PRECIES = Filter(
    Soort.DOCUMENT, ENKELVOUDIGINFORMATIEOBJECT, "identificatie", "identificatie", is_partial=False
)
DOCUMENT_TITEL = Filter(Soort.DOCUMENT, ENKELVOUDIGINFORMATIEOBJECT, "titel", "titel")
LISTS = {
    Soort.ZAAK: ("zaken", (ZAAK_DEEL, ZAAK_OMSCHRIJVING)),
    Soort.DOCUMENT: ("documenten", (DOCUMENT_PRECIES, DOCUMENT_TITEL)),
}


async def search_list(
    context: RequestContext, soort: Soort, client: UpstreamClient, tekst: Zoektekst, first: int
) -> list[Uitkomst]:
    """Return what each filter of one register finds; a failure belongs to its filter."""
    filters = LISTS[soort][1]
    if tekst.is_private:
        return [
            not_searched(soort, client.name, one.hoe, Reden.PERSOONSGEGEVENS) for one in filters
        ]
    found = await each([_search(context, client, one, tekst.tekst, first) for one in filters])
    outcomes = [
        failed(soort, client.name, one.hoe, answer) if isinstance(answer, SourceError) else answer
        for one, answer in zip(filters, found, strict=True)
        if isinstance(answer, SourceError | Uitkomst)
    ]
    if soort is Soort.ZAAK and _needs_exact(outcomes[0]):
        outcomes.append(await _exact(context, client, tekst.tekst))
    return outcomes


def _needs_exact(partial: Uitkomst) -> bool:
    """Whether the zaak with exactly this identificatie may have been missed."""
    told = partial.dekking
    if told.reden in (Reden.GEEN_FILTER, Reden.PAST_FILTER_NIET_TOE):
        return True
    return told.meer is not False and told.doorzocht and not any(t.exact for t in partial.treffers)


async def _exact(context: RequestContext, client: UpstreamClient, tekst: str) -> Uitkomst:
    try:
        return await _search(context, client, ZAAK_PRECIES, tekst, 1)
    except SourceError as error:
        return failed(Soort.ZAAK, client.name, ZAAK_PRECIES.hoe, error)


async def _search(
    context: RequestContext, client: UpstreamClient, one: Filter, tekst: str, first: int
) -> Uitkomst:
    """Return what one filter finds. Raises SourceError.

    A register that refuses the filter is remembered for a while. One that ignores it shows by rows
    that do not hold the text; these are left out.
    """
    if client.filters_by.get(one.key) is False:
        return not_searched(one.soort, client.name, one.hoe, Reden.GEEN_FILTER)
    try:
        rows = await _ask(context, client, one, tekst, first)
    except RejectedError:
        client.filters_by[one.key] = False
        return not_searched(one.soort, client.name, one.hoe, Reden.GEEN_FILTER)
    read, told = attrgetter(one.attribute), Dekking(one.soort, client.name, one.hoe)
    ranked = [(rank(tekst, read(row)), row) for row in rows.results]
    kept = [
        Treffer(one.soort, client.name, last_segment(row.url), row, place, [one.param])
        for place, row in ranked
        if place is not None and (one.is_partial or place == 0)
    ]
    if len(kept) < len(ranked):
        told.reden = Reden.PAST_FILTER_NIET_TOE
    prime(context, client, one.resource, [treffer.gevonden for treffer in kept])
    told.doorzocht, told.aantal = told.reden is None, len(kept)
    told.meer = rows.count > len(rows.places) if rows.is_exact else None
    return Uitkomst(told, kept)


async def _ask(
    context: RequestContext, client: UpstreamClient, one: Filter, tekst: str, first: int
) -> Rows[Any]:
    """Return a page; of zaken by `_zoek` where there is one, as a text may well be a name."""
    params, call = {one.param: tekst}, context.call
    if one.resource is ZAAK and client.searches:
        try:
            return await fetch_page(client, ZAAK, params, call, size=first, in_body=True)
        except NotServedError:
            pass
    return await fetch_page(client, one.resource, params, call, size=first)
