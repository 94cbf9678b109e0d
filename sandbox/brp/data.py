"""The persons of the sandbox: complete BRP Persoon bodies, the same ones for the same day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.brp.body import make_body
from sandbox.brp.gezag import add_gezag
from sandbox.brp.population import SPECIAL_COUNT, Population
from sandbox.brp.special import add_special_shapes
from sandbox.brp.values import KNOWN_BSNS

__all__ = ["SHOWCASE_BSNS", "make_personen"]

# Suzanne de Vries, her husband Daan van den Berg and their children Emma and Thijs
SHOWCASE_BSNS: tuple[str, ...] = KNOWN_BSNS[:4]


def make_personen(today: date) -> list[dict[str, Any]]:
    inwoners = Population(today).settle()
    bodies = {person.bsn: make_body(person, today) for person in inwoners}
    add_gezag(inwoners, bodies, today)
    personen = list(bodies.values())
    add_special_shapes(personen, SPECIAL_COUNT, today)
    return personen
