"""The root of what can be changed: a mixin per domain."""

from __future__ import annotations

import strawberry

from schema.mutation_besluiten import BesluitenMutation
from schema.mutation_documenten import DocumentenMutation
from schema.mutation_klanten import KlantenMutation
from schema.mutation_rollen import RollenMutation
from schema.mutation_zaken import ZakenMutation


@strawberry.type(
    description="Alles wat te wijzigen is. De opdrachten van één aanvraag worden na elkaar "
    "uitgevoerd; een opdracht die mislukt houdt de volgende niet tegen."
)
class Mutation(
    ZakenMutation, RollenMutation, BesluitenMutation, KlantenMutation, DocumentenMutation
):
    """The root mutation type."""
