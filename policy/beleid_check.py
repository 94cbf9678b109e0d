"""What in a policy file is probably not meant, though it is no mistake of form; for `check`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from policy.beleid import Beleid
from policy.grants import EVERY, SCOPES, SEARCH_PERSONS, Grant
from policy.identity import ZGW

_FIELDS = frozenset({"brp.lezen", SEARCH_PERSONS, SCOPES["brphistorie"], EVERY})
"""Scopes of which `brp_velden` says what is shown."""
_PERSONS = _FIELDS | {SCOPES["bewoning"]}
_RULED = {
    "zaken": "zaken.lezen",
    "documenten": "documenten.lezen",
    "besluiten": "besluiten.lezen",
    "objecten": "objecten.lezen",
}


@dataclass(frozen=True, kw_only=True)
class Known:
    """The names the rest of the configuration has."""

    registers: Collection[str]
    issuers: Collection[str]
    clients: Collection[str]
    doelbindingen: Collection[str] | None = None
    """None: not known here."""


def findings(beleid: Beleid, known: Known) -> list[str]:
    """Return what to look at, one line each; nothing when all is well."""
    found: list[str] = []
    for issuers, grant in _grants(beleid):
        found += [f"{grant.name}: {text}" for text in _of_grant(grant, known)]
        unknown = sorted((issuers or frozenset()) - {*known.issuers, ZGW})
        found += [f"{grant.name}: no [[issuer]] is named {name!r}" for name in unknown]
    for client_id in sorted({*beleid.applicaties, *beleid.from_autorisaties} - {EVERY}):
        issuers = beleid.uitgevers.get(client_id, frozenset({ZGW}))
        if ZGW in issuers and client_id not in known.clients:
            found.append(f"applicatie {client_id!r}: no [[client]] has this client_id")
    return found


def _grants(beleid: Beleid) -> Iterator[tuple[frozenset[str] | None, Grant]]:
    for name in beleid.rollen:
        yield from beleid.rollen[name]
    for client_id, grant in beleid.applicaties.items():
        yield beleid.uitgevers.get(client_id), grant
    for own in (beleid.burger, beleid.bedrijf):
        if own is not None:
            yield None, own


def _of_grant(grant: Grant, known: Known) -> Iterator[str]:
    if not grant.scopes:
        yield "has no scopes, so it gives nothing"
    for name in sorted((grant.registers or frozenset()) - set(known.registers)):
        yield f"no [[upstream]] is named {name!r}"
    for name, scope in _RULED.items():
        if scope in grant.scopes and not getattr(grant, name):
            yield f"has {scope} and no '{name}', so it shows none"
    if grant.scopes & _PERSONS and grant.doelbindingen == frozenset():
        yield "may read persons for no doelbinding, so it shows none"
    if grant.scopes & _FIELDS and grant.brp_velden == ():
        yield "may read persons and no 'brp_velden', so it shows none"
    if known.doelbindingen is not None:
        for name in sorted((grant.doelbindingen or frozenset()) - set(known.doelbindingen)):
            yield f"no doelbinding is named {name!r}"
