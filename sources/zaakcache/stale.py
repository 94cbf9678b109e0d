"""What a notification makes stale of what is kept, by the table of consequences.

Of a zaak, document or besluit that something is told of, all goes: notifications get lost, and the
next one then mends that. Where the table names types of which the parent is not told, every list of
that type goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sources.besluiten.resources import BESLUIT
from sources.landscape import Landscape
from sources.notificaties.gevolgen import Key, Stale, stale
from sources.notificaties.hub import Notificatie
from sources.zaakcache.places import KEPT, ROOTS, SELF, Family, Kind, name_of
from sources.zaken.resources import ZAAK


class Dropped(NamedTuple):
    """What is to be let go of."""

    families: Sequence[Family]
    kinds: Sequence[Kind] = ()
    related: Sequence[Family] = ()
    """Zaken that others name, and that may have changed these."""


class Consequences:
    """Says what each notification makes stale in one landscape."""

    def __init__(self, landscape: Landscape) -> None:
        self._landscape = landscape
        names: dict[str, list[str]] = {}
        for client in landscape:
            names.setdefault(client.settings.api, []).append(client.name)
        self._names = names
        besluiten = names.get(BESLUIT.api, [])
        self._roots: Mapping[Key, Sequence[tuple[str, str, str]]] = {
            root.key: [
                (upstream, owner, root.path)
                for owner in names.get(root.api, ())
                for upstream in (owner, *(besluiten if root is ZAAK else ()))
            ]
            for root in ROOTS
        }
        self._lists: Mapping[Key, Sequence[tuple[str, str]]] = {
            one.key: [(part.of.path, name_of(one)) for part in one.part_of if part.param]
            for one in KEPT
        }

    def of(self, notificatie: Notificatie) -> Dropped:
        """Return what this notification makes stale; nothing of what is outside the landscape."""
        told = stale(notificatie, self._landscape)
        kinds = self._kinds(told)
        related = tuple(family for kept in told.related for family in self._families(*kept))
        if related and notificatie.resource == "zaak" and notificatie.actie != "destroy":
            # which zaak it is part of from now on is not told: it may be any
            kinds.extend((name, ZAAK.path, SELF) for name in self._names.get(ZAAK.api, ()))
        kept = told.records | told.everything
        families = {family for one in kept for family in self._families(*one)}
        return Dropped(tuple(families), tuple(kinds), related)

    def _families(self, key: Key, uuid: str) -> Sequence[Family]:
        return [Family(*root, uuid) for root in self._roots.get(key, ())]

    def _kinds(self, told: Stale) -> list[Kind]:
        """Return the lists per parent of which the parent is not told."""
        known = {kept.key for kept in told.children}
        return [
            (name, path, part)
            for listed in told.lists
            if listed.key not in known
            for path, part in self._lists.get(listed.key, ())
            for name in (
                (listed.register,) if listed.register else self._names.get(listed.key[0], ())
            )
        ]
