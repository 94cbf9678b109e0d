"""From the applicaties of an Autorisaties API to what the policy calls a grant."""

from __future__ import annotations

from collections.abc import Iterable

from policy.grants import OPENBAARHEID, READ_TRAILS, SCOPES, Grant, Rule, TypeSelector
from sources.autorisaties.resources import ApplicatieRecord, AutorisatieRecord

COMPONENTS = {"zrc": "zaken", "ztc": "catalogi", "drc": "documenten", "brc": "besluiten"}
"""The components whose scopes reach something of the graph. None of them is the BRP."""
_SCOPE_OF = {component: SCOPES[api] for component, api in COMPONENTS.items()}
_EVERY_TYPE = (Rule(),)


def grants_of(applicaties: Iterable[ApplicatieRecord]) -> tuple[Grant, ...]:
    """Return what these applicaties may read; each only adds."""
    return tuple(grant_of(applicatie) for applicatie in applicaties)


def grant_of(applicatie: ApplicatieRecord) -> Grant:
    """Return what one applicatie may read at the ZGW registers.

    Persons and klanten are not ZGW's to give: that takes the policy file. Scopes that write count
    for nothing here, and neither does an autorisatie without the type or ceiling it needs. One
    grant has its scopes for all of its types: audittrails only when every autorisatie has them.
    """
    name = f"applicatie {applicatie.label or ''}".strip()
    if applicatie.heeft_alle_autorisaties:
        return Grant(
            name,
            scopes=frozenset({*_SCOPE_OF.values(), READ_TRAILS}),
            zaken=_EVERY_TYPE,
            documenten=_EVERY_TYPE,
            besluiten=_EVERY_TYPE,
        )
    reading = [one for one in applicatie.autorisaties if _SCOPE_OF.get(one.component) in one.scopes]
    scopes = {_SCOPE_OF[one.component] for one in reading}
    if reading and all(READ_TRAILS in one.scopes for one in reading if one.component != "ztc"):
        scopes.add(READ_TRAILS)
    return Grant(
        name,
        scopes=frozenset(scopes),
        zaken=_rules(reading, "zrc"),
        documenten=_rules(reading, "drc"),
        besluiten=_rules(reading, "brc"),
    )


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
