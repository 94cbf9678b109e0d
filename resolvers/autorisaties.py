"""From the applicaties of an Autorisaties API to what the policy calls a grant."""

from __future__ import annotations

from collections.abc import Iterable

from policy.grants import (
    OPENBAARHEID,
    READ_TRAILS,
    SCOPES,
    WRITE_SCOPES,
    WRITING,
    Grant,
    Rule,
    TypeSelector,
)
from sources.autorisaties.resources import ApplicatieRecord, AutorisatieRecord

COMPONENTS = {"zrc": "zaken", "ztc": "catalogi", "drc": "documenten", "brc": "besluiten"}
"""The components whose scopes reach something of the graph. None of them is the BRP."""
_SCOPE_OF = {component: SCOPES[api] for component, api in COMPONENTS.items()}
_EVERY_TYPE = (Rule(),)
_EVERY_WRITE = frozenset(
    scope for api in COMPONENTS.values() for scope in WRITE_SCOPES.get(api, ())
)


def grants_of(applicaties: Iterable[ApplicatieRecord]) -> tuple[Grant, ...]:
    """Return what these applicaties may read and change; each only adds."""
    return tuple(
        grant
        for applicatie in applicaties
        for grant in (grant_of(applicatie), *writing_grants(applicatie))
    )


def grant_of(applicatie: ApplicatieRecord) -> Grant:
    """Return what one applicatie may read at the ZGW registers.

    Persons and klanten are not ZGW's to give: that takes the policy file. An autorisatie without
    the type or ceiling it needs counts for nothing. One grant has its scopes for all of its types:
    audittrails only when every autorisatie has them, and what writes is in grants of its own.
    """
    name = _name(applicatie)
    if applicatie.heeft_alle_autorisaties:
        return Grant(
            name,
            scopes=frozenset({*_SCOPE_OF.values(), READ_TRAILS, *_EVERY_WRITE}),
            zaken=_EVERY_TYPE,
            documenten=_EVERY_TYPE,
            besluiten=_EVERY_TYPE,
        )
    reading = _reading(applicatie)
    return Grant(
        name,
        scopes=frozenset({_SCOPE_OF[one.component] for one in reading} | _trails(reading)),
        zaken=_rules(reading, "zrc"),
        documenten=_rules(reading, "drc"),
        besluiten=_rules(reading, "brc"),
    )


def writing_grants(applicatie: ApplicatieRecord) -> list[Grant]:
    """Return what one applicatie may change: a grant per set of scopes that autorisaties have.

    Types do not lend each other scopes. What may not be read is not changed either: a change is
    made to what the caller sees.
    """
    if applicatie.heeft_alle_autorisaties:
        return []
    reading = _reading(applicatie)
    found: dict[tuple[str, frozenset[str]], list[AutorisatieRecord]] = {}
    for one in reading:
        scopes = frozenset(one.scopes) & WRITING
        if scopes:
            found.setdefault((one.component, scopes), []).append(one)
    return [
        Grant(
            _name(applicatie),
            scopes=frozenset({_SCOPE_OF[component], *scopes} | _trails(reading)),
            zaken=_rules(autorisaties, "zrc"),
            documenten=_rules(autorisaties, "drc"),
            besluiten=_rules(autorisaties, "brc"),
        )
        for (component, scopes), autorisaties in found.items()
    ]


def _name(applicatie: ApplicatieRecord) -> str:
    return f"applicatie {applicatie.label or ''}".strip()


def _reading(applicatie: ApplicatieRecord) -> list[AutorisatieRecord]:
    return [one for one in applicatie.autorisaties if _SCOPE_OF.get(one.component) in one.scopes]


def _trails(reading: list[AutorisatieRecord]) -> frozenset[str]:
    shown = [one for one in reading if one.component != "ztc"]
    has_all = bool(reading) and all(READ_TRAILS in one.scopes for one in shown)
    return frozenset({READ_TRAILS} if has_all else ())


def _rules(autorisaties: Iterable[AutorisatieRecord], component: str) -> tuple[Rule, ...]:
    """Return a rule per ceiling, so that types of the same ceiling share one."""
    urls: dict[str, set[str]] = {}
    for one in autorisaties:
        if one.component != component:
            continue
        url = {
            "zrc": one.zaaktype_url,
            "drc": one.informatieobjecttype_url,
            "brc": one.besluittype_url,
        }[component]
        ceiling = OPENBAARHEID[-1] if component == "brc" else one.max_vertrouwelijkheidaanduiding
        if url and ceiling in OPENBAARHEID:
            urls.setdefault(ceiling, set()).add(url)
    return tuple(Rule(ceiling, TypeSelector(frozenset(found))) for ceiling, found in urls.items())
