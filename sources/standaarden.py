"""The standard that each API is, as its publisher names it; the version is told by the server."""

from __future__ import annotations

from collections.abc import Mapping

STANDAARDEN: Mapping[str, str] = {
    "zaken": "Zaken API",
    "catalogi": "Catalogi API",
    "documenten": "Documenten API",
    "besluiten": "Besluiten API",
    "autorisaties": "Autorisaties API",
    "klantinteracties": "Klantinteracties API",
    "klanten": "Klanten API",
    "contactmomenten": "Contactmomenten API",
    "brp": "BRP Personen bevragen",
    "bewoning": "BRP Bewoning",
    "brphistorie": "BRP Verblijfplaatshistorie",
    "objecten": "Objecten API",
    "objecttypen": "Objecttypen API",
    "bag": "BAG API Individuele Bevragingen",
    "kvk": "KVK API",
}
