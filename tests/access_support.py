"""Callers with less than everything, and what the policy says they may see of the sandbox."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request

from graph_support import Graph
from policy.grants import EVERY, Grant, ObjectRule, OwnOnly, Rights, Rule, TypeSelector, level
from policy.identity import Kind, PersonalNumber, Principal, Subject

OPEN_RULE = (Rule(),)
EVERYBODY_ELSE = "999993094"
"""A BSN of the published test range that no rol and no partij of the sandbox has."""


def principal(kind: Kind, **values: Any) -> Principal:
    """Return a caller of this kind."""
    return Principal(kind, "test", "jan", "portaal", "jan", "Jan", **values)


def citizen(bsn: str, **values: Any) -> tuple[Principal, Rights]:
    """Return a citizen with the rights a municipality would give citizens, and `scopes`."""
    subject = Subject(bsn=PersonalNumber(bsn))
    return principal(Kind.BURGER, subject=subject), Rights((own_grant(**values),))


def own_grant(
    ceiling: str = "zaakvertrouwelijk", scopes: frozenset[str] = frozenset(), **own: Any
) -> Grant:
    """Return what citizens and companies get; `scopes` come besides."""
    return Grant(
        "burger",
        scopes=frozenset({EVERY}) | scopes,
        zaken=(Rule(ceiling),),
        documenten=(Rule(ceiling),),
        besluiten=OPEN_RULE,
        objecten=(ObjectRule(),),
        doelbindingen=None,
        brp_velden=None,
        via_zaak=True,
        own=OwnOnly(**own),
    )


def staff(*grants: Grant) -> tuple[Principal, Rights]:
    """Return an employee with these grants."""
    return principal(Kind.MEDEWERKER, roles=frozenset({"rol"})), Rights(grants)


def department(
    *identificaties: str, ceiling: str = "zeer_geheim", documents: str = "zeer_geheim"
) -> Grant:
    """Return the grant of a department: these zaaktypen and what belongs to such zaken."""
    types = TypeSelector(identificaties=frozenset(identificaties))
    return Grant(
        "afdeling",
        scopes=frozenset({"zaken.lezen", "catalogi.lezen", "documenten.lezen", "besluiten.lezen"}),
        zaken=(Rule(ceiling, types),),
        documenten=(Rule(documents),),
        besluiten=OPEN_RULE,
        via_zaak=True,
    )


class Acting(Graph):
    """The gateway as one caller sees it."""

    def __init__(self, caller: tuple[Principal, Rights], **settings: Any) -> None:
        super().__init__(**settings)
        self.caller = caller
        self.endpoint._admit = self._admit  # type: ignore[method-assign]

    async def _admit(self, request: Request) -> tuple[Principal, Rights]:
        return self.caller


def zaken_of(graph: Graph, bsn: str, rollen: Iterable[str] = ("initiator",)) -> set[str]:
    """Return the URLs of the zaken in which this person has one of these rollen."""
    wanted = set(rollen)
    return {
        rol["zaak"]
        for rol in graph.sandbox.zgw.data.rollen
        if rol["omschrijvingGeneriek"] in wanted
        and rol["betrokkeneIdentificatie"].get("inpBsn") == bsn
    }


def up_to(bodies: Iterable[dict[str, Any]], ceiling: str) -> list[dict[str, Any]]:
    """Return those that are at most so confidential."""
    return [body for body in bodies if level(body["vertrouwelijkheidaanduiding"]) <= level(ceiling)]
