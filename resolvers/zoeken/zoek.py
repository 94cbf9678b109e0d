"""One text over many registers at the same time: what was found, and what was covered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from planning.selection import selected_fields
from resolvers.context import RequestContext
from resolvers.errors import BadUserInputError
from resolvers.klantbronnen import registers
from resolvers.zoeken import klanten
from resolvers.zoeken.klanten import how
from resolvers.zoeken.lijsten import LISTS, search_list
from resolvers.zoeken.tekst import LONGEST, SHORTEST, Zoektekst, lees
from resolvers.zoeken.treffers import Dekking, Soort, Treffer, Uitkomst, failed, merged
from sources.client import UpstreamClient
from sources.errors import NotConfiguredError, SourceError
from sources.klanten.resources import KLANT
from sources.loader import each

DEFAULT = (Soort.ZAAK, Soort.DOCUMENT, Soort.KLANT)
KLANTEN = (Soort.KLANT, Soort.BEDRIJF, Soort.PERSOON)
"""What `KLANT` asks for: partijen, and also companies and persons in their own registers."""


@dataclass(slots=True)
class Zoekresultaat:
    """The answer to a search."""

    treffers: list[Treffer]
    dekking: list[Dekking]


class Below:
    """What a look-ahead asks of the field behind `info`, but then of nodes deeper down."""

    def __init__(self, info: Any, nodes: Sequence[FieldNode]) -> None:
        self.schema, self.fragments = info.schema, info.fragments
        self.variable_values, self.field_nodes = info.variable_values, list(nodes)


def below(info: Any, *names: str) -> Below:
    """Return the look-ahead below these fields of what `info` gives."""
    nodes: Sequence[FieldNode] = info.field_nodes
    kind: Any = info.schema.type_map["Zoekresultaat"]
    for name in names:
        nodes = selected_fields(info, nodes, kind).get(name, [])
        kind = info.schema.type_map["Zoektreffer"]
    return Below(info, nodes)


async def zoek(
    context: RequestContext, info: Any, tekst: str, soorten: Sequence[Soort], first: int | None
) -> Zoekresultaat:
    """Return what the registers' own filters find. Raises BadUserInputError.

    What a register refuses or fails to answer is in the coverage, and the others still answer.
    """
    settings = context.settings
    count = settings.default_page_size if first is None else first
    if not 1 <= count <= settings.max_page_size:
        raise BadUserInputError(f"'first' must be between 1 and {settings.max_page_size}")
    gelezen = lees(tekst)
    if not SHORTEST <= len(gelezen.tekst) <= LONGEST:
        raise BadUserInputError(f"'tekst' must have {SHORTEST} to {LONGEST} characters")
    searches = list(
        _searches(context, below(info, "treffers", "gevonden"), gelezen, soorten, count)
    )
    answers = await each([_outcomes(search) for search in searches])
    uitkomsten = [one for answer in answers if isinstance(answer, list) for one in answer]
    return Zoekresultaat(merged(uitkomsten, count), [one.dekking for one in uitkomsten])


@dataclass(frozen=True, slots=True)
class _Search:
    """One sort of thing in one register."""

    soort: Soort
    api: str
    hoe: str
    client: UpstreamClient | None
    run: Callable[[], Awaitable[list[Uitkomst] | Uitkomst]] | None = None


async def _outcomes(search: _Search) -> list[Uitkomst]:
    bron = search.client.name if search.client is not None else None
    if search.run is None:
        return [failed(search.soort, bron, search.hoe, NotConfiguredError(search.api))]
    try:
        found = await search.run()
    except SourceError as error:
        return [failed(search.soort, bron, search.hoe, error)]
    return found if isinstance(found, list) else [found]


def _searches(
    context: RequestContext, info: Any, tekst: Zoektekst, soorten: Sequence[Soort], first: int
) -> Iterator[_Search]:
    """Return what is to be searched, each sort once, in the order it was asked."""
    wanted = dict.fromkeys(
        one for soort in soorten for one in (KLANTEN if soort is Soort.KLANT else (soort,))
    )
    for soort in wanted:
        api, hoe = (LISTS[soort][0],) * 2 if soort in LISTS else (_APIS[soort], how(soort, tekst))
        try:
            clients = registers(context.landscape, api, *_OLDER.get(soort, ()))
        except NotConfiguredError:
            yield _Search(soort, api, hoe, None)
            continue
        for client in clients if soort not in _ONE else clients[:1]:
            run = _runner(context, info, tekst, soort, client, first)
            yield _Search(soort, api, hoe, client, run)


_APIS = {Soort.KLANT: "klantinteracties", Soort.BEDRIJF: "kvk", Soort.PERSOON: "brp"}
_OLDER = {Soort.KLANT: (KLANT.api,)}
_ONE = (Soort.BEDRIJF, Soort.PERSOON)


def _runner(
    context: RequestContext,
    info: Any,
    tekst: Zoektekst,
    soort: Soort,
    client: UpstreamClient,
    first: int,
) -> Callable[[], Awaitable[list[Uitkomst] | Uitkomst]]:
    runners: dict[Soort, Callable[[], Awaitable[list[Uitkomst] | Uitkomst]]] = {
        Soort.KLANT: lambda: klanten.search_partijen(context, client, tekst),
        Soort.BEDRIJF: lambda: klanten.search_bedrijven(context, info, client, tekst, first),
        Soort.PERSOON: lambda: klanten.search_personen(context, info, client, tekst),
    }
    return runners.get(soort, lambda: search_list(context, soort, client, tekst, first))
