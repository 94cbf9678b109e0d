"""Counts of zaken for dashboards: in all, and per group, from parallel `count` reads."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Any, TypeVar

from graphql import GraphQLObjectType, get_named_type

from planning.selection import selected_fields
from resolvers.context import RequestContext, ResolveInfo
from resolvers.errors import BadUserInputError
from resolvers.filters import is_personal, links_of, to_params
from resolvers.perioden import KINDS, range_of, without_range
from resolvers.registers import choose_registers
from resolvers.telling_assen import (
    BRON,
    ZAAKTYPE_DIMENSIONS,
    Choice,
    Question,
    Term,
    axes,
    joined,
    reads_of,
)
from sources.client import UpstreamClient
from sources.counts import CountKey, CountLoader
from sources.errors import NotServedError, RejectedError, SourceError
from sources.loader import Params, each, settled
from sources.zaken.resources import ZAAK

V = TypeVar("V")
Outcome = int | SourceError
GROUPED = {"groepen", "overig"}
"""The fields of a telling that need its groups."""


@dataclass(slots=True)
class Groep:
    """One group: its value per dimension asked, and how many zaken it holds."""

    outcome: Outcome
    series: tuple[Any, ...]
    """What the group is of, its period aside: one line of a chart."""
    zaaktype: Any = None
    statustype: Any = None
    resultaattype: Any = None
    is_open: bool | None = None
    archiefnominatie: str | None = None
    archiefstatus: str | None = None
    vertrouwelijkheidaanduiding: str | None = None
    periode: Any = None
    bron: str | None = None


@dataclass(slots=True)
class Telling:
    """One count over some registers; what is selected of it decides what is read."""

    context: RequestContext
    registers: Sequence[tuple[UpstreamClient, Mapping[str, str]]]
    """Whom to ask, with the caller's filter as that register takes it."""
    in_body: bool
    keep_empty: bool
    question: Question
    choices: list[Choice] = field(default_factory=list)

    async def totaal(self) -> int:
        """Return how many zaken meet the filter. Raises SourceError."""
        parts = [self._read(client, base) for client, base in self.registers]
        return sum(value_of(part) for part in await each(parts))

    async def groepen(self) -> list[Groep]:
        """Return the groups to show, in order; periods stay when another one has zaken."""
        groups = await self._counted()
        if self.keep_empty or all(name in KINDS for name in self.question.dimensions):
            return groups
        shown = {group.series for group in groups if group.outcome != 0}
        return [group for group in groups if group.series in shown]

    async def overig(self) -> int:
        """Return how many zaken are in no group, say without a status. Raises SourceError."""
        both: list[Awaitable[Any]] = [self.totaal(), self._counted()]
        totaal, groups = [value_of(part) for part in await each(both)]
        rest: int = totaal - sum(value_of(group.outcome) for group in groups)
        return max(0, rest)

    async def _counted(self) -> list[Groep]:
        """Return every group with its count. Raises what a register refuses for all of them."""
        outcomes = await self._outcomes()
        if any(isinstance(found, NotServedError) for found in outcomes.values()):
            self.choices = await _plan(self.context, self.question)
            outcomes = await self._outcomes()
        refused = [found for found in outcomes.values() if isinstance(found, RejectedError)]
        if refused and len(refused) == len(outcomes):
            raise self._refusal(refused[0])
        series = [name for name in self.question.dimensions if name not in KINDS]
        return [
            Groep(
                _total(choice.terms, outcomes),
                tuple(choice.rank[name] for name in series),
                **choice.keys,
            )
            for choice in self.choices
        ]

    async def _outcomes(self) -> dict[Params, int | Exception]:
        """Return what every count of the groups gives."""
        terms = dict.fromkeys(_key(term) for choice in self.choices for term in choice.terms)
        return dict(zip(terms, await each([self._sum(key) for key in terms]), strict=True))

    async def _sum(self, key: Params) -> int:
        """Return one count, over all registers. Raises SourceError."""
        bounded = self.question.range is not None
        params = dict(key)
        bron = params.pop(BRON, None)
        parts = [
            self._read(
                client,
                {**(without_range(base, self.question.datum) if bounded else base), **params},
            )
            for client, base in self.registers
            if bron in (None, client.name)
        ]
        return sum(value_of(part) for part in await each(parts))

    async def _read(self, client: UpstreamClient, params: Mapping[str, str]) -> int:
        loaders = self.context.loaders
        loader = loaders.once(
            ("count", client.name, ZAAK.path), lambda: CountLoader(client, ZAAK, loaders.call)
        )
        in_body = self.in_body or "zaaktype__in" in params
        found = loader.get(CountKey(tuple(sorted(params.items())), in_body))
        return await settled(found)

    def _refusal(self, error: RejectedError) -> RejectedError:
        """Return the register's refusal, naming what it cannot group by."""
        names = ", ".join(self.question.dimensions)
        reason = f"it cannot count zaken by {names} with this filter"
        return RejectedError(
            error.upstream, error.operation, reason=reason, invalid_params=error.invalid_params
        )


def _key(term: Term) -> Params:
    return tuple(sorted(term.params.items()))


def _total(terms: Sequence[Term], outcomes: Mapping[Params, Any]) -> Outcome:
    """Return the sum, or the first error; two counts a moment apart may differ by less than 0."""
    total = 0
    for term in terms:
        outcome: Outcome = outcomes[_key(term)]
        if isinstance(outcome, SourceError):
            return outcome
        total += term.sign * outcome
    return max(0, total)


def value_of(outcome: V | Exception) -> V:
    """Return what was read. Raises the error that stands in its place."""
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def zaken_telling(
    context: RequestContext,
    info: ResolveInfo,
    question: Question,
    filter_input: Any,
    keep_empty: bool,
    bron: str | None,
    bronnen: Sequence[str] | None = None,
) -> Telling:
    """Return the telling, with its groups planned when they are asked.

    Raises BadUserInputError before any count is read.
    """
    _check(question.dimensions)
    registers = choose_registers(context, ZAAK, bron, bronnen)
    links = await links_of(context, filter_input)
    bases = [(client, to_params(context, client, filter_input, links)) for client in registers]
    names = tuple(client.name for client in registers)
    question = replace(_complete(question, bases[0][1]), bronnen=names)
    telling = Telling(context, bases, is_personal(filter_input), keep_empty, question)
    kind = get_named_type(info.return_type)
    if not isinstance(kind, GraphQLObjectType) or not question.dimensions:
        return telling
    if GROUPED & selected_fields(info, info.field_nodes, kind).keys():
        telling.choices = await _plan(context, question)
    return telling


def _check(dimensions: Sequence[str]) -> None:
    """Refuse combinations that say the same twice."""
    for family in (KINDS, ZAAKTYPE_DIMENSIONS):
        named = [name for name in dimensions if name in family]
        if len(set(named)) > 1:
            raise BadUserInputError(f"'groepeerOp' takes one of: {', '.join(named)}")
    if len(set(dimensions)) < len(dimensions):
        raise BadUserInputError("'groepeerOp' names a dimension twice")


def _complete(question: Question, base: Mapping[str, str]) -> Question:
    """Return the question with its filter, and the days it is about."""
    periods = any(name in KINDS for name in question.dimensions)
    days = range_of(base, question.datum) if periods else None
    return replace(question, base=base, range=days)


async def _plan(context: RequestContext, question: Question) -> list[Choice]:
    """Return every combination in order. Raises BadUserInputError above `max_counts`."""
    registers = 1 if "BRON" in question.dimensions else len(question.bronnen)
    lengths = [
        question.range.count(KINDS[name])
        for name in question.dimensions
        if name in KINDS and question.range is not None
    ]
    _bound(context, prod(lengths) * registers)
    found = await axes(question)
    _bound(context, prod(max(reads_of(axis), len(axis)) for axis in found) * registers)
    choices = [joined(parts) for parts in product(*found)]
    return sorted(choices, key=lambda choice: [choice.rank[name] for name in question.dimensions])


def _bound(context: RequestContext, reads: int) -> None:
    most = context.settings.max_counts
    if reads > most:
        raise BadUserInputError(
            f"'groepeerOp' needs {reads} count reads, more than max_counts ({most}): "
            "narrow 'filter', or group by less"
        )
